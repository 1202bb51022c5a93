#include "text/normal_text.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "text/compatibility.hpp"
#include "text/html_noise.hpp"
#include "text/width.hpp"

namespace aftercare::text {

void NormalText::clear() {
  points_.clear();
  begins_.clear();
  ends_.clear();
}

void NormalText::add(std::string_view text, const Simplifier* simplifier) {
  if (!points_.empty()) {
    points_.push_back(U'\n');
    begins_.push_back(0);
    ends_.push_back(0);
  }
  const std::size_t first = points_.size();
  // Room for a point a byte; what is not used is given back below.
  std::size_t size = first;
  points_.resize(first + text.size());
  begins_.resize(first + text.size());
  ends_.resize(first + text.size());
  bool traditional = false;
  const auto push = [this, &size](char32_t point, std::size_t begin, std::size_t end) {
    points_[size] = point;
    begins_[size] = static_cast<std::uint32_t>(begin);
    ends_[size++] = static_cast<std::uint32_t>(end);
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const auto byte = static_cast<unsigned char>(text[at]);
    char32_t point = 0;
    if (byte == '&' || byte == '<') {
      const auto noise = html_noise_at(text.substr(at));
      if (noise.size > 0) {
        at += noise.size;
        if (noise.point == 0) continue;
        point = noise.point;
      }
    }
    if (byte > 0x20 && byte < 0x7F && at == begin) {
      push(byte, at, at + 1);
      ++at;
      continue;
    }
    if (point == 0) point = base::next_code_point(text, at);
    if (point >= 0x3400 && point <= 0x9FFF) {  // The usual case of Chinese text.
      traditional = traditional || (simplifier != nullptr && simplifier->is_traditional(point));
      push(point, begin, at);
      continue;
    }
    if (is_invisible(point)) continue;
    point = half_width(point);
    if (may_be_compatible(point)) {
      const auto plain = compatible(point);
      for (const char32_t part : plain) {
        traditional = traditional || (simplifier != nullptr && simplifier->is_traditional(part));
        push(part, begin, at);
      }
      if (!plain.empty()) continue;
    }
    if (point == U' ' || point == U'\n') {
      if (size == first) continue;
      char32_t& last = points_[size - 1];
      if (last == U' ' || last == U'\n') {
        if (point == U'\n') last = point;
        ends_[size - 1] = static_cast<std::uint32_t>(at);
        continue;
      }
    }
    push(point, begin, at);
  }
  points_.resize(size);
  begins_.resize(size);
  ends_.resize(size);
  if (!traditional) return;
  std::vector<char32_t> part(points_.begin() + static_cast<std::ptrdiff_t>(first), points_.end());
  simplifier->simplify(part);
  std::copy(part.begin(), part.end(), points_.begin() + static_cast<std::ptrdiff_t>(first));
}

void NormalText::squeeze(std::size_t from, const KeepOfRun& keep_of_run) {
  constexpr std::size_t shortest = 3;
  const std::size_t size = points_.size();
  std::size_t at = from;
  while (at + 2 < size && (points_[at] != points_[at + 2] || points_[at] != points_[at + 1])) ++at;
  if (at + 2 >= size) return;  // The usual case.
  std::size_t kept = at;
  const std::vector<char32_t> whole(points_);
  while (at < size) {
    std::size_t end = at + 1;
    while (end < size && whole[end] == whole[at]) ++end;
    std::size_t keep = end - at;
    if (keep >= shortest) keep = std::clamp<std::size_t>(keep_of_run(whole, at, end), 1, keep);
    for (std::size_t i = 0; i < keep; ++i, ++kept) {
      points_[kept] = whole[at];
      begins_[kept] = begins_[at + i];
      ends_[kept] = ends_[at + i];
    }
    ends_[kept - 1] = ends_[end - 1];
    at = end;
  }
  points_.resize(kept);
  begins_.resize(kept);
  ends_.resize(kept);
}

void NormalText::append_utf8(std::size_t from, std::size_t to, std::string& bytes) const {
  for (std::size_t at = from; at < to; ++at) base::append_code_point(bytes, points_[at]);
}

std::string NormalText::utf8(std::size_t from, std::size_t to) const {
  std::string bytes;
  bytes.reserve((to - from) * 3);
  append_utf8(from, to, bytes);
  return bytes;
}

}  // namespace aftercare::text
