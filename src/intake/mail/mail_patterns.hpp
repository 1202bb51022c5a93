// How mail programs mark what is quoted, what is a signature and what no person wrote:
// catalog/mail.yaml, compiled.

#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "intake/mail/mail_header.hpp"

namespace aftercare::intake {

/// The text of a mail, cut. Everything of the mail is in one of the three.
struct CutMail {
  std::string text;       // What its writer wrote now.
  std::string quoted;     // Of earlier mails.
  std::string signature;  // Also "Sent from my phone".
};

/// A subject without what reply and forward put before it.
struct PlainSubject {
  std::string text;
  bool reply = false;
  bool forward = false;
};

/// Immutable and safe between threads; copies share it.
class MailPatterns {
 public:
  /// Fails (usage) with file and line if the file does not fit its schema or a pattern is none.
  static base::Result<MailPatterns> load(const std::filesystem::path& workspace);

  /// A mail that only passes another one on keeps that one's text.
  CutMail cut(std::string_view text) const;
  /// What the first lines call who reads them: "Alice Rosewater" of "Dear Ms Alice Rosewater,".
  std::string addressee(std::string_view text) const;
  PlainSubject plain_subject(std::string_view subject) const;
  /// "auto_reply", "out_of_office", "bounce"; empty: a person wrote it.
  std::string_view automatic_kind(const MailHeader& header, std::string_view subject) const;

 private:
  struct State;
  std::shared_ptr<const State> state_;
};

}  // namespace aftercare::intake
