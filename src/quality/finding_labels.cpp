#include "quality/finding_labels.hpp"

#include <fmt/format.h>

#include "base/share.hpp"
#include "base/yaml_file.hpp"

namespace aftercare::quality {

base::Result<FindingLabels> FindingLabels::load(const std::filesystem::path& workspace) {
  const auto files = base::catalog_files("rules", workspace);
  if (!files) return base::failure_of(files);
  return load_files(*files);
}

base::Result<FindingLabels> FindingLabels::load_files(
    const std::vector<std::filesystem::path>& files) {
  FindingLabels labels;
  for (const auto& file : files) {
    const auto root = base::load_yaml(file);
    if (!root) return base::failure_of(root);
    if (!root->IsMap()) continue;
    for (const auto& [list, name] : {std::pair("rules", "name"), std::pair("findings", "code")}) {
      for (const auto& node : (*root)[list]) {
        const auto code = node.IsMap() ? base::text_or(node, name, "") : "";
        if (code.empty() || (node["off"] && !node["label"])) continue;
        const auto label = node["label"];
        const bool named = label && label.IsMap();
        const auto en = named ? base::text_or(label, "en", "") : "";
        const auto zh = named ? base::text_or(label, "zh", "") : "";
        if (en.empty() || zh.empty())
          return base::failure(
              fmt::format("a label needs zh and en: {}, at {}", code, base::where(file, node)),
              fmt::format("名称需要中英文：{}，位于 {}", code, base::where(file, node)));
        labels.labels_.insert_or_assign(code, records::Label{en, zh});
      }
    }
  }
  return labels;
}

records::Label FindingLabels::of(std::string_view code) const {
  const auto at = labels_.find(code);
  if (at != labels_.end()) return at->second;
  return {std::string(code), std::string(code)};
}

}  // namespace aftercare::quality
