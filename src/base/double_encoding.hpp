// Text that was encoded twice: its UTF-8 bytes were taken for Latin-1 or Windows-1252 and encoded
// again, so that "退款" reads "é€€æ¬¾".
//
// The way back exists if every character beyond ASCII stands for one byte and these bytes are
// UTF-8. Honest text can fulfil that by accident, so the bytes must also give characters that
// people write, and tell more than a letter with an accent before a closing quote would.

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace aftercare::base {

enum class Suspicion {
  none,    // Nothing is known: the text itself must prove that it was encoded twice.
  proven,  // Its neighbours were, so anything that can be turned back is.
};

/// The text as it was before, or nothing if it is honest. Text encoded three times is mended too.
std::optional<std::string> repair_double_encoded(std::string_view text,
                                                 Suspicion suspicion = Suspicion::none);

}  // namespace aftercare::base
