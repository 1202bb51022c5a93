// Words drawn out for stress: "好好好好", "soooo", "！！！！！！".

#pragma once

#include <span>

#include "language/vocabulary.hpp"

namespace aftercare::language {

/// How many of a run of one sign say what the word says: of Chinese characters as many as a known
/// phrase has ("急急急", "谢谢"), else one; of Latin letters one or two, by what English words
/// double where it stands; all of a run of digits or in what is no word ("www.x.com"); else three.
std::size_t kept_of_run(std::span<const char32_t> points, std::size_t begin, std::size_t end,
                        const Vocabulary& vocabulary);

}  // namespace aftercare::language
