#include "records/service_targets.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <string_view>

#include "base/share.hpp"
#include "base/yaml_file.hpp"

namespace aftercare::records {
namespace {

using base::Result;

constexpr std::int64_t kLongestTarget = 366LL * 24 * 3600;

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto* last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, number);
  return error == std::errc() && end == last && number >= 0 ? std::optional(number) : std::nullopt;
}

// "30s", "15m" or "4h". No days: a day of business hours is not one of the calendar.
std::optional<std::int64_t> promised_seconds(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  const auto number = whole_number(text.substr(0, text.size() - 1));
  const auto unit = text.back() == 's'   ? 1
                    : text.back() == 'm' ? 60
                    : text.back() == 'h' ? 3600
                                         : 0;
  if (!number || unit == 0 || *number == 0 || *number > kLongestTarget / unit) return std::nullopt;
  return *number * unit;
}

class TargetReader {
 public:
  TargetReader(const std::filesystem::path& file, const std::vector<std::string>& channels)
      : file_(file), channels_(channels) {}

  Result<ServiceTargets> read(const YAML::Node& root) {
    if (!root.IsMap()) return base::flaw(file_, root, "no map of settings", "不是键值表");
    for (const auto& entry : root)
      if (entry.first.Scalar() != "targets")
        return base::flaw(file_, entry.first,
                          fmt::format("unknown key: '{}'", entry.first.Scalar()),
                          fmt::format("未知的键：“{}”", entry.first.Scalar()));
    const auto list = root["targets"];
    if (!list.IsDefined() || !list.IsSequence())
      return base::flaw(file_, root, "missing: 'targets', a list", "缺少列表：targets");
    ServiceTargets targets;
    std::set<std::string> names;
    for (const auto& node : list) {
      auto target = target_in(node);
      if (!target) return base::failure_of(target);
      if (!names.insert(target->name).second)
        return base::flaw(file_, node, fmt::format("defined twice: '{}'", target->name),
                          fmt::format("重复定义：“{}”", target->name));
      targets.push_back(std::move(*target));
    }
    return targets;
  }

 private:
  Result<ServiceTarget> target_in(const YAML::Node& node) const {
    static constexpr std::string_view known[] = {
        "name", "channels", "severity", "urgency", "first_response", "resolution", "clock"};
    if (!node.IsMap()) return base::flaw(file_, node, "no target: a map", "目标应为键值表");
    for (const auto& entry : node)
      if (std::ranges::find(known, entry.first.Scalar()) == std::end(known))
        return base::flaw(file_, entry.first,
                          fmt::format("unknown key: '{}'", entry.first.Scalar()),
                          fmt::format("未知的键：“{}”", entry.first.Scalar()));
    ServiceTarget target;
    target.name = base::text_or(node, "name", "");
    if (target.name.empty()) return base::flaw(file_, node, "missing: 'name'", "缺少 name");
    const auto listed = node["channels"];
    if (listed.IsDefined() && (!listed.IsSequence() || listed.size() == 0))
      return base::flaw(file_, listed, "no list of channels: [chat, ...]",
                        "不是渠道列表：[chat, ...]");
    for (const auto& channel : listed) {
      const auto code = channel.IsScalar() ? channel.Scalar() : std::string();
      if (std::ranges::find(channels_, code) == channels_.end())
        return base::flaw(
            file_, channel,
            fmt::format("no such channel: '{}'; there are {}", code, fmt::join(channels_, ", ")),
            fmt::format("没有这个渠道：“{}”；可用 {}", code, fmt::join(channels_, "、")));
      target.channels.push_back(code);
    }
    for (auto [key, into] : {std::pair("severity", &target.severity), {"urgency", &target.urgency}})
      if (const auto text = base::text_or(node, key, "0"); const auto least = whole_number(text))
        *into = *least;
      else
        return base::flaw(file_, node[key], fmt::format("no whole number from 0: '{}'", text),
                          fmt::format("不是从 0 起的整数：“{}”", text));
    for (auto [key, into] : {std::pair("first_response", &target.first_response),
                             {"resolution", &target.resolution}}) {
      if (!node[key].IsDefined()) continue;
      const auto text = base::text_or(node, key, "");
      *into = promised_seconds(text);
      if (!*into)
        return base::flaw(file_, node[key],
                          fmt::format("no time: '{}'; written 30s, 15m or 4h, at most 8784h", text),
                          fmt::format("不是时长：“{}”；写法如 30s、15m、4h，最长 8784h", text));
    }
    if (!target.first_response && !target.resolution)
      return base::flaw(file_, node, "nothing is promised: give first_response or resolution",
                        "没有任何承诺：请写 first_response 或 resolution");
    const auto clock = base::text_or(node, "clock", "calendar");
    if (clock != "calendar" && clock != "business")
      return base::flaw(file_, node["clock"],
                        fmt::format("no clock: '{}'; calendar or business", clock),
                        fmt::format("没有这种时钟：“{}”；可用 calendar 或 business", clock));
    target.business = clock == "business";
    return target;
  }

  const std::filesystem::path& file_;
  const std::vector<std::string>& channels_;
};

}  // namespace

Result<ServiceTargets> load_service_targets(const std::filesystem::path& workspace,
                                            const std::vector<std::string>& channels) {
  const auto files = base::catalog_files("clocks.yaml", workspace);
  if (!files) return base::failure_of(files);
  const auto& file = files->back();
  const auto root = base::load_yaml(file);
  if (!root) return base::failure_of(root);
  return TargetReader(file, channels).read(*root);
}

std::string stamp_of(const ServiceTargets& targets) {
  std::string stamp;
  for (const auto& one : targets)
    stamp +=
        fmt::format("{} {} {} {} {} {};", fmt::join(one.channels, ","), one.severity, one.urgency,
                    one.first_response.value_or(0), one.resolution.value_or(0), one.business);
  return stamp;
}

}  // namespace aftercare::records
