#include "pipeline/kafka_safety.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace aftercare::pipeline {
namespace {

bool is_this_machine(std::string_view broker) {
  if (const auto scheme = broker.find("://"); scheme != broker.npos)
    broker.remove_prefix(scheme + 3);
  if (broker.starts_with("[::1]") || broker == "::1") return true;
  const auto host = broker.substr(0, broker.find(':'));
  if (host == "localhost") return true;
  return host.starts_with("127.") && host.find_first_not_of("0123456789.") == host.npos;
}

bool all_on_this_machine(std::string_view brokers) {
  while (!brokers.empty()) {
    const auto comma = std::min(brokers.find(','), brokers.size());
    auto one = brokers.substr(0, comma);
    while (one.starts_with(' ')) one.remove_prefix(1);
    if (!one.empty() && !is_this_machine(one)) return false;
    brokers.remove_prefix(std::min(comma + 1, brokers.size()));
  }
  return true;
}

std::optional<base::Message> flaw_of_option(const std::string& key, const std::string& value,
                                            bool near) {
  if (key.ends_with(".cmd") || key.starts_with("ssl.engine") || key == "ssl.providers")
    return base::Message{
        fmt::format("it would run a program or load a library: '{}'; leave it out", key),
        fmt::format("该选项会运行程序或加载库：“{}”；请去掉", key)};
  if (key == "ssl.endpoint.identification.algorithm" && value != "https" && !near)
    return base::Message{
        fmt::format(
            "anybody with a certificate could pose as the broker: '{}: {}'; leave it out, and "
            "name the brokers as their certificates do",
            key, value),
        fmt::format("任何持有证书者都可冒充服务器：“{}: {}”；请去掉，并按证书中的名称填写 brokers",
                    key, value)};
  return std::nullopt;
}

}  // namespace

std::optional<base::Message> unsafe_in(const KafkaSetting& setting) {
  const bool near = all_on_this_machine(setting.brokers);
  const bool sasl = setting.security.starts_with("sasl");
  const bool encrypted = setting.security.ends_with("ssl");
  const bool has_secret = !setting.password.environment.empty() || !setting.password.file.empty();
  if (setting.security == "sasl_plaintext" && setting.mechanism == "PLAIN" && !near)
    return base::Message{
        "the password would cross the network in clear: 'security: sasl_plaintext' with "
        "'mechanism: "
        "PLAIN'; use sasl_ssl, or SCRAM-SHA-512",
        "口令将以明文经过网络：“security: sasl_plaintext”与“mechanism: PLAIN”；请用 sasl_ssl，或 "
        "SCRAM-SHA-512"};
  if (!sasl && (!setting.user.empty() || has_secret))
    return base::Message{
        fmt::format("user and password are not used with 'security: {}'; use sasl_ssl",
                    setting.security),
        fmt::format("“security: {}”不使用用户名和口令；请用 sasl_ssl", setting.security)};
  if (sasl && setting.mechanism != "GSSAPI" && (setting.user.empty() || !has_secret))
    return base::Message{
        fmt::format("'mechanism: {}' needs 'user' and 'password_env' or 'password_file'",
                    setting.mechanism),
        fmt::format("“mechanism: {}”需要“user”以及“password_env”或“password_file”",
                    setting.mechanism)};
  if (!encrypted && (!setting.ca_file.empty() || !setting.certificate_file.empty()))
    return base::Message{
        fmt::format("certificates are not used with 'security: {}'; use ssl or sasl_ssl",
                    setting.security),
        fmt::format("“security: {}”不使用证书；请用 ssl 或 sasl_ssl", setting.security)};
  for (const auto& [key, value] : setting.options)
    if (auto flaw = flaw_of_option(key, value, near)) return flaw;
  return std::nullopt;
}

}  // namespace aftercare::pipeline
