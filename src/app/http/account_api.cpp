#include "app/http/account_api.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "access/one_time_code.hpp"
#include "access/user_book.hpp"
#include "app/http/answers.hpp"
#include "app/http/asked_page.hpp"
#include "pipeline/audit.hpp"

namespace aftercare::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kTokenBearer = "Bearer ";
constexpr std::size_t kMostSignInBytes = 8192;
constexpr std::string_view kUsers = "users";
constexpr std::size_t kLongestName = 64;
constexpr auto kLongestOffer = std::chrono::minutes(10);

records::Moment this_instant() {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

Response wrong_sign_in() {
  return error_response(401, "wrong", "the name, the password or the code is wrong",
                        "用户名、密码或验证码错误");
}

// Whoever found a program's token must not make a session of it, or lock its user out.
Response not_by_token() {
  return error_response(403, "not_by_token", "sign in to change the password or the second factor",
                        "修改密码或两步验证须先登录");
}

Response wait_longer(std::chrono::seconds wait) {
  auto response = error_response(
      429, "throttled", fmt::format("too many failures: try again in {} seconds", wait.count()),
      fmt::format("失败次数过多：请在 {} 秒后重试", wait.count()));
  response.headers.emplace_back("Retry-After", fmt::format("{}", wait.count()));
  return response;
}

Json role_json(const access::Role& role) {
  Json fields = Json::object();
  for (const auto pii :
       {records::PiiClass::none, records::PiiClass::pseudonym, records::PiiClass::free_text,
        records::PiiClass::personal, records::PiiClass::sensitive})
    fields[std::string(records::to_name(pii))] = records::to_name(role.fields.of(pii));
  return {{"name", role.name},
          {"label", {{"zh", role.label.zh}, {"en", role.label.en}}},
          {"rows", role.only_own ? "own" : "all"},
          {"fields", std::move(fields)}};
}

Json scope_json(const records::RowScope& scope) {
  return {{"shops", scope.shops},
          {"teams", scope.teams},
          {"regions", scope.regions},
          {"agent", scope.agent}};
}

// Lists of texts; nothing if one of them is something else.
std::optional<records::RowScope> scope_in(const nlohmann::json& body) {
  records::RowScope scope;
  for (const auto& [key, list] :
       {std::pair("shops", &scope.shops), std::pair("teams", &scope.teams),
        std::pair("regions", &scope.regions)}) {
    const auto at = body.find(key);
    if (at == body.end()) continue;
    if (!at->is_array()) return std::nullopt;
    for (const auto& one : *at) {
      if (!one.is_string()) return std::nullopt;
      list->push_back(one.get<std::string>());
    }
  }
  scope.agent = text_in_body(body, "agent");
  return scope;
}

// What a body says of a user, or the refusal.
base::Result<access::UserChange> change_in(const nlohmann::json& body) {
  access::UserChange change;
  if (body.contains("role")) change.role = text_in_body(body, "role");
  if (body.contains("password")) change.password = text_in_body(body, "password");
  if (body.contains("subject")) change.subject = text_in_body(body, "subject");
  if (const auto at = body.find("disabled"); at != body.end()) {
    if (!at->is_boolean())
      return base::failure("'disabled' is neither true nor false", "“disabled”应为 true 或 false");
    change.disabled = at->get<bool>();
  }
  if (const auto at = body.find("rows"); at != body.end()) {
    change.scope = at->is_object() ? scope_in(*at) : std::nullopt;
    if (!change.scope)
      return base::failure("'rows' holds no lists of names: shops, teams, regions; agent",
                           "“rows”应含名称列表：shops、teams、regions 以及 agent");
  }
  return change;
}

// A sign-in's body, taken whole and judged on a thread that may wait.
class SignInBody final : public BodyTaker {
 public:
  SignInBody(const AccountApi& api, std::string peer, std::string old_session)
      : api_(api), peer_(std::move(peer)), old_session_(std::move(old_session)) {}

  std::optional<Response> take(std::string_view piece) override {
    if (body_.size() + piece.size() > kMostSignInBytes)
      return error_response(413, "too_large", "the request is too large", "请求过大");
    body_ += piece;
    return std::nullopt;
  }
  bool finishes_slowly() const override { return true; }
  Response finish() override {
    const auto body = object_in(body_);
    if (!body)
      return error_response(400, "bad_json", "the request is no JSON object", "请求不是 JSON 对象");
    return api_.sign_in(*body, peer_, old_session_);
  }

 private:
  const AccountApi& api_;
  std::string peer_;
  std::string old_session_;
  std::string body_;
};

}  // namespace

std::optional<access::Caller> AccountApi::caller_of(const Request& request) const {
  const std::string_view given = request.authorization;
  if (given.starts_with(kTokenBearer))
    return session_.users().caller_by_token(given.substr(kTokenBearer.size()), this_instant());
  const auto user = book_.who(session_token(request));
  if (!user) return std::nullopt;
  if (!user->empty()) return session_.users().caller(*user);
  auto caller = access::Caller::owner();
  caller.viewer.name = "dashboard";
  return caller;
}

Response AccountApi::ways() const {
  const auto& identity = reach_.identity;
  const auto name = identity.label.empty() ? identity.issuer : identity.label;
  return json_response(200, {{"password", !session_.users().empty()},
                             {"identity", identity.issuer.empty() ? Json(nullptr) : Json(name)},
                             {"workspace", session_.workspace().settings().name},
                             {"language", session_.workspace().settings().language}});
}

Reception AccountApi::receive_sign_in(const Request& head) const {
  if (!head.content_type.starts_with("application/json"))
    return error_response(415, "content_type", "a sign-in is JSON", "登录请求须为 JSON");
  return std::make_unique<SignInBody>(*this, head.peer, session_token(head));
}

Response AccountApi::sign_in(const nlohmann::json& body, const std::string& peer,
                             const std::string& old_session) const {
  const access::Proof proof{text_in_body(body, "name"), text_in_body(body, "password"),
                            text_in_body(body, "code")};
  // No user's name is longer: what is remembered of failures stays small.
  const auto name = proof.name.substr(0, kLongestName);
  const auto both = peer + " " + name;
  const auto wait = std::max({by_both_.wait(both), by_name_.wait(name), by_peer_.wait(peer)});
  if (wait.count() > 0) return wait_longer(wait);
  const auto outcome = session_.users().sign_in(proof, this_instant());
  if (outcome == access::SignIn::code_needed)
    return error_response(401, "code_needed", "the code of the authenticator app is needed",
                          "需要验证器应用中的验证码");
  if (outcome == access::SignIn::wrong) {
    by_both_.failed(both);
    by_name_.failed(name);
    by_peer_.failed(peer);
    // A name that is none may be a password typed in the wrong place.
    note(records::AuditAction::login_refused,
         session_.users().caller(proof.name) ? proof.name : "?", "from " + peer);
    return wrong_sign_in();
  }
  by_both_.succeeded(both);
  by_name_.succeeded(name);
  const auto caller = session_.users().caller(proof.name);
  if (!caller) return wrong_sign_in();
  book_.end(old_session);  // A session that was there before is not the one that is signed in.
  note(records::AuditAction::login, proof.name, "from " + peer);
  auto response = me(*caller);
  response.headers.push_back(cookie(book_.begin(proof.name)));
  return response;
}

std::pair<std::string, std::string> AccountApi::cookie(const std::string& session) const {
  return {"Set-Cookie",
          fmt::format("{}={}; HttpOnly; SameSite=Strict; Path=/{}{}", kSessionCookie, session,
                      reach_.secure ? "; Secure" : "", session.empty() ? "; Max-Age=0" : "")};
}

std::optional<Response> AccountApi::get(const std::string& name,
                                        const access::Caller& caller) const {
  if (name == "me") return me(caller);
  if (name == kUsers) return users();
  return std::nullopt;
}

std::optional<Response> AccountApi::post(const std::string& name, const nlohmann::json& body,
                                         const access::Caller& caller,
                                         const Request& request) const {
  if (name == "sign-out") return sign_out(caller, request);
  if (name == "me/password" || name == "me/code") {
    if (!request.authorization.empty()) return not_by_token();
    return name == "me/password" ? own_password(body, caller, request)
                                 : own_code(body, caller, request);
  }
  if (name == kUsers) return add_user(body, caller);
  if (!name.starts_with("users/")) return std::nullopt;
  const auto user = name.substr(6, name.find('/', 6) - 6);
  const auto rest = std::string_view(name).substr(6 + user.size());
  if (rest.empty()) return change_user(user, body, caller);
  if (rest == "/tokens") return new_token(user, body, caller);
  if (rest == "/tokens/revoke") return drop_token(user, body, caller);
  return std::nullopt;
}

Response AccountApi::me(const access::Caller& caller) const {
  Json json = {{"user", caller.is_owner ? Json(nullptr) : Json(caller.viewer.name)},
               {"role", caller.viewer.role},
               {"label", Json(nullptr)},
               {"actions", Json::array()},
               {"second_factor", session_.users().has_code(caller.viewer.name)},
               {"rows", scope_json(caller.viewer.scope)}};
  if (const auto* role = session_.policy().role(caller.viewer.role)) {
    json["label"] = {{"zh", role->label.zh}, {"en", role->label.en}};
  }
  for (const auto& action : session_.policy().actions())
    if (caller.may(action.name)) json["actions"].push_back(action.name);
  return json_response(200, json);
}

Response AccountApi::users() const {
  Json json = {{"users", Json::array()}, {"roles", Json::array()}};
  const auto tokens = session_.users().tokens();
  for (const auto& user : session_.users().users()) {
    Json own = Json::array();
    for (const auto& token : tokens)
      if (token.user == user.name)
        own.push_back({{"label", token.label},
                       {"actions", token.actions},
                       {"expires", records::to_iso(token.expires)}});
    json["users"].push_back({{"name", user.name},
                             {"role", user.role},
                             {"rows", scope_json(user.scope)},
                             {"disabled", user.disabled},
                             {"has_password", !user.password.empty()},
                             {"second_factor", !user.code_secret.empty()},
                             {"subject", user.subject},
                             {"tokens", std::move(own)}});
  }
  for (const auto& role : session_.policy().roles()) json["roles"].push_back(role_json(role));
  return json_response(200, json);
}

Response AccountApi::sign_out(const access::Caller& caller, const Request& request) const {
  book_.end(session_token(request));
  note(records::AuditAction::logout, caller.viewer.name, "");
  auto response = json_response(200, {{"signed_out", true}});
  response.headers.push_back(cookie(""));
  return response;
}

Response AccountApi::own_password(const nlohmann::json& body, const access::Caller& caller,
                                  const Request& request) const {
  if (auto refused = refused_password(text_in_body(body, "old"), caller, request)) return *refused;
  const auto& name = caller.viewer.name;
  access::UserChange change;
  change.password = text_in_body(body, "new");
  if (const auto changed = session_.users().change(name, change, name); !changed)
    return error_response(changed.error());
  book_.end_all(name);  // The new password is the only thing that still opens.
  auto response = json_response(200, {{"changed", true}});
  response.headers.push_back(cookie(book_.begin(name)));
  return response;
}

std::optional<Response> AccountApi::refused_password(const std::string& password,
                                                     const access::Caller& caller,
                                                     const Request& request) const {
  if (caller.is_owner)
    return error_response(400, "bad_request", "a one-time link has no password",
                          "一次性链接没有密码");
  const auto key = request.peer + " " + caller.viewer.name;
  if (const auto wait = by_both_.wait(key); wait.count() > 0) return wait_longer(wait);
  if (session_.users().has_password(caller.viewer.name, password)) return std::nullopt;
  by_both_.failed(key);
  return error_response(403, "wrong", "the password is wrong", "密码错误");
}

// First the password: a secret is shown. Then a code of the app that has it: from now on it counts.
Response AccountApi::own_code(const nlohmann::json& body, const access::Caller& caller,
                              const Request& request) const {
  const auto& name = caller.viewer.name;
  if (body.contains("code") && !caller.is_owner) {
    const std::lock_guard lock(offering_);
    const auto offered = offered_.find(name);
    const auto key = request.peer + " " + name;
    if (const auto wait = by_both_.wait(key); wait.count() > 0) return wait_longer(wait);
    if (offered == offered_.end() || Clock::now() - offered->second.at > kLongestOffer)
      return error_response(400, "bad_request",
                            "no secret was shown: begin again with the password",
                            "尚未显示密钥：请先输入密码重新开始");
    const auto now = std::chrono::floor<std::chrono::seconds>(this_instant());
    if (!access::fitting_step(offered->second.secret, text_in_body(body, "code"),
                              now.time_since_epoch().count(), {})) {
      by_both_.failed(key);
      return error_response(403, "wrong", "the code is wrong: is the clock of the device right?",
                            "验证码错误：请检查设备时间是否准确");
    }
    if (const auto kept = session_.users().keep_code(name, offered->second.secret, name); !kept)
      return error_response(kept.error());
    offered_.erase(offered);
    return json_response(200, {{"second_factor", true}});
  }
  if (auto refused = refused_password(text_in_body(body, "password"), caller, request))
    return *refused;
  if (body.value("off", nlohmann::json()) == true) {
    if (const auto kept = session_.users().keep_code(name, "", name); !kept)
      return error_response(kept.error());
    return json_response(200, {{"second_factor", false}});
  }
  const auto secret = access::new_code_secret();
  {
    const std::lock_guard lock(offering_);
    offered_[name] = {secret, Clock::now()};
  }
  const auto& shop = session_.workspace().settings().name;
  return json_response(
      200, {{"secret", access::to_base32(secret)},
            {"address", access::code_address(secret, name, shop.empty() ? "Aftercare" : shop)}});
}

Response AccountApi::new_token(const std::string& name, const nlohmann::json& body,
                               const access::Caller& caller) const {
  access::TokenWish wish{name, text_in_body(body, "label"), {}, 90};
  const auto days = body.value("days", nlohmann::json(90));
  const auto actions = body.value("actions", nlohmann::json::array());
  if (!days.is_number_integer() || days < 1 || days > 100'000 || !actions.is_array() ||
      !std::ranges::all_of(actions, [](const auto& one) { return one.is_string(); }))
    return error_response(400, "bad_request", "'days' is a number, 'actions' a list of names",
                          "“days”应为数字，“actions”应为名称列表");
  wish.days = days.get<int>();
  wish.actions = actions.get<std::vector<std::string>>();
  const auto token = session_.users().new_token(wish, caller.viewer.name);
  return token ? json_response(200, {{"token", *token}}) : error_response(token.error());
}

Response AccountApi::drop_token(const std::string& name, const nlohmann::json& body,
                                const access::Caller& caller) const {
  const auto label = text_in_body(body, "label");
  if (label.empty())
    return error_response(400, "bad_request", "which token? 'label' is missing",
                          "缺少“label”：撤销哪个令牌？");
  const auto dropped = session_.users().drop_tokens(name, label, caller.viewer.name);
  return dropped ? users() : error_response(dropped.error());
}

Response AccountApi::add_user(const nlohmann::json& body, const access::Caller& caller) const {
  const auto change = change_in(body);
  if (!change) return error_response(change.error());
  const auto added = session_.users().add(text_in_body(body, "name"), *change, caller.viewer.name);
  return added ? users() : error_response(added.error());
}

Response AccountApi::change_user(const std::string& name, const nlohmann::json& body,
                                 const access::Caller& caller) const {
  if (name == caller.viewer.name && (body.contains("role") || body.contains("disabled")))
    return error_response(400, "bad_request", "nobody changes the own role, or disables oneself",
                          "不能修改自己的角色或停用自己");
  const auto change = change_in(body);
  if (!change) return error_response(change.error());
  if (const auto changed = session_.users().change(name, *change, caller.viewer.name); !changed)
    return error_response(changed.error());
  if (change->password || change->disabled.value_or(false)) book_.end_all(name);
  return users();
}

void AccountApi::note(records::AuditAction action, const std::string& who,
                      const std::string& what) const {
  // A log that cannot be written must not keep anybody out; what it guards is noted by itself.
  (void)pipeline::note(session_, action, {who, what}, "session");
}

}  // namespace aftercare::app
