#include "language/spoken_forms.hpp"

#include <fmt/format.h>

#include "base/packed.hpp"
#include "base/share.hpp"
#include "base/utf8.hpp"
#include "base/yaml_file.hpp"
#include "language/language_packed.hpp"
#include "text/width.hpp"

namespace aftercare::language {
namespace {

bool is_all_han(std::string_view word) {
  std::size_t at = 0, points = 0;
  while (at < word.size()) {
    if (!text::is_han(base::next_code_point(word, at))) return false;
    ++points;
  }
  return points > 1;
}

}  // namespace

base::Result<std::vector<SpokenForm>> load_spoken_forms(const std::filesystem::path& workspace) {
  const auto files = base::catalog_files("forms.yaml", workspace);
  if (!files) return base::failure_of(files);
  return base::prepared_or<std::vector<SpokenForm>>("forms", *files, load_spoken_forms);
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

std::vector<std::string> words_kept_whole(const Lexicons& lexicons,
                                          const std::vector<SpokenForm>& forms) {
  std::vector<std::string> words;
  for (const auto* name : {"segment", "component"})
    for (const auto& entry : lexicons.lexicon(name).entries) words.push_back(entry.word);
  for (const auto& form : forms)
    if (is_all_han(form.form)) words.push_back(form.form);
  return words;
}

}  // namespace aftercare::language
