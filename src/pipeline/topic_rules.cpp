#include "pipeline/topic_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/digest.hpp"
#include "base/share.hpp"
#include "language/analysis_version.hpp"

namespace aftercare::pipeline {

namespace fs = std::filesystem;

base::Result<std::string> topic_rules_digest(const Session& session) {
  const auto root = session.workspace().root();
  base::Digester all;
  all.add_field(fmt::format("{}", language::kAnalysisVersion));
  const auto add = [&all](const fs::path& file) -> base::Result<void> {
    const auto digest = base::digest_of_file(file);
    if (!digest) return base::failure_of(digest);
    all.add_field(file.filename().string()).add_field(base::to_hex(*digest));
    return {};
  };
  for (const auto* kind : {"topics.yaml", "lexicons", "forms.yaml", "recognisers.yaml"}) {
    const auto files = base::catalog_files(kind, root);
    if (!files) return base::failure_of(files);
    for (const auto& file : *files)
      if (auto added = add(file); !added) return base::failure_of(added);
  }
  std::vector<fs::path> models;  // In use; others were refused.
  std::error_code none;
  for (fs::directory_iterator at(root / "models", none), end; !none && at != end;
       at.increment(none)) {
    std::error_code absent;
    if (fs::is_regular_file(at->path() / "model", absent)) models.push_back(at->path() / "model");
  }
  std::ranges::sort(models);
  for (const auto& model : models) {
    all.add_field(model.parent_path().filename().string());
    if (auto added = add(model); !added) return base::failure_of(added);
  }
  return base::to_hex(all.finish());
}

}  // namespace aftercare::pipeline
