#include "language/spoken_forms.hpp"

#include <fmt/format.h>

#include "base/share.hpp"
#include "base/yaml_file.hpp"

namespace aftercare::language {

base::Result<std::vector<SpokenForm>> load_spoken_forms(const std::filesystem::path& workspace) {
  const auto files = base::catalog_files("forms.yaml", workspace);
  if (!files) return base::failure_of(files);
  return load_spoken_forms(*files);
}

base::Result<std::vector<SpokenForm>> load_spoken_forms(
    const std::vector<std::filesystem::path>& files) {
  std::vector<SpokenForm> forms;
  for (const auto& file : files) {
    const auto yaml = base::load_yaml(file);
    if (!yaml) return base::failure_of(yaml);
    for (const auto& node : (*yaml)["forms"]) {
      const auto meaning = node.IsMap() ? base::text_or(node, "meaning", "") : "";
      const bool whole = !meaning.empty() && node["forms"] && node["forms"].IsSequence();
      if (!whole)
        return base::failure(
            fmt::format("forms need a meaning and a list, at {}", base::where(file, node)),
            fmt::format("写法需要 meaning 和 forms 列表，位于 {}", base::where(file, node)));
      for (const auto& form : node["forms"]) {
        if (!form.IsScalar() || form.Scalar().empty())
          return base::failure(fmt::format("a form is no text, at {}", base::where(file, form)),
                               fmt::format("写法不是文本，位于 {}", base::where(file, form)));
        forms.push_back({form.Scalar(), meaning});
      }
    }
  }
  return forms;
}

}  // namespace aftercare::language
