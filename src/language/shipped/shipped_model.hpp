// The model that the build learns from the texts of this repository (catalog/training, the
// simulator's grammar): mood and kind of a text where the rules alone are unsure.
//
// Small weights for each known key (shipped_input.hpp) are summed up to a margin a class. Mood and
// kind are judged from margins and facts together, so that rules which are sure are believed; how
// far was fitted on texts of templates that had not been learnt from. Topics: shipped_topics.hpp.

#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/prepared_file.hpp"
#include "base/result.hpp"
#include "language/shipped/shipped_input.hpp"
#include "language/shipped/shipped_topics.hpp"

namespace aftercare::language {

inline constexpr std::uint32_t kShippedVersion = 3;
inline constexpr std::size_t kMoods = 3;  // As Sentiment, without unscored.
inline constexpr std::size_t kKinds = std::size(kKindNames);
inline constexpr std::size_t kHeads = kMoods + kKinds;
inline constexpr std::size_t kStacked = kHeads + kFacts;  // What mood and kind are judged by.
inline constexpr std::size_t kMostCounted = 250;          // Known keys of a text.

/// Sections of its file, in order.
enum class ShippedSection : std::uint8_t {
  keys,        // KeySlot, a power of two of them; key 0: empty.
  filter,      // std::uint64_t, kFilterBits in all: a bit for each key there is.
  scales,      // float, kHeads: what a weight of 1 stands for.
  biases,      // float, kHeads.
  moods,       // float, kMoods rows of kStacked.
  kinds,       // float, kKinds rows of kStacked.
  topic_keys,  // As ShippedTopics::Sections.
  topic_filter,
  topic_weights,
  topic_scales,
  topic_biases,
  topic_sigmoid,
  topic_codes,
  topic_trust,
};

inline constexpr std::uint32_t kFilterBits = 1U << 17;  // 16 kB: most words are no key.

/// A key with its weights for mood and kind beside it: one line of the cache.
struct KeySlot {
  std::uint32_t key = 0;
  std::uint32_t unused = 0;
  std::array<std::int8_t, kHeads> heads{};
};

/// What it says. Probabilities.
struct ShippedAnswer {
  std::array<float, kMoods> moods{};
  std::array<float, kKinds> kinds{};
  std::size_t known = 0;  // Keys of the text that were learnt.

  /// The likely mood where it is sure enough to stand against that of the rules; else `rules`.
  Sentiment mood_beside(Sentiment rules) const;
  /// The likely kind where it is sure enough and does not speak against the mood told; else
  /// `rules`.
  std::string_view kind_beside(std::string_view rules, Sentiment told) const;
};

/// Margins of every class: sums of weights by the root of how many keys there are, known or not.
class ShippedModel {
 public:
  /// Beside the shipped files, else where it was built. Fails (internal) if it is missing, not
  /// ours, of another version or damaged.
  static base::Result<ShippedModel> load();
  static base::Result<ShippedModel> open(const std::filesystem::path& file);

  void judge(const ShippedInput& input, ShippedAnswer& answer) const;
  const ShippedTopics& topics() const { return topics_; }

 private:
  explicit ShippedModel(base::PreparedFile file) : file_(std::move(file)) {}
  base::Result<void> read(const std::string& name);

  base::PreparedFile file_;
  std::span<const KeySlot> keys_;
  std::span<const std::uint64_t> filter_;
  std::span<const float> scales_, biases_, moods_, kinds_;
  ShippedTopics topics_;
};

/// Replaces `probabilities` by softmax of `rows` (one of `inputs` a class) times the inputs.
void judge_stacked(std::span<const float> rows, std::span<const float> inputs,
                   std::span<float> probabilities);

}  // namespace aftercare::language
