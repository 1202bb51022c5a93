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
  const auto parsed = nlohmann::json::parse(array, nullptr, false);
  auto kept = nlohmann::json::array();
  if (parsed.is_array())
    for (const auto& object : parsed)
      if (object.is_object() && object.contains("text") && object["text"].is_string() &&
          held.find(folded_words(object["text"].get<std::string>())) != held.npos)
        kept.push_back(object);
  return kept.empty() ? std::string() : kept.dump();
}

}  // namespace

std::string words_still_held(std::string_view derived, std::string_view masked_text) {
  const auto held = folded_words(masked_text);
  return derived.starts_with('[') ? objects_held(derived, held) : items_held(derived, held);
}

}  // namespace aftercare::privacy
