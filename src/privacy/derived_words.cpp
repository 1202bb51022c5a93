#include "privacy/derived_words.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/utf8.hpp"
#include "text/normal_text.hpp"
#include "text/phrase_set.hpp"

namespace aftercare::privacy {
namespace {

std::string folded_words(std::string_view text) {
  thread_local text::NormalText normal;
  normal.clear();
  normal.add(text, nullptr);
  std::string folded;
  for (const char32_t point : normal.points())
    base::append_code_point(folded, text::fold_point(point));
  return folded;
}

std::string items_held(std::string_view list, std::string_view held) {
  std::string kept;
  while (!list.empty()) {
    const auto end = std::min(list.find('|'), list.size());
    const auto item = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    if (item.empty() || held.find(folded_words(item)) == held.npos) continue;
    if (!kept.empty()) kept.push_back('|');
    kept.append(item);
  }
  return kept;
}

std::string objects_held(std::string_view array, std::string_view held) {
  const auto parsed = nlohmann::ordered_json::parse(array, nullptr, false);
  auto kept = nlohmann::ordered_json::array();
  if (parsed.is_array())
    for (const auto& object : parsed)
      if (object.is_object() && object.contains("text") && object["text"].is_string() &&
          held.find(folded_words(object["text"].get<std::string>())) != held.npos)
        kept.push_back(object);
  return kept.empty() ? std::string() : kept.dump();
}

}  // namespace

std::string placed_in_masked(std::string_view entities, std::string_view title,
                             std::string_view text) {
  auto parsed = nlohmann::ordered_json::parse(entities, nullptr, false);
  if (!parsed.is_array()) return {};
  struct Field {
    std::string_view given;
    text::NormalText normal;
    std::u32string folded;
    std::size_t from = 0;

    void read(std::string_view masked) {
      given = masked;
      normal.add(masked, nullptr);
      for (const char32_t point : normal.points()) folded += text::fold_point(point);
    }
  };
  Field fields[2];
  fields[0].read(text);
  fields[1].read(title);
  for (auto& entity : parsed) {
    if (!entity.is_object() || !entity.contains("text") || !entity["text"].is_string() ||
        !entity.contains("start"))
      continue;
    auto& field = fields[entity.contains("in") ? 1 : 0];
    text::NormalText wanted;
    wanted.add(entity["text"].get<std::string>(), nullptr);
    std::u32string folded;
    for (const char32_t point : wanted.points()) folded += text::fold_point(point);
    const auto at = folded.empty() ? folded.npos : field.folded.find(folded, field.from);
    if (at == folded.npos) {
      entity.erase("start");
      entity.erase("end");
      continue;
    }
    const auto characters = [&field](std::size_t bytes) {
      return base::count_code_points(field.given.substr(0, bytes));
    };
    entity["start"] = characters(field.normal.begin_of(at));
    entity["end"] = characters(field.normal.end_of(at + folded.size() - 1));
    field.from = at + folded.size();
  }
  return parsed.empty() ? std::string() : parsed.dump();
}

std::string words_still_held(std::string_view derived, std::string_view masked_text) {
  const auto held = folded_words(masked_text);
  return derived.starts_with('[') ? objects_held(derived, held) : items_held(derived, held);
}

}  // namespace aftercare::privacy
