#include "app/http/text_api.hpp"

#include <string_view>

#include "app/conversation_json.hpp"
#include "app/corpus_json.hpp"
#include "app/http/answers.hpp"
#include "app/http/asked_page.hpp"

namespace aftercare::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kConversation = "conversation/";
// An answer waits for them: about a second for each twenty thousand texts.
constexpr std::uint64_t kTextsOfAnswer = 20'000;
constexpr std::size_t kTopicsTold = 20, kCasesTold = 5, kPhrasesTold = 20;

}  // namespace

std::optional<Response> TextApi::get(const std::string& name, const access::Caller& caller) const {
  if (!name.starts_with(kConversation)) return std::nullopt;
  const auto talk =
      pipeline::case_conversation(session_, caller.viewer, name.substr(kConversation.size()));
  if (!talk) return error_response(talk.error());
  return *talk ? json_response(200, to_json(**talk)) : not_found();
}

std::optional<Response> TextApi::post(const std::string& name, const nlohmann::json& body,
                                      const access::Caller& caller) const {
  if (name != "discover") return std::nullopt;
  const auto days = days_in(body);
  if (!days) return error_response(days.error());
  const auto words =
      pipeline::stored_words(session_, caller.viewer, {days->from, days->to, kTextsOfAnswer});
  if (!words) return error_response(words.error());
  const auto phrases = language::find_phrases(words->corpus);
  const auto topics = pipeline::new_topics(*words, phrases);
  auto json = period_json(*words);
  json["without_topic"] = words->without_topic;
  json["groups"] = topics.size();
  // Whose cases they are is for who may see cases.
  const auto told = caller.may("cases.read") ? kCasesTold : 0;
  json["topics"] = topics_json(topics, kTopicsTold, true, told, places_of(*words));
  json["rising"] =
      terms_json(language::rising_terms(language::told_phrases(phrases, words->windows)),
                 kPhrasesTold, true, TermKind::phrase);
  return json_response(200, json);
}

}  // namespace aftercare::app
