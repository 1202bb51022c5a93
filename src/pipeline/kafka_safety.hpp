// What about a Kafka source's settings would give a password or its rows away.

#pragma once

#include <optional>

#include "base/result.hpp"
#include "pipeline/source_setting.hpp"

namespace aftercare::pipeline {

/// The first flaw, for people; nothing if there is none. Towards brokers on this machine alone more
/// is let pass. Rows without encryption (`security: plaintext`) are the user's decision; that who
/// we are is settled safely is not.
std::optional<base::Message> unsafe_in(const KafkaSetting& setting);

}  // namespace aftercare::pipeline
