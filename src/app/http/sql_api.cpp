#include "app/http/sql_api.hpp"

#include <nlohmann/json.hpp>

#include "app/cli/arguments.hpp"
#include "app/http/answers.hpp"
#include "app/sql_json.hpp"
#include "pipeline/hand_written.hpp"

namespace aftercare::app {

Response SqlApi::get(const records::Viewer& viewer) const {
  return answered(store::described_views(session_.store(), viewer),
                  [](const store::RoleViews& views) { return to_json(views); });
}

Response SqlApi::post(const nlohmann::json& body, const records::Viewer& viewer) const {
  const auto statement = body.find("sql");
  if (statement == body.end() || !statement->is_string())
    return error_response(400, "no_statement", "no statement: 'sql' is a text",
                          "没有语句：“sql” 应为文字");
  store::StatementLimits limits;
  if (const auto limit = body.find("limit"); limit != body.end() && !limit->is_null()) {
    const bool fits = limit->is_number_unsigned() && limit->get<std::uint64_t>() >= 1 &&
                      limit->get<std::uint64_t>() <= kMostSqlRows;
    if (!fits)
      return error_response(400, "bad_limit", "'limit' is a number from 1 to 100000",
                            "“limit” 应为 1 到 100000 的整数");
    limits.rows = limit->get<std::uint64_t>();
  }
  return answered(pipeline::run_hand_written(session_, viewer, {viewer.name, ""},
                                             statement->get<std::string>(), limits),
                  [](const store::StatementAnswer& answer) { return to_json(answer); });
}

}  // namespace aftercare::app
