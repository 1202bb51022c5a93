// Messages of Kafka's topics: librdkafka's mock cluster in this process, the program as its user
// runs it in another.

#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <signal.h>

#include <chrono>
#include <fstream>
#include <string>
#include <thread>

#include "program.hpp"
#include "served_shop.hpp"

namespace aftercare::scenario {
namespace {

// A cluster of one broker, and a producer to it.
class Cluster {
 public:
  explicit Cluster(int partitions = 2) {
    char why[512];
    auto* conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "test.mock.num.brokers", "1", why, sizeof why);
    rd_kafka_conf_set(conf, "bootstrap.servers", "ignored", why, sizeof why);
    producer_ = rd_kafka_new(RD_KAFKA_PRODUCER, conf, why, sizeof why);
    EXPECT_NE(producer_, nullptr) << why;
    auto* mock = rd_kafka_handle_mock_cluster(producer_);
    rd_kafka_mock_topic_create(mock, "cases", partitions, 1);
    brokers_ = rd_kafka_mock_cluster_bootstraps(mock);
  }
  ~Cluster() {
    rd_kafka_flush(producer_, 10'000);
    rd_kafka_destroy(producer_);
  }
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  const std::string& brokers() const { return brokers_; }
  void send(int partition, const std::string& value) {
    const auto error = rd_kafka_producev(
        producer_, RD_KAFKA_V_TOPIC("cases"), RD_KAFKA_V_PARTITION(partition),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
        RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()), RD_KAFKA_V_END);
    EXPECT_EQ(error, RD_KAFKA_RESP_ERR_NO_ERROR);
  }
  void flush() { EXPECT_EQ(rd_kafka_flush(producer_, 30'000), RD_KAFKA_RESP_ERR_NO_ERROR); }

 private:
  rd_kafka_t* producer_ = nullptr;
  std::string brokers_;
};

std::string message(int number, const std::string& text) {
  return R"({"case_id":"K)" + std::to_string(number) +
         R"(","channel":"chat","opened_at":"2026-03-01T08:00:00Z","content":")" + text + " " +
         std::to_string(number) + R"("})";
}

class KafkaSource : public testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(shop_.run({"init", "shop"}).code, 0); }
  void declare(const std::string& brokers, const std::string& more = "") {
    std::ofstream(shop_.workspace() / "aftercare.yaml")
        << "name: shop\nallowed_rejected_share: 1\nsources:\n  - name: bus\n    kind: kafka\n    "
           "brokers: '"
        << brokers << "'\n    topic: cases\n    group: shop\n    mapping: case\n"
        << more;
  }
  nlohmann::json drain(int code = 0) {
    const auto outcome = shop_.run({"ingest", "--source", "bus", "--json", "--quiet"});
    EXPECT_EQ(outcome.code, code) << outcome.out << outcome.err;
    return outcome.json();
  }
  int cases() {
    const auto outcome = shop_.run({"query", "cases", "--json"});
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return outcome.json().at("total").at("cases");
  }

  Shop shop_;
};

TEST_F(KafkaSource, IsDrainedOnceAndGoesOnWhereItWas) {
  Cluster cluster;
  declare(cluster.brokers());
  for (int i = 0; i < 20; ++i) cluster.send(i % 2, message(i, "充不进电 😡"));
  cluster.flush();
  const auto first = drain();
  EXPECT_EQ(first.at("total").at("rows"), 20);
  EXPECT_EQ(first.at("total").at("stored"), 20);
  EXPECT_EQ(drain().at("total").at("rows"), 0) << "nothing new";
  cluster.send(0, message(20, "a") + "\n" + message(21, "b"));
  cluster.send(1, "[" + message(22, "c") + ", " + message(23, "d") + "]");
  cluster.flush();
  const auto more = drain();
  EXPECT_EQ(more.at("total").at("stored"), 4);
  EXPECT_EQ(more.at("total").at("duplicates"), 0);
  EXPECT_EQ(cases(), 24);
}

// The mock cluster speaks neither TLS nor SASL: what can be seen is that nothing is sent to a
// broker that does not do what the settings ask for, that it is said, and that nothing is lost.
TEST_F(KafkaSource, ABrokerThatDoesNotEncryptGetsNothingWhereEncryptionIsWanted) {
  Cluster cluster;
  cluster.send(0, message(1, "充不进电"));
  cluster.flush();
  declare(cluster.brokers(), "    security: ssl\n");
  const auto encrypted = shop_.run({"ingest", "--source", "bus", "--json", "--quiet"});
  EXPECT_EQ(encrypted.code, 3) << encrypted.out << encrypted.err;
  EXPECT_NE(encrypted.err.find("Kafka cannot be read"), std::string::npos) << encrypted.err;

  ::setenv("AFTERCARE_TEST_BUS", "the password of the bus", 1);
  declare(cluster.brokers(),
          "    security: sasl_plaintext\n    mechanism: SCRAM-SHA-512\n    user: reader\n"
          "    password_env: AFTERCARE_TEST_BUS\n");
  const auto signed_in = shop_.run({"ingest", "--source", "bus", "--json", "--quiet"});
  EXPECT_EQ(signed_in.code, 3) << signed_in.out << signed_in.err;
  EXPECT_EQ((signed_in.out + signed_in.err).find("the password"), std::string::npos);
  ::unsetenv("AFTERCARE_TEST_BUS");

  declare(cluster.brokers());
  EXPECT_EQ(drain().at("total").at("stored"), 1);
}

TEST_F(KafkaSource, SetsPoisonAsideWithItsOffset) {
  Cluster cluster;
  declare(cluster.brokers());
  cluster.send(1, message(1, "good"));
  cluster.send(1, "no json at all");
  cluster.send(1, message(2, "good too"));
  cluster.flush();
  const auto read = drain();
  EXPECT_EQ(read.at("total").at("stored"), 2);
  EXPECT_EQ(read.at("total").at("quarantined"), 1);
  const auto aside = shop_.run({"quarantine", "list", "--json"});
  EXPECT_NE(aside.out.find("kafka:bus@cases/1:0-2"), std::string::npos) << aside.out;
  EXPECT_NE(aside.out.find("\"row\":1"), std::string::npos) << aside.out;
  EXPECT_NE(aside.out.find("bad_json"), std::string::npos) << aside.out;
}

TEST_F(KafkaSource, ReadsLinesOfCsv) {
  Cluster cluster;
  declare(cluster.brokers(),
          "    values: csv\n    columns: [case_id, channel, opened_at, content]\n");
  cluster.send(0, "C1,chat,2026-03-01T08:00:00Z,\"Broken, \"\"again\"\"\"\n");
  cluster.send(0, "C2,chat,2026-03-01T08:00:00Z");
  cluster.flush();
  const auto read = drain();
  EXPECT_EQ(read.at("total").at("stored"), 1);
  EXPECT_EQ(read.at("total").at("quarantined"), 1);
}

TEST_F(KafkaSource, ThatCannotBeReachedIsSaid) {
  declare("127.0.0.1:1");
  const auto outcome = shop_.run({"ingest", "--source", "bus"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_NE(outcome.err.find("Kafka cannot be read"), std::string::npos) << outcome.err;
}

TEST_F(KafkaSource, IsReadWhileTheServerRuns) {
  Cluster cluster;
  declare(cluster.brokers(), "    wait: 100ms\n");
  const Served served(shop_);
  cluster.send(0, message(1, "live"));
  cluster.flush();
  int stored = 0;
  for (int i = 0; i < 300 && stored == 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    stored = cases();
  }
  EXPECT_EQ(stored, 1);
}

// Another member of the group, as another program would be one; it stores nothing.
class Stranger {
 public:
  explicit Stranger(const std::string& brokers) {
    char why[512];
    auto* conf = rd_kafka_conf_new();
    for (const auto& [key, value] :
         {std::pair("bootstrap.servers", brokers.c_str()), std::pair("group.id", "shop"),
          std::pair("enable.auto.commit", "false")})
      rd_kafka_conf_set(conf, key, value, why, sizeof why);
    consumer_ = rd_kafka_new(RD_KAFKA_CONSUMER, conf, why, sizeof why);
    EXPECT_NE(consumer_, nullptr) << why;
    rd_kafka_poll_set_consumer(consumer_);
    auto* topics = rd_kafka_topic_partition_list_new(1);
    rd_kafka_topic_partition_list_add(topics, "cases", RD_KAFKA_PARTITION_UA);
    rd_kafka_subscribe(consumer_, topics);
    rd_kafka_topic_partition_list_destroy(topics);
  }
  ~Stranger() {
    rd_kafka_consumer_close(consumer_);
    rd_kafka_destroy(consumer_);
  }
  Stranger(const Stranger&) = delete;
  Stranger& operator=(const Stranger&) = delete;

  // How many partitions it has been given; reads along so that it is asked.
  int partitions() {
    if (auto* message = rd_kafka_consumer_poll(consumer_, 100)) rd_kafka_message_destroy(message);
    rd_kafka_topic_partition_list_t* list = nullptr;
    rd_kafka_assignment(consumer_, &list);
    const int count = list == nullptr ? 0 : list->cnt;
    if (list != nullptr) rd_kafka_topic_partition_list_destroy(list);
    return count;
  }

 private:
  rd_kafka_t* consumer_ = nullptr;
};

// Two members share the partitions; a third comes and goes, so that every partition changes hands
// while messages come. Each message is stored once.
TEST_F(KafkaSource, PartitionsThatChangeHandsAreStoredOnce) {
  constexpr int partitions = 6;
  Cluster cluster(partitions);
  declare(cluster.brokers(), "    wait: 50ms\n    batch: 20\n    consumers: 2\n");
  int sent = 0;
  const auto send_some = [&] {
    for (int i = 0; i < 200; ++i, ++sent) cluster.send(sent % partitions, message(sent, "row"));
    cluster.flush();
  };
  const auto wait_for = [&](int count) {
    int stored = 0;
    for (int i = 0; i < 300 && stored < count; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
      stored = cases();
    }
    return stored;
  };
  send_some();
  {
    const Served served(shop_);
    EXPECT_EQ(wait_for(sent), sent);
    {
      Stranger stranger(cluster.brokers());
      send_some();
      int had = 0;
      for (int i = 0; i < 900 && had == 0; ++i) had = stranger.partitions();
      EXPECT_GT(had, 0) << "the group gave the third member nothing";
      send_some();
      for (int i = 0; i < 10; ++i) stranger.partitions();
    }
    send_some();
    EXPECT_EQ(wait_for(sent), sent);
  }
  const auto state = shop_.run({"quality", "--json"}).json();
  EXPECT_EQ(state.at("total").at("rows"), sent) << "no message was read into the store twice";
  EXPECT_EQ(state.at("total").at("duplicates"), 0);
}

// kill -9 of the program while it reads: each message is stored once.
TEST_F(KafkaSource, CrashLosesAndDoublesNothing) {
  Cluster cluster;
  declare(cluster.brokers(), "    batch: 500\n    wait: 50ms\n");
  const int count = 20'000;
  for (int i = 0; i < count; ++i) {
    cluster.send(i % 2, message(i, "row"));
    if (i % 1000 == 0) cluster.flush();
  }
  cluster.flush();
  for (int i = 0; i < 3; ++i) {
    const auto process = shop_.start({"ingest", "--source", "bus", "--quiet"});
    std::this_thread::sleep_for(std::chrono::milliseconds(5000));
    Shop::kill(process, SIGKILL);
    Shop::wait(process);
  }
  drain();
  EXPECT_EQ(cases(), count);
  const auto state = shop_.run({"quality", "--json"}).json();
  EXPECT_EQ(state.at("total").at("rows"), count) << "no message was read into the store twice";
  EXPECT_EQ(state.at("total").at("duplicates"), 0);
}

}  // namespace
}  // namespace aftercare::scenario
