#include "app/cli/kept_watches.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "app/cli/report_file.hpp"

namespace aftercare::app {
namespace {

using WatchJson = nlohmann::json;

constexpr int kWatchFormat = 1;

WatchJson watch_json(const insight::AnomalyState& state) {
  WatchJson json = {
      {"season", state.settings.season}, {"step", state.settings.step}, {"times", state.times},
      {"values", state.values},          {"levels", state.levels},      {"sums", state.sums},
      {"sorted", WatchJson::array()},    {"recent", state.recent}};
  for (const auto& one : state.sorted) json["sorted"].push_back(one);
  return json;
}

// Throws what nlohmann throws. Only arrays that fit each other make a watch.
bool take_watch(const WatchJson& json, insight::AnomalyState& state) {
  state.settings = {json.at("season").get<double>(), json.at("step").get<double>()};
  json.at("times").get_to(state.times);
  json.at("values").get_to(state.values);
  json.at("levels").get_to(state.levels);
  json.at("sums").get_to(state.sums);
  json.at("recent").get_to(state.recent);
  const auto& sorted = json.at("sorted");
  if (sorted.size() != state.sorted.size()) return false;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    sorted.at(i).get_to(state.sorted[i]);
    if (!std::ranges::is_sorted(state.sorted[i])) return false;
  }
  const auto n = state.values.size();
  const auto& seen = state.sorted;
  return state.times.size() == n && state.levels.size() == n && state.sums.size() == n + 1 &&
         std::ranges::is_sorted(state.times) && seen[0].size() == n && seen[2].size() == n;
}

}  // namespace

base::Result<KeptWatches> read_watches(const std::filesystem::path& file) {
  KeptWatches watches;
  if (!std::filesystem::exists(file)) return watches;
  std::ifstream in(file, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  try {
    const auto json = WatchJson::from_cbor(bytes);
    if (json.at("aftercare_watches") == kWatchFormat) {
      bool whole = true;
      for (const auto& [id, one] : json.at("series").items())
        whole = take_watch(one, watches[id]) && whole;
      if (whole) return watches;
    }
  } catch (const WatchJson::exception&) {
    // Told below like any other file that is none.
  }
  return base::failure(
      base::ErrorKind::input,
      fmt::format("no state of anomalies: {}. Name another file, or remove it to begin anew",
                  file.string()),
      fmt::format("不是异常检测的状态文件：{}。请换一个文件，或删除后重新开始", file.string()));
}

base::Result<void> write_watches(const std::filesystem::path& file, const KeptWatches& watches) {
  WatchJson json = {{"aftercare_watches", kWatchFormat}, {"series", WatchJson::object()}};
  for (const auto& [id, state] : watches) json["series"][id] = watch_json(state);
  const auto bytes = WatchJson::to_cbor(json);
  return replace_file(file, std::string(bytes.begin(), bytes.end()));
}

}  // namespace aftercare::app
