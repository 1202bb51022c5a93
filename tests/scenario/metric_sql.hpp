// Plain SQL of every metric, written by hand and not by the program.

#pragma once

#include <map>
#include <string>

namespace aftercare::scenario {

/// By metric; on the records where they say it and on the wide tables where records are joined.
/// SINCE and UNTIL stand for the period, LAST for the last day of all data.
const std::map<std::string, std::string>& metric_sql();

}  // namespace aftercare::scenario
