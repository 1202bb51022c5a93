// What happened in one conversation: who spoke, who answered when, what was promised, how it ended.
//
// Cues are data (catalog/conversations.yaml); what is promised by when: promise.hpp. The summary is
// extractive: sentences that were said, one each for the problem, the demand, the promise and the
// outcome.

#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "language/analyser.hpp"
#include "language/conversation_cues.hpp"
#include "language/promise.hpp"

namespace aftercare::language {

struct SaidMessage {
  Side side = Side::customer;
  std::string_view text;
  std::optional<records::Moment> at;
};

/// A sentence of a message.
struct SaidSentence {
  std::size_t message = 0;
  std::string text;
  std::string_view about = {};              // Of a promise, as Promise says it.
  std::optional<records::Moment> due = {};  // Of a promise with a term.
};

enum class Ending : std::uint8_t { open, resolved, unresolved, refused, promised };

std::string_view to_name(Ending ending);

struct Conversation {
  std::size_t messages[4] = {};  // By side.
  std::size_t turns = 0;         // Runs of messages of one side; the system's do not count.
  std::optional<std::size_t> first_reply;  // The first of an agent after the customer's first.
  std::optional<std::int64_t> first_reply_seconds;
  std::optional<std::size_t> transfer;  // Where it was handed over, or that was asked for.
  std::vector<SaidSentence> promises;
  Ending ending = Ending::open;
  std::vector<double> course;  // Mood of each message of the customer, -1..1.
  double mood_begin = 0;       // Mean of the first third, of the last third.
  double mood_end = 0;
  std::optional<SaidSentence> problem, demand, promise, outcome;
};

/// Immutable once loaded; safe between threads. The analyser must outlive it.
class ConversationReader {
 public:
  /// Days begin and end in `zone`. Fails (usage) on a bad definition.
  static base::Result<ConversationReader> load(const std::filesystem::path& workspace,
                                               const records::Zone& zone, const Analyser& analyser);

  Conversation read(std::span<const SaidMessage> messages, Scratch& scratch) const;

 private:
  struct Sentence;
  ConversationReader(const Analyser& analyser, ConversationCues cues, PromiseReader promises)
      : analyser_(&analyser), cues_(std::move(cues)), promises_(std::move(promises)) {}

  std::vector<Sentence> sentences_of(std::span<const SaidMessage> messages, Scratch& scratch) const;
  static void end_of(const std::vector<Sentence>& sentences, Conversation& found);
  static void summarise(const std::vector<Sentence>& sentences, Conversation& found);

  const Analyser* analyser_;
  ConversationCues cues_;
  PromiseReader promises_;
};

}  // namespace aftercare::language
