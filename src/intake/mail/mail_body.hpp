// What a mail says and what hangs on it: its parts (MIME, RFC 2045 to 2049), as text and as a
// list of attachments, within bounds that no mail of a person reaches.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "intake/mail/mail_header.hpp"

namespace aftercare::intake {

struct MailAttachment {
  std::string name;  // May be empty.
  std::string type;  // "image/png"; "application/ms-tnef" is recorded, never opened.
  std::uint64_t bytes = 0;
};

struct MailBody {
  std::string text;  // In UTF-8, of the plain part if there is one, else of the HTML.
  std::vector<MailAttachment> attachments;
  bool too_deep = false;  // More than 20 parts within each other, or more than 1,000 in all.
};

/// Reads the body of a mail or part whose header was parsed.
MailBody read_body(const MailHeader& header, std::string_view body);

/// Lines of format=flowed (RFC 3676) put together again.
std::string unflowed(std::string_view text, bool delete_space);

}  // namespace aftercare::intake
