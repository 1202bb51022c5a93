#include "pipeline/source_setting.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <set>

#include "base/yaml_file.hpp"
#include "pipeline/amount.hpp"
#include "pipeline/kafka_safety.hpp"

namespace aftercare::pipeline {
namespace {

namespace fs = std::filesystem;

// Reads one source; the first thing wrong is kept.
class SourceEntry {
 public:
  SourceEntry(const fs::path& file, const YAML::Node& node) : file_(file), node_(node) {}

  base::Result<SourceSetting> read() {
    if (!node_.IsMap()) return refused(node_, "a source is no map", "某个数据源不是键值结构");
    SourceSetting source;
    source.name = text("name");
    source.mapping = text("mapping");
    source.path = text("path");
    source.repair_threshold = share("repair_threshold");
    const auto kind = node_["kind"] ? text("kind") : "files";
    if (kind == "files" || kind == "file" || kind == "folder" || kind == "glob") {
      source.kind = files();
      need(source.path, "path");
    } else if (kind == "watch") {
      source.kind = watch();
      need(source.path, "path");
    } else if (kind == "postgres" || kind == "mysql" || kind == "mariadb") {
      source.kind = sql(kind == "postgres" ? intake::SqlEngine::postgres : intake::SqlEngine::mysql,
                        source.name);
    } else if (kind == "push") {
      allow({});
      source.kind = PushSetting{};
    } else if (kind == "kafka") {
      source.kind = kafka();
    } else {
      fail(node_["kind"],
           fmt::format("unknown kind of source '{}'; one of files, postgres, mysql, watch, push, "
                       "kafka",
                       kind),
           fmt::format("未知的数据源类型“{}”，可用 files、postgres、mysql、watch、push、kafka",
                       kind));
    }
    if (!source.as<FilesSetting>()) check_name(source.name);
    if (error_) return tl::unexpected<base::Error>(*error_);
    return source;
  }

 private:
  tl::unexpected<base::Error> refused(const YAML::Node& node, std::string_view en,
                                      std::string_view zh) const {
    const auto at = base::where(file_, node);
    return base::failure(fmt::format("{}, at {}", en, at), fmt::format("{}，位于 {}", zh, at));
  }

  void fail(const YAML::Node& node, std::string_view en, std::string_view zh) {
    if (!error_) error_ = refused(node ? node : node_, en, zh).value();
  }

  // No other keys than these and what every source has.
  void allow(std::set<std::string> keys) {
    keys.insert({"name", "kind", "mapping", "repair_threshold"});
    for (const auto& entry : node_) {
      const auto key = entry.first.Scalar();
      if (key == "password")
        fail(entry.first,
             "a password does not belong in the settings: use password_env or password_file",
             "密码不应写在设置文件中：请用 password_env 或 password_file");
      if (!keys.contains(key))
        fail(entry.first, fmt::format("a source of this kind has no '{}'", key),
             fmt::format("这类数据源没有“{}”这一项", key));
    }
  }

  void need(const std::string& value, const char* key) {
    if (value.empty())
      fail(node_[key], fmt::format("a source has no '{}'", key),
           fmt::format("某个数据源缺少“{}”", key));
  }

  // Its place in the store and its address in the API are named by it.
  void check_name(const std::string& name) {
    constexpr std::string_view allowed =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    if (name.empty() || name.size() > 64 || name.find_first_not_of(allowed) != name.npos)
      fail(node_["name"],
           fmt::format("the name of such a source is of letters, digits, '_' and '-', at most 64: "
                       "'{}'",
                       name),
           fmt::format("这类数据源的名称只能用字母、数字、“_”和“-”，最多 64 个：“{}”", name));
  }

  std::string text(const char* key) {
    const auto value = node_[key];
    if (!value) return {};
    if (!value.IsScalar())
      fail(value, fmt::format("'{}' is no text", key), fmt::format("“{}”不是文本", key));
    return value.IsScalar() ? value.Scalar() : std::string();
  }

  Amount amount(const char* key) {
    const auto read = amount_of(text(key));
    if (!read)
      fail(node_[key], fmt::format("'{}' is no duration such as 30s, 5m, 2h or 1d", key),
           fmt::format("“{}”不是时长，可写 30s、5m、2h、1d", key));
    return read.value_or(Amount{});
  }

  std::uint64_t milliseconds(const char* key, std::uint64_t otherwise, std::uint64_t least) {
    if (!node_[key]) return otherwise;
    const auto read = amount(key);
    if (!error_ && (!read.is_time || read.milliseconds < least))
      fail(node_[key], fmt::format("'{}' is no duration of at least {} ms", key, least),
           fmt::format("“{}”不是至少 {} 毫秒的时长", key, least));
    return read.milliseconds;
  }

  std::uint32_t number(const char* key, std::uint32_t otherwise, std::uint32_t least,
                       std::uint32_t most) {
    if (!node_[key]) return otherwise;
    const auto read = amount_of(text(key));
    if (!read || read->is_time || read->number < least || read->number > most) {
      fail(node_[key], fmt::format("'{}' is no number from {} to {}", key, least, most),
           fmt::format("“{}”不是 {} 到 {} 的数", key, least, most));
      return otherwise;
    }
    return static_cast<std::uint32_t>(read->number);
  }

  std::optional<double> share(const char* key) {
    if (!node_[key]) return std::nullopt;
    const auto word = text(key);
    double value = -1;
    try {
      value = node_[key].as<double>();
    } catch (const YAML::Exception&) {
    }
    if (value >= 0 && value <= 1) return value;
    fail(node_[key], fmt::format("'{}' is no number from 0 to 1: '{}'", key, word),
         fmt::format("“{}”不是 0 到 1 的数：“{}”", key, word));
    return std::nullopt;
  }

  template <typename T>
  T one_of(const char* key, const std::map<std::string, T>& words, T otherwise) {
    if (!node_[key]) return otherwise;
    const auto word = text(key);
    const auto found = words.find(word);
    if (found != words.end()) return found->second;
    std::string names;
    for (const auto& [name, value] : words) names += (names.empty() ? "" : ", ") + name;
    fail(node_[key], fmt::format("'{}' is none of {}: '{}'", key, names, word),
         fmt::format("“{}”只能是 {}：“{}”", key, names, word));
    return otherwise;
  }

  std::vector<std::string> texts(const char* key) {
    std::vector<std::string> all;
    const auto list = node_[key];
    if (!list) return all;
    if (list.IsScalar()) return {list.Scalar()};
    for (const auto& one : list) {
      if (one.IsScalar())
        all.push_back(one.Scalar());
      else
        fail(one, fmt::format("'{}' is no list of texts", key),
             fmt::format("“{}”不是文本列表", key));
    }
    return all;
  }

  SecretPlace secret() {
    SecretPlace place{text("password_env"), text("password_file")};
    if (!place.environment.empty() && !place.file.empty())
      fail(node_["password_file"], "both 'password_env' and 'password_file' are given: keep one",
           "同时给出了“password_env”和“password_file”：请只保留一个");
    return place;
  }

  SqlSetting sql(intake::SqlEngine engine, const std::string& name) {
    allow({"host", "port", "database", "user", "password_env", "password_file", "table", "query",
           "watermark", "overlap", "timeout", "tls", "ca_file", "every"});
    SqlSetting setting;
    auto& what = setting.what;
    what.engine = engine;
    what.name = name;
    if (node_["host"]) what.host = text("host");
    what.port = static_cast<std::uint16_t>(
        number("port", engine == intake::SqlEngine::postgres ? 5432 : 3306, 1, 65535));
    what.database = text("database");
    what.user = text("user");
    what.table = text("table");
    what.query = text("query");
    what.watermark = text("watermark");
    what.ca_file = text("ca_file");
    need(what.database, "database");
    need(what.user, "user");
    if (what.table.empty() == what.query.empty())
      fail(node_, "a source of a database needs either 'table' or 'query'",
           "数据库数据源需要“table”或“query”之一");
    if (node_["overlap"]) {
      const auto overlap = amount("overlap");
      what.overlap = overlap.is_time ? overlap.milliseconds / 1000 : overlap.number;
      what.overlap_is_time = overlap.is_time;
      if (what.watermark.empty())
        fail(node_["overlap"], "'overlap' needs a 'watermark'", "“overlap”需要配合“watermark”");
    }
    what.timeout = std::chrono::seconds(milliseconds("timeout", 600'000, 1000) / 1000);
    setting.every = std::chrono::milliseconds(milliseconds("every", 0, 1000));
    using intake::SqlTls;
    what.tls = one_of<SqlTls>("tls",
                              {{"disable", SqlTls::disable},
                               {"prefer", SqlTls::prefer},
                               {"require", SqlTls::require},
                               {"verify-ca", SqlTls::verify_ca},
                               {"verify-full", SqlTls::verify_full}},
                              SqlTls::prefer);
    if (what.tls >= SqlTls::verify_ca && what.ca_file.empty())
      fail(node_["tls"], "this 'tls' needs a 'ca_file' to check the server by",
           "这种“tls”需要“ca_file”来校验服务器");
    setting.password = secret();
    return setting;
  }

  FilesSetting files() {
    allow({"path", "transcribe", "file_name"});
    FilesSetting setting{texts("transcribe"), text("file_name")};
    const auto names_file = [](const std::string& word) {
      return word.find("{file}") != word.npos;
    };
    if (!setting.transcribe.empty() && std::ranges::none_of(setting.transcribe, names_file))
      fail(node_["transcribe"], "'transcribe' needs '{file}' among its words: [program, '{file}']",
           "“transcribe”的参数中需要有 '{file}'：[程序, '{file}']");
    return setting;
  }

  WatchSetting watch() {
    allow({"path", "settle", "done"});
    WatchSetting setting;
    setting.settle = std::chrono::milliseconds(milliseconds("settle", 2000, 100));
    using Done = WatchSetting::Done;
    setting.done = one_of<Done>(
        "done", {{"keep", Done::keep}, {"move", Done::move}, {"delete", Done::remove}}, Done::keep);
    return setting;
  }

  // Only how the brokers are reached: what we rely on stays ours, and no secret stands here.
  std::vector<std::pair<std::string, std::string>> kafka_options() {
    std::vector<std::pair<std::string, std::string>> options;
    const auto list = node_["options"];
    if (list && !list.IsMap()) fail(list, "'options' is no map", "“options”不是键值对");
    if (!list || !list.IsMap()) return options;
    for (const auto& entry : list) {
      const auto key = entry.first.Scalar();
      const auto begins = [&key](std::string_view head) { return key.starts_with(head); };
      const auto holds = [&key](std::string_view word) { return key.find(word) != key.npos; };
      if (holds("password") || holds("secret") || holds("pem") || holds("oauthbearer.config"))
        fail(entry.first,
             fmt::format("a secret does not belong in the settings: '{}'; use password_env or "
                         "key_password_env",
                         key),
             fmt::format("机密不应写在设置文件中：“{}”；请用 password_env 或 key_password_env",
                         key));
      else if (!begins("ssl.") && !begins("sasl.") && !begins("socket.") && !begins("fetch.") &&
               !begins("reconnect.") && !begins("broker.") && key != "client.rack" &&
               key != "session.timeout.ms")
        fail(entry.first,
             fmt::format("'{}' cannot be set: only ssl.*, sasl.*, socket.*, fetch.*, reconnect.*, "
                         "broker.*, client.rack and session.timeout.ms",
                         key),
             fmt::format("不能设置“{}”：只能是 ssl.*、sasl.*、socket.*、fetch.*、reconnect.*、"
                         "broker.*、client.rack 和 session.timeout.ms",
                         key));
      else if (entry.second.IsScalar())
        options.emplace_back(key, entry.second.Scalar());
    }
    return options;
  }

  KafkaSetting kafka() {
    allow({"brokers", "topic", "topics", "group", "values", "columns", "security", "mechanism",
           "user", "password_env", "password_file", "ca_file", "certificate_file", "key_file",
           "key_password_env", "options", "consumers", "batch", "wait"});
    KafkaSetting setting;
    for (const auto& broker : texts("brokers"))
      setting.brokers += (setting.brokers.empty() ? "" : ",") + broker;
    setting.topics = texts(node_["topic"] ? "topic" : "topics");
    setting.group = node_["group"] ? text("group") : "aftercare";
    using Values = KafkaSetting::Values;
    setting.values =
        one_of<Values>("values", {{"json", Values::json}, {"csv", Values::csv}}, Values::json);
    setting.columns = texts("columns");
    setting.security = one_of<std::string>("security",
                                           {{"plaintext", "plaintext"},
                                            {"ssl", "ssl"},
                                            {"sasl_plaintext", "sasl_plaintext"},
                                            {"sasl_ssl", "sasl_ssl"}},
                                           "plaintext");
    setting.mechanism = one_of<std::string>("mechanism",
                                            {{"PLAIN", "PLAIN"},
                                             {"SCRAM-SHA-256", "SCRAM-SHA-256"},
                                             {"SCRAM-SHA-512", "SCRAM-SHA-512"},
                                             {"GSSAPI", "GSSAPI"}},
                                            "PLAIN");
    setting.user = text("user");
    setting.password = secret();
    setting.ca_file = text("ca_file");
    setting.certificate_file = text("certificate_file");
    setting.key_file = text("key_file");
    setting.key_password.environment = text("key_password_env");
    if (setting.certificate_file.empty() != setting.key_file.empty())
      fail(node_, "'certificate_file' and 'key_file' belong together",
           "“certificate_file”与“key_file”须同时给出");
    setting.options = kafka_options();
    setting.consumers = number("consumers", 1, 1, 16);
    setting.batch = number("batch", 5000, 1, 20'000);
    setting.wait = std::chrono::milliseconds(milliseconds("wait", 1000, 10));
    need(setting.brokers, "brokers");
    if (setting.topics.empty()) need("", "topic");
    if (const auto flaw = unsafe_in(setting)) fail(node_, flaw->en, flaw->zh);
    if (setting.values == Values::csv && setting.columns.empty())
      fail(node_["values"], "values that are CSV lines need 'columns'",
           "CSV 行作为消息内容时需要“columns”");
    return setting;
  }

  const fs::path& file_;
  YAML::Node node_;
  std::optional<base::Error> error_;
};

tl::unexpected<base::Error> secret_failure(std::string_view en, std::string_view zh,
                                           const std::string& what) {
  return base::failure(fmt::format(fmt::runtime(en), what), fmt::format(fmt::runtime(zh), what));
}

}  // namespace

std::string_view kind_of(const SourceSetting& source) {
  if (const auto* sql = source.as<SqlSetting>())
    return sql->what.engine == intake::SqlEngine::postgres ? "postgres" : "mysql";
  if (source.as<WatchSetting>()) return "watch";
  if (source.as<PushSetting>()) return "push";
  if (source.as<KafkaSetting>()) return "kafka";
  return "files";
}

base::Result<std::vector<SourceSetting>> read_sources(const fs::path& file,
                                                      const YAML::Node& list) {
  std::vector<SourceSetting> sources;
  if (list && !list.IsSequence() && !list.IsNull())
    return base::failure(fmt::format("'sources' is no list, at {}", base::where(file, list)),
                         fmt::format("“sources”不是列表，位于 {}", base::where(file, list)));
  std::map<std::string, bool> names;  // Whether one of the name reads files.
  for (const auto& node : list) {
    auto source = SourceEntry(file, node).read();
    if (!source) return base::failure_of(source);
    const bool files = source->as<FilesSetting>() != nullptr;
    const auto [known, fresh] = names.try_emplace(source->name, files);
    if (!fresh && !(files && known->second)) {
      const auto at = base::where(file, node);
      return base::failure(fmt::format("two sources are called '{}', at {}", source->name, at),
                           fmt::format("有两个数据源都叫“{}”，位于 {}", source->name, at));
    }
    sources.push_back(std::move(*source));
  }
  return sources;
}

base::Result<std::string> read_secret(const SecretPlace& place, const fs::path& workspace) {
  if (!place.environment.empty()) {
    const char* value = std::getenv(place.environment.c_str());
    if (value == nullptr)
      return secret_failure("the variable with the password is not set: {}",
                            "存放密码的变量未设置：{}", place.environment);
    return std::string(value);
  }
  if (place.file.empty()) return std::string();
  const auto file = workspace / place.file;
  struct stat state {};
  if (::stat(file.c_str(), &state) != 0)
    return secret_failure("the file with the password cannot be read: {}", "无法读取密码文件：{}",
                          file.string());
  if ((state.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return secret_failure("others may read the file with the password: {}; chmod 600 it",
                          "他人可读密码文件：{}；请 chmod 600", file.string());
  std::ifstream in(file, std::ios::binary);
  std::string secret{std::istreambuf_iterator<char>(in), {}};
  if (!in && secret.empty())
    return secret_failure("the file with the password cannot be read: {}", "无法读取密码文件：{}",
                          file.string());
  while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r')) secret.pop_back();
  return secret;
}

}  // namespace aftercare::pipeline
