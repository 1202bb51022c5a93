// The model that the build learns from the texts of this repository (catalog/training, the
// simulator's grammar): mood, kind and topics of a text where the rules alone are unsure.
//
// One row of small weights for each known key (shipped_input.hpp), summed up to a margin a class.
// Mood and kind are judged from margins and facts together, so that rules which are sure are
// believed; of topics the model only adds one that it is sure of. What the margins must reach was
// fitted on texts of templates that had not been learnt from. See docs/formats/shipped-model.md.

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
  weights,    // std::int8_t, `stride` a row.
  scales,     // float a class.
  biases,     // float a class.
  moods,      // float, kMoods rows of kStacked.
  kinds,      // float, kKinds rows of kStacked.
  topics,     // Their codes, each ended by '\n'; the last class is "nothing in particular".
  sharpness,  // float: of topic margins; how probable a topic must be beside those of the rules,
              // and alone.
};

struct KeySlot {
  std::uint32_t key = 0;
  std::uint32_t row = 0;
};

/// What it says. Probabilities.
struct ShippedAnswer {
  std::array<float, kMoods> moods{};
  std::array<float, kKinds> kinds{};
  int topic = -1;  // Place in topics(); -1: nothing in particular.
  float topic_probability = 0;

  Sentiment mood() const;
  std::string_view kind() const;
};

/// Memory of one thread.
struct ShippedScratch {
  std::vector<std::int16_t> sums;
  std::vector<float> margins;
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
  /// How probable a topic must be to be told beside those of the rules, or where they found none.
  float least_beside() const { return sharpness_[1]; }
  float least_alone() const { return sharpness_[2]; }

 private:
  explicit ShippedModel(PreparedFile file) : file_(std::move(file)) {}
  base::Result<void> read(const std::string& name);
  void add_up(const ShippedInput& input, ShippedScratch& scratch) const;

  PreparedFile file_;
  std::span<const KeySlot> keys_;
  std::span<const std::int8_t> weights_;
  std::span<const float> scales_, biases_, moods_, kinds_, sharpness_;
  std::vector<std::string_view> topics_;
  std::size_t stride_ = 0;
};

/// Replaces `probabilities` by softmax of `rows` (one of `inputs` a class) times the inputs.
void judge_stacked(std::span<const float> rows, std::span<const float> inputs,
                   std::span<float> probabilities);

}  // namespace aftercare::language
