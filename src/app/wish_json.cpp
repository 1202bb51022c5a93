#include "app/wish_json.hpp"

#include "records/moment.hpp"

namespace aftercare::app {

nlohmann::ordered_json to_json(const pipeline::WishList& list) {
  using WishJson = nlohmann::ordered_json;
  const auto day = [](const std::optional<records::Day>& one) {
    return one ? WishJson(records::to_iso(*one)) : WishJson(nullptr);
  };
  WishJson json = {{"cases", list.cases}, {"groups", list.groups}, {"wishes", WishJson::array()}};
  for (const auto& group : list.told) {
    auto samples = WishJson::array();
    for (const auto& [key, clause] : group.samples)
      samples.push_back({{"case", key}, {"clause", clause}});
    json["wishes"].push_back({{"words", group.words},
                              {"cases", group.cases},
                              {"unmet", group.unmet},
                              {"first_day", day(group.first)},
                              {"last_day", day(group.last)},
                              {"aspects", group.aspects},
                              {"samples", std::move(samples)}});
  }
  return json;
}

}  // namespace aftercare::app
