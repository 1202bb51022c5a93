#include "app/cli/corpus_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/cli/names_report.hpp"
#include "app/cli/table_text.hpp"
#include "language/corpus/phrase_finder.hpp"

namespace aftercare::app {
namespace {

using CorpusJson = nlohmann::ordered_json;

constexpr std::size_t kPlacesShown = 5, kAllPlaces = ~std::size_t{0};

void print_terms(const std::vector<language::ToldTerm>& terms, std::size_t most, bool with_windows,
                 TermKind kind, const Console& console) {
  const auto say = [&](const char* en, const char* zh) { return std::string(console.say(en, zh)); };
  TextTable table{{kind == TermKind::phrase ? say("phrase", "短语") : say("word", "词"),
                   say("texts", "文本数"), say("score", "得分")},
                  {},
                  {false, true, true}};
  if (with_windows) {
    for (auto head : {say("now", "本期"), say("before", "上期"), say("growth", "增长")}) {
      table.header.push_back(std::move(head));
      table.right.push_back(true);
    }
  }
  for (std::size_t i = 0; i < std::min(most, terms.size()); ++i) {
    const auto& term = terms[i];
    std::vector<std::string> row = {term.text, std::to_string(term.texts),
                                    fmt::format("{:.1f}", term.score)};
    if (with_windows)
      for (auto cell : {fmt::format("{}", term.now), fmt::format("{}", term.before),
                        fmt::format("{:.1f}", term.growth)})
        row.push_back(std::move(cell));
    table.rows.push_back(std::move(row));
  }
  console.print(to_text(table));
}

// The list, then what grew.
void tell_terms(const std::vector<language::ToldTerm>& terms, TermKind kind, std::size_t most,
                bool with_windows, const Console& console, CorpusJson& json) {
  const auto rising =
      with_windows ? language::rising_terms(terms) : std::vector<language::ToldTerm>();
  json[kind == TermKind::phrase ? "phrases" : "keywords"] =
      terms_json(terms, most, with_windows, kind);
  if (with_windows) json["rising"] = terms_json(rising, most, true, kind);
  if (console.json()) return;
  print_terms(terms, most, with_windows, kind, console);
  if (rising.empty()) return;
  console.line(console.say("\nmore than in the days before:", "\n较上期增长："));
  print_terms(rising, most, true, kind, console);
}

void print_topics(const std::vector<language::DiscoveredTopic>& topics, std::size_t most,
                  std::size_t looked_at, const TextPlaces& places, const Console& console) {
  const auto say = [&](const char* en, const char* zh) { return std::string(console.say(en, zh)); };
  TextTable table{
      {say("what they speak of", "所谈内容"), say("texts", "文本数"), say("before", "上期"),
       say("growth", "增长"), places.name == "rows" ? say("rows", "行") : say("cases", "案例")},
      {},
      {false, true, true, true, false}};
  for (std::size_t i = 0; i < std::min(most, topics.size()); ++i) {
    const auto& topic = topics[i];
    std::string shown;
    for (std::size_t at = 0; at < std::min(kPlacesShown, topic.texts.size()); ++at) {
      const auto place = places.of(topic.texts[at]);
      shown += (at == 0 ? "" : " ") + (place.is_string() ? place.get<std::string>() : place.dump());
    }
    table.rows.push_back({name_of(topic), std::to_string(topic.texts.size()),
                          std::to_string(topic.before), fmt::format("{:.1f}", topic.growth),
                          shown});
  }
  if (!table.rows.empty()) console.print(to_text(table));
  console.line(
      fmt::format(fmt::runtime(console.say("{} groups among {} texts that no topic is known for",
                                           "在 {1} 条无已知主题的文本中发现 {0} 组")),
                  topics.size(), looked_at));
}

}  // namespace

base::Result<void> tell_corpus(const ReadTexts& read, const TextArguments& arguments,
                               const Console& console, CorpusJson& json) {
  const std::size_t most = arguments.top;
  const auto& windows = read.windows;
  if (arguments.action == TextArguments::Action::names)
    return tell_names(language::find_names(read.corpus, read.analyser), arguments, console, json);
  if (arguments.action == TextArguments::Action::keywords) {
    tell_terms(language::told_keywords(read.corpus, windows, read.least_said), TermKind::word, most,
               windows.known, console, json);
    return {};
  }
  const auto found = language::find_phrases(read.corpus);
  if (arguments.action == TextArguments::Action::phrases) {
    tell_terms(language::told_phrases(found, windows), TermKind::phrase, most, windows.known,
               console, json);
    return {};
  }
  auto looked_at = read.without_topic();
  json["without_topic"] = std::ranges::count(looked_at, 1);
  if (windows.known)
    for (std::size_t i = 0; i < looked_at.size(); ++i) looked_at[i] &= windows.now[i];
  const auto topics = language::discover_topics(read.corpus, found, looked_at, windows.before);
  const auto looked = static_cast<std::size_t>(std::ranges::count(looked_at, 1));
  json["looked_at"] = looked;
  json["topics"] = topics_json(topics, most, windows.known, kAllPlaces, read.places);
  if (!console.json()) print_topics(topics, most, looked, read.places, console);
  return {};
}

}  // namespace aftercare::app
