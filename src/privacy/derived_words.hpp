// What stages derived from a text that was masked afterwards: keywords, entities, promises.

#pragma once

#include <string>
#include <string_view>

#include "records/dictionary.hpp"

namespace aftercare::privacy {

/// True of derived fields that hold words of the free texts beside them.
inline bool holds_words_of_texts(const records::Field& field) {
  return field.derived &&
         (field.name == "keywords" || field.name == "entities" || field.name == "promises");
}

/// The words of a derived value that the masked text still holds, compared without case and width:
/// of a list "a|b" its items, of a JSON array its objects by their "text". What was masked goes,
/// in whatever form it was derived. May be empty.
std::string words_still_held(std::string_view derived, std::string_view masked_text);

/// Entities, whose "start" and "end" count characters of the texts as given, placed where they
/// stand in the masked ones; `title` is for those that are "in" it. One that stands nowhere loses
/// both.
std::string placed_in_masked(std::string_view entities, std::string_view title,
                             std::string_view text);

}  // namespace aftercare::privacy
