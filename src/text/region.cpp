#include "text/region.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/share.hpp"
#include "base/yaml_file.hpp"

namespace aftercare::text {
namespace {

std::string region_key(std::string_view text) {
  std::string lower(text);
  for (char& byte : lower)
    if (byte >= 'A' && byte <= 'Z') byte = static_cast<char>(byte + ('a' - 'A'));
  return lower;
}

bool begins_part(std::string_view rest) {
  for (const std::string_view mark : {" ", "-", "/", ",", "·", "　", "，"})
    if (rest.starts_with(mark)) return true;
  return false;
}

}  // namespace

base::Result<Regions> Regions::load(const std::filesystem::path& workspace) {
  const auto files = base::catalog_files("regions.yaml", workspace);
  if (!files) return base::failure_of(files);
  return load_files(*files);
}

base::Result<Regions> Regions::load_files(const std::vector<std::filesystem::path>& files) {
  Regions regions;
  for (const auto& file : files) {
    const auto root = base::load_yaml(file);
    if (!root) return base::failure_of(root);
    const auto list = root->IsMap() ? (*root)["provinces"] : YAML::Node();
    if (!list.IsSequence())
      return base::failure(fmt::format("missing: provinces, at {}", base::where(file, *root)),
                           fmt::format("缺少：provinces，位于 {}", base::where(file, *root)));
    for (const auto& node : list) {
      const bool whole = node.IsMap() && node["label"] && node["label"].IsMap();
      Province province{whole ? base::text_or(node, "code", "") : "",
                        whole ? base::text_or(node, "full", "") : "",
                        whole ? base::text_or(node["label"], "en", "") : ""};
      if (province.code.empty() || province.full.empty() || province.en.empty())
        return base::failure(
            fmt::format("a province needs code, full and label, at {}", base::where(file, node)),
            fmt::format("省份需要 code、full 和 label，位于 {}", base::where(file, node)));
      const auto known = std::ranges::find(regions.provinces_, province.code, &Province::code);
      const auto index = static_cast<std::size_t>(known - regions.provinces_.begin());
      for (const auto& name : {province.code, province.full, province.en})
        regions.names_[region_key(name)] = index;
      if (node["synonyms"] && node["synonyms"].IsSequence())
        for (const auto& name : node["synonyms"])
          if (name.IsScalar()) regions.names_[region_key(name.Scalar())] = index;
      if (known == regions.provinces_.end())
        regions.provinces_.push_back(std::move(province));
      else
        *known = std::move(province);
    }
  }
  return regions;
}

std::string_view Regions::province(std::string_view text) const {
  const auto name = region_key(text);
  if (const auto at = names_.find(name); at != names_.end()) return provinces_[at->second].code;
  for (const std::string_view tail : {" province", " sheng", " municipality", " city"})
    if (name.ends_with(tail)) {
      const auto at = names_.find(name.substr(0, name.size() - tail.size()));
      return at == names_.end() ? std::string_view() : provinces_[at->second].code;
    }
  for (const auto& province : provinces_) {
    if (text.starts_with(province.full)) return province.code;
    if (text.starts_with(province.code) && begins_part(text.substr(province.code.size())))
      return province.code;
  }
  return {};
}

}  // namespace aftercare::text
