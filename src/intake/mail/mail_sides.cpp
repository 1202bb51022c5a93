#include "intake/mail/mail_sides.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "intake/mail/mail_bytes.hpp"

namespace aftercare::intake {

MailSides::MailSides(const std::vector<std::string>& own) {
  for (const auto& each : own) {
    auto word = in_lower_case(without_space_around(each));
    if (word.starts_with('@')) word.erase(0, 1);
    if (!word.empty()) own_.push_back(std::move(word));
  }
}

bool MailSides::is_own(std::string_view address) const {
  const auto lower = in_lower_case(address);
  const auto at = lower.rfind('@');
  const auto domain =
      at == lower.npos ? std::string_view() : std::string_view(lower).substr(at + 1);
  return std::ranges::any_of(own_, [&](const std::string& own) {
    if (own.find('@') != own.npos) return lower == own;
    return domain == own || (domain.size() > own.size() + 1 && domain.ends_with(own) &&
                             domain[domain.size() - own.size() - 1] == '.');
  });
}

void MailSides::guess(const std::vector<Mail>& mails) {
  std::map<std::string, std::size_t> parts;
  for (const auto& mail : mails) {
    std::set<std::string> once{mail.from.address};
    for (const auto& to : mail.to) once.insert(to.address);
    for (const auto& address : once)
      if (!address.empty()) ++parts[address];
  }
  std::string best;
  std::size_t most = 0, second = 0;
  for (const auto& [address, count] : parts) {
    if (count > most) {
      second = most;
      most = count;
      best = address;
    } else {
      second = std::max(second, count);
    }
  }
  if (most >= 2 && most > second && most * 10 >= mails.size() * 8) own_.push_back(best);
}

}  // namespace aftercare::intake
