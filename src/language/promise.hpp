// What the shop's side promises in a message: what it is about, and by when.
//
// Cues are data (catalog/conversations.yaml); when it falls due: promised_time.hpp. What the
// customer has to do, questions and politeness promise nothing.

#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "language/analyser.hpp"
#include "language/conversation_cues.hpp"
#include "records/business_calendar.hpp"

namespace aftercare::language {

struct Promise {
  std::uint32_t begin = 0;  // Characters of the text as given: what is promised and by when.
  std::uint32_t end = 0;
  std::string text;                    // As given; nothing that looks personal is in it.
  std::string_view about;              // "money", "goods", "answer" or "other".
  std::optional<records::Moment> due;  // None: no term was told, or the moment is not known.
};

/// Immutable once loaded; safe between threads.
class PromiseReader {
 public:
  /// Working days are those of the calendar `service`. Fails (usage) on a bad definition.
  static base::Result<PromiseReader> load(const std::filesystem::path& workspace,
                                          const records::Zone& zone);

  /// Of a message of the shop's side; `entities` are those of the text. Replaces `found`.
  void read(std::string_view text, std::optional<records::Moment> said,
            std::span<const Entity> entities, const text::Simplifier& simplifier,
            std::vector<Promise>& found) const;

 private:
  PromiseReader(ConversationCues cues, records::BusinessCalendar calendar, records::Zone zone)
      : cues_(std::move(cues)), calendar_(std::move(calendar)), zone_(zone) {}

  ConversationCues cues_;
  records::BusinessCalendar calendar_;
  records::Zone zone_;
};

/// A JSON array of {"kind": "promise", "text", "start", "end", "about"} with "value", the due
/// instant, where there is one; empty if there are none.
std::string promises_json(std::span<const Promise> promises);

}  // namespace aftercare::language
