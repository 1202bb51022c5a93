#include "app/told_samples.hpp"

#include <algorithm>
#include <map>

#include "base/utf8.hpp"
#include "store/duckdb/record_view.hpp"

namespace aftercare::app {
namespace {

constexpr std::size_t kSampleCharacters = 60;

std::string first_words(const std::string& text) {
  const auto first = base::first_code_points(text, kSampleCharacters);
  std::string line(first);
  std::ranges::replace(line, '\n', ' ');
  std::ranges::replace(line, '\r', ' ');
  return first.size() < text.size() ? line + "…" : line;
}

}  // namespace

nlohmann::ordered_json samples_json(const pipeline::Session& session, const records::Viewer& viewer,
                                    const std::string& fact,
                                    const std::vector<insight::SampleRow>& rows) {
  std::map<std::string, std::string> texts;
  if (fact == "case_fact" &&
      viewer.fields.of(records::PiiClass::free_text) >= records::Shown::masked) {
    std::vector<std::string> keys;
    for (const auto& row : rows) keys.push_back(row.key);
    if (const auto faces = store::faces_of(session.store(), viewer, "case", keys))
      for (const auto& face : *faces)
        for (const auto& [name, cell] : face.fields)
          if (name == "text") texts[face.key] = insight::text_in(cell);
  }
  auto json = nlohmann::ordered_json::array();
  for (const auto& row : rows) {
    const auto text = texts.find(row.key);
    json.push_back({{"key", row.key},
                    {"day", row.day},
                    {"text", text == texts.end() || text->second.empty()
                                 ? nlohmann::ordered_json()
                                 : nlohmann::ordered_json(first_words(text->second))}});
  }
  return json;
}

std::string sample_keys(const nlohmann::ordered_json& samples) {
  std::string keys;
  for (const auto& sample : samples)
    keys += (keys.empty() ? "" : ", ") + sample.at("key").get<std::string>();
  return keys;
}

}  // namespace aftercare::app
