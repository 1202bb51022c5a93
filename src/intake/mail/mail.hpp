// One mail as intake understands it, from its bytes.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "intake/mail/mail_body.hpp"
#include "intake/mail/mail_header.hpp"
#include "intake/mail/mail_patterns.hpp"

namespace aftercare::intake {

struct Mail {
  std::string message_id;  // Without angle brackets; may be empty.
  std::vector<std::string> in_reply_to;
  std::vector<std::string> references;  // The oldest first.
  std::string date;                     // ISO with its zone, or as written.
  MailAddress from;
  std::vector<MailAddress> to;
  std::vector<MailAddress> cc;
  std::string subject;
  PlainSubject plain_subject;
  CutMail body;
  std::vector<MailAttachment> attachments;
  std::string automatic;  // What kind of automatic mail; empty: a person wrote it.
  std::string_view flaw;  // Why it is no mail to be read, as a reason code; empty: nothing.
};

/// Never fails: what is wrong is in `flaw`.
Mail parse_mail(std::string_view bytes, const MailPatterns& patterns);

/// '[{"name":"a.png","type":"image/png","bytes":1234}]'; empty without any.
std::string to_json(const std::vector<MailAttachment>& attachments);

}  // namespace aftercare::intake
