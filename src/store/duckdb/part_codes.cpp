#include "store/duckdb/part_codes.hpp"

#include "store/duckdb/text_function.hpp"

namespace aftercare::store {
namespace {

void code_function(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
  const auto& codes = *static_cast<const PartCodes*>(duckdb_scalar_function_get_extra_info(info));
  fill_texts(input, output, [&](std::string_view name, idx_t) { return codes(name); });
}

}  // namespace

base::Result<void> register_part_codes(const Connection& connection, const PartCodes* codes) {
  return register_text_function(connection,
                                {"part_code", TextFunction::Takes::text, code_function, codes});
}

}  // namespace aftercare::store
