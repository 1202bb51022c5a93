#include "app/search_json.hpp"

#include "metrics/answer_json.hpp"
#include "store/frame.hpp"

namespace aftercare::app {

nlohmann::ordered_json to_json(const std::vector<pipeline::SearchHits>& found) {
  using SearchJson = nlohmann::ordered_json;
  SearchJson json = {{"found", SearchJson::array()}};
  for (const auto& hits : found) {
    SearchJson records = SearchJson::array();
    for (const auto& record : hits.records) {
      SearchJson fields = SearchJson::object();
      for (const auto& [name, value] : record.fields)
        if (!store::is_null(value)) fields[name] = metrics::to_json(value);
      records.push_back({{"key", record.key}, {"source", record.source}, {"fields", fields}});
    }
    json["found"].push_back(
        {{"entity", hits.entity}, {"more", hits.more}, {"records", std::move(records)}});
  }
  return json;
}

}  // namespace aftercare::app
