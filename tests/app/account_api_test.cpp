// Signing in as people do: with passwords, codes and mistakes.

#include "app/http/account_api.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "access/one_time_code.hpp"
#include "access/user_book.hpp"
#include "served_workspace.hpp"

namespace aftercare::app {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kGoodPassword = "a long enough one";

class AccountApiTest : public ServedWorkspace {
 protected:
  void SetUp() override {
    ServedWorkspace::SetUp();
    add("li", "manager");
    add("root", "administrator");
  }
  void add(const std::string& name, const std::string& role) {
    access::UserChange user;
    user.role = role;
    user.password = std::string(kGoodPassword);
    const auto added = session_->users().add(name, user, "test");
    ASSERT_TRUE(added) << added.error().message;
  }

  std::string raw_post(const std::string& path, const JsonBody& body,
                       const std::string& more) const {
    const auto text = body.dump();
    return talk_to(server_->port(),
                   "POST /api/v1/" + path +
                       " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: "
                       "application/json\r\n" +
                       more + "Content-Length: " + std::to_string(text.size()) + "\r\n\r\n" + text);
  }
  std::string sign_in(const std::string& name, std::string_view password,
                      const std::string& code = "", const std::string& more = "") const {
    return raw_post("sign-in", {{"name", name}, {"password", password}, {"code", code}}, more);
  }
  static std::string cookie_in(const std::string& answer) {
    const auto at = answer.find("aftercare_session=");
    return at == answer.npos ? "" : answer.substr(at, answer.find(';', at) - at);
  }
  std::string with(const std::string& cookie, const std::string& path) const {
    return talk_to(server_->port(), "GET /api/v1/" + path +
                                        " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: "
                                        "close\r\nCookie: " +
                                        cookie + "\r\n\r\n");
  }
};

TEST_F(AccountApiTest, WhoHasThePasswordComesInAndGoesOut) {
  const auto answer = sign_in("li", kGoodPassword);
  EXPECT_THAT(answer, HasSubstr("200 OK"));
  EXPECT_THAT(answer, HasSubstr("HttpOnly; SameSite=Strict"));
  EXPECT_THAT(answer, Not(HasSubstr("argon2")));
  const auto cookie = cookie_in(answer);
  EXPECT_THAT(with(cookie, "me"), HasSubstr("\"user\":\"li\""));
  EXPECT_THAT(with(cookie, "users"), HasSubstr("403")) << "a manager manages no users";
  EXPECT_THAT(raw_post("sign-out", JsonBody::object(), "Cookie: " + cookie + "\r\n"),
              HasSubstr("Max-Age=0"));
  EXPECT_THAT(with(cookie, "me"), HasSubstr("401"));
}

TEST_F(AccountApiTest, AWrongNameAndAWrongPasswordAreToldAlike) {
  const auto body = [](const std::string& answer) {
    return answer.substr(answer.find("\r\n\r\n"));
  };
  const auto wrong = sign_in("li", "not the password");
  const auto nobody = sign_in("nobody", kGoodPassword);
  EXPECT_THAT(wrong, HasSubstr("401"));
  EXPECT_EQ(body(wrong), body(nobody));
  EXPECT_EQ(cookie_in(wrong), "");
  EXPECT_THAT(raw_post("sign-in", {{"name", 7}, {"password", {1, 2}}}, ""), HasSubstr("401"));
}

TEST_F(AccountApiTest, TheSessionThatWasThereBeforeEndsWhenSomebodySignsIn) {
  const auto before = cookie_in(sign_in("li", kGoodPassword));
  const auto after = cookie_in(sign_in("li", kGoodPassword, "", "Cookie: " + before + "\r\n"));
  EXPECT_NE(before, after);
  EXPECT_THAT(with(before, "me"), HasSubstr("401"));
  EXPECT_THAT(with(after, "me"), HasSubstr("200 OK"));
}

TEST_F(AccountApiTest, GuessingIsSlowedDownAlsoWithTheRightPassword) {
  for (int i = 0; i < 5; ++i) EXPECT_THAT(sign_in("li", "guess"), HasSubstr("401"));
  const auto slowed = sign_in("li", kGoodPassword);
  EXPECT_THAT(slowed, HasSubstr("429"));
  EXPECT_THAT(slowed, HasSubstr("Retry-After: "));
  EXPECT_THAT(sign_in("root", kGoodPassword), HasSubstr("200 OK")) << "others are not kept out";
}

TEST_F(AccountApiTest, ASecondFactorIsAskedForAfterThePasswordOnly) {
  const auto address = session_->users().new_code("li", false, "shop", "test");
  ASSERT_TRUE(address) << address.error().message;
  EXPECT_THAT(sign_in("li", "not the password"), Not(HasSubstr("code_needed")));
  EXPECT_THAT(sign_in("li", kGoodPassword), HasSubstr("code_needed"));
  EXPECT_THAT(sign_in("li", kGoodPassword, "12345"), HasSubstr("\"wrong\""));
  for (const auto& user : session_->users().users())
    EXPECT_TRUE(user.code_secret.empty() || user.code_secret.size() > 60) << "sealed, not as it is";
}

// RFC 4648, as an authenticator app reads the secret.
std::string from_base32(std::string_view text) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char sign : text) {
    bits = bits << 5 | static_cast<std::uint32_t>(digits.find(sign));
    count += 5;
    if (count < 8) continue;
    count -= 8;
    bytes.push_back(static_cast<char>(bits >> count & 0xFF));
  }
  return bytes;
}

TEST_F(AccountApiTest, ASecondFactorCountsOnlyWhenTheAppHasShownThatItHasTheSecret) {
  const auto header = "Cookie: " + cookie_in(sign_in("li", kGoodPassword)) + "\r\n";
  EXPECT_THAT(raw_post("me/code", {{"code", "123456"}}, header), HasSubstr("400")) << "of nothing";
  EXPECT_THAT(raw_post("me/code", {{"password", "wrong"}}, header), HasSubstr("403"));
  const auto shown = raw_post("me/code", {{"password", kGoodPassword}}, header);
  ASSERT_THAT(shown, HasSubstr("otpauth://totp/"));
  const auto offer = JsonBody::parse(shown.substr(shown.find("\r\n\r\n") + 4));
  EXPECT_THAT(sign_in("li", kGoodPassword), HasSubstr("200 OK")) << "not before it is proven";
  EXPECT_THAT(raw_post("me/code", {{"code", "12345"}}, header), HasSubstr("403"));
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(
                       std::chrono::system_clock::now().time_since_epoch())
                       .count();
  const auto code = access::counter_code(from_base32(offer.at("secret").get<std::string>()),
                                         static_cast<std::uint64_t>(now / 30));
  EXPECT_THAT(raw_post("me/code", {{"code", code}}, header), HasSubstr("\"second_factor\":true"));
  EXPECT_THAT(sign_in("li", kGoodPassword), HasSubstr("code_needed"));
  EXPECT_THAT(raw_post("me/code", {{"code", code}}, header), HasSubstr("400")) << "shown once";
  EXPECT_THAT(raw_post("me/code", {{"password", "wrong"}, {"off", true}}, header),
              HasSubstr("403"));
  EXPECT_THAT(raw_post("me/code", {{"password", kGoodPassword}, {"off", true}}, header),
              HasSubstr("\"second_factor\":false"));
  EXPECT_THAT(sign_in("li", kGoodPassword), HasSubstr("200 OK"));
}

TEST_F(AccountApiTest, AnAdministratorMakesAndRevokesTokens) {
  const auto header = "Cookie: " + cookie_in(sign_in("root", kGoodPassword)) + "\r\n";
  const auto made = raw_post("users/li/tokens", {{"label", "nightly"}, {"days", 7}}, header);
  ASSERT_THAT(made, HasSubstr("aft_"));
  const auto token =
      JsonBody::parse(made.substr(made.find("\r\n\r\n") + 4)).at("token").get<std::string>();
  const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  EXPECT_EQ(session_->users().caller_by_token(token, now)->viewer.name, "li");
  EXPECT_THAT(with(cookie_in(sign_in("root", kGoodPassword)), "users"), Not(HasSubstr("aft_")))
      << "told once";
  for (const JsonBody& wrong :
       {JsonBody{{"label", ""}}, JsonBody{{"label", "x"}, {"days", 0}},
        JsonBody{{"label", "x"}, {"days", 100'000}}, JsonBody{{"label", "x"}, {"days", "7"}},
        JsonBody{{"label", "x"}, {"actions", {"no.such"}}},
        JsonBody{{"label", "x"}, {"actions", 1}}})
    EXPECT_THAT(raw_post("users/li/tokens", wrong, header), HasSubstr("400")) << wrong;
  EXPECT_THAT(raw_post("users/nobody/tokens", {{"label", "x"}}, header), HasSubstr("400"));
  EXPECT_THAT(raw_post("users/li/tokens/revoke", {{"label", "other"}}, header), HasSubstr("400"));
  EXPECT_THAT(raw_post("users/li/tokens/revoke", {{"label", "nightly"}}, header),
              HasSubstr("200 OK"));
  EXPECT_FALSE(session_->users().caller_by_token(token, now));
}

TEST_F(AccountApiTest, ANewPasswordEndsEverySessionAndTokenOfTheUser) {
  const auto cookie = cookie_in(sign_in("li", kGoodPassword));
  const auto elsewhere = cookie_in(sign_in("li", kGoodPassword));
  const auto token = session_->users().new_token({"li", "export", {}, 1}, "test");
  const auto header = "Cookie: " + cookie + "\r\n";
  EXPECT_THAT(raw_post("me/password", {{"old", "wrong"}, {"new", "another long one"}}, header),
              HasSubstr("403"));
  EXPECT_THAT(raw_post("me/password", {{"old", kGoodPassword}, {"new", "short"}}, header),
              HasSubstr("400"));
  const auto changed =
      raw_post("me/password", {{"old", kGoodPassword}, {"new", "another long one"}}, header);
  EXPECT_THAT(changed, HasSubstr("200 OK"));
  EXPECT_THAT(with(cookie_in(changed), "me"), HasSubstr("200 OK"));
  EXPECT_THAT(with(elsewhere, "me"), HasSubstr("401"));
  EXPECT_THAT(with(cookie, "me"), HasSubstr("401"));
  const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  EXPECT_FALSE(session_->users().caller_by_token(*token, now));
  EXPECT_THAT(sign_in("li", kGoodPassword), HasSubstr("401"));
}

TEST_F(AccountApiTest, AnAdministratorAddsChangesAndDisablesUsers) {
  const auto cookie = "Cookie: " + cookie_in(sign_in("root", kGoodPassword)) + "\r\n";
  const JsonBody wang = {{"name", "wang"},
                         {"role", "agent"},
                         {"password", kGoodPassword},
                         {"rows", {{"agent", "A7"}, {"shops", {"北店"}}}}};
  EXPECT_THAT(raw_post("users", wang, cookie), HasSubstr("\"agent\":\"A7\""));
  EXPECT_THAT(raw_post("users", wang, cookie), HasSubstr("400")) << "the name is taken";
  EXPECT_THAT(
      raw_post("users", {{"name", "../x"}, {"role", "agent"}, {"password", kGoodPassword}}, cookie),
      HasSubstr("400"));
  EXPECT_THAT(
      raw_post("users", {{"name", "x"}, {"role", "king"}, {"password", kGoodPassword}}, cookie),
      HasSubstr("no such role"));
  EXPECT_THAT(raw_post("users", {{"name", "x"}, {"role", "agent"}, {"password", "short"}}, cookie),
              HasSubstr("too short"));
  EXPECT_THAT(raw_post("users/wang", {{"rows", {{"shops", "no list"}}}}, cookie), HasSubstr("400"));
  const auto own = cookie_in(sign_in("wang", kGoodPassword));
  EXPECT_THAT(with(own, "me"), HasSubstr("200 OK"));
  EXPECT_THAT(raw_post("users/wang", {{"disabled", true}}, cookie), HasSubstr("200 OK"));
  EXPECT_THAT(with(own, "me"), HasSubstr("401")) << "at once";
  EXPECT_THAT(sign_in("wang", kGoodPassword), HasSubstr("401"));
  EXPECT_THAT(raw_post("users/root", {{"role", "viewer"}}, cookie), HasSubstr("400"))
      << "nobody locks themselves out";
}

TEST_F(AccountApiTest, APageOfAnotherOriginCanDoNothing) {
  const auto cookie = "Cookie: " + cookie_in(sign_in("root", kGoodPassword)) + "\r\n";
  const JsonBody wish = {{"disabled", true}};
  EXPECT_THAT(raw_post("users/li", wish, cookie + "Origin: http://evil.example\r\n"),
              HasSubstr("foreign_request"));
  EXPECT_THAT(raw_post("users/li", wish, cookie + "Sec-Fetch-Site: cross-site\r\n"),
              HasSubstr("foreign_request"));
  EXPECT_THAT(sign_in("li", kGoodPassword, "", "Origin: null\r\n"), HasSubstr("foreign_request"));
  EXPECT_THAT(raw_post("users/li", {{"disabled", false}}, cookie + "Origin: http://127.0.0.1\r\n"),
              HasSubstr("200 OK"));
}

TEST_F(AccountApiTest, ATokenMayDoWhatItIsForUntilItEnds) {
  const auto token = session_->users().new_token({"li", "numbers", {"numbers.read"}, 1}, "test");
  ASSERT_TRUE(token);
  const auto as = "Authorization: Bearer " + *token + "\r\n";
  EXPECT_THAT(raw_post("query", {{"metrics", {"cases"}}}, as), HasSubstr("200 OK"));
  EXPECT_THAT(raw_post("rows", {{"metrics", {"cases"}}}, as), HasSubstr("403"));
  const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  EXPECT_TRUE(session_->users().caller_by_token(*token, now));
  for (const auto& stored : session_->users().tokens())
    EXPECT_THAT(stored.digest, Not(HasSubstr(token->substr(4)))) << "only a digest is kept";
  EXPECT_FALSE(session_->users().new_token({"li", "x", {"fly"}, 1}, "test"));
  EXPECT_FALSE(session_->users().new_token({"li", "x", {}, 0}, "test"));
  EXPECT_FALSE(session_->users().new_token({"nobody", "x", {}, 1}, "test"));
  EXPECT_FALSE(session_->users().caller_by_token(*token, now + std::chrono::hours(25)));
  EXPECT_FALSE(session_->users().caller_by_token(*token, now)) << "the clock was put back";
  EXPECT_THAT(raw_post("query", {{"metrics", {"cases"}}}, as), HasSubstr("401"));
  const auto other = session_->users().new_token({"li", "other", {"numbers.read"}, 1}, "test");
  const auto with_other = "Authorization: Bearer " + *other + "\r\n";
  EXPECT_THAT(raw_post("query", {{"metrics", {"cases"}}}, with_other), HasSubstr("200 OK"));
  ASSERT_TRUE(session_->users().drop_tokens("li", "other", "test"));
  EXPECT_THAT(raw_post("query", {{"metrics", {"cases"}}}, with_other), HasSubstr("401"));
}

TEST_F(AccountApiTest, ATokenChangesNeitherThePasswordNorTheSecondFactor) {
  const auto token = session_->users().new_token({"li", "all of it", {}, 1}, "test");
  ASSERT_TRUE(token);
  const auto as = "Authorization: Bearer " + *token + "\r\n";
  const auto answer =
      raw_post("me/password", {{"old", kGoodPassword}, {"new", "another long one"}}, as);
  EXPECT_THAT(answer, HasSubstr("403"));
  EXPECT_THAT(answer, Not(HasSubstr("Set-Cookie"))) << "no session comes of a token";
  EXPECT_THAT(raw_post("me/code", {{"password", kGoodPassword}}, as), HasSubstr("403"));
  EXPECT_NE(cookie_in(sign_in("li", kGoodPassword)), "");
}

TEST_F(AccountApiTest, TheProofOfASecondFactorCannotBeGuessed) {
  const auto header = "Cookie: " + cookie_in(sign_in("li", kGoodPassword)) + "\r\n";
  ASSERT_THAT(raw_post("me/code", {{"password", kGoodPassword}}, header), HasSubstr("otpauth"));
  for (int i = 0; i < 5; ++i)
    EXPECT_THAT(raw_post("me/code", {{"code", "12345"}}, header), HasSubstr("403"));
  EXPECT_THAT(raw_post("me/code", {{"code", "12345"}}, header), HasSubstr("429"));
}

// A copy of what nests deeply takes the stack with it.
TEST_F(AccountApiTest, ABodyThatNestsWithoutEndIsRefusedAndEndsNothing) {
  const auto header = "Cookie: " + cookie_in(sign_in("li", kGoodPassword)) + "\r\n";
  const auto send = [&](const std::string& path, const std::string& text) {
    return talk_to(server_->port(),
                   "POST /api/v1/" + path +
                       " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: "
                       "application/json\r\n" +
                       header + "Content-Length: " + std::to_string(text.size()) + "\r\n\r\n" +
                       text);
  };
  for (const std::size_t depth : {100, 4000, 400'000}) {
    const auto deep = R"({"off":)" + std::string(depth, '[') + std::string(depth, ']') + "}";
    EXPECT_THAT(send("me/code", deep), HasSubstr("400")) << depth;
    if (depth < 4000) {
      EXPECT_THAT(send("sign-in", deep), HasSubstr("400"));
    }
  }
  EXPECT_THAT(send("query", R"({"metrics":["cases"],"language":"\\\"[[[[["})"), HasSubstr("200 OK"))
      << "brackets in a text are no depth";
  EXPECT_THAT(with(header.substr(8, header.size() - 10), "me"), HasSubstr("\"user\":\"li\""));
}

TEST_F(AccountApiTest, UsersOutliveTheProgram) {
  const auto token = session_->users().new_token({"li", "x", {}, 1}, "test");
  ASSERT_TRUE(session_->users().new_code("root", false, "shop", "test"));
  server_.reset(), api_.reset();
  const auto root = session_->workspace().root();
  session_.reset();
  auto workspace = pipeline::Workspace::open(root);
  ASSERT_TRUE(workspace);
  auto again = pipeline::Session::open(std::move(*workspace));
  ASSERT_TRUE(again) << again.error().message;
  session_ = std::move(*again);
  serve();
  EXPECT_THAT(sign_in("li", kGoodPassword), HasSubstr("200 OK"));
  EXPECT_THAT(sign_in("root", kGoodPassword), HasSubstr("code_needed"));
  EXPECT_THAT(
      raw_post("query", {{"metrics", {"cases"}}}, "Authorization: Bearer " + *token + "\r\n"),
      HasSubstr("200 OK"));
}

TEST_F(AccountApiTest, TheOwnerOfTheTerminalComesInByALink) {
  EXPECT_THAT(with("", "sign-in"), HasSubstr("\"password\":true"));
  EXPECT_EQ(get("me").body.at("role"), "administrator") << "the owner of the terminal";
  EXPECT_TRUE(get("me").body.at("user").is_null());
}

}  // namespace
}  // namespace aftercare::app
