// Watches of anomalies between two runs: a file that remembers what each series has shown.

#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "base/result.hpp"
#include "insight/anomaly/anomaly_watch.hpp"

namespace aftercare::app {

/// By the name of the series.
using KeptWatches = std::map<std::string, insight::AnomalyState>;

/// Empty if there is no such file yet. Fails (input) on a file that is something else.
base::Result<KeptWatches> read_watches(const std::filesystem::path& file);
base::Result<void> write_watches(const std::filesystem::path& file, const KeptWatches& watches);

}  // namespace aftercare::app
