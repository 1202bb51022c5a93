#include "pipeline/backup/place_address.hpp"

#include <gtest/gtest.h>

namespace aftercare::pipeline {
namespace {

TEST(PlaceAddressTest, IsAFolderABucketOrAFolderOverSsh) {
  const auto folder = place_address("safe/there", "/base").value();
  EXPECT_EQ(std::get<std::filesystem::path>(folder), "/base/safe/there");
  EXPECT_EQ(std::get<std::filesystem::path>(*place_address("/mnt/safe", "/base")), "/mnt/safe");
  const auto bucket = std::get<BucketName>(*place_address("s3://safe/shop/one/", ""));
  EXPECT_EQ(bucket.bucket, "safe");
  EXPECT_EQ(bucket.prefix, "shop/one");
  EXPECT_EQ(std::get<BucketName>(*place_address("s3://safe", "")).prefix, "");
  const auto ssh = std::get<SshFolder>(*place_address("ssh://me@host.example:2222/srv/safe", ""));
  EXPECT_EQ(ssh.user, "me");
  EXPECT_EQ(ssh.host, "host.example");
  EXPECT_EQ(ssh.port, 2222);
  EXPECT_EQ(ssh.folder, "/srv/safe");
  const auto home = std::get<SshFolder>(*place_address("sftp://[::1]/~/safe", ""));
  EXPECT_EQ(home.user, "");
  EXPECT_EQ(home.host, "::1");
  EXPECT_EQ(home.port, 0);
  EXPECT_EQ(home.folder, "safe");
}

TEST(PlaceAddressTest, WhatIsNoneIsRefused) {
  for (const auto* text :
       {"", "ftp://host/x", "s3://", "s3:///x", "s3://b/../x", "s3://b/a//b", "s3://u@b/x",
        "ssh://host", "ssh://host/", "ssh:///x", "ssh://host:0/x", "ssh://host:99999/x",
        "ssh://host:22x/x", "ssh://-oProxyCommand=x/y", "ssh://a b/x", "ssh://host/../x",
        "ssh://me:secret@host/x", "ssh://[::1/x", "ssh://@host/x"})
    EXPECT_FALSE(place_address(text, "/base")) << text;
  const auto refused = place_address("ssh://me:hidden@host/x", "/base");
  EXPECT_EQ(refused.error().message.find("hidden"), std::string::npos);
}

}  // namespace
}  // namespace aftercare::pipeline
