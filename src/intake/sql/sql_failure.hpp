// What a database server answered instead of rows, as one sentence. Private to src/intake/sql.

#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "intake/sql/sql_source.hpp"

namespace aftercare::intake {

enum class SqlTrouble : std::uint8_t {
  unreachable,
  login,
  permission,
  missing,  // No such table, column or database.
  too_long,
  lost,
  bad_value,  // The server's own words would quote the value.
  other,
};

/// Names the source, never the password: where `detail` (the server's first line) has it, it is
/// hidden. A missing table or wrong query is the settings' fault, the rest the input's.
tl::unexpected<base::Error> sql_failure(const SqlSource& source, const std::string& password,
                                        SqlTrouble trouble, std::string_view detail);

/// "a column of bytes is no text: 'photo'": a column that cannot be read as it is.
tl::unexpected<base::Error> column_refused(const SqlSource& source, std::string_view column,
                                           std::string_view type);
tl::unexpected<base::Error> no_watermark_column(const SqlSource& source);
tl::unexpected<base::Error> overlap_refused(const SqlSource& source);

/// The query without what ends it, so that it can stand in brackets.
std::string bare_query(std::string query);

}  // namespace aftercare::intake
