// What an analyser is made of and what a thread of it remembers; for its own files only.

#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "language/analyser.hpp"
#include "language/aspects.hpp"
#include "language/keywords.hpp"
#include "language/noise.hpp"
#include "language/own_entities.hpp"
#include "language/own_models.hpp"
#include "language/segmenter.hpp"
#include "language/shipped/shipped_model.hpp"
#include "language/topic_score.hpp"
#include "language/vocabulary.hpp"
#include "text/normal_text.hpp"
#include "text/traditional.hpp"

namespace aftercare::language {

struct Scratch::State {
  text::NormalText text;
  std::unique_ptr<SegmentScratch> segment;
  const Segmenter* segmenter = nullptr;  // Whose scratch it is.
  std::vector<Word> words;
  std::vector<std::uint8_t> begins_word;
  std::vector<Hit> hits;
  std::vector<Hit> all_hits;
  std::vector<Word> said;  // Of a transcript: the words that the customer speaks.
  std::vector<Marked> marked;
  std::vector<Clause> clauses;
  TopicScratch topic;
  std::vector<TopicScore> topics;
  KeywordScratch keyword;
  std::vector<Word> picked;
  std::vector<Word> hidden;
  text::RecogniserScratch recogniser;
  AspectScratch aspects;
  ShippedInput shown;
  ShippedAnswer answer;
  CoreLines core;
  TopicInput about;
  std::vector<std::uint32_t> word_keys;
  TopicMargins margins;
  OwnScratch own;
  OwnAnswer own_answer;
  OwnEntityScratch own_entities;
};

struct Analyser::Parts {
  NoiseJudge noise;
  Taxonomy taxonomy;
  Vocabulary vocabulary;
  EntityMarker entities;
  records::Zone zone = records::Zone::utc();
  Keywords keywords;
  std::unique_ptr<text::Simplifier> simplifier;
  std::unique_ptr<Segmenter> segmenter;
  std::optional<ShippedModel> shipped;
  std::vector<int> topic_of_head;  // Of the shipped model; -1: the workspace has no such topic.
  OwnModels own;
  OwnEntities own_entities;

  /// Appends the entities of the points [from, to) of what was read, and was given as `given`.
  void mark(std::string_view given, std::span<const Hit> hits, std::size_t from, std::size_t to,
            Scratch::State& state) const;
};

// Reads, cuts and searches a text once; what is to be judged stands in the scratch then.
struct Analyser::Read {
  std::size_t title_end = 0;
  std::size_t text_begin = 0;
  Letters letters;
  std::string_view noise;
};

/// Adds the words between single brackets that stand for something masked: "[数字]", "[电话]".
void hide_masks(std::span<const char32_t> points, std::vector<Word>& hidden);

}  // namespace aftercare::language
