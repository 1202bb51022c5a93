// Backups on another machine: the same commands, whatever the place is.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "place/long_tests.hpp"
#include "place/s3_server.hpp"
#include "place/ssh_server.hpp"
#include "place/swift_server.hpp"
#include "program.hpp"

namespace aftercare::scenario {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::string customers(int from, int to) {
  std::string text = "customer_id,name,phone,city\n";
  for (int i = from; i < to; ++i)
    text += "C" + std::to_string(i) + ",王小明," + std::to_string(13800000000 + i) + ",杭州\n";
  return text;
}

// What a place must do, told by its address; the environment says how to get in.
void goes_through_a_whole_life(const Shop& shop, const std::string& place) {
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  shop.write("shop/aftercare.yaml", "name: shop\nbackup:\n  place: " + place + "\nsources: []\n");
  shop.write("one.csv", customers(0, 3000));
  shop.write("two.csv", customers(3000, 6000));
  ASSERT_EQ(shop.run({"ingest", "one.csv", "--as", "customer"}).code, 0);
  const auto first = shop.run({"backup", "--json"});
  ASSERT_EQ(first.code, 0) << first.err;
  ASSERT_EQ(shop.run({"ingest", "two.csv", "--as", "customer"}).code, 0);
  // Cut short anywhere: nothing but unused parts is left, and the next one is whole.
  for (const int milliseconds : {150, 300, 450}) {
    const auto cut = shop.start({"backup"});
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
    Shop::kill(cut, SIGKILL);
    Shop::wait(cut);
  }
  const auto second = shop.run({"backup", "--json"});
  ASSERT_EQ(second.code, 0) << second.err;
  const auto listed = shop.run({"backup", "list", "--json"}).json();
  ASSERT_GE(listed.at("backups").size(), 2U);
  EXPECT_EQ(listed["backups"].front()["name"], first.json()["name"]);
  EXPECT_EQ(listed["backups"].back()["name"], second.json()["name"]);
  const auto whole = shop.run({"backup", "verify", "--json"});
  EXPECT_EQ(whole.code, 0) << whole.err;
  ASSERT_EQ(shop.run({"backup", "keys", "key_copy"}).code, 0);
  const auto last = shop.run({"backup", "--keep-last", "1", "--json"});
  ASSERT_EQ(last.code, 0) << last.err;
  EXPECT_EQ(shop.run({"backup", "list", "--json"}).json().at("backups").size(), 1U);

  const auto again = (shop.folder() / "again").string();
  const auto restored = shop.run({"restore", place, "--keys", "key_copy", "-w", again});
  ASSERT_EQ(restored.code, 0) << restored.err;
  EXPECT_EQ(shop.run({"verify", "-w", again}).code, 0);
  const auto was = shop.run({"quality", "--json"}).json();
  const auto is = shop.run({"quality", "--json", "-w", again}).json();
  EXPECT_EQ(is.at("total"), was.at("total"));
  EXPECT_EQ(is.at("total").at("stored"), 6000);
}

}  // namespace

// What a bucket must do, whoever serves it. Gone at its end: what the environment says of it.
struct BucketAccess {
  BucketAccess(const std::string& endpoint, const char* region, const char* key,
               const char* secret) {
    ::setenv("AWS_ENDPOINT_URL_S3", endpoint.c_str(), 1);
    ::setenv("AWS_REGION", region, 1);
    ::setenv("AWS_ACCESS_KEY_ID", key, 1);
    ::setenv("AWS_SECRET_ACCESS_KEY", secret, 1);
  }
  ~BucketAccess() {
    for (const auto* name :
         {"AWS_ENDPOINT_URL_S3", "AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"})
      ::unsetenv(name);
  }
};

void a_bucket_keeps_backups(const fs::path& kept, const char* secret) {
  const Shop shop;
  goes_through_a_whole_life(shop, "s3://safe/shops/one");
  // The bucket has ciphertext only, and the workspace no secret of the bucket.
  const auto holds = [](const fs::path& folder, const std::string& word) {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file()) continue;
      std::ifstream in(entry.path(), std::ios::binary);
      const std::string all{std::istreambuf_iterator<char>(in), {}};
      if (all.find(word) != all.npos) return true;
    }
    return false;
  };
  EXPECT_FALSE(fs::is_empty(kept));
  EXPECT_FALSE(holds(kept, "杭州"));
  EXPECT_FALSE(holds(shop.folder(), secret));
  // A refusal names the bucket, what it said, and no secret.
  ::setenv("AWS_SECRET_ACCESS_KEY", "hidden-and-wrong", 1);
  const auto refused = shop.run({"backup"});
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("SignatureDoesNotMatch"));
  EXPECT_EQ(refused.err.find("hidden"), refused.err.npos);
}

TEST(DistantBackupTest, ABucketKeepsBackupsAndGivesThemBack) {
  using place::S3Server;
  const S3Server server(5);
  if (!server.works()) GTEST_SKIP() << "no python3 to run the S3 server of the tests";
  const BucketAccess access(server.endpoint(), S3Server::kRegion, S3Server::kKey,
                            S3Server::kSecret);
  a_bucket_keeps_backups(server.bucket(), S3Server::kSecret);
}

TEST(DistantBackupTest, ABucketOfAServerThatOthersWroteDoesToo) {
  using place::SwiftServer;
  if (!place::long_tests()) GTEST_SKIP() << "scripts/test --long runs it";
  const SwiftServer server(5);
  ASSERT_TRUE(server.works()) << "Swift is not here: scripts/setup --swift";
  const BucketAccess access(server.endpoint(), SwiftServer::kRegion, SwiftServer::kKey,
                            SwiftServer::kSecret);
  a_bucket_keeps_backups(server.devices(), SwiftServer::kSecret);
}

TEST(DistantBackupTest, AFolderOverSshKeepsBackupsAndGivesThemBack) {
  const place::SshServer server;
  if (!server.works()) GTEST_SKIP() << "no sshd here: apt-get install openssh-server";
  ::setenv("AFTERCARE_SSH_KEY", server.key().c_str(), 1);
  ::setenv("AFTERCARE_KNOWN_HOSTS", server.known_hosts().c_str(), 1);
  const Shop shop;
  const auto place = "ssh://" + server.user() + "@127.0.0.1:" + std::to_string(server.port()) +
                     (server.folder() / "safe").string();
  goes_through_a_whole_life(shop, place);
  ::setenv("AFTERCARE_KNOWN_HOSTS", server.empty_known_hosts().c_str(), 1);
  const auto refused = shop.run({"backup"});
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("the host is not known"));
  ::unsetenv("AFTERCARE_SSH_KEY");
  ::unsetenv("AFTERCARE_KNOWN_HOSTS");
}

}  // namespace aftercare::scenario
