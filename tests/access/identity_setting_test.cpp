#include "access/identity_setting.hpp"

#include <gtest/gtest.h>

namespace aftercare::access {

TEST(IdentitySettingTest, AProviderElsewhereMayNotSendTheServerToItself) {
  const std::string far = "https://login.example.com";
  EXPECT_TRUE(may_stand_for("https://login.example.com/token", far));
  EXPECT_TRUE(may_stand_for("https://keys.example.org/jwks?tenant=7", far)) << "keys lie elsewhere";
  for (const auto* address :
       {"http://127.0.0.1:8200/v1/secret", "http://localhost:80/", "http://169.254.169.254/latest",
        "http://login.example.com/token", "file:///etc/passwd", "javascript:alert(1)", "",
        "https://a.example/\r\nSet-Cookie: x=1", "https://a.example/ b", "https://a.example/\"b"})
    EXPECT_FALSE(may_stand_for(address, far)) << address;
}

TEST(IdentitySettingTest, AProviderOnThisMachineIsAskedInClear) {
  const std::string near = "http://127.0.0.1:9000";
  EXPECT_TRUE(may_stand_for("http://127.0.0.1:9000/token", near));
  EXPECT_TRUE(may_stand_for("https://login.example.com/token", near));
  EXPECT_FALSE(may_stand_for("http://login.example.com/token", near));
}

}  // namespace aftercare::access
