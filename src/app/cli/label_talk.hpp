// A person labels texts in the terminal, one after another.
//
// Where the texts come from and where the answers go is a shelf's: a file (label_command.cpp) or
// the workspace (label_store_command.cpp). Every answer is kept before the next text is shown.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/cli/commands.hpp"

namespace aftercare::app {

/// A text put to the person.
struct AskedText {
  std::string id;     // What the shelf calls it.
  std::string title;  // What the person sees it called.
  std::string text;
  std::string proposed;   // Empty: nothing.
  float probability = 0;  // 0: not known.
};

class TextShelf {
 public:
  virtual ~TextShelf() = default;
  virtual std::vector<std::string> names() const = 0;
  virtual std::size_t labelled() const = 0;
  /// The most useful first; empty: all is done.
  virtual base::Result<std::vector<AskedText>> next() = 0;
  /// An empty label passes the text over. Fails (usage) on a label that is not taken: the text is
  /// then asked again.
  virtual base::Result<void> answer(const std::string& id, const std::string& label) = 0;
  /// The last answer; nothing if there is none.
  virtual base::Result<std::optional<AskedText>> take_back() = 0;
};

/// Lines of a handle that is not owned.
class AnswerLines {
 public:
  explicit AnswerLines(int handle) : handle_(handle) {}
  /// Without its end; nothing at the end.
  std::optional<std::string> next();

 private:
  int handle_;
  std::string read_;
  bool ended_ = false;
};

/// Until the person or the texts are done.
base::Result<void> talk_labels(TextShelf& shelf, AnswerLines& answers, const Console& console);

/// Control characters become spaces, so that no text can drive the terminal.
std::string shown_text(std::string_view text, std::size_t most_characters);

}  // namespace aftercare::app
