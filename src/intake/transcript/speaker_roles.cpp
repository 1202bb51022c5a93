#include "intake/transcript/speaker_roles.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <cctype>
#include <utility>
#include <vector>

#include "base/share.hpp"
#include "base/yaml_file.hpp"
#include "intake/file_name_facts.hpp"
#include "intake/mail/mail_bytes.hpp"

namespace aftercare::intake {

struct SpeakerRoles::State {
  std::vector<std::pair<std::string, std::string>> words;  // Word in lower case -> sender.
  std::vector<std::string> greetings;
  std::unique_ptr<RE2> numbered, start;
};

namespace {

std::unique_ptr<RE2> speaker_pattern(const std::string& text) {
  RE2::Options options;
  options.set_case_sensitive(false);
  options.set_log_errors(false);
  return std::make_unique<RE2>(text, options);
}

}  // namespace

base::Result<SpeakerRoles> SpeakerRoles::load(const std::filesystem::path& workspace) {
  auto state = std::make_shared<State>();
  const auto files = base::catalog_files("transcripts.yaml", workspace);
  if (!files) return base::failure_of(files);
  for (const auto& file : *files) {  // A workspace's own file stands for the shipped one.
    const auto root = base::load_yaml(file);
    if (!root) return base::failure_of(root);
    *state = {};
    if (root->IsMap())
      for (const auto& role : (*root)["roles"])
        for (const auto& word : role["words"])
          state->words.emplace_back(in_lower_case(word.Scalar()),
                                    base::text_or(role, "sender", ""));
    if (root->IsMap())
      for (const auto& greeting : (*root)["greetings"])
        state->greetings.push_back(in_lower_case(greeting.Scalar()));
    state->numbered = speaker_pattern(base::text_or(*root, "numbered", "("));
    state->start = speaker_pattern(base::text_or(*root, "start", "("));
    if (state->words.empty() || !state->numbered->ok() || !state->start->ok() ||
        !state->start->NamedCapturingGroups().contains("date"))
      return base::failure(
          fmt::format("roles, or the patterns numbered and start (with a group 'date'), are "
                      "missing or wrong: {}",
                      file.string()),
          fmt::format("roles 或正则 numbered、start（含命名组 date）缺失或有误：{}",
                      file.string()));
  }
  const auto lexicons = base::catalog_files("lexicons", workspace);
  if (!lexicons) return base::failure_of(lexicons);
  for (const auto& file : *lexicons) {
    const auto root = base::load_yaml(file);
    if (!root) return base::failure_of(root);
    if (!root->IsMap() || base::text_or(*root, "lexicon", "") != "speaker") continue;
    for (const auto& group : (*root)["groups"])
      for (const auto& word : group["words"])
        if (auto lower = in_lower_case(word.Scalar());
            std::ranges::find(state->words, lower, &std::pair<std::string, std::string>::first) ==
            state->words.end())
          state->words.emplace_back(std::move(lower), "agent");
  }
  SpeakerRoles roles;
  roles.state_ = std::move(state);
  return roles;
}

std::string_view SpeakerRoles::sender_of(std::string_view speaker) const {
  const auto lower = in_lower_case(without_space_around(speaker));
  std::size_t longest = 0;
  std::string_view sender;
  for (const auto& [word, role] : state_->words) {
    if (word.size() <= longest || !lower.starts_with(word)) continue;
    // "user" is no part of "username"; Chinese words need no gap.
    const auto rest = std::string_view(lower).substr(word.size());
    const bool latin = std::isalpha(static_cast<unsigned char>(word.back())) != 0;
    if (latin && !rest.empty() && std::isalpha(static_cast<unsigned char>(rest.front())) != 0)
      continue;
    longest = word.size();
    sender = role;
  }
  return sender;
}

bool SpeakerRoles::is_numbered(std::string_view speaker) const {
  speaker = without_space_around(speaker);
  return RE2::FullMatch(re2::StringPiece(speaker.data(), speaker.size()), *state_->numbered);
}

bool SpeakerRoles::greets(std::string_view text) const {
  const auto lower = in_lower_case(text);
  return std::ranges::any_of(state_->greetings, [&lower](const std::string& greeting) {
    return lower.find(greeting) != lower.npos;
  });
}

std::string SpeakerRoles::start_in(std::string_view line) const {
  line = line.substr(0, 300);
  const auto groups = static_cast<std::size_t>(state_->start->NumberOfCapturingGroups());
  std::vector<re2::StringPiece> parts(groups + 1);
  if (!state_->start->Match(re2::StringPiece(line.data(), line.size()), 0, line.size(),
                            RE2::ANCHOR_BOTH, parts.data(), static_cast<int>(parts.size())))
    return {};
  const auto at = static_cast<std::size_t>(state_->start->NamedCapturingGroups().at("date"));
  return date_in({parts[at].data(), parts[at].size()});
}

}  // namespace aftercare::intake
