// From the address of a place for backups to the place, whatever it is.

#pragma once

#include <filesystem>
#include <memory>

#include "pipeline/backup/backup_place.hpp"
#include "pipeline/backup/backup_setting.hpp"
#include "pipeline/backup/place_address.hpp"

namespace aftercare::pipeline {

/// What the settings leave open comes from the environment: AWS_ENDPOINT_URL_S3 or
/// AWS_ENDPOINT_URL, AWS_REGION or AWS_DEFAULT_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY,
/// AWS_SESSION_TOKEN, AWS_CA_BUNDLE; AFTERCARE_SSH_KEY, AFTERCARE_KNOWN_HOSTS. Files of the
/// settings are relative to `workspace`. A folder that is missing is made where it is to be
/// written.
base::Result<std::unique_ptr<BackupPlace>> open_backup_place(const PlaceAddress& address,
                                                             const BackupSetting& setting,
                                                             const std::filesystem::path& workspace,
                                                             PlaceUse use);

}  // namespace aftercare::pipeline
