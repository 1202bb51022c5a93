// Which rows of a file are held back for a test: those whose text's MD5 leaves a given rest.
//
// The digest is of the cell's bytes as UTF-8, read as one big-endian number, modulo 5. Equal texts
// therefore stand on one side, and anyone can make the same split with any tool.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace aftercare::language {

struct HeldBackFifth {
  unsigned rest = 1;
  bool holds(std::string_view text) const;
};

/// Of "md5" (rest 1) or "md5:K", K from 0 to 4; nothing of an empty word. Fails (usage) otherwise.
base::Result<std::optional<HeldBackFifth>> held_back_of(const std::string& word);

}  // namespace aftercare::language
