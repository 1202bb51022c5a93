// Finding a person's records by a phone, an e-mail or an order number that somebody tells.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "pipeline/audit.hpp"
#include "pipeline/session.hpp"
#include "store/duckdb/exact_search.hpp"
#include "store/duckdb/record_view.hpp"

namespace aftercare::pipeline {

enum class SearchedFor : std::uint8_t { any, phone, email, order };

/// "any", "phone", "email", "order"; nothing if it is none of them.
std::optional<SearchedFor> searched_for(std::string_view name);

struct SearchHits {
  std::string entity;
  std::vector<store::RecordFace> records;  // As the viewer may see them.
  bool more = false;
};

/// The value is compared whole and in its plain form (without separators, width, case, +86); what
/// is stored is met by its token, never opened. `any`: by the value's shape, what has an @ an
/// e-mail, else an order number and, with seven digits, a phone. The audit log learns who searched
/// by what kind and how much was found, never the value. Fails (usage) on an empty value.
base::Result<std::vector<SearchHits>> search_exactly(const Session& session,
                                                     const records::Viewer& viewer,
                                                     std::string_view value, SearchedFor what,
                                                     const Actor& who, std::size_t most = 50);

}  // namespace aftercare::pipeline
