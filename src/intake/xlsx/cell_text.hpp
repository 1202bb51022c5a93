// Texts of cells as workbooks write them: plain, in runs of several fonts, with readings aside.

#pragma once

#include <string>
#include <string_view>

#include "intake/cell_arena.hpp"
#include "intake/xml_pull.hpp"

namespace aftercare::intake {

/// UTF-8 whatever the bytes; "_x000D_" is the character it stands for.
std::string readable_text(std::string_view raw);

/// Puts the text of an element together: its <t>, or those of its runs; not phonetic readings.
class CellText {
 public:
  /// What Excel allows is 32,767 characters; longer ones are cut here and said to be.
  static constexpr std::size_t kLongest = 1 << 20;

  void start();
  /// Any event within the element.
  void take(XmlPull::Event event, const XmlPull& xml);
  /// The text, kept in the arena; replaced() tells whether bytes of it were no characters.
  std::string_view finish(CellArena& arena);
  bool replaced() const { return replaced_; }
  bool too_long() const { return too_long_; }

 private:
  std::string text_;
  bool in_text_ = false;
  bool in_reading_ = false;
  bool replaced_ = false;
  bool too_long_ = false;
};

}  // namespace aftercare::intake
