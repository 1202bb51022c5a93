// glossary: what every number means, from the definitions that compute it.

#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/cli/commands.hpp"
#include "metrics/glossary.hpp"
#include "pipeline/workspace.hpp"
#include "records/dictionary.hpp"

namespace aftercare::app {

base::Result<int> run_glossary(const std::filesystem::path& workspace, const Place& place) {
  // The shipped definitions where there is no workspace.
  const auto overlay = pipeline::if_workspace(workspace);
  const auto dictionary = records::Dictionary::load(overlay);
  if (!dictionary) return base::failure_of(dictionary);
  const auto model = metrics::Model::load(overlay, *dictionary);
  if (!model) return base::failure_of(model);
  if (place.console.json())
    place.console.line(metrics::glossary_json(*model).dump(
        -1, ' ', false, nlohmann::json::error_handler_t::replace));
  else
    place.console.print(metrics::glossary_markdown(*model));
  return kDone;
}

}  // namespace aftercare::app
