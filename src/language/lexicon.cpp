#include "language/lexicon.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include "base/packed.hpp"
#include "base/share.hpp"
#include "base/yaml_file.hpp"
#include "language/language_packed.hpp"

namespace aftercare::language {
namespace {

constexpr std::string_view kLexicons[] = {"sentiment", "modifier", "component", "severity", "kind",
                                          "segment",   "stop",     "language",  "speaker",  "noise",
                                          "demand",    "emotion",  "motive",    "brand"};

base::Result<void> add_lexicon_file(const std::filesystem::path& file, const YAML::Node& yaml,
                                    std::map<std::string, Lexicon, std::less<>>& lexicons) {
  const auto name = base::text_or(yaml, "lexicon", "");
  if (std::ranges::find(kLexicons, name) == std::end(kLexicons))
    return base::failure(fmt::format("unknown lexicon '{}': {}. Known are {}", name, file.string(),
                                     fmt::join(kLexicons, ", ")),
                         fmt::format("未知的词典“{}”：{}。可用的有 {}", name, file.string(),
                                     fmt::join(kLexicons, "、")));
  Lexicon& lexicon = lexicons[name];
  const std::size_t known = lexicon.entries.size();
  std::unordered_set<std::string> replaced;
  for (const auto& node : yaml["groups"]) {
    LexiconGroup group;
    group.code = base::text_or(node, "code", "");
    if (const auto weight = node["weight"]) group.weight = weight.as<double>();
    if (!std::isfinite(group.weight) || std::abs(group.weight) > 10)
      return base::failure(
          fmt::format("a weight must lie between -10 and 10, at {}", base::where(file, node)),
          fmt::format("权重必须在 -10 与 10 之间，位于 {}", base::where(file, node)));
    if (const auto urgency = node["urgency"]) group.urgency = std::clamp(urgency.as<int>(), 0, 2);
    if (const auto label = node["label"])
      group.label = {base::text_or(label, "zh", group.code),
                     base::text_or(label, "en", group.code)};
    const auto index = static_cast<std::uint32_t>(lexicon.groups.size());
    lexicon.groups.push_back(std::move(group));
    for (const auto& word : node["words"]) {
      if (!word.IsScalar() || word.Scalar().empty())
        return base::failure(fmt::format("a word is no text, at {}", base::where(file, word)),
                             fmt::format("词不是文本，位于 {}", base::where(file, word)));
      const auto& text = word.Scalar();
      const bool out = text.size() > 1 && text[0] == '-' && (text[1] & 0x80) != 0;
      if (known > 0) replaced.insert(out ? text.substr(1) : text);
      if (!out) lexicon.entries.push_back({text, index});
    }
  }
  if (replaced.empty()) return {};
  std::size_t at = 0;
  std::erase_if(lexicon.entries, [&](const LexiconEntry& entry) {
    return at++ < known && replaced.contains(entry.word);
  });
  return {};
}

}  // namespace

base::Result<Lexicons> Lexicons::load(const std::filesystem::path& workspace) {
  const auto files = base::catalog_files("lexicons", workspace);
  if (!files) return base::failure_of(files);
  return base::prepared_or<Lexicons>("lexicons", *files, load_files);
}

base::Result<Lexicons> Lexicons::load_files(const std::vector<std::filesystem::path>& files) {
  Lexicons loaded;
  for (const auto& file : files) {
    const auto yaml = base::load_yaml(file);
    if (!yaml) return base::failure_of(yaml);
    try {
      if (const auto added = add_lexicon_file(file, *yaml, loaded.lexicons_); !added)
        return base::failure_of(added);
    } catch (const YAML::Exception& error) {
      return base::failure(
          fmt::format("not a valid lexicon: {}, at {}:{}", error.msg, file.string(),
                      error.mark.line + 1),
          fmt::format("词典无效：{}，位于 {}:{}", error.msg, file.string(), error.mark.line + 1));
    }
  }
  return loaded;
}

const Lexicon& Lexicons::lexicon(std::string_view name) const {
  static const Lexicon empty;
  const auto at = lexicons_.find(name);
  return at == lexicons_.end() ? empty : at->second;
}

}  // namespace aftercare::language
