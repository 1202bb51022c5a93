// What numbers are held against: see ask_reader.hpp.

#include <fmt/format.h>

#include <algorithm>

#include "metrics/ask/ask_reader.hpp"

namespace aftercare::metrics {

void AskReader::read_bounds() {
  for (std::size_t at = 0; at < items_.size(); ++at) {
    if (!items_[at].number || items_[at].used) continue;
    const auto sign = before(at);
    auto last = at;
    double factor = 1;
    double seconds = 0;
    bool percent = false;
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
    } else if (is(next(), AskRole::unit) && items_[next()].meaning(AskRole::unit)->code == "day") {
      seconds = 86'400;
      ++last;
    } else if (is(next(), AskRole::percent) || is(next(), AskRole::classifier)) {
      percent = is(next(), AskRole::percent);
      ++last;
    }
    AskBound bound{
        FilterOperator::above, false, *items_[at].number * factor, seconds, percent, at, last};
    const bool in_front = sign < items_.size() && is_any(sign, kComparators) && !items_[sign].used;
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
      bound.op = is(next(), AskRole::or_more) ? FilterOperator::at_least : FilterOperator::at_most;
      ++last;
      bound.end = last;
    } else {
      continue;
    }
    for (auto i = bound.begin; i <= bound.end; ++i) items_[i].used = true;
    bounds_.push_back(bound);
  }
}

bool AskReader::has_bound_beside(std::size_t at) const {
  return std::ranges::any_of(bounds_, [&](const AskBound& bound) {
    return after(at) == bound.begin || before(at) == bound.end;
  });
}

// "rating below 3": the dimension, whatever else the word may mean.
bool AskReader::is_bound_number(std::size_t at) const {
  return has_bound_beside(at) && std::ranges::any_of(items_[at].meanings, [&](const auto& meaning) {
           return meaning.role == AskRole::dimension &&
                  (*model_.dimension(meaning.name))->kind == DimensionKind::number;
         });
}

void AskReader::apply_bounds() {
  for (const auto& bound : bounds_) {
    // What stands before it, else what stands behind: 投诉量超过 100, more than 100 returns.
    const auto target = [&](std::size_t at) { return at < items_.size() && bind(bound, at); };
    if (!target(before(bound.begin)) && !target(after(bound.end)))
      for (auto i = bound.begin; i <= bound.end; ++i) items_[i].used = false;
  }
}

bool AskReader::bind(const AskBound& bound, std::size_t at) {
  auto& item = items_[at];
  for (const auto& name : asked_.question.metrics) {
    if (item.meaning(AskRole::metric, name) == nullptr || !is_metric_[at]) continue;
    const auto& metric = **model_.metric(name);
    if ((bound.seconds > 0) && metric.format != Format::duration) return false;
    // 投诉超过 5%: of what?
    if (bound.percent && (metric.format == Format::count || metric.format == Format::money))
      return false;
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

}  // namespace aftercare::metrics
