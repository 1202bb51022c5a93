// Proposes a mapping for columns nobody described, from their names and their values.

#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "records/dictionary.hpp"
#include "records/raw_batch.hpp"
#include "standard/column_words.hpp"
#include "text/courier.hpp"
#include "text/region.hpp"

namespace aftercare::standard {

/// A field that a column may fill, and how sure that is.
struct FieldChoice {
  std::string entity;
  std::string field;
  double confidence = 0;  // 0..1: of a hundred choices of 0.75, about 75 are right.
  double name = 0;        // How well the name fits, 0..1.
  double values = 0;      // How well the values fit, 0..1.
  base::Message reason;
};

struct ColumnSuggestion {
  std::string column;
  // The best choice; an empty field: the column fits nothing, and the confidence is that of
  // leaving it out.
  FieldChoice choice;
  std::string format;                     // Of dates that have one reading only under it.
  double scale = 1;                       // Of numbers: the unit in the name says it.
  bool part = false;                      // A further part of what another column begins.
  std::vector<FieldChoice> alternatives;  // What else it might be, best first, at most three.
  std::vector<std::string> samples;       // The first different values as they stand, at most five.
};

/// Elements of an array in each row that are records of their own.
struct ArraySuggestion {
  std::string column;     // Of the arrays.
  std::string entity;     // What an element is,
  std::string reference;  // its field for the key of the row it stands in,
  std::string counted;    // and the part of its key that is its number there; empty: none.
  double confidence = 0;
  std::vector<ColumnSuggestion> columns;  // Of the elements.
};

struct EntityChoice {
  std::string entity;
  records::Label label;
  double score = 0;  // 0..1: how much of the columns the entity explains.
};

struct Suggestion {
  std::string entity;  // Empty: no entity fits.
  records::Label label;
  double confidence = 0;  // 0..1, of the whole.
  bool covered = false;   // Every required field, and the key or a content to tell records by.
  std::vector<EntityChoice> rivals;                            // Other entities, best first.
  std::vector<ColumnSuggestion> columns;                       // One for each source column.
  std::vector<ArraySuggestion> arrays;                         // At most one for each entity.
  std::vector<std::pair<std::string, std::string>> constants;  // Field -> value for every row.
  // Needed fields that nothing fills, with their codes if they have a list.
  std::vector<std::pair<std::string, std::vector<std::string>>> missing;
};

/// Which share of some values are keys of stored records of an entity; 0..1.
using KnownKeys =
    std::function<double(std::string_view entity, const std::vector<std::string_view>& values)>;

/// What is known of a source beside its columns and their values.
struct SourceHints {
  std::string_view file = {};  // What the file, its sheet or the table is called; empty: unknown.
  KnownKeys known_keys = {};   // Empty: no store to ask.
};

/// What a suggestion is made with.
struct SuggestContext {
  const records::Dictionary& dictionary;
  const ColumnWords& words;
  const text::Regions* regions = nullptr;    // Without them no province is known by its values.
  const text::Couriers* couriers = nullptr;  // Without them no courier is known by its values.
  SourceHints hints = {};
};

/// Chooses the entity whose fields explain the columns best; each field and each column is used
/// once, but for the parts of one value (first and last name). A table of orders and their lines
/// is read as both: choices then name two entities, and `entity` is the order. The sample may have
/// no rows. With `as` only that entity is looked at.
Suggestion suggest(const std::vector<std::string>& columns, const records::RawBatch& sample,
                   const SuggestContext& context, std::string_view as = {});

}  // namespace aftercare::standard
