// Messages of Kafka topics through librdkafka, as one member of a consumer group.
//
// Where to read is asked of whoever stores the rows, not of Kafka: offsets are stored with the
// rows, so a message that comes twice is known, and one that was not stored comes again. Kafka is
// told afterwards, for its own tools.

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace aftercare::intake {

struct KafkaOptions {
  std::string name;     // Of the source, for messages.
  std::string brokers;  // "host:port,host:port"
  std::vector<std::string> topics;
  std::string group;
  std::string security = "plaintext";
  std::string mechanism;
  std::string user;
  std::string password;
  std::string ca_file;
  std::string certificate_file;
  std::string key_file;
  std::string key_password;
  std::vector<std::pair<std::string, std::string>> more;  // librdkafka's own settings.
};

struct KafkaPartition {
  std::string topic;
  std::int32_t number = 0;
  auto operator<=>(const KafkaPartition&) const = default;
};

struct KafkaMessage {
  KafkaPartition partition;
  std::int64_t offset = 0;
  std::string value;
  bool empty = false;  // It has no value at all.
};

struct KafkaLimits {
  std::size_t messages = 5000;
  std::size_t bytes = 4 << 20;
  std::chrono::milliseconds wait{1000};
};

class KafkaConsumer {
 public:
  /// The first offset of a partition that is not stored; nothing: from its beginning.
  using Stored = std::function<std::optional<std::int64_t>(const KafkaPartition&)>;

  /// Joins the group in the background. Fails (usage) on settings that librdkafka refuses.
  static base::Result<std::unique_ptr<KafkaConsumer>> open(const KafkaOptions& options,
                                                           Stored stored);
  ~KafkaConsumer();
  KafkaConsumer(const KafkaConsumer&) = delete;
  KafkaConsumer& operator=(const KafkaConsumer&) = delete;

  /// What comes until a limit is reached; the messages of a partition are in order and none comes
  /// twice from this consumer. A partition that was another member's in between may bring messages
  /// that are stored by now. Fails (input) if brokers or topics cannot be reached or refuse.
  base::Result<std::vector<KafkaMessage>> poll(const KafkaLimits& limits);
  /// It has partitions (or the group gave it none) and each was read to its end.
  bool at_end() const;
  /// Tells Kafka what is stored. Not needed for correctness, so it does not wait.
  void commit(const std::vector<std::pair<KafkaPartition, std::int64_t>>& next);

 private:
  struct State;
  explicit KafkaConsumer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace aftercare::intake
