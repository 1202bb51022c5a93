#include "quality/finding_labels.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "base/share.hpp"
#include "base/yaml_file.hpp"

namespace aftercare::quality {
namespace {

constexpr std::string_view kImpossible = "impossible_value";

// A node's label under the key; nothing if it lacks a language.
std::optional<records::Label> label_of(const YAML::Node& node, const char* key) {
  const auto label = node[key];
  if (!label || !label.IsMap()) return std::nullopt;
  records::Label read{base::text_or(label, "en", ""), base::text_or(label, "zh", "")};
  if (read.en.empty() || read.zh.empty()) return std::nullopt;
  return read;
}

std::optional<double> share_of(const YAML::Node& node) {
  double share = -1;
  try {
    share = node.as<double>();
  } catch (const YAML::Exception&) {
    return std::nullopt;
  }
  return share >= 0 && share <= 1 ? std::optional(share) : std::nullopt;
}

}  // namespace

base::Result<FindingLabels> FindingLabels::load(const std::filesystem::path& workspace) {
  const auto files = base::catalog_files("rules", workspace);
  if (!files) return base::failure_of(files);
  return load_files(*files);
}

base::Result<FindingLabels> FindingLabels::load_files(
    const std::vector<std::filesystem::path>& files) {
  FindingLabels labels;
  std::map<std::string, std::optional<double>> emptying;  // Rules that remove a value.
  for (const auto& file : files) {
    const auto root = base::load_yaml(file);
    if (!root) return base::failure_of(root);
    if (!root->IsMap()) continue;
    for (const auto& [list, name] : {std::pair("rules", "name"), std::pair("findings", "code")}) {
      for (const auto& node : (*root)[list]) {
        const auto code = node.IsMap() ? base::text_or(node, name, "") : "";
        if (code.empty() || (node["off"] && !node["label"])) continue;
        auto label = label_of(node, "label");
        if (!label)
          return base::failure(
              fmt::format("a label needs zh and en: {}, at {}", code, base::where(file, node)),
              fmt::format("名称需要中英文：{}，位于 {}", code, base::where(file, node)));
        labels.labels_.insert_or_assign(code, std::move(*label));
        const auto given = node["confidence"];
        const auto confidence = given ? share_of(given) : std::nullopt;
        if (given && !confidence)
          return base::failure(
              fmt::format("a confidence is no number from 0 to 1: {}, at {}", code,
                          base::where(file, given)),
              fmt::format("把握不是 0 到 1 的数：{}，位于 {}", code, base::where(file, given)));
        if (name == std::string_view("name")) {
          emptying.erase(code);
          if (node["repair"].IsDefined()) emptying.emplace(code, confidence);
          continue;
        }
        if (!confidence) continue;
        auto why = label_of(node, "why");
        if (!why)
          return base::failure(fmt::format("a confidence needs a 'why' in zh and en: {}, at {}",
                                           code, base::where(file, node)),
                               fmt::format("把握需要中英文的理由（why）：{}，位于 {}", code,
                                           base::where(file, node)));
        labels.trusts_.insert_or_assign(
            code,
            RepairTrust{*confidence, base::text_or(node, "always", "") == "true", std::move(*why)});
      }
    }
  }
  const auto* const impossible = labels.trust(kImpossible);
  for (const auto& [rule, confidence] : emptying) {
    auto trust = impossible == nullptr ? RepairTrust{1, false, {}} : *impossible;
    if (confidence) trust.confidence = *confidence;
    labels.trusts_.insert_or_assign(rule, std::move(trust));
  }
  return labels;
}

const RepairTrust* FindingLabels::trust(std::string_view code) const {
  const auto at = trusts_.find(code);
  return at == trusts_.end() ? nullptr : &at->second;
}

records::Label FindingLabels::of(std::string_view code) const {
  const auto at = labels_.find(code);
  if (at != labels_.end()) return at->second;
  return {std::string(code), std::string(code)};
}

}  // namespace aftercare::quality
