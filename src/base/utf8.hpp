// UTF-8 as everything inside the program uses it.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace aftercare::base {

/// True for well-formed UTF-8 (no overlong forms, no surrogates).
bool is_utf8(std::string_view bytes);

/// Decodes the code point at `at` and moves `at` behind it. An ill-formed byte gives
/// U+FFFD and moves by one, so a loop over any bytes ends. REQUIRES at < text.size().
char32_t next_code_point(std::string_view text, std::size_t& at);

/// Appends one code point. REQUIRES a Unicode scalar value.
void append_code_point(std::string& to, char32_t point);

/// Number of code points (what a person calls characters).
std::size_t count_code_points(std::string_view text);

/// The first `most` code points; never cuts through one.
std::string_view first_code_points(std::string_view text, std::size_t most);

}  // namespace aftercare::base
