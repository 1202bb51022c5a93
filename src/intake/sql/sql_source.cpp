#include "intake/sql/sql_source.hpp"

namespace aftercare::intake {

base::Result<std::unique_ptr<Reader>> open_sql(const SqlSource& source, const std::string& password,
                                               const std::string& from) {
  return source.engine == SqlEngine::postgres ? open_postgres(source, password, from)
                                              : open_mysql(source, password, from);
}

}  // namespace aftercare::intake
