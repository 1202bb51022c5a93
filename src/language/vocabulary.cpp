#include "language/vocabulary.hpp"

#include <algorithm>
#include <tuple>

namespace aftercare::language {
namespace {

bool modifies(char32_t point) {
  constexpr std::u32string_view modifiers = U"很太挺真超最更蛮好特巨贼够不";
  return modifiers.find(point) != modifiers.npos;
}

}  // namespace

// Places, shorter first, only within each of the two sets.
template <typename Visit>
void Vocabulary::each_phrase(std::span<const char32_t> points, Visit&& visit) const {
  phrases_.each(points, visit);
  const auto behind = phrases_.size();
  if (own_.size() > 0)
    own_.each(points, [&](std::size_t begin, std::size_t end, std::uint32_t number) {
      visit(begin, end, behind + number);
    });
}

bool Vocabulary::knows(std::span<const char32_t> points) const {
  bool known = false;
  each_phrase(points, [&](std::size_t begin, std::size_t end, std::uint32_t) {
    known = known || (begin == 0 && end == points.size());
  });
  return known;
}

bool Vocabulary::plays_whole(std::span<const char32_t> points, RoleKind kind) const {
  bool played = false;
  each_phrase(points, [&](std::size_t begin, std::size_t end, std::uint32_t term) {
    played = played || (begin == 0 && end == points.size() && plays(term, kind));
  });
  return played;
}

const Role* Vocabulary::role_of_whole(std::span<const char32_t> points, RoleKind kind) const {
  const Role* found = nullptr;
  each_phrase(points, [&](std::size_t begin, std::size_t end, std::uint32_t term) {
    if (begin == 0 && end == points.size() && found == nullptr) found = role(term, kind);
  });
  return found;
}

const Role* Vocabulary::role(std::uint32_t term, RoleKind kind) const {
  const auto all = roles(term);
  const auto at = std::ranges::find(all, kind, &Role::kind);
  return at == all.end() ? nullptr : &*at;
}

void Vocabulary::find(std::span<const char32_t> points,
                      const std::vector<std::uint8_t>& begins_word, std::vector<Hit>& hits) const {
  hits.clear();
  std::size_t own = 0;  // How many of the shop's own names.
  each_phrase(points, [&](std::size_t begin, std::size_t end, std::uint32_t term) {
    if (points[begin] >= 0x80) {
      const int borders = (begins_word[begin] != 0) + (begins_word[end] != 0);
      const std::size_t length = end - begin;
      // A single character must be a word, or end one that a modifier begins ("挺棒", "不贵"); two
      // must not straddle the insides of two words.
      if (length == 1) {
        const bool raised = begin > 0 && begins_word[end] != 0 && modifies(points[begin - 1]);
        if (borders < 2 && !raised) return;
      } else if (length == 2 && borders == 0) {
        return;
      }
    }
    hits.push_back(
        {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), term, kinds_[term]});
    own += static_cast<std::size_t>(term >= phrases_.size());
  });
  if (own == 0) return;
  const auto by_place = [](const Hit& a, const Hit& b) {
    return std::tie(a.begin, a.end) < std::tie(b.begin, b.end);
  };
  std::inplace_merge(hits.begin(), hits.end() - static_cast<std::ptrdiff_t>(own), hits.end(),
                     by_place);
}

}  // namespace aftercare::language
