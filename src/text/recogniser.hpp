// A recogniser finds one kind of entity: pattern + context words + check + score.
//
// Recognisers are data: catalog/recognisers.yaml -> RecogniserSpec -> Recogniser, judged when
// built. A pattern's score rises by `boost` where a context word stands near; a word `against` it
// right before the match strikes it ("订单号 13800138000" is no phone). What reaches
// kLowestScore counts.

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace aftercare::text {

constexpr float kLowestScore = 0.5F;

struct PatternSpec {
  std::string regex;  // RE2. The span is group 1, or the whole match where there is none.
  float score = 0.6F;

  template <typename Archive>
  void serialize(Archive& archive);  // text_packed.hpp
};

/// What must not touch a match: nothing said, a digit, or any ASCII letter or digit.
enum class Edge : std::uint8_t { any, digit, word };

/// What a match must pass besides its pattern.
enum class Check : std::uint8_t { none, luhn, iban, resident_id, real_date };

/// A recogniser as its author wrote it, not yet trusted.
struct RecogniserSpec {
  std::string name;
  std::string entity;  // A name of records::SpanKind.
  std::vector<PatternSpec> patterns;
  std::vector<std::string> context;  // Without case.
  std::vector<std::string> against;  // Without case; in the match's clause, no digit between.
  std::vector<std::string> except;   // A match that begins so does not count.
  std::size_t within = 48;  // Bytes before and after the match where context is looked for.
  float boost = 0.35F;
  Edge edge = Edge::any;
  Check check = Check::none;
  // The text is not even looked at unless it has all of these.
  std::size_t needs_digits = 0;  // So many digits in one group; single signs of " -/.()" inside.
  std::string needs_sign;        // One of these ASCII signs.
  std::vector<std::string> needs_lead;      // With `ordered`: one of these words,
  std::vector<std::string> needs_cues;      // one of these,
  std::vector<std::string> needs_also;      // and one of these,
  std::vector<std::string> needs_numbered;  // or of these right behind a number or a letter.
  // If not 0, they count only in this order, each at most so many characters behind the former,
  // with nothing but words, spaces and hyphens between.
  std::size_t ordered = 0;
  std::string needs_shape;  // A cheap RE2 that any match's text also matches.
  // Characters before and after a cue that a match may reach; 0: it may stand anywhere.
  std::size_t near = 0;

  template <typename Archive>
  void serialize(Archive& archive);  // text_packed.hpp
};

struct Match {
  std::uint32_t begin = 0;  // Bytes of the text searched.
  std::uint32_t end = 0;
  float score = 0;
};

/// One recogniser that can be run. Immutable, safe between threads.
class Recogniser {
 public:
  /// Fails (usage) on a pattern RE2 refuses, a score outside 0..1, or nothing to look for.
  static base::Result<Recogniser> make(RecogniserSpec spec);
  /// Of a spec that make() took before: its patterns are compiled when they are first needed.
  static Recogniser of_judged(RecogniserSpec spec);
  ~Recogniser();
  Recogniser(Recogniser&&) noexcept;
  Recogniser& operator=(Recogniser&&) noexcept;

  const RecogniserSpec& spec() const;
  /// False if needs_shape says that there is no match.
  bool may_match(std::string_view text) const;
  /// Appends every match in the bytes [from, to); what stands around it is looked at in the whole
  /// text. REQUIRES well-formed UTF-8.
  void find(std::string_view text, std::size_t from, std::size_t to,
            std::vector<Match>& found) const;

 private:
  struct State;
  explicit Recogniser(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace aftercare::text
