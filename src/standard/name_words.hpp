// The words that the name of a column is written with.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aftercare::standard {

/// The words a name is made of, in lower case: "orderId" and "Order-ID" are "order", "id".
/// Chinese has no word borders: a run of it is one word.
std::vector<std::string> words_of(std::string_view name);

/// Whether one name says the other: Chinese as a part of at least two characters, others as
/// whole words of together at least four letters.
bool says(std::string_view name, std::string_view part);

}  // namespace aftercare::standard
