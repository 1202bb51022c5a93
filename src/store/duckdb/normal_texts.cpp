#include "store/duckdb/normal_texts.hpp"

#include <memory>
#include <string>

#include "base/utf8.hpp"
#include "store/duckdb/text_function.hpp"
#include "text/normal_text.hpp"
#include "text/phrase_set.hpp"
#include "text/traditional.hpp"

namespace aftercare::store {
namespace {

// Loaded when the first text is asked for; mostly none is.
const base::Result<std::unique_ptr<text::Simplifier>>& simplifier() {
  static const auto loaded = text::Simplifier::load();
  return loaded;
}

void normal_function(duckdb_function_info info, duckdb_data_chunk input, duckdb_vector output) {
  const auto& traditional = simplifier();
  if (!traditional) {
    duckdb_scalar_function_set_error(info, traditional.error().message.c_str());
    return;
  }
  text::NormalText normal;
  std::string made;
  fill_texts(input, output, [&](std::string_view given, idx_t) -> const std::string& {
    normal.clear();
    normal.add(given, traditional->get());
    made.clear();
    for (const auto point : normal.points()) base::append_code_point(made, text::fold_point(point));
    return made;
  });
}

}  // namespace

base::Result<void> register_normal_text(const Connection& connection) {
  return register_text_function(
      connection, {"normal_text", TextFunction::Takes::text, normal_function, nullptr});
}

}  // namespace aftercare::store
