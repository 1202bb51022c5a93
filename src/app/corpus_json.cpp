#include "app/corpus_json.hpp"

#include <algorithm>

#include "records/moment.hpp"

namespace aftercare::app {
namespace {

using CorpusJson = nlohmann::ordered_json;

CorpusJson days_json(records::Day from, records::Day to) {
  return {{"from", records::to_iso(from)}, {"to", records::to_iso(to)}};
}

}  // namespace

CorpusJson terms_json(const std::vector<language::ToldTerm>& terms, std::size_t most,
                      bool with_windows, TermKind kind) {
  const bool phrase = kind == TermKind::phrase;
  CorpusJson list = CorpusJson::array();
  for (std::size_t i = 0; i < std::min(most, terms.size()); ++i) {
    const auto& term = terms[i];
    CorpusJson json = {{phrase ? "phrase" : "word", term.text},
                       {"texts", term.texts},
                       {"count", term.count},
                       {"score", term.score}};
    if (phrase) {
      json["cohesion"] = term.cohesion;
      json["freedom"] = term.freedom;
    }
    if (with_windows) {
      json["now"] = term.now;
      json["before"] = term.before;
      json["growth"] = term.growth;
      if (phrase) json["new"] = term.before == 0 && term.now > 0;
    }
    list.push_back(std::move(json));
  }
  return list;
}

std::string name_of(const language::DiscoveredTopic& topic) {
  std::string name;
  for (const auto& term : topic.names) name += (name.empty() ? "" : " · ") + term;
  return name;
}

CorpusJson topics_json(const std::vector<language::DiscoveredTopic>& topics, std::size_t most,
                       bool with_windows, std::size_t most_places, const TextPlaces& places) {
  CorpusJson list = CorpusJson::array();
  for (std::size_t i = 0; i < std::min(most, topics.size()); ++i) {
    const auto& topic = topics[i];
    CorpusJson json = {
        {"name", name_of(topic)}, {"terms", topic.names}, {"texts", topic.texts.size()}};
    if (with_windows) {
      json["before"] = topic.before;
      json["growth"] = topic.growth;
    }
    auto& told = json[places.name] = CorpusJson::array();
    for (std::size_t at = 0; at < std::min(most_places, topic.texts.size()); ++at)
      told.push_back(places.of(topic.texts[at]));
    list.push_back(std::move(json));
  }
  return list;
}

CorpusJson period_json(const pipeline::StoredWords& words) {
  return {{"period", days_json(words.from, words.to)},
          {"before", days_json(words.before_from, words.before_to)},
          {"texts_now", words.windows.texts_now},
          {"texts_before", words.windows.texts_before},
          {"stored_now", words.stored_now},
          {"stored_before", words.stored_before}};
}

TextPlaces places_of(const pipeline::StoredWords& words) {
  return {"cases", [&words](std::uint32_t text) { return CorpusJson(words.cases[text]); }};
}

}  // namespace aftercare::app
