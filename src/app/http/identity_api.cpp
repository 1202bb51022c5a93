#include "app/http/identity_api.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "access/id_token.hpp"
#include "access/password.hpp"
#include "app/http/answers.hpp"
#include "pipeline/audit.hpp"

namespace aftercare::app {
namespace {

constexpr std::string_view kBeginPath = "/login/identity";
constexpr std::string_view kBackPath = "/login/identity/done";
constexpr std::string_view kBrowserCookie = "aftercare_identity";
constexpr auto kLongestSignIn = std::chrono::minutes(10);
constexpr std::size_t kMostStarted = 1000;

std::string form_encoded(std::string_view text) {
  std::string out;
  for (const char sign : text) {
    const auto byte = static_cast<unsigned char>(sign);
    const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
                       (byte >= 'A' && byte <= 'Z') || sign == '-' || sign == '_' || sign == '.';
    if (plain)
      out.push_back(sign);
    else
      out += fmt::format("%{:02X}", byte);
  }
  return out;
}

std::string sha256_of(std::string_view text) {
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(digest.data()),
                     reinterpret_cast<const unsigned char*>(text.data()), text.size());
  return digest;
}

std::string member(const nlohmann::json& json, const char* key) {
  const auto at = json.find(key);
  return at != json.end() && at->is_string() ? at->get<std::string>() : std::string();
}

Response told_in_words(unsigned status, std::string_view en, std::string_view zh) {
  return {status,
          "text/plain; charset=utf-8",
          fmt::format("{}\n{}\n", en, zh),
          {{"Cache-Control", "no-store"}}};
}

Response told_in_words(const base::Error& error) {
  return told_in_words(502, error.message,
                       error.message_zh.empty() ? error.message : error.message_zh);
}

}  // namespace

bool IdentityApi::serves(std::string_view path) {
  return path == kBeginPath || path == kBackPath;
}

Response IdentityApi::answer(const Request& request) const {
  if (reach_.identity.issuer.empty())
    return told_in_words(404, "No provider of identities is set in identity.yaml.",
                         "identity.yaml 中没有设置身份提供方。");
  return request.path == kBeginPath ? begin(request) : done(request);
}

base::Result<IdentityApi::Provider> IdentityApi::provider() const {
  const auto& setting = reach_.identity;
  const auto said =
      ask_outward({setting.issuer + "/.well-known/openid-configuration", {}, setting.roots});
  if (!said) return base::failure_of(said);
  const auto json = nlohmann::json::parse(*said, nullptr, false);
  if (!json.is_object() || member(json, "issuer") != setting.issuer)
    return base::failure("the provider of identities calls itself otherwise than the settings",
                         "身份提供方自称的名称与设置不符");
  Provider found{member(json, "authorization_endpoint"), member(json, "token_endpoint"),
                 member(json, "jwks_uri")};
  if (found.authorization.empty() || found.token.empty() || found.keys.empty())
    return base::failure("the provider of identities does not say where to sign in",
                         "身份提供方没有给出登录地址");
  for (const auto* address : {&found.authorization, &found.token, &found.keys})
    if (!access::may_stand_for(*address, setting.issuer))
      return base::failure(
          "the provider of identities names an address that is not its own kind: "
          "it must be https, without signs that do not belong into an address",
          "身份提供方给出的地址不可用：必须是 https，且不含非法字符");
  return found;
}

Response IdentityApi::begin(const Request& request) const {
  const auto found = provider();
  if (!found) return told_in_words(found.error());
  const auto browser = access::random_secret();
  Started started{
      access::secret_digest(browser), access::random_secret(), access::random_secret(),
      fmt::format("{}://{}{}", reach_.secure ? "https" : "http", request.host, kBackPath),
      Clock::now()};
  const auto challenge = access::to_base64url(sha256_of(started.verifier));
  const auto address = fmt::format(
      "{}{}response_type=code&scope=openid&client_id={}&redirect_uri={}&nonce={}&code_challenge={}"
      "&code_challenge_method=S256&state=",
      found->authorization, found->authorization.find('?') == std::string::npos ? '?' : '&',
      form_encoded(reach_.identity.client_id), form_encoded(started.address),
      form_encoded(started.nonce), challenge);
  // Lax: the provider's page sends the browser back.
  const auto cookie = fmt::format("{}={}; HttpOnly; SameSite=Lax; Path=/login; Max-Age=600{}",
                                  kBrowserCookie, browser, reach_.secure ? "; Secure" : "");
  return {303,
          "text/plain",
          "",
          {{"Location", address + form_encoded(keep(std::move(started)))},
           {"Cache-Control", "no-store"},
           {"Set-Cookie", cookie}}};
}

Response IdentityApi::done(const Request& request) const {
  const auto started = take(value_of(request.query, '&', "state"));
  const auto browser = value_of(request.cookie, ';', kBrowserCookie);
  if (!started || browser.empty() || access::secret_digest(browser) != started->browser)
    return told_in_words(403, "This sign-in was not begun here, or took too long. Begin again.",
                         "该登录并非由此浏览器发起，或已超时。请重新登录。");
  const auto code = value_of(request.query, '&', "code");
  if (code.empty())
    return told_in_words(403, "The provider of identities did not let you in.",
                         "身份提供方没有允许登录。");
  const auto subject = subject_for(*started, code);
  if (!subject) return told_in_words(subject.error());
  const auto user = session_.users().user_of_subject(*subject);
  if (!user) {
    (void)pipeline::note(session_, records::AuditAction::login_refused,
                         {"?", "identity, from " + request.peer}, "session");
    return told_in_words(403, "You are known to the provider, but are no user here.",
                         "身份提供方认识您，但您不是这里的用户。");
  }
  book_.end(session_token(request));
  (void)pipeline::note(session_, records::AuditAction::login,
                       {*user, "identity, from " + request.peer}, "session");
  // A redirect would still belong to the provider's page, and the new cookie would not be sent.
  Response response{200,
                    "text/html; charset=utf-8",
                    "<!doctype html><meta http-equiv=\"refresh\" content=\"0;url=/\">"
                    "<title>Aftercare</title><a href=\"/\">Aftercare</a>",
                    {{"Cache-Control", "no-store"}}};
  response.headers.push_back(account_.cookie(book_.begin(*user)));
  return response;
}

base::Result<std::string> IdentityApi::subject_for(const Started& started,
                                                   const std::string& code) const {
  const auto& setting = reach_.identity;
  const auto found = provider();
  if (!found) return base::failure_of(found);
  auto form = fmt::format(
      "grant_type=authorization_code&code={}&redirect_uri={}&client_id={}&code_verifier={}",
      form_encoded(code), form_encoded(started.address), form_encoded(setting.client_id),
      form_encoded(started.verifier));
  if (!setting.secret.empty()) form += "&client_secret=" + form_encoded(setting.secret);
  const auto said = ask_outward({found->token, form, setting.roots});
  if (!said) return base::failure_of(said);
  const auto json = nlohmann::json::parse(*said, nullptr, false);
  const auto token = json.is_object() ? member(json, "id_token") : std::string();
  const auto keys = ask_outward({found->keys, {}, setting.roots});
  if (!keys) return base::failure_of(keys);
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  return access::subject_of(
      token, *keys,
      {setting.issuer, setting.client_id, started.nonce, now.time_since_epoch().count()});
}

std::string IdentityApi::keep(Started started) const {
  auto state = access::random_secret();
  const std::lock_guard lock(mutex_);
  const auto now = started.at;
  std::erase_if(started_,
                [now](const auto& entry) { return now - entry.second.at > kLongestSignIn; });
  if (started_.size() >= kMostStarted)
    started_.erase(
        std::ranges::min_element(started_, {}, [](const auto& entry) { return entry.second.at; }));
  started_.insert_or_assign(access::secret_digest(state), std::move(started));
  return state;
}

std::optional<IdentityApi::Started> IdentityApi::take(const std::string& state) const {
  const std::lock_guard lock(mutex_);
  const auto at = started_.find(access::secret_digest(state));
  if (at == started_.end()) return std::nullopt;
  auto started = std::move(at->second);
  started_.erase(at);
  if (Clock::now() - started.at > kLongestSignIn) return std::nullopt;
  return started;
}

}  // namespace aftercare::app
