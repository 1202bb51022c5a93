// Reads one question: each phrase of it says what is counted, by what, which rows, when, and how it
// is shown. Inside of ask only; ask_periods.cpp and ask_order.cpp hold what is said of time and of
// how.

#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "metrics/ask/ask.hpp"
#include "metrics/ask/calendar.hpp"
#include "metrics/ask/items.hpp"

namespace aftercare::metrics {

inline constexpr AskRole kComparators[] = {AskRole::above, AskRole::below, AskRole::at_least,
                                           AskRole::at_most, AskRole::equal};
inline constexpr AskRole kExtremes[] = {AskRole::most,    AskRole::least, AskRole::slowest,
                                        AskRole::fastest, AskRole::worst, AskRole::best};
inline constexpr std::uint64_t kUsualRows = 10;

// A number that something is compared with: "超过 100", "at least 2", "3 分以上".
struct AskBound {
  FilterOperator op = FilterOperator::above;
  bool equal = false;
  double value = 0;
  double seconds = 0;  // Of its unit, when it was told.
  bool percent = false;
  std::size_t begin = 0;  // Items.
  std::size_t end = 0;
};

class AskReader {
 public:
  AskReader(std::string_view text, const AskWords& words, records::Day today)
      : words_(words),
        model_(words.model()),
        calendar_(today),
        items_(with_spans(ask_items(text, words), calendar_, words)) {
    std::erase_if(items_, [](const AskItem& item) { return item.text == "|"; });
  }
  Asked read();

 private:
  // --- Neighbours. Fillers and classifiers stand between without parting.
  bool passes(std::size_t at) const;
  std::size_t before(std::size_t at) const;
  std::size_t after(std::size_t at) const;
  bool is(std::size_t at, AskRole role) const { return at < items_.size() && items_[at].has(role); }
  bool is_comma(std::size_t at) const { return at < items_.size() && items_[at].text == ","; }
  template <std::size_t N>
  bool is_any(std::size_t at, const AskRole (&roles)[N]) const {
    return std::ranges::any_of(roles, [&](AskRole role) { return is(at, role); });
  }
  bool any(AskRole role) const;
  void use(AskRole role);
  bool asks_which(std::size_t at) const;
  void tell(const AskItem& item, AskRole role, std::string name = {}, std::string code = {},
            std::vector<AskMeaning> others = {});

  // --- Numbers to compare with.
  void read_bounds();
  bool has_bound_beside(std::size_t at) const;
  bool is_bound_number(std::size_t at) const;
  void apply_bounds();
  bool bind(const AskBound& bound, std::size_t at);

  // --- What is counted.
  static bool only_metric(const AskItem& item);
  void read_metrics();
  const Metric* count_of(const Metric& metric) const;
  bool asks_number(std::size_t at) const;
  bool only_metric_pair(std::size_t at, std::size_t other) const;
  void usual_metric();
  bool names_a_kind() const;

  // --- By what, and which rows.
  bool metrics_have(const std::string& dimension) const;
  const AskMeaning* best_dimension(const AskItem& item) const;
  void ask_by(const AskItem& item, const std::string& dimension);
  bool marks_value(std::size_t at, const std::string& dimension) const;
  void read_dimensions();
  std::string dimension_of_several() const;
  bool superlative() const;
  std::string marker_of(std::size_t at) const;
  void find_lists();
  const AskMeaning* best_value(std::size_t at) const;
  std::size_t order_of(const std::string& dimension) const;
  void read_values();
  void negate_last();
  void filter(const std::string& dimension, const std::string& code, bool negated);

  // --- When, and against when.
  void read_periods();
  std::optional<std::size_t> compared_span(const std::vector<std::size_t>& spans) const;
  static bool join(AskSpan& now, const AskSpan& next);
  std::optional<AskSpan> counterpart(const AskSpan& then) const;
  AskSpan aligned(const AskSpan& then, const AskSpan& now) const;
  std::optional<AskSpan> relative(const std::optional<AskSpan>& now);
  bool ask_by_cause();
  bool changes() const;
  void compare_values();

  // --- How it is shown.
  bool has_time() const;
  void read_trend_and_share();
  void read_windows();
  void add_step(const std::string& unit);
  std::string usual_step() const;
  void read_order();
  bool ends_with_which() const;
  std::optional<std::uint64_t> limit_asked();

  // --- What is left.
  static bool harmless(const AskItem& item);
  void report_unused();
  void check();
  bool adds_up() const;
  AskChart chart() const;

  const AskWords& words_;
  const Model& model_;
  AskCalendar calendar_;
  std::vector<AskItem> items_;
  std::vector<AskBound> bounds_;
  std::vector<bool> is_metric_;
  std::vector<std::string> marked_;  // The dimension an item only marks a value of.
  std::vector<std::string> listed_;  // The dimension that all of an item's list are values of.
  std::size_t pending_not_ = std::string::npos;
  std::size_t last_left_ = std::string::npos;
  bool is_which_ = false;
  bool which_one_ = false;
  Asked asked_;
};

}  // namespace aftercare::metrics
