#include "intake/mail/mail_threads.hpp"

#include <fmt/format.h>

#include <cstring>
#include <optional>

#include "base/digest.hpp"
#include "intake/mail/mail_bytes.hpp"

namespace aftercare::intake {
namespace {

constexpr std::size_t kMostYoung = 250'000;
constexpr std::size_t kMostCustomers = 100'000;

std::uint64_t number_of(std::string_view text) {
  const auto digest = base::digest_of(text);
  std::uint64_t number = 0;
  std::memcpy(&number, digest.data(), sizeof number);
  return number;
}

std::string id_of(std::uint64_t thread) {
  return fmt::format("mail-{:016x}", thread);
}

std::string subject_key(const Mail& mail, std::string_view other_side) {
  return fmt::format("{}\n{}", in_lower_case(mail.plain_subject.text), other_side);
}

}  // namespace

const MailThreads::Thread* MailThreads::Known::find(std::uint64_t key) const {
  if (const auto at = young_.find(key); at != young_.end()) return &at->second;
  const auto at = old_.find(key);
  return at == old_.end() ? nullptr : &at->second;
}

void MailThreads::Known::learn(std::uint64_t key, Thread thread) {
  if (young_.size() >= kMostYoung) {
    old_ = std::move(young_);
    young_.clear();
  }
  young_.emplace(key, thread);
}

MailThread MailThreads::place(const Mail& mail, std::string_view mail_key,
                              std::string_view other_side) {
  const auto own = number_of(mail.message_id.empty() ? mail_key : mail.message_id);
  std::optional<Thread> thread;
  const auto ask = [&](const std::vector<std::string>& ids) {
    for (auto id = ids.rbegin(); id != ids.rend() && !thread; ++id)
      if (const auto* known = by_message_.find(number_of(*id))) thread = *known;
  };
  // The same mail again, or one that others referred to before it came.
  if (const auto* known = by_message_.find(own)) thread = *known;
  ask(mail.references);
  ask(mail.in_reply_to);
  if (!thread && !mail.references.empty()) thread = number_of(mail.references.front());
  if (!thread && !mail.in_reply_to.empty()) thread = number_of(mail.in_reply_to.front());
  const auto subject = number_of(subject_key(mail, other_side));
  const bool has_subject = !mail.plain_subject.text.empty();
  if (!thread && mail.plain_subject.reply && has_subject)
    if (const auto* known = by_subject_.find(subject)) thread = *known;
  if (!thread) thread = own;
  by_message_.learn(own, *thread);
  for (const auto& id : mail.references) by_message_.learn(number_of(id), *thread);
  for (const auto& id : mail.in_reply_to) by_message_.learn(number_of(id), *thread);
  if (has_subject) by_subject_.learn(subject, *thread);
  return {id_of(*thread), *thread == own};
}

MailAddress MailThreads::customer(const std::string& thread) const {
  const auto at = customers_.find(thread);
  return at == customers_.end() ? MailAddress() : at->second;
}

void MailThreads::learn_customer(const std::string& thread, const MailAddress& customer) {
  if (customer.name.size() + customer.address.size() > 500) return;
  if (customers_.size() >= kMostCustomers) customers_.clear();
  customers_.emplace(thread, customer);
}

std::string mail_digest(std::string_view text) {
  return fmt::format("{:016x}", number_of(text));
}

}  // namespace aftercare::intake
