#include "app/cli/typed_secret.hpp"

#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string_view>

namespace aftercare::app {
namespace {

// One line, byte by byte: what follows it stays where it is.
std::string line_from(int handle) {
  std::string line;
  char sign = 0;
  while (line.size() < 2000) {
    const auto got = ::read(handle, &sign, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0 || sign == '\n') break;
    line.push_back(sign);
  }
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

class Silence {
 public:
  explicit Silence(int handle) : handle_(handle), on_(::tcgetattr(handle, &before_) == 0) {
    if (!on_) return;
    auto silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(handle, TCSAFLUSH, &silent);
  }
  ~Silence() {
    if (on_) ::tcsetattr(handle_, TCSAFLUSH, &before_);
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

 private:
  int handle_;
  termios before_{};
  bool on_;
};

}  // namespace

std::string typed_line(std::string_view question) {
  std::string line;
  {
    // Silent before it asks: whoever answers at once is neither shown nor lost.
    const Silence silence(STDIN_FILENO);
    (void)!::write(STDERR_FILENO, question.data(), question.size());
    line = line_from(STDIN_FILENO);
  }
  (void)!::write(STDERR_FILENO, "\n", 1);
  return line;
}

base::Result<std::string> typed_secret(const Console& console) {
  std::string first;
  if (::isatty(STDIN_FILENO) == 1) {
    first = typed_line(console.say("New password: ", "新密码："));
    if (first != typed_line(console.say("Once more: ", "再次输入：")))
      return base::failure("the two passwords differ", "两次输入的密码不同");
  } else {
    first = line_from(STDIN_FILENO);
  }
  if (first.empty())
    return base::failure("there is no password: type it, or give it on standard input",
                         "没有密码：请输入，或通过标准输入提供");
  return first;
}

}  // namespace aftercare::app
