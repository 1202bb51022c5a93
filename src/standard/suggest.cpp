// Each entity makes its best of the columns (entity_reading.hpp). The one whose columns weigh most
// wins; its own key and free text weigh more than references, which stand in many kinds of files.

#include "standard/suggest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/utf8.hpp"
#include "standard/array_suggestion.hpp"
#include "standard/entity_reading.hpp"
#include "standard/name_words.hpp"
#include "standard/word.hpp"

namespace aftercare::standard {
namespace {

using records::Entity;
using records::Field;
using records::FieldType;
using records::PiiClass;

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

base::Message reason_of(const Pair& pair, const Field& field) {
  base::Message reason;
  const auto name = [&](std::string_view en, std::string_view zh) {
    reason.en = fmt::format(fmt::runtime(en), field.label.en);
    reason.zh = fmt::format(fmt::runtime(zh), field.label.zh);
  };
  if (pair.name.likeness == NameLikeness::same)
    name("the name means \"{}\"", "列名与“{}”同义");
  else if (pair.name.likeness == NameLikeness::like)
    name("the name is like \"{}\"", "列名与“{}”相近");
  else if (pair.name.likeness == NameLikeness::initials)
    name("the name is the initials of \"{}\"", "列名是“{}”的拼音首字母");
  if (pair.values.why.en.empty()) return reason;
  if (!reason.en.empty()) reason.en += " and ", reason.zh += "，且";
  reason.en += pair.values.why.en;
  reason.zh += pair.values.why.zh;
  return reason;
}

bool is_mapped(const Suggestion& suggestion, std::string_view entity, std::string_view field) {
  const auto fills = [&](const ColumnSuggestion& column) {
    return column.choice.entity == entity && column.choice.field == field;
  };
  return std::ranges::any_of(suggestion.columns, fills) ||
         std::ranges::any_of(suggestion.constants,
                             [field](const auto& each) { return each.first == field; });
}

/// Required fields that nothing fills, and the key if records cannot be told apart without it.
std::vector<const Field*> missing_fields(const Suggestion& suggestion, const Entity& entity) {
  std::vector<const Field*> missing;
  const bool by_content = std::ranges::any_of(entity.same_if, [&](const std::string& name) {
    return entity.field(name)->pii == PiiClass::free_text &&
           is_mapped(suggestion, entity.name, name);
  });
  const auto counted = counted_key(
      entity, [&](const std::string& field) { return is_mapped(suggestion, entity.name, field); });
  for (const auto& field : entity.fields)
    if ((field.required || (is_key(entity, field) && !by_content)) && field.name != counted &&
        !is_mapped(suggestion, entity.name, field.name))
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

double logistic(double x) {
  return 1 / (1 + std::exp(-x));
}

// Fitted to the layouts of tests/standard/layouts (scripts/score mapping --calibrate).
double sure_of_field(double score, double margin) {
  return std::clamp(logistic(-4.0 + 6.5 * score + 1.5 * margin), 0.0, 0.99);
}
double sure_of_none(double best, double other) {
  return std::clamp(logistic(2.0 - 4.0 * best + 2.5 * other), 0.0, 0.99);
}

/// What was found about one column, told.
void tell(const SuggestContext& context, const Reading& reading, const Seen& seen, std::size_t c,
          ColumnSuggestion& to) {
  const auto choice_of = [&](const Pair& pair, double margin) {
    const auto& entity = context.dictionary.entities()[pair.entity];
    const auto& field = entity.fields[pair.field];
    return FieldChoice{entity.name,
                       field.name,
                       sure_of_field(pair.score, margin),
                       pair.name.score,
                       std::max(pair.values.factor, pair.values.alone),
                       reason_of(pair, field)};
  };
  const auto* chosen = reading.choice(c);
  const auto& other = seen.other(reading.entities);
  std::vector<const Pair*> others;
  for (const auto& pair : reading.pairs[c])
    if (&pair != chosen) others.push_back(&pair);
  std::ranges::stable_sort(others, [](auto* a, auto* b) { return a->score > b->score; });
  constexpr std::size_t most = 3;
  if (others.size() > most) others.resize(most);
  for (const auto* pair : others)
    to.alternatives.push_back(
        choice_of(*pair, pair->score - (chosen == nullptr ? other.score : chosen->score)));
  const double next = others.empty() ? 0 : others.front()->score;
  if (chosen != nullptr) {
    to.choice = choice_of(*chosen, chosen->score - std::max(next, other.score));
    const auto& field = context.dictionary.entity(to.choice.entity)->field(to.choice.field);
    if (field->type == FieldType::moment || field->type == FieldType::day)
      to.format = seen.profile.serials >= 0.95 ? "excel" : seen.profile.date_format;
    if (!to.format.empty() && to.format == seen.profile.date_format) {
      to.choice.reason.en += fmt::format("; dates are {}", to.format);
      to.choice.reason.zh += fmt::format("；日期为 {}", to.format);
    } else if (to.format.empty() && seen.profile.two_readings) {
      to.choice.reason.en += "; say whether its dates are month/day/year or day/month/year";
      to.choice.reason.zh += "；请说明日期是 month/day/year 还是 day/month/year";
    }
    const bool number = field->type == FieldType::money || field->type == FieldType::real ||
                        field->type == FieldType::integer;
    const bool unit = seen.name.unit.empty() || seen.name.unit == field->unit ||
                      (seen.name.unit == "money" && field->type == FieldType::money);
    if (number && unit) to.scale = seen.name.scale;
    if (!others.empty()) {
      to.choice.reason.en += fmt::format("; next: {}", to.alternatives.front().field);
      to.choice.reason.zh += fmt::format("；其次：{}", to.alternatives.front().field);
    }
    return;
  }
  to.choice.confidence = sure_of_none(next, other.score);
  if (other.score >= kLeastScore && other.label != nullptr) {
    to.choice.reason = {fmt::format("means \"{}\", which no field holds", other.label->en),
                        fmt::format("意为“{}”，没有字段存放它", other.label->zh)};
  } else if (next >= kLeastScore) {
    to.choice.reason = {fmt::format("another column fits {} better", to.alternatives.front().field),
                        fmt::format("另一列更适合 {}", to.alternatives.front().field)};
  } else {
    to.choice.reason = {"fits no field", "没有合适的字段"};
  }
}

}  // namespace

Suggestion suggest(const std::vector<std::string>& columns, const records::RawBatch& sample,
                   const SuggestContext& context, std::string_view as) {
  const EntityReader reader(columns, sample, context);
  const auto& entities = context.dictionary.entities();
  std::vector<Reading> readings;
  for (std::size_t e = 0; e < entities.size(); ++e)
    if (as.empty() || entities[e].name == as) readings.push_back(reader.read_as({e}));
  std::ranges::stable_sort(
      readings, [](const Reading& a, const Reading& b) { return a.totals[0] > b.totals[0]; });
  if (as.empty())
    std::erase_if(readings, [](const Reading& reading) { return reading.totals[0] <= 0; });

  Suggestion suggestion;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    auto& column = suggestion.columns.emplace_back();
    column.column = columns[c];
    column.choice.reason = {"fits no field", "没有合适的字段"};
    if (c < sample.columns.size()) column.samples = samples_of(sample, c);
  }
  const bool any =
      !readings.empty() && std::ranges::any_of(readings.front().chosen,
                                               [](std::size_t at) { return at != kUnassigned; });
  if (!any) return suggestion;
  const auto top = readings.front().totals[0];
  for (std::size_t i = 1; i < readings.size() && i <= 3; ++i) {
    const auto& entity = entities[readings[i].entities[0]];
    suggestion.rivals.push_back(
        {entity.name, entity.label, top <= 0 ? 0 : std::max(0.0, readings[i].totals[0] / top)});
  }
  const auto reading = as.empty() ? reader.with_lines(readings.front()) : readings.front();
  const auto& entity = entities[reading.entities.front()];
  suggestion.entity = entity.name;
  suggestion.label = entity.label;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const auto leader = reader.seen()[c].leader;
    if (leader == kUnassigned) tell(context, reading, reader.seen()[c], c, suggestion.columns[c]);
  }
  for (std::size_t c = 0; c < columns.size(); ++c)
    if (const auto leader = reader.seen()[c].leader; leader != kUnassigned) {
      auto& column = suggestion.columns[c];
      column.choice = suggestion.columns[leader].choice;
      if (column.choice.field.empty()) continue;
      column.part = true;
      column.choice.reason = {fmt::format("a further part of \"{}\"", columns[leader]),
                              fmt::format("是“{}”的后续部分", columns[leader])};
    }
  if (as.empty() && reading.entities.size() == 1)
    suggestion.arrays = suggest_arrays(suggestion, sample, context);
  for (const auto& array : suggestion.arrays) {
    auto& column = *std::ranges::find(suggestion.columns, array.column, &ColumnSuggestion::column);
    const auto& label = context.dictionary.entity(array.entity)->label;
    column.choice = {};
    column.choice.confidence = array.confidence;
    column.choice.reason = {fmt::format("its elements are records of their own: {}", label.en),
                            fmt::format("其中每个元素是一条独立记录：{}", label.zh)};
  }
  for (const auto& field : entity.fields)
    if (field.required && !field.codes.empty() && !is_mapped(suggestion, entity.name, field.name))
      if (auto code = code_said(field, columns); !code.empty())
        suggestion.constants.emplace_back(field.name, std::move(code));
  for (const auto* field : missing_fields(suggestion, entity)) {
    std::vector<std::string> codes;
    for (const auto& code : field->codes) codes.push_back(code.code);
    suggestion.missing.emplace_back(field->name, std::move(codes));
  }
  suggestion.covered = suggestion.missing.empty();

  double sum = 0, weight_sum = 0;
  std::size_t named = 0, mapped = 0;
  bool key_alone = true;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const auto* pair = reading.choice(c);
    if (pair == nullptr || suggestion.columns[c].choice.field.empty()) continue;
    const auto& owner = entities[pair->entity];
    const auto heavy = weight(owner, owner.fields[pair->field], context.words);
    sum += heavy * suggestion.columns[c].choice.confidence;
    weight_sum += heavy;
    ++mapped;
    named += pair->name.score > 0;
    key_alone = key_alone && is_key(owner, owner.fields[pair->field]);
  }
  const auto sure = weight_sum > 0 ? sum / weight_sum : 0;
  const auto share = mapped == 0 ? 0 : static_cast<double>(named) / static_cast<double>(mapped);
  // Two entities that explain the columns nearly as well: a person should look.
  const double second = suggestion.rivals.empty() ? 0 : suggestion.rivals.front().score;
  const double rival = second > 0.92 && reading.entities.size() == 1 ? 0.85 : 1;
  // Numbers of rows that say nothing else: of anything.
  const double told = key_alone && suggestion.arrays.empty() ? 0.7 : 1;
  suggestion.confidence =
      sure * (0.5 + 0.5 * share) * (suggestion.covered ? 1 : 0.7) * rival * told;
  return suggestion;
}

}  // namespace aftercare::standard
