// A connection over SSH, with SFTP begun on it.

#pragma once

#include <libssh/libssh.h>
#include <libssh/sftp.h>

#include <memory>
#include <string>

#include "base/result.hpp"
#include "pipeline/backup/ssh_store.hpp"

namespace aftercare::pipeline {

class SshSession {
 public:
  /// Fails (internal) if the host is not reached, (usage) if its key is not the known one or it
  /// takes none of ours.
  static base::Result<std::unique_ptr<SshSession>> connect(const SshFolder& where,
                                                           const SshAccess& access);
  ~SshSession();
  SshSession(const SshSession&) = delete;
  SshSession& operator=(const SshSession&) = delete;

  sftp_session files() const { return files_; }
  /// What a command says there; empty if none is run for us, or it says too much or nothing.
  std::string said_by(const std::string& command) const;
  /// False: the connection is gone, and another try on a new one may do.
  bool is_alive() const;
  /// What went wrong last, for people.
  std::string trouble() const;

 private:
  explicit SshSession(ssh_session session) : session_(session) {}
  base::Result<void> check_host(const SshFolder& where) const;
  base::Result<void> sign_in(const SshFolder& where, const SshAccess& access) const;

  ssh_session session_;
  sftp_session files_ = nullptr;
};

}  // namespace aftercare::pipeline
