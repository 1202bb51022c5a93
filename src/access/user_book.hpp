// The users of a workspace: who signs in, by what, and as whom they then read.
//
// Kept in the store; read once and kept in memory, since one process owns the store. Passwords are
// Argon2id hashes, tokens digests, secrets of authenticator apps sealed. Without any user the
// workspace belongs to whoever holds the terminal.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "access/policy.hpp"
#include "base/result.hpp"
#include "records/moment.hpp"
#include "store/duckdb/user_table.hpp"

namespace aftercare::store {
class Database;
}

namespace aftercare::access {

/// How secrets are kept, by whoever holds the keys.
struct Secrets {
  std::function<base::Result<std::string>(std::string_view)> seal;
  std::function<base::Result<std::string>(std::string_view)> unseal;
  std::string token_key;  // Of the signs that stand for values.
};

/// What somebody came with.
struct Proof {
  std::string name;
  std::string password;
  std::string code;  // Of an authenticator app; empty: none given.
};

enum class SignIn : std::uint8_t {
  done,
  wrong,       // Name, password or code; it is not told which.
  code_needed  // The password is right.
};

struct TokenWish {
  std::string user;
  std::string label;
  std::vector<std::string> actions;  // Empty: all of the user's.
  int days = 90;
};

/// What of a user is to be changed; what is not there stays.
struct UserChange {
  std::optional<std::string> role;
  std::optional<records::RowScope> scope;
  std::optional<std::string> password;
  std::optional<std::string> subject;
  std::optional<bool> disabled;
};

/// Safe between threads.
class UserBook {
 public:
  /// All must outlive it.
  static base::Result<std::unique_ptr<UserBook>> open(store::Database& database,
                                                      const Policy& policy, Secrets secrets);

  bool empty() const;
  std::vector<store::StoredUser> users() const;
  std::vector<store::StoredToken> tokens() const;

  /// `by` is named in the audit log. Fails (usage) on a name that is taken or none, an unknown
  /// role, a weak password, or a scope with an empty or unprintable name.
  base::Result<void> add(const std::string& name, const UserChange& user, const std::string& by);
  /// Ends what no longer holds: a user who is disabled or has a new password loses the tokens.
  base::Result<void> change(const std::string& name, const UserChange& change,
                            const std::string& by);
  /// A new secret for an authenticator app, as its address; the old one is void. `off`: none.
  base::Result<std::string> new_code(const std::string& name, bool off, const std::string& issuer,
                                     const std::string& by);
  /// The secret of an app that has shown that it has it, empty: none; the old one is void.
  base::Result<void> keep_code(const std::string& name, std::string_view secret,
                               const std::string& by);

  /// The clear token, told once. Fails (usage) on an unknown user or action, or days outside 1 to
  /// 730.
  base::Result<std::string> new_token(const TokenWish& wish, const std::string& by);
  base::Result<void> drop_tokens(const std::string& user, const std::string& label,
                                 const std::string& by);
  /// Tokens whose end has come go, so that none lives again when the clock is put back. Where that
  /// cannot be written they are void in memory.
  void end_tokens(records::Moment now);

  /// Takes a part of a second, whoever it is.
  SignIn sign_in(const Proof& proof, records::Moment now);
  /// The user's password, without signing in.
  bool has_password(const std::string& name, std::string_view password) const;
  /// Whether the user signs in with a code too.
  bool has_code(const std::string& name) const;
  /// Nothing: there is no such user any more, or it is disabled.
  std::optional<Caller> caller(const std::string& name) const;
  /// A token whose end has come is void from then on, whatever the clock says later.
  std::optional<Caller> caller_by_token(std::string_view token, records::Moment now);
  /// The enabled user who is this at the provider of identities.
  std::optional<std::string> user_of_subject(std::string_view subject) const;
  const std::string& token_key() const { return secrets_.token_key; }

 private:
  UserBook(store::Database& database, const Policy& policy, Secrets secrets)
      : database_(&database), policy_(&policy), secrets_(std::move(secrets)) {}
  base::Result<void> apply(store::StoredUser& user, const UserChange& change) const;
  std::optional<store::StoredUser> find(const std::string& name) const;
  base::Result<void> keep(const store::StoredUser& user, const std::string& what,
                          const std::string& by);

  store::Database* database_;
  const Policy* policy_;
  Secrets secrets_;
  mutable std::mutex changing_;  // One change after the other.
  mutable std::mutex mutex_;     // Of what is below.
  std::map<std::string, store::StoredUser, std::less<>> users_;
  std::map<std::string, store::StoredToken, std::less<>> tokens_;          // By digest.
  std::map<std::string, std::set<std::int64_t>, std::less<>> used_steps_;  // Of codes, by user.
};

}  // namespace aftercare::access
