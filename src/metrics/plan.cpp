#include "metrics/plan.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "metrics/stock.hpp"
#include "store/build.hpp"

namespace aftercare::metrics {
namespace {

bool same_condition(const Condition& a, const Condition& b) {
  return a.column == b.column && a.test == b.test &&
         std::ranges::equal(a.values, b.values, {}, &store::Literal::value, &store::Literal::value);
}

bool same_conditions(const std::vector<Condition>& a, const std::vector<Condition>& b) {
  return std::ranges::equal(a, b, same_condition);
}

// One aggregate that a part must select; equal ones are selected once.
struct WantedAggregate {
  store::Function function;
  std::string column;
  double level;
  std::vector<Condition> where;
  std::string name;
  bool squared = false;  // Of the column times itself.
};

// A part while measures are still being added to it.
struct GrowingPart {
  FactDay day;
  int matures = 0;
  std::vector<std::string> over;  // Dimensions it is not narrowed by.
  std::vector<std::size_t> by;
  std::vector<WantedAggregate> aggregates;
};

class PlanCompiler {
 public:
  PlanCompiler(const Model& model, const ResolvedQuestion& question)
      : model_(model), question_(question) {}

  base::Result<Plan> compile() {
    wanted_ = question_.metrics;
    plan_.asked = wanted_.size();
    for (std::size_t at = 0; at < wanted_.size(); ++at) {  // Derived ones add to it.
      const auto* metric = wanted_[at];
      auto planned =
          std::visit([&](const auto& kind) { return plan(*metric, kind); }, metric->kind);
      if (!planned) return base::failure_of(planned);
      plan_.metrics.push_back(std::move(*planned));
    }
    finish_parts();
    return std::move(plan_);
  }

 private:
  base::Result<MetricPlan> plan(const Metric& metric, const Single& single) {
    const auto* measure = choose(single.of, question_.by, question_.where);
    if (measure == nullptr)
      return refusal(model_, metric, single.of, question_.by, question_.where);
    return MetricPlan(add(*measure, metric.name + "_value", metric.name + "_n"));
  }

  base::Result<MetricPlan> plan(const Metric& metric, const Ratio& ratio) {
    const auto* above = choose(ratio.numerator, question_.by, question_.where);
    if (above == nullptr)
      return refusal(model_, metric, ratio.numerator, question_.by, question_.where);
    auto by = question_.by;
    auto where = question_.where;
    std::erase_if(by, [&](const Dimension* one) { return is_over(ratio.over, *one); });
    std::erase_if(where, [&](const auto& one) { return is_over(ratio.over, *one.dimension); });
    const auto* below = choose(ratio.denominator, by, where);
    if (below == nullptr && !ratio.whole_denominator)
      return refusal(model_, metric, ratio.denominator, by, where);
    if (below == nullptr) below = widest(metric, ratio.denominator);
    RatioPlan planned;
    planned.numerator = add(*above, metric.name + "_value", metric.name + "_n");
    planned.denominator = add(*below, metric.name + "_base", metric.name + "_base_n", ratio.over);
    planned.scale = ratio.scale;
    planned.kind = kind_of(*above, *below);
    return MetricPlan(planned);
  }

  base::Result<MetricPlan> plan(const Metric&, const Derived& derived) {
    DerivedPlan planned{&derived, {}};
    for (const auto& name : names_in(derived.steps)) {
      const auto metric = model_.metric(name);
      if (!metric) return base::failure_of(metric);
      const auto known = std::ranges::find(wanted_, *metric);
      planned.metrics[name] = static_cast<std::size_t>(known - wanted_.begin());
      if (known == wanted_.end()) wanted_.push_back(*metric);
    }
    return MetricPlan(planned);
  }

  static bool is_over(const std::vector<std::string>& over, const Dimension& dimension) {
    return std::ranges::find(over, dimension.name) != over.end();
  }

  static RatioPlan::Kind kind_of(const Measure& above, const Measure& below) {
    using store::Function;
    const auto counts = [](const Measure& measure) {
      return measure.function == Function::count || measure.function == Function::count_distinct;
    };
    if (!counts(above) || !counts(below)) return RatioPlan::Kind::other;
    const bool same = above.fact == below.fact && above.function == below.function &&
                      above.column == below.column && above.day == below.day &&
                      above.matures == below.matures;
    const bool within = std::ranges::all_of(below.where, [&](const Condition& condition) {
      return std::ranges::any_of(
          above.where, [&](const Condition& other) { return same_condition(condition, other); });
    });
    return same && within ? RatioPlan::Kind::share : RatioPlan::Kind::rate;
  }

  base::Result<MetricPlan> plan(const Metric& metric, const Stock& stock) {
    const Alternatives only{Measure{stock.fact, {}, {}, 0.5, stock.opened, {}}};
    if (choose(only, question_.by, question_.where) == nullptr)
      return refusal(model_, metric, only, question_.by, question_.where);
    StockPlan planned;
    planned.tells = stock.tells;
    planned.until = question_.to ? question_.to : question_.last_day;
    for (std::size_t way = 0; way <= stock.ended.size(); ++way) {
      // Parts of stocks stand behind the shared ones; finish_parts() moves them there.
      stock_parts_.push_back(stock_part(stock, way, metric.name, question_));
      if (way == 0)
        planned.opened = stock_parts_.size() - 1;
      else
        planned.ended.push_back(stock_parts_.size() - 1);
    }
    note_day({stock.fact, stock.opened});
    return MetricPlan(planned);
  }

  // widest: the alternative that can be narrowed by most of what is asked, with a note of the rest.
  const Measure* widest(const Metric& metric, const Alternatives& alternatives) {
    const auto lacking = [this](const Measure& measure) {
      std::vector<const Dimension*> missing;
      for (const auto* dimension : question_.by)
        if (!has_dimension(measure.fact, *dimension)) missing.push_back(dimension);
      for (const auto& filter : question_.where)
        if (!has_dimension(measure.fact, *filter.dimension)) missing.push_back(filter.dimension);
      return missing;
    };
    const auto* best = &alternatives.front();
    for (const auto& measure : alternatives)
      if (lacking(measure).size() < lacking(*best).size()) best = &measure;
    std::vector<std::string> en;
    std::vector<std::string> zh;
    for (const auto* dimension : lacking(*best)) {
      if (std::ranges::find(en, dimension->name) != en.end()) continue;
      en.push_back(dimension->name);
      zh.push_back(dimension->label.zh);
    }
    note(
        {fmt::format("{}: the base has no {}, so it is all of the base in the period and the other "
                     "filters",
                     metric.name, fmt::join(en, ", ")),
         fmt::format("{}：基数没有{}，因此以区间和其余条件下的全部为基数", metric.label.zh,
                     fmt::join(zh, "、"))});
    return best;
  }

  MeasurePlan add(const Measure& measure, const std::string& name, const std::string& n_name,
                  const std::vector<std::string>& over = {}) {
    if (measure.matures > 0) note_matures(measure.matures);
    if (measure.note) note({measure.note->en, measure.note->zh});
    note_day({measure.fact, measure.day});
    MeasurePlan planned;
    planned.function = measure.function;
    planned.part = part_for(measure, over);
    plan_.measures.push_back(&measure);
    const bool mean = measure.function == store::Function::average;
    planned.value = column_for(planned.part, {mean ? store::Function::sum : measure.function,
                                              measure.column, measure.level, measure.where, name});
    const bool counts = measure.function == store::Function::count ||
                        measure.function == store::Function::count_distinct;
    planned.n = counts ? planned.value
                       : column_for(planned.part, {store::Function::count, "", 0.5,
                                                   population_of(measure), n_name});
    if (question_.mean_intervals && mean)
      planned.squares = column_for(planned.part, {store::Function::sum, measure.column, 0.5,
                                                  measure.where, name + "_squares", true});
    return planned;
  }

  // population_of: the rows whose values an aggregate takes. A sum's also holds unknown amounts.
  static std::vector<Condition> population_of(const Measure& measure) {
    auto where = measure.where;
    const Condition known{measure.column, Condition::Test::known, {}};
    const bool said = std::ranges::any_of(
        where, [&](const Condition& condition) { return same_condition(condition, known); });
    if (measure.function != store::Function::sum && !said) where.push_back(known);
    return where;
  }

  std::size_t part_for(const Measure& measure, const std::vector<std::string>& over) {
    const FactDay day{measure.fact, measure.day};
    std::vector<std::size_t> by;
    for (std::size_t at = 0; at < question_.by.size(); ++at)
      if (has_dimension(measure.fact, *question_.by[at]) && !is_over(over, *question_.by[at]))
        by.push_back(at);
    for (std::size_t part = 0; part < growing_.size(); ++part)
      if (growing_[part].day == day && growing_[part].matures == measure.matures &&
          growing_[part].over == over)
        return part;
    growing_.push_back({day, measure.matures, over, std::move(by), {}});
    return growing_.size() - 1;
  }

  void note_matures(int days) {
    if (!question_.last_day) return;
    const auto last = records::to_iso(*question_.last_day - std::chrono::days(days));
    const auto age = days == 1 ? std::string("a day") : fmt::format("{} days", days);
    note({fmt::format("only rows up to {} count: later ones are not {} old", last, age),
          fmt::format("只计 {} 及以前的数据：其后的不足 {} 天", last, days)});
  }

  std::size_t column_for(std::size_t part, WantedAggregate wanted) {
    auto& aggregates = growing_[part].aggregates;
    const auto found = std::ranges::find_if(aggregates, [&](const WantedAggregate& known) {
      return known.function == wanted.function && known.column == wanted.column &&
             known.level == wanted.level && known.squared == wanted.squared &&
             same_conditions(known.where, wanted.where);
    });
    const auto at = static_cast<std::size_t>(found - aggregates.begin());
    if (found == aggregates.end()) aggregates.push_back(std::move(wanted));
    return growing_[part].by.size() + at;
  }

  void note(base::Message message) {
    if (std::ranges::find(plan_.notes, message.en, &base::Message::en) == plan_.notes.end())
      plan_.notes.push_back(std::move(message));
  }
  void note_day(FactDay day) {
    if (std::ranges::find(plan_.days, day) == plan_.days.end())
      plan_.days.push_back(std::move(day));
  }

  void finish_parts() {
    for (auto& part : growing_) plan_.parts.push_back(finished(part));
    const auto shift = plan_.parts.size();
    for (auto& part : stock_parts_) plan_.parts.push_back(std::move(part));
    for (auto& metric : plan_.metrics)
      if (auto* stock = std::get_if<StockPlan>(&metric)) {
        stock->opened += shift;
        for (auto& ended : stock->ended) ended += shift;
      }
  }

  // finished: conditions that all aggregates share become the WHERE, so that groups without any
  // row of the population do not appear and the engine reads less; the others filter one aggregate.
  QueryPart finished(const GrowingPart& part) const {
    std::vector<Condition> shared = part.aggregates.front().where;
    for (const auto& aggregate : part.aggregates)
      std::erase_if(shared, [&](const Condition& condition) {
        return std::ranges::none_of(aggregate.where, [&](const Condition& other) {
          return same_condition(condition, other);
        });
      });
    QueryPart query_part{{}, part.by};
    auto& query = query_part.query;
    query.fact = part.day.fact;
    query.any_order = true;
    for (const auto at : part.by) {
      const auto& dimension = *question_.by[at];
      const auto column = column_of(dimension, part.day.fact, part.day.day);
      query.select.push_back({column, dimension.name});
      query.group_by.push_back(column);
    }
    for (const auto& aggregate : part.aggregates) {
      auto own = aggregate.where;
      std::erase_if(own, [&](const Condition& condition) {
        return std::ranges::any_of(
            shared, [&](const Condition& other) { return same_condition(condition, other); });
      });
      auto of = aggregate.column.empty() ? nullptr : store::column(aggregate.column);
      if (aggregate.squared)
        of = store::expression(store::Arithmetic{of, store::Operation::multiply, of});
      query.select.push_back(
          {store::aggregate(aggregate.function, of, to_expression(own), aggregate.level),
           aggregate.name});
    }
    auto filters = question_.where;
    std::erase_if(filters, [&](const auto& one) { return is_over(part.over, *one.dimension); });
    auto where = filters_of(part.day.fact, part.day.day, filters);
    where.push_back(to_expression(shared));
    for (auto& bound : period_of(part.day.day, question_.from, matured(question_, part.matures)))
      where.push_back(std::move(bound));
    query.where = store::all_of(std::move(where));
    return query_part;
  }

  const Model& model_;
  const ResolvedQuestion& question_;
  Plan plan_;
  std::vector<const Metric*> wanted_;
  std::vector<GrowingPart> growing_;
  std::vector<QueryPart> stock_parts_;
};

}  // namespace

base::Result<Plan> compile(const Model& model, const ResolvedQuestion& question) {
  return PlanCompiler(model, question).compile();
}

const Measure* choose(const Alternatives& alternatives, const std::vector<const Dimension*>& by,
                      const std::vector<ResolvedFilter>& where) {
  const auto fits = [&](const Measure& measure) {
    return std::ranges::all_of(
               by, [&](const auto* one) { return has_dimension(measure.fact, *one); }) &&
           std::ranges::all_of(where, [&](const auto& filter) {
             return has_dimension(measure.fact, *filter.dimension);
           });
  };
  const auto found = std::ranges::find_if(alternatives, fits);
  return found == alternatives.end() ? nullptr : &*found;
}

tl::unexpected<base::Error> refusal(const Model& model, const Metric& metric,
                                    const Alternatives& alternatives,
                                    const std::vector<const Dimension*>& by,
                                    const std::vector<ResolvedFilter>& where) {
  std::vector<const Dimension*> asked = by;
  for (const auto& filter : where) asked.push_back(filter.dimension);
  std::vector<std::string> en;
  std::vector<std::string> zh;
  for (const auto* dimension : asked) {
    const bool had = std::ranges::any_of(alternatives, [&](const Measure& measure) {
      return has_dimension(measure.fact, *dimension);
    });
    if (had || std::ranges::find(en, dimension->name) != en.end()) continue;
    en.push_back(dimension->name);
    zh.push_back(dimension->label.zh);
  }
  const auto possible = model.dimensions_of(metric);
  if (en.empty())
    return base::failure(
        fmt::format("no fact has all that is asked of {} at once: ask by fewer dimensions",
                    metric.name),
        fmt::format("没有事实表同时含有{}所问的全部维度：请减少维度", metric.label.zh));
  return base::failure(fmt::format("{} is not known by {}; it can be asked by {}", metric.name,
                                   fmt::join(en, ", "), fmt::join(possible, ", ")),
                       fmt::format("{}不能按{}查看；可用的维度有 {}", metric.label.zh,
                                   fmt::join(zh, "、"), fmt::join(possible, "、")));
}

std::optional<records::Day> matured(const ResolvedQuestion& question, int days) {
  if (days == 0 || !question.last_day) return question.to;
  const auto last = *question.last_day - std::chrono::days(days);
  return question.to ? std::min(*question.to, last) : last;
}

std::vector<store::ExpressionPtr> filters_of(const std::string& fact, const std::string& day,
                                             const std::vector<ResolvedFilter>& where) {
  std::vector<store::ExpressionPtr> parts;
  for (const auto& filter : where)
    if (has_dimension(fact, *filter.dimension)) parts.push_back(to_expression(filter, fact, day));
  return parts;
}

std::vector<store::ExpressionPtr> period_of(const std::string& day,
                                            const std::optional<records::Day>& from,
                                            const std::optional<records::Day>& to) {
  using store::Comparison;
  std::vector<store::ExpressionPtr> parts;
  const auto column = store::column(day);
  if (from)
    parts.push_back(store::compare(column, Comparison::greater_or_equal, store::value(*from)));
  if (to) parts.push_back(store::compare(column, Comparison::less_or_equal, store::value(*to)));
  return parts;
}

}  // namespace aftercare::metrics
