// Whether a negation stands right before a word.

#pragma once

#include <span>

#include "language/vocabulary.hpp"

namespace aftercare::language {

/// A negation that ends at most two characters (or one English space) before the word.
bool negated_before(const Vocabulary& vocabulary, std::span<const Hit> hits, const Hit& word);

}  // namespace aftercare::language
