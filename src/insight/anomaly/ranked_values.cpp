#include "insight/anomaly/ranked_values.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace aftercare::insight {
namespace {

constexpr std::size_t kLongestChunk = 1024;

}  // namespace

RankedValues RankedValues::of_sorted(const std::vector<double>& values) {
  RankedValues ranked;
  constexpr std::size_t half = kLongestChunk / 2;
  for (std::size_t begin = 0; begin < values.size(); begin += half) {
    const auto end = std::min(begin + half, values.size());
    ranked.chunks_.emplace_back(values.begin() + static_cast<std::ptrdiff_t>(begin),
                                values.begin() + static_cast<std::ptrdiff_t>(end));
  }
  ranked.size_ = values.size();
  return ranked;
}

std::vector<double> RankedValues::sorted() const {
  std::vector<double> values;
  values.reserve(size_);
  for (const auto& chunk : chunks_) values.insert(values.end(), chunk.begin(), chunk.end());
  return values;
}

std::size_t RankedValues::chunk_of(double value) const {
  const auto above = std::upper_bound(
      chunks_.begin(), chunks_.end(), value,
      [](double one, const std::vector<double>& chunk) { return one < chunk.front(); });
  return above == chunks_.begin() ? 0 : static_cast<std::size_t>(above - chunks_.begin()) - 1;
}

void RankedValues::insert(double value) {
  ++size_;
  if (chunks_.empty()) {
    chunks_.push_back({value});
    return;
  }
  const auto at = chunk_of(value);
  auto& chunk = chunks_[at];
  chunk.insert(std::upper_bound(chunk.begin(), chunk.end(), value), value);
  if (chunk.size() <= kLongestChunk) return;
  const auto half = chunk.begin() + static_cast<std::ptrdiff_t>(chunk.size() / 2);
  std::vector<double> upper(half, chunk.end());
  chunk.erase(half, chunk.end());
  chunks_.insert(chunks_.begin() + static_cast<std::ptrdiff_t>(at) + 1, std::move(upper));
}

std::size_t RankedValues::not_less(double value) const {
  std::size_t count = 0;
  // Equal values may lie in several chunks, so it starts from the top.
  for (auto chunk = chunks_.rbegin(); chunk != chunks_.rend(); ++chunk) {
    if (chunk->front() >= value) {
      count += chunk->size();
      continue;
    }
    return count + static_cast<std::size_t>(chunk->end() -
                                            std::lower_bound(chunk->begin(), chunk->end(), value));
  }
  return count;
}

double RankedValues::nearest(double value) const {
  const auto at = chunk_of(value);
  const auto& chunk = chunks_[at];
  double distance = std::numeric_limits<double>::infinity();
  const auto above = std::lower_bound(chunk.begin(), chunk.end(), value);
  if (above != chunk.end()) distance = *above - value;
  if (above != chunk.begin()) distance = std::min(distance, value - *(above - 1));
  if (at + 1 < chunks_.size())
    distance = std::min(distance, std::abs(chunks_[at + 1].front() - value));
  return distance;
}

double RankedValues::quantile(double share) const {
  auto rank = static_cast<std::size_t>(share * static_cast<double>(size_ - 1));
  for (const auto& chunk : chunks_) {
    if (rank < chunk.size()) return chunk[rank];
    rank -= chunk.size();
  }
  return chunks_.back().back();
}

}  // namespace aftercare::insight
