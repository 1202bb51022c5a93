#include "pipeline/backup/open_place.hpp"

#include <cstdlib>
#include <initializer_list>

#include "pipeline/backup/leased_place.hpp"
#include "pipeline/backup/ssh_store.hpp"

namespace aftercare::pipeline {
namespace {

namespace fs = std::filesystem;

// The text, else the first of the variables that is set and not empty.
std::string text_or_variable(const std::string& text, std::initializer_list<const char*> names) {
  if (!text.empty()) return text;
  for (const auto* name : names)
    if (const char* value = std::getenv(name); value != nullptr && *value != '\0') return value;
  return {};
}

base::Result<S3Access> bucket_access(const BackupSetting& setting, const fs::path& workspace) {
  S3Access access;
  access.endpoint = text_or_variable(setting.endpoint, {"AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"});
  if (auto region = text_or_variable(setting.region, {"AWS_REGION", "AWS_DEFAULT_REGION"});
      !region.empty())
    access.region = std::move(region);
  access.key_id = text_or_variable(setting.access_key, {"AWS_ACCESS_KEY_ID"});
  auto secret = read_secret(setting.secret_key, workspace);
  if (!secret) return base::failure_of(secret);
  access.secret = text_or_variable(*secret, {"AWS_SECRET_ACCESS_KEY"});
  // A session's token belongs to the key of the environment.
  if (setting.access_key.empty()) access.token = text_or_variable({}, {"AWS_SESSION_TOKEN"});
  access.ca_file = setting.ca_file.empty() ? text_or_variable({}, {"AWS_CA_BUNDLE"})
                                           : (workspace / setting.ca_file).string();
  return access;
}

struct PlaceOpener {
  const BackupSetting& setting;
  const fs::path& workspace;
  PlaceUse use;

  base::Result<std::unique_ptr<BackupPlace>> operator()(const fs::path& folder) const {
    return open_backup_folder(folder, use == PlaceUse::write);
  }
  base::Result<std::unique_ptr<BackupPlace>> operator()(const BucketName& bucket) const {
    auto access = bucket_access(setting, workspace);
    if (!access) return base::failure_of(access);
    auto store = open_bucket(bucket, std::move(*access));
    if (!store) return base::failure_of(store);
    return leased_place(std::move(*store), use);
  }
  base::Result<std::unique_ptr<BackupPlace>> operator()(const SshFolder& folder) const {
    const auto file = [this](const std::string& named, const char* variable) {
      return named.empty() ? text_or_variable({}, {variable}) : (workspace / named).string();
    };
    const SshAccess access{file(setting.identity_file, "AFTERCARE_SSH_KEY"),
                           file(setting.known_hosts, "AFTERCARE_KNOWN_HOSTS")};
    auto store = open_ssh_folder(folder, access, use == PlaceUse::write);
    if (!store) return base::failure_of(store);
    return leased_place(std::move(*store), use);
  }
};

}  // namespace

base::Result<std::unique_ptr<BackupPlace>> open_backup_place(const PlaceAddress& address,
                                                             const BackupSetting& setting,
                                                             const fs::path& workspace,
                                                             PlaceUse use) {
  return std::visit(PlaceOpener{setting, workspace, use}, address);
}

}  // namespace aftercare::pipeline
