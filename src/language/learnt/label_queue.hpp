// Which texts a person should label next, and which labels look wrong.

#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "language/learnt/text_model.hpp"

namespace aftercare::language {

/// Up to `most` of the texts, the most useful first: those a model is least sure of, each as unlike
/// those before it as may be. `answers` may be empty (no model yet): then texts that have most in
/// common with the others, each unlike those before. Texts marked in `done` are passed over, and so
/// are repeats of one another.
std::vector<std::uint32_t> next_to_label(std::span<const std::string_view> texts,
                                         std::span<const LabelAnswer> answers,
                                         const std::vector<bool>& done, const FeatureReader& reader,
                                         std::size_t most);

}  // namespace aftercare::language
