// Entities of texts: the parts of `text train`, `text eval` and `text entities` that find spans.

#pragma once

#include <filesystem>
#include <string>

#include "app/cli/commands.hpp"

namespace aftercare::app {

base::Result<int> train_spans(const TextArguments& arguments,
                              const std::filesystem::path& workspace, const Place& place);
/// `bytes`: the model file, of which SpanModel::is_one.
base::Result<int> eval_spans(const TextArguments& arguments, const std::string& bytes,
                             const Place& place);
/// With the learnt model, or without one what the program knows itself.
base::Result<int> find_entities(const TextArguments& arguments,
                                const std::filesystem::path& workspace, const Place& place);

}  // namespace aftercare::app
