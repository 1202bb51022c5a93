#include "metrics/model.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cassert>
#include <type_traits>

#include "base/share.hpp"
#include "metrics/dimension_file.hpp"
#include "metrics/metric_file.hpp"
#include "text/nearest.hpp"
#include "text/region.hpp"

namespace aftercare::metrics {
namespace {

// What people say for a name: labels and synonyms.
using WordsOfNames = std::vector<std::pair<std::string, std::string>>;  // Words, name.

template <typename T>
WordsOfNames words_of(const std::vector<T>& things) {
  WordsOfNames words;
  for (const auto& thing : things) {
    words.emplace_back(thing.label.zh, thing.name);
    words.emplace_back(thing.label.en, thing.name);
    for (const auto& synonym : thing.synonyms) words.emplace_back(synonym, thing.name);
  }
  return words;
}

std::vector<std::string> names_of_words(std::string_view wanted, const WordsOfNames& words) {
  std::vector<std::string> said;
  for (const auto& [text, name] : words) said.push_back(text);
  std::vector<std::string> names;
  for (const auto& text : text::nearest(wanted, said)) {
    const auto& name =
        std::ranges::find(words, text, [](const auto& one) { return one.first; })->second;
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  return names;
}

tl::unexpected<base::Error> unknown_name(std::string_view en, std::string_view zh,
                                         std::string_view wanted,
                                         const std::vector<std::string>& names,
                                         const WordsOfNames& words) {
  auto near = text::nearest(wanted, names);
  if (near.empty()) near = names_of_words(wanted, words);
  if (near.empty()) {
    near = text::least_unlike(wanted, names);
    return base::failure(
        fmt::format("no such {}: '{}'; the least unlike are {}. 'aftercare glossary' tells all", en,
                    wanted, fmt::join(near, ", ")),
        fmt::format("没有这个{}：“{}”；最接近的有 {}。全部见 aftercare glossary", zh, wanted,
                    fmt::join(near, "、")));
  }
  return base::failure(
      fmt::format("no such {}: '{}'; did you mean {}?", en, wanted, fmt::join(near, " or ")),
      fmt::format("没有这个{}：“{}”；是否想用 {}？", zh, wanted, fmt::join(near, " 或 ")));
}

template <typename T>
std::vector<std::string> names_of(const std::vector<T>& things) {
  std::vector<std::string> names;
  for (const auto& thing : things) names.push_back(thing.name);
  return names;
}

bool any_has(const Alternatives& alternatives, const Dimension& dimension) {
  return std::ranges::any_of(
      alternatives, [&](const Measure& measure) { return has_dimension(measure.fact, dimension); });
}

bool can_be_asked_by(const Single& single, const Dimension& dimension) {
  return any_has(single.of, dimension);
}
bool can_be_asked_by(const Ratio& ratio, const Dimension& dimension) {
  return any_has(ratio.numerator, dimension) &&
         (ratio.whole_denominator || any_has(ratio.denominator, dimension) ||
          std::ranges::find(ratio.over, dimension.name) != ratio.over.end());
}
bool can_be_asked_by(const Stock& stock, const Dimension& dimension) {
  return has_dimension(stock.fact, dimension);
}

}  // namespace

base::Result<Model> Model::load(const std::filesystem::path& workspace,
                                const records::Dictionary& dictionary) {
  ModelFiles files;
  const auto metrics = base::catalog_files("metrics.yaml", workspace);
  if (!metrics) return base::failure_of(metrics);
  const auto dimensions = base::catalog_files("dimensions.yaml", workspace);
  if (!dimensions) return base::failure_of(dimensions);
  files.metrics = *metrics;
  files.dimensions = *dimensions;
  if (const auto topics = base::catalog_files("topics.yaml", workspace)) files.topics = *topics;
  if (const auto components = base::catalog_files("lexicons/components.yaml", workspace))
    files.components = *components;
  const auto regions = text::Regions::load(workspace);
  if (!regions) return base::failure_of(regions);
  for (const auto& province : regions->provinces())
    files.provinces.push_back({province.code, {province.en, province.code}, {province.full}});
  return load_files(files, dictionary);
}

base::Result<Model> Model::load_files(const ModelFiles& files,
                                      const records::Dictionary& dictionary) {
  auto axes = read_dimension_files(files, dictionary);
  if (!axes) return base::failure_of(axes);
  auto metrics = read_metric_files(files.metrics, axes->facts, axes->dimensions);
  if (!metrics) return base::failure_of(metrics);
  Model model;
  model.facts_ = std::move(axes->facts);
  model.dimensions_ = std::move(axes->dimensions);
  model.metrics_ = std::move(*metrics);
  return model;
}

base::Result<const Metric*> Model::metric(std::string_view name) const {
  const auto found = std::ranges::find(metrics_, name, &Metric::name);
  if (found != metrics_.end()) return &*found;
  return unknown_name("metric", "指标", name, names_of(metrics_), words_of(metrics_));
}

base::Result<const Dimension*> Model::dimension(std::string_view name) const {
  auto found = std::ranges::find(dimensions_, name, &Dimension::name);
  if (found == dimensions_.end())
    found = std::ranges::find_if(dimensions_, [&](const Dimension& dimension) {
      return dimension.label.zh == name || dimension.label.en == name;
    });
  if (found != dimensions_.end()) return &*found;
  return unknown_name("dimension", "维度", name, names_of(dimensions_), words_of(dimensions_));
}

const Fact& Model::fact(std::string_view name) const {
  const auto found = std::ranges::find(facts_, name, &Fact::name);
  assert(found != facts_.end());
  return *found;
}

std::vector<std::string> Model::dimensions_of(const Metric& metric) const {
  std::vector<std::string> names;
  for (const auto& dimension : dimensions_)
    if (can_be_asked(metric, dimension)) names.push_back(dimension.name);
  return names;
}

bool Model::can_be_asked(const Metric& metric, const Dimension& dimension) const {
  if (const auto* derived = std::get_if<Derived>(&metric.kind))
    return std::ranges::all_of(names_in(derived->steps), [&](const std::string& name) {
      const auto part = this->metric(name);
      return part && can_be_asked(**part, dimension);
    });
  return std::visit(
      [&](const auto& kind) {
        if constexpr (std::is_same_v<std::decay_t<decltype(kind)>, Derived>)
          return false;
        else
          return can_be_asked_by(kind, dimension);
      },
      metric.kind);
}

bool has_dimension(std::string_view fact, const Dimension& dimension) {
  return dimension.kind == DimensionKind::time || dimension.columns.contains(fact);
}

const std::string& text_in(const records::Label& label, Language language) {
  return language == Language::zh ? label.zh : label.en;
}

std::string label_of(const Dimension& dimension, const store::Cell& value, Language language) {
  const auto text = std::visit(
      [](const auto& cell) -> std::string {
        using T = std::decay_t<decltype(cell)>;
        if constexpr (std::is_same_v<T, std::monostate>)
          return "—";
        else if constexpr (std::is_same_v<T, bool>)
          return cell ? "true" : "false";
        else if constexpr (std::is_same_v<T, records::Day> || std::is_same_v<T, records::Moment>)
          return records::to_iso(cell);
        else
          return fmt::format("{}", cell);
      },
      value);
  const auto found = std::ranges::find(dimension.values, text, &DimensionValue::code);
  return found == dimension.values.end() ? text : text_in(found->label, language);
}

}  // namespace aftercare::metrics
