#include "access/user_book.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "access/one_time_code.hpp"
#include "access/password.hpp"
#include "base/utf8.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::access {
namespace {

constexpr std::size_t kMostUsedSteps = 10'000;  // Of a user: sign-ins with a code, kept in memory.

using base::Result;
using store::StoredToken;
using store::StoredUser;

constexpr std::size_t kLongestName = 64;

bool is_printable(std::string_view text) {
  return !text.empty() && text.size() <= 200 && base::is_utf8(text) &&
         std::ranges::none_of(text, [](char sign) {
           return static_cast<unsigned char>(sign) < 0x20 || sign == 0x7F;
         });
}

// Names stand in addresses, logs and files.
bool is_name(std::string_view name) {
  constexpr std::string_view allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._@-";
  return !name.empty() && name.size() <= kLongestName &&
         name.find_first_not_of(allowed) == name.npos && name.front() != '.';
}

Result<void> check_scope(const records::RowScope& scope) {
  auto all = scope.shops;
  all.insert(all.end(), scope.teams.begin(), scope.teams.end());
  all.insert(all.end(), scope.regions.begin(), scope.regions.end());
  if (!scope.agent.empty()) all.push_back(scope.agent);
  if (std::ranges::all_of(all, is_printable)) return {};
  return base::failure("a shop, team, region or agent is empty, too long, or not printable",
                       "店铺、班组、地区或客服为空、过长或含不可见字符");
}

tl::unexpected<base::Error> no_user(const std::string& name) {
  return base::failure(fmt::format("no such user: '{}'", name),
                       fmt::format("没有该用户：“{}”", name));
}

records::AuditEntry user_entry(const std::string& by, const std::string& name,
                               const std::string& what) {
  return {{}, by, records::AuditAction::user, fmt::format("user/{}", name), what};
}

}  // namespace

Result<std::unique_ptr<UserBook>> UserBook::open(store::Database& database, const Policy& policy,
                                                 Secrets secrets) {
  std::unique_ptr<UserBook> book(new UserBook(database, policy, std::move(secrets)));
  auto users = store::stored_users(database, records::Viewer::owner());
  if (!users) return base::failure_of(users);
  auto tokens = store::stored_tokens(database, records::Viewer::owner());
  if (!tokens) return base::failure_of(tokens);
  for (auto& user : *users) book->users_.insert_or_assign(user.name, user);
  for (auto& token : *tokens) book->tokens_.insert_or_assign(token.digest, token);
  return book;
}

bool UserBook::empty() const {
  const std::lock_guard lock(mutex_);
  return users_.empty();
}

std::vector<StoredUser> UserBook::users() const {
  const std::lock_guard lock(mutex_);
  std::vector<StoredUser> all;
  for (const auto& [name, user] : users_) all.push_back(user);
  return all;
}

std::vector<StoredToken> UserBook::tokens() const {
  const std::lock_guard lock(mutex_);
  std::vector<StoredToken> all;
  for (const auto& [digest, token] : tokens_) all.push_back(token);
  return all;
}

Result<void> UserBook::apply(StoredUser& user, const UserChange& change) const {
  if (change.role) {
    if (const auto known = policy_->caller({user.name, *change.role, {}}, {}); !known)
      return base::failure_of(known);
    user.role = *change.role;
  }
  if (change.scope) {
    if (const auto good = check_scope(*change.scope); !good) return good;
    user.scope = *change.scope;
  }
  if (change.password) {
    if (const auto good = check_new_password(*change.password, user.name); !good) return good;
    auto hash = password_hash(*change.password);
    if (!hash) return base::failure_of(hash);
    user.password = std::move(*hash);
  }
  if (change.subject) user.subject = *change.subject;
  if (change.disabled) user.disabled = *change.disabled;
  return {};
}

Result<void> UserBook::keep(const StoredUser& user, const std::string& what,
                            const std::string& by) {
  const auto kept = store::keep_user(*database_, user, user_entry(by, user.name, what));
  if (!kept) return kept;
  const std::lock_guard lock(mutex_);
  users_.insert_or_assign(user.name, user);
  return {};
}

Result<void> UserBook::add(const std::string& name, const UserChange& wish, const std::string& by) {
  const std::lock_guard one_by_one(changing_);
  if (!is_name(name))
    return base::failure(
        fmt::format("no name for a user: '{}'; letters, digits and ._@- are, up to 64", name),
        fmt::format("不能用作用户名：“{}”；只能用字母、数字和 ._@-，最多 64 个", name));
  if (find(name))
    return base::failure(fmt::format("there is such a user already: '{}'", name),
                         fmt::format("已有该用户：“{}”", name));
  if (!wish.role) return base::failure("a user needs a role", "用户必须有角色");
  if (!wish.password && !wish.subject)
    return base::failure("a user needs a password, or an identity elsewhere",
                         "用户必须有密码，或外部身份");
  StoredUser user;
  user.name = name;
  if (const auto applied = apply(user, wish); !applied) return applied;
  return keep(user, "added, role " + user.role, by);
}

Result<void> UserBook::change(const std::string& name, const UserChange& wish,
                              const std::string& by) {
  const std::lock_guard one_by_one(changing_);
  auto user = find(name);
  if (!user) return no_user(name);
  if (const auto applied = apply(*user, wish); !applied) return applied;
  std::string what = "changed";
  if (wish.role) what += ", role " + user->role;
  if (wish.scope) what += ", rows";
  if (wish.password) what += ", password";
  if (wish.disabled) what += *wish.disabled ? ", disabled" : ", enabled";
  if (const auto kept = keep(*user, what, by); !kept) return kept;
  if (!wish.password && !wish.disabled.value_or(false)) return {};
  return drop_tokens(name, "", by);
}

Result<std::string> UserBook::new_code(const std::string& name, bool off, const std::string& issuer,
                                       const std::string& by) {
  const auto secret = off ? std::string() : new_code_secret();
  if (const auto kept = keep_code(name, secret, by); !kept) return base::failure_of(kept);
  return off ? std::string() : code_address(secret, name, issuer);
}

Result<void> UserBook::keep_code(const std::string& name, std::string_view secret,
                                 const std::string& by) {
  const std::lock_guard one_by_one(changing_);
  auto user = find(name);
  if (!user) return no_user(name);
  user->code_secret.clear();
  if (!secret.empty()) {
    auto sealed = secrets_.seal(secret);
    if (!sealed) return base::failure_of(sealed);
    user->code_secret = std::move(*sealed);
  }
  return keep(*user, secret.empty() ? "second factor off" : "second factor", by);
}

Result<std::string> UserBook::new_token(const TokenWish& wish, const std::string& by) {
  constexpr int kMostDays = 730;
  if (!find(wish.user)) return no_user(wish.user);
  if (!is_printable(wish.label))
    return base::failure("a token needs a label to be known by", "令牌需要名称以便识别");
  if (wish.days < 1 || wish.days > kMostDays)
    return base::failure(fmt::format("a token lasts 1 to {} days: {}", kMostDays, wish.days),
                         fmt::format("令牌有效期为 1 至 {} 天：{}", kMostDays, wish.days));
  for (const auto& action : wish.actions)
    if (!policy_->knows_action(action))
      return base::failure(fmt::format("no such action: '{}'", action),
                           fmt::format("没有该操作：“{}”", action));
  const auto secret = "aft_" + random_secret();
  const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  const StoredToken token{secret_digest(secret), wish.user, wish.label, wish.actions,
                          now + std::chrono::days(wish.days)};
  const auto kept = store::keep_token(
      *database_, token, user_entry(by, wish.user, fmt::format("token {}", wish.label)));
  if (!kept) return base::failure_of(kept);
  const std::lock_guard lock(mutex_);
  std::erase_if(tokens_, [&](const auto& entry) {
    return entry.second.user == wish.user && entry.second.label == wish.label;
  });
  tokens_.insert_or_assign(token.digest, token);
  return secret;
}

Result<void> UserBook::drop_tokens(const std::string& user, const std::string& label,
                                   const std::string& by) {
  const auto goes = [&](const StoredToken& token) {
    return token.user == user && (label.empty() || token.label == label);
  };
  {
    const std::lock_guard lock(mutex_);
    if (std::ranges::none_of(tokens_, [&](const auto& entry) { return goes(entry.second); })) {
      if (label.empty()) return {};
      return base::failure(fmt::format("no such token: '{}' of {}", label, user),
                           fmt::format("没有该令牌：{} 的“{}”", user, label));
    }
  }
  const auto dropped =
      store::drop_tokens(*database_, user, label, user_entry(by, user, "tokens gone: " + label));
  if (!dropped) return dropped;
  const std::lock_guard lock(mutex_);
  std::erase_if(tokens_, [&](const auto& entry) { return goes(entry.second); });
  return {};
}

std::optional<StoredUser> UserBook::find(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto at = users_.find(name);
  if (at == users_.end()) return std::nullopt;
  return at->second;
}

bool UserBook::has_code(const std::string& name) const {
  const auto user = find(name);
  return user && !user->code_secret.empty();
}

SignIn UserBook::sign_in(const Proof& proof, records::Moment now) {
  const auto user = find(proof.name);
  const bool right = fits(proof.password, user ? user->password : std::string());
  if (!right || user->disabled) return SignIn::wrong;
  if (user->code_secret.empty()) return SignIn::done;
  if (proof.code.empty()) return SignIn::code_needed;
  const auto secret = secrets_.unseal(user->code_secret);
  if (!secret) return SignIn::wrong;
  const auto unix_seconds =
      std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  const std::lock_guard lock(mutex_);
  auto& used = used_steps_[user->name];
  const auto step = fitting_step(*secret, proof.code, unix_seconds, used);
  if (!step) return SignIn::wrong;
  used.insert(*step);
  if (used.size() > kMostUsedSteps) used.erase(used.begin());
  return SignIn::done;
}

bool UserBook::has_password(const std::string& name, std::string_view password) const {
  const auto user = find(name);
  return fits(password, user ? user->password : std::string());
}

std::optional<Caller> UserBook::caller(const std::string& name) const {
  const auto user = find(name);
  if (!user || user->disabled) return std::nullopt;
  auto caller = policy_->caller({user->name, user->role, user->scope}, secrets_.token_key);
  if (!caller) return std::nullopt;  // Its role is gone from the policy.
  return std::move(*caller);
}

void UserBook::end_tokens(records::Moment now) {
  std::vector<StoredToken> ended;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [digest, token] : tokens_)
      if (token.expires <= now) ended.push_back(token);
    for (const auto& token : ended) tokens_.erase(token.digest);
  }
  for (const auto& token : ended)
    (void)store::drop_tokens(*database_, token.user, token.label,
                             user_entry("aftercare", token.user, "token ended: " + token.label));
}

std::optional<Caller> UserBook::caller_by_token(std::string_view token, records::Moment now) {
  end_tokens(now);
  std::optional<StoredToken> found;
  {
    const std::lock_guard lock(mutex_);
    // Digests are looked up: how long that takes tells nothing of the token.
    const auto at = tokens_.find(secret_digest(token));
    if (at != tokens_.end()) found = at->second;
  }
  if (!found || found->expires <= now) return std::nullopt;
  auto as = caller(found->user);
  if (!as || found->actions.empty()) return as;
  std::vector<std::string> both;
  for (const auto& action : found->actions)
    if (as->may(action)) both.push_back(action);
  as->every_action = false;
  as->actions = std::move(both);
  return as;
}

std::optional<std::string> UserBook::user_of_subject(std::string_view subject) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [name, user] : users_)
    if (!subject.empty() && user.subject == subject && !user.disabled) return name;
  return std::nullopt;
}

}  // namespace aftercare::access
