#include "standard/said_together.hpp"

#include <algorithm>

namespace aftercare::standard {
namespace {

constexpr double kOfAnother = 0.3;

bool holds(const std::vector<std::string>& list, std::string_view name) {
  return std::ranges::find(list, name) != list.end();
}

/// Where the meanings of a rule stand side by side; the size if nowhere.
std::size_t place_of(const Together& rule, const std::vector<Meaning>& meanings) {
  for (std::size_t from = 0; from + rule.said.size() <= meanings.size(); ++from) {
    std::size_t same = 0;
    while (same < rule.said.size() && meanings[from + same].known &&
           holds(rule.said[same], meanings[from + same].name))
      ++same;
    if (same == rule.said.size()) return from;
  }
  return meanings.size();
}

}  // namespace

void join_said(const std::vector<Together>& rules,
               const std::function<double(std::string_view)>& weight_of,
               std::vector<Meaning>& meanings) {
  for (const auto& rule : rules) {
    const auto from = place_of(rule, meanings);
    if (from == meanings.size()) continue;
    const auto first = meanings[from];
    const auto begin = meanings.begin() + static_cast<std::ptrdiff_t>(from);
    auto at = meanings.erase(begin, begin + static_cast<std::ptrdiff_t>(rule.said.size()));
    for (const auto& name : rule.means) {
      const auto& said = name == "first" ? first.name : name;
      if (std::ranges::find(meanings, said, &Meaning::name) != meanings.end()) continue;
      at = meanings.insert(at, {said, weight_of(said), true}) + 1;
    }
  }
}

void settle_numbered(const std::function<bool(std::string_view)>& is_thing,
                     std::vector<Meaning>& meanings) {
  if (meanings.size() < 3 || meanings.back().name != "id") return;
  const auto last = meanings.size() - 2;
  if (!is_thing(meanings[last].name)) return;
  for (std::size_t i = 0; i < last; ++i)
    if (is_thing(meanings[i].name)) meanings[i].weight *= kOfAnother;
}

}  // namespace aftercare::standard
