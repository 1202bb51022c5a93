#include "intake/stream/kafka_consumer.hpp"

#include <fmt/format.h>
#include <librdkafka/rdkafka.h>

#include <algorithm>
#include <map>
#include <set>

namespace aftercare::intake {
namespace {

using Clock = std::chrono::steady_clock;

struct FreeConf {
  void operator()(rd_kafka_conf_t* conf) const { rd_kafka_conf_destroy(conf); }
};
struct FreeList {
  void operator()(rd_kafka_topic_partition_list_t* list) const {
    rd_kafka_topic_partition_list_destroy(list);
  }
};
struct FreeMessage {
  void operator()(rd_kafka_message_t* message) const { rd_kafka_message_destroy(message); }
};
using PartitionList = std::unique_ptr<rd_kafka_topic_partition_list_t, FreeList>;
using Message = std::unique_ptr<rd_kafka_message_t, FreeMessage>;

tl::unexpected<base::Error> kafka_failure(base::ErrorKind kind, const KafkaOptions& options,
                                          std::string_view en, std::string_view zh,
                                          std::string detail) {
  for (const auto* secret : {&options.password, &options.key_password})
    if (!secret->empty())
      for (auto at = detail.find(*secret); at != detail.npos; at = detail.find(*secret, at + 3))
        detail.replace(at, secret->size(), "***");
  return base::failure(
      kind, fmt::format("{}: {}: source {} ({})", en, detail, options.name, options.brokers),
      fmt::format("{}：{}：数据源 {}（{}）", zh, detail, options.name, options.brokers));
}

}  // namespace

struct KafkaConsumer::State {
  KafkaOptions options;
  Stored stored;
  rd_kafka_t* handle = nullptr;
  bool assigned = false;
  std::map<KafkaPartition, std::int64_t> next;  // Of partitions once ours: what comes next.
  std::set<KafkaPartition> ours;
  std::set<KafkaPartition> ended;
  std::string trouble;  // What went wrong last, until a message comes.
  bool hopeless = false;
  bool down = false;                       // Not one broker answers.
  Clock::time_point heard = Clock::now();  // When the cluster last gave a sign of life.

  ~State() {
    if (handle == nullptr) return;
    rd_kafka_consumer_close(handle);
    rd_kafka_destroy(handle);
  }

  // Called within consumer_poll(), so by the thread that polls.
  static void rebalance(rd_kafka_t* handle, rd_kafka_resp_err_t error,
                        rd_kafka_topic_partition_list_t* list, void* opaque) {
    auto& state = *static_cast<State*>(opaque);
    state.ended.clear();
    state.ours.clear();
    if (error != RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
      rd_kafka_assign(handle, nullptr);
      return;
    }
    for (int i = 0; i < list->cnt; ++i) {
      auto& one = list->elems[i];
      const KafkaPartition partition{one.topic, one.partition};
      // What another member stored meanwhile is not read again; what was given out here and is
      // not stored yet neither.
      auto at = state.next.find(partition);
      if (const auto offset = state.stored(partition)) {
        if (at == state.next.end()) at = state.next.emplace(partition, *offset).first;
        at->second = std::max(at->second, *offset);
      }
      one.offset = at == state.next.end() ? RD_KAFKA_OFFSET_BEGINNING : at->second;
      state.ours.insert(partition);
    }
    state.assigned = true;
    state.down = false;
    state.heard = Clock::now();
    rd_kafka_assign(handle, list);
  }

  static void failed(rd_kafka_t*, int error, const char* reason, void* opaque) {
    auto& state = *static_cast<State*>(opaque);
    state.trouble = reason;
    const auto code = static_cast<rd_kafka_resp_err_t>(error);
    state.down |= code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN;
    state.hopeless |= code == RD_KAFKA_RESP_ERR__AUTHENTICATION || code == RD_KAFKA_RESP_ERR__SSL ||
                      code == RD_KAFKA_RESP_ERR__FATAL;
  }

  tl::unexpected<base::Error> unreachable() const {
    return kafka_failure(base::ErrorKind::input, options, "Kafka cannot be read", "无法读取 Kafka",
                         trouble.empty() ? "no answer" : trouble);
  }
};

base::Result<std::unique_ptr<KafkaConsumer>> KafkaConsumer::open(const KafkaOptions& options,
                                                                 Stored stored) {
  auto state = std::make_unique<State>();
  state->options = options;
  state->stored = std::move(stored);
  std::unique_ptr<rd_kafka_conf_t, FreeConf> conf(rd_kafka_conf_new());
  char why[512] = {};
  std::vector<std::pair<const char*, std::string>> words = {
      {"bootstrap.servers", options.brokers},
      {"group.id", options.group},
      {"client.id", "aftercare"},
      {"enable.auto.commit", "false"},
      {"enable.auto.offset.store", "false"},
      {"auto.offset.reset", "earliest"},
      {"enable.partition.eof", "true"},
      {"allow.auto.create.topics", "false"},
      {"session.timeout.ms", "10000"},
      // What is read ahead is bounded.
      {"queued.max.messages.kbytes", "16384"},
      {"security.protocol", options.security}};
  if (!options.ca_file.empty()) words.emplace_back("ssl.ca.location", options.ca_file);
  if (options.security.starts_with("sasl")) {
    words.emplace_back("sasl.mechanism", options.mechanism);
    if (!options.user.empty()) words.emplace_back("sasl.username", options.user);
    if (!options.password.empty()) words.emplace_back("sasl.password", options.password);
  }
  if (!options.certificate_file.empty()) {
    words.emplace_back("ssl.certificate.location", options.certificate_file);
    words.emplace_back("ssl.key.location", options.key_file);
    if (!options.key_password.empty()) words.emplace_back("ssl.key.password", options.key_password);
  }
  for (const auto& [key, value] : options.more) words.emplace_back(key.c_str(), value);
  for (const auto& [key, value] : words)
    if (rd_kafka_conf_set(conf.get(), key, value.c_str(), why, sizeof why) != RD_KAFKA_CONF_OK)
      return kafka_failure(base::ErrorKind::usage, options, "Kafka's settings are refused",
                           "Kafka 设置无效", why);
  rd_kafka_conf_set_opaque(conf.get(), state.get());
  rd_kafka_conf_set_rebalance_cb(conf.get(), State::rebalance);
  rd_kafka_conf_set_error_cb(conf.get(), State::failed);
  rd_kafka_conf_set_log_cb(conf.get(), nullptr);  // It would write to our terminal.
  state->handle = rd_kafka_new(RD_KAFKA_CONSUMER, conf.get(), why, sizeof why);
  if (state->handle == nullptr)
    return kafka_failure(base::ErrorKind::usage, options, "Kafka's settings are refused",
                         "Kafka 设置无效", why);
  (void)conf.release();  // The consumer's now.
  rd_kafka_poll_set_consumer(state->handle);
  const PartitionList topics(
      rd_kafka_topic_partition_list_new(static_cast<int>(options.topics.size())));
  for (const auto& topic : options.topics)
    rd_kafka_topic_partition_list_add(topics.get(), topic.c_str(), RD_KAFKA_PARTITION_UA);
  if (const auto error = rd_kafka_subscribe(state->handle, topics.get()); error != 0)
    return kafka_failure(base::ErrorKind::usage, options, "Kafka's topics are refused",
                         "Kafka 主题无效", rd_kafka_err2str(error));
  return std::unique_ptr<KafkaConsumer>(new KafkaConsumer(std::move(state)));
}

KafkaConsumer::KafkaConsumer(std::unique_ptr<State> state) : state_(std::move(state)) {}
KafkaConsumer::~KafkaConsumer() = default;

base::Result<std::vector<KafkaMessage>> KafkaConsumer::poll(const KafkaLimits& limits) {
  auto& state = *state_;
  // Joining a group takes some seconds, and brokers may change over.
  const auto patience = [&state] {
    return std::chrono::seconds(state.assigned ? 60 : state.down ? 10 : 30);
  };
  std::vector<KafkaMessage> messages;
  std::size_t bytes = 0;
  const auto until = Clock::now() + limits.wait;
  while (messages.size() < limits.messages && bytes < limits.bytes) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
    if (left.count() <= 0 || (at_end() && !messages.empty())) break;
    const Message message(
        rd_kafka_consumer_poll(state.handle, static_cast<int>(std::min<long>(left.count(), 200))));
    if (state.hopeless) return state.unreachable();
    if (!message) {
      const bool silent = Clock::now() - state.heard > patience();
      const bool troubled = !state.assigned || (!at_end() && !state.trouble.empty());
      if (silent && troubled) return state.unreachable();
      continue;
    }
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
      state.heard = Clock::now();
      state.ended.insert({rd_kafka_topic_name(message->rkt), message->partition});
      continue;
    }
    if (message->err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ||
        message->err == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED ||
        message->err == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED) {
      state.trouble = rd_kafka_message_errstr(message.get());
      return state.unreachable();
    }
    if (message->err != 0) {
      state.trouble = rd_kafka_message_errstr(message.get());
      continue;  // librdkafka tries again by itself.
    }
    state.heard = Clock::now();
    state.trouble.clear();
    KafkaMessage taken;
    taken.partition = {rd_kafka_topic_name(message->rkt), message->partition};
    taken.offset = message->offset;
    const auto [next, fresh] = state.next.try_emplace(taken.partition, message->offset);
    if (message->offset < next->second) continue;  // It was given out already.
    next->second = message->offset + 1;
    state.ended.erase(taken.partition);
    taken.empty = message->payload == nullptr;
    if (!taken.empty) taken.value.assign(static_cast<const char*>(message->payload), message->len);
    bytes += taken.value.size() + 1;
    messages.push_back(std::move(taken));
  }
  return messages;
}

bool KafkaConsumer::at_end() const {
  return state_->assigned && state_->ended == state_->ours;
}

void KafkaConsumer::commit(const std::vector<std::pair<KafkaPartition, std::int64_t>>& next) {
  const PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(next.size())));
  for (const auto& [partition, offset] : next)
    rd_kafka_topic_partition_list_add(list.get(), partition.topic.c_str(), partition.number)
        ->offset = offset;
  rd_kafka_commit(state_->handle, list.get(), 1);
}

}  // namespace aftercare::intake
