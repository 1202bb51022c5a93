// The phrases that move a conversation: promises, handing over, ends, demands.
//
// Definitions are data (catalog/conversations.yaml). Matched without case, in normal width and
// Simplified Chinese; a phrase counts for the side it is given for.

#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "text/phrase_set.hpp"

namespace aftercare::language {

enum class Side : std::uint8_t { customer, agent, bot, system };

std::string_view to_name(Side side);

/// Bits of what a phrase says, in the order of their names in the catalog.
namespace cue {
enum Cue : std::uint32_t {
  promise = 1U << 0U,
  courtesy = 1U << 1U,
  transfer = 1U << 2U,
  resolved = 1U << 3U,
  unresolved = 1U << 4U,
  settled = 1U << 5U,
  refused = 1U << 6U,
  demand = 1U << 7U,
  greeting = 1U << 8U,
  term = 1U << 9U,
  duty = 1U << 10U,
  money = 1U << 11U,
  goods = 1U << 12U,
  answer = 1U << 13U
};
}  // namespace cue

/// Immutable once loaded; safe between threads.
class ConversationCues {
 public:
  /// Fails (usage) on a bad definition.
  static base::Result<ConversationCues> load(const std::filesystem::path& workspace);

  /// All that a sentence says, as bits.
  std::uint32_t in(std::string_view sentence, Side side) const;

  /// Calls visit(begin, end, bits) for every phrase in normal points.
  template <typename Visit>
  void each(std::span<const char32_t> points, Side side, Visit&& visit) const {
    phrases_.each(points, [&](std::size_t begin, std::size_t end, std::uint32_t phrase) {
      const auto& meaning = meanings_[phrase];
      const auto bits = side == Side::customer ? meaning.of_customer : meaning.of_agent;
      if (bits != 0) visit(begin, end, bits);
    });
  }

 private:
  struct Meaning {
    std::uint32_t of_customer = 0;
    std::uint32_t of_agent = 0;
  };
  text::PhraseSet phrases_;
  std::vector<Meaning> meanings_;  // By phrase.
};

}  // namespace aftercare::language
