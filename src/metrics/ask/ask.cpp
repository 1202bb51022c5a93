#include "metrics/ask/ask.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "metrics/ask/calendar.hpp"
#include "metrics/ask/items.hpp"

namespace aftercare::metrics {
namespace {

constexpr AskRole kComparators[] = {AskRole::above, AskRole::below, AskRole::at_least,
                                    AskRole::at_most, AskRole::equal};
constexpr AskRole kExtremes[] = {AskRole::most,    AskRole::least, AskRole::slowest,
                                 AskRole::fastest, AskRole::worst, AskRole::best};
constexpr std::uint64_t kUsualRows = 10;

// A number that something is compared with: "超过 100", "at least 2", "3 分以上".
struct AskBound {
  FilterOperator op = FilterOperator::above;
  bool equal = false;
  double value = 0;
  double seconds = 0;     // Of its unit, when it was told.
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

  Asked read() {
    read_bounds();
    read_metrics();
    read_dimensions();
    read_values();
    if (asked_.question.metrics.empty()) usual_metric();
    apply_bounds();
    read_periods();
    read_trend_and_share();
    read_order();
    report_unused();
    check();
    asked_.chart = chart();
    return std::move(asked_);
  }

 private:
  // --- Neighbours. Fillers and classifiers stand between without parting.

  bool passes(std::size_t at) const {
    const auto& item = items_[at];
    return !item.number && !item.span &&
           (item.has(AskRole::filler) || item.has(AskRole::classifier)) &&
           !item.has(AskRole::value) && !item.has(AskRole::metric) && !item.has(AskRole::dimension);
  }
  std::size_t before(std::size_t at) const {
    while (at-- > 0)
      if (!passes(at)) return at;
    return items_.size();
  }
  std::size_t after(std::size_t at) const {
    while (++at < items_.size())
      if (!passes(at)) return at;
    return items_.size();
  }
  bool is(std::size_t at, AskRole role) const { return at < items_.size() && items_[at].has(role); }
  bool is_comma(std::size_t at) const { return at < items_.size() && items_[at].text == ","; }
  template <std::size_t N>
  bool is_any(std::size_t at, const AskRole (&roles)[N]) const {
    return std::ranges::any_of(roles, [&](AskRole role) { return is(at, role); });
  }
  bool any(AskRole role) const {
    return std::ranges::any_of(items_, [&](const AskItem& item) { return item.has(role); });
  }
  void use(AskRole role) {
    for (auto& item : items_)
      if (item.has(role)) item.used = true;
  }
  bool asks_which(std::size_t at) const {
    return is(at, AskRole::which_one) || is(at, AskRole::which_some) || is(at, AskRole::who);
  }

  void tell(const AskItem& item, AskRole role, std::string name = {}, std::string code = {},
            std::vector<AskMeaning> others = {}) {
    asked_.words.push_back({item.text, role, std::move(name), std::move(code), std::move(others)});
  }

  // --- Numbers to compare with.

  void read_bounds() {
    for (std::size_t at = 0; at < items_.size(); ++at) {
      if (!items_[at].number || items_[at].used) continue;
      const auto sign = before(at);
      auto last = at;
      double factor = 1;
      double seconds = 0;
      const auto next = [&] { return last + 1; };
      if (is(next(), AskRole::multiple)) {
        const auto& code = items_[next()].meaning(AskRole::multiple)->code;
        factor = code == "thousand" ? 1e3 : code == "million" ? 1e6 : 1e4;
        ++last;
      }
      if (is(next(), AskRole::measure)) {
        const auto& code = items_[next()].meaning(AskRole::measure)->code;
        seconds = code == "hour" ? 3600 : code == "minute" ? 60 : 1;
        ++last;
      } else if (is(next(), AskRole::unit) &&
                 items_[next()].meaning(AskRole::unit)->code == "day") {
        seconds = 86'400;
        ++last;
      } else if (is(next(), AskRole::percent) || is(next(), AskRole::classifier)) {
        ++last;
      }
      AskBound bound{FilterOperator::above, false, *items_[at].number * factor, seconds, at, last};
      const bool in_front =
          sign < items_.size() && is_any(sign, kComparators) && !items_[sign].used;
      const bool behind = is(next(), AskRole::or_more) || is(next(), AskRole::or_less);
      if (in_front) {
        const auto& item = items_[sign];
        bound.op = item.has(AskRole::at_least)  ? FilterOperator::at_least
                   : item.has(AskRole::at_most) ? FilterOperator::at_most
                   : item.has(AskRole::below)   ? FilterOperator::below
                                                : FilterOperator::above;
        bound.equal = item.has(AskRole::equal);
        bound.begin = sign;
      } else if (behind) {
        bound.op =
            is(next(), AskRole::or_more) ? FilterOperator::at_least : FilterOperator::at_most;
        ++last;
        bound.end = last;
      } else {
        continue;
      }
      for (auto i = bound.begin; i <= bound.end; ++i) items_[i].used = true;
      bounds_.push_back(bound);
    }
  }

  bool has_bound_beside(std::size_t at) const {
    return std::ranges::any_of(bounds_, [&](const AskBound& bound) {
      return after(at) == bound.begin || before(at) == bound.end;
    });
  }

  // "rating below 3": the dimension, whatever else the word may mean.
  bool is_bound_number(std::size_t at) const {
    return has_bound_beside(at) &&
           std::ranges::any_of(items_[at].meanings, [&](const auto& meaning) {
             return meaning.role == AskRole::dimension &&
                    (*model_.dimension(meaning.name))->kind == DimensionKind::number;
           });
  }

  void apply_bounds() {
    for (const auto& bound : bounds_) {
      // What stands before it, else what stands behind: 投诉量超过 100, more than 100 returns.
      const auto target = [&](std::size_t at) { return at < items_.size() && bind(bound, at); };
      if (!target(before(bound.begin)) && !target(after(bound.end)))
        for (auto i = bound.begin; i <= bound.end; ++i) items_[i].used = false;
    }
  }

  bool bind(const AskBound& bound, std::size_t at) {
    auto& item = items_[at];
    for (const auto& name : asked_.question.metrics) {
      if (item.meaning(AskRole::metric, name) == nullptr || !is_metric_[at]) continue;
      const auto& metric = **model_.metric(name);
      if ((bound.seconds > 0) && metric.format != Format::duration) return false;
      const auto value = bound.seconds > 0 ? bound.value * bound.seconds : bound.value;
      if (bound.equal) {
        asked_.question.having.push_back({name, FilterOperator::at_least, value});
        asked_.question.having.push_back({name, FilterOperator::at_most, value});
      } else {
        asked_.question.having.push_back({name, bound.op, value});
      }
      return true;
    }
    for (const auto& meaning : item.meanings) {
      if (meaning.role != AskRole::dimension) continue;
      const auto& dimension = **model_.dimension(meaning.name);
      if (dimension.kind != DimensionKind::number || bound.seconds > 0) continue;
      const auto value = fmt::format("{}", bound.value);
      asked_.question.where.push_back(
          {dimension.name, bound.equal ? FilterOperator::in : bound.op, {value}});
      std::erase(asked_.question.by, dimension.name);
      tell(item, AskRole::dimension, dimension.name);
      item.used = true;
      return true;
    }
    return false;
  }

  // --- What is counted.

  static bool only_metric(const AskItem& item) {
    return item.has(AskRole::metric) && !item.has(AskRole::value) && !item.has(AskRole::dimension);
  }

  void read_metrics() {
    is_metric_.assign(items_.size(), false);
    std::vector<std::size_t> sure;
    std::vector<std::size_t> maybe;
    for (std::size_t at = 0; at < items_.size(); ++at) {
      if (items_[at].used || !items_[at].has(AskRole::metric)) continue;
      if (only_metric(items_[at]))
        sure.push_back(at);
      else if (!(items_[at].has(AskRole::dimension) &&
                 (is(before(at), AskRole::by) || asks_which(before(at)))))
        maybe.push_back(at);
    }
    if (sure.empty() && !maybe.empty()) {
      std::erase_if(maybe, [&](std::size_t at) {
        return maybe.size() > 1 && is(before(at), AskRole::about);
      });
      sure.push_back(maybe.back());
      maybe.pop_back();
    }
    for (const auto at : sure) is_metric_[at] = true;
    // 投诉和退货: what is joined to a metric is one.
    for (bool found = true; found;) {
      found = false;
      for (const auto at : maybe) {
        if (is_metric_[at]) continue;
        for (const auto joint : {before(at), after(at)}) {
          if (joint >= items_.size() || !(is(joint, AskRole::and_) || is_comma(joint))) continue;
          const auto other = joint < at ? before(joint) : after(joint);
          if (other < items_.size() && is_metric_[other] && !only_metric_pair(at, other))
            found = is_metric_[at] = true;
        }
      }
    }
    for (std::size_t at = 0; at < items_.size(); ++at) {
      if (!is_metric_[at]) continue;
      auto& item = items_[at];
      const auto* best = item.meaning(AskRole::metric);
      for (const auto& meaning : item.meanings)
        if (meaning.role == AskRole::metric && meaning.rank < best->rank) best = &meaning;
      item.used = true;
      tell(item, AskRole::metric, best->name);
      if (std::ranges::find(asked_.question.metrics, best->name) == asked_.question.metrics.end())
        asked_.question.metrics.push_back(best->name);
    }
  }

  // "chat, complaints": a comma alone joins only what can be nothing but metrics.
  bool only_metric_pair(std::size_t at, std::size_t other) const {
    return is_comma(std::min(at, other) + 1) && !only_metric(items_[at]);
  }

  // Nothing is named, but what is asked by or for exists in one fact only: its rows are counted.
  void usual_metric() {
    std::vector<std::string> names = asked_.question.by;
    for (const auto& filter : asked_.question.where) names.push_back(filter.dimension);
    const bool counted = any(AskRole::how_many) || any(AskRole::breakdown) || any(AskRole::trend) ||
                         any(AskRole::by) || any(AskRole::share) || !asked_.question.by.empty();
    if (names.empty() || !counted) return;
    const Metric* found = nullptr;
    for (const auto& metric : model_.metrics()) {
      const auto* single = std::get_if<Single>(&metric.kind);
      if (single == nullptr || single->of.size() != 1) continue;
      const auto& measure = single->of.front();
      if (measure.function != store::Function::count || !measure.where.empty()) continue;
      const bool fits = std::ranges::all_of(names, [&](const std::string& name) {
        return has_dimension(measure.fact, **model_.dimension(name));
      });
      const bool only_here = std::ranges::any_of(names, [&](const std::string& name) {
        return (*model_.dimension(name))->columns.size() == 1;
      });
      if (fits && only_here && found == nullptr) found = &metric;
    }
    if (found == nullptr) return;
    asked_.question.metrics = {found->name};
    asked_.words.push_back({"", AskRole::metric, found->name, "", {}});
  }

  // --- By what, and which rows.

  bool metrics_have(const std::string& dimension) const {
    return std::ranges::all_of(asked_.question.metrics, [&](const std::string& name) {
      const auto names = model_.dimensions_of(**model_.metric(name));
      return std::ranges::find(names, dimension) != names.end();
    });
  }

  const AskMeaning* best_dimension(const AskItem& item) const {
    const AskMeaning* best = nullptr;
    const auto better = [&](const AskMeaning& a, const AskMeaning& b) {
      const bool a_fits = metrics_have(a.name);
      const bool b_fits = metrics_have(b.name);
      return a_fits != b_fits ? a_fits : a.rank < b.rank;
    };
    for (const auto& meaning : item.meanings)
      if (meaning.role == AskRole::dimension && (best == nullptr || better(meaning, *best)))
        best = &meaning;
    return best;
  }

  void ask_by(const AskItem& item, const std::string& dimension) {
    tell(item, AskRole::dimension, dimension);
    if (std::ranges::find(asked_.question.by, dimension) == asked_.question.by.end())
      asked_.question.by.push_back(dimension);
  }

  // A dimension beside one of its own values only says what the value is: 电话渠道, topic refund.
  bool marks_value(std::size_t at, const std::string& dimension) const {
    const auto holds = [&](std::size_t other) {
      return other < items_.size() && !items_[other].used &&
             items_[other].meaning(AskRole::value, dimension) != nullptr;
    };
    auto next = after(at);
    if (is(next, AskRole::equal) || is(next, AskRole::not_)) next = after(next);
    return holds(next) || (at > 0 && holds(at - 1));
  }

  void read_dimensions() {
    marked_.assign(items_.size(), "");
    for (std::size_t at = 0; at < items_.size(); ++at) {
      auto& item = items_[at];
      if (const auto* who = item.meaning(AskRole::who); who != nullptr) {
        item.used = true;
        const bool named = std::ranges::any_of(items_, [&](const AskItem& other) {
          return other.has(AskRole::dimension) && !other.used &&
                 best_dimension(other)->name != "month";
        });
        if (!named && asked_.question.by.empty() && model_.dimension(who->code))
          ask_by(item, who->code);
        continue;
      }
      if (item.used || !item.has(AskRole::dimension)) continue;
      const auto* meaning = best_dimension(item);
      const auto& dimension = **model_.dimension(meaning->name);
      const auto left = before(at);
      const auto numbered = left < items_.size() && items_[left].number ? before(left) : left;
      const bool by = is(left, AskRole::by) || asks_which(left) || is(numbered, AskRole::by);
      if (!by && dimension.kind == DimensionKind::number && has_bound_beside(at)) continue;
      // 第一周: a unit of time is a dimension only where it is asked by.
      if (!by && dimension.kind == DimensionKind::time && item.has(AskRole::unit) &&
          bounds_.empty())
        continue;
      if (!by && dimension.kind != DimensionKind::time) {
        if (marks_value(at, dimension.name)) {
          item.used = true;
          marked_[at] = dimension.name;
          continue;
        }
        // Also a value, and nothing says it is asked by.
        if (item.has(AskRole::value) && !superlative()) continue;
      }
      item.used = true;
      ask_by(item, dimension.name);
      is_which_ = is_which_ || asks_which(left);
      // "worst province": one of them, as its number says.
      if (is_any(left, kExtremes) && static_cast<unsigned char>(item.text[0]) < 0x80 &&
          !item.text.ends_with('s') && left + 1 == at)
        which_one_ = true;
      if (asks_which(left) || item.text.starts_with("哪") || item.text.starts_with("几") ||
          item.text.starts_with("which") || item.text.starts_with("Which")) {
        is_which_ = true;
        const bool plural = is(left, AskRole::which_some) ||
                            (item.text.ends_with('s') && !item.text.ends_with("ss"));
        which_one_ = which_one_ || !plural;
      }
    }
  }

  bool superlative() const {
    return std::ranges::any_of(kExtremes, [&](AskRole role) { return any(role); }) ||
           any(AskRole::top) || any(AskRole::bottom);
  }

  std::string marker_of(std::size_t at) const {
    auto left = before(at);
    if (is(left, AskRole::equal) || is(left, AskRole::not_)) left = before(left);
    for (const auto beside : {left, at + 1})
      if (beside < items_.size() && !marked_[beside].empty() &&
          items_[at].meaning(AskRole::value, marked_[beside]) != nullptr)
        return marked_[beside];
    return {};
  }

  const AskMeaning* best_value(std::size_t at) const {
    const auto marker = marker_of(at);
    const AskMeaning* best = nullptr;
    const auto better = [&](const AskMeaning& a, const AskMeaning& b) {
      if (!marker.empty() && (a.name == marker) != (b.name == marker)) return a.name == marker;
      const bool a_fits = metrics_have(a.name);
      const bool b_fits = metrics_have(b.name);
      if (a_fits != b_fits) return a_fits;
      if (a.rank != b.rank) return a.rank < b.rank;
      return order_of(a.name) < order_of(b.name);
    };
    for (const auto& meaning : items_[at].meanings)
      if (meaning.role == AskRole::value && (best == nullptr || better(meaning, *best)))
        best = &meaning;
    return best;
  }

  // A kind before a channel (投诉), a province before a city (北京); else as in the catalog.
  std::size_t order_of(const std::string& dimension) const {
    if (dimension == "kind") return 0;
    const auto& all = model_.dimensions();
    return 1 + static_cast<std::size_t>(std::ranges::find(all, dimension, &Dimension::name) -
                                        all.begin());
  }

  void read_values() {
    bool negated = false;
    std::size_t last = items_.size();  // The value before, while a list goes on.
    for (std::size_t at = 0; at < items_.size(); ++at) {
      auto& item = items_[at];
      if (item.has(AskRole::not_)) {
        negated = true;
        pending_not_ = at;
        last = items_.size();
        continue;
      }
      if (item.used || !item.has(AskRole::value) || is_bound_number(at)) continue;
      const auto* best = best_value(at);
      const auto joint = before(at);
      const bool listed = last < items_.size() &&
                          (joint == last || ((is(joint, AskRole::and_) || is_comma(joint)) &&
                                             before(joint) == last));
      if (negated && pending_not_ >= items_.size() && !listed) negated = false;
      if (negated && pending_not_ < items_.size()) {
        items_[pending_not_].used = true;
        pending_not_ = items_.size();
      }
      std::vector<AskMeaning> others;
      for (const auto& meaning : item.meanings)
        if (meaning.role == AskRole::value && meaning.rank == best->rank &&
            meaning.name != best->name && marker_of(at).empty() && metrics_have(meaning.name))
          others.push_back(meaning);
      item.used = true;
      last = at;
      tell(item, AskRole::value, best->name, best->code, std::move(others));
      filter(best->name, best->code, negated);
    }
  }

  void filter(const std::string& dimension, const std::string& code, bool negated) {
    const auto op = negated ? FilterOperator::not_in : FilterOperator::in;
    auto& where = asked_.question.where;
    const auto same = std::ranges::find_if(where, [&](const Filter& filter) {
      return filter.dimension == dimension && filter.op == op;
    });
    if (same == where.end())
      where.push_back({dimension, op, {code}});
    else if (std::ranges::find(same->values, std::optional(code)) == same->values.end())
      same->values.push_back(code);
  }

  // --- When, and against when.

  void read_periods() {
    std::vector<std::size_t> spans;
    for (std::size_t at = 0; at < items_.size(); ++at)
      if (items_[at].span) spans.push_back(at);
    std::optional<std::size_t> against = compared_span(spans);
    std::optional<AskSpan> now;
    for (const auto at : spans) {
      if (against && at == *against) continue;
      if (now && !join(*now, *items_[at].span)) continue;  // Stays unused: two periods.
      if (!now) now = items_[at].span;
      items_[at].used = true;
      tell(items_[at], AskRole::period);
    }
    std::optional<AskSpan> then;
    if (against) {
      items_[*against].used = true;
      tell(items_[*against], AskRole::compare);
      use(AskRole::compare);
      then = items_[*against].span;
      if (!now) now = counterpart(*then);
      if (now) then = aligned(*then, *now);
    }
    if (now) {
      asked_.question.from = now->from;
      asked_.question.to = now->to;
    }
    if (!then) then = relative(now);
    if (then) asked_.against = Period{then->from, then->to};
    compare_values();
  }

  // The period that the other one is compared with: beside a word of comparison, the one in
  // 和…比 rather than the one behind 比; with such a word somewhere, the second.
  std::optional<std::size_t> compared_span(const std::vector<std::size_t>& spans) const {
    if (!any(AskRole::compare)) return std::nullopt;
    for (const auto at : spans)
      if (is(before(at), AskRole::and_) && is(after(at), AskRole::compare)) return at;
    for (const auto at : spans)
      if (is(before(at), AskRole::compare) && (spans.size() == 1 || at != spans.front())) return at;
    if (spans.size() == 2) return spans[1];
    return std::nullopt;
  }

  // 3月和4月: periods that touch are one.
  static bool join(AskSpan& now, const AskSpan& next) {
    if (next.from != now.to + std::chrono::days(1)) return false;
    now = {now.from, next.to, AskSpan::Unit::days, next.to};
    return true;
  }

  // Compared with last month: this month, so far.
  std::optional<AskSpan> counterpart(const AskSpan& then) const {
    switch (then.unit) {
      case AskSpan::Unit::day:
        return calendar_.day(calendar_.today());
      case AskSpan::Unit::week:
        return calendar_.week(0);
      case AskSpan::Unit::month:
        return calendar_.month(0);
      case AskSpan::Unit::quarter:
        return calendar_.quarter(0);
      case AskSpan::Unit::year:
        return calendar_.whole_year(calendar_.year());
      default:
        return std::nullopt;
    }
  }

  // October compared with last year is compared with last year's October.
  AskSpan aligned(const AskSpan& then, const AskSpan& now) const {
    if (then.unit == AskSpan::Unit::year && now.unit != AskSpan::Unit::year) {
      const auto year = [](records::Day day) {
        return static_cast<int>(std::chrono::year_month_day(day).year());
      };
      if (const auto moved = calendar_.year_before(now, year(now.from) - year(then.from), words_))
        return *moved;
    }
    return calendar_.as_far_as(then, now);
  }

  std::optional<AskSpan> relative(const std::optional<AskSpan>& now) {
    const bool yearly = any(AskRole::year_over_year);
    const bool asked = yearly || any(AskRole::before) || any(AskRole::why) || changes();
    if (!asked || !asked_.question.having.empty()) return std::nullopt;
    if (!now) {
      asked_.problem =
          base::Message{"a change needs a period: which days, weeks or months are meant?",
                        "询问变化需要时间范围：请说明是哪一天、哪一周或哪个月"};
      return std::nullopt;
    }
    use(AskRole::compare);
    return yearly ? calendar_.year_before(*now, 1, words_) : calendar_.before(*now, words_);
  }

  bool changes() const {
    return any(AskRole::changed) && !superlative() && asked_.question.having.empty();
  }

  // Two values compared: one row each.
  void compare_values() {
    const bool apart = any(AskRole::separately);
    if ((!any(AskRole::compare) && !apart) || asked_.against) return;
    use(AskRole::compare);
    for (const auto& filter : asked_.question.where)
      if (filter.op == FilterOperator::in && filter.values.size() > 1 &&
          std::ranges::find(asked_.question.by, filter.dimension) == asked_.question.by.end())
        asked_.question.by.push_back(filter.dimension);
    if (asked_.question.by.empty() && asked_.question.metrics.size() < 2)
      for (auto& item : items_)
        if (item.has(AskRole::compare)) item.used = false;
  }

  // --- How it is shown.

  bool has_time() const {
    return std::ranges::any_of(asked_.question.by, [&](const std::string& name) {
      return (*model_.dimension(name))->kind == DimensionKind::time;
    });
  }

  void read_trend_and_share() {
    if (any(AskRole::trend)) {
      use(AskRole::trend);
      if (!has_time()) asked_.question.by.insert(asked_.question.by.begin(), usual_step());
    }
    if (any(AskRole::share) && !asked_.question.by.empty()) {
      asked_.share = true;
      use(AskRole::share);
    }
    if (any(AskRole::why)) {
      asked_.why = true;
      use(AskRole::why);
    }
    for (const auto role : {AskRole::changed, AskRole::year_over_year, AskRole::before})
      if (asked_.against || role == AskRole::changed) use(role);
    if (asked_.against) {
      use(AskRole::much);
      use(AskRole::little);
    }
  }

  std::string usual_step() const {
    const auto& question = asked_.question;
    if (!question.from || !question.to) return "month";
    const auto length = (*question.to - *question.from).count() + 1;
    return length <= 45 ? "day" : length <= 200 ? "week" : "month";
  }

  void read_order() {
    std::optional<bool> descending;
    bool told = false;
    const bool bad_when_high =
        !asked_.question.metrics.empty() &&
        (*model_.metric(asked_.question.metrics.front()))->direction == Direction::down_is_good;
    const bool speed =
        !asked_.question.metrics.empty() &&
        (*model_.metric(asked_.question.metrics.front()))->format == Format::duration;
    for (const auto& item : items_) {
      if (item.has(AskRole::most) || (speed && item.has(AskRole::slowest))) {
        descending = true;
        told = true;
      }
      if (item.has(AskRole::least) || (speed && item.has(AskRole::fastest))) {
        descending = false;
        told = true;
      }
      if (item.has(AskRole::worst)) {
        descending = bad_when_high;
        told = true;
      }
      if (item.has(AskRole::best)) {
        descending = !bad_when_high;
        told = true;
      }
    }
    if (!told && !asked_.question.by.empty() && !asked_.against && !asked_.why) {
      if (any(AskRole::top) || any(AskRole::much)) descending = true;
      if (any(AskRole::bottom) || any(AskRole::little)) descending = false;
    }
    const auto limit = limit_asked();
    if (!descending &&
        (limit || (is_which_ && asked_.question.having.empty() && !asked_.against && !asked_.why)))
      descending = true;
    if (!descending || asked_.question.by.empty() || asked_.question.metrics.empty()) return;
    for (const auto role :
         {AskRole::most, AskRole::least, AskRole::worst, AskRole::best, AskRole::top,
          AskRole::bottom, AskRole::much, AskRole::little, AskRole::which_one})
      use(role);
    if (speed) {
      use(AskRole::slowest);
      use(AskRole::fastest);
    }
    const auto& metric = asked_.question.metrics.front();
    asked_.question.order = {{metric, *descending}};
    const bool one = which_one_ || any(AskRole::who) || ends_with_which();
    asked_.question.limit = limit.value_or(one ? 1 : kUsualRows);
  }

  // 投诉最多的商品是哪个.
  bool ends_with_which() const {
    for (std::size_t at = items_.size(); at-- > 0;)
      if (!passes(at)) return is(at, AskRole::which_one);
    return false;
  }

  std::optional<std::uint64_t> limit_asked() {
    for (std::size_t at = 0; at < items_.size(); ++at) {
      auto& item = items_[at];
      if (!item.number || item.used || *item.number < 1 || *item.number > 100'000 ||
          *item.number != std::floor(*item.number))
        continue;
      const auto left = before(at);
      const auto right = after(at);
      const bool fits = is(left, AskRole::top) || is(left, AskRole::bottom) ||
                        is_any(left, kExtremes) || is_any(right, kExtremes) ||
                        is(right, AskRole::dimension);
      if (!fits) continue;
      item.used = true;
      if (is(at + 1, AskRole::classifier)) items_[at + 1].used = true;
      return static_cast<std::uint64_t>(*item.number);
    }
    return std::nullopt;
  }

  // --- What is left.

  // Words that may stand anywhere and ask for nothing by themselves.
  static bool harmless(const AskItem& item) {
    if (item.number || item.span || !item.date.empty()) return false;
    if (item.text == ",") return true;
    static constexpr AskRole roles[] = {
        AskRole::filler,    AskRole::about,      AskRole::how_many, AskRole::by,
        AskRole::breakdown, AskRole::separately, AskRole::and_,     AskRole::classifier,
        AskRole::which_one, AskRole::which_some, AskRole::from};
    return std::ranges::any_of(roles, [&](AskRole role) { return item.has(role); });
  }

  void report_unused() {
    for (std::size_t at = 0; at < items_.size(); ++at) {
      const auto& item = items_[at];
      if (item.used || harmless(item)) continue;
      // "over the last week", "over 30 days" before what they belong to.
      if ((item.has(AskRole::above) || item.has(AskRole::below)) && after(at) < items_.size() &&
          items_[after(at)].span)
        continue;
      auto& left = asked_.not_understood;
      const bool joined = !left.empty() && at > 0 && last_left_ == at - 1 &&
                          items_[at - 1].end == item.begin &&
                          static_cast<unsigned char>(item.text[0]) >= 0x80;
      if (joined)
        left.back() += item.text;
      else
        left.push_back(item.text);
      last_left_ = at;
    }
  }

  void check() {
    if (asked_.problem || !asked_.not_understood.empty()) return;
    if (asked_.question.metrics.empty())
      asked_.problem = base::Message{
          "nothing to count was named: say for example complaints, return rate or CSAT",
          "没有说明要看的指标：例如投诉量、退货率、满意度"};
    else if (asked_.share && !adds_up())
      asked_.problem =
          base::Message{"a share needs a number that adds up, like complaints or sales",
                        "占比只适用于可以相加的指标，如投诉量、销售额"};
    else if (asked_.why && asked_.question.metrics.size() > 1)
      asked_.problem =
          base::Message{"why can be asked of one number at a time", "一次只能询问一个指标的原因"};
  }

  bool adds_up() const {
    const auto format = (*model_.metric(asked_.question.metrics.front()))->format;
    return format == Format::count || format == Format::money;
  }

  AskChart chart() const {
    const auto& by = asked_.question.by;
    if (asked_.why) return AskChart::waterfall;
    if (by.empty()) return AskChart::number;
    if (by.size() > 1) return has_time() && by.size() == 2 ? AskChart::line : AskChart::table;
    if (has_time() && asked_.question.order.empty()) return AskChart::line;
    if (by.front() == "province" && !asked_.question.limit && !asked_.share &&
        asked_.question.metrics.size() == 1)
      return AskChart::map;
    return AskChart::bar;
  }

  const AskWords& words_;
  const Model& model_;
  AskCalendar calendar_;
  std::vector<AskItem> items_;
  std::vector<AskBound> bounds_;
  std::vector<bool> is_metric_;
  std::vector<std::string> marked_;  // The dimension an item only marks a value of.
  std::size_t pending_not_ = std::string::npos;
  std::size_t last_left_ = std::string::npos;
  bool is_which_ = false;
  bool which_one_ = false;
  Asked asked_;
};

}  // namespace

Asked ask(std::string_view text, const AskWords& words, records::Day today) {
  return AskReader(text, words, today).read();
}

std::string_view to_name(AskChart chart) {
  static constexpr std::string_view names[] = {"number", "line",  "bar",
                                               "map",    "table", "waterfall"};
  return names[static_cast<std::size_t>(chart)];
}

}  // namespace aftercare::metrics
