// The code that a source's word probably stands for, where no list says so.

#pragma once

#include <string>
#include <string_view>

#include "records/dictionary.hpp"

namespace aftercare::standard {

struct NearestCode {
  std::string code;  // Empty: nothing is near.
  std::string word;  // The word of the list that is near.
  double likeness = 0;
};

/// By the codes, labels and synonyms of the field: one says the other ("微信小程序" says "微信"),
/// or few edits lie between them. A word as far from two codes as from one stands for neither.
NearestCode nearest_code(const records::Field& field, std::string_view word);

}  // namespace aftercare::standard
