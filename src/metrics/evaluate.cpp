#include "metrics/evaluate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "metrics/buckets.hpp"

namespace aftercare::metrics {
namespace {

bool adds_up(store::Function function) {
  return function != store::Function::quantile && function != store::Function::count_distinct;
}

store::Function function_of(const store::Selected& selected) {
  return std::get<store::Aggregate>(selected.expression->node).function;
}

// Aggregates of a part, behind its keys.
bool adds_up(const QueryPart& part) {
  const auto& select = part.query.select;
  return std::all_of(select.begin() + static_cast<std::ptrdiff_t>(part.by.size()), select.end(),
                     [](const auto& selected) { return adds_up(function_of(selected)); });
}

// merge: what one more row adds to a row of aggregates.
void merge(const QueryPart& part, const std::vector<store::Cell>& more,
           std::vector<store::Cell>& into) {
  for (std::size_t at = part.by.size(); at < more.size(); ++at) {
    auto& cell = into[at];
    if (store::is_null(more[at])) continue;
    if (store::is_null(cell)) {
      cell = more[at];
      continue;
    }
    switch (function_of(part.query.select[at])) {
      case store::Function::minimum:
        cell = std::min(cell, more[at], less);
        break;
      case store::Function::maximum:
        cell = std::max(cell, more[at], less);
        break;
      default: {
        const auto* left = std::get_if<std::int64_t>(&cell);
        const auto* right = std::get_if<std::int64_t>(&more[at]);
        if (left != nullptr && right != nullptr)
          cell = *left + *right;
        else
          cell = number_in(cell).value_or(0) + number_in(more[at]).value_or(0);
      }
    }
  }
}

// A sum depends in its last digits on the order in which it was added. Where that is all that
// parts it from a number of four decimals (amounts, scores), it is that number.
double settled_sum(double sum) {
  if (std::abs(sum) >= 1e11) return sum;
  const double near = std::round(sum * 1e4) / 1e4;
  return std::abs(near - sum) <= 1e-13 * std::abs(sum) ? near : sum;
}

}  // namespace

KeyedRows::KeyedRows(std::vector<Row> rows) : rows_(std::move(rows)) {
  const auto before = [](const Row& a, const Row& b) { return KeyLess()(a.key, b.key); };
  if (!std::ranges::is_sorted(rows_, before)) std::ranges::stable_sort(rows_, before);
  const auto same = [&](const Row& a, const Row& b) { return !before(a, b); };  // They are sorted.
  const auto rest = std::ranges::unique(rows_, same);
  rows_.erase(rest.begin(), rest.end());
}

const std::vector<store::Cell>* KeyedRows::find(const Key& key) const {
  const auto at = std::ranges::lower_bound(rows_, key, KeyLess(), &Row::key);
  return at == rows_.end() || KeyLess()(key, at->key) ? nullptr : &at->cells;
}

void with_totals(Plan& plan) {
  for (auto& part : plan.parts)
    part.query.with_total = !part.query.group_by.empty() && !adds_up(part);
}

bool adds_up(const Plan& plan, std::size_t metric) {
  const auto& planned = plan.metrics[metric];
  if (const auto* single = std::get_if<MeasurePlan>(&planned)) return adds_up(single->function);
  if (const auto* ratio = std::get_if<RatioPlan>(&planned))
    return adds_up(ratio->numerator.function) && adds_up(ratio->denominator.function);
  if (const auto* derived = std::get_if<DerivedPlan>(&planned))
    return std::ranges::all_of(derived->metrics,
                               [&](const auto& part) { return adds_up(plan, part.second); });
  return false;
}

bool is_by(const Plan& plan, std::size_t dimension) {
  return std::ranges::all_of(plan.parts, [&](const QueryPart& part) {
    return std::ranges::find(part.by, dimension) != part.by.end();
  });
}

base::Result<Evaluation> Evaluation::run(Plan plan, std::vector<const Dimension*> by,
                                         const store::Engine& engine, const records::Viewer& viewer,
                                         std::optional<FirstRows> first) {
  Evaluation evaluation;
  evaluation.plan_ = std::move(plan);
  evaluation.by_ = std::move(by);
  for (std::size_t at = 0; at < evaluation.by_.size(); ++at)
    if (evaluation.by_[at]->kind == DimensionKind::time) evaluation.time_ = at;
  for (const auto& part : evaluation.plan_.parts) {
    auto frame = engine.run(part.query, viewer);
    if (!frame) return base::failure_of(frame);
    const auto columns = part.query.select.size() + (part.query.with_total ? 1 : 0);
    auto& total = evaluation.totals_.emplace_back();
    if (first) evaluation.keep_first(*first, frame->rows);
    std::vector<KeyedRows::Row> rows;
    rows.reserve(frame->rows.size());
    for (auto& row : frame->rows) {
      if (row.size() != columns)
        return base::failure(
            base::ErrorKind::internal,
            fmt::format("the store answered {} columns instead of {}", row.size(), columns),
            fmt::format("存储返回了 {} 列，应为 {} 列", row.size(), columns));
      const auto behind_keys = row.begin() + static_cast<std::ptrdiff_t>(part.by.size());
      if (part.query.with_total && count_in(row.back()) != 0) {
        total.emplace(behind_keys, row.end());
        continue;
      }
      Key key(std::make_move_iterator(row.begin()), std::make_move_iterator(behind_keys));
      rows.push_back({std::move(key), std::move(row)});
    }
    evaluation.rows_.emplace_back(std::move(rows));
  }
  evaluation.collect_levels();
  evaluation.collect_keys();
  return evaluation;
}

void Evaluation::keep_first(const FirstRows& first, std::vector<std::vector<store::Cell>>& rows) {
  if (rows.size() <= first.count) return;
  const auto& part = plan_.parts.front();
  const auto keys = static_cast<std::ptrdiff_t>(part.by.size());
  auto sum = rows.front();
  for (std::size_t row = 1; row < rows.size(); ++row) merge(part, rows[row], sum);
  totals_.back().emplace(sum.begin() + keys, sum.end());
  const auto value = std::get<MeasurePlan>(plan_.metrics[first.metric]).value;
  const auto before = [&](const std::vector<store::Cell>& a, const std::vector<store::Cell>& b) {
    const auto left = count_in(a[value]), right = count_in(b[value]);
    if (left != right) return first.descending == (left > right);
    return std::lexicographical_compare(a.begin(), a.begin() + keys, b.begin(), b.begin() + keys,
                                        less);
  };
  const auto end = rows.begin() + static_cast<std::ptrdiff_t>(first.count);
  std::partial_sort(rows.begin(), end, rows.end(), before);
  left_out_ = rows.size() - first.count;
  rows.erase(end, rows.end());
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
  std::vector<std::size_t> telling;  // Parts that have every dimension.
  for (std::size_t part = 0; part < rows_.size(); ++part)
    if (plan_.parts[part].by.size() == by_.size()) telling.push_back(part);
  if (!time_ && telling.size() == 1) {
    for (const auto& [key, row] : rows_[telling.front()]) keys_.push_back(key);
    return;
  }
  std::set<Key, KeyLess> keys;
  std::set<Key, KeyLess> timeless;
  for (const auto part : telling)
    for (const auto& [key, row] : rows_[part]) {
      if (time_) timeless.insert(without_time(key));
      if (!time_ || !of_stocks.contains(part)) keys.insert(key);
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
        auto& change = levels.try_emplace(without_time(key), &less).first->second[bucket];
        const auto count = plan_.parts[part].by.size();
        change.rows += sign * count_in(row[count]);
        if (stock->tells == Stock::Tells::mean_age)
          change.days += static_cast<double>(sign) * number_in(row[count + 1]).value_or(0);
      }
    };
    add(stock->opened, 1);
    for (const auto ended : stock->ended) add(ended, -1);
    for (auto& [key, buckets] : levels) {
      Level level;
      for (auto& [bucket, change] : buckets) {
        level.rows += change.rows;
        level.days += change.days;
        change = level;
      }
    }
  }
}

const std::vector<store::Cell>* Evaluation::row(std::size_t part, const Key& key) const {
  const auto& by = plan_.parts[part].by;
  if (by.size() == key.size()) return rows_[part].find(key);
  Key own;
  for (const auto at : by) own.push_back(key[at]);
  return rows_[part].find(own);
}

Measured Evaluation::measured(std::size_t metric, const Key& key) const {
  const auto& plan = plan_.metrics[metric];
  if (const auto* single = std::get_if<MeasurePlan>(&plan)) return measured(*single, key);
  if (const auto* ratio = std::get_if<RatioPlan>(&plan)) return measured(*ratio, key);
  if (const auto* derived = std::get_if<DerivedPlan>(&plan)) return measured(*derived, key);
  return measured(std::get<StockPlan>(plan), levels_[metric], key);
}

Measured Evaluation::measured(const StockPlan& plan, const Levels& levels, const Key& key) const {
  if (time_ && store::is_null(key[*time_])) return {};  // No day: no end of a day.
  Level level;
  if (const auto found = levels.find(without_time(key)); found != levels.end()) {
    const auto& buckets = found->second;
    const auto after = time_ ? buckets.upper_bound(key[*time_]) : buckets.end();
    if (after != buckets.begin()) level = std::prev(after)->second;
  }
  if (plan.tells == Stock::Tells::level) return {level.rows, level.rows};
  auto end = plan.until;
  if (const auto* bucket = time_ ? std::get_if<records::Day>(&key[*time_]) : nullptr) {
    const auto last = last_day_of(*bucket, by_[*time_]->unit);
    end = end ? std::min(*end, last) : last;
  }
  if (level.rows == 0 || !end) return {store::Cell{}, level.rows};
  const auto day = static_cast<double>(end->time_since_epoch().count());
  return {86'400 * (day - level.days / static_cast<double>(level.rows)), level.rows};
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
  auto number = number_in((*cells)[plan.value]);
  const bool mean = plan.function == Function::average;
  if (number && (mean || plan.function == Function::sum)) number = settled_sum(*number);
  Measured found{{}, n};
  if (number && plan.squares)
    found.interval = mean_interval(static_cast<double>(n), *number,
                                   number_in((*cells)[*plan.squares]).value_or(0));
  if (mean)
    number = number && n > 0 ? std::optional(*number / static_cast<double>(n)) : std::nullopt;
  if (number) found.value = *number;
  return found;
}

Measured Evaluation::measured(const RatioPlan& plan, const Key& key) const {
  const auto above = measured(plan.numerator, key);
  auto below = measured(plan.denominator, key);
  const auto numerator = number_in(above.value);
  const auto denominator = number_in(below.value);
  // A base that is a sum of whole things is a count of them.
  if (denominator && std::abs(*denominator) < 1e15 && std::trunc(*denominator) == *denominator)
    below.value = static_cast<std::int64_t>(*denominator);
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

std::optional<Evaluation> Evaluation::whole(const Plan& plan) const {
  if (plan.measures != plan_.measures || plan.parts.size() != plan_.parts.size())
    return std::nullopt;
  for (const auto& metric : plan.metrics)
    if (std::holds_alternative<StockPlan>(metric)) return std::nullopt;
  Evaluation merged;
  for (std::size_t part = 0; part < plan.parts.size(); ++part) {
    const auto& own = plan_.parts[part];
    std::vector<KeyedRows::Row> rows;
    if (totals_[part]) {
      merged.rows_.emplace_back(std::vector{KeyedRows::Row{{}, *totals_[part]}});
      continue;
    }
    if (!own.by.empty() && !adds_up(own)) return std::nullopt;
    std::optional<std::vector<store::Cell>> sum;
    for (const auto& [key, row] : rows_[part])
      if (sum)
        merge(own, row, *sum);
      else
        sum = row;
    if (sum) {
      sum->erase(sum->begin(), sum->begin() + static_cast<std::ptrdiff_t>(own.by.size()));
      rows.push_back({{}, std::move(*sum)});
    }
    merged.rows_.emplace_back(std::move(rows));
  }
  merged.plan_ = plan;
  merged.levels_.resize(plan.metrics.size());
  return merged;
}

Evaluation Evaluation::between(records::Day from, records::Day to) const {
  Evaluation chosen;
  chosen.plan_ = plan_;
  chosen.by_ = by_;
  chosen.time_ = time_;
  chosen.totals_.resize(plan_.parts.size());
  for (std::size_t part = 0; part < plan_.parts.size(); ++part) {
    const auto& by = plan_.parts[part].by;
    const auto at = static_cast<std::size_t>(std::ranges::find(by, *time_) - by.begin());
    std::vector<KeyedRows::Row> rows;
    for (const auto& [key, row] : rows_[part]) {
      const auto* bucket = std::get_if<records::Day>(&key[at]);
      if (bucket != nullptr && *bucket >= from && *bucket <= to) rows.push_back({key, row});
    }
    chosen.rows_.emplace_back(std::move(rows));
  }
  chosen.collect_levels();
  chosen.collect_keys();
  return chosen;
}

Evaluation Evaluation::within(records::Day from, records::Day to, store::DayUnit unit) const {
  Evaluation merged;
  merged.plan_ = plan_;
  merged.by_ = by_;
  merged.by_.erase(merged.by_.begin() + static_cast<std::ptrdiff_t>(*time_));
  merged.totals_.resize(plan_.parts.size());
  merged.levels_.resize(plan_.metrics.size());
  const auto first = first_day_of(from, unit);
  for (std::size_t part = 0; part < plan_.parts.size(); ++part) {
    const auto& own = plan_.parts[part];
    const auto at = static_cast<std::size_t>(std::ranges::find(own.by, *time_) - own.by.begin());
    std::map<Key, std::vector<store::Cell>, KeyLess> sums;
    for (const auto& [key, row] : rows_[part]) {
      const auto* bucket = std::get_if<records::Day>(&key[at]);
      if (bucket == nullptr || *bucket < first || *bucket > to) continue;
      auto rest = key;
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(at));
      const auto [place, is_new] = sums.emplace(std::move(rest), row);
      if (!is_new) merge(own, row, place->second);
    }
    std::vector<KeyedRows::Row> rows;
    for (auto& [key, sum] : sums) rows.push_back({key, std::move(sum)});
    merged.rows_.emplace_back(std::move(rows));
    // Without time, the dimensions behind it move up by one.
    auto& by = merged.plan_.parts[part].by;
    std::erase(by, *time_);
    for (auto& position : by)
      if (position > *time_) --position;
  }
  return merged;
}

// Its population is that of the smallest of its parts.
Measured Evaluation::measured(const DerivedPlan& plan, const Key& key) const {
  std::map<std::string, std::optional<double>> values;
  std::optional<std::int64_t> least;
  for (const auto& [name, metric] : plan.metrics) {
    const auto part = measured(metric, key);
    values[name] = number_in(part.value);
    const auto n = count_in(part.n);
    least = least ? std::min(*least, n) : n;
  }
  const auto value =
      value_of(plan.of->steps, [&](const std::string& name) { return values.at(name); });
  return {value ? store::Cell{*value} : store::Cell{}, least.value_or(0)};
}

}  // namespace aftercare::metrics
