// Proposes a mapping for columns nobody described, from their names and their values.

#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "records/dictionary.hpp"
#include "records/raw_batch.hpp"
#include "standard/mapping.hpp"

namespace aftercare::standard {

struct ColumnSuggestion {
  std::string column;
  std::string field;      // Empty: the column fits nothing.
  double confidence = 0;  // 0..1.
  std::string format;     // Of dates that have one reading only under it.
  base::Message reason;
};

struct Suggestion {
  std::string entity;  // Empty: no entity fits.
  records::Label label;
  double confidence = 0;  // 0..1, of the whole.
  bool covered = false;   // Every required field, and the key or a content to tell records by.
  std::vector<ColumnSuggestion> columns;                       // One for each source column.
  std::vector<std::pair<std::string, std::string>> constants;  // Field -> value for every row.
  // Needed fields that nothing fills, with their codes if they have a list.
  std::vector<std::pair<std::string, std::vector<std::string>>> missing;
};

/// Chooses the entity whose fields explain the columns best; each field and each column is used
/// once. The sample may have no rows. With `as` only that entity is looked at.
Suggestion suggest(const std::vector<std::string>& columns, const records::RawBatch& sample,
                   const records::Dictionary& dictionary, std::string_view as = {});

/// REQUIRES an entity.
Mapping to_mapping(const Suggestion& suggestion);

/// A mapping file to edit; every column's confidence and reason, and the columns left out, stand
/// in comments.
std::string to_yaml(const Suggestion& suggestion);

}  // namespace aftercare::standard
