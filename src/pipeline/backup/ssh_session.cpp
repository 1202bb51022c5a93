#include "pipeline/backup/ssh_session.hpp"

#include <fmt/format.h>

#include <array>

namespace aftercare::pipeline {
namespace {

constexpr long kSilenceSeconds = 30;
constexpr std::size_t kMostSaid = 256U << 20;

std::string host_and_port(const SshFolder& where) {
  return where.port == 0 ? where.host : fmt::format("{}:{}", where.host, where.port);
}

// "SHA256:..." of the host's key.
std::string fingerprint_of(ssh_session session) {
  ssh_key key = nullptr;
  if (ssh_get_server_publickey(session, &key) != SSH_OK) return "?";
  unsigned char* hash = nullptr;
  std::size_t size = 0;
  std::string print = "?";
  if (ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &size) == 0) {
    if (char* text = ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, size)) {
      print = text;
      ssh_string_free_char(text);
    }
    ssh_clean_pubkey_hash(&hash);
  }
  ssh_key_free(key);
  return print;
}

std::string sftp_words(int code) {
  switch (code) {
    case SSH_FX_NO_SUCH_FILE:
    case SSH_FX_NO_SUCH_PATH:
      return "no such file or folder";
    case SSH_FX_PERMISSION_DENIED:
      return "permission denied";
    case SSH_FX_WRITE_PROTECT:
      return "the file system is read-only";
    case SSH_FX_FAILURE:
      return "the server says only that it failed; is its disk full?";
    case SSH_FX_OK:
      return "it broke off";
    default:
      return fmt::format("SFTP error {}", code);
  }
}

}  // namespace

SshSession::~SshSession() {
  if (files_ != nullptr) sftp_free(files_);
  ssh_disconnect(session_);
  ssh_free(session_);
}

bool SshSession::is_alive() const {
  if (files_ == nullptr || ssh_is_connected(session_) != 1) return false;
  switch (sftp_get_error(files_)) {
    case SSH_FX_EOF:  // Of a request: the other side went away in its middle.
    case SSH_FX_BAD_MESSAGE:
    case SSH_FX_CONNECTION_LOST:
    case SSH_FX_NO_CONNECTION:
      return false;
    default:
      return true;
  }
}

std::string SshSession::trouble() const {
  const int code = files_ == nullptr ? SSH_FX_OK : sftp_get_error(files_);
  return is_alive() ? sftp_words(code) : ssh_get_error(session_);
}

std::string SshSession::said_by(const std::string& command) const {
  const ssh_channel channel = ssh_channel_new(session_);
  if (channel == nullptr) return {};
  std::string said;
  // The end of our side at once: who has put something else in the command's place ends, too.
  bool good = ssh_channel_open_session(channel) == SSH_OK &&
              ssh_channel_request_exec(channel, command.c_str()) == SSH_OK &&
              ssh_channel_send_eof(channel) == SSH_OK;
  std::array<char, 32'768> piece{};
  while (good) {
    const int read = ssh_channel_read_timeout(channel, piece.data(), piece.size(), 0,
                                              static_cast<int>(kSilenceSeconds * 1000));
    if (read > 0) said.append(piece.data(), static_cast<std::size_t>(read));
    good = read >= 0 && said.size() <= kMostSaid;
    if (read == 0) break;  // Its end, or silence for too long: whoever asked knows the last line.
  }
  ssh_channel_close(channel);
  ssh_channel_free(channel);
  return good ? said : std::string();
}

base::Result<void> SshSession::check_host(const SshFolder& where) const {
  const auto host = host_and_port(where);
  switch (ssh_session_is_known_server(session_)) {
    case SSH_KNOWN_HOSTS_OK:
      return {};
    case SSH_KNOWN_HOSTS_CHANGED:
    case SSH_KNOWN_HOSTS_OTHER: {
      const auto print = fingerprint_of(session_);
      return base::failure(
          fmt::format("the key of the host is not the known one: {}: {}; somebody may be in "
                      "between. If the host has a new key, replace the old one in known_hosts",
                      host, print),
          fmt::format(
              "主机密钥与已知的不符：{}：{}；可能有人在中间拦截。若主机确实更换了密钥，请替换 "
              "known_hosts 中的旧密钥",
              host, print));
    }
    case SSH_KNOWN_HOSTS_UNKNOWN:
    case SSH_KNOWN_HOSTS_NOT_FOUND: {
      const auto print = fingerprint_of(session_);
      return base::failure(
          fmt::format("the host is not known: {}: its key is {}; compare it with the host's own, "
                      "then connect once with ssh, or add the key to known_hosts",
                      host, print),
          fmt::format("未知的主机：{}：其密钥为 {}；请与主机上的密钥核对，然后用 ssh "
                      "连接一次，或把该密钥加入 known_hosts",
                      host, print));
    }
    default:
      return base::failure(
          fmt::format("the key of the host cannot be checked: {}: {}", host, trouble()),
          fmt::format("无法核对主机密钥：{}：{}", host, trouble()));
  }
}

base::Result<void> SshSession::sign_in(const SshFolder& where, const SshAccess& access) const {
  int answer = SSH_AUTH_DENIED;
  if (access.identity_file.empty()) {
    answer = ssh_userauth_publickey_auto(session_, nullptr, nullptr);
  } else {
    ssh_key key = nullptr;
    if (ssh_pki_import_privkey_file(access.identity_file.c_str(), nullptr, nullptr, nullptr,
                                    &key) != SSH_OK)
      return base::failure(
          fmt::format("no key without a passphrase: {}; a key with one belongs into an agent",
                      access.identity_file),
          fmt::format("不是无口令的密钥：{}；有口令的密钥请交给 ssh-agent", access.identity_file));
    answer = ssh_userauth_publickey(session_, nullptr, key);
    ssh_key_free(key);
  }
  if (answer == SSH_AUTH_SUCCESS) return {};
  return base::failure(
      fmt::format("the host takes none of our keys: {}; put the public key into its "
                  "authorized_keys, or name the key (identity_file)",
                  host_and_port(where)),
      fmt::format("主机不接受我们的任何密钥：{}；请把公钥加入其 authorized_keys，或指明密钥"
                  "（identity_file）",
                  host_and_port(where)));
}

base::Result<std::unique_ptr<SshSession>> SshSession::connect(const SshFolder& where,
                                                              const SshAccess& access) {
  const ssh_session raw = ssh_new();
  std::unique_ptr<SshSession> session(new SshSession(raw));
  const auto set = [&](ssh_options_e option, const std::string& text) {
    if (!text.empty()) ssh_options_set(raw, option, text.c_str());
  };
  set(SSH_OPTIONS_HOST, where.host);
  set(SSH_OPTIONS_USER, where.user);
  set(SSH_OPTIONS_KNOWNHOSTS, access.known_hosts);
  set(SSH_OPTIONS_GLOBAL_KNOWNHOSTS, access.known_hosts);
  if (where.port != 0) {
    const unsigned port = where.port;
    ssh_options_set(raw, SSH_OPTIONS_PORT, &port);
  }
  const long seconds = kSilenceSeconds;
  ssh_options_set(raw, SSH_OPTIONS_TIMEOUT, &seconds);
  if (ssh_connect(raw) != SSH_OK)
    return base::failure(
        base::ErrorKind::internal,
        fmt::format("the host cannot be reached: {}: {}", host_and_port(where), ssh_get_error(raw)),
        fmt::format("无法连接主机：{}：{}", host_and_port(where), ssh_get_error(raw)));
  if (auto known = session->check_host(where); !known) return base::failure_of(known);
  if (auto in = session->sign_in(where, access); !in) return base::failure_of(in);
  session->files_ = sftp_new(raw);
  if (session->files_ == nullptr || sftp_init(session->files_) != SSH_OK)
    return base::failure(base::ErrorKind::internal,
                         fmt::format("the host gives no access to files (SFTP): {}: {}",
                                     host_and_port(where), ssh_get_error(raw)),
                         fmt::format("主机不提供文件访问（SFTP）：{}：{}", host_and_port(where),
                                     ssh_get_error(raw)));
  return session;
}

}  // namespace aftercare::pipeline
