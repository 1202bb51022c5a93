#include "language/conversation_cues.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/share.hpp"
#include "base/yaml_file.hpp"
#include "text/normal_text.hpp"

namespace aftercare::language {
namespace {

constexpr std::string_view kCueNames[] = {
    "promise", "courtesy", "transfer", "resolved", "unresolved", "settled", "refused",
    "demand",  "greeting", "term",     "duty",     "money",      "goods",   "answer"};

}  // namespace

std::string_view to_name(Side side) {
  constexpr std::string_view names[] = {"customer", "agent", "bot", "system"};
  return names[static_cast<std::size_t>(side)];
}

base::Result<ConversationCues> ConversationCues::load(const std::filesystem::path& workspace) {
  const auto files = base::catalog_files("conversations.yaml", workspace);
  if (!files) return base::failure_of(files);
  ConversationCues cues;
  text::PhraseSetBuilder phrases;
  for (const auto& file : *files) {
    const auto yaml = base::load_yaml(file);
    if (!yaml) return base::failure_of(yaml);
    for (const auto& node : (*yaml)["cues"]) {
      const auto name = base::text_or(node, "cue", "");
      const auto side = base::text_or(node, "side", "");
      const auto* const known = std::ranges::find(kCueNames, name);
      if (known == std::end(kCueNames) || (side != "customer" && side != "agent" && side != "any"))
        return base::failure(fmt::format("unknown cue '{}' or side '{}', at {}", name, side,
                                         base::where(file, node)),
                             fmt::format("未知的提示“{}”或说话方“{}”，位于 {}", name, side,
                                         base::where(file, node)));
      const auto bit = 1U << static_cast<unsigned>(known - std::begin(kCueNames));
      for (const auto& phrase : node["phrases"]) {
        const auto number = phrases.add(phrase.Scalar());
        if (number == text::PhraseSet::kNone) continue;
        if (number >= cues.meanings_.size()) cues.meanings_.resize(number + 1);
        if (side != "agent") cues.meanings_[number].of_customer |= bit;
        if (side != "customer") cues.meanings_[number].of_agent |= bit;
      }
    }
  }
  cues.phrases_ = std::move(phrases).build();
  return cues;
}

std::uint32_t ConversationCues::in(std::string_view sentence, Side side) const {
  thread_local text::NormalText normal;
  normal.clear();
  normal.add(sentence, nullptr);
  std::uint32_t cues = 0;
  each(normal.points(), side,
       [&cues](std::size_t, std::size_t, std::uint32_t bits) { cues |= bits; });
  return cues;
}

}  // namespace aftercare::language
