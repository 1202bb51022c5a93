// Users and their API tokens as tables. What they mean: access/user_book.hpp.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "records/audit_entry.hpp"
#include "records/moment.hpp"
#include "records/viewer.hpp"

namespace aftercare::store {

class Database;

struct StoredUser {
  std::string name;
  std::string role;
  records::RowScope scope;
  std::string password;     // Argon2id hash; empty: signs in elsewhere.
  std::string code_secret;  // Sealed; empty: no second factor.
  std::string subject;      // Who it is at the provider of identities; empty: nobody there.
  bool disabled = false;
};

struct StoredToken {
  std::string digest;  // Of the secret; also its key.
  std::string user;
  std::string label;
  std::vector<std::string> actions;  // Empty: all of the user's.
  records::Moment expires;
};

base::Result<std::vector<StoredUser>> stored_users(const Database& database,
                                                   const records::Viewer& viewer);
base::Result<std::vector<StoredToken>> stored_tokens(const Database& database,
                                                     const records::Viewer& viewer);

/// Each in one durable change with its entry in the audit log. A user of that name is replaced.
base::Result<void> keep_user(Database& database, const StoredUser& user,
                             const records::AuditEntry& entry);
base::Result<void> keep_token(Database& database, const StoredToken& token,
                              const records::AuditEntry& entry);
/// All tokens of a user, or the one with this label.
base::Result<void> drop_tokens(Database& database, const std::string& user,
                               const std::string& label, const records::AuditEntry& entry);

}  // namespace aftercare::store
