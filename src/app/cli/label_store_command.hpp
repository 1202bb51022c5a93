// text label and train without a file: the workspace's cases, their labels in the store.

#pragma once

#include "app/cli/commands.hpp"

namespace aftercare::app {

/// Reads answers from place.in, a line each.
base::Result<int> label_cases(const TextArguments& arguments, const pipeline::Session& session,
                              const Place& place);
base::Result<int> train_labels(const TextArguments& arguments, const pipeline::Session& session,
                               const Place& place);
/// Whichever of them is asked.
base::Result<int> label_in_store(const TextArguments& arguments, const pipeline::Session& session,
                                 const Place& place);

}  // namespace aftercare::app
