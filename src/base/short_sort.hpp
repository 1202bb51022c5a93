// A stable sort for lists that are mostly short: in place, without memory of its own.

#pragma once

#include <algorithm>
#include <iterator>
#include <utility>

namespace aftercare::base {

/// Sorts [first, last) by `less`; what is equal keeps its order.
template <typename Iterator, typename Less>
void short_sort(Iterator first, Iterator last, Less less) {
  constexpr std::ptrdiff_t longest = 24;
  if (last - first > longest) {
    std::stable_sort(first, last, less);
    return;
  }
  for (auto next = first; next != last; ++next) {
    if (next == first || !less(*next, *std::prev(next))) continue;
    auto moved = std::move(*next);
    auto at = next;
    do {
      *at = std::move(*std::prev(at));
      --at;
    } while (at != first && less(moved, *std::prev(at)));
    *at = std::move(moved);
  }
}

}  // namespace aftercare::base
