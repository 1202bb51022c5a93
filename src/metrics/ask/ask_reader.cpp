#include "metrics/ask/ask_reader.hpp"

#include <algorithm>
#include <cctype>

namespace aftercare::metrics {
namespace {

// Surveys show what they know of their case: that is the case's still.
bool is_only_of_one_fact(const std::map<std::string, std::string, std::less<>>& columns) {
  return columns.size() == 1 || (columns.size() == 2 && columns.contains("survey_fact"));
}

}  // namespace

Asked AskReader::read() {
  read_bounds();
  read_metrics();
  find_lists();
  read_dimensions();
  read_values();
  if (asked_.question.metrics.empty()) usual_metric();
  apply_bounds();
  read_periods();
  read_trend_and_share();
  read_order();
  report_unused();
  check();
  asked_.chart = chart();
  return std::move(asked_);
}

bool AskReader::passes(std::size_t at) const {
  const auto& item = items_[at];
  return !item.number && !item.span && !item.window &&
         (item.has(AskRole::filler) || item.has(AskRole::classifier)) &&
         !item.has(AskRole::value) && !item.has(AskRole::metric) && !item.has(AskRole::dimension);
}

std::size_t AskReader::before(std::size_t at) const {
  while (at-- > 0)
    if (!passes(at)) return at;
  return items_.size();
}

std::size_t AskReader::after(std::size_t at) const {
  while (++at < items_.size())
    if (!passes(at)) return at;
  return items_.size();
}

bool AskReader::any(AskRole role) const {
  return std::ranges::any_of(items_, [&](const AskItem& item) { return item.has(role); });
}

void AskReader::use(AskRole role) {
  for (auto& item : items_)
    if (item.has(role)) item.used = true;
}

bool AskReader::asks_which(std::size_t at) const {
  return is(at, AskRole::which_one) || is(at, AskRole::which_some) || is(at, AskRole::who);
}

void AskReader::tell(const AskItem& item, AskRole role, std::string name, std::string code,
                     std::vector<AskMeaning> others) {
  asked_.words.push_back({item.text, role, std::move(name), std::move(code), std::move(others)});
}

bool AskReader::only_metric(const AskItem& item) {
  return item.has(AskRole::metric) && !item.has(AskRole::value) && !item.has(AskRole::dimension);
}

void AskReader::read_metrics() {
  is_metric_.assign(items_.size(), false);
  std::vector<std::size_t> sure;
  std::vector<std::size_t> maybe;
  for (std::size_t at = 0; at < items_.size(); ++at) {
    if (items_[at].used || !items_[at].has(AskRole::metric)) continue;
    if (only_metric(items_[at]))
      sure.push_back(at);
    else if (!(items_[at].has(AskRole::dimension) &&
               (is(before(at), AskRole::by) || asks_which(before(at)))))
      maybe.push_back(at);
  }
  // "worst five products by rating": what something is ranked by is a number, if nothing else is.
  if (sure.empty() && maybe.empty() && superlative())
    for (std::size_t at = 0; at < items_.size(); ++at)
      if (!items_[at].used && items_[at].has(AskRole::metric) && is(before(at), AskRole::by) &&
          std::ranges::any_of(items_, [&](const AskItem& other) {
            return &other != &items_[at] && other.has(AskRole::dimension);
          }))
        maybe.push_back(at);
  if (sure.empty() && !maybe.empty()) {
    std::erase_if(
        maybe, [&](std::size_t at) { return maybe.size() > 1 && is(before(at), AskRole::about); });
    sure.push_back(maybe.back());
    maybe.pop_back();
  }
  for (const auto at : sure) is_metric_[at] = true;
  // 投诉和退货: what is joined to a metric is one.
  for (bool found = true; found;) {
    found = false;
    for (const auto at : maybe) {
      if (is_metric_[at]) continue;
      for (const auto joint : {before(at), after(at)}) {
        if (joint >= items_.size() || !(is(joint, AskRole::and_) || is_comma(joint))) continue;
        const auto other = joint < at ? before(joint) : after(joint);
        if (other < items_.size() && is_metric_[other] && !only_metric_pair(at, other))
          found = is_metric_[at] = true;
      }
    }
  }
  for (std::size_t at = 0; at < items_.size(); ++at) {
    if (!is_metric_[at]) continue;
    auto& item = items_[at];
    const auto* best = item.meaning(AskRole::metric);
    for (const auto& meaning : item.meanings)
      if (meaning.role == AskRole::metric && meaning.rank < best->rank) best = &meaning;
    item.used = true;
    auto name = best->name;
    if (asks_number(before(at)))
      if (const auto* counted = count_of(**model_.metric(name)); counted != nullptr)
        name = counted->name;
    tell(item, AskRole::metric, name);
    if (std::ranges::find(asked_.question.metrics, name) == asked_.question.metrics.end())
      asked_.question.metrics.push_back(name);
  }
}

bool AskReader::asks_number(std::size_t at) const {
  if (!is(at, AskRole::how_many)) return false;
  auto text = items_[at].text;
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text == "how many" || text.starts_with("number") || text.starts_with("count") ||
         text.starts_with("几");
}

// "how many refunds": of a sum, the number of the rows that it adds.
const Metric* AskReader::count_of(const Metric& metric) const {
  const auto* sum = std::get_if<Single>(&metric.kind);
  if (sum == nullptr || sum->of.front().function != store::Function::sum) return nullptr;
  const auto& wanted = sum->of.front();
  const auto same = [](const Condition& a, const Condition& b) {
    return a.column == b.column && a.test == b.test;
  };
  for (const auto& other : model_.metrics()) {
    const auto* single = std::get_if<Single>(&other.kind);
    if (single == nullptr || single->of.front().function != store::Function::count) continue;
    const auto& measure = single->of.front();
    if (measure.fact == wanted.fact && !measure.where.empty() &&
        std::ranges::equal(measure.where, wanted.where, same))
      return &other;
  }
  return nullptr;
}

// "chat, complaints": a comma alone joins only what can be nothing but metrics.
bool AskReader::only_metric_pair(std::size_t at, std::size_t other) const {
  return is_comma(std::min(at, other) + 1) && !only_metric(items_[at]);
}

// "praise for Desk Lamp": a kind of case is something to count.
bool AskReader::names_a_kind() const {
  return std::ranges::any_of(asked_.question.where,
                             [](const Filter& filter) { return filter.dimension == "kind"; });
}

// Nothing is named, but what is asked by or for exists in one fact only: its rows are counted.
void AskReader::usual_metric() {
  std::vector<std::string> names = asked_.question.by;
  for (const auto& filter : asked_.question.where) names.push_back(filter.dimension);
  const bool counted = any(AskRole::how_many) || any(AskRole::breakdown) || any(AskRole::trend) ||
                       any(AskRole::by) || any(AskRole::share) || !asked_.question.by.empty() ||
                       names_a_kind();
  if (names.empty() || !counted) return;
  const Metric* found = nullptr;
  for (const auto& metric : model_.metrics()) {
    const auto* single = std::get_if<Single>(&metric.kind);
    if (single == nullptr || single->of.size() != 1) continue;
    const auto& measure = single->of.front();
    if (measure.function != store::Function::count || !measure.where.empty()) continue;
    const bool fits = std::ranges::all_of(names, [&](const std::string& name) {
      return has_dimension(measure.fact, **model_.dimension(name));
    });
    const bool only_here = std::ranges::any_of(names, [&](const std::string& name) {
      return is_only_of_one_fact((*model_.dimension(name))->columns);
    });
    if (fits && only_here && found == nullptr) found = &metric;
  }
  if (found == nullptr) return;
  asked_.question.metrics = {found->name};
  asked_.words.push_back({"", AskRole::metric, found->name, "", {}});
}

bool AskReader::metrics_have(const std::string& dimension) const {
  return std::ranges::all_of(asked_.question.metrics, [&](const std::string& name) {
    const auto names = model_.dimensions_of(**model_.metric(name));
    return std::ranges::find(names, dimension) != names.end();
  });
}

const AskMeaning* AskReader::best_dimension(const AskItem& item) const {
  const AskMeaning* best = nullptr;
  const auto better = [&](const AskMeaning& a, const AskMeaning& b) {
    const bool a_fits = metrics_have(a.name);
    const bool b_fits = metrics_have(b.name);
    return a_fits != b_fits ? a_fits : a.rank < b.rank;
  };
  for (const auto& meaning : item.meanings)
    if (meaning.role == AskRole::dimension && (best == nullptr || better(meaning, *best)))
      best = &meaning;
  return best;
}

void AskReader::ask_by(const AskItem& item, const std::string& dimension) {
  tell(item, AskRole::dimension, dimension);
  if (std::ranges::find(asked_.question.by, dimension) == asked_.question.by.end())
    asked_.question.by.push_back(dimension);
}

// A dimension beside one of its own values only says what the value is: 电话渠道, topic refund.
bool AskReader::marks_value(std::size_t at, const std::string& dimension) const {
  const auto holds = [&](std::size_t other) {
    return other < items_.size() && !items_[other].used &&
           items_[other].meaning(AskRole::value, dimension) != nullptr;
  };
  auto next = after(at);
  if (is(next, AskRole::equal) || is(next, AskRole::not_)) next = after(next);
  return holds(next) || (at > 0 && holds(at - 1));
}

void AskReader::read_dimensions() {
  marked_.assign(items_.size(), "");
  for (std::size_t at = 0; at < items_.size(); ++at) {
    auto& item = items_[at];
    if (const auto* who = item.meaning(AskRole::who); who != nullptr) {
      item.used = true;
      const bool named = std::ranges::any_of(items_, [&](const AskItem& other) {
        return other.has(AskRole::dimension) && !other.used &&
               best_dimension(other)->name != "month";
      });
      // 一组和夜班组谁…: who of those that are named.
      const auto several = dimension_of_several();
      const auto& asked = several.empty() ? who->code : several;
      if (!named && asked_.question.by.empty() && model_.dimension(asked)) ask_by(item, asked);
      continue;
    }
    // 水壶和手表哪个退货率高: which of those that are named.
    if (is(at, AskRole::which_one) && !is(after(at), AskRole::dimension) &&
        (item.text.starts_with("哪") || item.text.starts_with("which") ||
         item.text.starts_with("Which")) &&
        asked_.question.by.empty()) {
      if (const auto several = dimension_of_several(); !several.empty()) {
        item.used = true;
        ask_by(item, several);
        is_which_ = which_one_ = true;
        continue;
      }
    }
    if (item.used || !item.has(AskRole::dimension)) continue;
    const auto* meaning = best_dimension(item);
    const auto& dimension = **model_.dimension(meaning->name);
    const auto left = before(at);
    const auto numbered = left < items_.size() && items_[left].number ? before(left) : left;
    const bool by = is(left, AskRole::by) || asks_which(left) || is(numbered, AskRole::by);
    if (!by && dimension.kind == DimensionKind::number && has_bound_beside(at)) continue;
    // 第一周: a unit of time is a dimension only where it is asked by.
    if (!by && dimension.kind == DimensionKind::time && item.has(AskRole::unit) && bounds_.empty())
      continue;
    if (!by && dimension.kind != DimensionKind::time) {
      if (marks_value(at, dimension.name)) {
        item.used = true;
        marked_[at] = dimension.name;
        continue;
      }
      // Also a value, and nothing says it is asked by.
      if (item.has(AskRole::value) && !superlative()) continue;
    }
    item.used = true;
    ask_by(item, dimension.name);
    is_which_ = is_which_ || asks_which(left);
    // "worst province": one of them, as its number says.
    // "least late carrier": what it is worst by may stand between.
    auto extreme = at;
    while (extreme-- > 0 && (is_metric_[extreme] || passes(extreme))) {
    }
    if (extreme < items_.size() && is_any(extreme, kExtremes) &&
        static_cast<unsigned char>(item.text[0]) < 0x80 && !item.text.ends_with('s'))
      which_one_ = true;
    if (asks_which(left) || item.text.starts_with("哪") || item.text.starts_with("几") ||
        item.text.starts_with("which") || item.text.starts_with("Which")) {
      is_which_ = true;
      const bool plural =
          is(left, AskRole::which_some) || (item.text.ends_with('s') && !item.text.ends_with("ss"));
      which_one_ = which_one_ || !plural;
    }
  }
}

bool AskReader::superlative() const {
  return std::ranges::any_of(kExtremes, [&](AskRole role) { return any(role); }) ||
         any(AskRole::top) || any(AskRole::bottom);
}

}  // namespace aftercare::metrics
