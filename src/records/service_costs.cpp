#include "records/service_costs.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>

#include "base/share.hpp"
#include "base/yaml_file.hpp"

namespace aftercare::records {
namespace {

using base::Result;

constexpr std::int64_t kPartsOfAmount = 10'000;
constexpr std::int64_t kHighestCost = 1'000'000;

// "12", "0.6": digits, and up to four behind a point.
std::optional<std::int64_t> amount_of(std::string_view text) {
  const auto point = text.find('.');
  const auto whole = text.substr(0, point);
  const auto part = point == text.npos ? std::string_view("0") : text.substr(point + 1);
  if (whole.empty() || whole.size() > 7 || part.empty() || part.size() > 4) return std::nullopt;
  std::int64_t amount = 0;
  for (const char byte : std::string(whole) + std::string(part)) {
    if (byte < '0' || byte > '9') return std::nullopt;
    amount = amount * 10 + (byte - '0');
  }
  for (auto digits = part.size(); digits < 4; ++digits) amount *= 10;
  if (amount > kHighestCost * kPartsOfAmount) return std::nullopt;
  return amount;
}

Result<std::int64_t> cost_in(const std::filesystem::path& file, const YAML::Node& node) {
  const auto text = node.IsScalar() ? node.Scalar() : std::string();
  if (const auto amount = amount_of(text)) return *amount;
  return base::flaw(
      file, node,
      fmt::format("no cost: '{}'; a number from 0 to {}, with up to four digits behind the point",
                  text, kHighestCost),
      fmt::format("不是成本：“{}”；应为 0 至 {} 的数，最多四位小数", text, kHighestCost));
}

Result<void> read_contacts(const std::filesystem::path& file, const YAML::Node& node,
                           const std::vector<std::string>& channels, ServiceCosts& costs) {
  if (!node.IsMap())
    return base::flaw(file, node, "no map of channels: 'contact'", "不是渠道的键值表：“contact”");
  for (const auto& entry : node) {
    const auto channel = entry.first.Scalar();
    if (std::ranges::find(channels, channel) == channels.end())
      return base::flaw(
          file, entry.first,
          fmt::format("no such channel: '{}'; there are {}", channel, fmt::join(channels, ", ")),
          fmt::format("没有这个渠道：“{}”；可用 {}", channel, fmt::join(channels, "、")));
    const auto cost = cost_in(file, entry.second);
    if (!cost) return base::failure_of(cost);
    if (!costs.contact.emplace(channel, *cost).second)
      return base::flaw(file, entry.first, fmt::format("defined twice: '{}'", channel),
                        fmt::format("重复定义：“{}”", channel));
  }
  return {};
}

}  // namespace

Result<ServiceCosts> load_service_costs(const std::filesystem::path& workspace,
                                        const std::vector<std::string>& channels) {
  const auto files = base::catalog_files("costs.yaml", workspace);
  if (!files) return base::failure_of(files);
  const auto& file = files->back();
  const auto root = base::load_yaml(file);
  if (!root) return base::failure_of(root);
  ServiceCosts costs;
  if (root->IsNull()) return costs;
  if (!root->IsMap()) return base::flaw(file, *root, "no map of settings", "不是键值表");
  for (const auto& entry : *root) {
    const auto key = entry.first.Scalar();
    if (key == "contact") {
      if (auto read = read_contacts(file, entry.second, channels, costs); !read)
        return base::failure_of(read);
      continue;
    }
    auto* into = key == "handling_minute" ? &costs.handling_minute
                 : key == "return_parcel" ? &costs.return_parcel
                                          : nullptr;
    if (into == nullptr)
      return base::flaw(file, entry.first, fmt::format("unknown key: '{}'", key),
                        fmt::format("未知的键：“{}”", key));
    const auto cost = cost_in(file, entry.second);
    if (!cost) return base::failure_of(cost);
    *into = *cost;
  }
  return costs;
}

std::string stamp_of(const ServiceCosts& costs) {
  std::string stamp;
  for (const auto& [channel, cost] : costs.contact) stamp += fmt::format("{} {};", channel, cost);
  if (costs.handling_minute) stamp += fmt::format("minute {};", *costs.handling_minute);
  if (costs.return_parcel) stamp += fmt::format("parcel {};", *costs.return_parcel);
  return stamp;
}

}  // namespace aftercare::records
