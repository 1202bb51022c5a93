// Words, phrases and new topics of many texts as JSON: one form for command line and API.

#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "language/corpus/told_terms.hpp"
#include "language/corpus/topic_discovery.hpp"
#include "pipeline/stored_words.hpp"

namespace aftercare::app {

enum class TermKind { word, phrase };

/// The first `most` of them; with windows also how many texts of now and before.
nlohmann::ordered_json terms_json(const std::vector<language::ToldTerm>& terms, std::size_t most,
                                  bool with_windows, TermKind kind);

/// Where a text stands: "rows" or "cases", and which.
struct TextPlaces {
  std::string name;
  std::function<nlohmann::ordered_json(std::uint32_t)> of;
};
/// Of each at most `most_places`, the most typical first.
nlohmann::ordered_json topics_json(const std::vector<language::DiscoveredTopic>& topics,
                                   std::size_t most, bool with_windows, std::size_t most_places,
                                   const TextPlaces& places);

/// "云雀屏 · 锁死": what a group is called.
std::string name_of(const language::DiscoveredTopic& topic);

/// {"period","before","texts_now","texts_before","stored_now","stored_before"}.
nlohmann::ordered_json period_json(const pipeline::StoredWords& words);
TextPlaces places_of(const pipeline::StoredWords& words);

}  // namespace aftercare::app
