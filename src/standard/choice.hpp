// A mapping as a person chose it, column by column: what a suggestion becomes once looked at.

#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "records/dictionary.hpp"
#include "records/raw_batch.hpp"
#include "standard/mapping.hpp"
#include "standard/suggest.hpp"

namespace aftercare::standard {

struct ChosenColumn {
  std::string column;
  std::string field;  // Of another entity than the choice's: "order_item.name".
  std::vector<std::pair<std::string, std::string>> codes = {};  // Source word -> code of the field.
  double scale = 1;                                             // Of numbers.
};

struct Choice {
  std::string entity;
  std::vector<ChosenColumn> columns;                           // Those that are used.
  std::vector<std::pair<std::string, std::string>> constants;  // Field -> value for every row.
  std::vector<ArraySuggestion> arrays = {};                    // As the suggestion has them.
};

/// What the suggestion proposes, as a choice.
Choice to_choice(const Suggestion& suggestion);

/// Columns that go where the suggestion proposes take their unit from it; its arrays stay, unless
/// their column was given a field or the rows another entity.
void take_units(const Suggestion& suggestion, Choice& choice);

/// Fields that must be filled and are not, with their codes if they have a list: the required
/// ones, and the key unless records can be told apart by their content. REQUIRES a known entity.
std::vector<std::pair<std::string, std::vector<std::string>>> missing_of(
    const Choice& choice, const records::Entity& entity);

/// The mapping it describes, as to_mapping() makes it of a suggestion; dates take the reading that
/// fits the sample. Fails (usage) on an entity, field or column that is not there, a field that a
/// stage fills, and one chosen twice that is no text (texts are joined).
base::Result<Mapping> mapping_of(const Choice& choice, const records::RawBatch& sample,
                                 const records::Dictionary& dictionary);

}  // namespace aftercare::standard
