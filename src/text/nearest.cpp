#include "text/nearest.hpp"

#include <algorithm>
#include <utility>

#include "base/utf8.hpp"

namespace aftercare::text {
namespace {

// Without case.
std::u32string code_points_of(std::string_view text) {
  std::u32string points;
  for (std::size_t at = 0; at < text.size();) {
    const auto point = base::next_code_point(text, at);
    points += point >= U'A' && point <= U'Z' ? point + 32 : point;
  }
  return points;
}

std::size_t edits_between(const std::u32string& a, const std::u32string& b) {
  std::vector<std::size_t> before_last(b.size() + 1);
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::swap(before_last, last);
    std::swap(last, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, last[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
  }
  return row[b.size()];
}

using Distances = std::vector<std::pair<std::size_t, std::string>>;

std::vector<std::string> first_of(Distances found, std::size_t most) {
  std::ranges::stable_sort(found, {}, [](const auto& pair) { return pair.first; });
  if (found.size() > most) found.resize(most);
  std::vector<std::string> result;
  for (auto& [distance, name] : found) result.push_back(std::move(name));
  return result;
}

}  // namespace

std::vector<std::string> nearest(std::string_view wanted, const std::vector<std::string>& names,
                                 std::size_t most) {
  const auto points = code_points_of(base::first_code_points(wanted, 100));  // Bounded work.
  const auto reach = std::max<std::size_t>(2, points.size() / 3);
  Distances found;
  for (const auto& name : names) {
    const auto letters = code_points_of(name);
    const bool within =
        points.size() >= 3 && letters.size() >= 3 &&
        (letters.find(points) != letters.npos || points.find(letters) != points.npos);
    const auto distance = points != letters && within ? 1 : edits_between(points, letters);
    // One name may stand for several things; it is offered once.
    const bool offered =
        std::ranges::find(found, name, [](const auto& one) { return one.second; }) != found.end();
    if (distance <= reach && distance < letters.size() && !offered)
      found.emplace_back(distance, name);
  }
  return first_of(std::move(found), most);
}

std::vector<std::string> least_unlike(std::string_view wanted,
                                      const std::vector<std::string>& names, std::size_t most) {
  const auto points = code_points_of(base::first_code_points(wanted, 100));
  Distances all;
  for (const auto& name : names)
    all.emplace_back(edits_between(points, code_points_of(name)), name);
  return first_of(std::move(all), most);
}

}  // namespace aftercare::text
