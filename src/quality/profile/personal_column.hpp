// Whether a column holds something personal: by its name, by what its values are, and by what
// the recognisers find in a sample of them.

#pragma once

#include <string_view>
#include <vector>

#include "quality/profile/table_profile.hpp"

namespace aftercare::quality {

/// Sets personal, personal_share and masked.
void judge_personal(ColumnProfile& column, const std::vector<std::string_view>& sampled,
                    records::PersonalKind named, const text::RecogniserSet* recognisers);

std::string_view to_name(records::PersonalKind kind);
/// What a person calls it.
records::Label label_of(records::PersonalKind kind);

}  // namespace aftercare::quality
