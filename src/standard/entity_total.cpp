// How much a reading of the columns speaks for an entity: the fields it fills by their weight, what
// its lists always have, what only they speak of, what the first column numbers, and what the file
// is called.

#include <algorithm>
#include <ranges>

#include "standard/entity_reading.hpp"

namespace aftercare::standard {
namespace {

constexpr double kCue = 1.2;                // A column that only lists of one entity have,
constexpr double kQuestion = 2;             // what a question of a form is worth of them,
constexpr double kMostCues = 5;             // and how many are counted.
constexpr double kKeyFirst = 0.7;           // Its own key in the first column.
constexpr double kTitled = 1;               // The name of the file.
constexpr double kNeedUnmet = 1.2;          // Nothing of what its lists always have.
constexpr std::string_view kAsks = "asks";  // Among cues: a question of a form.

bool is_among(const std::vector<std::string>& list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

}  // namespace

void EntityReader::add_totals(Reading& reading) const {
  for (const auto e : reading.entities) {
    const auto& entity = context_.dictionary.entities()[e];
    double total = 0;
    for (std::size_t c = 0; c < seen_.size(); ++c) {
      const auto* pair = reading.choice(c);
      if (pair == nullptr || pair->entity != e) continue;
      total += weight(entity, entity.fields[pair->field], context_.words) * pair->score;
    }
    const auto filled = [&](const std::string& field) {
      return std::ranges::any_of(std::views::iota(std::size_t{0}, seen_.size()), [&](auto c) {
        const auto* pair = reading.choice(c);
        return pair != nullptr && pair->entity == e && entity.fields[pair->field].name == field;
      });
    };
    const auto counted = counted_key(entity, filled);
    for (const auto& key : entity.key)
      if (!filled(key) && key != counted && entity.same_if.empty()) total -= 1.5;
    const auto& evidence = context_.words.evidence(entity.name);
    const auto wanted = std::min<std::ptrdiff_t>(2, std::ssize(evidence));
    const auto shown = std::ranges::count_if(evidence, filled);
    if (shown < wanted) total -= shown == 0 ? 3 : 2;
    const auto met = [&](const std::string& need) {
      return entity.field(need) != nullptr ? filled(need)
                                           : std::ranges::any_of(seen_, [&need](const Seen& seen) {
                                               return seen.name.has(need);
                                             });
    };
    if (const auto& needs = context_.words.needs(entity.name);
        !needs.empty() && std::ranges::none_of(needs, met))
      total -= kNeedUnmet;
    // Columns that speak of the entity by name, but for what only refers to its key.
    for (const auto& seen : seen_)
      for (const auto& noun : context_.words.nouns(entity.name))
        if (seen.name.has(noun) && !(seen.name.has("id") && seen.name.meanings.size() == 2))
          total += 0.2;
    // What a row is, its first column often numbers.
    if (const auto* first = seen_.empty() ? nullptr : reading.choice(0);
        first != nullptr && first->entity == e && entity.key.size() == 1 &&
        is_key(entity, entity.fields[first->field]))
      total += kKeyFirst;
    if (entity.name == titled_) total += kTitled;
    double cues = 0;
    if (const auto& list = context_.words.cues(entity.name); !list.empty())
      for (const auto& seen : seen_)
        cues += seen.name.asks && is_among(list, kAsks) ? kQuestion
                : std::ranges::any_of(
                      list, [&seen](const std::string& cue) { return seen.name.has(cue); })
                    ? 1
                    : 0;
    total += kCue * std::min(cues, kMostCues);
    reading.totals.push_back(total);
  }
}

}  // namespace aftercare::standard
