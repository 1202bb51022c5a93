#include "quality/duplicates/groups.hpp"

#include <algorithm>

namespace aftercare::quality {

Groups::Groups(std::size_t rows, const KnownSame& known)
    : first_(rows), differing_(known.differing) {
  for (std::uint32_t row = 0; row < rows; ++row) first_[row] = row;
  for (const auto& [pair, same] : known.verdicts) {
    const auto [one, other] = pair;
    if (first_[one] == first_[other] || are_apart(first_[one], first_[other])) continue;
    if (same) {
      join(one, other);
    } else {
      apart_[one].push_back(other);
      apart_[other].push_back(one);
    }
  }
  if (known.given.empty()) return;
  std::unordered_map<std::uint32_t, std::uint32_t> first_given;
  for (std::uint32_t row = 0; row < rows; ++row) {
    if (known.given[row] == 0) continue;
    const auto [at, is_new] = first_given.try_emplace(known.given[row], row);
    if (is_new || first_[at->second] == first_[row]) continue;
    if (!are_apart(first_[at->second], first_[row])) join(at->second, row);
  }
  differing_.push_back(known.given);
  auto& given = differing_.back();
  for (std::uint32_t row = 0; row < rows; ++row)
    if (given[first_[row]] == 0) given[first_[row]] = given[row];
}

bool Groups::are_apart(std::uint32_t one, std::uint32_t other) const {
  if (apart_.empty()) return false;
  for (const auto row : members(one)) {
    const auto at = apart_.find(row);
    if (at == apart_.end()) continue;
    if (std::ranges::any_of(at->second,
                            [&](std::uint32_t there) { return first_[there] == other; }))
      return true;
  }
  return false;
}

bool Groups::may_join(std::uint32_t one, std::uint32_t other) const {
  one = first_[one];
  other = first_[other];
  if (one == other || are_apart(one, other)) return false;
  return std::ranges::all_of(differing_, [&](const RowNumbers& numbers) {
    return numbers[one] == 0 || numbers[other] == 0 || numbers[one] == numbers[other];
  });
}

void Groups::join(std::uint32_t one, std::uint32_t other) {
  one = first_[one];
  other = first_[other];
  if (other < one) std::swap(one, other);
  std::vector<std::uint32_t> joining;
  const auto at = members_.find(other);
  if (at == members_.end()) {
    joining = {other};
  } else {
    joining = std::move(at->second);
    members_.erase(at);
  }
  auto& all = members_[one];
  if (all.empty()) all.push_back(one);
  for (const auto row : joining) first_[row] = one;
  all.insert(all.end(), joining.begin(), joining.end());
  for (auto& numbers : differing_)
    if (numbers[one] == 0) numbers[one] = numbers[other];
}

Groups settle_groups(std::size_t rows, const KnownSame& known, std::span<const RowPair> pairs) {
  Groups groups(rows, known);
  for (const auto& [one, other] : pairs)
    if (groups.may_join(one, other)) groups.join(one, other);
  return groups;
}

}  // namespace aftercare::quality
