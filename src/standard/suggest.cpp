// For each entity, every pair of column and field gets a score: how well the name fits, times how
// well the values fit. The best pairs are taken first. The entity with the highest sum wins;
// its own key and free text weigh more than references, which stand in many kinds of files.

#include "standard/suggest.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/utf8.hpp"
#include "standard/mapping_writer.hpp"
#include "standard/name_match.hpp"
#include "standard/value_profile.hpp"
#include "standard/word.hpp"

namespace aftercare::standard {
namespace {

using records::Entity;
using records::Field;
using records::FieldType;
using records::PersonalKind;
using records::PiiClass;

constexpr double kMost = 0.8;         // A share of values that speaks for a field.
constexpr double kLeastScore = 0.35;  // A pair under it is no suggestion.
constexpr double kUnlikely = 0.15;    // Factor when the values are of another kind.

/// What the values say about a field: a factor for the name's score, and a score of their own
/// where a name says nothing.
struct ValueScore {
  double factor = 1;
  double alone = 0;
  base::Message why;  // Empty: nothing to say.
};

double listed_share(const Field& field, const ValueProfile& profile) {
  if (profile.words.empty()) return 0;
  std::size_t listed = 0;
  for (const auto value : profile.words) {
    const auto word = fold(value);
    listed += std::ranges::any_of(field.codes, [&word](const records::Code& code) {
      const auto same = [&word](const std::string& other) { return fold(other) == word; };
      return same(code.code) || same(code.label.zh) || same(code.label.en) ||
             std::ranges::any_of(code.synonyms, same);
    });
  }
  return static_cast<double>(listed) / static_cast<double>(profile.words.size());
}

ValueScore score_code(const Field& field, const ValueProfile& profile, bool key) {
  if (!field.codes.empty()) {
    const auto share = listed_share(field, profile);
    if (share >= kMost)
      return {1,
              profile.numbers < kMost ? 0.5 : 0,
              {"its values are in the code list", "取值在代码表中"}};
    return {share < 0.3 ? kUnlikely : 0.7, 0, {}};
  }
  constexpr double longest_id = 45;
  if (profile.mean_chars > longest_id || profile.emails >= kMost) return {kUnlikely, 0, {}};
  if (profile.moments >= kMost && profile.numbers < kMost) return {kUnlikely, 0, {}};
  if (key && profile.values >= 20 && profile.distinct < 0.5) return {0.6, 0, {}};
  return {};
}

ValueScore score_number(const Field& field, const ValueProfile& profile) {
  if (profile.numbers < kMost) return {kUnlikely, 0, {}};
  const bool outside = (field.lowest && profile.lowest < *field.lowest) ||
                       (field.highest && profile.highest > *field.highest);
  return {outside ? 0.5 : 1, 0, {"its values are numbers", "取值是数字"}};
}

ValueScore score_text(const Field& field, const ValueProfile& profile) {
  if (field.personal == PersonalKind::phone)
    return profile.phones >= 0.6
               ? ValueScore{1, 0.6, {"its values are phone numbers", "取值是电话号码"}}
               : ValueScore{0.4, 0, {}};
  if (field.personal == PersonalKind::email)
    return profile.emails >= 0.6
               ? ValueScore{1, 0.6, {"its values are e-mail addresses", "取值是邮箱地址"}}
               : ValueScore{0.4, 0, {}};
  if (profile.moments >= kMost) return {kUnlikely, 0, {}};
  if (field.pii == PiiClass::free_text) {
    if (profile.numbers >= kMost) return {kUnlikely, 0, {}};
    if (profile.sentences >= 0.5 && profile.distinct >= 0.5)
      return {1, 0.45, {"its values are sentences", "取值是成句的文字"}};
    return {profile.mean_chars < 3 ? 0.6 : 0.9, 0, {}};
  }
  constexpr double longest_name = 80;
  if (profile.emails >= kMost || profile.phones >= kMost || profile.numbers >= kMost)
    return {0.4, 0, {}};
  return {profile.mean_chars > longest_name ? 0.5 : 1, 0, {}};
}

ValueScore score_values(const Field& field, const ValueProfile& profile, bool key) {
  if (profile.values == 0) return {0.9, 0, {}};
  switch (field.type) {
    case FieldType::moment:
    case FieldType::day:
      if (profile.moments >= kMost) return {1, 0.4, {"its values are times", "取值是时间"}};
      return {kUnlikely, 0, {}};
    case FieldType::integer:
    case FieldType::real:
    case FieldType::money:
      return score_number(field, profile);
    case FieldType::boolean:
      if (profile.booleans >= kMost) return {1, 0, {"its values say yes or no", "取值表示是或否"}};
      return {kUnlikely, 0, {}};
    case FieldType::code:
      return score_code(field, profile, key);
    case FieldType::text:
    case FieldType::blob:
      return score_text(field, profile);
  }
  return {};
}

struct Pair {
  std::size_t column = 0;
  std::size_t field = 0;
  double score = 0;
  bool named = false;  // The name had a part in it.
  double name = 0;
  base::Message reason;
};

base::Message reason_of(double name, const Field& field, const ValueScore& values) {
  base::Message reason;
  if (name >= 1) {
    reason.en = fmt::format("the name means \"{}\"", field.label.en);
    reason.zh = fmt::format("列名与“{}”同义", field.label.zh);
  } else if (name > 0) {
    reason.en = fmt::format("the name is like \"{}\"", field.label.en);
    reason.zh = fmt::format("列名与“{}”相近", field.label.zh);
  }
  if (values.why.en.empty()) return reason;
  if (!reason.en.empty()) reason.en += " and ", reason.zh += "，且";
  reason.en += values.why.en;
  reason.zh += values.why.zh;
  return reason;
}

bool is_key(const Entity& entity, const Field& field) {
  return std::ranges::find(entity.key, field.name) != entity.key.end();
}

double weight(const Entity& entity, const Field& field) {
  if (is_key(entity, field)) return field.references.empty() ? 2 : 1;
  if (!field.references.empty()) return 0.5;
  return field.pii == PiiClass::free_text ? 1.5 : 1;
}

/// One entity's best use of the columns.
struct Candidate {
  const Entity* entity = nullptr;
  std::vector<Pair> pairs;
  double total = 0;
};

Candidate best_pairs(const Entity& entity, const std::vector<std::string>& columns,
                     const std::vector<ValueProfile>& profiles, const NameMatcher& matcher) {
  std::vector<Pair> all;
  const auto main_text = std::ranges::find_if(
      entity.fields.rbegin(), entity.fields.rend(),
      [](const Field& field) { return field.pii == PiiClass::free_text && !field.derived; });
  for (std::size_t c = 0; c < columns.size(); ++c) {
    std::vector<double> names;
    for (const auto& field : entity.fields)
      names.push_back(field.derived ? 0 : matcher.match(columns[c], field));
    // A name that means one field of the entity is not overruled by values that look like another.
    const bool means_one = std::ranges::any_of(names, [](double name) { return name >= kMost; });
    for (std::size_t f = 0; f < entity.fields.size(); ++f) {
      const auto& field = entity.fields[f];
      if (field.derived || (means_one && names[f] == 0)) continue;
      const auto values = score_values(field, profiles[c], is_key(entity, field));
      const bool minor_text = field.pii == PiiClass::free_text && &field != &*main_text;
      if (names[f] == 0 && minor_text) continue;  // A title has a name; a text may have none.
      const auto score = names[f] == 0 ? values.alone : names[f] * values.factor;
      if (score >= kLeastScore)
        all.push_back({c, f, score, names[f] > 0, names[f], reason_of(names[f], field, values)});
    }
  }
  std::ranges::stable_sort(all, [](const Pair& a, const Pair& b) { return a.score > b.score; });
  Candidate candidate{&entity, {}, 0};
  for (auto& pair : all) {
    const bool taken = std::ranges::any_of(candidate.pairs, [&pair](const Pair& other) {
      return other.column == pair.column || other.field == pair.field;
    });
    if (taken) continue;
    candidate.total += weight(entity, entity.fields[pair.field]) * pair.score;
    candidate.pairs.push_back(std::move(pair));
  }
  for (const auto& key : entity.key) {
    const bool has = std::ranges::any_of(
        candidate.pairs, [&](const Pair& pair) { return entity.fields[pair.field].name == key; });
    if (!has && entity.same_if.empty()) candidate.total -= 2;
  }
  return candidate;
}

/// The code of a required field that the column names speak of: "ticket_id" of a ticket.
std::string code_said(const Field& field, const std::vector<std::string>& columns) {
  std::string best;
  std::size_t most = 0;
  for (const auto& code : field.codes) {
    const auto says_code = [&code](const std::string& column) {
      const auto in_column = [&column](const std::string& word) { return says(column, word); };
      return in_column(code.code) || in_column(code.label.zh) || in_column(code.label.en) ||
             std::ranges::any_of(code.synonyms, in_column);
    };
    const auto count = static_cast<std::size_t>(std::ranges::count_if(columns, says_code));
    if (count > most) most = count, best = code.code;
  }
  return best;
}

bool is_mapped(const Suggestion& suggestion, std::string_view field) {
  return std::ranges::any_of(
             suggestion.columns,
             [field](const ColumnSuggestion& column) { return column.choice.field == field; }) ||
         std::ranges::any_of(suggestion.constants,
                             [field](const auto& each) { return each.first == field; });
}

/// Required fields that nothing fills, and the key if records cannot be told apart without it.
std::vector<const Field*> missing_fields(const Suggestion& suggestion, const Entity& entity) {
  std::vector<const Field*> missing;
  const bool by_content = std::ranges::any_of(entity.same_if, [&](const std::string& name) {
    return entity.field(name)->pii == PiiClass::free_text && is_mapped(suggestion, name);
  });
  for (const auto& field : entity.fields)
    if ((field.required || (is_key(entity, field) && !by_content)) &&
        !is_mapped(suggestion, field.name))
      missing.push_back(&field);
  return missing;
}

/// The first different values, each cut to what fits into a table.
std::vector<std::string> samples_of(const records::RawBatch& sample, std::size_t column) {
  constexpr std::size_t most = 5, longest = 200;
  std::vector<std::string> samples;
  for (std::size_t row = 0; row < sample.rows() && samples.size() < most; ++row) {
    const auto value = base::first_code_points(trim(sample.cell(row, column)), longest);
    if (!value.empty() && std::ranges::find(samples, value) == samples.end())
      samples.emplace_back(value);
  }
  return samples;
}

}  // namespace

Suggestion suggest(const std::vector<std::string>& columns, const records::RawBatch& sample,
                   const records::Dictionary& dictionary, std::string_view as) {
  std::vector<ValueProfile> profiles(columns.size());
  for (std::size_t c = 0; c < std::min(columns.size(), sample.columns.size()); ++c)
    profiles[c] = profile_of(sample, c);
  const NameMatcher matcher(dictionary);
  Candidate best, second;
  for (const auto& entity : dictionary.entities()) {
    if (!as.empty() && entity.name != as) continue;
    auto candidate = best_pairs(entity, columns, profiles, matcher);
    if (as.empty() && candidate.total <= 0) continue;
    if (best.entity == nullptr || candidate.total > best.total) std::swap(best, candidate);
    if (candidate.total > second.total) second = std::move(candidate);
  }
  Suggestion suggestion;
  for (const auto& column : columns)
    suggestion.columns.push_back(
        {column, {{}, {}, 0, 0, 0, {"fits no field", "没有合适的字段"}}, {}, {}, {}});
  for (std::size_t c = 0; c < suggestion.columns.size() && c < sample.columns.size(); ++c)
    suggestion.columns[c].samples = samples_of(sample, c);
  if (best.pairs.empty()) return suggestion;

  const auto& entity = *best.entity;
  suggestion.entity = entity.name;
  suggestion.label = entity.label;
  double sum = 0;
  for (auto& pair : best.pairs) {
    auto& column = suggestion.columns[pair.column];
    const auto& field = entity.fields[pair.field];
    column.choice = {entity.name, field.name, pair.score, pair.name, 0, std::move(pair.reason)};
    const bool date = field.type == FieldType::moment || field.type == FieldType::day;
    if (date) column.format = profiles[pair.column].date_format;
    sum += pair.score;
  }
  for (const auto& field : entity.fields)
    if (field.required && !field.codes.empty() && !is_mapped(suggestion, field.name))
      if (auto code = code_said(field, columns); !code.empty())
        suggestion.constants.emplace_back(field.name, std::move(code));
  for (const auto* field : missing_fields(suggestion, entity)) {
    std::vector<std::string> codes;
    for (const auto& code : field->codes) codes.push_back(code.code);
    suggestion.missing.emplace_back(field->name, std::move(codes));
  }
  suggestion.covered = suggestion.missing.empty();

  const auto mean = sum / static_cast<double>(best.pairs.size());
  const auto share = static_cast<double>(std::ranges::count_if(best.pairs, &Pair::named)) /
                     static_cast<double>(columns.size());
  // Two entities that explain the columns nearly as well: a person should look.
  const double rival = second.total > 0.92 * best.total ? 0.85 : 1;
  suggestion.confidence = (0.45 * mean + 0.4 * share + (suggestion.covered ? 0.15 : 0)) * rival;
  return suggestion;
}

Mapping to_mapping(const Suggestion& suggestion, std::string_view name) {
  Mapping mapping;
  mapping.name = name.empty() ? "suggested_" + suggestion.entity : std::string(name);
  mapping.label = {"Suggested: " + suggestion.label.en, "建议：" + suggestion.label.zh};
  auto& entity = mapping.entities.emplace_back();
  entity.entity = suggestion.entity;
  for (const auto& [field, value] : suggestion.constants) {
    auto& mapped = entity.fields.emplace_back();
    mapped.field = field;
    mapped.origin = FromConstant{value};
  }
  for (const auto& column : suggestion.columns) {
    if (column.choice.field.empty()) continue;
    mapping.recognised.push_back(column.column);
    auto& mapped = entity.fields.emplace_back();
    mapped.field = column.choice.field;
    mapped.origin = FromColumn{column.column};
    mapped.format = column.format;
  }
  return mapping;
}

std::string to_yaml(const Suggestion& suggestion) {
  std::string text = fmt::format(
      "# A suggestion, {:.0f} % sure. Check it, then keep it in the workspace under "
      "catalog/mappings/.\n# 建议，把握 {:.0f} %。请检查后保存到工作区的 catalog/mappings/ 下。\n",
      suggestion.confidence * 100, suggestion.confidence * 100);
  for (const auto& column : suggestion.columns) {
    const auto name = column.column.substr(0, column.column.find_first_of("\r\n"));
    const auto& choice = column.choice;
    text += choice.field.empty()
                ? fmt::format("#   {}: {} / {}\n", name, choice.reason.en, choice.reason.zh)
                : fmt::format("#   {} -> {}, {:.0f} %: {} / {}\n", name, choice.field,
                              choice.confidence * 100, choice.reason.en, choice.reason.zh);
  }
  text += to_yaml(to_mapping(suggestion));
  for (const auto& [field, codes] : suggestion.missing)
    text += fmt::format("      # {}:   still needed{} / 仍需填写\n", field,
                        codes.empty() ? "" : fmt::format(", one of {}", fmt::join(codes, ", ")));
  return text;
}

}  // namespace aftercare::standard
