#include "metrics/metric_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <list>
#include <set>

#include "base/yaml_file.hpp"
#include "metrics/definition_reader.hpp"
#include "text/nearest.hpp"

namespace aftercare::metrics {
namespace {

bool is_number(records::FieldType type) {
  using records::FieldType;
  return type == FieldType::integer || type == FieldType::real || type == FieldType::money;
}

// A part of a ratio that names a metric instead of saying its measure: known once all are read.
struct PartName {
  DefinitionReader at;
  std::string metric;  // The ratio.
  bool numerator;
  std::string named;
};

// Reads the metrics of all files, one definition after the other.
class MetricFileReader {
 public:
  MetricFileReader(const std::vector<Fact>& facts, const std::vector<Dimension>& dimensions)
      : facts_(facts), dimensions_(dimensions) {}

  void read(const DefinitionReader& root) {
    if (!root.has_only({"metrics"})) return;
    std::set<std::string> names;
    for (const auto& one : root.items("metrics")) {
      const auto name = one.node().IsMap() ? base::text_or(one.node(), "name", "") : "";
      if (!name.empty() && !names.insert(name).second)
        one.flaw(one.node(), fmt::format("defined twice: '{}'", name),
                 fmt::format("重复定义：“{}”", name));
      read_metric(one);
    }
  }

  std::vector<Metric> finish() {
    for (const auto& part : parts_) resolve(part);
    for (const auto& [name, at] : read_) {
      const auto& metric = *std::ranges::find(metrics_, name, &Metric::name);
      check_variant(metric, at);
      if (std::holds_alternative<Derived>(metric.kind)) check_derived(metric, at);
    }
    return std::move(metrics_);
  }

 private:
  void read_metric(const DefinitionReader& one) {
    if (!one.has_only({"name", "label", "synonyms", "description", "formula", "unit", "format",
                       "direction", "version", "owner", "kind", "of", "scale", "numerator",
                       "denominator", "denominator_lacks", "denominator_over", "variant_of",
                       "clock"}))
      return;
    Metric metric;
    metric.name = one.name("name");
    if (std::ranges::find(dimensions_, metric.name, &Dimension::name) != dimensions_.end())
      one.flaw(one.at("name"), fmt::format("a dimension has this name: '{}'", metric.name),
               fmt::format("已有同名维度：“{}”", metric.name));
    metric.label = one.label("label");
    metric.synonyms = one.texts("synonyms");
    metric.description = one.label("description");
    metric.formula = one.label("formula");
    metric.unit = one.text("unit");
    metric.format = static_cast<Format>(
        one.one_of("format", {"count", "percent", "money", "duration", "score", "rate"}));
    metric.direction =
        static_cast<Direction>(one.one_of("direction", {"up_is_good", "down_is_good", "neutral"}));
    metric.version = static_cast<int>(one.number("version", 0));
    if (metric.version < 1)
      one.flaw(one.node(), "no version: a whole number from 1", "缺少版本号：从 1 起的整数");
    metric.owner = one.text("owner");
    metric.variant_of = one.name("variant_of", false);
    if (one.at("clock").IsDefined())
      metric.business_clock = one.one_of("clock", {"calendar", "business"}) == 1;
    std::erase_if(parts_, [&](const PartName& part) { return part.metric == metric.name; });
    std::erase_if(read_, [&](const auto& read) { return read.first == metric.name; });
    read_.emplace_back(metric.name, one);
    switch (one.one_of("kind", {"aggregate", "ratio", "stock", "derived"})) {
      case 0:
        metric.kind = Single{measures_of(one, "of")};
        break;
      case 1:
        metric.kind = ratio_of(one, metric.name);
        break;
      case 3:
        metric.kind = derived_of(one);
        break;
      default:
        metric.kind = stock_of(one);
    }
    const auto known = std::ranges::find(metrics_, metric.name, &Metric::name);
    if (known == metrics_.end())
      metrics_.push_back(std::move(metric));
    else
      *known = std::move(metric);
  }

  Ratio ratio_of(const DefinitionReader& one, const std::string& name) {
    Ratio ratio;
    ratio.numerator = part_of(one, name, true);
    ratio.denominator = part_of(one, name, false);
    ratio.scale = one.number("scale", 1);
    if (ratio.scale <= 0) one.flaw(one.at("scale"), "not above zero: 'scale'", "应大于零：“scale”");
    if (one.at("denominator_lacks").IsDefined())
      ratio.whole_denominator = one.one_of("denominator_lacks", {"refuse", "whole"}) == 1;
    ratio.over = one.texts("denominator_over");
    for (const auto& dimension : ratio.over)
      if (std::ranges::find(dimensions_, dimension, &Dimension::name) == dimensions_.end())
        one.flaw(one.at("denominator_over"), fmt::format("no such dimension: '{}'", dimension),
                 fmt::format("没有这个维度：“{}”", dimension));
    return ratio;
  }

  Derived derived_of(const DefinitionReader& one) {
    auto steps = parse_derived(one.text("of"));
    if (steps) return {std::move(*steps)};
    one.flaw(one.at("of"), steps.error().message, steps.error().message_zh);
    return {};
  }

  const Metric* metric_named(const std::string& name) const {
    const auto found = std::ranges::find(metrics_, name, &Metric::name);
    return found == metrics_.end() ? nullptr : &*found;
  }

  void check_variant(const Metric& metric, const DefinitionReader& at) const {
    if (metric.variant_of.empty()) return;
    const auto* standard = metric_named(metric.variant_of);
    if (standard == nullptr || standard == &metric || !standard->variant_of.empty())
      at.flaw(at.at("variant_of"),
              fmt::format("no metric that is a standard of its own: '{}'", metric.variant_of),
              fmt::format("不是独立口径的指标：“{}”", metric.variant_of));
  }

  // A derived metric is right if what it names is there, it does not come back to itself, and
  // things of one unit are added.
  void check_derived(const Metric& metric, const DefinitionReader& at) const {
    const auto& steps = std::get<Derived>(metric.kind).steps;
    if (steps.empty()) return;  // Told already.
    bool known = true;
    for (const auto& name : names_in(steps)) {
      if (metric_named(name) != nullptr) continue;
      known = false;
      std::vector<std::string> names;
      for (const auto& other : metrics_) names.push_back(other.name);
      const auto near = text::nearest(name, names);
      at.flaw(at.at("of"),
              fmt::format("no such metric: '{}'{}", name,
                          near.empty() ? "" : fmt::format("; did you mean {}?", near.front())),
              fmt::format("没有这个指标：“{}”{}", name,
                          near.empty() ? "" : fmt::format("；是否想用 {}？", near.front())));
    }
    if (names_in(steps).empty()) {
      at.flaw(at.at("of"), "names no metric: a derived one is made of others",
              "未引用任何指标：派生指标由其他指标得出");
      return;
    }
    std::vector<std::string> path{metric.name};
    if (const auto cycle = cycle_from(metric, path); !cycle.empty()) {
      at.flaw(at.at("of"), fmt::format("defined by itself: {}", cycle),
              fmt::format("循环定义：{}", cycle));
      return;
    }
    if (!known) return;
    const auto unit =
        unit_of(steps, [this](const std::string& name) { return metric_named(name)->unit; });
    if (!unit)
      at.flaw(at.at("of"), unit.error().message, unit.error().message_zh);
    else if (!unit->empty() && *unit != metric.unit)
      at.flaw(at.at("unit"),
              fmt::format("wrong unit: '{}'; what it is made of is in '{}'", metric.unit, *unit),
              fmt::format("单位不符：“{}”；其组成的单位是“{}”", metric.unit, *unit));
  }

  // The way from the metric back to the first of the path, "a -> b -> a"; empty if there is none.
  std::string cycle_from(const Metric& metric, std::vector<std::string>& path) const {
    const auto* derived = std::get_if<Derived>(&metric.kind);
    if (derived == nullptr) return "";
    for (const auto& name : names_in(derived->steps)) {
      if (name == path.front()) return fmt::format("{} -> {}", fmt::join(path, " -> "), name);
      const auto* next = metric_named(name);
      if (next == nullptr || std::ranges::find(path, name) != path.end()) continue;
      path.push_back(name);
      auto cycle = cycle_from(*next, path);
      path.pop_back();
      if (!cycle.empty()) return cycle;
    }
    return "";
  }

  Alternatives part_of(const DefinitionReader& one, const std::string& metric, bool numerator) {
    const auto* key = numerator ? "numerator" : "denominator";
    const auto node = one.at(key);
    if (!node.IsDefined() || !node.IsScalar()) return measures_of(one, key);
    parts_.push_back({one.inner(node), metric, numerator, node.Scalar()});
    return {};
  }

  void resolve(const PartName& part) {
    const auto named = std::ranges::find(metrics_, part.named, &Metric::name);
    const auto* single = named == metrics_.end() ? nullptr : std::get_if<Single>(&named->kind);
    const auto ratio_metric = std::ranges::find(metrics_, part.metric, &Metric::name);
    auto* ratio =
        ratio_metric == metrics_.end() ? nullptr : std::get_if<Ratio>(&ratio_metric->kind);
    if (single == nullptr)
      part.at.flaw(part.at.node(), fmt::format("no metric of kind aggregate: '{}'", part.named),
                   fmt::format("不是 aggregate 类的指标：“{}”", part.named));
    else if (ratio != nullptr)
      (part.numerator ? ratio->numerator : ratio->denominator) = single->of;
  }

  Alternatives measures_of(const DefinitionReader& one, std::string_view key) {
    Alternatives alternatives;
    for (const auto& item : one.items(key)) alternatives.push_back(measure_of(item));
    return alternatives;
  }

  Measure measure_of(const DefinitionReader& one) {
    Measure measure;
    if (!one.has_only({"fact", "function", "column", "level", "day", "where", "matures", "note"}))
      return measure;
    const auto* fact = fact_of(one, measure.fact);
    measure.function = static_cast<store::Function>(one.one_of(
        "function",
        {"count", "count_distinct", "sum", "average", "minimum", "maximum", "quantile"}));
    measure.column = one.name("column", measure.function != store::Function::count);
    measure.level = one.number("level", 0.5);
    if (!(measure.level > 0 && measure.level < 1))
      one.flaw(one.at("level"), "not between 0 and 1: 'level'", "不在 0 与 1 之间：“level”");
    measure.where = conditions_of(one, fact);
    measure.matures = static_cast<int>(one.number("matures", 0));
    if (measure.matures < 0 || measure.matures > 3650)
      one.flaw(one.at("matures"), "no number of days from 0 to 3650: 'matures'",
               "不是 0 至 3650 的天数：“matures”");
    if (one.at("note").IsDefined()) measure.note = one.label("note");
    measure.day = one.name("day", false);
    if (fact == nullptr) return measure;
    if (measure.day.empty()) measure.day = fact->day;
    check_day(one, *fact, measure.day);
    check_column(one, *fact, measure);
    return measure;
  }

  void check_column(const DefinitionReader& one, const Fact& fact, const Measure& measure) {
    using store::Function;
    if (measure.function == Function::count && !measure.column.empty())
      one.flaw(one.at("column"), "count takes no column: say it in 'where' as known",
               "count 不带列：请在 where 中用 known 表示");
    if (measure.column.empty()) return;
    const auto* column = column_of(one, fact, "column", measure.column);
    const bool any_type =
        measure.function == Function::count_distinct || measure.function == Function::count;
    if (column != nullptr && !any_type && !is_number(column->type))
      one.flaw(one.at("column"), fmt::format("no number: column '{}'", measure.column),
               fmt::format("不是数字列：“{}”", measure.column));
  }

  Stock stock_of(const DefinitionReader& metric) {
    Stock stock;
    const auto items = metric.items("of");
    if (items.empty()) return stock;
    const auto& one = items.front();
    if (!one.has_only({"fact", "opened", "ended", "open", "where", "tells"})) return stock;
    const auto* fact = fact_of(one, stock.fact);
    stock.opened = one.name("opened");
    stock.open = one.name("open");
    if (one.at("tells").IsDefined())
      stock.tells = static_cast<Stock::Tells>(one.one_of("tells", {"level", "mean_age"}));
    const auto ended = one.at("ended");
    if (ended.IsDefined() && ended.IsSequence() && ended.size() > 0)
      for (const auto& item : ended) stock.ended.push_back(item.IsScalar() ? item.Scalar() : "");
    else
      one.flaw(one.node(), "missing: 'ended', a list of day columns",
               "缺少：“ended”，日期列的列表");
    stock.where = conditions_of(one, fact);
    if (fact == nullptr) return stock;
    check_day(one, *fact, stock.opened);
    for (const auto& day : stock.ended) check_day(one, *fact, day);
    const auto* open = column_of(one, *fact, "open", stock.open);
    if (open != nullptr && open->type != records::FieldType::boolean)
      one.flaw(one.at("open"), fmt::format("neither true nor false: column '{}'", stock.open),
               fmt::format("不是真假列：“{}”", stock.open));
    return stock;
  }

  const Fact* fact_of(const DefinitionReader& one, std::string& name) {
    name = one.name("fact");
    const auto found = std::ranges::find(facts_, name, &Fact::name);
    if (found != facts_.end()) return &*found;
    if (!name.empty())
      one.flaw(one.at("fact"), fmt::format("no such fact: '{}'", name),
               fmt::format("没有这个事实表：“{}”", name));
    return nullptr;
  }

  static const FactColumn* column_of(const DefinitionReader& one, const Fact& fact,
                                     std::string_view key, const std::string& name) {
    const auto* column = fact.column(name);
    if (column == nullptr && !name.empty())
      one.flaw(one.at(key), fmt::format("no column of {}: '{}'", fact.name, name),
               fmt::format("不是 {} 的列：“{}”", fact.name, name));
    return column;
  }

  static void check_day(const DefinitionReader& one, const Fact& fact, const std::string& name) {
    const auto* column = fact.column(name);
    if (column == nullptr || column->type != records::FieldType::day)
      one.flaw(one.node(), fmt::format("no day column of {}: '{}'", fact.name, name),
               fmt::format("不是 {} 的日期列：“{}”", fact.name, name));
  }

  std::vector<Condition> conditions_of(const DefinitionReader& one, const Fact* fact) {
    std::vector<Condition> conditions;
    if (!one.at("where").IsDefined()) return conditions;
    for (const auto& item : one.items("where"))
      if (auto condition = condition_of(item, fact)) conditions.push_back(std::move(*condition));
    return conditions;
  }

  static std::optional<Condition> condition_of(const DefinitionReader& one, const Fact* fact) {
    using Test = Condition::Test;
    if (!one.has_only({"column", "is", "known", "in", "at_least", "at_most", "beyond"})) return {};
    Condition condition;
    condition.column = one.name("column");
    const auto* column =
        fact == nullptr ? nullptr : column_of(one, *fact, "column", condition.column);
    if (column == nullptr) return {};
    const bool truth = column->type == records::FieldType::boolean;
    int tests = 0;
    if (one.at("is").IsDefined() && ++tests > 0)
      condition.test = one.truth("is", true) ? Test::is_true : Test::is_false;
    if (one.at("known").IsDefined() && ++tests > 0)
      condition.test = one.truth("known", true) ? Test::known : Test::unknown;
    for (const auto& [key, test] : {std::pair{"at_least", Test::at_least},
                                    {"at_most", Test::at_most},
                                    {"beyond", Test::beyond}})
      if (one.at(key).IsDefined() && ++tests > 0) {
        condition.test = test;
        condition.values = {{number_literal(one.number(key, 0))}};
      }
    if (const auto list = one.at("in"); list.IsDefined() && ++tests > 0)
      read_list(one, list, *column, condition);
    const bool is_test = condition.test == Test::is_true || condition.test == Test::is_false;
    const bool range = condition.test == Test::at_least || condition.test == Test::at_most ||
                       condition.test == Test::beyond;
    if (tests != 1 || is_test != one.at("is").IsDefined() || (is_test && !truth) ||
        (range && !is_number(column->type)))
      one.flaw(
          one.node(),
          fmt::format("no condition that '{}' can meet: one of is, known, in, at_least, at_most, "
                      "beyond that fits its type",
                      condition.column),
          fmt::format(
              "“{}”无法满足的条件：应为 is、known、in、at_least、at_most、beyond 之一且类型相符",
              condition.column));
    return condition;
  }

  static store::Literal number_literal(double number) {
    if (number == static_cast<double>(static_cast<std::int64_t>(number)))
      return {static_cast<std::int64_t>(number)};
    return {number};
  }

  static void read_list(const DefinitionReader& one, const YAML::Node& list,
                        const FactColumn& column, Condition& condition) {
    condition.test = Condition::Test::one_of;
    if (!list.IsSequence() || list.size() == 0) {
      one.flaw(list, "no list of values: 'in'", "不是值的列表：“in”");
      return;
    }
    for (const auto& item : list) {
      const auto written = item.IsScalar() ? item.Scalar() : std::string();
      double number = 0;
      if (!is_number(column.type))
        condition.values.push_back({written});
      else if (YAML::convert<double>::decode(item, number))
        condition.values.push_back(number_literal(number));
      else
        one.flaw(item, fmt::format("no number: '{}'", written),
                 fmt::format("不是数字：“{}”", written));
    }
  }

  const std::vector<Fact>& facts_;
  const std::vector<Dimension>& dimensions_;
  std::vector<Metric> metrics_;
  std::list<PartName> parts_;
  std::list<std::pair<std::string, DefinitionReader>> read_;  // By name, where it stands.
};

}  // namespace

base::Result<std::vector<Metric>> read_metric_files(const std::vector<std::filesystem::path>& files,
                                                    const std::vector<Fact>& facts,
                                                    const std::vector<Dimension>& dimensions) {
  Flaws flaws;
  MetricFileReader reader(facts, dimensions);
  for (const auto& file : files) {
    const auto root = base::load_yaml(file);
    if (!root) return base::failure_of(root);
    reader.read(DefinitionReader(file, *root, flaws));
  }
  auto metrics = reader.finish();
  if (!flaws.none()) return flaws.failure();
  return metrics;
}

}  // namespace aftercare::metrics
