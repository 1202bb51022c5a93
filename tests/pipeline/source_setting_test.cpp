#include "pipeline/source_setting.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <fstream>

#include "fresh_workspace.hpp"

namespace aftercare::pipeline {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

base::Result<std::vector<SourceSetting>> sources_of(const std::string& yaml) {
  return read_sources("aftercare.yaml", YAML::Load(yaml)["sources"]);
}

TEST(SourceSettings, KafkaKnowsHowItsBrokersAreReached) {
  const auto sources = sources_of(R"(sources:
  - name: bus
    kind: kafka
    brokers: a:9093
    topic: cases
    security: sasl_ssl
    mechanism: SCRAM-SHA-512
    user: reader
    password_env: KAFKA_PASSWORD
    certificate_file: keys/client.pem
    key_file: keys/client.key
    key_password_env: KAFKA_KEY_PASSWORD
    consumers: 3
    options: {socket.keepalive.enable: true, client.rack: a}
  - {name: db, kind: mysql, database: shop, user: reader, table: t, every: 5m}
)");
  ASSERT_TRUE(sources) << sources.error().message;
  const auto* kafka = sources->front().as<KafkaSetting>();
  EXPECT_EQ(kafka->consumers, 3U);
  EXPECT_EQ(kafka->key_password.environment, "KAFKA_KEY_PASSWORD");
  EXPECT_EQ(kafka->options.size(), 2U);
  EXPECT_EQ(sources->back().as<SqlSetting>()->every, std::chrono::minutes(5));
}

TEST(SourceSettings, KafkaOnThisMachineNeedsNoEncryption) {
  for (const auto* brokers : {"localhost:9092", "127.0.0.1:9092", "[::1]:9092"}) {
    const auto sources =
        sources_of(std::string("sources:\n  - {name: a, kind: kafka, brokers: '") + brokers +
                   "', topic: t, security: sasl_plaintext, user: u, password_env: "
                   "P, options: {ssl.endpoint.identification.algorithm: none}}\n");
    EXPECT_TRUE(sources) << brokers << ": " << sources.error().message;
  }
  EXPECT_FALSE(
      sources_of("sources:\n  - {name: a, kind: kafka, brokers: 127.evil.example, topic: t, "
                 "security: sasl_plaintext, user: u, password_env: P}\n"));
}

TEST(SourceSettings, OfEveryKindAreRead) {
  const auto sources = sources_of(R"(sources:
  - {name: files, path: sources}
  - {name: one, kind: file, path: a.csv, mapping: tickets}
  - name: shop_db
    kind: postgres
    host: db.example.com
    database: shop
    user: reader
    password_env: SHOP_PASSWORD
    table: public.tickets
    watermark: updated_at
    overlap: 5m
    timeout: 2m
    tls: verify-full
    ca_file: keys/ca.pem
  - {name: old, kind: mariadb, database: shop, user: reader, query: SELECT 1 AS a, watermark: a, overlap: 100}
  - {name: inbox, kind: watch, path: /data/in, settle: 500ms, done: move}
  - {name: app, kind: push, mapping: tickets}
  - {name: bus, kind: kafka, brokers: [a:9092, b:9092], topic: cases, group: g, values: csv, columns: [a, b], wait: 200ms}
)");
  ASSERT_TRUE(sources) << sources.error().message;
  std::vector<std::string> kinds;
  for (const auto& source : *sources) kinds.emplace_back(kind_of(source));
  EXPECT_THAT(kinds, ElementsAre("files", "files", "postgres", "mysql", "watch", "push", "kafka"));
  const auto& shop = *sources->at(2).as<SqlSetting>();
  EXPECT_EQ(shop.what.port, 5432);
  EXPECT_EQ(shop.what.overlap, 300U);
  EXPECT_TRUE(shop.what.overlap_is_time);
  EXPECT_EQ(shop.what.timeout.count(), 120);
  EXPECT_EQ(shop.what.tls, intake::SqlTls::verify_full);
  EXPECT_EQ(shop.password.environment, "SHOP_PASSWORD");
  const auto& old = *sources->at(3).as<SqlSetting>();
  EXPECT_EQ(old.what.port, 3306);
  EXPECT_FALSE(old.what.overlap_is_time);
  EXPECT_EQ(sources->at(4).as<WatchSetting>()->settle.count(), 500);
  EXPECT_EQ(sources->at(6).as<KafkaSetting>()->brokers, "a:9092,b:9092");
}

struct WrongSource {
  const char* source;
  const char* said;
};

class WrongSources : public testing::TestWithParam<WrongSource> {};

TEST_P(WrongSources, AreNamedWithFileAndLine) {
  const auto refused = sources_of(std::string("sources:\n  - ") + GetParam().source + "\n");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, base::ErrorKind::usage);
  EXPECT_THAT(refused.error().message, HasSubstr(GetParam().said));
  EXPECT_THAT(refused.error().message, HasSubstr("aftercare.yaml:2"));
  EXPECT_THAT(refused.error().message_zh, HasSubstr("aftercare.yaml:2"));
  EXPECT_THAT(refused.error().message, testing::Not(HasSubstr("geheim")));
}

INSTANTIATE_TEST_SUITE_P(
    Sources, WrongSources,
    testing::Values(
        WrongSource{"{name: a, kind: oracle}", "unknown kind of source 'oracle'"},
        WrongSource{"{name: a}", "no 'path'"}, WrongSource{"text", "no map"},
        WrongSource{"{name: a, path: b, colour: red}", "has no 'colour'"},
        WrongSource{"{name: a, kind: postgres, database: d, user: u, table: t, password: geheim}",
                    "does not belong in the settings"},
        WrongSource{"{name: a, kind: postgres, database: d, user: u}", "'table' or 'query'"},
        WrongSource{"{name: a, path: b, repair_threshold: 1.2}",
                    "'repair_threshold' is no number from 0 to 1: '1.2', at"},
        WrongSource{"{name: a, path: b, repair_threshold: -0.1}", "from 0 to 1: '-0.1'"},
        WrongSource{"{name: a, kind: push, repair_threshold: .nan}", "from 0 to 1: '.nan'"},
        WrongSource{"{name: a, path: b, repair_threshold: sure}", "from 0 to 1: 'sure'"},
        WrongSource{"{name: a, path: b, repair_threshold: [0.5]}", "'repair_threshold' is no text"},
        WrongSource{"{name: a, kind: mysql, database: d, user: u, table: t, query: q}",
                    "'table' or 'query'"},
        WrongSource{"{name: a, kind: mysql, database: d, table: t}", "no 'user'"},
        WrongSource{"{name: a, kind: mysql, database: d, user: u, table: t, port: 70000}",
                    "'port' is no number from 1 to 65535"},
        WrongSource{"{name: a, kind: mysql, database: d, user: u, table: t, overlap: 5m}",
                    "needs a 'watermark'"},
        WrongSource{
            "{name: a, kind: mysql, database: d, user: u, table: t, watermark: w, overlap: 5w}",
            "no duration"},
        WrongSource{"{name: a, kind: postgres, database: d, user: u, table: t, tls: maybe}",
                    "'maybe'"},
        WrongSource{"{name: a, kind: postgres, database: d, user: u, table: t, tls: verify-full}",
                    "needs a 'ca_file'"},
        WrongSource{"{name: a, kind: postgres, database: d, user: u, table: t, password_env: E, "
                    "password_file: f}",
                    "keep one"},
        WrongSource{"{name: ../a, kind: push}", "letters, digits"},
        WrongSource{"{kind: push}", "letters, digits"},
        WrongSource{"{name: a, kind: watch, path: b, done: burn}", "'burn'"},
        WrongSource{"{name: a, kind: watch, path: b, settle: 1}", "at least 100 ms"},
        WrongSource{"{name: a, kind: kafka, topic: t}", "no 'brokers'"},
        WrongSource{"{name: a, kind: kafka, brokers: b}", "no 'topic'"},
        WrongSource{"{name: a, kind: kafka, brokers: b, topic: t, key_file: k}", "belong together"},
        WrongSource{"{name: a, kind: kafka, brokers: b, topic: t, consumers: 0}", "from 1 to 16"},
        WrongSource{"{name: a, kind: kafka, brokers: b, topic: t, options: {group.id: g}}",
                    "'group.id' cannot be set"},
        WrongSource{"{name: a, kind: kafka, brokers: b, topic: t, options: {sasl.password: x}}",
                    "a secret does not belong in the settings"},
        WrongSource{
            "{name: a, kind: kafka, brokers: b, topic: t, security: sasl_plaintext, user: u, "
            "password_env: P}",
            "in clear"},
        WrongSource{"{name: a, kind: kafka, brokers: [localhost, b], topic: t, security: "
                    "sasl_plaintext, user: u, password_env: P}",
                    "in clear"},
        WrongSource{"{name: a, kind: kafka, brokers: b, topic: t, user: u, password_env: P}",
                    "are not used with 'security: plaintext'"},
        WrongSource{"{name: a, kind: kafka, brokers: b, topic: t, security: sasl_ssl, user: u}",
                    "needs 'user' and 'password_env'"},
        WrongSource{"{name: a, kind: kafka, brokers: b, topic: t, ca_file: c}",
                    "certificates are not used"},
        WrongSource{"{name: a, kind: kafka, brokers: b, topic: t, security: ssl, options: "
                    "{ssl.endpoint.identification.algorithm: none}}",
                    "pose as the broker"},
        WrongSource{"{name: a, kind: kafka, brokers: b, topic: t, security: ssl, options: "
                    "{ssl.engine.location: /x.so}}",
                    "load a library"},
        WrongSource{"{name: a, kind: kafka, brokers: b, topic: t, security: sasl_ssl, mechanism: "
                    "GSSAPI, options: {sasl.kerberos.kinit.cmd: rm}}",
                    "run a program"},
        WrongSource{"{name: a, kind: kafka, brokers: b, topic: t, password: x}",
                    "a password does not belong in the settings"},
        WrongSource{"{name: a, kind: postgres, database: d, user: u, table: t, every: 10}",
                    "'every' is no duration"},
        WrongSource{"{name: a, kind: kafka, brokers: b, topic: t, values: csv}",
                    "need 'columns'"}));

TEST(SourceSettings, TwoOfOneNameAreRefusedUnlessBothAreFiles) {
  EXPECT_TRUE(sources_of("sources:\n  - {name: a, path: b}\n  - {name: a, path: c}\n"));
  const auto twice = sources_of("sources:\n  - {name: a, path: b}\n  - {name: a, kind: push}\n");
  ASSERT_FALSE(twice);
  EXPECT_THAT(twice.error().message, HasSubstr("two sources are called 'a', at aftercare.yaml:3"));
}

TEST(Secrets, ComeFromAVariableOrAFileOfTheOwnerAlone) {
  const FreshFolder folder;
  ::setenv("AFTERCARE_TEST_SECRET", "from variable", 1);
  EXPECT_EQ(*read_secret({"AFTERCARE_TEST_SECRET", ""}, folder.path), "from variable");
  ::unsetenv("AFTERCARE_TEST_SECRET");
  const auto unset = read_secret({"AFTERCARE_TEST_SECRET", ""}, folder.path);
  ASSERT_FALSE(unset);
  EXPECT_THAT(unset.error().message, HasSubstr("AFTERCARE_TEST_SECRET"));
  EXPECT_EQ(*read_secret({}, folder.path), "");

  const auto file = folder.path / "secret";
  std::ofstream(file) << "from file\r\n";
  ::chmod(file.c_str(), 0600);
  EXPECT_EQ(*read_secret({"", "secret"}, folder.path), "from file");
  ::chmod(file.c_str(), 0640);
  const auto open = read_secret({"", "secret"}, folder.path);
  ASSERT_FALSE(open);
  EXPECT_THAT(open.error().message, HasSubstr("others may read"));
  EXPECT_THAT(open.error().message, testing::Not(HasSubstr("from file")));
  EXPECT_FALSE(read_secret({"", "nowhere"}, folder.path));
}

}  // namespace
}  // namespace aftercare::pipeline
