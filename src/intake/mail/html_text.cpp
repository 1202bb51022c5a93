#include "intake/mail/html_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "base/utf8.hpp"
#include "intake/mail/mail_bytes.hpp"

namespace aftercare::intake {
namespace {

constexpr std::size_t kDeepestQuote = 20;

constexpr std::array<std::pair<std::string_view, std::string_view>, 24> kEntities = {
    {{"amp", "&"},    {"lt", "<"},    {"gt", ">"},    {"quot", "\""},  {"apos", "'"},
     {"nbsp", " "},   {"ensp", " "},  {"emsp", " "},  {"hellip", "…"}, {"mdash", "—"},
     {"ndash", "–"},  {"ldquo", "“"}, {"rdquo", "”"}, {"lsquo", "‘"},  {"rsquo", "’"},
     {"middot", "·"}, {"bull", "•"},  {"yen", "¥"},   {"euro", "€"},   {"pound", "£"},
     {"copy", "©"},   {"reg", "®"},   {"deg", "°"},   {"zwnj", ""}}};

constexpr std::array<std::string_view, 20> kBlocks = {
    "p",  "div", "tr", "table", "ul", "ol", "li", "h1",      "h2",      "h3",
    "h4", "h5",  "h6", "pre",   "dl", "dt", "dd", "section", "article", "header"};

// Elements whose content nobody sees.
constexpr std::array<std::string_view, 5> kUnseen = {"script", "style", "title", "noscript",
                                                     "template"};

template <typename List>
bool is_one_of(std::string_view name, const List& list) {
  return std::ranges::find(list, name) != list.end();
}

class TextWriter {
 public:
  void word(std::string_view text) {
    if (text.empty()) return;
    if (line_begins_ && depth_ > 0)
      for (std::size_t i = 0; i < depth_; ++i) text_ += "> ";
    if (space_ && !line_begins_) text_ += ' ';
    text_ += text;
    space_ = false;
    line_begins_ = false;
  }
  void space() { space_ = true; }
  // Ends the line if it holds something.
  void end_line() {
    if (!line_begins_) break_line();
  }
  void break_line() {
    text_ += '\n';
    line_begins_ = true;
    space_ = false;
  }
  void quote(bool begins) {
    end_line();
    if (begins)
      depth_ = std::min(depth_ + 1, kDeepestQuote);
    else if (depth_ > 0)
      --depth_;
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
  std::size_t depth_ = 0;
  bool line_begins_ = true;
  bool space_ = false;
};

// "&amp;", "&#24744;", "&#x60A8;": appends what it stands for and moves `at` behind it.
void read_entity(std::string_view html, std::size_t& at, std::string& to) {
  const auto end = html.substr(at, 12).find(';');
  if (end == html.npos || end < 2) {
    to += html[at++];
    return;
  }
  const auto name = html.substr(at + 1, end - 1);
  if (name.front() == '#') {
    const bool hex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
    const auto digits = name.substr(hex ? 2 : 1);
    std::uint32_t point = 0;
    const auto read =
        std::from_chars(digits.data(), digits.data() + digits.size(), point, hex ? 16 : 10);
    const bool scalar = point >= 0x20 && point < 0x110000 && (point < 0xD800 || point > 0xDFFF);
    if (read.ptr == digits.data() + digits.size() && !digits.empty() && scalar) {
      if (point == 0xA0)
        to += ' ';
      else
        base::append_code_point(to, point);
    }
    at += end + 1;
    return;
  }
  const auto known =
      std::ranges::find(kEntities, name, &std::pair<std::string_view, std::string_view>::first);
  if (known == kEntities.end()) {
    to += html[at++];
    return;
  }
  to += known->second;
  at += end + 1;
}

struct Tag {
  std::string name;
  bool closes = false;
  std::size_t end = 0;  // Behind it.
};

Tag read_tag(std::string_view html, std::size_t at) {
  Tag tag;
  auto place = at + 1;
  if (place < html.size() && html[place] == '/') tag.closes = true, ++place;
  const auto name_end = html.find_first_of(" \t\r\n/>", place);
  tag.name = in_lower_case(html.substr(place, std::min<std::size_t>(name_end - place, 20)));
  // A '>' within quotes does not end it; quotes that never close do not hide the rest.
  const auto reach = html.substr(place, 64 << 10);
  char quote = '\0';
  for (std::size_t i = 0; i < reach.size(); ++i) {
    if (quote != '\0' ? reach[i] == quote : reach[i] == '"' || reach[i] == '\'') {
      quote = quote == '\0' ? reach[i] : '\0';
    } else if (quote == '\0' && reach[i] == '>') {
      tag.end = place + i + 1;
      return tag;
    }
  }
  const auto close = html.find('>', place);
  tag.end = close == html.npos ? html.size() : close + 1;
  return tag;
}

// Behind the closing tag of what is unseen. Some leave it out: then only its opening is passed.
std::size_t behind_unseen(std::string_view html, const Tag& tag) {
  const auto close = "</" + tag.name;
  for (auto at = html.find("</", tag.end); at != html.npos; at = html.find("</", at + 2))
    if (same_word(html.substr(at, close.size()), close)) {
      const auto end = html.find('>', at);
      return end == html.npos ? html.size() : end + 1;
    }
  return tag.end;
}

void apply(const Tag& tag, TextWriter& writer) {
  if (tag.name == "br") return writer.break_line();
  if (tag.name == "hr") {
    writer.end_line();
    writer.word("________________________________");
    return writer.break_line();
  }
  if (tag.name == "blockquote") return writer.quote(!tag.closes);
  if (tag.name == "td" || tag.name == "th") return writer.space();
  if (is_one_of(tag.name, kBlocks)) {
    writer.end_line();
    if (tag.name == "li" && !tag.closes) writer.word("- ");
    if (tag.name == "p" && tag.closes) writer.break_line();
  }
}

}  // namespace

std::string html_to_text(std::string_view html) {
  TextWriter writer;
  std::string word;
  const auto flush = [&] {
    writer.word(word);
    word.clear();
  };
  bool unseen_closes = true;  // False once one was not closed: no second search to the end.
  for (std::size_t at = 0; at < html.size();) {
    const char sign = html[at];
    if (sign == '<' && at + 1 < html.size() &&
        (std::isalpha(static_cast<unsigned char>(html[at + 1])) != 0 || html[at + 1] == '/' ||
         html[at + 1] == '!' || html[at + 1] == '?')) {
      flush();
      if (html.substr(at).starts_with("<!--")) {
        const auto end = html.find("-->", at + 4);
        at = end == html.npos ? html.size() : end + 3;
        continue;
      }
      const auto tag = read_tag(html, at);
      at = tag.end;
      if (!tag.closes && is_one_of(tag.name, kUnseen) && unseen_closes) {
        const auto behind = behind_unseen(html, tag);
        unseen_closes = behind != tag.end;
        at = behind;
        continue;
      }
      apply(tag, writer);
    } else if (sign == '&') {
      read_entity(html, at, word);
    } else if (sign == ' ' || sign == '\n' || sign == '\t' || sign == '\r') {
      flush();
      writer.space();
      ++at;
    } else {
      word += sign;
      ++at;
    }
  }
  flush();
  return writer.take();
}

}  // namespace aftercare::intake
