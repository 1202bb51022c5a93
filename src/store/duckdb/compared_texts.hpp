// Masked texts of cases and what tells two voices apart, for who compares them.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "records/moment.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::store {

struct ComparedText {
  std::string key;
  std::string text;
  std::string person;   // Empty: not known.
  std::string product;  // Empty: not known.
  std::string order;    // Empty: not known.
  std::optional<records::Moment> opened;
};

/// Keys of cases that came or changed after the commit, in order of their coming, and the newest
/// commit among all.
struct FreshCases {
  std::vector<std::string> keys;
  std::int64_t newest = 0;
};
base::Result<FreshCases> fresh_cases(const Database& database, const records::Viewer& viewer,
                                     std::int64_t after);

/// Texts of these cases; noise and cases without words are left out.
base::Result<std::vector<ComparedText>> texts_of(const Database& database,
                                                 const records::Viewer& viewer,
                                                 const std::vector<std::string>& keys);
/// The newest texts that are not of these cases.
base::Result<std::vector<ComparedText>> newest_texts(const Database& database,
                                                     const records::Viewer& viewer,
                                                     std::int64_t until, std::uint64_t most);
/// Keys of the persons' newest cases, at most `most` of each, up to the commit.
base::Result<std::vector<std::string>> cases_of_persons(const Database& database,
                                                        const records::Viewer& viewer,
                                                        const std::vector<std::string>& persons,
                                                        std::int64_t until, std::uint64_t most);

/// Who and what these cases are about; without texts.
base::Result<std::vector<ComparedText>> voices_of(const Database& database,
                                                  const records::Viewer& viewer,
                                                  const std::vector<std::string>& keys);

/// Calls `take` with the keys and the bytes of each block of sketches, the oldest first.
base::Result<void> each_sketch_block(
    const Database& database, const records::Viewer& viewer,
    const std::function<void(const std::vector<std::string_view>& keys, std::string_view bands)>&
        take);

}  // namespace aftercare::store
