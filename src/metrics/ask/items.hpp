// A question as the phrases it is made of.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/ask/calendar.hpp"
#include "metrics/ask/words.hpp"

namespace aftercare::metrics {

/// "滚动7天", "7-day moving average".
struct AskWindow {
  unsigned steps = 0;
  std::string unit;  // A dimension of time.
  bool mean = false;
};

/// A phrase of the question and what it may mean; or a number; or, once read, a period; or
/// nothing anybody knows.
struct AskItem {
  std::string text;  // As written.
  std::size_t begin = 0;
  std::size_t end = 0;
  std::vector<AskMeaning> meanings;
  std::optional<double> number;
  std::string date;  // YYYY-MM-DD or YYYY-MM.
  std::optional<AskSpan> span;
  std::optional<AskWindow> window;
  bool used = false;

  bool has(AskRole role) const { return meaning(role) != nullptr; }
  /// The first with this role; nullptr if there is none.
  const AskMeaning* meaning(AskRole role) const;
  /// The one of this role and name.
  const AskMeaning* meaning(AskRole role, std::string_view name) const;
  bool unknown() const {
    return meanings.empty() && !number && !span && !window && date.empty() && text != "," &&
           text != "|";
  }
};

/// Cut so that as little as possible is unknown, and that with as few phrases as possible.
std::vector<AskItem> ask_items(std::string_view question, const AskWords& words);

/// Phrases that name periods become one item with a span each: "3月5日到15日", "last 30 days";
/// those that name a window that moves, one with that.
std::vector<AskItem> with_spans(std::vector<AskItem> items, const AskCalendar& calendar,
                                const AskWords& words);

}  // namespace aftercare::metrics
