// Which rows: see ask_reader.hpp.

#include <algorithm>
#include <map>

#include "metrics/ask/ask_reader.hpp"

namespace aftercare::metrics {

// The dimension of which two values or more are named; empty if there is none.
std::string AskReader::dimension_of_several() const {
  std::map<std::string, std::size_t> named;
  for (std::size_t at = 0; at < items_.size(); ++at)
    if (!items_[at].used && items_[at].has(AskRole::value)) ++named[best_value(at)->name];
  for (const auto& [dimension, count] : named)
    if (count > 1) return dimension;
  return {};
}

// Values that stand together as a list are of one dimension, if there is one that has them all:
// 北京上海广州 are cities, though two of them are provinces as well.
void AskReader::find_lists() {
  listed_.assign(items_.size(), "");
  const auto is_value = [&](std::size_t at) {
    return at < items_.size() && !items_[at].used && items_[at].has(AskRole::value) &&
           !is_bound_number(at);
  };
  for (std::size_t at = 0; at < items_.size(); ++at) {
    if (!is_value(at)) continue;
    std::vector<std::size_t> list{at};
    for (auto next = at + 1; next < items_.size();) {
      if (is_comma(next) || is(next, AskRole::and_)) ++next;
      if (!is_value(next)) break;
      list.push_back(next++);
    }
    if (list.size() > 1)
      for (const auto& meaning : items_[at].meanings) {
        const bool all = meaning.role == AskRole::value && metrics_have(meaning.name) &&
                         std::ranges::all_of(list, [&](std::size_t one) {
                           return items_[one].meaning(AskRole::value, meaning.name) != nullptr;
                         });
        if (!all) continue;
        auto& kept = listed_[at];
        if (kept.empty() || order_of(meaning.name) < order_of(kept)) kept = meaning.name;
      }
    for (const auto one : list) listed_[one] = listed_[at];
    at = list.back();
  }
}

std::string AskReader::marker_of(std::size_t at) const {
  auto left = before(at);
  if (is(left, AskRole::equal) || is(left, AskRole::not_)) left = before(left);
  for (const auto beside : {left, at + 1})
    if (beside < items_.size() && !marked_[beside].empty() &&
        items_[at].meaning(AskRole::value, marked_[beside]) != nullptr)
      return marked_[beside];
  return {};
}

const AskMeaning* AskReader::best_value(std::size_t at) const {
  const auto marker = marker_of(at);
  const AskMeaning* best = nullptr;
  const auto better = [&](const AskMeaning& a, const AskMeaning& b) {
    if (!marker.empty() && (a.name == marker) != (b.name == marker)) return a.name == marker;
    const auto& list = listed_[at];
    if (!list.empty() && (a.name == list) != (b.name == list)) return a.name == list;
    const bool a_fits = metrics_have(a.name);
    const bool b_fits = metrics_have(b.name);
    if (a_fits != b_fits) return a_fits;
    if (a.rank != b.rank) return a.rank < b.rank;
    return order_of(a.name) < order_of(b.name);
  };
  for (const auto& meaning : items_[at].meanings)
    if (meaning.role == AskRole::value && (best == nullptr || better(meaning, *best)))
      best = &meaning;
  return best;
}

// A kind before a channel (投诉), a province before a city (北京); else as in the catalog.
std::size_t AskReader::order_of(const std::string& dimension) const {
  if (dimension == "kind") return 0;
  const auto& all = model_.dimensions();
  return 1 + static_cast<std::size_t>(std::ranges::find(all, dimension, &Dimension::name) -
                                      all.begin());
}

void AskReader::read_values() {
  bool negated = false;
  std::size_t last = items_.size();  // The value before, while a list goes on.
  for (std::size_t at = 0; at < items_.size(); ++at) {
    auto& item = items_[at];
    if (const auto* not_ = item.meaning(AskRole::not_); not_ != nullptr && not_->code == "behind") {
      negate_last();
      item.used = last < items_.size();
      last = items_.size();
      continue;
    }
    if (item.has(AskRole::not_)) {
      negated = true;
      pending_not_ = at;
      last = items_.size();
      continue;
    }
    if (item.used || !item.has(AskRole::value) || is_bound_number(at)) continue;
    const auto* best = best_value(at);
    const auto joint = before(at);
    const bool listed =
        last < items_.size() &&
        (joint == last || ((is(joint, AskRole::and_) || is_comma(joint)) && before(joint) == last));
    if (negated && pending_not_ >= items_.size() && !listed) negated = false;
    if (negated && pending_not_ < items_.size()) {
      items_[pending_not_].used = true;
      pending_not_ = items_.size();
    }
    std::vector<AskMeaning> others;
    for (const auto& meaning : item.meanings)
      if (meaning.role == AskRole::value && meaning.rank == best->rank &&
          meaning.name != best->name && marker_of(at).empty() && metrics_have(meaning.name))
        others.push_back(meaning);
    item.used = true;
    last = at;
    tell(item, AskRole::value, best->name, best->code, std::move(others));
    filter(best->name, best->code, negated);
  }
}

// "reviews excluded": the value, or the list of them, that stands before.
void AskReader::negate_last() {
  auto& where = asked_.question.where;
  if (!where.empty() && where.back().op == FilterOperator::in)
    where.back().op = FilterOperator::not_in;
}

void AskReader::filter(const std::string& dimension, const std::string& code, bool negated) {
  const auto op = negated ? FilterOperator::not_in : FilterOperator::in;
  auto& where = asked_.question.where;
  const auto same = std::ranges::find_if(where, [&](const Filter& filter) {
    return filter.dimension == dimension && filter.op == op;
  });
  if (same == where.end())
    where.push_back({dimension, op, {code}});
  else if (std::ranges::find(same->values, std::optional(code)) == same->values.end())
    same->values.push_back(code);
}

}  // namespace aftercare::metrics
