// How the answer is shown, and what of the question is left: see ask_reader.hpp.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "metrics/ask/ask_reader.hpp"

namespace aftercare::metrics {

bool AskReader::has_time() const {
  return std::ranges::any_of(asked_.question.by, [&](const std::string& name) {
    return (*model_.dimension(name))->kind == DimensionKind::time;
  });
}

void AskReader::read_trend_and_share() {
  if (any(AskRole::trend)) {
    use(AskRole::trend);
    if (!has_time()) add_step(usual_step());
  }
  read_windows();
  if (any(AskRole::share) && !asked_.question.by.empty()) {
    asked_.share = true;
    use(AskRole::share);
  }
  if (any(AskRole::why)) {
    asked_.why = asked_.against.has_value();
    use(AskRole::why);
  }
  for (const auto role : {AskRole::changed, AskRole::year_over_year, AskRole::before})
    if (asked_.against || role == AskRole::changed) use(role);
  if (asked_.against) {
    use(AskRole::much);
    use(AskRole::little);
  }
}

void AskReader::add_step(const std::string& unit) {
  asked_.question.by.insert(asked_.question.by.begin(), unit);
}

// What moves on with time, or adds up over it.
void AskReader::read_windows() {
  for (auto& item : items_) {
    if (!item.window || asked_.question.rolling) continue;  // A second one stays unused.
    const auto& window = *item.window;
    item.used = true;
    asked_.question.rolling = window.steps;
    asked_.question.moving_average = window.mean;
    const auto& by = asked_.question.by;
    if (!has_time())
      add_step(window.unit);
    else if (std::ranges::find(by, window.unit) == by.end())
      asked_.problem = base::Message{
          "a window moves by its own step: ask a window of days by day, one of months by month",
          "滚动窗口按自身的步长移动：按天的窗口请按日查询，按月的窗口请按月查询"};
  }
  if (!any(AskRole::cumulative)) return;
  const bool only_total = std::ranges::all_of(items_, [](const AskItem& item) {
    const auto* said = item.meaning(AskRole::cumulative);
    return said == nullptr || said->code == "total";
  });
  use(AskRole::cumulative);
  if (only_total && !has_time()) return;
  asked_.question.cumulative = true;
  if (!has_time()) add_step(usual_step());
}

std::string AskReader::usual_step() const {
  const auto& question = asked_.question;
  if (!question.from || !question.to) return "month";
  const auto length = (*question.to - *question.from).count() + 1;
  return length <= 45 ? "day" : length <= 200 ? "week" : "month";
}

void AskReader::read_order() {
  std::optional<bool> descending;
  bool told = false;
  const bool bad_when_high =
      !asked_.question.metrics.empty() &&
      (*model_.metric(asked_.question.metrics.front()))->direction == Direction::down_is_good;
  const bool speed = !asked_.question.metrics.empty() &&
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
       {AskRole::most, AskRole::least, AskRole::worst, AskRole::best, AskRole::top, AskRole::bottom,
        AskRole::much, AskRole::little, AskRole::which_one})
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
bool AskReader::ends_with_which() const {
  for (std::size_t at = items_.size(); at-- > 0;)
    if (!passes(at)) return is(at, AskRole::which_one);
  return false;
}

std::optional<std::uint64_t> AskReader::limit_asked() {
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

// Words that may stand anywhere and ask for nothing by themselves.
bool AskReader::harmless(const AskItem& item) {
  if (item.number || item.span || item.window || !item.date.empty()) return false;
  if (item.text == ",") return true;
  static constexpr AskRole roles[] = {AskRole::filler,     AskRole::about,      AskRole::how_many,
                                      AskRole::by,         AskRole::breakdown,  AskRole::separately,
                                      AskRole::and_,       AskRole::classifier, AskRole::which_one,
                                      AskRole::which_some, AskRole::from};
  return std::ranges::any_of(roles, [&](AskRole role) { return item.has(role); });
}

void AskReader::report_unused() {
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

void AskReader::check() {
  if (asked_.problem || !asked_.not_understood.empty()) return;
  if (asked_.question.metrics.empty())
    asked_.problem =
        base::Message{"nothing to count was named: say for example complaints, return rate or CSAT",
                      "没有说明要看的指标：例如投诉量、退货率、满意度"};
  else if (asked_.share && !adds_up())
    asked_.problem = base::Message{"a share needs a number that adds up, like complaints or sales",
                                   "占比只适用于可以相加的指标，如投诉量、销售额"};
  else if (asked_.why && asked_.question.metrics.size() > 1)
    asked_.problem =
        base::Message{"why can be asked of one number at a time", "一次只能询问一个指标的原因"};
}

bool AskReader::adds_up() const {
  const auto format = (*model_.metric(asked_.question.metrics.front()))->format;
  return format == Format::count || format == Format::money;
}

AskChart AskReader::chart() const {
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

}  // namespace aftercare::metrics
