// A model that labels texts: linear members over one vocabulary, and what turns their margins into
// probabilities. Made by train_text_model (text_trainer.hpp), kept as a file of our own.

#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "language/learnt/calibration.hpp"
#include "language/learnt/label_scores.hpp"
#include "language/learnt/labelled_texts.hpp"
#include "language/learnt/weighing.hpp"

namespace aftercare::language {

/// What reads texts: loaded once, shared by models. Without Han characters no segmenter is needed.
struct TextTools {
  std::unique_ptr<Segmenter> segmenter;  // May be none.
  std::unique_ptr<text::Simplifier> simplifier;

  static base::Result<TextTools> load(bool with_segmenter);
  FeatureReader reader() const { return {segmenter.get(), simplifier.get()}; }
};

struct ModelMember {
  Recipe recipe;
  std::vector<LinearClass> classes;  // Two single labels: only one, for the second.
};

/// What is told of a model; nothing is computed from it.
struct ModelStory {
  std::string text_column;
  std::string label_column;
  std::uint64_t texts = 0;        // Learnt from.
  std::uint32_t least_texts = 0;  // Different texts that use a feature it keeps.
  double checked_accuracy = 0;    // On texts held back in turn while training.
  double checked_macro_f1 = 0;
};

/// Memory of one thread.
struct ModelScratch {
  FeatureScratch reading;
  TextFeatures features;
  std::vector<std::uint32_t> numbers, kept;
  std::vector<std::uint8_t> counts;
  std::vector<float> values, margins;
};

class TextModel {
 public:
  /// A model file. Fails (input), each with a sentence of its own, if it cannot be read, is none of
  /// ours, of another version, or damaged in any way.
  static base::Result<TextModel> load(const std::filesystem::path& file);
  /// The same of bytes; `name` is told in errors.
  static base::Result<TextModel> parse(std::string_view bytes, const std::string& name);
  std::string to_bytes() const;

  /// Replaces `answer`; a text of which nothing is known is answered with the labels' shares.
  /// REQUIRES a reader of tools that hold what needs_segmenter() asks for.
  void ask(std::string_view text, const FeatureReader& reader, ModelScratch& scratch,
           LabelAnswer& answer) const;
  std::vector<LabelAnswer> ask_all(const std::vector<std::string_view>& texts,
                                   const FeatureReader& reader, unsigned workers) const;

  const std::vector<std::string>& labels() const { return labels_; }
  bool multi() const { return calibration_.multi; }
  const std::string& separator() const { return separator_; }
  bool needs_segmenter() const { return needs_segmenter_; }
  /// Less probable labels are "unknown"; of several labels: those at least as probable count.
  float unsure() const { return unsure_; }
  void set_unsure(float unsure) { unsure_ = unsure; }
  const ModelStory& story() const { return story_; }
  const std::vector<ModelMember>& members() const { return members_; }
  std::size_t features() const { return keys_.size(); }

 private:
  friend class TextTrainer;

  bool read_header(std::string_view json, std::size_t& features);

  std::vector<std::string> labels_;
  std::string separator_;
  bool needs_segmenter_ = false;
  float unsure_ = 0.5F;
  ModelStory story_;
  std::vector<std::uint64_t> keys_;
  FeatureNumbers numbers_;
  FeatureRarity rarity_;
  std::vector<ModelMember> members_;
  Calibration calibration_;
  std::vector<float> shares_;  // Of each label among the texts learnt from.
};

/// Margins of every class, from the margins of a member's classes (two labels share one).
void spread_margins(std::span<const float> of_classes, std::size_t labels,
                    std::vector<float>& margins);

}  // namespace aftercare::language
