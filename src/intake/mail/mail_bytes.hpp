// Bytes of a mail as people meant them: transfer encodings undone, any charset into UTF-8.
//
// Mails lie about their charset, leave it out, and are cut or damaged on their way. So nothing
// here fails: what cannot be read gives U+FFFD or is left out.

#pragma once

#include <string>
#include <string_view>

namespace aftercare::intake {

/// Lenient: other characters are passed over, padding in the middle ends one text and begins
/// the next, a rest that is cut gives what it holds.
std::string decode_base64(std::string_view text);

/// Lenient: "=" before what is no hexadecimal number stays. `in_word`: as encoded words have it,
/// "_" is a space.
std::string decode_quoted_printable(std::string_view text, bool in_word = false);

/// The text in UTF-8, without control characters (NUL among them) but tab and line feed. The
/// declared charset is believed as far as the bytes allow it.
std::string mail_text(std::string_view bytes, std::string_view charset);

/// Without case, for ASCII.
bool same_word(std::string_view a, std::string_view b);
std::string in_lower_case(std::string_view text);
/// Without white space around it.
std::string_view without_space_around(std::string_view text);

}  // namespace aftercare::intake
