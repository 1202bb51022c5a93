// What the store knows of records that are the same, by their rows in a comparison.

#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "quality/duplicates/groups.hpp"
#include "store/duckdb/alike_records.hpp"

namespace aftercare::pipeline {

/// Keys with their rows.
class KeyRows {
 public:
  std::uint32_t add(const std::string& key) {
    const auto [at, is_new] = rows_.try_emplace(key, static_cast<std::uint32_t>(keys_.size()));
    if (is_new) keys_.push_back(key);
    return at->second;
  }
  const std::uint32_t* find(const std::string& key) const {
    const auto at = rows_.find(key);
    return at == rows_.end() ? nullptr : &at->second;
  }
  const std::string& key(std::uint32_t row) const { return keys_[row]; }
  std::size_t size() const { return keys_.size(); }

 private:
  std::unordered_map<std::string, std::uint32_t> rows_;
  std::vector<std::string> keys_;
};

/// Verdicts about rows that are there; the newest first, as they come.
inline std::vector<quality::RowVerdict> row_verdicts(
    const std::vector<store::PairVerdict>& verdicts, const KeyRows& rows) {
  std::vector<quality::RowVerdict> known;
  for (const auto& verdict : verdicts) {
    const auto* one = rows.find(verdict.keys.first);
    const auto* other = rows.find(verdict.keys.second);
    if (one != nullptr && other != nullptr) known.push_back({{*one, *other}, verdict.same});
  }
  return known;
}

/// The lesser key first.
inline store::KeyPair key_pair(std::string one, std::string other) {
  if (other < one) std::swap(one, other);
  return {std::move(one), std::move(other)};
}

}  // namespace aftercare::pipeline
