// What customers wish for and miss, as a list that grows with the cases: each need with how often
// it was told, since when, and samples.

#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/progress.hpp"
#include "base/result.hpp"
#include "pipeline/session.hpp"
#include "store/duckdb/wishes.hpp"

namespace aftercare::pipeline {

/// Looks through the cases that came or changed since the last time. Returns how many.
base::Result<std::uint64_t> collect_wishes(const Session& session, base::Progress& progress);

struct WishGroup {
  std::vector<std::string> words;  // That tell it, the most shared first; at most three.
  std::uint64_t cases = 0;
  std::uint64_t unmet = 0;  // Of them: something is missing.
  std::optional<records::Day> first, last;
  std::map<std::string, std::uint64_t> aspects;
  /// Keys of the newest cases and what they say, masked.
  std::vector<std::pair<std::string, std::string>> samples;
};

/// Pure: gathers wishes by the word that most of them share, then by the next. The most told first.
/// A case counts once in a group. `samples` hold keys only.
std::vector<WishGroup> group_wishes(const std::vector<store::StoredWish>& wishes,
                                    std::size_t samples);

struct WishList {
  std::uint64_t cases = 0;  // With a wish.
  std::uint64_t groups = 0;
  std::vector<WishGroup> told;  // The first of them.
};
base::Result<WishList> wish_list(const Session& session, std::optional<records::Day> from,
                                 std::optional<records::Day> to, std::size_t most,
                                 std::size_t samples);

}  // namespace aftercare::pipeline
