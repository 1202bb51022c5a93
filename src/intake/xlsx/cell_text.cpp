#include "intake/xlsx/cell_text.hpp"

#include <charconv>
#include <system_error>

#include "base/decoder.hpp"
#include "base/utf8.hpp"

namespace aftercare::intake {

std::string readable_text(std::string_view raw) {
  std::string text =
      base::is_utf8(raw) ? std::string(raw) : base::decode_text(base::Encoding::utf8, raw);
  // ECMA-376-1, 22.9.2.19 (ST_Xstring).
  for (auto at = text.find("_x"); at != text.npos; at = text.find("_x", at)) {
    unsigned point = 0;
    const char* digits = text.data() + at + 2;
    const bool fits = at + 7 <= text.size() && text[at + 6] == '_';
    if (!fits || std::from_chars(digits, digits + 4, point, 16).ptr != digits + 4 ||
        (point >= 0xD800 && point < 0xE000)) {
      ++at;
      continue;
    }
    std::string character;
    if (point != 0 && point != '\r') base::append_code_point(character, point);
    text.replace(at, 7, character);
    at += character.size();
  }
  return text;
}

void CellText::start() {
  text_.clear();
  in_text_ = in_reading_ = replaced_ = too_long_ = false;
}

void CellText::take(XmlPull::Event event, const XmlPull& xml) {
  if (event == XmlPull::Event::text) {
    if (!in_text_ || in_reading_) return;
    if (text_.size() + xml.text().size() <= kLongest)
      text_ += xml.text();
    else
      too_long_ = true;
    return;
  }
  const bool begins = event == XmlPull::Event::begin;
  if (xml.name() == "rPh") in_reading_ = begins;
  if (xml.name() == "t" || xml.name() == "v") in_text_ = begins;
}

std::string_view CellText::finish(CellArena& arena) {
  replaced_ = !base::is_utf8(text_);
  if (!replaced_ && text_.find("_x") == text_.npos) return arena.keep(text_);
  return arena.keep(readable_text(text_));
}

}  // namespace aftercare::intake
