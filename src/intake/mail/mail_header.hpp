// The header of a mail or of a part of one: fields, encoded words (RFC 2047), parameters
// (RFC 2231), addresses and dates (RFC 5322), as far as real writers keep to them.

#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aftercare::intake {

/// The fields at the begin of a mail. Values are views of its bytes, still folded.
class MailHeader {
 public:
  /// Takes at most 256 KiB and 2,000 fields; what follows them up to the empty line is passed
  /// over. `size` is set to where the body begins.
  static MailHeader parse(std::string_view mail, std::size_t& size);

  /// The first field of that name, unfolded; empty if there is none.
  std::string value(std::string_view name) const;
  std::vector<std::string> values(std::string_view name) const;
  bool has(std::string_view name) const;
  bool empty() const { return fields_.empty(); }

 private:
  std::vector<std::pair<std::string_view, std::string_view>> fields_;
};

/// True if the line begins as a field does: a name, then a colon.
bool is_header_line(std::string_view line);

/// A field's text in UTF-8 on one line: encoded words decoded, those of one charset together, so
/// that a character cut between two of them is whole again; bare bytes judged by themselves.
std::string decode_header(std::string_view value);

/// "text/plain; charset=gbk; name*=utf-8''%E5": the word before the first semicolon in lower case,
/// and the parameters, decoded and put together.
struct HeaderWords {
  std::string word;
  std::map<std::string, std::string> parameters;

  static HeaderWords parse(std::string_view value);
  std::string parameter(const std::string& name) const;
};

struct MailAddress {
  std::string name;     // As shown, may be empty.
  std::string address;  // In lower case.
};

/// At most 200.
std::vector<MailAddress> parse_addresses(std::string_view value);

/// What stands in <...>, each once; at most 500. Bare words if there are no brackets.
std::vector<std::string> parse_message_ids(std::string_view value);

/// "2026-03-02T08:00:05+08:00"; the text itself if it is no date of a mail.
std::string iso_date(std::string_view value);

/// Seconds since 1970 of what iso_date() gave; without a zone as in UTC. Nothing if it is none.
std::optional<std::int64_t> seconds_of(std::string_view iso_date);

}  // namespace aftercare::intake
