#include "standard/array_suggestion.hpp"

#include <algorithm>
#include <set>

#include "standard/entity_reading.hpp"
#include "standard/unfold.hpp"
#include "standard/word.hpp"

namespace aftercare::standard {
namespace {

constexpr double kLeastSureArray = 0.6;
constexpr std::size_t kFewestFields = 2;

bool holds_objects(const ColumnSuggestion& column) {
  return !column.samples.empty() &&
         std::ranges::all_of(column.samples, [](const std::string& sample) {
           const auto brace = sample.find_first_not_of("[ \t\r\n");
           return sample.front() == '[' && brace != sample.npos && sample[brace] == '{';
         });
}

/// The name of the array speaks of nothing but the entity and the one it stands in.
bool speaks_of(const ColumnName& name, const std::string& entity, const std::string& main,
               const ColumnWords& words) {
  const auto is_noun = [&](const std::string& of, const Meaning& meaning) {
    return std::ranges::find(words.nouns(of), meaning.name) != words.nouns(of).end();
  };
  bool any = false;
  for (const auto& meaning : name.meanings) {
    const bool own = is_noun(entity, meaning);
    any = any || own;
    // "list", "details".
    const bool says_little = !meaning.known || meaning.name == "content" || meaning.name == "unit";
    if (!own && !says_little && !is_noun(main, meaning)) return false;
  }
  return any;
}

/// The elements alone, under the names that they have themselves.
records::RawBatch element_rows(const records::RawBatch& sample, const std::string& array,
                               records::Arena& arena) {
  const auto unfolded = unfold(sample, array, false, arena);
  const auto prefix = array + "[].";
  records::RawBatch elements;
  std::vector<std::size_t> columns;
  for (std::size_t c = 0; c < unfolded.rows.columns.size(); ++c)
    if (unfolded.rows.columns[c].starts_with(prefix)) {
      columns.push_back(c);
      elements.columns.push_back(unfolded.rows.columns[c].substr(prefix.size()));
    }
  elements.origins = unfolded.rows.origins;
  elements.repairs = unfolded.rows.repairs;
  for (std::size_t row = 0; row < elements.origins.size(); ++row)
    for (const auto column : columns) elements.cells.push_back(unfolded.rows.cell(row, column));
  return elements;
}

const records::Field* reference_to(const records::Entity& entity, const std::string& main) {
  const auto at = std::ranges::find(entity.fields, main, &records::Field::references);
  return at == entity.fields.end() ? nullptr : &*at;
}

}  // namespace

std::vector<ArraySuggestion> suggest_arrays(const Suggestion& suggestion,
                                            const records::RawBatch& sample,
                                            const SuggestContext& context) {
  std::vector<ArraySuggestion> arrays;
  const bool keyed = std::ranges::any_of(suggestion.columns, [&](const ColumnSuggestion& column) {
    return column.choice.entity == suggestion.entity &&
           column.choice.field == suggestion.entity + "_id";
  });
  if (!keyed) return arrays;
  for (const auto& column : suggestion.columns) {
    if (!holds_objects(column)) continue;
    const auto name = context.words.read(column.column);
    records::Arena arena;
    const auto elements = element_rows(sample, column.column, arena);
    if (elements.columns.empty()) continue;
    for (const auto& entity : context.dictionary.entities()) {
      const auto* const reference = reference_to(entity, suggestion.entity);
      if (reference == nullptr || !speaks_of(name, entity.name, suggestion.entity, context.words))
        continue;
      auto found = suggest(elements.columns, elements, context, entity.name);
      const auto counted =
          counted_key(entity, [&](const std::string& field) { return field == reference->name; });
      std::erase_if(found.missing, [&](const auto& missing) {
        return missing.first == reference->name || missing.first == counted;
      });
      std::set<std::string> filled;
      for (const auto& one : found.columns)
        if (!one.choice.field.empty()) filled.insert(one.choice.field);
      if (!found.missing.empty() || found.entity.empty() || filled.size() < kFewestFields) continue;
      double sure = 0;
      for (const auto& one : found.columns)
        if (!one.choice.field.empty()) sure = std::max(sure, one.choice.confidence);
      if (sure < kLeastSureArray) continue;
      arrays.push_back(
          {column.column, entity.name, reference->name, counted, sure, std::move(found.columns)});
    }
  }
  std::ranges::stable_sort(arrays, [](const ArraySuggestion& a, const ArraySuggestion& b) {
    return a.columns.size() * a.confidence > b.columns.size() * b.confidence;
  });
  std::set<std::string> entities, columns;
  std::erase_if(arrays, [&](const ArraySuggestion& array) {
    const bool fresh = !entities.contains(array.entity) && !columns.contains(array.column);
    if (fresh) entities.insert(array.entity), columns.insert(array.column);
    return !fresh;
  });
  return arrays;
}

}  // namespace aftercare::standard
