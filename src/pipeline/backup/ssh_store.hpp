// A folder on another machine, over SSH (SFTP).

#pragma once

#include <memory>
#include <string>

#include "pipeline/backup/distant_store.hpp"
#include "pipeline/backup/place_address.hpp"

namespace aftercare::pipeline {

struct SshAccess {
  std::string identity_file;  // Empty: the agent, and the keys that ssh would try.
  std::string known_hosts;    // Empty: those of the user and of the machine.
};

/// Connects; the folder is made (0700) if `make` and it is missing. Fails (usage) if the host's key
/// is not known or has changed, if no key of ours is taken, or if the folder is not there.
base::Result<std::unique_ptr<DistantStore>> open_ssh_folder(const SshFolder& folder,
                                                            const SshAccess& access, bool make);

}  // namespace aftercare::pipeline
