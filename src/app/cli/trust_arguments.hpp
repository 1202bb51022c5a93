// The words of the commands about personal data and the audit log.

#pragma once

#include <functional>

#include "app/cli/arguments.hpp"

namespace CLI {
class App;
}

namespace aftercare::app {

/// What the options write into; lives as long as the program's parser.
struct TrustWords {
  AuditArguments audit;
  EraseArguments erase;
  FindArguments find;
  ExportPersonArguments export_person;
  RevealArguments reveal;
  PrivacyArguments privacy;
  RetainArguments retain;
  ConsentArguments consent;
  KeysArguments keys;
  ExportArguments anonymous_export;
};

/// Adds the commands to the program's; `chosen` is called with the one that was asked for.
void add_trust_commands(CLI::App& program, TrustWords& words,
                        const std::function<void(CommandArguments)>& chosen, bool chinese);

}  // namespace aftercare::app
