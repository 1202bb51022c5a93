// Spikes as they are told: of the workspace's cases, or of the rows of any table.

#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "app/explained.hpp"
#include "insight/anomaly/spikes.hpp"

namespace aftercare::app {

/// The steps that are looked at: the last, and those before it.
struct SpikeSteps {
  records::Day last{};
  int length = 1;  // Days of a step.
  int before = 56;

  /// Fails (usage) on a step that is neither day nor week.
  static base::Result<SpikeSteps> of(const std::string& step, records::Day last);
  std::size_t count() const { return static_cast<std::size_t>(before) + 1; }
  std::size_t at() const { return static_cast<std::size_t>(before); }
  records::Day first() const { return last - std::chrono::days(length * (before + 1) - 1); }
  records::Day from() const { return last - std::chrono::days(length - 1); }
  /// Nothing for a day outside.
  std::optional<std::size_t> step_of(records::Day day) const;
  insight::SpikeSettings settings() const;
};

struct NamedSpikes {
  insight::Spikes spikes;
  std::vector<base::Message> names;                     // Of each series.
  std::vector<std::pair<std::string, std::string>> is;  // Dimension and value; a phrase has none.
  std::vector<nlohmann::ordered_json> samples;          // Of each spike told: `key` or `row`s.
};

/// Fails (input) if so few of the steps before had a row that nothing can be said of the last.
base::Result<void> enough_past(const SpikeSteps& steps, const std::set<std::size_t>& seen);

/// What is seldom said so rarely that it is not looked at.
inline constexpr std::uint32_t kFewestSaying = 3;

/// No phrases: `left_out` says why.
Explained told_spikes(const SpikeSteps& steps, const std::string& step, const NamedSpikes& blame,
                      const std::optional<NamedSpikes>& phrases, const base::Message& left_out);

}  // namespace aftercare::app
