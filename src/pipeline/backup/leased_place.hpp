// A place on another machine, written by one process at a time.
//
// Nothing there can be locked, so whoever writes leaves a piece under lease/ and then looks who
// else did: of two at once at least one sees the other and goes away. A lease is renewed while its
// owner works. One that was not for kLeaseSeconds, or whose process on this machine is gone, is
// taken away by the next; its owner, should it still live, finds that out before it writes on.

#pragma once

#include <memory>

#include "pipeline/backup/backup_place.hpp"
#include "pipeline/backup/distant_store.hpp"

namespace aftercare::pipeline {

constexpr std::int64_t kLeaseSeconds = 900;

/// For reading only no lease is taken. Fails (usage) if somebody else writes there.
base::Result<std::unique_ptr<BackupPlace>> leased_place(std::unique_ptr<DistantStore> store,
                                                        PlaceUse use);

}  // namespace aftercare::pipeline
