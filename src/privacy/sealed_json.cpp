#include "privacy/sealed_json.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <iterator>

#include "base/utf8.hpp"

namespace aftercare::privacy {
namespace {

void append_ascii(char sign, std::string& to) {
  switch (sign) {
    case '"':
      to.append("\\\"");
      break;
    case '\\':
      to.append("\\\\");
      break;
    case '\n':
      to.append("\\n");
      break;
    default:
      if (static_cast<unsigned char>(sign) < 0x20)
        fmt::format_to(std::back_inserter(to), "\\u{:04x}", static_cast<unsigned>(sign));
      else
        to.push_back(sign);
  }
}

bool stands_for_itself(char byte) {
  return static_cast<unsigned char>(byte) >= 0x20 && byte != '"' && byte != '\\';
}

void append_well_formed(std::string_view text, std::string& to) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto begin = at;
    while (at < text.size() && stands_for_itself(text[at])) ++at;
    to.append(text, begin, at - begin);
    if (at < text.size()) append_ascii(text[at], to);
  }
}

void append_mended(std::string_view text, std::string& to) {
  for (std::size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0x80)
      append_ascii(text[at++], to);
    else
      base::append_code_point(to, base::next_code_point(text, at));
  }
}

}  // namespace

void append_json_text(std::string_view text, std::string& to) {
  to.push_back('"');
  if (base::is_utf8(text))
    append_well_formed(text, to);
  else
    append_mended(text, to);
  to.push_back('"');
}

SealedJson::~SealedJson() {
  sodium_memzero(json_.data(), json_.size());
}

void SealedJson::add(std::string_view field, std::string_view original) {
  json_.push_back(json_.empty() ? '{' : ',');
  append_json_text(field, json_);
  json_.push_back(':');
  append_json_text(original, json_);
}

std::string_view SealedJson::finish() {
  json_.push_back('}');
  return json_;
}

}  // namespace aftercare::privacy
