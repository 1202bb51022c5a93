// How Chinese characters sound: pinyin without tones.

#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"

namespace aftercare::text {

/// Immutable once loaded; safe between threads.
class Pinyin {
 public:
  /// Reads catalog/pinyin.yaml and the workspace's overlay (path may be empty). Fails (usage) with
  /// file and line.
  static base::Result<Pinyin> load(const std::filesystem::path& workspace);

  /// The usual reading of a character; empty if it is not known.
  std::string_view of(char32_t point) const { return reading(readings_, point); }
  /// Its reading as a surname.
  std::string_view of_surname(char32_t point) const {
    const auto special = reading(surnames_, point);
    return special.empty() ? of(point) : special;
  }

  /// A Chinese name as syllables with spaces between, the surname's first: "gu nian ci". What is
  /// no known Chinese character is left out.
  std::string of_name(std::string_view name) const;

 private:
  static std::string_view reading(const std::unordered_map<char32_t, std::string>& readings,
                                  char32_t point) {
    const auto found = readings.find(point);
    return found == readings.end() ? std::string_view() : found->second;
  }

  std::unordered_map<char32_t, std::string> readings_;
  std::unordered_map<char32_t, std::string> surnames_;
};

}  // namespace aftercare::text
