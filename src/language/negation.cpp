#include "language/negation.hpp"

#include <algorithm>

namespace aftercare::language {
namespace {

bool is_negation(const Vocabulary& vocabulary, const Hit& hit) {
  if (!hit.plays(RoleKind::modifier)) return false;
  const Role* role = vocabulary.role(hit.term, RoleKind::modifier);
  return role != nullptr && role->index == static_cast<std::uint16_t>(Modifier::negation);
}

}  // namespace

bool negated_before(const Vocabulary& vocabulary, std::span<const Hit> hits, const Hit& word) {
  constexpr std::uint32_t reach = 2;
  const auto first =
      std::ranges::lower_bound(hits, word.begin > 16 ? word.begin - 16 : 0, {}, &Hit::begin);
  for (auto at = first; at != hits.end() && at->begin < word.begin; ++at)
    if (at->end <= word.begin && word.begin - at->end <= reach && is_negation(vocabulary, *at))
      return true;
  return false;
}

}  // namespace aftercare::language
