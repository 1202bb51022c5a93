#include "store/duckdb/user_table.hpp"

#include "store/duckdb/audit_log.hpp"
#include "store/duckdb/bound_list.hpp"
#include "store/duckdb/cells.hpp"
#include "store/duckdb/database.hpp"
#include "store/duckdb/write_side.hpp"
#include "store/duckdb/writer.hpp"
#include "store/rights.hpp"

namespace aftercare::store {
namespace {

using base::Result;

std::vector<std::string> split_list(const std::string& joined) {
  std::vector<std::string> list;
  for (std::size_t at = 0; at < joined.size();) {
    const auto end = std::min(joined.find(kListSeparator, at), joined.size());
    list.push_back(joined.substr(at, end - at));
    at = end + 1;
  }
  return list;
}

// Statements of one change, then its audit entry.
Result<void> changed(Database& database,
                     const std::vector<std::pair<std::string, std::vector<Cell>>>& statements,
                     const records::AuditEntry& entry) {
  return Writer(database).change([&](WriteSide& side) -> Result<void> {
    for (const auto& [sql, values] : statements)
      if (const auto done = side.connection.change(sql, values); !done)
        return base::failure_of(done);
    return append_audit(side, entry);
  });
}

}  // namespace

Result<std::vector<StoredUser>> stored_users(const Database& database,
                                             const records::Viewer& viewer) {
  if (const auto may = needs_all_rows(viewer); !may) return base::failure_of(may);
  const auto frame = database.read_durable(
      "SELECT name, role, shops, teams, regions, agent, password, code_secret, subject, disabled "
      "FROM app_user ORDER BY name");
  if (!frame) return base::failure_of(frame);
  std::vector<StoredUser> users;
  for (const auto& row : frame->rows) {
    StoredUser user;
    user.name = text_in(row[0]);
    user.role = text_in(row[1]);
    user.scope.shops = split_list(text_in(row[2]));
    user.scope.teams = split_list(text_in(row[3]));
    user.scope.regions = split_list(text_in(row[4]));
    user.scope.agent = text_in(row[5]);
    user.password = text_in(row[6]);
    user.code_secret = text_in(row[7]);
    user.subject = text_in(row[8]);
    const auto* disabled = std::get_if<bool>(&row[9]);
    user.disabled = disabled != nullptr && *disabled;
    users.push_back(std::move(user));
  }
  return users;
}

Result<std::vector<StoredToken>> stored_tokens(const Database& database,
                                               const records::Viewer& viewer) {
  if (const auto may = needs_all_rows(viewer); !may) return base::failure_of(may);
  const auto frame = database.read_durable(
      "SELECT digest, user_name, label, actions, expires_at FROM app_token ORDER BY user_name, "
      "label");
  if (!frame) return base::failure_of(frame);
  std::vector<StoredToken> tokens;
  for (const auto& row : frame->rows) {
    const auto* expires = std::get_if<records::Moment>(&row[4]);
    tokens.push_back({text_in(row[0]), text_in(row[1]), text_in(row[2]),
                      split_list(text_in(row[3])),
                      expires == nullptr ? records::Moment{} : *expires});
  }
  return tokens;
}

Result<void> keep_user(Database& database, const StoredUser& user,
                       const records::AuditEntry& entry) {
  return changed(database,
                 {{"DELETE FROM app_user WHERE name = ?", {user.name}},
                  {"INSERT INTO app_user VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, now() AT TIME ZONE "
                   "'UTC')",
                   {user.name, user.role, bound_list(user.scope.shops),
                    bound_list(user.scope.teams), bound_list(user.scope.regions), user.scope.agent,
                    user.password, user.code_secret, user.subject, user.disabled}}},
                 entry);
}

Result<void> keep_token(Database& database, const StoredToken& token,
                        const records::AuditEntry& entry) {
  return changed(
      database,
      {{"DELETE FROM app_token WHERE user_name = ? AND label = ?", {token.user, token.label}},
       {"INSERT INTO app_token VALUES (?, ?, ?, ?, ?, now() AT TIME ZONE 'UTC')",
        {token.digest, token.user, token.label, bound_list(token.actions), token.expires}}},
      entry);
}

Result<void> drop_tokens(Database& database, const std::string& user, const std::string& label,
                         const records::AuditEntry& entry) {
  return changed(database,
                 {{"DELETE FROM app_token WHERE user_name = ? AND (? = '' OR label = ?)",
                   {user, label, label}}},
                 entry);
}

}  // namespace aftercare::store
