#include "quality/repair/spelling.hpp"

#include <algorithm>
#include <functional>

#include "base/utf8.hpp"
#include "text/width.hpp"

namespace aftercare::quality {

std::u32string points_of(std::string_view text) {
  std::u32string points;
  points.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) points += base::next_code_point(text, at);
  return points;
}

std::string utf8_of(std::u32string_view points) {
  std::string text;
  for (const auto point : points) base::append_code_point(text, point);
  return text;
}

std::size_t slips_between(std::u32string_view a, std::u32string_view b, std::size_t most) {
  const std::size_t apart = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (apart > most) return most + 1;
  while (!a.empty() && !b.empty() && a.front() == b.front()) a.remove_prefix(1), b.remove_prefix(1);
  while (!a.empty() && !b.empty() && a.back() == b.back()) a.remove_suffix(1), b.remove_suffix(1);
  if (a.empty() || b.empty()) return std::max(a.size(), b.size());
  // Optimal string alignment over three rows (Damerau 1964).
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    std::size_t least = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        now[j] = std::min(now[j], before[j - 2] + 1);
      least = std::min(least, now[j]);
    }
    if (least > most) return most + 1;
    std::swap(before, last);
    std::swap(last, now);
  }
  return std::min(last[b.size()], most + 1);
}

double likeness(std::string_view a, std::string_view b) {
  const auto left = points_of(a), right = points_of(b);
  const auto longer = std::max(left.size(), right.size());
  if (longer == 0) return 1;
  const auto most = longer / 2;
  const auto slips = slips_between(left, right, most);
  return slips > most ? 0 : 1 - static_cast<double>(slips) / static_cast<double>(longer);
}

std::string sound_of(std::string_view text, const text::Pinyin& pinyin) {
  std::string sound;
  std::size_t heard = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto begin = at;
    const auto point = base::next_code_point(text, at);
    if (!text::is_han(point)) {
      sound.append(text, begin, at - begin);
      continue;
    }
    auto syllable = pinyin.of(point);
    if (syllable.empty()) return {};
    ++heard;
    const bool retroflex = syllable.size() > 1 && syllable[1] == 'h';
    sound += syllable.front();
    syllable.remove_prefix(retroflex ? 2 : 1);
    if (syllable.ends_with("ing") || syllable.ends_with("eng") || syllable.ends_with("ang"))
      syllable.remove_suffix(1);
    sound += syllable;
    sound += ' ';
  }
  return heard >= 2 ? sound : std::string();
}

bool differ_in_digits_only(std::string_view a, std::string_view b) {
  const auto bare = [](std::string_view text) {
    std::string kept;
    for (const char c : text)
      if ((c < '0' || c > '9') && c != '.') kept += c;
    return kept;
  };
  return bare(a) == bare(b);
}

std::vector<Slip> slips(std::u32string_view right, std::u32string_view wrong) {
  const std::size_t n = right.size(), m = wrong.size();
  std::vector<std::size_t> cost((n + 1) * (m + 1));
  const auto at = [&](std::size_t i, std::size_t j) -> std::size_t& {
    return cost[i * (m + 1) + j];
  };
  for (std::size_t i = 0; i <= n; ++i) at(i, 0) = i;
  for (std::size_t j = 0; j <= m; ++j) at(0, j) = j;
  for (std::size_t i = 1; i <= n; ++i)
    for (std::size_t j = 1; j <= m; ++j)
      at(i, j) = std::min(
          {at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (right[i - 1] != wrong[j - 1])});
  std::vector<Slip> found;
  for (std::size_t i = n, j = m; i > 0 || j > 0;) {
    if (i > 0 && j > 0 && at(i, j) == at(i - 1, j - 1) + (right[i - 1] != wrong[j - 1])) {
      if (right[i - 1] != wrong[j - 1]) found.push_back({right[i - 1], wrong[j - 1]});
      --i, --j;
    } else if (i > 0 && at(i, j) == at(i - 1, j) + 1) {
      found.push_back({right[--i], 0});
    } else {
      found.push_back({0, wrong[--j]});
    }
  }
  return found;
}

void ErrorChannel::learn(std::size_t column, std::string_view right, std::string_view wrong) {
  const auto good = points_of(right), bad = points_of(wrong);
  if (good.size() > 512 || bad.size() > 512) return;
  ++repairs_;
  for (const auto& slip : slips(good, bad)) {
    if (slip.from == 0 || slip.to == 0) continue;
    auto& seen = to_[slip.to];
    ++seen.times;
    const auto note = [](auto& list, const auto& item) {
      if (list.size() < 16 && std::find(list.begin(), list.end(), item) == list.end())
        list.push_back(item);
    };
    note(seen.columns, column);
    note(seen.values, std::string(right));
    note(seen.from, slip.from);
  }
}

bool ErrorChannel::replaces(char32_t wrong) const {
  const auto found = to_.find(wrong);
  if (found == to_.end()) return false;
  const auto& seen = found->second;
  // Half of all repairs have it: random slips spread over the alphabet.
  return seen.columns.size() >= 3 && seen.values.size() >= 4 && seen.from.size() >= 4 &&
         seen.times * 2 >= repairs_;
}

bool ErrorChannel::known() const {
  return std::any_of(to_.begin(), to_.end(),
                     [this](const auto& one) { return replaces(one.first); });
}

bool ErrorChannel::explains(std::u32string_view right, std::u32string_view wrong) const {
  if (right.size() != wrong.size()) return false;
  bool any = false;
  for (std::size_t i = 0; i < right.size(); ++i) {
    if (right[i] == wrong[i]) continue;
    if (!replaces(wrong[i])) return false;
    any = true;
  }
  return any;
}

namespace {

template <typename Use>
void each_hole(const std::u32string& text, const Use& use) {
  const std::hash<std::u32string> hash;
  use(hash(text));
  std::u32string less;
  for (std::size_t i = 0; i < text.size(); ++i) {
    less.assign(text, 0, i);
    less.append(text, i + 1);
    use(hash(less));
  }
}

}  // namespace

void SpellingIndex::add(std::uint32_t id, std::string_view text) {
  auto points = points_of(text);
  if (points.size() > 64) return;
  each_hole(points, [&](std::size_t hash) { by_hole_.emplace(hash, id); });
  texts_.emplace(id, std::move(points));
}

std::vector<std::uint32_t> SpellingIndex::near(std::string_view text) const {
  const auto points = points_of(text);
  if (points.size() > 64) return {};
  std::vector<std::uint32_t> found;
  each_hole(points, [&](std::size_t hash) {
    const auto [from, to] = by_hole_.equal_range(hash);
    for (auto at = from; at != to; ++at) found.push_back(at->second);
  });
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  std::erase_if(found, [&](std::uint32_t id) {
    const auto& other = texts_.at(id);
    return other == points || slips_between(other, points, 1) > 1;
  });
  return found;
}

}  // namespace aftercare::quality
