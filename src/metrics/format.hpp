// Numbers as people read them: 1.2万, 3.4亿, 2小时15分 in Chinese; 12k, 340M, 2 h 15 m in English.
//
// For eyes only: files and answers carry the full value. Not known is "—", never 0.

#pragma once

#include <optional>
#include <string>

#include "metrics/definition.hpp"
#include "metrics/model.hpp"
#include "store/frame.hpp"

namespace aftercare::metrics {

/// Durations in seconds, percent as 0 to 100. Rounds half away from zero.
std::string format_value(Format format, std::optional<double> value, Language language);
/// The number in a cell; a cell that is no number is not known.
std::string format_cell(Format format, const store::Cell& cell, Language language);

/// The same without shortening, for tables and tooltips: 28,010 where format_value says 2.8万.
std::string format_full(Format format, std::optional<double> value, Language language);

/// How far a value moved: "▲ 8 %", for percent in points "▼ 1.2 pp"; "=" if it did not move as
/// far as shown; from 0 the new value itself; "—" if either is not known.
std::string format_change(Format format, std::optional<double> current,
                          std::optional<double> before, Language language);

/// Whether a change is good news: 1, bad: -1, neither (or none): 0.
int judge_change(Direction direction, std::optional<double> current, std::optional<double> before);

}  // namespace aftercare::metrics
