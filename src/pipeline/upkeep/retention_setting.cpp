#include "pipeline/upkeep/retention_setting.hpp"

#include <fmt/format.h>

#include "base/yaml_file.hpp"
#include "pipeline/amount.hpp"

namespace aftercare::pipeline {
namespace {

constexpr std::uint64_t kLeastEvery = 3'600'000;  // Milliseconds: an hour.
constexpr std::uint64_t kMostEvery = 7 * 86'400'000ULL;

tl::unexpected<base::Error> wrong_retention(const std::filesystem::path& file,
                                            const YAML::Node& node, std::string_view en,
                                            std::string_view zh) {
  const auto at = base::where(file, node);
  return base::failure(fmt::format("{}, at {}", en, at), fmt::format("{}，位于 {}", zh, at));
}

}  // namespace

base::Result<RetentionSetting> read_retention_setting(const std::filesystem::path& file,
                                                      const YAML::Node& map) {
  RetentionSetting setting;
  if (!map) return setting;
  if (!map.IsMap())
    return wrong_retention(file, map, "'retention' is no map such as {every: 1d}",
                           "“retention”不是键值结构，可写 {every: 1d}");
  for (const auto& entry : map) {
    const auto key = entry.first.Scalar();
    if (key == "every") {
      const auto amount = entry.second.IsScalar() ? amount_of(entry.second.Scalar()) : std::nullopt;
      if (!amount || !amount->is_time || amount->milliseconds < kLeastEvery ||
          amount->milliseconds > kMostEvery)
        return wrong_retention(file, entry.second,
                               "'every' is no duration from an hour to a week, such as 1d",
                               "“every”不是一小时到一周的时长，可写 1d");
      setting.every = std::chrono::milliseconds(amount->milliseconds);
    } else if (key == "with_run") {
      if (!YAML::convert<bool>::decode(entry.second, setting.with_run))
        return wrong_retention(file, entry.second, "'with_run' is neither true nor false",
                               "“with_run”既不是 true 也不是 false");
    } else {
      return wrong_retention(file, entry.first, fmt::format("unknown setting 'retention: {}'", key),
                             fmt::format("未知的设置“retention: {}”", key));
    }
  }
  return setting;
}

}  // namespace aftercare::pipeline
