#include "app/cli/corpus_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "app/cli/dedupe_file.hpp"
#include "app/cli/names_report.hpp"
#include "app/cli/report_file.hpp"
#include "app/cli/table_text.hpp"
#include "app/cli/text_analyser.hpp"
#include "app/cli/text_file.hpp"
#include "base/workers.hpp"
#include "language/corpus/phrase_finder.hpp"
#include "language/corpus/topic_discovery.hpp"
#include "language/corpus/word_corpus.hpp"

namespace aftercare::app {
namespace {

using CorpusJson = nlohmann::ordered_json;
using language::WordCorpus;

// Which texts are of the last days of the file, which of as many before. Neither without times.
struct Windows {
  bool known = false;
  std::vector<std::uint8_t> now, before;
  double texts_now = 0, texts_before = 0;
};

Windows windows_of(const std::vector<std::optional<records::Moment>>& moments, int days) {
  Windows windows;
  windows.now.assign(moments.size(), 0);
  windows.before.assign(moments.size(), 0);
  std::optional<records::Moment> last;
  for (const auto& moment : moments)
    if (moment && (!last || *moment > *last)) last = moment;
  if (!last) return windows;
  windows.known = true;
  const auto length = std::chrono::days(days);
  for (std::size_t i = 0; i < moments.size(); ++i) {
    if (!moments[i]) continue;
    windows.now[i] = *moments[i] > *last - length;
    windows.before[i] = windows.now[i] == 0 && *moments[i] > *last - 2 * length;
    windows.texts_now += windows.now[i];
    windows.texts_before += windows.before[i];
  }
  return windows;
}

// A word or phrase as it is told.
struct CorpusTerm {
  std::string text;
  std::size_t texts = 0;
  std::size_t count = 0;
  double score = 0;
  double now = 0, before = 0;
  double growth = 0;
  double cohesion = 0, freedom = 0;
};

void count_windows(CorpusTerm& term, std::span<const std::uint32_t> texts, const Windows& windows) {
  for (const auto text : texts) {
    term.now += windows.now[text];
    term.before += windows.before[text];
  }
  term.growth =
      language::growth_score(term.now, windows.texts_now, term.before, windows.texts_before);
}

std::vector<CorpusTerm> keywords_of(const WordCorpus& corpus, const Windows& windows) {
  std::vector<std::vector<std::uint32_t>> texts(corpus.words.size());
  std::vector<std::size_t> counts(corpus.words.size(), 0);
  for (std::uint32_t number = 0; number < corpus.texts(); ++number)
    for (const auto word : corpus.text(number)) {
      if (word == WordCorpus::kBreak) continue;
      ++counts[word];
      if (texts[word].empty() || texts[word].back() != number) texts[word].push_back(number);
    }
  std::vector<CorpusTerm> terms;
  for (std::uint32_t word = 0; word < corpus.words.size(); ++word) {
    if (!corpus.is_content(word) || texts[word].size() < 2) continue;
    CorpusTerm term{corpus.words[word], texts[word].size(), counts[word]};
    count_windows(term, texts[word], windows);
    // With times, of what is said now; a word of one long text does not count for many.
    const double said = windows.known ? term.now : static_cast<double>(term.texts);
    term.score = said * corpus.rarity[word];
    terms.push_back(std::move(term));
  }
  std::ranges::stable_sort(terms, std::greater{}, &CorpusTerm::score);
  return terms;
}

std::vector<CorpusTerm> phrases_of(const std::vector<language::FoundPhrase>& phrases,
                                   const Windows& windows) {
  std::vector<CorpusTerm> terms;
  for (const auto& phrase : phrases) {
    CorpusTerm term{phrase.text, phrase.texts.size(), phrase.count, phrase.score};
    term.cohesion = phrase.cohesion;
    term.freedom = phrase.freedom;
    count_windows(term, phrase.texts, windows);
    terms.push_back(std::move(term));
  }
  return terms;
}

CorpusJson term_json(const CorpusTerm& term, const Windows& windows, bool phrase) {
  CorpusJson json = {{phrase ? "phrase" : "word", term.text},
                     {"texts", term.texts},
                     {"count", term.count},
                     {"score", term.score}};
  if (phrase) {
    json["cohesion"] = term.cohesion;
    json["freedom"] = term.freedom;
  }
  if (windows.known) {
    json["now"] = term.now;
    json["before"] = term.before;
    json["growth"] = term.growth;
    if (phrase) json["new"] = term.before == 0 && term.now > 0;
  }
  return json;
}

void print_terms(const std::vector<CorpusTerm>& terms, std::size_t most, const Windows& windows,
                 bool phrase, const Console& console) {
  const auto say = [&](const char* en, const char* zh) { return std::string(console.say(en, zh)); };
  TextTable table{{phrase ? say("phrase", "短语") : say("word", "词"), say("texts", "文本数"),
                   say("score", "得分")},
                  {},
                  {false, true, true}};
  if (windows.known) {
    for (auto head : {say("now", "本期"), say("before", "上期"), say("growth", "增长")}) {
      table.header.push_back(std::move(head));
      table.right.push_back(true);
    }
  }
  for (std::size_t i = 0; i < std::min(most, terms.size()); ++i) {
    const auto& term = terms[i];
    std::vector<std::string> row = {term.text, std::to_string(term.texts),
                                    fmt::format("{:.1f}", term.score)};
    if (windows.known)
      for (auto cell : {fmt::format("{}", term.now), fmt::format("{}", term.before),
                        fmt::format("{:.1f}", term.growth)})
        row.push_back(std::move(cell));
    table.rows.push_back(std::move(row));
  }
  console.print(to_text(table));
}

std::vector<CorpusTerm> rising(std::vector<CorpusTerm> terms) {
  constexpr double surely = 10.83;  // One in a thousand by chance.
  std::erase_if(terms, [](const CorpusTerm& term) { return term.growth < surely; });
  std::ranges::stable_sort(terms, std::greater{}, &CorpusTerm::growth);
  return terms;
}

CorpusJson list_json(const std::vector<CorpusTerm>& terms, std::size_t most, const Windows& windows,
                     bool phrase) {
  CorpusJson list = CorpusJson::array();
  for (std::size_t i = 0; i < std::min(most, terms.size()); ++i)
    list.push_back(term_json(terms[i], windows, phrase));
  return list;
}

// Per text: 1 if no topic is known for it and it says enough to have one.
std::vector<std::uint8_t> without_topic(const language::Analyser& analyser, const TextFile& file) {
  std::vector<std::uint8_t> flags(file.texts.size(), 0);
  base::for_blocks(file.texts.size(), 256, base::default_workers(),
                   [&](std::size_t, std::size_t from, std::size_t to) {
                     language::Scratch scratch;
                     language::Analysis found;
                     for (std::size_t i = from; i < to; ++i) {
                       analyser.analyse({}, file.texts[i], {}, scratch, found);
                       flags[i] = found.topic.empty() && found.noise.empty();
                     }
                   });
  return flags;
}

}  // namespace

base::Result<int> read_corpus_of(const TextArguments& arguments,
                                 const std::filesystem::path& workspace, const Place& place) {
  const auto started = std::chrono::steady_clock::now();
  const auto file = read_text_file(arguments.file, arguments.text, "", {}, FilePart::whole, place);
  if (!file) return base::failure_of(file);
  const auto analyser = TextAnalyser::open(workspace, arguments, place);
  if (!analyser) return base::failure_of(analyser);
  const auto moments = moments_of(*file, arguments, analyser->zone());
  if (!moments) return base::failure_of(moments);
  const auto windows = windows_of(*moments, arguments.days);
  const auto corpus = language::read_corpus(file->texts, analyser->get(), base::default_workers());
  const auto& console = place.console;
  const std::size_t most = arguments.top;
  CorpusJson json = {
      {"file", arguments.file}, {"column", arguments.text}, {"texts", corpus.texts()}};
  if (windows.known) {
    json["days"] = arguments.days;
    json["texts_now"] = windows.texts_now;
    json["texts_before"] = windows.texts_before;
  }
  const auto say = [&](const char* en, const char* zh) { return std::string(console.say(en, zh)); };
  if (arguments.action == TextArguments::Action::names) {
    if (const auto told =
            tell_names(language::find_names(corpus, analyser->get()), arguments, console, json);
        !told)
      return base::failure_of(told);
  } else if (arguments.action == TextArguments::Action::keywords) {
    const auto terms = keywords_of(corpus, windows);
    json["keywords"] = list_json(terms, most, windows, false);
    if (windows.known) json["rising"] = list_json(rising(terms), most, windows, false);
    if (!console.json()) {
      print_terms(terms, most, windows, false, console);
      if (const auto up = rising(terms); !up.empty()) {
        console.line(say("\nmore than in the days before:", "\n较上期增长："));
        print_terms(up, most, windows, false, console);
      }
    }
  } else {
    const auto found = language::find_phrases(corpus);
    if (arguments.action == TextArguments::Action::phrases) {
      const auto terms = phrases_of(found, windows);
      json["phrases"] = list_json(terms, most, windows, true);
      if (windows.known) json["rising"] = list_json(rising(terms), most, windows, true);
      if (!console.json()) {
        print_terms(terms, most, windows, true, console);
        if (const auto up = rising(terms); !up.empty()) {
          console.line(say("\nmore than in the days before:", "\n较上期增长："));
          print_terms(up, most, windows, true, console);
        }
      }
    } else {
      auto looked_at = without_topic(analyser->get(), *file);
      const auto unknown = static_cast<std::size_t>(std::ranges::count(looked_at, 1));
      if (windows.known)
        for (std::size_t i = 0; i < looked_at.size(); ++i) looked_at[i] &= windows.now[i];
      const auto topics = language::discover_topics(corpus, found, looked_at, windows.before);
      json["without_topic"] = unknown;
      json["looked_at"] = std::ranges::count(looked_at, 1);
      json["topics"] = CorpusJson::array();
      TextTable table{{say("what they speak of", "所谈内容"), say("texts", "文本数"),
                       say("before", "上期"), say("growth", "增长"), say("rows", "行")},
                      {},
                      {false, true, true, true, false}};
      for (std::size_t i = 0; i < std::min(most, topics.size()); ++i) {
        const auto& topic = topics[i];
        CorpusJson rows = CorpusJson::array();
        std::string shown;
        for (const auto text : topic.texts) {
          rows.push_back(file->record(text));
          if (rows.size() <= 5)
            shown += fmt::format("{}{}", shown.empty() ? "" : " ", file->record(text));
        }
        std::string name;
        for (const auto& term : topic.names) name += (name.empty() ? "" : " · ") + term;
        table.rows.push_back({name, std::to_string(topic.texts.size()),
                              std::to_string(topic.before), fmt::format("{:.1f}", topic.growth),
                              shown});
        CorpusJson one = {{"name", name}, {"terms", topic.names}, {"texts", topic.texts.size()}};
        if (windows.known) {
          one["before"] = topic.before;
          one["growth"] = topic.growth;
        }
        one["rows"] = std::move(rows);
        json["topics"].push_back(std::move(one));
      }
      if (!console.json()) {
        console.print(to_text(table));
        console.line(fmt::format(
            fmt::runtime(console.say("{} groups among {} texts that no topic is known for",
                                     "在 {1} 条无已知主题的文本中发现 {0} 组")),
            topics.size(), std::ranges::count(looked_at, 1)));
      }
    }
  }
  if (console.json()) {
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
    json["seconds"] = took.count();
    console.line(dumped_json(json));
  }
  return kDone;
}

}  // namespace aftercare::app
