#include "language/prepared_words.hpp"

#include <fmt/format.h>

#include "base/share.hpp"

namespace aftercare::language {

base::Result<std::filesystem::path> prepared_words_file() {
  std::error_code none;
  const auto share = base::share_folder();
  const auto shipped = share ? *share / "words.prepared" : std::filesystem::path("words.prepared");
  for (const auto& file : {shipped, std::filesystem::path(AFTERCARE_PREPARED_WORDS)})
    if (std::filesystem::is_regular_file(file, none)) return file;
  return base::failure(
      base::ErrorKind::internal,
      fmt::format("the dictionary of Chinese words is missing: looked for {} and {}. Run "
                  "scripts/build",
                  shipped.string(), AFTERCARE_PREPARED_WORDS),
      fmt::format("缺少中文词典：已查找 {} 和 {}。请运行 scripts/build", shipped.string(),
                  AFTERCARE_PREPARED_WORDS));
}

base::Result<PreparedWords> open_prepared_words() {
  const auto place = prepared_words_file();
  if (!place) return base::failure_of(place);
  auto file = base::PreparedFile::open(*place, kWordsVersion);
  if (!file) return base::failure_of(file);
  return std::make_shared<const base::PreparedFile>(std::move(*file));
}

}  // namespace aftercare::language
