// The audit log as JSON and in words.

#pragma once

#include <nlohmann/json.hpp>

#include "base/result.hpp"
#include "store/duckdb/audit_chain.hpp"
#include "store/duckdb/audit_log.hpp"

namespace aftercare::app {

nlohmann::ordered_json to_json(const store::AuditPage& page);
/// {"entries","hash","whole"} and, if it is not, {"broken":{"what","number","other","text"}}.
nlohmann::ordered_json to_json(const store::AuditCheck& check);
/// One sentence.
base::Message in_words(const store::AuditBreak& broken);

}  // namespace aftercare::app
