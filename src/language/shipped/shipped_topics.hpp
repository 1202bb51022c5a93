// What a text is about, as learnt from this repository's own sentences: beside the rules, which
// only know the phrases they name.
//
// The sentences learnt from are short, the texts judged often long: each clause is judged, alone
// and together with the next, and a topic is as sure as where it is surest.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "language/shipped/shipped_input.hpp"
#include "language/shipped/topic_calibration.hpp"

namespace aftercare::language {

/// A key and its row of weights; a table of such is a power of two long.
struct TopicKey {
  std::uint32_t key = 0;  // 0: empty.
  std::uint32_t row = 0;
};

inline constexpr std::uint32_t kTopicFilterBits = 1U << 18;  // 32 kB: most keys are not learnt.

/// Memory of one thread for ShippedTopics::judge.
struct TopicMargins {
  std::vector<float> margins;  // By head: the result.
  std::vector<std::uint32_t> rows;
};

/// The heads' part of the shipped model's file; lives as long as that.
class ShippedTopics {
 public:
  struct Sections {
    std::span<const TopicKey> keys;
    std::span<const std::uint64_t> filter;  // kTopicFilterBits: a bit for each key there is.
    std::span<const std::int8_t> weights;   // By row, topic_row_width() each.
    std::span<const float> scales;          // By head: what a weight of 1 stands for.
    std::span<const float> biases;          // By head.
    std::span<const float> sigmoid;         // Slope and offset.
    std::span<const char> codes;            // Lines.
    std::span<const float> trust;           // kTopicSigns weights.
  };
  /// False if the sections do not hang together.
  bool read(const Sections& sections);

  const std::vector<std::string>& codes() const { return codes_; }
  /// Fills the margins: how far the text is on each head's side; kNowhere if it has nothing that
  /// was learnt.
  static constexpr float kNowhere = -100;
  void judge(const TopicInput& input, TopicMargins& found) const;
  /// 0..1, calibrated on sentences that were not learnt from.
  float probability(float margin) const;
  float margin_of(float probability) const;
  /// How often a topic with these signs is right, by rules and model together.
  float probability_right(const TopicSigns& signs) const {
    return language::probability_right(sections_.trust, signs);
  }

 private:
  void find_rows(std::span<const std::uint32_t> keys, std::vector<std::uint32_t>& rows) const;

  Sections sections_;
  std::vector<std::string> codes_;
  std::size_t width_ = 0;
};

/// Bytes of a row of weights for so many heads.
std::size_t topic_row_width(std::size_t heads);

}  // namespace aftercare::language
