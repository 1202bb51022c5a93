#include "insight/influence/metric_influences.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "insight/told/sheet.hpp"
#include "metrics/answer.hpp"
#include "metrics/cell.hpp"
#include "metrics/filter.hpp"
#include "metrics/plan.hpp"
#include "store/build.hpp"

namespace aftercare::insight {
namespace {

// How it was handled, what it was about, and where it came from. A topic says its group, a city its
// province: one of each.
constexpr auto usual_factors = std::to_array<std::string_view>({"first_response_seconds",
                                                                "resolution_seconds",
                                                                "next_reply_seconds",
                                                                "agents",
                                                                "is_solved",
                                                                "is_reopened",
                                                                "is_repeat",
                                                                "is_abandoned",
                                                                "has_bot",
                                                                "channel",
                                                                "topic_group",
                                                                "category",
                                                                "team",
                                                                "delivered_late",
                                                                "carrier",
                                                                "days_since_order",
                                                                "money_at_stake",
                                                                "promotion",
                                                                "return_kind",
                                                                "reason"});

struct AskedFactor {
  const metrics::Dimension* dimension = nullptr;  // Else:
  const metrics::FactColumn* column = nullptr;
  store::ExpressionPtr value;
};

bool is_numeric(records::FieldType type) {
  using records::FieldType;
  return type == FieldType::integer || type == FieldType::real || type == FieldType::money;
}

// Rows that are looked at, and their target: the same for all of them, or a column.
struct TargetPart {
  store::ExpressionPtr where;
  double target = 0;
  std::string column;
};

class InfluenceQuery {
 public:
  InfluenceQuery(const Workspace& workspace, const RowsAsked& asked)
      : workspace_(workspace), asked_(asked) {}

  base::Result<InfluenceRows> rows(const std::string& name, const std::vector<std::string>& names) {
    const auto metric = workspace_.model.metric(name);
    if (!metric) return base::failure_of(metric);
    if (const auto parts = find_parts(**metric); !parts) return base::failure_of(parts);
    if (const auto known = find_factors(names); !known) return base::failure_of(known);
    InfluenceRows rows;
    for (const auto& factor : factors_) {
      auto& one = rows.factors.emplace_back();
      const auto& label = factor.dimension ? factor.dimension->label : factor.column->label;
      one.name = factor.dimension ? factor.dimension->name : factor.column->name;
      one.label = {label.en, label.zh};
      if (factor.column != nullptr) one.unit = factor.column->unit;
    }
    places_.resize(factors_.size());
    for (const auto& part : parts_)
      if (const auto added = add(part, rows); !added) return base::failure_of(added);
    for (auto& factor : rows.factors) make_choice_of_few(factor);
    return rows;
  }

 private:
  base::Result<void> find_parts(const metrics::Metric& metric) {
    const auto where = metrics::resolve(workspace_.model, asked_.where);
    if (!where) return base::failure_of(where);
    const auto rows_of = [&](const metrics::Measure& measure) {
      fact_ = measure.fact;
      day_ = measure.day;
      for (const auto& condition : measure.where) own_.push_back(condition.column);
      auto conditions = metrics::filters_of(measure.fact, measure.day, *where);
      conditions.push_back(metrics::to_expression(measure.where));
      for (auto& bound : metrics::period_of(measure.day, asked_.from, asked_.to))
        conditions.push_back(std::move(bound));
      return store::all_of(std::move(conditions));
    };
    using store::Function;
    if (const auto* single = std::get_if<metrics::Single>(&metric.kind)) {
      const auto* measure = metrics::choose(single->of, {}, *where);
      if (measure != nullptr && measure->function == Function::average) {
        own_.push_back(measure->column);
        parts_.push_back(
            {store::all_of({rows_of(*measure), store::is_known(store::column(measure->column))}), 0,
             measure->column});
        return {};
      }
    }
    if (const auto* ratio = std::get_if<metrics::Ratio>(&metric.kind)) {
      const auto* above = metrics::choose(ratio->numerator, {}, *where);
      const auto* below = metrics::choose(ratio->denominator, {}, *where);
      if (above != nullptr && below != nullptr && above->fact == below->fact &&
          above->day == below->day && above->function == Function::count &&
          below->function == Function::count) {
        const auto counted = rows_of(*above), base = rows_of(*below);
        parts_.push_back({store::all_of({base, counted}), 1, {}});
        parts_.push_back({store::all_of({base, store::any_of({store::negation(counted),
                                                              store::is_null(counted)})}),
                          0,
                          {}});
        return {};
      }
    }
    return base::failure(
        fmt::format("{} is no share of rows and no mean: influences are sought on those, like csat",
                    metric.name),
        fmt::format("{}不是占比或均值：影响因素分析适用于这类指标，如 csat", metric.label.zh));
  }

  base::Result<void> find_factors(const std::vector<std::string>& names) {
    for (const auto& name : names) {
      auto one = factor_of(name);
      if (!one) return base::failure_of(one);
      factors_.push_back(std::move(*one));
    }
    if (!names.empty()) return {};
    for (const auto name : usual_factors) {
      auto one = factor_of(std::string(name));
      const auto& column = !one                        ? std::string()
                           : one->dimension != nullptr ? one->dimension->columns.at(fact_)
                                                       : one->column->name;
      if (one && std::ranges::find(own_, column) == own_.end()) factors_.push_back(std::move(*one));
    }
    return {};
  }

  base::Result<AskedFactor> factor_of(const std::string& name) const {
    const auto* column = workspace_.model.fact(fact_).column(name);
    if (column != nullptr &&
        (is_numeric(column->type) || column->type == records::FieldType::boolean))
      return AskedFactor{nullptr, column, store::column(name)};
    const auto dimension = workspace_.model.dimension(name);
    if (!dimension) return base::failure_of(dimension);
    if ((*dimension)->kind == metrics::DimensionKind::time ||
        !metrics::has_dimension(fact_, **dimension))
      return base::failure(
          fmt::format("no factor of these rows ({}): {}", fact_, name),
          fmt::format("这些数据（{}）没有该因素：{}", fact_, (*dimension)->label.zh));
    return AskedFactor{*dimension, nullptr, metrics::column_of(**dimension, fact_, day_)};
  }

  base::Result<void> add(const TargetPart& part, InfluenceRows& rows) {
    store::Query query;
    query.fact = fact_;
    for (std::size_t i = 0; i < factors_.size(); ++i)
      query.select.push_back({factors_[i].value, fmt::format("f{}", i)});
    if (!part.column.empty()) query.select.push_back({store::column(part.column), "target"});
    query.where = part.where;
    const auto frame = workspace_.engine.run_coded(query, workspace_.viewer);
    if (!frame) return base::failure_of(frame);
    for (std::size_t row = 0; row < frame->rows; ++row) {
      double target = part.target;
      if (!part.column.empty()) {
        const auto& column = frame->columns.back();
        target = metrics::number_in(column.values[column.of[row]]).value_or(0);
      }
      rows.target.push_back(target);
    }
    for (std::size_t i = 0; i < factors_.size(); ++i)
      add_column(i, frame->columns[i], frame->rows, rows.factors[i]);
    return {};
  }

  void add_column(std::size_t i, const store::CodedFrame::Column& column, std::size_t count,
                  InfluenceFactor& factor) {
    if (factors_[i].column != nullptr && is_numeric(factors_[i].column->type)) {
      for (std::size_t row = 0; row < count; ++row)
        factor.numbers.push_back(metrics::number_in(column.values[column.of[row]])
                                     .value_or(std::numeric_limits<double>::quiet_NaN()));
      return;
    }
    std::vector<std::uint32_t> place;
    for (const auto& cell : column.values) {
      const auto name = name_of(factors_[i], cell);
      const auto [at, is_new] =
          places_[i].emplace(name.en, static_cast<std::uint32_t>(factor.values.size()));
      if (is_new) factor.values.push_back(name);
      place.push_back(at->second);
    }
    for (std::size_t row = 0; row < count; ++row) factor.of.push_back(place[column.of[row]]);
  }

  // A number with few different values (agents who had it) does not grow evenly from one to the
  // next.
  static void make_choice_of_few(InfluenceFactor& factor) {
    constexpr std::size_t few = 10;
    std::map<double, std::uint32_t> places;
    bool unknown = false;
    for (const auto number : factor.numbers) {
      if (std::isfinite(number))
        places.emplace(number, 0U);
      else
        unknown = true;
      if (places.size() > few) return;
    }
    if (places.empty()) return;
    for (auto& [number, place] : places) {
      place = static_cast<std::uint32_t>(factor.values.size());
      factor.values.push_back(same(fmt::format("{:g}", number)));
    }
    if (unknown) factor.values.push_back({"not known", "未知"});
    for (const auto number : factor.numbers)
      factor.of.push_back(std::isfinite(number)
                              ? places.at(number)
                              : static_cast<std::uint32_t>(factor.values.size() - 1));
    factor.numbers.clear();
  }

  static base::Message name_of(const AskedFactor& factor, const store::Cell& cell) {
    if (store::is_null(cell)) return {"not known", "未知"};
    if (const auto* truth = std::get_if<bool>(&cell))
      return *truth ? base::Message{"yes", "是"} : base::Message{"no", "否"};
    if (factor.dimension == nullptr) return {text_in(cell), text_in(cell)};
    return {metrics::label_of(*factor.dimension, cell, metrics::Language::en),
            metrics::label_of(*factor.dimension, cell, metrics::Language::zh)};
  }

  const Workspace& workspace_;
  const RowsAsked& asked_;
  std::string fact_, day_;
  std::vector<std::string> own_;  // Columns that the metric is made of.
  std::vector<TargetPart> parts_;
  std::vector<AskedFactor> factors_;
  std::vector<std::map<std::string, std::uint32_t>> places_;  // Of each factor's values.
};

}  // namespace

base::Result<InfluenceRows> metric_influences(const Workspace& workspace, const std::string& metric,
                                              const std::vector<std::string>& factors,
                                              const RowsAsked& asked) {
  return InfluenceQuery(workspace, asked).rows(metric, factors);
}

}  // namespace aftercare::insight
