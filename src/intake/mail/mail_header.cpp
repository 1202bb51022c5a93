#include "intake/mail/mail_header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <optional>

#include "intake/mail/mail_bytes.hpp"

namespace aftercare::intake {
namespace {

constexpr std::size_t kLongestHeader = 256 << 10;
constexpr std::size_t kMostFields = 2'000;
constexpr std::size_t kLongestValue = 64 << 10;
constexpr std::size_t kLongestWord = 8 << 10;  // Encoded: 75 in the standard, longer in real mails.
constexpr std::size_t kMostAddresses = 200;
constexpr std::size_t kMostIds = 500;

bool is_name_sign(char sign) {
  return sign > 32 && sign < 127 && sign != ':';
}

std::string unfolded(std::string_view value) {
  std::string line;
  value = value.substr(0, kLongestValue);
  line.reserve(value.size());
  for (const char sign : value)
    if (sign != '\r' && sign != '\n') line += sign == '\t' ? ' ' : sign;
  return std::string(without_space_around(line));
}

/// One "=?charset?B?text?=".
struct EncodedWord {
  std::string_view charset;
  char encoding = 'B';
  std::string_view text;
  std::size_t size = 0;
};

std::optional<EncodedWord> encoded_word_at(std::string_view value) {
  if (!value.starts_with("=?")) return std::nullopt;
  const auto charset = value.find('?', 2);
  if (charset == value.npos || charset + 2 >= value.size() || charset > 60) return std::nullopt;
  const char encoding = value[charset + 1];
  if (value[charset + 2] != '?' ||
      std::string_view("BbQq").find(encoding) == std::string_view::npos)
    return std::nullopt;
  const auto text = charset + 3;
  const auto end = value.substr(0, kLongestWord).find("?=", text);
  if (end == value.npos) return std::nullopt;
  EncodedWord word;
  word.charset = value.substr(2, charset - 2);
  word.charset = word.charset.substr(0, word.charset.find('*'));  // A language may follow.
  word.encoding = encoding == 'B' || encoding == 'b' ? 'B' : 'Q';
  word.text = value.substr(text, end - text);
  word.size = end + 2;
  return word;
}

std::string bytes_of(const EncodedWord& word) {
  return word.encoding == 'B' ? decode_base64(word.text) : decode_quoted_printable(word.text, true);
}

std::string without_line_ends(std::string text) {
  std::ranges::replace(text, '\n', ' ');
  return std::string(without_space_around(text));
}

// "%E5%95" of RFC 2231.
std::string decode_percent(std::string_view text) {
  std::string bytes(text);
  std::string marked;
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    unsigned value = 0;
    const auto* const from = bytes.data() + at + 1;
    if (bytes[at] == '%' && at + 2 < bytes.size() &&
        std::from_chars(from, from + 2, value, 16).ptr == from + 2) {
      marked += static_cast<char>(value);
      at += 2;
    } else {
      marked += bytes[at];
    }
  }
  return marked;
}

/// A parameter as it stands: name, perhaps with a number and a star, and its value.
struct RawParameter {
  std::string name;
  int part = -1;
  bool percent = false;
  std::string value;
};

RawParameter raw_parameter(std::string_view text) {
  RawParameter parameter;
  const auto equals = text.find('=');
  auto name = without_space_around(text.substr(0, equals));
  auto value =
      equals == text.npos ? std::string_view() : without_space_around(text.substr(equals + 1));
  if (name.ends_with('*')) parameter.percent = true, name.remove_suffix(1);
  if (const auto star = name.rfind('*'); star != name.npos) {
    const auto digits = name.substr(star + 1);
    int part = -1;
    std::from_chars(digits.data(), digits.data() + digits.size(), part);
    if (part >= 0 && part < 1000) parameter.part = part, name = name.substr(0, star);
  }
  parameter.name = in_lower_case(name);
  if (value.starts_with('"')) {
    value.remove_prefix(1);
    for (std::size_t at = 0; at < value.size() && value[at] != '"'; ++at) {
      if (value[at] == '\\' && at + 1 < value.size()) ++at;
      parameter.value += value[at];
    }
  } else {
    parameter.value = value;
  }
  return parameter;
}

// Cuts at a separator outside quotes, angle brackets and comments.
std::vector<std::string_view> split_outside(std::string_view text, std::string_view separators,
                                            std::size_t most) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  int depth = 0;
  bool quoted = false, angle = false;
  for (std::size_t at = 0; at < text.size() && parts.size() < most; ++at) {
    const char sign = text[at];
    if (quoted) {
      if (sign == '\\') ++at;
      if (sign == '"') quoted = false;
    } else if (sign == '"') {
      quoted = true;
    } else if (sign == '(') {
      ++depth;
    } else if (sign == ')') {
      depth = std::max(0, depth - 1);
    } else if (sign == '<' || sign == '>') {
      angle = sign == '<';
    } else if (depth == 0 && !angle && separators.find(sign) != separators.npos) {
      parts.push_back(text.substr(begin, at - begin));
      begin = at + 1;
    }
  }
  if (parts.size() < most) parts.push_back(text.substr(std::min(begin, text.size())));
  return parts;
}

std::string unquoted(std::string_view text) {
  text = without_space_around(text);
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') &&
      text.back() == text.front())
    text = text.substr(1, text.size() - 2);
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\\' && at + 1 < text.size()) ++at;
    plain += text[at];
  }
  return decode_header(plain);
}

std::optional<MailAddress> parse_address(std::string_view text) {
  text = without_space_around(text);
  MailAddress address;
  if (const auto open = text.rfind('<'); open != text.npos) {
    const auto close = text.find('>', open);
    address.address =
        without_space_around(text.substr(open + 1, close == text.npos ? close : close - open - 1));
    address.name = unquoted(text.substr(0, open));
  } else if (const auto comment = text.find('('); comment != text.npos) {
    address.address = without_space_around(text.substr(0, comment));
    auto name = text.substr(comment + 1);
    address.name = unquoted(name.substr(0, name.rfind(')')));
  } else {
    address.address = text;
  }
  address.address = in_lower_case(mail_text(address.address, ""));
  std::erase_if(address.address, [](char sign) { return sign == ' ' || sign == '\n'; });
  if (address.address.find('@') == std::string::npos && address.name.empty()) {
    address.name = unquoted(text);
    address.address.clear();
  }
  if (same_word(address.name, address.address)) address.name.clear();
  if (address.name.empty() && address.address.empty()) return std::nullopt;
  return address;
}

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};

std::optional<int> number_in(std::string_view word, int lowest, int highest) {
  int value = 0;
  const auto end = word.data() + word.size();
  if (word.empty() || std::from_chars(word.data(), end, value).ptr != end || value < lowest ||
      value > highest)
    return std::nullopt;
  return value;
}

// Minutes east of Greenwich. Letters of the armed forces are read as no zone (RFC 5322, 4.3).
std::optional<int> zone_minutes(std::string_view word) {
  if (word.size() == 5 && (word[0] == '+' || word[0] == '-')) {
    const auto hours = number_in(word.substr(1, 2), 0, 14);
    const auto minutes = number_in(word.substr(3, 2), 0, 59);
    if (!hours || !minutes) return std::nullopt;
    return (word[0] == '-' ? -1 : 1) * (*hours * 60 + *minutes);
  }
  constexpr std::pair<std::string_view, int> kNamed[] = {
      {"gmt", 0},    {"ut", 0},     {"utc", 0},    {"z", 0},      {"est", -300}, {"edt", -240},
      {"cst", -360}, {"cdt", -300}, {"mst", -420}, {"mdt", -360}, {"pst", -480}, {"pdt", -420}};
  const auto lower = in_lower_case(word);
  for (const auto& [name, minutes] : kNamed)
    if (lower == name) return minutes;
  return std::nullopt;
}

std::vector<std::string> date_words(std::string_view value) {
  std::vector<std::string> words;
  std::string word;
  int depth = 0;
  for (const char sign : value.substr(0, 200)) {
    if (sign == '(') ++depth;
    const bool ends = sign == ' ' || sign == ',' || sign == '(' || sign == '-' || sign == '\t';
    if (depth > 0 || (ends && !(sign == '-' && word.empty()))) {
      if (!word.empty()) words.push_back(std::move(word));
      word.clear();
    } else {
      word += sign;
    }
    if (sign == ')') depth = std::max(0, depth - 1);
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

}  // namespace

MailHeader MailHeader::parse(std::string_view mail, std::size_t& size) {
  MailHeader header;
  std::size_t at = 0;
  while (at < mail.size()) {
    const auto feed = mail.find('\n', at);
    const auto next = feed == mail.npos ? mail.size() : feed + 1;
    auto line = mail.substr(at, next - at);
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
    if (line.empty()) {
      at = next;
      break;
    }
    const bool folded = line.front() == ' ' || line.front() == '\t';
    if (folded && !header.fields_.empty()) {
      auto& value = header.fields_.back().second;
      value = {value.data(), static_cast<std::size_t>(line.data() + line.size() - value.data())};
    } else if (is_header_line(line)) {
      if (header.fields_.size() < kMostFields && at < kLongestHeader) {
        const auto colon = line.find(':');
        header.fields_.emplace_back(line.substr(0, colon), line.substr(colon + 1));
      }
    } else if (!line.starts_with("From ") && !line.starts_with(">From ") && !folded) {
      break;  // The empty line is missing: the body begins.
    }
    at = next;
  }
  size = at;
  return header;
}

bool is_header_line(std::string_view line) {
  const auto colon = line.find(':');
  return colon != line.npos && colon > 0 && colon < 80 &&
         std::ranges::all_of(line.substr(0, colon), is_name_sign);
}

std::string MailHeader::value(std::string_view name) const {
  for (const auto& [known, value] : fields_)
    if (same_word(known, name)) return unfolded(value);
  return {};
}

std::vector<std::string> MailHeader::values(std::string_view name) const {
  std::vector<std::string> all;
  for (const auto& [known, value] : fields_)
    if (same_word(known, name)) all.push_back(unfolded(value));
  return all;
}

bool MailHeader::has(std::string_view name) const {
  return std::ranges::any_of(fields_,
                             [name](const auto& field) { return same_word(field.first, name); });
}

std::string decode_header(std::string_view value) {
  std::string text, bytes;
  std::string_view charset;  // Of the bytes collected so far.
  const auto flush = [&] {
    if (!bytes.empty()) text += mail_text(bytes, charset);
    bytes.clear();
  };
  std::size_t at = 0, plain = 0;
  bool after_word = false;
  while (at < value.size()) {
    const auto word = value[at] == '=' ? encoded_word_at(value.substr(at)) : std::nullopt;
    if (!word) {
      ++at;
      continue;
    }
    const auto between = value.substr(plain, at - plain);
    const bool adjacent = after_word && without_space_around(between).empty();
    if (!adjacent) {
      flush();
      text += mail_text(between, "");
    } else if (!same_word(charset, word->charset)) {
      flush();
    }
    charset = word->charset;
    bytes += bytes_of(*word);
    at += word->size;
    plain = at;
    after_word = true;
  }
  flush();
  text += mail_text(value.substr(plain), "");
  return without_line_ends(std::move(text));
}

HeaderWords HeaderWords::parse(std::string_view value) {
  HeaderWords words;
  const auto parts = split_outside(value, ";", 200);
  words.word = in_lower_case(without_space_around(parts.front()));
  // Some write text/html charset=gbk, and forget the semicolon.
  words.word = words.word.substr(0, words.word.find_first_of(" \t"));
  std::map<std::string, std::map<int, RawParameter>> pieces;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    auto parameter = raw_parameter(parts[i]);
    if (parameter.name.empty()) continue;
    if (parameter.part < 0 && !parameter.percent) {
      // The extended form, if there is one, says more.
      words.parameters.emplace(parameter.name, decode_header(parameter.value));
    } else {
      const auto part = std::max(parameter.part, 0);
      pieces[parameter.name].emplace(part, std::move(parameter));
    }
  }
  for (const auto& [name, numbered] : pieces) {
    std::string bytes, charset;
    for (const auto& [part, piece] : numbered) {
      std::string_view text = piece.value;
      if (piece.percent && part == 0) {
        const auto first = text.find('\'');
        const auto second = first == text.npos ? first : text.find('\'', first + 1);
        if (second != text.npos) {
          charset = text.substr(0, first);
          text = text.substr(second + 1);
        }
      }
      bytes += piece.percent ? decode_percent(text) : std::string(text);
    }
    words.parameters[name] = without_line_ends(mail_text(bytes, charset));
  }
  return words;
}

std::string HeaderWords::parameter(const std::string& name) const {
  const auto at = parameters.find(name);
  return at == parameters.end() ? std::string() : at->second;
}

std::vector<MailAddress> parse_addresses(std::string_view value) {
  std::vector<MailAddress> addresses;
  for (auto part : split_outside(value, ",;", kMostAddresses)) {
    // "team: a@x, b@x;" names a group.
    const auto colon = part.find(':');
    if (colon != part.npos && part.find_first_of("<\"@") > colon) part = part.substr(colon + 1);
    if (auto address = parse_address(part)) addresses.push_back(std::move(*address));
  }
  return addresses;
}

std::vector<std::string> parse_message_ids(std::string_view value) {
  std::vector<std::string> ids;
  const auto add = [&ids](std::string_view id) {
    auto text = mail_text(without_space_around(id), "");
    if (!text.empty() && ids.size() < kMostIds && std::ranges::find(ids, text) == ids.end())
      ids.push_back(std::move(text));
  };
  for (std::size_t open = value.find('<'); open != value.npos; open = value.find('<', open)) {
    const auto close = value.find('>', open);
    if (close == value.npos) break;
    add(value.substr(open + 1, close - open - 1));
    open = close;
  }
  if (ids.empty() && value.find('<') == value.npos && value.find('@') != value.npos) add(value);
  return ids;
}

std::string iso_date(std::string_view value) {
  auto words = date_words(value);
  const auto as_written = [value] { return decode_header(value); };
  // "Mon" may stand before, also in another language.
  while (!words.empty() && !number_in(words.front(), 1, 31)) words.erase(words.begin());
  if (words.size() < 4) return as_written();
  const auto day = number_in(words[0], 1, 31);
  const auto month = std::ranges::find(kMonths, in_lower_case(words[1]).substr(0, 3));
  auto year = number_in(words[2], 0, 9999);
  if (month == kMonths.end() || !year) return as_written();
  if (*year < 100) *year += *year < 50 ? 2000 : 1900;
  const auto clock = split_outside(words[3], ":.", 4);
  const auto hour = number_in(clock[0], 0, 24);
  const auto minute = clock.size() > 1 ? number_in(clock[1], 0, 59) : std::nullopt;
  const auto second = clock.size() > 2 ? number_in(clock[2], 0, 60) : std::optional(0);
  if (!day || !hour || !minute || !second) return as_written();
  auto text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", *year, month - kMonths.begin() + 1,
                          *day, *hour, *minute, std::min(*second, 59));
  if (words.size() > 4)
    if (const auto zone = zone_minutes(words[4]))
      text += fmt::format("{}{:02}:{:02}", *zone < 0 ? '-' : '+', std::abs(*zone) / 60,
                          std::abs(*zone) % 60);
  return text;
}

std::optional<std::int64_t> seconds_of(std::string_view date) {
  if (date.size() < 19 || date[10] != 'T') return std::nullopt;
  const auto year = number_in(date.substr(0, 4), 0, 9999);
  const auto month = number_in(date.substr(5, 2), 1, 12);
  const auto day = number_in(date.substr(8, 2), 1, 31);
  const auto hour = number_in(date.substr(11, 2), 0, 24);
  const auto minute = number_in(date.substr(14, 2), 0, 59);
  const auto second = number_in(date.substr(17, 2), 0, 59);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day whole{std::chrono::year(*year),
                                          std::chrono::month(static_cast<unsigned>(*month)),
                                          std::chrono::day(static_cast<unsigned>(*day))};
  const auto days = std::chrono::sys_days(whole).time_since_epoch().count();
  auto seconds = std::int64_t{days} * 86'400 + *hour * 3'600 + *minute * 60 + *second;
  if (date.size() == 25) {
    const auto hours = number_in(date.substr(20, 2), 0, 14);
    const auto minutes = number_in(date.substr(23, 2), 0, 59);
    if (hours && minutes) seconds -= (date[19] == '-' ? -60 : 60) * (*hours * 60 + *minutes);
  }
  return seconds;
}

}  // namespace aftercare::intake
