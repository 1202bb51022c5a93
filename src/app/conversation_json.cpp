#include "app/conversation_json.hpp"

#include <functional>
#include <string>

#include "records/moment.hpp"

namespace aftercare::app {
namespace {

using TalkJson = nlohmann::ordered_json;

// How a message is told: "row" or "message", and what stands there for the n-th.
struct TalkPlaces {
  std::string name;
  std::function<TalkJson(std::size_t)> of;
  std::function<void(std::size_t, TalkJson&)> add_voice;
};

TalkJson sentence_json(const language::SaidSentence& sentence, const TalkPlaces& places) {
  TalkJson json = {{places.name, places.of(sentence.message)}, {"text", sentence.text}};
  if (places.add_voice) places.add_voice(sentence.message, json);
  if (!sentence.about.empty()) json["about"] = sentence.about;
  if (sentence.due) json["due"] = records::to_iso(*sentence.due);
  return json;
}

TalkJson talk_json(const language::Conversation& talk, const TalkPlaces& places) {
  TalkJson json = {{"messages",
                    {{"customer", talk.messages[0]},
                     {"agent", talk.messages[1]},
                     {"bot", talk.messages[2]},
                     {"system", talk.messages[3]}}},
                   {"turns", talk.turns},
                   {"ending", language::to_name(talk.ending)}};
  if (talk.first_reply) json["first_reply_" + places.name] = places.of(*talk.first_reply);
  if (talk.first_reply_seconds) json["first_reply_seconds"] = *talk.first_reply_seconds;
  json["transferred"] = talk.transfer.has_value();
  if (talk.transfer) json["transfer_" + places.name] = places.of(*talk.transfer);
  json["mood"] = {{"begin", talk.mood_begin}, {"end", talk.mood_end}, {"course", talk.course}};
  json["promises"] = TalkJson::array();
  for (const auto& promise : talk.promises)
    json["promises"].push_back(sentence_json(promise, places));
  const auto said = [&](const std::optional<language::SaidSentence>& sentence) {
    return sentence ? sentence_json(*sentence, places) : TalkJson(nullptr);
  };
  json["summary"] = {{"problem", said(talk.problem)},
                     {"demand", said(talk.demand)},
                     {"promise", said(talk.promise)},
                     {"outcome", said(talk.outcome)}};
  return json;
}

}  // namespace

TalkJson to_json(const language::Conversation& talk, std::span<const std::uint64_t> rows) {
  return talk_json(talk, {"row", [&](std::size_t message) { return TalkJson(rows[message]); }, {}});
}

TalkJson to_json(const pipeline::CaseConversation& talk) {
  TalkJson json = {{"case", talk.case_key}};
  json.update(
      talk_json(talk.found, {"message", [](std::size_t message) { return TalkJson(message); },
                             [&](std::size_t message, TalkJson& said) {
                               said["sender"] = talk.messages[message].sender;
                               if (talk.messages[message].sent_at)
                                 said["sent_at"] = records::to_iso(*talk.messages[message].sent_at);
                             }}));
  return json;
}

}  // namespace aftercare::app
