// Understanding one text: language, words, entities, topics, mood, gravity, kind, keywords.
//
//   auto analyser = Analyser::load(workspace, {product_names});
//   Scratch scratch;                       // One per thread.
//   Analysis found;
//   (*analyser)->analyse(title, text, {.channel = "review", .rating = 1}, scratch, found);
//
// A text is read once: normalised, cut into words, searched for every phrase of the catalog; all
// judgements read the same words and hits. Any bytes are welcome. Only Chinese, English and texts
// of both are judged; for others mood and topic stay open.

#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "language/entity.hpp"
#include "language/kind.hpp"
#include "language/language_guess.hpp"
#include "language/sentiment.hpp"
#include "language/shipped/shipped_input.hpp"
#include "language/taxonomy.hpp"
#include "records/span.hpp"

namespace aftercare::text {
class Simplifier;
}

namespace aftercare::language {

/// Names that become entities although no catalog lists them.
struct Extra {
  std::vector<std::string> products;          // Names and models, at least 4 bytes each.
  std::vector<std::string> brands = {};       // Those the shop sells.
  records::Zone zone = records::Zone::utc();  // In which days begin and end.
  bool rules_alone = false;                   // Without the shipped model, which learns from it.
  std::filesystem::path models = {};          // Where the workspace's own may be (own_models.hpp).
};

/// What was understood of a case's title and text. Reusable; views are the analyser's own.
struct Analysis {
  Language language = Language::none;
  std::string_view topic;        // "logistics.late"; empty: none.
  std::string_view topic_group;  // "logistics"
  std::string topics;            // "logistics.late|service.no_reply", the best first.
  std::string_view component;    // "battery"; empty: none.
  std::string aspects;           // "battery:negative|logistics.fast:positive", as they come.
  std::string_view kind;
  std::string demands;       // "refund|compensation", the most pressed first; cue_codes.hpp.
  std::string_view emotion;  // "angry"; empty: none told.
  std::string_view motive;   // "loss", of what blames; empty: none told.
  std::string_view noise;    // Why the text is noise (noise.hpp); empty: it is none.
  Sentiment sentiment = Sentiment::unscored;
  double sentiment_score = 0;              // -1..1; 0 where unscored.
  int severity = 0;                        // 0..3
  int urgency = 0;                         // 0..2
  std::string keywords;                    // "电池|充不进电"
  std::string entities;                    // JSON, see EntityMarker::write_json; "" if none.
  std::vector<records::Span> title_spans;  // Bytes of the title as given, in order.
  std::vector<records::Span> text_spans;   // Bytes of the text as given, in order.
  std::uint32_t chars = 0;                 // Code points of the text.
};

struct TopicScore;

/// Why a topic was found: how sure, and the words that say so.
struct TopicReason {
  std::string_view topic;
  float score = 0;    // 0..1: how often such a topic is right.
  std::string words;  // "物流慢|还没到"; empty: by the mood alone.
};

/// Memory of one thread; keeps what it grew to.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(Scratch&&) noexcept;
  Scratch& operator=(Scratch&&) noexcept;

  struct State;
  State& state() { return *state_; }

 private:
  std::unique_ptr<State> state_;
};

/// Immutable once loaded: safe between threads, each with its own Scratch.
class Analyser {
 public:
  /// Loads dictionary and catalog with the workspace's overlay (path may be empty); about a
  /// second and 130 MB, so once per process. Fails (usage) on a bad definition, (internal) on
  /// missing dictionaries.
  static base::Result<std::unique_ptr<Analyser>> load(const std::filesystem::path& workspace,
                                                      const Extra& extra = {});
  ~Analyser();

  /// Replaces what is in `found`.
  void analyse(std::string_view title, std::string_view text, const Hints& hints, Scratch& scratch,
               Analysis& found) const;
  /// The reasons of the topics that the last analyse() with this scratch found, in their order.
  void explain_topics(Scratch& scratch, std::vector<TopicReason>& reasons) const;
  /// Topics as they were scored, in their order.
  const std::vector<TopicScore>& topics_found(Scratch& scratch) const;
  /// What the shipped model was shown of the text that this scratch saw last.
  const ShippedInput& shipped_input(Scratch& scratch) const;
  void topic_input(Scratch& scratch, TopicInput& input) const;
  /// A single text.
  Analysis analyse(std::string_view text, const Hints& hints, Scratch& scratch) const;

  /// Only what the recognisers find in a text, without cutting it into words. Replaces `spans`.
  void find_spans(std::string_view text, Scratch& scratch, std::vector<records::Span>& spans) const;

  /// All entities of a text with what they mean, parts and products too. Replaces `found`.
  void find_entities(std::string_view text, std::optional<records::Moment> moment, Scratch& scratch,
                     std::vector<Entity>& found) const;

  /// The same of a text that is stored but not judged (a message): all entities, where they stand
  /// in bytes of the text as given, and what is not personal as EntityMarker::write_json() tells
  /// it.
  void mark_text(std::string_view text, std::optional<records::Moment> moment, Scratch& scratch,
                 std::vector<Entity>& found, std::vector<records::Span>& spans,
                 std::string& json) const;

  /// The text's words in lower case, normal width and Simplified Chinese, in order; an empty one
  /// where no phrase goes on: a sign, a number, what is personal. Replaces `words`.
  void words_of(std::string_view text, Scratch& scratch, std::vector<std::string>& words) const;
  /// Brands, shops and platforms in the text that are not the workspace's own: bytes as given.
  std::vector<records::Span> rivals_in(std::string_view text, Scratch& scratch) const;
  /// Traditional to Simplified Chinese, as every text is read.
  const text::Simplifier& simplifier() const;
  /// What the lists know a word or phrase as.
  struct KnownAs {
    std::string_view component;  // The part's code; empty: no part.
    bool brand = false;
    bool listed = false;  // Any list or topic has it, these included.
  };
  KnownAs known_as(std::string_view phrase) const;
  /// True of a word or phrase of praise or blame.
  bool says_mood(std::string_view phrase) const;
  /// How rare a word is in texts at large; 0 for a stop word.
  float rarity(std::string_view word) const;

  const Taxonomy& taxonomy() const;

 private:
  struct Parts;
  struct Read;
  Read read(std::string_view title, std::string_view text, Scratch::State& state) const;
  /// Of the topic at a place of those that were found last.
  float probability_of(Scratch& scratch, std::size_t at) const;
  explicit Analyser(std::unique_ptr<Parts> parts);
  std::unique_ptr<const Parts> parts_;
};

}  // namespace aftercare::language
