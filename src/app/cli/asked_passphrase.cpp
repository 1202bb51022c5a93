#include "app/cli/asked_passphrase.hpp"

#include <unistd.h>

#include <cstdlib>

#include "app/cli/typed_secret.hpp"
#include "privacy/key_folder.hpp"
#include "privacy/key_source.hpp"

namespace aftercare::app {
namespace {

bool has_variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

}  // namespace

base::Result<void> ask_passphrase(const std::filesystem::path& keys, const Console& console) {
  if (has_variable(privacy::kPassphraseVariable) || ::isatty(STDIN_FILENO) != 1) return {};
  const auto source = privacy::read_source(privacy::KeyFolder{keys}.source());
  if (!source || source->source != privacy::KeySource::passphrase) return {};
  const auto typed =
      typed_line(console.say("Passphrase of the workspace's keys: ", "工作区密钥的口令："));
  if (typed.empty())
    return base::failure("no passphrase was typed: the keys stay closed",
                         "未输入口令：密钥无法打开");
  ::setenv(privacy::kPassphraseVariable, typed.c_str(), 1);
  return {};
}

base::Result<std::string> ask_new_passphrase(const Console& console) {
  if (has_variable(privacy::kNextPassphraseVariable) || ::isatty(STDIN_FILENO) != 1)
    return std::string();
  auto typed = typed_line(console.say("New passphrase: ", "新口令："));
  if (typed != typed_line(console.say("Once more: ", "再次输入：")))
    return base::failure("the two passphrases differ", "两次输入的口令不同");
  return typed;
}

}  // namespace aftercare::app
