// Entities in sentences as customers write them: tests/language/entities/*.txt.
//
// A third of the sentences, by what they are, was held back while the recognisers were made; it is
// scored apart. What is missed or found wrongly is printed.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "base/utf8.hpp"
#include "language/analyser.hpp"

namespace aftercare::language {
namespace {

struct MarkedEntity {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  records::SpanKind kind = records::SpanKind::date;

  bool operator==(const MarkedEntity&) const = default;
};

struct Sentence {
  std::string text;
  std::vector<MarkedEntity> entities;
};

constexpr std::pair<char, records::SpanKind> kLetters[] = {
    {'o', records::SpanKind::order_number}, {'t', records::SpanKind::tracking_number},
    {'m', records::SpanKind::model},        {'p', records::SpanKind::product},
    {'b', records::SpanKind::brand},        {'c', records::SpanKind::component},
    {'a', records::SpanKind::amount},       {'q', records::SpanKind::quantity},
    {'d', records::SpanKind::date},         {'n', records::SpanKind::person_name},
    {'l', records::SpanKind::place},        {'f', records::SpanKind::phone},
    {'e', records::SpanKind::email},        {'w', records::SpanKind::account},
    {'i', records::SpanKind::id_card},      {'k', records::SpanKind::bank_card},
    {'s', records::SpanKind::passport},     {'v', records::SpanKind::plate},
    {'x', records::SpanKind::address}};

records::SpanKind kind_of(char letter) {
  for (const auto& [known, kind] : kLetters)
    if (known == letter) return kind;
  ADD_FAILURE() << "unknown mark " << letter;
  return records::SpanKind::date;
}

std::vector<std::string> lines_of(const std::string& name) {
  const auto file = std::filesystem::path(__FILE__).parent_path() / "entities" / name;
  std::ifstream in(file);
  EXPECT_TRUE(in.good()) << file;
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);)
    if (!line.empty() && line[0] != '#') lines.push_back(line);
  return lines;
}

// "{d|昨天}下的单": the text, and where its marks stand.
Sentence read_marks(const std::string& marked) {
  Sentence sentence;
  for (std::size_t at = 0; at < marked.size(); ++at) {
    if (marked[at] != '{') {
      sentence.text.push_back(marked[at]);
      continue;
    }
    const auto end = marked.find('}', at);
    const auto inner = marked.substr(at + 3, end - at - 3);
    const auto begin = static_cast<std::uint32_t>(base::count_code_points(sentence.text));
    sentence.text += inner;
    sentence.entities.push_back({begin,
                                 static_cast<std::uint32_t>(base::count_code_points(sentence.text)),
                                 kind_of(marked[at + 1])});
    at = end;
  }
  return sentence;
}

std::vector<Sentence> all_sentences() {
  std::vector<Sentence> sentences;
  for (const auto& line : lines_of("sentences.txt")) sentences.push_back(read_marks(line));
  std::map<std::string, std::vector<std::string>> values;
  std::string list;
  std::map<std::string, std::size_t> next;
  for (const auto& line : lines_of("templates.txt")) {
    if (line.starts_with("= ")) {
      list = line.substr(2);
      continue;
    }
    if (list != "text") {
      values[list].push_back(line);
      continue;
    }
    const bool fixed = line.find('{') == line.npos;
    for (int round = 0; round < (fixed ? 1 : 6); ++round) {
      std::string marked;
      for (std::size_t at = 0; at < line.size(); ++at) {
        if (line[at] != '{') {
          marked.push_back(line[at]);
          continue;
        }
        const std::string name(1, line[at + 1]);
        const auto& from = values[name];
        marked += "{" + name + "|" + from[next[name]++ % from.size()] + "}";
        at += 2;
      }
      sentences.push_back(read_marks(marked));
    }
  }
  return sentences;
}

bool is_held_back(const std::string& text) {
  std::uint32_t sum = 2166136261U;
  for (const char byte : text) sum = (sum ^ static_cast<unsigned char>(byte)) * 16777619U;
  return (sum >> 8) % 3 == 0;
}

struct SpanCounts {
  std::size_t sentences = 0, given = 0, found = 0, right = 0;
  double f1() const {
    return 2.0 * static_cast<double>(right) / static_cast<double>(given + found);
  }
};

SpanCounts score(bool held_back) {
  // The shop of the sentences: what its workspace would hold.
  static const auto analyser = Analyser::load(
      {}, {{"飞鸟X3扫地机", "云雀Pro破壁机", "晨星儿童手表"}, {"飞鸟", "云雀", "晨星"}});
  EXPECT_TRUE(analyser.has_value()) << analyser.error().message;
  Scratch scratch;
  std::vector<Entity> found;
  SpanCounts counts;
  for (const auto& sentence : all_sentences()) {
    if (is_held_back(sentence.text) != held_back) continue;
    ++counts.sentences;
    (*analyser)->find_entities(sentence.text, {}, scratch, found);
    std::vector<MarkedEntity> seen;
    for (const auto& entity : found) seen.push_back({entity.begin, entity.end, entity.kind});
    counts.given += sentence.entities.size();
    counts.found += seen.size();
    std::string wrong;
    for (const auto& entity : sentence.entities)
      if (std::find(seen.begin(), seen.end(), entity) != seen.end())
        ++counts.right;
      else
        wrong += fmt::format(" -{}[{},{})", to_name(entity.kind), entity.begin, entity.end);
    for (const auto& entity : found)
      if (std::find(sentence.entities.begin(), sentence.entities.end(),
                    MarkedEntity{entity.begin, entity.end, entity.kind}) == sentence.entities.end())
        wrong += fmt::format(" +{}({} by {})", to_name(entity.kind), entity.text, entity.reason);
    if (!wrong.empty()) std::printf("%s |%s\n", sentence.text.c_str(), wrong.c_str());
  }
  std::printf("%zu sentences, %zu entities, %zu found, %zu right: span F1 %.4f\n", counts.sentences,
              counts.given, counts.found, counts.right, counts.f1());
  return counts;
}

}  // namespace

TEST(EntitySentencesTest, TheSetIsLargeAndMixed) {
  std::size_t without = 0;
  const auto sentences = all_sentences();
  for (const auto& sentence : sentences) without += sentence.entities.empty();
  EXPECT_GE(sentences.size(), 500U);
  EXPECT_GE(without, 60U);
}

TEST(EntitySentencesTest, SentencesTheRulesWereMadeWith) {
  EXPECT_GE(score(false).f1(), 0.95);
}

TEST(EntitySentencesTest, SentencesHeldBack) {
  EXPECT_GE(score(true).f1(), 0.95);
}

}  // namespace aftercare::language
