#include "app/cli/handoff.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>
#include <utility>

namespace aftercare::app {

// Not in the unnamed namespace: the server's state has one.
class FileHandle {
 public:
  explicit FileHandle(int number) : number_(number) {}
  ~FileHandle() {
    if (number_ >= 0) ::close(number_);
  }
  FileHandle(const FileHandle&) = delete;
  FileHandle& operator=(const FileHandle&) = delete;
  FileHandle(FileHandle&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  FileHandle& operator=(FileHandle&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  int number() const { return number_; }

 private:
  int number_;
};

namespace {

constexpr std::uint32_t kMostBytes = 1U << 20;  // Of one call.

// A socket's path is at most 107 bytes: a long one is reached through its folder's handle.
struct Address {
  sockaddr_un value{};
  FileHandle folder{-1};

  explicit Address(const std::filesystem::path& socket)
      : folder(::open(socket.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {
    value.sun_family = AF_UNIX;
    auto text = socket.string();
    if (text.size() >= sizeof value.sun_path)
      text = fmt::format("/proc/self/fd/{}/{}", folder.number(), socket.filename().string());
    std::strncpy(value.sun_path, text.c_str(), sizeof value.sun_path - 1);
  }
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&value); }
};

bool send_bytes(int to, const void* data, std::size_t size) {
  const char* at = static_cast<const char*>(data);
  while (size > 0) {
    const auto sent = ::send(to, at, size, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    at += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

bool receive_bytes(int from, void* data, std::size_t size) {
  char* at = static_cast<char*>(data);
  while (size > 0) {
    const auto got = ::recv(from, at, size, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    at += got;
    size -= static_cast<std::size_t>(got);
  }
  return true;
}

// The length, with the caller's handles beside it.
constexpr std::size_t kHandles = 3;

bool send_head(int to, std::uint32_t length, const HandedCall& call, int in) {
  iovec part{&length, sizeof length};
  alignas(cmsghdr) char control[CMSG_SPACE(kHandles * sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  cmsghdr* head = CMSG_FIRSTHDR(&message);
  head->cmsg_level = SOL_SOCKET;
  head->cmsg_type = SCM_RIGHTS;
  head->cmsg_len = CMSG_LEN(kHandles * sizeof(int));
  const int handles[kHandles] = {call.out, call.err, in};
  std::memcpy(CMSG_DATA(head), handles, sizeof handles);
  return ::sendmsg(to, &message, MSG_NOSIGNAL) == static_cast<ssize_t>(sizeof length);
}

bool receive_head(int from, std::uint32_t& length, HandedCall& call) {
  iovec part{&length, sizeof length};
  alignas(cmsghdr) char control[CMSG_SPACE(kHandles * sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  if (::recvmsg(from, &message, MSG_CMSG_CLOEXEC | MSG_WAITALL) != sizeof length) return false;
  const cmsghdr* head = CMSG_FIRSTHDR(&message);
  if (head == nullptr || head->cmsg_type != SCM_RIGHTS ||
      head->cmsg_len != CMSG_LEN(kHandles * sizeof(int)))
    return false;
  int handles[kHandles];
  std::memcpy(handles, CMSG_DATA(head), sizeof handles);
  call.out = handles[0], call.err = handles[1], call.in = handles[2];
  return true;
}

// Bytes of a handle, sent on until either side ends. The server may not read a caller's terminal
// itself: as its background job it would be stopped.
class InputPump {
 public:
  explicit InputPump(int from) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return;
    near_ = FileHandle(ends[0]), far_ = FileHandle(ends[1]);
    if (from < 0)
      ::shutdown(near_.number(), SHUT_WR);
    else
      sending_ = std::jthread([from, to = near_.number()] { pump(from, to); });
  }
  ~InputPump() { ::shutdown(near_.number(), SHUT_RDWR); }
  InputPump(const InputPump&) = delete;
  InputPump& operator=(const InputPump&) = delete;
  int far() const { return far_.number(); }
  /// The other side has it now.
  void hand_off() { far_ = FileHandle(-1); }

 private:
  static void pump(int from, int to) {
    char part[4096];
    for (;;) {
      pollfd waiting[2] = {{from, POLLIN, 0}, {to, 0, 0}};
      if (::poll(waiting, 2, -1) < 0 && errno == EINTR) continue;
      if (waiting[1].revents != 0) return;  // Nobody reads any more.
      const auto got = ::read(from, part, sizeof part);
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0 || !send_bytes(to, part, static_cast<std::size_t>(got))) break;
    }
    ::shutdown(to, SHUT_WR);
  }

  FileHandle near_{-1};
  FileHandle far_{-1};
  std::jthread sending_;
};

bool is_same_user(int peer) {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  return ::getsockopt(peer, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0 &&
         credentials.uid == ::geteuid();
}

std::optional<HandedCall> receive_call(int peer) {
  HandedCall call;
  std::uint32_t length = 0;
  if (!receive_head(peer, length, call)) return std::nullopt;
  std::string body(std::min(length, kMostBytes), '\0');
  if (length > kMostBytes || !receive_bytes(peer, body.data(), body.size())) return std::nullopt;
  const auto json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  call.words = json.value("words", std::vector<std::string>{});
  call.folder = json.value("folder", "/");
  call.chinese = json.value("chinese", false);
  call.token = json.value("token", "");
  call.secret = json.value("secret", "");
  return call;
}

}  // namespace

bool is_served(const std::filesystem::path& socket) {
  const FileHandle probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const Address address(socket);
  return ::connect(probe.number(), address.get(), sizeof address.value) == 0;
}

std::optional<int> hand_over(const std::filesystem::path& socket, const HandedCall& call) {
  const FileHandle peer(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const Address address(socket);
  if (::connect(peer.number(), address.get(), sizeof address.value) != 0) return std::nullopt;
  if (!is_same_user(peer.number())) return std::nullopt;
  const auto body = nlohmann::json{
      {"words", call.words},
      {"folder", call.folder},
      {"chinese", call.chinese},
      {"token", call.token},
      {"secret",
       call.secret}}.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  InputPump input(call.in);
  if (!send_head(peer.number(), static_cast<std::uint32_t>(body.size()), call, input.far()) ||
      !send_bytes(peer.number(), body.data(), body.size()))
    return std::nullopt;
  input.hand_off();
  std::int32_t code = 4;
  if (!receive_bytes(peer.number(), &code, sizeof code)) return 4;  // It died while at work.
  return code;
}

struct HandoffServer::State {
  std::filesystem::path socket;
  Run run;
  FileHandle listener{-1};
  std::thread accepting;
  std::atomic<bool> ending{false};
  std::atomic<int> under_way{0};
  std::mutex reading;
  std::set<int> inputs;  // Of calls under way.

  State(std::filesystem::path at, Run with, int handle)
      : socket(std::move(at)), run(std::move(with)), listener(handle) {}

  void accept_calls() {
    while (!ending) {
      pollfd waiting{listener.number(), POLLIN, 0};
      if (::poll(&waiting, 1, 200) <= 0) continue;
      const int number = ::accept4(listener.number(), nullptr, nullptr, SOCK_CLOEXEC);
      if (number < 0) continue;
      ++under_way;
      std::thread([this, number] {
        answer(FileHandle(number));
        --under_way;
      }).detach();
    }
  }

  void answer(const FileHandle& peer) {
    if (!is_same_user(peer.number())) return;
    const auto call = receive_call(peer.number());
    if (!call) return;
    const FileHandle out(call->out);
    const FileHandle err(call->err);
    const FileHandle in(call->in);
    {
      const std::lock_guard lock(reading);
      inputs.insert(in.number());
    }
    const std::int32_t code = run(*call);
    {
      const std::lock_guard lock(reading);
      inputs.erase(in.number());
    }
    send_bytes(peer.number(), &code, sizeof code);
  }
};

base::Result<std::unique_ptr<HandoffServer>> HandoffServer::start(
    const std::filesystem::path& socket, Run run) {
  if (is_served(socket))
    return base::failure("the workspace is served already. 'aftercare link' gives a new link to it",
                         "该工作区已在提供服务。用 aftercare link 获取新的链接");
  ::unlink(socket.c_str());  // Left by a server that was killed.
  const Address address(socket);
  const int handle = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const auto mask = ::umask(0177);
  const bool bound = ::bind(handle, address.get(), sizeof address.value) == 0;
  ::umask(mask);
  if (!bound || ::listen(handle, 16) != 0) {
    const std::string reason = std::strerror(errno);
    ::close(handle);
    return base::failure(base::ErrorKind::internal,
                         fmt::format("socket cannot be made: {}: {}", socket.string(), reason),
                         fmt::format("无法创建套接字：{}：{}", socket.string(), reason));
  }
  auto state = std::make_unique<State>(socket, std::move(run), handle);
  state->accepting = std::thread([raw = state.get()] { raw->accept_calls(); });
  return std::unique_ptr<HandoffServer>(new HandoffServer(std::move(state)));
}

HandoffServer::HandoffServer(std::unique_ptr<State> state) : state_(std::move(state)) {}

HandoffServer::~HandoffServer() {
  state_->ending = true;
  state_->accepting.join();
  {
    // Whoever waits for an answer of its caller waits no longer.
    const std::lock_guard lock(state_->reading);
    for (const int input : state_->inputs) ::shutdown(input, SHUT_RD);
  }
  while (state_->under_way > 0) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  ::unlink(state_->socket.c_str());
}

}  // namespace aftercare::app
