#include "quality/profile/text_language.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/share.hpp"
#include "base/utf8.hpp"
#include "base/yaml_file.hpp"
#include "text/width.hpp"

namespace aftercare::quality {

base::Result<TextLanguages> TextLanguages::load(const std::filesystem::path& workspace) {
  const auto files = base::catalog_files("lexicons", workspace);
  if (!files) return base::failure_of(files);
  TextLanguages languages;
  text::PhraseSetBuilder words;
  // English words first, so that a phrase's number says which side it is on.
  for (const bool english : {true, false}) {
    for (const auto& file : *files) {
      if (file.stem() != "languages") continue;
      const auto root = base::load_yaml(file);
      if (!root) return base::failure_of(root);
      for (const auto& group : (*root)["groups"]) {
        if ((base::text_or(group, "code", "") == "en") != english) continue;
        for (const auto& word : group["words"])
          if (word.IsScalar()) words.add(word.Scalar());
      }
    }
    if (english) languages.english_ = words.size();
  }
  languages.words_ = std::move(words).build();
  return languages;
}

std::string_view TextLanguages::of(std::string_view text) const {
  std::vector<char32_t> points;
  std::size_t han = 0, latin = 0, kana = 0, hangul = 0, cyrillic = 0, accented = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto point = base::next_code_point(text, at);
    points.push_back(point);
    han += text::is_han(point);
    latin += (point | 0x20) >= U'a' && (point | 0x20) <= U'z' && point < 0x80;
    accented += point >= 0xC0 && point <= 0x24F && point != 0xD7 && point != 0xF7;
    kana += point >= 0x3040 && point <= 0x30FF;
    hangul += point >= 0xAC00 && point <= 0xD7A3;
    cyrillic += point >= 0x400 && point <= 0x52F;
  }
  if (kana * 5 > han + kana && kana > 0) return "ja";
  if (hangul > han + latin / 4) return "ko";
  if (cyrillic > latin + han) return "ru";
  if (han * 3 > latin && han > 0) return "zh";
  if (latin + accented == 0) return "none";
  std::size_t english = 0, others = 0;
  words_.each(points, [&](std::size_t, std::size_t, std::uint32_t phrase) {
    (phrase < english_ ? english : others) += 1;
  });
  return english > others && accented * 20 < latin ? "en" : "latin";
}

}  // namespace aftercare::quality
