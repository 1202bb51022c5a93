// Signing in at a provider of identities, which runs in the test.

#include "app/http/identity_api.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sodium.h>

#include "../access/signed_token.hpp"
#include "access/user_book.hpp"
#include "served_workspace.hpp"

namespace aftercare::app {
namespace {

using testing::HasSubstr;
using testing::Not;

// Knows one person; gives a token for the code "good", to who knows what the challenge was made of.
class SmallProvider {
 public:
  SmallProvider() {
    auto server =
        Server::start({.port = 0}, [this](const Request& request) { return answer(request); });
    server_ = std::move(*server);
    issuer = fmt::format("http://127.0.0.1:{}", server_->port());
  }

  std::string issuer;
  std::string calls_itself;  // Empty: by its issuer.
  std::string sends_to;      // Empty: to itself.
  std::string challenge;
  std::string nonce;
  std::string subject = "person-7";

 private:
  Response answer(const Request& request) const {
    const auto json = [](const nlohmann::json& body) {
      return Response{200, "application/json", body.dump(), {}};
    };
    if (request.path == "/.well-known/openid-configuration")
      return json({{"issuer", calls_itself.empty() ? issuer : calls_itself},
                   {"authorization_endpoint", sends_to.empty() ? issuer + "/authorize" : sends_to},
                   {"token_endpoint", issuer + "/token"},
                   {"jwks_uri", issuer + "/keys"}});
    if (request.path == "/keys") return {200, "application/json", key_.keys(), {}};
    if (request.path != "/token" || value_of(request.body, '&', "code") != "good" ||
        value_of(request.body, '&', "client_id") != "aftercare")
      return {400, "application/json", R"({"error":"invalid_grant"})", {}};
    const auto verifier = value_of(request.body, '&', "code_verifier");
    std::string digest(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256(reinterpret_cast<unsigned char*>(digest.data()),
                       reinterpret_cast<const unsigned char*>(verifier.data()), verifier.size());
    if (access::to_base64url(digest) != challenge)
      return {400, "application/json", R"({"error":"invalid_grant"})", {}};
    const auto now = std::chrono::duration_cast<std::chrono::seconds>(
                         std::chrono::system_clock::now().time_since_epoch())
                         .count();
    return json({{"id_token", key_.token({{"iss", issuer},
                                          {"aud", "aftercare"},
                                          {"nonce", nonce},
                                          {"sub", subject},
                                          {"exp", now + 60},
                                          {"iat", now}})}});
  }

  access::SigningKey key_{access::SigningKey::Kind::curve, "k1"};
  std::unique_ptr<Server> server_;
};

class IdentityApiTest : public ServedWorkspace {
 protected:
  void SetUp() override {
    ServedWorkspace::SetUp();
    access::UserChange li;
    li.role = "manager";
    li.subject = "person-7";
    ASSERT_TRUE(session_->users().add("li", li, "test"));
    Reach reach;
    reach.identity.issuer = provider_.issuer;
    reach.identity.client_id = "aftercare";
    server_.reset();
    api_ = std::make_unique<Api>(*session_, book_, needed_, fresh_.path, reach);
    auto server = Server::start(
        {.port = 0}, [this](const Request& request) { return api_->answer(request); },
        [this](const Request& head) { return api_->receive(head); });
    ASSERT_TRUE(server) << server.error().message;
    server_ = std::move(*server);
  }

  std::string page(const std::string& target, const std::string& cookie = "") const {
    return talk_to(server_->port(),
                   "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" +
                       (cookie.empty() ? "" : "Cookie: " + cookie + "\r\n") + "\r\n");
  }
  static std::string between(const std::string& text, const std::string& from, char to) {
    const auto at = text.find(from);
    if (at == text.npos) return {};
    const auto begin = at + from.size();
    return text.substr(begin, text.find_first_of(std::string("\r\n") + to, begin) - begin);
  }

  // What a browser learns when it is sent to the provider.
  struct Sent {
    std::string state;
    std::string cookie;
  };
  Sent sent() {
    const auto answer = page("/login/identity");
    EXPECT_THAT(answer, HasSubstr("303"));
    EXPECT_THAT(answer, HasSubstr("code_challenge_method=S256"));
    EXPECT_THAT(answer, HasSubstr("SameSite=Lax"));
    provider_.challenge = between(answer, "code_challenge=", '&');
    provider_.nonce = between(answer, "nonce=", '&');
    return {between(answer, "state=", '&'),
            "aftercare_identity=" + between(answer, "aftercare_identity=", ';')};
  }
  static std::string session_in(const std::string& answer) {
    const auto token = between(answer, "Set-Cookie: aftercare_session=", ';');
    return token.empty() ? "" : "aftercare_session=" + token;
  }
  std::string come_back(const Sent& sent, const std::string& code = "good") const {
    return page("/login/identity/done?code=" + code + "&state=" + sent.state, sent.cookie);
  }

  SmallProvider provider_;
};

TEST_F(IdentityApiTest, WhomTheProviderNamesIsTheUserHere) {
  const auto answer = come_back(sent());
  const auto cookie = session_in(answer);
  ASSERT_NE(cookie, "") << answer;
  EXPECT_THAT(page("/api/v1/me", cookie), HasSubstr("\"user\":\"li\""));
}

TEST_F(IdentityApiTest, AnAddressThatWouldEndAHeaderIsNotFollowed) {
  for (const auto* address :
       {"https://login.example/\r\nSet-Cookie: aftercare_session=theirs", "javascript:alert(1)",
        "http://login.example/authorize", "https://login.example/a b"}) {
    provider_.sends_to = address;
    const auto answer = page("/login/identity");
    EXPECT_THAT(answer, HasSubstr("502")) << address;
    EXPECT_THAT(answer, Not(HasSubstr("theirs")));
  }
}

TEST_F(IdentityApiTest, ASignInCountsOnceAndOnlyInItsBrowser) {
  const auto first = sent();
  EXPECT_EQ(session_in(come_back({first.state, "aftercare_identity=other"})), "");
  EXPECT_EQ(session_in(come_back(first)), "") << "it was spent by the other browser";
  const auto second = sent();
  EXPECT_NE(session_in(come_back(second)), "");
  EXPECT_EQ(session_in(come_back(second)), "") << "once";
  const auto third = sent();
  EXPECT_EQ(session_in(come_back({"made-up", third.cookie})), "");
  EXPECT_EQ(session_in(come_back({third.state, ""})), "");
}

TEST_F(IdentityApiTest, AnotherCodeNonceOrVerifierDoesNotCount) {
  EXPECT_EQ(session_in(come_back(sent(), "guessed")), "");
  auto started = sent();
  provider_.nonce = "of another sign-in";
  EXPECT_THAT(come_back(started), HasSubstr("another sign-in"));
  started = sent();
  provider_.challenge = "of another verifier";
  EXPECT_EQ(session_in(come_back(started)), "");
  EXPECT_EQ(session_in(come_back(sent(), "")), "") << "the provider let nobody in";
}

TEST_F(IdentityApiTest, NobodyBecomesAUserBySigningIn) {
  provider_.subject = "stranger";
  const auto answer = come_back(sent());
  EXPECT_THAT(answer, HasSubstr("403"));
  EXPECT_EQ(session_in(answer), "");
  EXPECT_EQ(session_->users().users().size(), 1U);
  access::UserChange off;
  off.disabled = true;
  ASSERT_TRUE(session_->users().change("li", off, "test"));
  provider_.subject = "person-7";
  EXPECT_EQ(session_in(come_back(sent())), "") << "disabled";
}

TEST_F(IdentityApiTest, AProviderThatCallsItselfOtherwiseIsNotAsked) {
  provider_.calls_itself = "https://evil.example";
  const auto answer = page("/login/identity");
  EXPECT_THAT(answer, HasSubstr("502"));
  EXPECT_THAT(answer, Not(HasSubstr("Location")));
}

TEST(OutwardTest, OnlySealedAddressesAreAsked) {
  for (const auto* url : {"", "ftp://x/", "http://login.example.com/", "https://", "https://a@b/",
                          "http://127.0.0.1.evil.example/", "https://x/\r\nHost: y"})
    EXPECT_FALSE(ask_outward({url, {}, {}, std::chrono::seconds(1)})) << url;
  EXPECT_FALSE(ask_outward({"http://127.0.0.1:1/", {}, {}, std::chrono::seconds(2)}));
}

}  // namespace
}  // namespace aftercare::app
