// When, and against when: see ask_reader.hpp.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "metrics/ask/ask_reader.hpp"

namespace aftercare::metrics {

void AskReader::read_periods() {
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
std::optional<std::size_t> AskReader::compared_span(const std::vector<std::size_t>& spans) const {
  if (!any(AskRole::compare)) return std::nullopt;
  for (const auto at : spans)
    if (is(before(at), AskRole::and_) && is(after(at), AskRole::compare)) return at;
  for (const auto at : spans)
    if (is(before(at), AskRole::compare) && (spans.size() == 1 || at != spans.front())) return at;
  if (spans.size() == 2) return spans[1];
  return std::nullopt;
}

// 3月和4月: periods that touch are one.
bool AskReader::join(AskSpan& now, const AskSpan& next) {
  if (next.from != now.to + std::chrono::days(1)) return false;
  now = {now.from, next.to, AskSpan::Unit::days, next.to};
  return true;
}

// Compared with last month: this month, so far.
std::optional<AskSpan> AskReader::counterpart(const AskSpan& then) const {
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
AskSpan AskReader::aligned(const AskSpan& then, const AskSpan& now) const {
  if (then.unit == AskSpan::Unit::year && now.unit != AskSpan::Unit::year) {
    const auto year = [](records::Day day) {
      return static_cast<int>(std::chrono::year_month_day(day).year());
    };
    if (const auto moved = calendar_.year_before(now, year(now.from) - year(then.from), words_))
      return *moved;
  }
  return calendar_.as_far_as(then, now);
}

std::optional<AskSpan> AskReader::relative(const std::optional<AskSpan>& now) {
  const bool yearly = any(AskRole::year_over_year);
  const bool asked = yearly || any(AskRole::before) || any(AskRole::why) || changes();
  if (!asked || !asked_.question.having.empty()) return std::nullopt;
  // 投诉的原因, reasons for returns: what there is, where no change is asked about.
  if (!now && !yearly && !any(AskRole::before) && !changes() && ask_by_cause()) return std::nullopt;
  if (!now) {
    asked_.problem =
        base::Message{"a change needs a period: which days, weeks or months are meant?",
                      "询问变化需要时间范围：请说明是哪一天、哪一周或哪个月"};
    return std::nullopt;
  }
  use(AskRole::compare);
  return yearly ? calendar_.year_before(*now, 1, words_) : calendar_.before(*now, words_);
}

bool AskReader::ask_by_cause() {
  if (!asked_.question.by.empty() || asked_.question.metrics.size() != 1) return false;
  for (const std::string cause : {"reason", "topic"}) {
    if (!metrics_have(cause)) continue;
    for (const auto& item : items_)
      if (item.has(AskRole::why)) ask_by(item, cause);
    asked_.question.order = {{asked_.question.metrics.front(), true}};
    asked_.question.limit = kUsualRows;
    use(AskRole::why);
    return true;
  }
  return false;
}

bool AskReader::changes() const {
  return any(AskRole::changed) && !superlative() && asked_.question.having.empty();
}

// Two values compared: one row each.
void AskReader::compare_values() {
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

}  // namespace aftercare::metrics
