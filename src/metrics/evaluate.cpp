#include "metrics/evaluate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace aftercare::metrics {

base::Result<Evaluation> Evaluation::run(Plan plan, std::vector<const Dimension*> by,
                                         const store::Engine& engine,
                                         const records::Viewer& viewer) {
  Evaluation evaluation;
  evaluation.plan_ = std::move(plan);
  evaluation.by_ = std::move(by);
  for (std::size_t at = 0; at < evaluation.by_.size(); ++at)
    if (evaluation.by_[at]->kind == DimensionKind::time) evaluation.time_ = at;
  for (const auto& part : evaluation.plan_.parts) {
    auto frame = engine.run(part.query, viewer);
    if (!frame) return base::failure_of(frame);
    Rows rows;
    for (auto& row : frame->rows) {
      if (row.size() != part.query.select.size())
        return base::failure(
            base::ErrorKind::internal,
            fmt::format("the store answered {} columns instead of {}", row.size(),
                        part.query.select.size()),
            fmt::format("存储返回了 {} 列，应为 {} 列", row.size(), part.query.select.size()));
      Key key(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(part.by.size()));
      rows.emplace(std::move(key), std::move(row));
    }
    evaluation.rows_.push_back(std::move(rows));
  }
  evaluation.collect_levels();
  evaluation.collect_keys();
  return evaluation;
}

Key Evaluation::without_time(const Key& key) const {
  auto rest = key;
  if (time_) rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(*time_));
  return rest;
}

void Evaluation::collect_keys() {
  std::set<std::size_t> of_stocks;
  for (const auto& metric : plan_.metrics)
    if (const auto* stock = std::get_if<StockPlan>(&metric)) {
      of_stocks.insert(stock->opened);
      of_stocks.insert(stock->ended.begin(), stock->ended.end());
    }
  std::set<Key, KeyLess> keys;
  std::set<Key, KeyLess> timeless;
  for (std::size_t part = 0; part < rows_.size(); ++part) {
    if (plan_.parts[part].by.size() < by_.size()) continue;  // A base that lacks a dimension.
    for (const auto& [key, row] : rows_[part]) {
      timeless.insert(without_time(key));
      if (!time_ || !of_stocks.contains(part)) keys.insert(key);
    }
  }
  keys_.assign(keys.begin(), keys.end());
  timeless_.assign(timeless.begin(), timeless.end());
}

// Per stock and combination: what each bucket changed, then the running sum, which is the level.
void Evaluation::collect_levels() {
  levels_.resize(plan_.metrics.size());
  for (std::size_t metric = 0; metric < plan_.metrics.size(); ++metric) {
    const auto* stock = std::get_if<StockPlan>(&plan_.metrics[metric]);
    if (stock == nullptr) continue;
    auto& levels = levels_[metric];
    const auto add = [&](std::size_t part, std::int64_t sign) {
      for (const auto& [key, row] : rows_[part]) {
        const auto bucket = time_ ? key[*time_] : store::Cell{};
        auto& of_key = levels.try_emplace(without_time(key), &less).first->second;
        of_key[bucket] += sign * count_in(row.back());
      }
    };
    add(stock->opened, 1);
    for (const auto ended : stock->ended) add(ended, -1);
    for (auto& [key, buckets] : levels) {
      std::int64_t level = 0;
      for (auto& [bucket, change] : buckets) change = level += change;
    }
  }
}

const std::vector<store::Cell>* Evaluation::row(std::size_t part, const Key& key) const {
  Key own;
  for (const auto at : plan_.parts[part].by) own.push_back(key[at]);
  const auto found = rows_[part].find(own);
  return found == rows_[part].end() ? nullptr : &found->second;
}

Measured Evaluation::measured(std::size_t metric, const Key& key) const {
  const auto& plan = plan_.metrics[metric];
  if (const auto* single = std::get_if<MeasurePlan>(&plan)) return measured(*single, key);
  if (const auto* ratio = std::get_if<RatioPlan>(&plan)) return measured(*ratio, key);
  const auto nothing = Measured{std::int64_t{0}, std::int64_t{0}};
  const auto found = levels_[metric].find(without_time(key));
  if (found == levels_[metric].end()) return nothing;
  const auto& buckets = found->second;
  if (time_ && store::is_null(key[*time_])) return {};  // No day: no end of a day.
  const auto after = time_ ? buckets.upper_bound(key[*time_]) : buckets.end();
  if (after == buckets.begin()) return nothing;
  const auto level = std::prev(after)->second;
  return {level, level};
}

Measured Evaluation::measured(const MeasurePlan& plan, const Key& key) const {
  using store::Function;
  const bool counts = plan.function == Function::count || plan.function == Function::count_distinct;
  const auto* cells = row(plan.part, key);
  if (counts) {
    const auto count = cells == nullptr ? 0 : count_in((*cells)[plan.value]);
    return {count, count};
  }
  const auto n = cells == nullptr ? 0 : count_in((*cells)[plan.n]);
  if (plan.function == Function::sum && n == 0) return {0.0, n};
  if (cells == nullptr) return {store::Cell{}, n};
  const auto& value = (*cells)[plan.value];
  const auto number = number_in(value);
  Measured found{number ? store::Cell{*number} : store::Cell{}, n};
  if (number && plan.sums)
    found.interval =
        mean_interval(static_cast<double>(n), number_in((*cells)[plan.sums->first]).value_or(0),
                      number_in((*cells)[plan.sums->second]).value_or(0));
  return found;
}

Measured Evaluation::measured(const RatioPlan& plan, const Key& key) const {
  const auto above = measured(plan.numerator, key);
  const auto below = measured(plan.denominator, key);
  const auto numerator = number_in(above.value);
  const auto denominator = number_in(below.value);
  if (!numerator || !denominator || *denominator == 0) return {store::Cell{}, below.value};
  Measured found{plan.scale * *numerator / *denominator, below.value};
  if (plan.kind == RatioPlan::Kind::share && *numerator <= *denominator)
    found.interval = share_interval(*numerator, *denominator);
  else if (plan.kind == RatioPlan::Kind::rate)
    found.interval = rate_interval(*numerator, *denominator);
  if (found.interval)
    found.interval = {found.interval->low * plan.scale, found.interval->high * plan.scale};
  return found;
}

}  // namespace aftercare::metrics
