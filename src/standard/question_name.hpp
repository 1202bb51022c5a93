// Names of columns that are questions of a form: "2. How satisfied are you with our service?".

#pragma once

#include <string_view>

namespace aftercare::standard {

struct QuestionName {
  std::string_view text;  // Without the number before it.
  bool asks = false;      // It speaks to a person, in a sentence. A short "Paid?" is a yes or no.
};

QuestionName as_question(std::string_view name);

/// "Q1", "Q12_3", "QID5_TEXT", "第3题": the number alone. Quarters are called so too; only other
/// columns can tell.
bool is_number_of_question(std::string_view name);

}  // namespace aftercare::standard
