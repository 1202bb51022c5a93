// Strengths, weaknesses, opportunities and threats as they are told: of the workspace, or of the
// texts of any table.

#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/explained.hpp"
#include "insight/rootcause/cause_tree.hpp"
#include "metrics/interval.hpp"

namespace aftercare::app {

inline constexpr std::size_t kSwotLines = 6;  // Of a kind.
inline constexpr std::size_t kSwotSamples = 3;
inline constexpr int kLostAfterDays = 60;

/// A line of one of the four lists.
struct SwotLine {
  std::string list;  // "strengths" ...
  std::string kind;  // "praise", "complaint", "defect", "wish", "rival", "lost".
  base::Message what;
  double count = 0, n = 0;
  std::optional<metrics::Interval> interval;  // Of count / n.
  std::optional<double> beside;               // The same share elsewhere.
  std::vector<std::string> samples;           // Keys of cases, or rows.
};

struct SwotSamples {
  const char* key = "cases";
  base::Message title{"cases", "案例"};
};

/// The first causes of the first problems as lines; each is named by its values.
std::vector<SwotLine> defect_lines(const insight::Cause& tree, const insight::CauseRows& rows);
SwotLine rival_line(const std::string& rival, std::uint64_t better, std::uint64_t worse);

/// `left_out`: kinds that could not be looked at, and why.
Explained told_swot(const std::vector<SwotLine>& lines,
                    const std::vector<std::pair<std::string, base::Message>>& left_out,
                    const SwotSamples& samples);

}  // namespace aftercare::app
