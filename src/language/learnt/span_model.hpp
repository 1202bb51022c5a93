// A model that finds stretches of a text: which characters are what, learnt from marked texts.

#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "language/learnt/chain.hpp"
#include "language/learnt/feature_corpus.hpp"
#include "language/learnt/labelled_spans.hpp"
#include "language/learnt/span_features.hpp"

namespace aftercare::language {

struct FoundSpan {
  MarkedSpan span;
  float probability = 0;  // Of the least sure of its units.
};

struct SpanAskScratch {
  SpanScratch reading;
  ChainSequence sequence;
  ChainScratch chain;
};

struct SpanTrainSettings {
  std::uint32_t least_texts = 2;  // Different texts that must use a feature.
  std::uint64_t seed = 1;
  bool with_segmenter = false;
  std::string text_column;  // Told in the model.
  std::string span_column;
};

class SpanModel {
 public:
  /// Fails (input) if nothing is marked, or more than 32 types are.
  static base::Result<SpanModel> train(std::vector<MarkedText> texts, const SpanReader& reader,
                                       const SpanTrainSettings& settings);

  /// Fails (input) on anything that is no model of ours.
  static base::Result<SpanModel> load(const std::filesystem::path& file);
  static base::Result<SpanModel> parse(std::string_view bytes, const std::string& name);
  static bool is_one(std::string_view bytes);
  std::string to_bytes() const;

  /// Replaces `found` by the spans of the text, in order. REQUIRES a reader with the segmenter that
  /// needs_segmenter() asks for.
  void find(std::string_view text, const SpanReader& reader, SpanAskScratch& scratch,
            std::vector<FoundSpan>& found) const;
  std::vector<std::vector<FoundSpan>> find_all(const std::vector<std::string_view>& texts,
                                               const SpanReader& reader, unsigned workers) const;

  const std::vector<std::string>& types() const { return types_; }
  bool needs_segmenter() const { return needs_segmenter_; }
  const std::string& text_column() const { return text_column_; }
  const std::string& span_column() const { return span_column_; }
  std::size_t features() const { return keys_.size(); }

 private:
  void set_rules();
  /// Chooses how much to take from "none" by the best F1 on a fold that others were learnt for.
  void choose_reserve(const std::vector<MarkedText>& texts,
                      const std::vector<ChainSequence>& sequences, std::uint64_t seed);
  void number(const SpanScratch& read, ChainSequence& sequence) const;

  std::vector<std::string> types_;
  bool needs_segmenter_ = false;
  std::string text_column_;
  std::string span_column_;
  std::vector<std::uint64_t> keys_;
  FeatureNumbers numbers_;
  ChainWeights weights_;
  KnownNames names_;
};

}  // namespace aftercare::language
