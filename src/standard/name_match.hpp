// How well the name of a source column fits a field of the dictionary.

#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "records/dictionary.hpp"
#include "standard/word.hpp"

namespace aftercare::standard {

/// The words a name is made of, in lower case: "orderId" and "Order-ID" are "order", "id".
/// Chinese has no word borders: a run of it is one word.
std::vector<std::string> words_of(std::string_view name);

/// Whether one name says the other: Chinese as a part of at least two characters, others as
/// whole words of together at least four letters.
bool says(std::string_view name, std::string_view part);

/// Names of the dictionary, made ready to be compared.
class NameMatcher {
 public:
  explicit NameMatcher(const records::Dictionary& dictionary);

  /// 1: the same name or a synonym; over 0.8: but for the entity's name before it ("order_status"
  /// for status); up to 0.8: contains a synonym; 0: has nothing in common.
  double match(std::string_view column, const records::Field& field) const;

 private:
  /// The name without an entity's name in front; empty if there is none.
  std::string without_entity(const std::string& loose_name) const;

  std::vector<std::string> entities_;  // Their names, loose, longest first.
};

}  // namespace aftercare::standard
