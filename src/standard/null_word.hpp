// What sources write where they have nothing to say.

#pragma once

#include <string_view>

namespace aftercare::standard {

/// REQUIRES a trimmed cell. In free text only "", "\N" and "NULL" say nothing: a customer may
/// well have written "无" or "-".
bool is_null_word(std::string_view cell, bool free_text);

}  // namespace aftercare::standard
