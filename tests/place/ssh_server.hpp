// A real sshd of a test's own, on loopback, with its own keys; gone at the end.

#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

namespace aftercare::place {

class SshServer {
 public:
  /// `runs_commands`: false: it gives access to files and nothing else.
  explicit SshServer(bool runs_commands = true);
  ~SshServer();
  SshServer(const SshServer&) = delete;
  SshServer& operator=(const SshServer&) = delete;

  bool works() const { return process_ > 0; }  // False: openssh-server is not installed.
  int port() const { return port_; }
  std::string user() const { return user_; }
  std::filesystem::path folder() const { return folder_; }
  std::filesystem::path key() const { return folder_ / "user_key"; }             // It is let in.
  std::filesystem::path strange_key() const { return folder_ / "strange_key"; }  // It is not.
  std::filesystem::path known_hosts() const { return folder_ / "known_hosts"; }
  std::filesystem::path other_known_hosts() const { return folder_ / "other_known_hosts"; }
  std::filesystem::path empty_known_hosts() const { return folder_ / "empty_known_hosts"; }
  /// Programs in here come before the machine's own, for commands that are run on it.
  std::filesystem::path programs() const { return folder_ / "programs"; }
  /// Whoever is connected is cut off; the server stays.
  void cut_connections() const;

 private:
  void start();
  std::filesystem::path folder_;
  std::string user_;
  int port_ = 0;
  pid_t process_ = 0;
};

}  // namespace aftercare::place
