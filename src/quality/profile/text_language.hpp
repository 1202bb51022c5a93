// Which language short and long texts of a column are in: by script, and for Latin letters by
// function words (catalog/lexicons/languages.yaml).

#pragma once

#include <filesystem>
#include <string_view>

#include "base/result.hpp"
#include "text/phrase_set.hpp"

namespace aftercare::quality {

/// Immutable once loaded; safe between threads.
class TextLanguages {
 public:
  static base::Result<TextLanguages> load(const std::filesystem::path& workspace);

  /// "zh", "en", "latin" (another language in Latin letters, or too short to tell), "ja", "ko",
  /// "ru" (Cyrillic), "other"; "none" without letters.
  std::string_view of(std::string_view text) const;

 private:
  text::PhraseSet words_;
  std::uint32_t english_ = 0;  // The first so many phrases are English, the others are not.
};

}  // namespace aftercare::quality
