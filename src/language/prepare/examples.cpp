#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <set>

#include "base/yaml_file.hpp"
#include "language/prepare/training_texts.hpp"

namespace aftercare::language {
namespace {

using Draw = std::mt19937;

std::size_t below(Draw& draw, std::size_t bound) {
  return draw() % bound;  // Never std::uniform_int_distribution: it differs between libraries.
}

std::uint32_t seed_of(std::string_view pattern) {
  std::uint32_t hash = 0x811C9DC5U;
  for (const char byte : pattern) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x01000193U;
  return hash;
}

// "(a|b|)" becomes one of its parts; they do not nest.
std::string write_out(std::string_view pattern, Draw& draw) {
  std::string text;
  while (!pattern.empty()) {
    const auto open = pattern.find('(');
    text += pattern.substr(0, open);
    if (open == pattern.npos) break;
    const auto close = pattern.find(')', open);
    std::vector<std::string_view> parts;
    auto inside = pattern.substr(open + 1, close - open - 1);
    for (std::size_t bar; (bar = inside.find('|')) != inside.npos;) {
      parts.push_back(inside.substr(0, bar));
      inside.remove_prefix(bar + 1);
    }
    parts.push_back(inside);
    text += parts[below(draw, parts.size())];
    pattern.remove_prefix(close == pattern.npos ? pattern.size() : close + 1);
  }
  return text;
}

base::Result<Sentiment> mood_of(const std::string& name, const std::string& place) {
  for (const auto mood : {Sentiment::negative, Sentiment::neutral, Sentiment::positive})
    if (to_name(mood) == name) return mood;
  return base::failure(base::ErrorKind::usage, fmt::format("no mood: \"{}\", in {}", name, place),
                       fmt::format("没有这种情感：“{}”，位于 {}", name, place));
}

// "a|b"; "none" is no topic.
std::vector<std::string> topics_of(std::string_view written) {
  std::vector<std::string> topics;
  while (!written.empty()) {
    const auto bar = written.find('|');
    if (const auto one = written.substr(0, bar); one != "none") topics.emplace_back(one);
    written.remove_prefix(bar == written.npos ? written.size() : bar + 1);
  }
  return topics;
}

bool is_han_text(std::string_view text) {
  return std::ranges::any_of(text,
                             [](char byte) { return static_cast<unsigned char>(byte) >= 0xE3; });
}

}  // namespace

base::Result<std::vector<TrainingText>> read_examples(
    const std::vector<std::filesystem::path>& files, std::size_t each) {
  std::vector<TrainingText> texts;
  std::uint32_t source = 0;
  for (const auto& file : files) {
    const auto yaml = base::load_yaml(file);
    if (!yaml) return base::failure_of(yaml);
    for (const auto& block : (*yaml)["examples"]) {
      const auto mood = mood_of(base::text_or(block, "sentiment", ""), base::where(file, block));
      if (!mood) return base::failure_of(mood);
      TrainingText like;
      like.mood = *mood;
      like.kind = base::text_or(block, "kind", "");
      like.topics = topics_of(base::text_or(block, "topics", ""));
      like.tells_topics = true;
      for (const auto& pattern : block["texts"]) {
        std::set<std::string> written;
        const auto text = pattern.as<std::string>();
        Draw draw(seed_of(text));  // Its own: what is written of one does not hang on the others.
        for (std::size_t turn = 0; turn < each * 3 && written.size() < each; ++turn)
          written.insert(write_out(text, draw));
        for (const auto& one : written) {
          texts.push_back(like);
          texts.back().text = one;
          texts.back().source = source;
        }
        ++source;
      }
    }
  }
  return texts;
}

std::vector<TrainingText> join_examples(const std::vector<TrainingText>& examples,
                                        std::uint32_t folds, std::size_t count) {
  // By mood, kind, language and fold.
  std::map<std::array<std::string, 4>, std::vector<const TrainingText*>> alike;
  for (const auto& text : examples)
    alike[{std::string(to_name(text.mood)), text.kind, is_han_text(text.text) ? "zh" : "en",
           std::to_string(text.source % folds)}]
        .push_back(&text);
  std::vector<TrainingText> joined;
  Draw draw(11);
  while (joined.size() < count) {
    for (const auto& [key, texts] : alike) {
      TrainingText long_text = *texts.front();
      long_text.text.clear();
      long_text.topics.clear();
      long_text.tells_topics = false;
      const std::size_t parts = 2 + below(draw, 3);
      for (std::size_t part = 0; part < parts; ++part) {
        const auto& one = *texts[below(draw, texts.size())];
        if (part > 0) long_text.text += key[2] == "zh" ? (below(draw, 2) == 0 ? "，" : "。") : ". ";
        long_text.text += one.text;
      }
      joined.push_back(std::move(long_text));
    }
  }
  return joined;
}

std::vector<PairedText> pair_texts(const std::vector<TrainingText>& texts, std::size_t count) {
  std::vector<PairedText> pairs;
  Draw draw(13);
  const auto may_open = [](const TrainingText& text) {
    return text.tells_topics && !text.topics.empty();
  };
  for (std::size_t turn = 0; turn < count * 40 && pairs.size() < count; ++turn) {
    const auto one = below(draw, texts.size()), other = below(draw, texts.size());
    const auto& first = texts[one];
    const auto& second = texts[other];
    if (!may_open(first) || !may_open(second) || first.mood != second.mood ||
        first.topics == second.topics || is_han_text(first.text) != is_han_text(second.text))
      continue;
    PairedText pair{first, one, other};
    pair.text.text += (is_han_text(first.text) ? "。" : ". ") + second.text;
    pair.text.topics.insert(pair.text.topics.end(), second.topics.begin(), second.topics.end());
    pairs.push_back(std::move(pair));
  }
  return pairs;
}

}  // namespace aftercare::language
