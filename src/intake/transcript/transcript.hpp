// The turns of a call or chat that was written down: subtitles (SRT, WebVTT), lines with speakers,
// or segments as speech recognition gives them (JSON).

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "intake/transcript/speaker_roles.hpp"

namespace aftercare::intake {

struct Turn {
  std::string speaker;           // As written; empty: not said.
  std::string_view sender;       // "customer", "agent", "bot", "system", or empty.
  std::optional<double> second;  // Since the begin of the call.
  std::string said_at;           // ISO, local unless the source says more; empty: not known.
  std::string text;
};

struct Transcript {
  std::string started_at;  // ISO; empty: not known. A day alone if no more is known.
  std::string ended_at;
  std::vector<Turn> turns;
};

enum class TranscriptForm : std::uint8_t { subtitles, lines, json };

/// What the first text of a file says; nothing if it is no transcript. Lines are one only if most
/// begin with a known speaker.
std::optional<TranscriptForm> sniff_transcript(std::string_view text, const SpeakerRoles& roles);

/// `started_at`: what else is known of the begin; the text's own word goes first. A text without
/// any form is one turn of nobody. Fails (input) on JSON that holds no segments, and over 100,000
/// turns.
base::Result<Transcript> read_transcript(std::string_view text, const SpeakerRoles& roles,
                                         std::string started_at);

}  // namespace aftercare::intake
