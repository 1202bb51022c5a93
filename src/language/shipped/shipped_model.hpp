// The model that the build learns from the texts of this repository (catalog/training, the
// simulator's grammar): mood, kind and topics of a text where the rules alone are unsure.
//
// One row of small weights for each known key (shipped_input.hpp), summed up to a margin a class.
// Mood and kind are judged from margins and facts together, so that rules which are sure are
// believed. Topics that the rules found and those the model thinks most of are candidates; how
// likely each is right is judged from the rules' points and the model's margin. All that is fitted
// on texts of templates that had not been learnt from.

#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "language/prepared_file.hpp"
#include "language/shipped/shipped_input.hpp"

namespace aftercare::language {

inline constexpr std::uint32_t kShippedVersion = 1;
inline constexpr std::size_t kMoods = 3;  // As Sentiment, without unscored.
inline constexpr std::size_t kKinds = std::size(kKindNames);
inline constexpr std::size_t kHeads = kMoods + kKinds;    // Classes before the topics.
inline constexpr std::size_t kStacked = kHeads + kFacts;  // What mood and kind are judged by.
inline constexpr std::size_t kMostCounted = 250;          // Known keys of a text.

/// Sections of its file, in order.
enum class ShippedSection : std::uint8_t {
  keys,       // KeySlot, a power of two of them; key 0: empty.
  filter,     // std::uint64_t, kFilterBits in all: a bit for each key there is.
  weights,    // std::int8_t of topics, a row a key.
  scales,     // float a class.
  biases,     // float a class.
  moods,      // float, kMoods rows of kStacked.
  kinds,      // float, kKinds rows of kStacked.
  topics,     // Their codes, each ended by '\n'; the last class is "nothing in particular".
  sharpness,  // float: of topic margins; how likely a topic must be right.
  judging,    // float, kTopicFacts: what tells a right candidate.
};

inline constexpr std::uint32_t kFilterBits = 1U << 17;  // 16 kB: most words are no key.

/// A key with its weights for mood and kind beside it: one line of the cache.
struct KeySlot {
  std::uint32_t key = 0;
  std::uint32_t row = 0;
  std::array<std::int8_t, kHeads> heads{};
};

/// A topic that a text may be about.
struct TopicCandidate {
  std::uint16_t topic =
      0;               // Place in topics() of the model; kUnknownTopic: the model has none such.
  float points = 0;    // Of the rules; 0: only the model's.
  bool first = false;  // Of the rules.
  float likely = 0;    // Probability, once judged.
};
inline constexpr std::uint16_t kUnknownTopic = 0xFFFF;
inline constexpr std::size_t kTopicFacts = 8;

/// What it says. Probabilities.
struct ShippedAnswer {
  std::array<float, kMoods> moods{};
  std::array<float, kKinds> kinds{};

  Sentiment mood() const;
  std::string_view kind() const;
};

/// Memory of one thread.
struct ShippedScratch {
  std::vector<std::uint32_t> rows;  // Of the keys known.
  std::size_t keys = 0;             // Known or not.
  std::vector<std::int16_t> sums;
  std::vector<float> margins;        // Of topics, the last: nothing in particular.
  std::vector<float> probabilities;  // The same.
};

/// Margins of every class: sums of weights by the root of how many keys there are, known or not.
class ShippedModel {
 public:
  /// Beside the shipped files, else where it was built. Fails (internal) if it is missing, not
  /// ours, of another version or damaged.
  static base::Result<ShippedModel> load();
  static base::Result<ShippedModel> open(const std::filesystem::path& file);

  void judge(const ShippedInput& input, ShippedScratch& scratch, ShippedAnswer& answer) const;
  std::span<const std::string_view> topics() const { return topics_; }
  /// Adds the topics that the model thinks most of to those of the rules and judges all.
  /// REQUIRES judge() of the same text before.
  void judge_topics(ShippedScratch& scratch, std::vector<TopicCandidate>& candidates) const;
  float least_likely() const { return sharpness_[1]; }

 private:
  explicit ShippedModel(PreparedFile file) : file_(std::move(file)) {}
  base::Result<void> read(const std::string& name);
  float margin(std::size_t number, std::int16_t sum, std::size_t keys) const;

  PreparedFile file_;
  std::span<const KeySlot> keys_;
  std::span<const std::uint64_t> filter_;
  std::span<const std::int8_t> weights_;
  std::span<const float> scales_, biases_, moods_, kinds_, sharpness_, judging_;
  std::vector<std::string_view> topics_;
  std::size_t stride_ = 0;  // Of rows of topics.
};

/// The most probable of `probabilities` (its last is no topic) that are none of the candidates, as
/// candidates.
void add_probable(std::span<const float> probabilities, std::vector<TopicCandidate>& candidates);
/// What tells whether one of the candidates is right.
std::array<float, kTopicFacts> topic_facts(std::span<const float> probabilities,
                                           std::span<const TopicCandidate> candidates,
                                           std::size_t which);
/// Replaces `probabilities` by softmax of margins times sharpness.
void sharpen(std::span<const float> margins, float sharpness, std::vector<float>& probabilities);
/// Replaces `probabilities` by softmax of `rows` (one of `inputs` a class) times the inputs.
void judge_stacked(std::span<const float> rows, std::span<const float> inputs,
                   std::span<float> probabilities);

}  // namespace aftercare::language
