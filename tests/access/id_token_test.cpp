#include "access/id_token.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "signed_token.hpp"

namespace aftercare::access {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const TokenExpectation kWanted{"https://login.example.com", "aftercare", "nonce-1", 1'790'000'000};

json good_claims() {
  return {{"iss", kWanted.issuer}, {"aud", kWanted.audience},  {"nonce", kWanted.nonce},
          {"sub", "person-7"},     {"exp", kWanted.now + 300}, {"iat", kWanted.now - 5}};
}

class IdTokenTest : public testing::Test {
 protected:
  void refuse(const json& claims, const std::string& why) {
    const auto taken = subject_of(key_.token(claims), key_.keys(), kWanted);
    ASSERT_FALSE(taken) << claims.dump();
    EXPECT_THAT(taken.error().message, HasSubstr(why)) << claims.dump();
    EXPECT_FALSE(taken.error().message_zh.empty());
  }

  SigningKey key_{SigningKey::Kind::curve, "k1"};
};

TEST_F(IdTokenTest, BothAlgorithmsNameTheSubject) {
  for (const auto kind : {SigningKey::Kind::rsa, SigningKey::Kind::curve}) {
    const SigningKey key(kind, "k");
    const auto taken = subject_of(key.token(good_claims()), key.keys(), kWanted);
    ASSERT_TRUE(taken) << taken.error().message;
    EXPECT_EQ(*taken, "person-7");
  }
}

// RFC 7515, appendices A.2 and A.3: their signatures hold, so what is refused is who made them.
TEST_F(IdTokenTest, SignaturesAreReadAsRfc7515WritesThem) {
  const std::string claims =
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl"
      "fQ";
  const auto rsa = "eyJhbGciOiJSUzI1NiJ9." + claims +
                   ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_"
                   "lF5YKt_O8W2Fp5"
                   "jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_"
                   "nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1"
                   "L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-"
                   "eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYE"
                   "UipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
  const std::string rsa_keys =
      R"({"keys":[{"kty":"RSA","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"}]})";
  const auto curve =
      "eyJhbGciOiJFUzI1NiJ9." + claims +
      ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
  const std::string curve_keys =
      R"({"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})";
  for (const auto& [token, keys] : {std::pair(rsa, rsa_keys), std::pair(curve, curve_keys)}) {
    EXPECT_THAT(subject_of(token, keys, kWanted).error().message, HasSubstr("another provider"));
    auto changed = token;
    changed[25] = changed[25] == 'J' ? 'K' : 'J';
    EXPECT_THAT(subject_of(changed, keys, kWanted).error().message,
                testing::AnyOf(HasSubstr("signature is wrong"), HasSubstr("no signed token")));
  }
}

TEST_F(IdTokenTest, EveryClaimHasToHold) {
  const auto with = [](const char* name, const json& value) {
    auto claims = good_claims();
    claims[name] = value;
    return claims;
  };
  const auto without = [](const char* name) {
    auto claims = good_claims();
    claims.erase(name);
    return claims;
  };
  refuse(with("iss", "https://evil.example"), "another provider");
  refuse(without("iss"), "another provider");
  refuse(with("aud", "other"), "another program");
  refuse(with("aud", json::array({"other", "aftercare"})), "another program");
  refuse(without("aud"), "another program");
  refuse(with("nonce", "nonce-2"), "another sign-in");
  refuse(without("nonce"), "another sign-in");
  refuse(with("exp", kWanted.now - 121), "too old");
  refuse(without("exp"), "too old");
  refuse(with("exp", "soon"), "too old");
  refuse(with("iat", kWanted.now + 121), "from the future");
  refuse(with("nbf", kWanted.now + 121), "from the future");
  refuse(with("sub", ""), "names nobody");
  refuse(with("sub", 7), "names nobody");
  auto several = with("aud", json::array({"other", "aftercare"}));
  several["azp"] = "aftercare";
  EXPECT_TRUE(subject_of(key_.token(several), key_.keys(), kWanted));
  EXPECT_TRUE(subject_of(key_.token(with("exp", kWanted.now - 119)), key_.keys(), kWanted))
      << "clocks differ";
}

TEST_F(IdTokenTest, NoOtherAlgorithmAndNoOtherKeyCounts) {
  const auto claims = good_claims();
  for (const auto* algorithm : {"none", "HS256", "RS512", "es256", ""})
    EXPECT_THAT(
        subject_of(key_.token(claims, {{"alg", algorithm}}), key_.keys(), kWanted).error().message,
        HasSubstr("neither RS256 nor ES256"));
  const auto unsigned_token = to_base64url(R"({"alg":"none"})") + "." + to_base64url(claims.dump());
  EXPECT_FALSE(subject_of(unsigned_token + ".", key_.keys(), kWanted));
  EXPECT_THAT(
      subject_of(key_.token(claims, {{"alg", "RS256"}, {"kid", "k1"}}), key_.keys(), kWanted)
          .error()
          .message,
      HasSubstr("no such key"))
      << "a key of another kind";
  const SigningKey stranger(SigningKey::Kind::curve, "k1");
  EXPECT_THAT(subject_of(stranger.token(claims), key_.keys(), kWanted).error().message,
              HasSubstr("signature is wrong"));
  EXPECT_THAT(
      subject_of(key_.token(claims, {{"alg", "ES256"}, {"kid", "k2"}}), key_.keys(), kWanted)
          .error()
          .message,
      HasSubstr("no such key"));
  EXPECT_THAT(
      subject_of(key_.token(claims, {{"alg", "ES256"}, {"crit", {"exp"}}}), key_.keys(), kWanted)
          .error()
          .message,
      HasSubstr("what we do not know"));
}

TEST_F(IdTokenTest, NonsenseIsNoToken) {
  for (const std::string token :
       {"", ".", "..", "a.b", "a.b.c", "a.b.c.d", "e30.e30.", "ey J.e30.e30", "W10.e30.AAAA"})
    EXPECT_FALSE(subject_of(token, key_.keys(), kWanted)) << token;
  const auto token = key_.token(good_claims());
  for (const std::string keys :
       {"", "[]", "{}", R"({"keys":7})", R"({"keys":[7,null]})", R"({"keys":[{"kty":"EC"}]})",
        R"({"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}]})"})
    EXPECT_FALSE(subject_of(token, keys, kWanted)) << keys;
  EXPECT_FALSE(subject_of(std::string(100'000, 'a') + ".b.c", key_.keys(), kWanted));
}

}  // namespace
}  // namespace aftercare::access
