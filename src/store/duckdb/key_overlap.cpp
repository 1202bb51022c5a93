#include "store/duckdb/key_overlap.hpp"

#include <fmt/format.h>

#include <set>
#include <string>

#include "store/duckdb/bound_list.hpp"
#include "store/duckdb/cells.hpp"
#include "store/duckdb/layout.hpp"
#include "store/rights.hpp"

namespace aftercare::store {

base::Result<double> key_overlap(const Database& database, const records::Viewer& viewer,
                                 std::string_view entity,
                                 const std::vector<std::string_view>& values) {
  if (const auto may = needs_all_records(viewer); !may) return base::failure_of(may);
  const auto* const known = database.dictionary().entity(entity);
  if (known == nullptr || known->key.size() != 1) return 0.0;
  const auto& key = known->key.front();
  if (is_personal(*known->field(key))) return 0.0;
  std::set<std::string> asked(values.begin(), values.end());
  asked.erase("");
  std::erase_if(asked, [](const std::string& value) {
    return value.find(kListSeparator) != std::string::npos;
  });
  if (asked.empty()) return 0.0;
  const auto frame = database.read(
      fmt::format("SELECT count(DISTINCT \"{1}\") FROM \"{0}\" WHERE \"{1}\" IN ({2})", entity, key,
                  kBoundList),
      {bound_list({asked.begin(), asked.end()})});
  if (!frame) return base::failure_of(frame);
  return static_cast<double>(number_in(frame->rows[0][0])) / static_cast<double>(asked.size());
}

}  // namespace aftercare::store
