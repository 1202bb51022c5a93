// A customer's consent for a purpose: withdrawn, and given again.
//
// From then on what is processed for that purpose only stops: new rows of entities with the
// purpose are set aside ("consent_withdrawn"), stored ones lose whom they are about; comparing
// customers ("recognition") passes the customer over.

#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "pipeline/audit.hpp"
#include "pipeline/session.hpp"
#include "store/duckdb/consents.hpp"

namespace aftercare::pipeline {

/// The purpose that comparing customers serves.
inline constexpr std::string_view kRecognition = "recognition";

struct ConsentNoted {
  std::uint64_t rows = 0;  // That no longer say whom they are about.
};

/// Fails (usage) if the purpose is unknown or rests on something else than consent.
base::Result<ConsentNoted> withdraw_consent(const Session& session, const std::string& customer,
                                            const std::string& purpose, const Actor& who);
base::Result<ConsentNoted> give_consent(const Session& session, const std::string& customer,
                                        const std::string& purpose, const Actor& who);

}  // namespace aftercare::pipeline
