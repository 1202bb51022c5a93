#include "metrics/changes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <map>
#include <unordered_map>

#include "metrics/evaluate.hpp"

namespace aftercare::metrics {
namespace {

constexpr std::size_t kMostDrivers = 8;
constexpr double kCarriesParent = 0.8;  // A part with this share of the change replaces the whole.
constexpr double kBeyondChance = 2.0;   // Standard deviations of a difference of counts.
constexpr double kNearlyAll = 0.9;      // A cell with more of the rows says little of where.
constexpr double kLeastShare = 0.03;    // Of the whole change; less is not worth a line.

// A value of some dimensions, with the leaves it is made of.
struct ChangeCell {
  unsigned mask = 0;
  std::size_t leaf = 0;  // Any of them: its values under the mask name the cell.
  std::int64_t current = 0;
  std::int64_t before = 0;
  std::vector<std::uint32_t> leaves;

  std::int64_t change() const { return current - before; }
  double standing_out() const {
    return std::abs(static_cast<double>(change())) /
           std::sqrt(static_cast<double>(std::max<std::int64_t>(current + before, 1)));
  }
};

// All cells of the leaves, by the set of dimensions they name.
class ChangeCells {
 public:
  explicit ChangeCells(const std::vector<ChangeLeaf>& leaves, std::size_t dimensions)
      : leaves_(leaves), numbers_(leaves.size(), {0, 0, 0}), covered_(leaves.size(), false) {
    for (const auto& leaf : leaves) rows_ += static_cast<double>(leaf.current + leaf.before);
    for (std::size_t at = 0; at < dimensions; ++at) number_values(at);
    for (unsigned mask = 1; mask < (1U << dimensions); ++mask) build(mask);
  }

  std::vector<ChangeCell> choose(double least_change) {
    std::vector<ChangeCell> chosen;
    while (chosen.size() < kMostDrivers) {
      const auto worth_a_line = [&](const ChangeCell& cell) {
        return std::abs(static_cast<double>(cell.change())) >= least_change &&
               cell.standing_out() >= kBeyondChance && is_free(cell);
      };
      const auto* best = best_of([&](const ChangeCell& cell) {
        return static_cast<double>(cell.current + cell.before) <= kNearlyAll * rows_ &&
               worth_a_line(cell);
      });
      if (best == nullptr) best = best_of(worth_a_line);
      if (best == nullptr) break;
      const auto& narrowed = narrow(*best);
      for (const auto leaf : narrowed.leaves) covered_[leaf] = true;
      chosen.push_back(narrowed);
    }
    return chosen;
  }

 private:
  using Numbers = std::array<std::uint32_t, 3>;  // 0: not known.

  void number_values(std::size_t dimension) {
    std::map<store::Cell, std::uint32_t, decltype(&less)> known(&less);
    for (std::size_t leaf = 0; leaf < leaves_.size(); ++leaf) {
      const auto& value = leaves_[leaf].values[dimension];
      if (store::is_null(value)) continue;
      const auto next = static_cast<std::uint32_t>(known.size() + 1);
      numbers_[leaf][dimension] = known.try_emplace(value, next).first->second;
    }
  }

  void build(unsigned mask) {
    std::unordered_map<std::uint64_t, std::size_t> places;
    for (std::size_t leaf = 0; leaf < leaves_.size(); ++leaf) {
      std::uint64_t name = 0;
      bool known = true;
      for (unsigned at = 0; at < 3; ++at) {
        if ((mask >> at & 1U) == 0) continue;
        known = known && numbers_[leaf][at] != 0;
        name = (name << 21U) | numbers_[leaf][at];
      }
      if (!known) continue;
      const auto [place, added] = places.try_emplace(name, cells_.size());
      if (added) cells_.push_back({mask, leaf, 0, 0, {}});
      auto& cell = cells_[place->second];
      cell.current += leaves_[leaf].current;
      cell.before += leaves_[leaf].before;
      cell.leaves.push_back(static_cast<std::uint32_t>(leaf));
    }
  }

  bool is_free(const ChangeCell& cell) const {
    return std::ranges::none_of(cell.leaves, [this](auto leaf) { return covered_[leaf]; });
  }

  // best_of: what stands out most; the simpler cell wins a tie, then the earlier.
  template <typename Fits>
  const ChangeCell* best_of(const Fits& fits) const {
    const ChangeCell* best = nullptr;
    for (const auto& cell : cells_)
      if ((best == nullptr || cell.standing_out() > best->standing_out()) && fits(cell))
        best = &cell;
    return best;
  }

  bool is_part_of(const ChangeCell& part, const ChangeCell& whole) const {
    if ((part.mask & whole.mask) != whole.mask || part.mask == whole.mask) return false;
    for (unsigned at = 0; at < 3; ++at)
      if ((whole.mask >> at & 1U) != 0 && numbers_[part.leaf][at] != numbers_[whole.leaf][at])
        return false;
    return true;
  }

  // narrow: the part that carries most of the change, as long as there is one.
  const ChangeCell& narrow(const ChangeCell& whole) const {
    const auto* now = &whole;
    for (;;) {
      const auto wanted = kCarriesParent * static_cast<double>(now->change());
      const auto* part = best_of([&](const ChangeCell& cell) {
        const auto change = static_cast<double>(cell.change());
        return (wanted > 0 ? change >= wanted : change <= wanted) && is_part_of(cell, *now);
      });
      if (part == nullptr) return *now;
      now = part;
    }
  }

  const std::vector<ChangeLeaf>& leaves_;
  std::vector<Numbers> numbers_;
  std::vector<bool> covered_;
  std::vector<ChangeCell> cells_;
  double rows_ = 0;  // Of both periods.
};

base::Result<const Single*> counting_kind(const Model& model, const Metric& metric) {
  if (const auto* single = std::get_if<Single>(&metric.kind);
      single != nullptr && single->of.front().function == store::Function::count)
    return single;
  std::string names;
  for (const auto& other : model.metrics())
    if (const auto* single = std::get_if<Single>(&other.kind);
        single != nullptr && single->of.front().function == store::Function::count)
      names += (names.empty() ? "" : ", ") + other.name;
  return base::failure(
      fmt::format("its changes cannot be added up: {}; ask for one that counts rows: {}",
                  metric.name, names),
      fmt::format("变化不可相加：{}；请选择计数类指标：{}", metric.label.zh, names));
}

base::Result<std::vector<const Dimension*>> dimensions_for(const Model& model,
                                                           const Question& question,
                                                           const Metric& metric,
                                                           const Measure& measure) {
  std::vector<const Dimension*> dimensions;
  const bool asked = !question.by.empty();
  const auto names = asked ? question.by : std::vector<std::string>{"topic", "product", "province"};
  for (const auto& name : names) {
    const auto dimension = model.dimension(name);
    if (!dimension && asked) return base::failure_of(dimension);
    if (!dimension) continue;
    const bool usable =
        (*dimension)->kind != DimensionKind::time && has_dimension(measure.fact, **dimension);
    if (usable)
      dimensions.push_back(*dimension);
    else if (asked)
      return base::failure(fmt::format("{} cannot be explained by {}", metric.name, name),
                           fmt::format("{}不能按{}解释", metric.label.zh, name));
  }
  if (dimensions.empty() || dimensions.size() > 3)
    return base::failure(
        fmt::format("{} dimensions to explain {}: 1 to 3 are possible", dimensions.size(),
                    metric.name),
        fmt::format("用 {} 个维度解释{}：可用 1 至 3 个", dimensions.size(), metric.label.zh));
  return dimensions;
}

using ChangeCounts = std::map<Key, std::pair<std::int64_t, std::int64_t>, KeyLess>;

}  // namespace

std::vector<Driver> drivers_of(const std::vector<std::string>& dimensions,
                               const std::vector<ChangeLeaf>& leaves) {
  std::int64_t change = 0;
  for (const auto& leaf : leaves) change += leaf.current - leaf.before;
  std::vector<Driver> drivers;
  ChangeCells cells(leaves, dimensions.size());
  const auto least = kLeastShare * std::abs(static_cast<double>(change));
  for (const auto& cell : cells.choose(least)) {
    Driver driver{{}, cell.current, cell.before, cell.change(), std::nullopt};
    for (std::size_t at = 0; at < dimensions.size(); ++at)
      if ((cell.mask >> at & 1U) != 0)
        driver.values.emplace_back(dimensions[at], leaves[cell.leaf].values[at]);
    if (change != 0)
      driver.share = static_cast<double>(driver.change) / static_cast<double>(change);
    drivers.push_back(std::move(driver));
  }
  std::ranges::stable_sort(drivers, std::greater{},
                           [](const Driver& driver) { return std::abs(driver.change); });
  return drivers;
}

base::Result<Changes> changes(const Model& model, const Question& question,
                              const store::Engine& engine, const records::Viewer& viewer,
                              const std::optional<Period>& against) {
  auto asked = question;
  asked.by.clear();
  asked.order.clear();
  auto resolved = resolve(model, asked);
  if (!resolved) return base::failure_of(resolved);
  if (resolved->metrics.size() != 1)
    return base::failure("the changes of exactly one metric can be shown",
                         "只能查看恰好一个指标的变化");
  const auto& metric = *resolved->metrics.front();
  const auto kind = counting_kind(model, metric);
  if (!kind) return base::failure_of(kind);
  const auto& measure = (*kind)->of.front();
  const auto dimensions = dimensions_for(model, question, metric, measure);
  if (!dimensions) return base::failure_of(dimensions);
  if (choose((*kind)->of, *dimensions, resolved->where) != &measure)  // Another would count twice.
    return refusal(model, metric, {measure}, *dimensions, resolved->where);

  Changes found;
  found.period = {resolved->from, resolved->to};
  if (!found.period.from || !found.period.to) {
    const auto data = days_of({{measure.fact, measure.day}}, engine, viewer);
    if (!data) return base::failure_of(data);
    if (!found.period.from) found.period.from = data->from;
    if (!found.period.to) found.period.to = data->to;
  }
  if (!found.period.from || !found.period.to || *found.period.from > *found.period.to)
    return found;  // No rows: nothing changed.
  const auto days = *found.period.to - *found.period.from + std::chrono::days(1);
  found.previous = {*found.period.from - days, *found.period.from - std::chrono::days(1)};
  if (against) found.previous = *against;

  ChangeCounts counts;
  resolved->by = *dimensions;
  for (const bool current : {true, false}) {
    const auto& period = current ? found.period : found.previous;
    resolved->from = period.from;
    resolved->to = period.to;
    auto plan = compile(model, *resolved);
    if (!plan) return base::failure_of(plan);
    const auto evaluation = Evaluation::run(std::move(*plan), *dimensions, engine, viewer);
    if (!evaluation) return base::failure_of(evaluation);
    for (const auto& key : evaluation->keys()) {
      const auto count = count_in(evaluation->measured(0, key).value);
      auto& both = counts[key];
      (current ? both.first : both.second) = count;
      (current ? found.current : found.before) += count;
    }
  }
  found.change = found.current - found.before;
  std::vector<std::string> names;
  for (const auto* dimension : *dimensions) names.push_back(dimension->name);
  std::vector<ChangeLeaf> leaves;
  for (const auto& [key, both] : counts) leaves.push_back({key, both.first, both.second});
  found.drivers = drivers_of(names, leaves);
  return found;
}

}  // namespace aftercare::metrics
