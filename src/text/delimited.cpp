#include "text/delimited.hpp"

namespace aftercare::text {

void append_field(std::string& line, std::string_view field, char delimiter) {
  const char special[] = {delimiter, '"', '\r', '\n'};
  if (field.find_first_of(std::string_view(special, sizeof special)) == field.npos) {
    line += field;
    return;
  }
  line += '"';
  for (const char letter : field) {
    if (letter == '"') line += '"';
    line += letter;
  }
  line += '"';
}

}  // namespace aftercare::text
