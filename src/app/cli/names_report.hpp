// text names: what was learnt, shown, and written as word lists that a workspace can take into use.

#pragma once

#include <nlohmann/json.hpp>

#include "app/cli/commands.hpp"
#include "language/corpus/name_finder.hpp"

namespace aftercare::app {

/// Prints or tells as JSON the first `arguments.top`. With `arguments.out`, a folder, writes
/// learnt_components.yaml and learnt_brands.yaml there, of what there is; fails where it cannot.
base::Result<void> tell_names(const language::FoundNames& found, const TextArguments& arguments,
                              const Console& console, nlohmann::ordered_json& json);

}  // namespace aftercare::app
