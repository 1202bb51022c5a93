// Records whose texts an older analysis judged: how many, what a newer one needs of them, and what
// it found in their place. Old versions of records keep what was found then.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "records/batch.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/database.hpp"
#include "store/duckdb/text_rewrite.hpp"

namespace aftercare::store {

/// Entities whose texts are analysed.
inline constexpr std::string_view kAnalysedEntities[] = {"case", "message"};

struct OlderCount {
  std::uint64_t again = 0;         // Can be analysed again.
  std::uint64_t without_text = 0;  // Their text is gone, or there never was one.
};
/// Records of an analysis before this version. Fails (a refusal) for who does not see every row,
/// as the next does.
base::Result<OlderCount> older_analysis(const Database& database, const records::Viewer& viewer,
                                        const records::Entity& entity, int version);

/// A record as it is stored, texts masked.
struct AnalysedText : SealedText {
  std::optional<std::string> title;
  std::optional<std::string> text;
  std::string channel;
  std::string kind;                // Empty: the analysis found it and may find another.
  std::optional<bool> kind_found;  // By the analysis; nullopt: not known.
  std::optional<double> rating;
};
/// So many of those that can be analysed again, at most.
base::Result<std::vector<AnalysedText>> texts_of_older_analysis(const Database& database,
                                                                const records::Viewer& viewer,
                                                                const records::Entity& entity,
                                                                int version, std::size_t most);

/// Writes texts, kind and all derived columns of the batches into the records with their record_key
/// and content_hash, and makes their facts anew, all or none; survives a crash.
base::Result<void> write_analysis(Database& database, const std::vector<records::Batch>& batches);

}  // namespace aftercare::store
