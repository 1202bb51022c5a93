#include "intake/child_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <optional>
#include <thread>

#include "intake/mail/mail_bytes.hpp"

namespace aftercare::intake {
namespace {

using ChildClock = std::chrono::steady_clock;

constexpr std::size_t kMostComplaint = 16 << 10;  // Of stderr.

/// A file handle that is closed with it.
class ChildHandle {
 public:
  ChildHandle() = default;
  explicit ChildHandle(int handle) : handle_(handle) {}
  ~ChildHandle() { close(); }
  ChildHandle(const ChildHandle&) = delete;
  ChildHandle& operator=(const ChildHandle&) = delete;
  void take(int handle) {
    close();
    handle_ = handle;
  }
  void close() {
    if (handle_ >= 0) ::close(handle_);
    handle_ = -1;
  }
  int get() const { return handle_; }

 private:
  int handle_ = -1;
};

std::optional<std::string> program_path(const std::string& program) {
  if (program.find('/') != program.npos)
    return ::access(program.c_str(), X_OK) == 0 ? std::optional(program) : std::nullopt;
  const char* const path = std::getenv("PATH");
  std::string_view rest = path == nullptr ? "/usr/local/bin:/usr/bin:/bin" : path;
  while (!rest.empty()) {
    const auto colon = rest.find(':');
    const auto candidate = fmt::format("{}/{}", rest.substr(0, colon), program);
    if (::access(candidate.c_str(), X_OK) == 0) return candidate;
    rest = colon == rest.npos ? std::string_view() : rest.substr(colon + 1);
  }
  return std::nullopt;
}

tl::unexpected<base::Error> child_failed(const std::string& program, std::string_view en,
                                         std::string_view zh) {
  return base::failure(base::ErrorKind::input, fmt::format("{}: {}", en, program),
                       fmt::format("{}：{}", zh, program));
}

// What of stderr tells most.
std::string last_line(const std::string& complaint) {
  const auto text = mail_text(complaint, "");
  auto line = without_space_around(text);
  if (const auto feed = line.rfind('\n'); feed != line.npos) line = line.substr(feed + 1);
  return std::string(line.substr(0, 300));
}

// The environment but for what is this program's own: passphrases, keys and tokens are no business
// of another one.
std::vector<char*> without_secrets() {
  std::vector<char*> kept;
  for (char** one = environ; *one != nullptr; ++one)
    if (!std::string_view(*one).starts_with("AFTERCARE_")) kept.push_back(*one);
  kept.push_back(nullptr);
  return kept;
}

class Child {
 public:
  explicit Child(const ChildLimits& limits) : limits_(limits) {}
  ~Child() {
    if (process_ <= 0) return;
    ::kill(-process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  bool start(const std::string& path, const std::vector<std::string>& command);
  /// False if it was too slow or said too much.
  bool talk(std::string_view input);
  /// Its exit code, 128 + signal; nothing if it does not end in time.
  std::optional<int> wait();

  const std::string& output() const { return output_; }
  const std::string& complaint() const { return complaint_; }
  bool said_too_much() const { return output_.size() > limits_.output; }

 private:
  void become(const std::string& path, char* const* words, char* const* surroundings, int in,
              int out, int error) const;
  bool in_time() const { return ChildClock::now() < deadline_; }

  const ChildLimits& limits_;
  ChildClock::time_point deadline_;
  pid_t process_ = -1;
  ChildHandle in_, out_, error_;
  std::string output_, complaint_;
};

// In the new process: nothing here may allocate.
void Child::become(const std::string& path, char* const* words, char* const* surroundings, int in,
                   int out, int error) const {
  ::setpgid(0, 0);
  ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(error, STDERR_FILENO);
  ::close_range(3, ~0U, 0);
  const rlimit memory{limits_.memory, limits_.memory};
  ::setrlimit(RLIMIT_AS, &memory);
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  ::execve(path.c_str(), words, surroundings);
  ::_exit(127);
}

bool Child::start(const std::string& path, const std::vector<std::string>& command) {
  std::array<int, 2> in{}, out{}, error{};
  // A socket, because writing to one that nobody reads can be told without a signal.
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in.data()) != 0) return false;
  in_.take(in[0]);
  const ChildHandle child_in(in[1]);
  if (::pipe2(out.data(), O_CLOEXEC) != 0) return false;
  out_.take(out[0]);
  const ChildHandle child_out(out[1]);
  if (::pipe2(error.data(), O_CLOEXEC) != 0) return false;
  error_.take(error[0]);
  const ChildHandle child_error(error[1]);
  std::vector<char*> words;
  words.reserve(command.size() + 1);
  for (const auto& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  deadline_ = ChildClock::now() + limits_.time;
  auto surroundings = without_secrets();
  process_ = ::fork();
  if (process_ == 0)
    become(path, words.data(), surroundings.data(), child_in.get(), child_out.get(),
           child_error.get());
  if (process_ > 0) ::setpgid(process_, process_);
  return process_ > 0;
}

bool Child::talk(std::string_view input) {
  std::array<char, 64 << 10> room{};
  const auto take = [&room](ChildHandle& from, std::string& to, std::size_t most) {
    const auto got = ::read(from.get(), room.data(), room.size());
    if (got > 0 && to.size() <= most) to.append(room.data(), static_cast<std::size_t>(got));
    if (got == 0 || (got < 0 && errno != EINTR && errno != EAGAIN)) from.close();
  };
  if (input.empty()) in_.close();
  while (out_.get() >= 0 || error_.get() >= 0) {
    if (!in_time() || said_too_much()) return false;
    std::array<pollfd, 3> handles{
        {{in_.get(), POLLOUT, 0}, {out_.get(), POLLIN, 0}, {error_.get(), POLLIN, 0}}};
    if (::poll(handles.data(), handles.size(), 100) < 0 && errno != EINTR) return false;
    if (handles[0].revents != 0) {
      const auto sent = ::send(in_.get(), input.data(), input.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      if (sent > 0) input.remove_prefix(static_cast<std::size_t>(sent));
      // A program need not read all of its input.
      if (input.empty() || (sent < 0 && errno != EAGAIN && errno != EINTR)) in_.close();
    }
    if (handles[1].revents != 0) take(out_, output_, limits_.output);
    if (handles[2].revents != 0) take(error_, complaint_, kMostComplaint);
  }
  return !said_too_much();
}

std::optional<int> Child::wait() {
  in_.close();
  while (in_time()) {
    int state = 0;
    const auto ended = ::waitpid(process_, &state, WNOHANG);
    if (ended == process_) {
      ::kill(-process_, SIGKILL);  // What it left behind.
      process_ = -1;
      return WIFEXITED(state) ? WEXITSTATUS(state) : 128 + WTERMSIG(state);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return std::nullopt;
}

}  // namespace

bool can_run(const std::string& program) {
  return program_path(program).has_value();
}

base::Result<std::string> run_child(const std::vector<std::string>& command, std::string_view input,
                                    const ChildLimits& limits) {
  const auto& program = command.front();
  const auto path = program_path(program);
  if (!path)
    return child_failed(program, "the program is not there or may not be run",
                        "程序不存在或没有运行权限");
  Child child(limits);
  if (!child.start(*path, command))
    return child_failed(program, "the program could not be started", "程序无法启动");
  const bool whole = child.talk(input);
  if (child.said_too_much())
    return child_failed(program,
                        fmt::format("the program wrote more than {} MB", limits.output >> 20),
                        fmt::format("程序输出超过 {} MB", limits.output >> 20));
  const auto code = whole ? child.wait() : std::nullopt;
  if (!code)
    return child_failed(program,
                        fmt::format("the program did not end within {} s", limits.time.count()),
                        fmt::format("程序未在 {} 秒内结束", limits.time.count()));
  if (*code != 0)
    return child_failed(
        program,
        fmt::format("the program failed with code {} ({})", *code, last_line(child.complaint())),
        fmt::format("程序失败，代码 {}（{}）", *code, last_line(child.complaint())));
  return child.output();
}

}  // namespace aftercare::intake
