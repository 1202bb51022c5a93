#include "pipeline/backup/s3_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "pipeline/backup/leased_place.hpp"
#include "place/long_tests.hpp"
#include "place/s3_server.hpp"
#include "place/swift_server.hpp"

namespace aftercare::pipeline {
namespace {

using place::S3Server;
using testing::HasSubstr;

S3Access right_access(const S3Server& server) {
  S3Access access;
  access.endpoint = server.endpoint();
  access.region = S3Server::kRegion;
  access.key_id = S3Server::kKey;
  access.secret = S3Server::kSecret;
  return access;
}

constexpr S3Patience kShort{4, std::chrono::milliseconds(10), std::chrono::seconds(1)};

std::unique_ptr<DistantStore> bucket_at(S3Access access,
                                        const std::string& prefix = "backups/天 1") {
  return open_bucket({S3Server::kBucket, prefix}, std::move(access), kShort).value();
}

class S3StoreTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!server_.works()) GTEST_SKIP() << "no python3 to run the S3 server of the tests";
    store_ = bucket_at(right_access(server_));
  }
  S3Server server_{3};
  std::unique_ptr<DistantStore> store_;
};

TEST_F(S3StoreTest, GivesBackWhatWasPutUnderAnyPrefix) {
  const std::string bytes("\0\r\n\xff binary & <more>", 20);
  for (const auto* prefix : {"", "plain", "a b/c+d=e&f", "备份"}) {
    const auto store = bucket_at(right_access(server_), prefix);
    ASSERT_TRUE(store->put("chunks/ab/ab12", bytes)) << prefix;
    EXPECT_EQ(store->get("chunks/ab/ab12").value(), bytes) << prefix;
    ASSERT_TRUE(store->put("chunks/ab/ab12", ""));
    EXPECT_EQ(store->get("chunks/ab/ab12").value(), "");
    ASSERT_TRUE(store->remove("chunks/ab/ab12"));
    ASSERT_TRUE(store->remove("chunks/ab/ab12")) << "what is gone is gone";
    const auto gone = store->get("chunks/ab/ab12");
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().kind, base::ErrorKind::input);
  }
}

// The same against a server that others wrote.
TEST(RealBucketTest, GivesBackAndListsWhatWasPutUnderAnyPrefix) {
  using place::SwiftServer;
  if (!place::long_tests()) GTEST_SKIP() << "scripts/test --long runs it";
  const SwiftServer server(3);
  ASSERT_TRUE(server.works()) << "Swift is not here: scripts/setup --swift";
  S3Access access;
  access.endpoint = server.endpoint();
  access.region = SwiftServer::kRegion;
  access.key_id = SwiftServer::kKey;
  access.secret = SwiftServer::kSecret;
  const std::string bytes("\0\r\n\xff binary & <more>", 20);
  const S3Patience patience{4, std::chrono::milliseconds(10), std::chrono::seconds(20)};
  for (const auto* prefix : {"", "plain", "a b/c+d=e&f", "备份/天 1"}) {
    const auto store = open_bucket({SwiftServer::kBucket, prefix}, access, patience).value();
    std::vector<std::string> expected;
    for (int i = 10; i < 20; ++i) {
      expected.push_back("chunks/" + std::to_string(i) + "/x&y");
      const auto put = store->put(expected.back(), bytes);
      ASSERT_TRUE(put) << prefix << ": " << put.error().message;
    }
    ASSERT_TRUE(store->put("chunks2/other", "1"));
    EXPECT_EQ(store->get(expected.front()).value(), bytes) << prefix;
    const auto pieces = store->list("chunks");
    ASSERT_TRUE(pieces) << pieces.error().message;
    std::vector<std::string> names;
    for (const auto& piece : *pieces) {
      names.push_back(piece.name);
      EXPECT_EQ(piece.bytes, bytes.size());
      EXPECT_GT(piece.written, 1'700'000'000);
    }
    EXPECT_EQ(names, expected) << prefix;
    for (const auto& name : expected) ASSERT_TRUE(store->remove(name));
    EXPECT_TRUE(store->remove(expected.front())) << "what is gone is gone";
    EXPECT_TRUE(store->list("chunks")->empty());
    const auto gone = store->get(expected.front());
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().kind, base::ErrorKind::input);
  }
  access.secret = "wrong";
  const auto refused = open_bucket({SwiftServer::kBucket, ""}, access, patience).value()->list("x");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("SignatureDoesNotMatch"));
  access.secret = SwiftServer::kSecret;
  const auto elsewhere = open_bucket({"nowhere", ""}, access, patience).value()->get("x");
  ASSERT_FALSE(elsewhere);
  EXPECT_THAT(elsewhere.error().message, HasSubstr("NoSuchBucket"));
}

TEST_F(S3StoreTest, ListsPageByPageOnlyWhatIsInTheFolder) {
  std::vector<std::string> expected;
  for (int i = 10; i < 21; ++i) {
    expected.push_back("chunks/" + std::to_string(i) + "/x&y");
    ASSERT_TRUE(store_->put(expected.back(), "1"));
  }
  ASSERT_TRUE(store_->put("chunks2/other", "1"));
  ASSERT_TRUE(bucket_at(right_access(server_), "backups/天 12")->put("chunks/99/z", "1"));
  const auto pieces = store_->list("chunks");
  ASSERT_TRUE(pieces) << pieces.error().message;
  std::vector<std::string> names;
  for (const auto& piece : *pieces) {
    names.push_back(piece.name);
    EXPECT_GT(piece.written, 1'700'000'000);
  }
  EXPECT_EQ(names, expected);
  EXPECT_TRUE(store_->list("nothing")->empty());
}

TEST_F(S3StoreTest, TriesAgainWhateverBreaksOffAndOnlySoOften) {
  const std::string big(1'100'000, 'b');
  server_.does_wrong({"503 2", "cut-put 1"});
  ASSERT_TRUE(store_->put("big", big));
  server_.does_wrong({"drop 2"});
  ASSERT_TRUE(store_->put("twice", "2"));
  EXPECT_EQ(store_->get("twice").value(), "2");
  server_.does_wrong({"cut-get 2", "500 1"});
  EXPECT_EQ(store_->get("big").value(), big);
  server_.does_wrong({"slow 1"});
  EXPECT_EQ(store_->get("big").value(), big);
  server_.does_wrong({"503 4"});
  const auto given_up = store_->get("big");
  ASSERT_FALSE(given_up);
  EXPECT_EQ(given_up.error().kind, base::ErrorKind::internal);
  EXPECT_THAT(given_up.error().message, HasSubstr("503 SlowDown"));
}

TEST_F(S3StoreTest, AnUploadThatBreaksOffLeavesNothing) {
  server_.does_wrong({"cut-put 4"});
  EXPECT_FALSE(store_->put("half", std::string(500'000, 'h')));
  EXPECT_TRUE(store_->list("half")->empty());
  EXPECT_EQ(store_->get("half").error().kind, base::ErrorKind::input);
}

TEST_F(S3StoreTest, SaysWhatTheBucketDoesNotLikeAndNeverASecret) {
  const auto said = [&](S3Access access, const char* bucket = S3Server::kBucket) {
    const auto answer = open_bucket({bucket, ""}, std::move(access), kShort).value()->put("x", "1");
    EXPECT_FALSE(answer);
    const auto all = answer.error().message + answer.error().message_zh;
    EXPECT_EQ(all.find(S3Server::kSecret), all.npos);
    EXPECT_EQ(all.find("wrong-one"), all.npos);
    return answer.error().message;
  };
  auto access = right_access(server_);
  access.secret = "wrong-one";
  EXPECT_THAT(said(access), HasSubstr("SignatureDoesNotMatch"));
  access = right_access(server_);
  access.key_id = "AKOTHER";
  EXPECT_THAT(said(access), HasSubstr("InvalidAccessKeyId"));
  access = right_access(server_);
  access.region = "us-east-1";
  EXPECT_THAT(said(access), HasSubstr("AuthorizationHeaderMalformed"));
  EXPECT_THAT(said(right_access(server_), "other"), HasSubstr("NoSuchBucket"));
  access = right_access(server_);
  access.endpoint = "http://127.0.0.1:9";
  EXPECT_THAT(said(access), HasSubstr("connect"));
  // Of a session: its token is signed too.
  access = right_access(server_);
  access.token = "token/of+session==";
  EXPECT_TRUE(bucket_at(access)->put("with-token", "1"));
}

TEST(S3EndpointTest, IsSecureAndNothingButAHost) {
  for (const auto* good : {"https://s3.example.com", "https://s3.example.com:9000/",
                           "http://127.0.0.1:9000", "http://localhost", "http://[::1]:9000"})
    EXPECT_TRUE(open_bucket({"b", ""}, {good, "r", "k", "s", "", ""})) << good;
  for (const auto* bad : {"s3.example.com", "ftp://s3.example.com", "https://",
                          "https://user:secret@host", "https://host/path", "http://s3.example.com",
                          "http://127.0.0.1.evil.example", "https://host?x=1"}) {
    const auto refused = open_bucket({"b", ""}, {bad, "r", "k", "s", "", ""});
    ASSERT_FALSE(refused) << bad;
    EXPECT_EQ(refused.error().message.find("secret"), std::string::npos);
  }
  EXPECT_FALSE(open_bucket({"b", ""}, {"https://h", "r", "", "s", "", ""}));
  EXPECT_FALSE(open_bucket({"b", ""}, {"https://h", "r", "k", "", "", ""}));
}

TEST(S3CertificateTest, IsCheckedAgainstTheSystemOrTheNamedAuthority) {
  const S3Server server(1000, true);
  if (!server.works()) GTEST_SKIP() << "no python3 or openssl for the S3 server of the tests";
  const auto unknown = bucket_at(right_access(server))->put("x", "1");
  ASSERT_FALSE(unknown);
  EXPECT_THAT(unknown.error().message, HasSubstr("certificate of the server is not trusted"));
  EXPECT_TRUE(std::filesystem::is_empty(server.bucket()));
  auto access = right_access(server);
  access.ca_file = server.certificate().string();
  EXPECT_TRUE(bucket_at(access)->put("x", "1"));
  // The same certificate for another name of the host.
  access.endpoint.replace(access.endpoint.find("localhost"), 9, "127.0.0.1");
  EXPECT_FALSE(bucket_at(access)->put("x", "1"));
}

TEST(BucketPageTest, IsReadWhateverItsSpacesAndNamesAre) {
  const auto page = bucket_page(
      "<?xml version=\"1.0\"?>\n<ListBucketResult xmlns=\"http://s3\">\n <IsTruncated>true"
      "</IsTruncated><Contents><Key>a&amp;b</Key><LastModified>1970-01-02T00:00:01Z</LastModified>"
      "<Owner><ID>k</ID></Owner></Contents><NextContinuationToken>t=</NextContinuationToken>"
      "</ListBucketResult>");
  ASSERT_TRUE(page);
  ASSERT_EQ(page->pieces.size(), 1U);
  EXPECT_EQ(page->pieces[0].name, "a&b");
  EXPECT_EQ(page->pieces[0].written, 86'401);
  EXPECT_EQ(page->next, "t=");
  for (const auto* bad :
       {"", "<html/>", "{}", "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
        "<ListBucketResult><Contents>"})
    EXPECT_FALSE(bucket_page(bad)) << bad;
}

TEST_F(S3StoreTest, IsWrittenByOneProcessAtATime) {
  const auto first = leased_place(bucket_at(right_access(server_)), PlaceUse::write);
  ASSERT_TRUE(first) << first.error().message;
  const auto second = leased_place(bucket_at(right_access(server_)), PlaceUse::write);
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, HasSubstr("another process"));
  const auto reader = leased_place(bucket_at(right_access(server_)), PlaceUse::read);
  ASSERT_TRUE(reader);
  EXPECT_FALSE((*reader)->put("x", "1"));
  EXPECT_TRUE((*first)->put("x", "1"));
  EXPECT_EQ((*reader)->get("x").value(), "1");
}

TEST_F(S3StoreTest, ALeaseWhoseOwnerIsGoneIsTakenOver) {
  // Of another machine, and not renewed for a long time.
  ASSERT_TRUE(store_->put("lease/0000", "another/1 7 7"));
  const auto file = server_.bucket() / "backups/天 1/lease/0000";
  EXPECT_FALSE(leased_place(bucket_at(right_access(server_)), PlaceUse::write));
  std::filesystem::last_write_time(file, std::filesystem::file_time_type::clock::now() -
                                             std::chrono::seconds(kLeaseSeconds + 60));
  EXPECT_TRUE(leased_place(bucket_at(right_access(server_)), PlaceUse::write));
  EXPECT_FALSE(std::filesystem::exists(file));
  EXPECT_TRUE(store_->list("lease")->empty()) << "given back at the end";
}

}  // namespace
}  // namespace aftercare::pipeline
