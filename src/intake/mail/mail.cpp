#include "intake/mail/mail.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "intake/mail/mail_bytes.hpp"

namespace aftercare::intake {
namespace {

// When the mail was sent; else when the last server received it.
std::string date_of(const MailHeader& header) {
  if (auto date = iso_date(header.value("Date")); !date.empty()) return date;
  const auto received = header.value("Received");
  const auto at = received.rfind(';');
  return at == received.npos ? std::string() : iso_date(std::string_view(received).substr(at + 1));
}

MailAddress first_address(const MailHeader& header) {
  for (const char* name : {"From", "Reply-To", "Sender", "Return-Path"})
    if (auto found = parse_addresses(header.value(name)); !found.empty()) return found.front();
  return {};
}

}  // namespace

Mail parse_mail(std::string_view bytes, const MailPatterns& patterns) {
  Mail mail;
  std::size_t begin = 0;
  const auto header = MailHeader::parse(bytes, begin);
  if (header.empty()) {
    mail.flaw = "no_mail";
    return mail;
  }
  if (auto ids = parse_message_ids(header.value("Message-ID")); !ids.empty())
    mail.message_id = std::move(ids.front());
  mail.in_reply_to = parse_message_ids(header.value("In-Reply-To"));
  mail.references = parse_message_ids(header.value("References"));
  mail.date = date_of(header);
  mail.from = first_address(header);
  mail.to = parse_addresses(header.value("To"));
  mail.cc = parse_addresses(header.value("Cc"));
  mail.subject = decode_header(header.value("Subject"));
  mail.plain_subject = patterns.plain_subject(mail.subject);
  mail.automatic = patterns.automatic_kind(header, mail.subject);
  if (mail.from.address.empty() && mail.date.empty() && mail.subject.empty()) {
    mail.flaw = "no_mail";
    return mail;
  }
  auto body = read_body(header, bytes.substr(begin));
  if (body.too_deep) {
    mail.flaw = "mail_too_deep";
    return mail;
  }
  mail.attachments = std::move(body.attachments);
  mail.body = patterns.cut(body.text);
  // Who passes a mail on without a word of his own means its words.
  if (mail.body.text.empty() && !mail.plain_subject.reply && !mail.body.quoted.empty())
    mail.body.text = std::exchange(mail.body.quoted, {});
  return mail;
}

std::string to_json(const std::vector<MailAttachment>& attachments) {
  if (attachments.empty()) return {};
  auto list = nlohmann::json::array();
  for (const auto& each : attachments)
    list.push_back({{"name", each.name}, {"type", each.type}, {"bytes", each.bytes}});
  return list.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace aftercare::intake
