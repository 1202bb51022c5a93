// Models that a workspace keeps by name, as the text commands use them.

#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "app/cli/commands.hpp"
#include "language/learnt/model_registry.hpp"

namespace aftercare::app {

/// The workspace's registry, if arguments.name asks for it. Fails (usage) on a bad name, no
/// workspace, or a split other than the one the model's test set was frozen with.
base::Result<std::optional<language::ModelRegistry>> registry_for(
    const TextArguments& arguments, const std::filesystem::path& workspace, unsigned held_back);

/// The file that MODEL means: a file, else the model of that name in the workspace.
std::filesystem::path model_named(const std::string& model, const std::filesystem::path& workspace,
                                  const Place& place);

/// Offers the model; adds what came of it to `json` and says it on a terminal.
base::Result<void> offer_model(language::ModelRegistry& registry, const std::string& name,
                               const std::string& bytes, language::ModelTrial trial,
                               nlohmann::ordered_json& json, const Console& console);

/// text models.
base::Result<int> list_models(const std::filesystem::path& workspace, const Place& place);

}  // namespace aftercare::app
