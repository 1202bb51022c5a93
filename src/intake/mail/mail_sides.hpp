// Which side of a conversation an address is on: the shop's, or a customer's.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "intake/mail/mail.hpp"

namespace aftercare::intake {

/// The shop's own addresses and domains, as its settings name them.
class MailSides {
 public:
  explicit MailSides(const std::vector<std::string>& own);

  bool known() const { return !own_.empty(); }
  /// "help@shop.example" itself, or any address of the domain "shop.example" and those below it.
  bool is_own(std::string_view address) const;

  /// Where no setting names them: the one address that nearly all of these mails are from or to.
  void guess(const std::vector<Mail>& mails);

 private:
  std::vector<std::string> own_;  // In lower case.
};

}  // namespace aftercare::intake
