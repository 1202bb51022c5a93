// keys: the wrapping key is changed; everything it wraps is wrapped anew.

#include <fmt/format.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "app/cli/commands.hpp"
#include "pipeline/audit.hpp"

namespace aftercare::app {

base::Result<int> run_keys(const KeysArguments& arguments, const pipeline::Session& session,
                           const Place& place) {
  privacy::RotationOptions options;
  if (arguments.to == "passphrase") options.to = privacy::KeySource::passphrase;
  if (arguments.to == "environment") options.to = privacy::KeySource::environment;
  if (auto noted = pipeline::note(session, records::AuditAction::key_rotation,
                                  place.actor(arguments.reason), "keys/" + arguments.to);
      !noted)
    return base::failure_of(noted);
  // Typed by the caller: given as the vault wants it, and not for longer than it takes.
  if (!place.secret.empty()) ::setenv(privacy::kNextPassphraseVariable, place.secret.c_str(), 1);
  const auto rewrapped = session.vault().rotate(options);
  if (!place.secret.empty()) ::unsetenv(privacy::kNextPassphraseVariable);
  if (!rewrapped) return base::failure_of(rewrapped);
  const auto& console = place.console;
  if (console.json())
    console.line(nlohmann::json{{"rewrapped", *rewrapped}, {"to", arguments.to}}.dump());
  else
    console.line(fmt::format(
        fmt::runtime(console.say("the wrapping key is new; {} data keys were wrapped anew. Delete "
                                 "old copies of keys/ and make a fresh one",
                                 "包装密钥已更换；重新包装了 {} 个数据密钥。请删除 keys/ "
                                 "的旧副本并重新备份")),
        *rewrapped));
  return kDone;
}

}  // namespace aftercare::app
