#include "intake/mail/mail_body.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

#include "base/decoder.hpp"
#include "intake/mail/html_text.hpp"
#include "intake/mail/mail_bytes.hpp"

namespace aftercare::intake {
namespace {

constexpr int kDeepestMailPart = 20;
constexpr int kMostMailParts = 1'000;
constexpr std::size_t kLongestText = 1 << 20;
constexpr std::size_t kMostListed = 200;

/// The text of a part, and whether it was written as such.
struct PartText {
  std::string text;
  bool plain = false;
  bool blank() const { return without_space_around(text).empty(); }
};

std::string transfer_encoding(const MailHeader& header) {
  const auto value = in_lower_case(header.value("Content-Transfer-Encoding"));
  return value.substr(0, value.find_first_of(" ;"));
}

std::string decoded(std::string_view body, const std::string& encoding) {
  if (encoding == "base64") return decode_base64(body);
  if (encoding == "quoted-printable") return decode_quoted_printable(body);
  return std::string(body);
}

std::uint64_t size_of(std::string_view body, const std::string& encoding) {
  if (encoding != "base64") return body.size();
  const auto signs = std::ranges::count_if(body, [](char sign) {
    return std::isalnum(static_cast<unsigned char>(sign)) != 0 || sign == '+' || sign == '/';
  });
  return static_cast<std::uint64_t>(signs) * 3 / 4;
}

// Declared base64, but it is none: some gateways decode and forget to say so.
bool is_really_base64(std::string_view body) {
  std::size_t signs = 0, others = 0;
  for (const char sign : body.substr(0, 4096)) {
    const auto byte = static_cast<unsigned char>(sign);
    if (std::isalnum(byte) != 0 || sign == '+' || sign == '/' || sign == '=')
      ++signs;
    else if (sign != '\r' && sign != '\n')
      ++others;
  }
  return others * 10 <= signs;
}

// The parts between the lines "--boundary"; nothing if there is no such line.
std::vector<std::string_view> split_parts(std::string_view body, const std::string& boundary,
                                          std::size_t most) {
  std::vector<std::string_view> parts;
  const auto mark = "--" + boundary;
  std::optional<std::size_t> begin;
  const auto close = [&](std::size_t end) {
    if (!begin) return;
    auto part = body.substr(*begin, end - *begin);
    if (part.ends_with('\n')) part.remove_suffix(1);
    if (part.ends_with('\r')) part.remove_suffix(1);
    parts.push_back(part);
    begin.reset();
  };
  for (auto at = body.find(mark); at != body.npos; at = body.find(mark, at + 1)) {
    if (at > 0 && body[at - 1] != '\n') continue;
    const auto rest = body.substr(at + mark.size());
    const bool last = rest.starts_with("--");
    if (!last && !rest.empty() && std::string_view(" \t\r\n").find(rest.front()) == rest.npos)
      continue;  // Another boundary that begins alike.
    close(at);
    if (last || parts.size() >= most) return parts;
    const auto feed = body.find('\n', at);
    begin = feed == body.npos ? body.size() : feed + 1;
  }
  close(body.size());
  return parts;
}

// The boundary that a mail uses without having said so.
std::string guessed_boundary(std::string_view body) {
  auto at = body.starts_with("--") ? 0 : body.find("\n--");
  if (at == body.npos || at > 64 << 10) return {};
  at += body[at] == '\n' ? 3 : 2;
  const auto line = body.substr(at, body.substr(at, 200).find_first_of("\r\n"));
  const bool plausible = line.size() >= 8 && line.size() <= 100 && line.find(' ') == line.npos &&
                         body.find("\n--" + std::string(line), at) != body.npos;
  return plausible ? std::string(line) : std::string();
}

class BodyReader {
 public:
  MailBody read(const MailHeader& header, std::string_view body) {
    auto text = read_part(header, body, 0).text;
    if (without_space_around(text).empty()) text = std::move(forwarded_);
    body_.text = std::move(text);
    return std::move(body_);
  }

 private:
  PartText read_part(const MailHeader& header, std::string_view body, int depth) {
    if (depth > kDeepestMailPart || ++parts_ > kMostMailParts) {
      body_.too_deep = true;
      return {};
    }
    const auto type = HeaderWords::parse(header.value("Content-Type"));
    const auto placed = HeaderWords::parse(header.value("Content-Disposition"));
    if (type.word.starts_with("multipart/")) return read_parts(type, body, depth);
    auto name = placed.parameter("filename");
    if (name.empty()) name = type.parameter("name");
    const bool is_text = type.word.empty() || type.word == "text" || type.word == "text/plain" ||
                         type.word == "text/html";
    const bool hangs_on = placed.word == "attachment" || (!name.empty() && placed.word != "inline");
    if (is_text && !hangs_on) return read_text(header, type, body);
    record(header, type, std::move(name), body);
    if (type.word == "message/rfc822" || type.word == "message/global") read_mail(body, depth);
    return {};
  }

  PartText read_text(const MailHeader& header, const HeaderWords& type, std::string_view body) {
    auto encoding = transfer_encoding(header);
    if (encoding == "base64" && !is_really_base64(body)) encoding.clear();
    auto text = mail_text(decoded(body, encoding), type.parameter("charset"));
    const auto is_html = type.word == "text/html";
    if (is_html) text = html_to_text(text);
    if (text.size() > kLongestText) {
      text.resize(kLongestText);
      text.resize(base::size_of_whole_characters(text));
    }
    if (same_word(type.parameter("format"), "flowed"))
      text = unflowed(text, same_word(type.parameter("delsp"), "yes"));
    return {std::move(text), !is_html};
  }

  PartText read_parts(const HeaderWords& type, std::string_view body, int depth) {
    auto boundary = type.parameter("boundary");
    auto parts = boundary.empty() || boundary.size() > 256
                     ? std::vector<std::string_view>()
                     : split_parts(body, boundary, kMostMailParts + 1);
    if (parts.empty()) {
      boundary = guessed_boundary(body);
      if (!boundary.empty()) parts = split_parts(body, boundary, kMostMailParts + 1);
    }
    if (parts.empty()) return {mail_text(body.substr(0, kLongestText), ""), true};
    const bool alternative = type.word == "multipart/alternative";
    PartText whole;
    for (const auto part : parts) {
      std::size_t begin = 0;
      const auto header = MailHeader::parse(part, begin);
      auto read = read_part(header, part.substr(begin), depth + 1);
      if (body_.too_deep) return {};
      if (read.blank()) continue;
      if (whole.blank() || (alternative && read.plain && !whole.plain)) {
        whole = std::move(read);
      } else if (!alternative && whole.text.size() + read.text.size() < kLongestText) {
        whole.text += "\n" + read.text;
      }
    }
    return whole;
  }

  // A mail within the mail is an attachment; its words count only where there are no others.
  void read_mail(std::string_view body, int depth) {
    std::size_t begin = 0;
    const auto header = MailHeader::parse(body, begin);
    if (body_.attachments.back().name.empty())
      body_.attachments.back().name = decode_header(header.value("Subject"));
    auto inner = read_part(header, body.substr(begin), depth + 1);
    if (forwarded_.empty()) forwarded_ = std::move(inner.text);
  }

  void record(const MailHeader& header, const HeaderWords& type, std::string name,
              std::string_view body) {
    if (body_.attachments.size() >= kMostListed) return;
    body_.attachments.push_back({std::move(name), type.word.empty() ? "text/plain" : type.word,
                                 size_of(body, transfer_encoding(header))});
  }

  MailBody body_;
  std::string forwarded_;
  int parts_ = 0;
};

}  // namespace

MailBody read_body(const MailHeader& header, std::string_view body) {
  return BodyReader().read(header, body);
}

std::string unflowed(std::string_view text, bool delete_space) {
  const auto depth_of = [](std::string_view line) {
    const auto depth = line.find_first_not_of('>');
    return depth == line.npos ? line.size() : depth;
  };
  std::string whole;
  std::size_t held_depth = 0;
  bool flows = false;
  while (!text.empty()) {
    const auto feed = text.find('\n');
    auto line = text.substr(0, feed);
    text = feed == text.npos ? std::string_view() : text.substr(feed + 1);
    const auto depth = depth_of(line);
    const bool goes_on = flows && depth == held_depth;
    auto words = line.substr(depth);
    if (words.starts_with(' ')) words.remove_prefix(1);  // Stuffed.
    const bool signature = words == "-- ";
    if (goes_on && !signature) {
      whole += words;
    } else {
      if (!whole.empty() && flows) whole += '\n';
      whole.append(depth, '>');
      if (depth > 0) whole += ' ';
      whole += words;
    }
    flows = !signature && words.ends_with(' ');
    held_depth = depth;
    if (flows) {
      if (delete_space) whole.pop_back();
    } else {
      whole += '\n';
    }
  }
  return whole;
}

}  // namespace aftercare::intake
