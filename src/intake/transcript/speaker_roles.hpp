// Who speaks, told from what stands before the colon: catalog/transcripts.yaml and the words of the
// speaker lexicon.

#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace aftercare::intake {

/// Immutable and safe between threads; copies share it.
class SpeakerRoles {
 public:
  /// Fails (usage) with file and line if a file does not fit its schema.
  static base::Result<SpeakerRoles> load(const std::filesystem::path& workspace);

  /// "customer", "agent", "bot", "system"; empty for a name that says nothing.
  std::string_view sender_of(std::string_view speaker) const;
  /// "Speaker 1", "说话人2": a program's number for somebody.
  bool is_numbered(std::string_view speaker) const;
  /// Does it say what only an agent says?
  bool greets(std::string_view text) const;
  /// When the call began, if the line says so, as ISO; else empty.
  std::string start_in(std::string_view line) const;

 private:
  struct State;
  std::shared_ptr<const State> state_;
};

}  // namespace aftercare::intake
