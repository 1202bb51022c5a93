#include "app/told_samples.hpp"

#include <algorithm>
#include <map>

#include "base/utf8.hpp"
#include "privacy/masked_text.hpp"
#include "store/duckdb/record_view.hpp"

namespace aftercare::app {
namespace {

constexpr std::size_t kSampleCharacters = 60;

}  // namespace

std::string sample_words(const std::string& text) {
  const auto first = base::first_code_points(text, kSampleCharacters);
  std::string line(first);
  std::ranges::replace(line, '\n', ' ');
  std::ranges::replace(line, '\r', ' ');
  return first.size() < text.size() ? line + "…" : line;
}

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
                                 : nlohmann::ordered_json(sample_words(text->second))}});
  }
  return json;
}

std::string masked_sample(std::string_view text, const language::Analyser& analyser) {
  language::Scratch scratch;
  std::vector<records::Span> spans;
  analyser.find_spans(text, scratch, spans);
  return sample_words(privacy::mask_text(text, spans));
}

std::string sample_name(const nlohmann::ordered_json& sample) {
  if (sample.contains("row")) return std::to_string(sample.at("row").get<std::uint64_t>());
  return sample.at("key").get<std::string>();
}

std::string sample_keys(const nlohmann::ordered_json& samples) {
  std::string keys;
  for (const auto& sample : samples) keys += (keys.empty() ? "" : ", ") + sample_name(sample);
  return keys;
}

}  // namespace aftercare::app
