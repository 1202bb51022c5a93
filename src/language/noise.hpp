// Whether a text is noise: not said by a customer, or saying nothing.
//
// Words are data (catalog/lexicons/noise.yaml). A text counts as noise only as a whole: praise with
// any content, a complaint about an advertisement, an order number alone are none.

#pragma once

#include <array>
#include <span>
#include <string_view>

#include "base/result.hpp"
#include "language/lexicon.hpp"
#include "text/phrase_set.hpp"

namespace aftercare::language {

/// Immutable once made; safe between threads.
class NoiseJudge {
 public:
  /// Fails (usage) on a group that is not known.
  static base::Result<NoiseJudge> make(const Lexicons& lexicons);

  /// A code of the dictionary's case.noise, or empty: "template" (a system wrote it in the
  /// customer's place), "advertisement", "robot" (greetings of a bot or an agent alone),
  /// "no_words" (signs or pictures only), "mash" (keys hit at random), "empty_praise".
  /// REQUIRES points of a NormalText.
  std::string_view judge(std::span<const char32_t> points) const;

 private:
  enum Group : std::uint8_t { system, advert, contact, robot, praise, filler, excuse, count };

  text::PhraseSet phrases_;
  std::vector<Group> groups_;  // By phrase.
};

}  // namespace aftercare::language
