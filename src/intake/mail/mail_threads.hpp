// Which mails are one conversation, told from what they refer to and, where a program refers to
// nothing, from the subject and the two sides.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "intake/mail/mail.hpp"

namespace aftercare::intake {

struct MailThread {
  std::string id;      // The same for all mails of it, also of other files: made of its first mail.
  bool opens = false;  // This mail is the first.
};

/// Remembers the mails of one file, at most about a million ids (50 MB); older ones are forgotten
/// first.
class MailThreads {
 public:
  /// `other_side`: the address that is not the shop's.
  MailThread place(const Mail& mail, std::string_view mail_key, std::string_view other_side);

  /// Whose conversation it is, once a mail of it said so: name and address, perhaps empty.
  MailAddress customer(const std::string& thread) const;
  void learn_customer(const std::string& thread, const MailAddress& customer);

 private:
  using Thread = std::uint64_t;
  class Known {
   public:
    const Thread* find(std::uint64_t key) const;
    void learn(std::uint64_t key, Thread thread);

   private:
    std::unordered_map<std::uint64_t, Thread> young_, old_;
  };

  Known by_message_;
  Known by_subject_;
  std::unordered_map<std::string, MailAddress> customers_;
};

/// Sixteen hexadecimal digits that stand for a text which may be personal.
std::string mail_digest(std::string_view text);

}  // namespace aftercare::intake
