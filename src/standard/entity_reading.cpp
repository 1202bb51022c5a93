// Every pair of column and field gets a score: how well the name fits times how well the values
// fit. One assignment over all pairs takes the best whole. A well-known column that belongs to no
// field competes like a field, so it is left out on purpose.

#include "standard/entity_reading.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <ranges>

#include "standard/question_name.hpp"

namespace aftercare::standard {
namespace {

using records::Entity;
using records::Field;
using records::FieldType;
using records::PiiClass;

constexpr double kLeastShown = 0.25;   // An alternative under it is none.
constexpr double kSomeName = 0.3;      // Names less alike say nothing.
constexpr double kAsGoodAsSame = 0.9;  // Every word is said, and no other name is the very same.
constexpr double kOtherShare = 0.97;   // A field wins where both fit equally.
constexpr double kKnownKeys = 0.5;     // A share of keys met in the store that speaks for a field.
constexpr double kWithTheKey = 0.04;  // Named as the records themselves are: of two alike that one.
constexpr double kNamedNotNumbered = 0.5;  // A name where an id is looked for.
constexpr double kCallsHimself = 0.9;      // A nickname, where names are given as well.
constexpr double kCoarser = 0.9;           // Days, where a column says the time as well.
constexpr double kStateOfRecords = 0.3;    // "Open" where a province is looked for.
constexpr double kOfOwnBest = 0.8;         // Of the score of the field that a column fits best.
constexpr double kRatedQuestion = 0.5;     // A question answered by numbers, if it is the only one.

/// How many of an entity's own fields beside its key, that the other does not have under the same
/// name, are used.
std::size_t own_fields(const records::Dictionary& dictionary, const Reading& reading,
                       std::size_t entity, std::size_t other) {
  std::size_t count = 0;
  for (std::size_t c = 0; c < reading.chosen.size(); ++c) {
    const auto* pair = reading.choice(c);
    if (pair == nullptr || pair->entity != entity) continue;
    const auto& name = dictionary.entities()[entity].fields[pair->field].name;
    count += dictionary.entities()[other].field(name) == nullptr &&
             !is_key(dictionary.entities()[entity], *dictionary.entities()[entity].field(name));
  }
  return count;
}

bool is_rated_question(const Seen& seen) {
  constexpr double most = 0.8, highest = 10;
  const auto& values = seen.profile;
  return seen.name.asks && values.numbers >= most && values.fractions == 0 && values.lowest >= 0 &&
         values.highest <= highest;
}

/// Whether its values are codes of some list of the entity.
bool is_listed_in(const Entity& entity, const Seen& seen) {
  return seen.profile.values > 0 && std::ranges::any_of(entity.fields, [&seen](const Field& field) {
           return !field.codes.empty() && fit_values(field, seen.profile, false).alone > 0;
         });
}

// "Resolve by", and times below it: until when, not by whom.
void note_deadline(Seen& seen) {
  constexpr double least = 0.8;
  auto& meanings = seen.name.meanings;
  if (!meanings.empty() && meanings.back().name == "by_whom" && seen.profile.moments >= least)
    meanings.back() = {"deadline", 1.0, true};
}

// "goods_num": how many where its values are small numbers that come again, else which one.
void note_number(Seen& seen) {
  constexpr double least = 0.8, few = 50, most = 100'000, all_differ = 0.9;
  auto& meanings = seen.name.meanings;
  const auto at = std::ranges::find(meanings, std::string_view("num"), &Meaning::name);
  if (at == meanings.end() || seen.profile.values == 0) return;
  const auto& values = seen.profile;
  const bool counts = values.numbers >= least && values.fractions == 0 && values.lowest >= 0 &&
                      values.highest < most &&
                      (values.highest <= few || values.distinct < all_differ);
  at->name = counts ? "count" : "id";
}

// What a file calls its records: "售后" of "售后单号", "case" of "Case number". Nothing if its key
// has no more than that it is one.
std::vector<std::string> called_by(const ColumnName& key) {
  std::vector<std::string> words;
  for (const auto& meaning : key.meanings)
    if (meaning.name != "id" && meaning.name != "num") words.push_back(meaning.name);
  return words;
}

bool is_called(const ColumnName& name, const std::vector<std::string>& words) {
  return !words.empty() &&
         std::ranges::all_of(words, [&name](const std::string& word) { return name.has(word); });
}

// What a name says, in whatever order.
std::string said(const ColumnName& name) {
  std::vector<std::string> words;
  for (const auto& meaning : name.meanings) words.push_back(meaning.name);
  std::ranges::sort(words);
  return fmt::format("{}", fmt::join(words, "|"));
}

std::size_t place_of(const records::Dictionary& dictionary, std::string_view entity) {
  const auto& all = dictionary.entities();
  const auto at = std::ranges::find(all, entity, &Entity::name);
  return at == all.end() ? kUnassigned : static_cast<std::size_t>(at - all.begin());
}

}  // namespace

const Seen::Other& Seen::other(const std::vector<std::size_t>& entities) const {
  return others[*std::ranges::min_element(
      entities, {}, [this](std::size_t entity) { return others[entity].score; })];
}

bool is_key(const records::Entity& entity, const records::Field& field) {
  return std::ranges::find(entity.key, field.name) != entity.key.end();
}

std::string counted_key(const records::Entity& entity,
                        const std::function<bool(const std::string&)>& filled) {
  for (const auto& key : entity.key) {
    const auto& field = *entity.field(key);
    if (filled(key) || !field.references.empty()) continue;
    const bool beside = entity.key.size() == 2;
    for (const auto& other : entity.fields) {
      const bool holds =
          beside ? other.name != key && is_key(entity, other) : other.required && !field.required;
      if (holds && !other.references.empty() && filled(other.name)) return key;
    }
  }
  return {};
}

double weight(const records::Entity& entity, const records::Field& field,
              const ColumnWords& words) {
  if (is_key(entity, field)) return field.references.empty() ? 2 : 1;
  if (!field.references.empty()) return 0.5;
  // Whom, where and when last changed is said of anything.
  const bool anything = field.pii == PiiClass::personal || field.gazetteer == "province" ||
                        field.name == "city" || field.name == entity.version;
  const auto& evidence = words.evidence(entity.name);
  if (anything && std::ranges::find(evidence, field.name) == evidence.end()) return 0.3;
  if (words.speaks_of_another(entity.name, field.name)) return 0.5;
  return field.pii == PiiClass::free_text ? 1.5 : 1;
}

EntityReader::EntityReader(const std::vector<std::string>& columns, const records::RawBatch& sample,
                           const SuggestContext& context)
    : context_(context),
      matcher_(context.dictionary, context.words),
      titled_(context.words.titled(context.hints.file)) {
  for (std::size_t c = 0; c < columns.size(); ++c) {
    auto& seen = seen_.emplace_back();
    seen.name = context.words.read(columns[c]);
    if (c < sample.columns.size())
      seen.profile = profile_of(sample, c, context.regions, context.couriers);
    note_deadline(seen);
    note_number(seen);
    seen.others = matcher_.match_others(seen.name);
  }
  join_parts();
  join_clocks();
  note_initials();
  note_questions(columns);
  // Dates that could be read in two ways are read as those of other columns of the same file.
  std::string format;
  for (const auto& seen : seen_)
    if (format.empty()) format = seen.profile.date_format;
  for (auto& seen : seen_)
    if (seen.profile.two_readings) seen.profile.date_format = format;
}

// "下单日期" and "下单时间": a day and a time of the clock of one meaning are one moment, unless a
// third column has both.
void EntityReader::join_clocks() {
  constexpr double nearly_all = 0.8;
  std::map<std::string, std::vector<std::size_t>> alike;
  for (std::size_t c = 0; c < seen_.size(); ++c)
    if (const auto& profile = seen_[c].profile;
        seen_[c].leader == kUnassigned && seen_[c].name.part == 0 &&
        std::max(profile.moments, profile.clocks) >= nearly_all)
      alike[said(seen_[c].name)].push_back(c);
  for (const auto& [words, columns] : alike) {
    std::vector<std::size_t> days, clocks, moments;
    for (const auto c : columns)
      (seen_[c].profile.clocks >= nearly_all ? clocks
       : seen_[c].profile.days >= nearly_all ? days
                                             : moments)
          .push_back(c);
    for (const auto day : days) seen_[day].coarser = !moments.empty();
    if (moments.empty() && days.size() == 1 && clocks.size() == 1)
      seen_[clocks.front()].leader = days.front();
  }
}

// "First name" and "last name", "address 1" and "address 2": the later ones follow the first.
void EntityReader::join_parts() {
  std::map<std::string, std::map<int, std::size_t>> wholes;
  for (std::size_t c = 0; c < seen_.size(); ++c) {
    wholes[said(seen_[c].name)].emplace(seen_[c].name.part, c);
  }
  for (const auto& [key, parts] : wholes) {
    if (parts.size() < 2 || (parts.contains(0) && parts.contains(1))) continue;
    const auto leader = parts.begin()->second;
    for (const auto& [place, column] : parts)
      if (column != leader) seen_[column].leader = leader;
  }
}

// Two letters are an accident, but among names that are all initials.
void EntityReader::note_initials() {
  constexpr std::ptrdiff_t least = 3;
  const auto spelt = std::ranges::count_if(seen_, [this](const Seen& seen) {
    return seen.name.pinyin || matcher_.is_initials(seen.name.plain);
  });
  if (spelt < least) return;
  for (auto& seen : seen_) seen.name.terse = seen.name.plain.size() == 2;
}

// "Q1" is a question where another column speaks of answers.
void EntityReader::note_questions(const std::vector<std::string>& columns) {
  const auto& cues = context_.words.cues("survey");
  const bool answers = std::ranges::any_of(seen_, [&cues](const Seen& seen) {
    return std::ranges::any_of(cues, [&seen](const auto& cue) { return seen.name.has(cue); });
  });
  for (std::size_t c = 0; c < columns.size(); ++c) {
    auto& seen = seen_[c];
    seen.name.asks = seen.name.asks || (answers && is_number_of_question(columns[c]));
    rated_questions_ += is_rated_question(seen);
    full_names_ =
        full_names_ ||
        (seen.name.has("name") && !seen.name.has("nick") &&
         (seen.name.part > 0 || seen.name.meanings.size() == 1 || seen.name.has("customer")));
  }
}

Pair EntityReader::score(std::size_t column, std::size_t entity, std::size_t field,
                         bool nothing_named) const {
  const auto& seen = seen_[column];
  const auto& in = context_.dictionary.entities()[entity];
  const auto& of = in.fields[field];
  Pair pair{entity, field, 0, matcher_.match(seen.name, entity, field),
            fit_values(of, seen.profile, is_key(in, of) && in.key.size() == 1)};
  const auto& needed = context_.words.only_with(in.name + "." + of.name);
  const bool spoken_of =
      needed.empty() || std::ranges::any_of(seen_, [&needed](const Seen& each) {
        return std::ranges::any_of(needed, [&](const auto& word) { return each.name.has(word); });
      });
  // A part of a person's name tells nobody apart.
  const bool part = of.pii == PiiClass::pseudonym && seen.name.part > 0 && seen.name.has("name");
  // Neither does a Chinese one; a name that is an account is longer, or has other letters.
  constexpr double longest_chinese = 4, hardly_any = 0.2;
  const bool named = of.references == "customer" && pair.name.likeness == NameLikeness::like &&
                     seen.name.has("name") && !seen.name.has("id") && !seen.name.has("nick") &&
                     seen.profile.mean_chars <= longest_chinese && seen.profile.ids < hardly_any &&
                     seen.profile.phrases < hardly_any;
  if (named) pair.name.score *= kNamedNotNumbered;
  // What somebody calls himself, beside his name.
  if (of.personal == records::PersonalKind::name && seen.name.has("nick") && full_names_)
    pair.name.score *= kCallsHimself;
  if (seen.coarser && (of.type == FieldType::moment)) pair.name.score *= kCoarser;
  // The states of the records are no provinces.
  if (of.gazetteer == "province" && seen.profile.places == 0 && is_listed_in(in, seen))
    pair.values.factor = std::min(pair.values.factor, kStateOfRecords);
  if (pair.name.score < kSomeName || !spoken_of || part) pair.name = {};
  // Of two that fit alike the fuller one.
  const double fill = 0.97 + 0.03 * seen.profile.filled;
  pair.score = pair.name.score * pair.values.factor * fill;
  if (nothing_named) pair.score = std::max(pair.score, pair.values.alone);
  // A name that fits a little and codes that fit wholly speak for each other.
  const bool listed = of.type == FieldType::code && pair.values.alone > 0;
  if (listed && pair.name.score > 0) pair.score += (1 - pair.score) * 0.6 * pair.values.alone;
  // And so do sentences.
  if (of.pii == PiiClass::free_text && pair.name.score > 0)
    pair.score += (1 - pair.score) * 0.5 * pair.values.alone;
  // The one question that numbers answer asks for a rating.
  if (of.type == FieldType::real && of.highest && rated_questions_ == 1 && is_rated_question(seen))
    pair.score = std::max(pair.score, kRatedQuestion);
  if (context_.hints.known_keys && of.type == FieldType::code && seen.profile.values > 0) {
    const auto& target = !of.references.empty() ? of.references
                         : is_key(in, of)       ? in.name
                                                : std::string();
    if (!target.empty() && pair.name.score + pair.values.alone > 0)
      if (const auto share = context_.hints.known_keys(target, seen.profile.words);
          share >= kKnownKeys) {
        pair.score += (1 - pair.score) * 0.6 * share;
        pair.values.why = {"its values are known keys", "取值是已知的编号"};
      }
  }
  return pair;
}

Reading EntityReader::read_as(std::vector<std::size_t> entities) const {
  Reading reading;
  reading.entities = std::move(entities);
  reading.pairs.resize(seen_.size());
  reading.chosen.assign(seen_.size(), kUnassigned);
  // Fields of the entities side by side; one that both have under the same key stands once.
  std::vector<std::pair<std::size_t, std::size_t>> fields;
  for (const auto e : reading.entities) {
    const auto& entity = context_.dictionary.entities()[e];
    for (std::size_t f = 0; f < entity.fields.size(); ++f) {
      const bool shared = e != reading.entities.front() &&
                          context_.dictionary.entities()[reading.entities.front()].name ==
                              entity.fields[f].references;
      if (!entity.fields[f].derived && !shared) fields.emplace_back(e, f);
    }
  }
  std::vector<std::vector<double>> gain(seen_.size(), std::vector<double>(fields.size(), 0));
  std::vector<std::vector<std::size_t>> place(seen_.size(),
                                              std::vector<std::size_t>(fields.size(), 0));
  for (std::size_t c = 0; c < seen_.size(); ++c) {
    if (seen_[c].leader != kUnassigned) continue;
    const auto other = seen_[c].other(reading.entities).score;
    const bool nothing_named =
        seen_[c].name.asks ||
        (std::ranges::none_of(seen_[c].name.meanings, &Meaning::known) && other < kSomeName);
    const auto least = std::max(kLeastScore, kOtherShare * other);
    double best = 0;
    std::vector<double> scores(fields.size(), 0);
    for (std::size_t k = 0; k < fields.size(); ++k) {
      const auto [e, f] = fields[k];
      auto pair = score(c, e, f, nothing_named);
      const auto& entity = context_.dictionary.entities()[e];
      const bool minor_text =
          entity.fields[f].pii == PiiClass::free_text && pair.name.score == 0 &&
          std::ranges::any_of(entity.fields.begin() + static_cast<std::ptrdiff_t>(f) + 1,
                              entity.fields.end(), [](const Field& later) {
                                return later.pii == PiiClass::free_text && !later.derived;
                              });
      if (minor_text) continue;  // A title has a name; a text may have none.
      const double lowest = nothing_named ? 0.35
                            : pair.name.likeness == NameLikeness::same ||
                                    (pair.name.score >= kAsGoodAsSame && other < 1)
                                ? kLeastScore
                                : least;
      if (pair.score >= lowest) gain[c][k] = pair.score - lowest + 0.05;
      best = std::max(best, pair.score);
      if (pair.score < kLeastShown) continue;
      place[c][k] = reading.pairs[c].size();
      scores[k] = pair.score;
      reading.pairs[c].push_back(std::move(pair));
    }
    // Who loses the field that is meant is left out, not given another that is hardly meant.
    // Squared, so that one good pair is not given up for two poor ones.
    for (std::size_t k = 0; k < fields.size(); ++k)
      gain[c][k] = scores[k] < kOfOwnBest * best ? 0 : std::pow(gain[c][k], 2);
  }
  auto given = best_assignment(gain);
  // "售后状态" beside "退款状态", in a list whose key is "售后单号": the state of what is listed.
  const auto& records = context_.dictionary.entities()[reading.entities.front()];
  for (std::size_t c = 0; c < seen_.size(); ++c) {
    if (given[c] == kUnassigned) continue;
    const auto [e, f] = fields[given[c]];
    if (e != reading.entities.front() || records.key.size() != 1 ||
        !is_key(records, records.fields[f]))
      continue;
    const auto key = given[c];
    const auto words = called_by(seen_[c].name);
    for (std::size_t other = 0; other < seen_.size(); ++other)
      if (other != c && is_called(seen_[other].name, words))
        for (std::size_t k = 0; k < fields.size(); ++k)
          if (gain[other][k] > 0 && fields[k].first == e && k != key)
            gain[other][k] = std::pow(std::sqrt(gain[other][k]) + kWithTheKey, 2);
    given = best_assignment(gain);
    break;
  }
  for (std::size_t c = 0; c < seen_.size(); ++c)
    if (given[c] != kUnassigned) reading.chosen[c] = place[c][given[c]];
  add_totals(reading);
  return reading;
}

Reading EntityReader::with_lines(Reading single) const {
  const auto& dictionary = context_.dictionary;
  const auto order = place_of(dictionary, "order"), line = place_of(dictionary, "order_item");
  if (order == kUnassigned || line == kUnassigned) return single;
  const auto entity = single.entities.front();
  if (entity != order && entity != line) return single;
  auto both = read_as({order, line});
  const auto orders = own_fields(dictionary, both, order, line);
  const auto lines = own_fields(dictionary, both, line, order);
  const bool has_key =
      std::ranges::any_of(std::views::iota(std::size_t{0}, both.chosen.size()), [&](std::size_t c) {
        const auto* pair = both.choice(c);
        return pair != nullptr && pair->entity == order &&
               dictionary.entities()[order].fields[pair->field].name == "order_id";
      });
  const std::size_t least_orders = entity == order ? 1 : 3;
  return has_key && orders >= least_orders && lines >= 1 ? both : single;
}

}  // namespace aftercare::standard
