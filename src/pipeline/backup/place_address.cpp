#include "pipeline/backup/place_address.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace aftercare::pipeline {
namespace {

constexpr std::string_view kHostLetters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";

tl::unexpected<base::Error> no_address(std::string_view text) {
  return base::failure(
      fmt::format("no place for backups: {}; a folder, s3://BUCKET/PREFIX or "
                  "ssh://USER@HOST:PORT/FOLDER",
                  text),
      fmt::format("不是备份位置：{}；可用文件夹、s3://存储桶/前缀 或 ssh://用户@主机:端口/文件夹",
                  text));
}

bool is_host_name(std::string_view text) {
  return !text.empty() && text[0] != '-' && text.find_first_not_of(kHostLetters) == text.npos;
}

bool leads_out(std::string_view path) {
  for (const auto& part : std::filesystem::path(path))
    if (part == ".." || part == ".") return true;
  return false;
}

base::Result<PlaceAddress> bucket_address(std::string_view text, std::string_view rest) {
  const auto slash = std::min(rest.find('/'), rest.size());
  BucketName name{std::string(rest.substr(0, slash)), std::string(rest.substr(slash))};
  while (name.prefix.starts_with('/')) name.prefix.erase(0, 1);
  while (name.prefix.ends_with('/')) name.prefix.pop_back();
  if (!is_host_name(name.bucket) || leads_out(name.prefix) ||
      name.prefix.find("//") != std::string::npos)
    return no_address(text);
  return name;
}

base::Result<PlaceAddress> ssh_address(std::string_view text, std::string_view rest) {
  const auto slash = rest.find('/');
  if (slash == rest.npos) return no_address(text);
  auto who = rest.substr(0, slash);
  SshFolder folder;
  folder.folder = rest.substr(slash);
  if (folder.folder.starts_with("/~/")) folder.folder.erase(0, 3);
  while (folder.folder.size() > 1 && folder.folder.ends_with('/')) folder.folder.pop_back();
  if (const auto at = who.rfind('@'); at != who.npos) {
    folder.user = who.substr(0, at);
    who.remove_prefix(at + 1);
    if (folder.user.find(':') != std::string::npos)
      return base::failure(
          "a password does not belong in the address of backups; use a key or an agent",
          "备份地址中不应包含密码；请使用密钥或 ssh-agent");
    if (!is_host_name(folder.user)) return no_address(text);
  }
  auto port = std::string_view();
  if (who.starts_with('[')) {  // IPv6
    const auto end = who.find(']');
    if (end == who.npos) return no_address(text);
    folder.host = who.substr(1, end - 1);
    port = who.substr(end + 1);
    if (folder.host.empty() ||
        folder.host.find_first_not_of("0123456789abcdefABCDEF:.") != std::string::npos)
      return no_address(text);
  } else {
    folder.host = who.substr(0, who.find(':'));
    port = who.substr(folder.host.size());
    if (!is_host_name(folder.host)) return no_address(text);
  }
  if (!port.empty()) {
    const auto* last = port.data() + port.size();
    const auto [end, error] = std::from_chars(port.data() + 1, last, folder.port);
    if (port[0] != ':' || error != std::errc{} || end != last || folder.port == 0)
      return no_address(text);
  }
  if (folder.folder.empty() || folder.folder == "/" || leads_out(folder.folder))
    return no_address(text);
  return folder;
}

}  // namespace

base::Result<PlaceAddress> place_address(std::string_view text, const std::filesystem::path& base) {
  const auto scheme = text.find("://");
  if (text.empty()) return no_address(text);
  if (scheme == text.npos) return base / text;
  const auto rest = text.substr(scheme + 3);
  if (text.starts_with("s3://")) return bucket_address(text, rest);
  if (text.starts_with("ssh://") || text.starts_with("sftp://")) return ssh_address(text, rest);
  return no_address(text);
}

}  // namespace aftercare::pipeline
