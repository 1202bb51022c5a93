#include "text/pinyin.hpp"

#include <fmt/format.h>

#include "base/share.hpp"
#include "base/utf8.hpp"
#include "base/yaml_file.hpp"

namespace aftercare::text {

base::Result<Pinyin> Pinyin::load(const std::filesystem::path& workspace) {
  const auto files = base::catalog_files("pinyin.yaml", workspace);
  if (!files) return base::failure_of(files);
  Pinyin pinyin;
  for (const auto& file : *files) {
    const auto root = base::load_yaml(file);
    if (!root) return base::failure_of(root);
    const auto syllables = root->IsMap() ? (*root)["syllables"] : YAML::Node();
    if (!syllables.IsMap())
      return base::failure(fmt::format("missing: syllables, at {}", base::where(file, *root)),
                           fmt::format("缺少：syllables，位于 {}", base::where(file, *root)));
    for (const auto& one : syllables) {
      if (!one.second.IsScalar()) continue;
      const auto& letters = one.second.Scalar();
      for (std::size_t at = 0; at < letters.size();)
        pinyin.readings_[base::next_code_point(letters, at)] = one.first.Scalar();
    }
    const auto surnames = (*root)["surnames"];
    if (surnames.IsMap())
      for (const auto& one : surnames) {
        std::size_t at = 0;
        const auto letter = one.first.Scalar();
        if (!letter.empty() && one.second.IsScalar())
          pinyin.surnames_[base::next_code_point(letter, at)] = one.second.Scalar();
      }
  }
  return pinyin;
}

std::string Pinyin::of_name(std::string_view name) const {
  std::string sound;
  for (std::size_t at = 0; at < name.size();) {
    const char32_t point = base::next_code_point(name, at);
    const auto syllable = sound.empty() ? of_surname(point) : of(point);
    if (syllable.empty()) continue;
    if (!sound.empty()) sound += ' ';
    sound += syllable;
  }
  return sound;
}

}  // namespace aftercare::text
