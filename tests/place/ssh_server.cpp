#include "place/ssh_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <thread>
#include <vector>

namespace aftercare::place {
namespace {

namespace fs = std::filesystem;

constexpr const char* kProgram = "/usr/sbin/sshd";

sockaddr_in on_loopback(int port) {
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(static_cast<std::uint16_t>(port));
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return at;
}

int port_free_a_moment_ago() {
  const int handle = ::socket(AF_INET, SOCK_STREAM, 0);
  auto at = on_loopback(0);
  socklen_t size = sizeof at;
  ::bind(handle, reinterpret_cast<sockaddr*>(&at), size);
  ::getsockname(handle, reinterpret_cast<sockaddr*>(&at), &size);
  ::close(handle);
  return ntohs(at.sin_port);
}

bool is_answered(int port) {
  const int handle = ::socket(AF_INET, SOCK_STREAM, 0);
  const auto at = on_loopback(port);
  const bool answered = ::connect(handle, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0;
  ::close(handle);
  return answered;
}

bool new_key(const fs::path& file) {
  return std::system(("ssh-keygen -q -t ed25519 -N '' -C test -f " + file.string()).c_str()) == 0;
}

std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

SshServer::SshServer(bool runs_commands) {
  std::string name = (fs::temp_directory_path() / "aftercare_ssh_XXXXXX").string();
  folder_ = ::mkdtemp(name.data());
  const auto* who = ::getpwuid(::getuid());
  if (::access(kProgram, X_OK) != 0 || who == nullptr) return;
  user_ = who->pw_name;
  for (const auto* one : {"host_key", "other_key", "user_key", "strange_key"})
    if (!new_key(folder_ / one)) return;
  port_ = port_free_a_moment_ago();
  const auto host = "[127.0.0.1]:" + std::to_string(port_) + " ";
  std::ofstream(known_hosts()) << host << text_of(folder_ / "host_key.pub");
  std::ofstream(other_known_hosts()) << host << text_of(folder_ / "other_key.pub");
  std::ofstream(empty_known_hosts()) << "";
  fs::copy_file(folder_ / "user_key.pub", folder_ / "authorized_keys");
  std::ofstream(folder_ / "config")
      << "Port " << port_ << "\nListenAddress 127.0.0.1\nHostKey "
      << (folder_ / "host_key").string() << "\nAuthorizedKeysFile "
      << (folder_ / "authorized_keys").string()
      << "\nPidFile none\nStrictModes no\nUsePAM no\nPasswordAuthentication no\n"
         "KbdInteractiveAuthentication no\nPermitRootLogin prohibit-password\n"
         "Subsystem sftp internal-sftp\n"
      << "SetEnv PATH=" << programs().string() << ":/usr/local/bin:/usr/bin:/bin\n"
      << (runs_commands ? "" : "ForceCommand internal-sftp\n");
  fs::create_directory(programs());
  std::error_code none;
  if (::getuid() == 0) fs::create_directories("/run/sshd", none);  // It insists on it.
  start();
}

void SshServer::start() {
  process_ = ::fork();
  if (process_ == 0) {
    ::setpgid(0, 0);
    const auto config = (folder_ / "config").string();
    const auto log = (folder_ / "log").string();
    ::execl(kProgram, kProgram, "-D", "-f", config.c_str(), "-E", log.c_str(), nullptr);
    ::_exit(127);
  }
  for (int i = 0; i < 200; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(25));
    if (is_answered(port_)) return;
    if (::waitpid(process_, nullptr, WNOHANG) == process_) break;
  }
  process_ = 0;
}

SshServer::~SshServer() {
  if (process_ > 0) {
    cut_connections();
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  std::error_code none;
  fs::remove_all(folder_, none);
}

void SshServer::cut_connections() const {
  // Its children, and theirs: each connection has two processes.
  const auto below = [](pid_t process) {
    std::ifstream in("/proc/" + std::to_string(process) + "/task/" + std::to_string(process) +
                     "/children");
    return std::vector<pid_t>{std::istream_iterator<pid_t>(in), {}};
  };
  for (const auto child : below(process_)) {
    for (const auto grandchild : below(child)) ::kill(grandchild, SIGKILL);
    ::kill(child, SIGKILL);
  }
}

}  // namespace aftercare::place
