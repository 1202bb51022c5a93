#include "standard/name_match.hpp"

#include <algorithm>

#include "base/utf8.hpp"

namespace aftercare::standard {
namespace {

constexpr double kMostAlike = 0.96;      // Not the very same name.
constexpr double kLeastSame = 0.94;      // The very same as a name that stands last.
constexpr double kOwnNoun = 0.15;        // What an entity's own noun still weighs.
constexpr double kSaidNoun = 0.5;        // Where both names say it, and
constexpr double kMissingNoun = 0.6;     // Where only the name of the field says it.
constexpr double kForeignNoun = 1.5;     // And that of another entity, if only the column says it.
constexpr double kMissing = 0.8;         // What only the field's name says is the lesser fault.
constexpr double kMissingOfOther = 1.5;  // A column that no field holds must really be meant.
constexpr double kMissingOfFlag = 4;     // Nothing of what is so or not may be missing.
constexpr double kByTheWay = 0.4;        // Of the weight that the same word has elsewhere.
constexpr double kRank = 0.002;          // The names of a field come the best first.
constexpr double kOneSide = 0.98;        // Of "A/B".
constexpr double kWholly = 0.9;          // Names so alike say the same: the earlier name counts.
constexpr double kNearlySame = 0.6;      // Of the weight of two meanings that are alike.
constexpr double kBareId = 0.8;          // "ID" and no more: the key, unless a name says it better.
constexpr double kOwnDocument = 0.86;    // "Return order id": of the return, rather than
constexpr double kNotOfOther = 0.88;  // of the order, which it may be where the return has its own.
constexpr double kStrangeId = 0.6;    // "Klaviyo ID": whose, nobody knows.
constexpr double kInSentence = 0.4;   // A question has many words beside the one that counts.
constexpr double kPinyin = 0.95;
constexpr double kInitials = 0.7;
constexpr std::size_t kShortestInitials = 3;  // But in a file that is full of them.

bool is_among(const std::vector<std::string>& list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

/// Whether one speaks of money and the other of a count, or of a time...: different things, however
/// much else is the same.
bool are_different_kinds(const ColumnName& one, const ColumnName& other) {
  bool any_one = false, any_other = false;
  for (const std::string_view kind : {"time", "money", "count", "percent", "link", "flag", "id"}) {
    const bool in_one = one.has(kind), in_other = other.has(kind);
    if (in_one && in_other) return false;
    any_one = any_one || in_one, any_other = any_other || in_other;
  }
  return any_one && any_other;
}

/// Whether a name may speak of another entity's own field rather than of this one: "parcel price",
/// but not "parcel currency", which nothing else has.
bool may_be_of(const records::Entity& other, const records::Field& field, bool key) {
  const bool alone = field.type == records::FieldType::code && !key && field.references.empty();
  return !alone || other.field(field.name) != nullptr;
}

/// "Shipment amount" is no code of a shipment, whatever else it says.
bool is_measure(const ColumnName& column, const ColumnName& known) {
  for (const std::string_view kind : {"time", "money", "count", "percent"})
    if (column.has(kind) && !column.has("id") && !known.has(kind)) return true;
  return false;
}

/// "Return order id" among returns: the id of the return, which is a kind of order.
double as_own_document(const ColumnName& column, const std::vector<std::string>& own,
                       const std::vector<std::string>& foreign) {
  bool is_own = false, is_other = false;
  for (const auto& meaning : column.meanings) {
    if (meaning.name == "id") continue;
    if (is_among(own, meaning.name))
      is_own = true;
    else if (is_among(foreign, meaning.name) && meaning.name == "order")
      is_other = true;
    else
      return 0;
  }
  return is_own && is_other && column.has("id") ? kOwnDocument : 0;
}

/// "Linked session id" among sessions: of one of them, not of what they refer to.
bool numbers_own(const ColumnName& column, const std::vector<std::string>& own) {
  const auto size = column.meanings.size();
  return size >= 2 && column.meanings[size - 1].name == "id" &&
         is_among(own, column.meanings[size - 2].name);
}

/// "ID", "编号", with at most a noun of the entity before it, or the name of a system.
double as_bare_id(const ColumnName& column, const std::vector<std::string>& own) {
  if (!column.has("id")) return 0;
  double score = kBareId;
  for (const auto& meaning : column.meanings) {
    if (!meaning.known) score = kStrangeId;
    if (meaning.known && meaning.name != "id" && meaning.name != "main" &&
        !is_among(own, meaning.name))
      return 0;
  }
  return score;
}

}  // namespace

// 0..1 by the shared weight of meaning.
double NameMatcher::likeness(const ColumnName& column, const ColumnName& known,
                             const std::vector<std::string>& own,
                             const std::vector<std::string>& foreign, double missing) const {
  if (are_different_kinds(column, known)) return 0;
  double both = 0, only_column = 0, only_known = 0;
  bool any = false;
  const auto partner = [&](const ColumnName& in, const ColumnName& of, const Meaning& meaning) {
    const auto at = std::ranges::find_if(in.meanings, [&](const Meaning& other) {
      return !of.has(other.name) && words_.alike(meaning.name, other.name);
    });
    return at == in.meanings.end() ? nullptr : &*at;
  };
  for (const auto& meaning : column.meanings) {
    const bool noun = is_among(own, meaning.name);
    if (const auto same = std::ranges::find(known.meanings, meaning.name, &Meaning::name);
        same != known.meanings.end()) {
      both += meaning.weight * (noun ? kSaidNoun : 1);
      // "Reply" is what "the agent's reply" is about, and little of "the agent who replied".
      if (meaning.weight < kByTheWay * same->weight)
        only_known += (same->weight - meaning.weight) * missing;
      any = any || !noun;
    } else if (const auto* other =
                   noun || missing >= kMissingOfOther ? nullptr : partner(known, column, meaning)) {
      const auto shared = std::min(meaning.weight, other->weight);
      both += kNearlySame * shared;
      only_column += (1 - kNearlySame) * shared;
      any = true;
    } else {
      only_column += meaning.weight * (noun                              ? kOwnNoun
                                       : is_among(foreign, meaning.name) ? kForeignNoun
                                                                         : 1);
    }
  }
  for (const auto& meaning : known.meanings)
    if (!column.has(meaning.name) &&
        (missing >= kMissingOfOther || partner(column, known, meaning) == nullptr))
      only_known += meaning.weight * (is_among(own, meaning.name) ? kMissingNoun : missing);
  // A noun alone ("order") names a field only where a synonym says so.
  if (!any && (only_column > 0 || only_known > 0.1)) return 0;
  if (column.asks) only_column *= kInSentence;
  return both <= 0 ? 0 : both / (both + only_column + only_known);
}

NameMatcher::NameMatcher(const records::Dictionary& dictionary, const ColumnWords& words)
    : words_(words) {
  for (const auto& entity : dictionary.entities()) {
    auto& known = entities_.emplace_back();
    known.own = words.nouns(entity.name);
    for (const auto& field : entity.fields) {
      const bool key = std::ranges::find(entity.key, field.name) != entity.key.end();
      auto& foreign = known.foreign.emplace_back();
      for (const auto& other : dictionary.entities())
        for (const auto& noun : words.nouns(other.name))
          if (!is_among(known.own, noun) && !is_among(foreign, noun) &&
              may_be_of(other, field, key))
            foreign.push_back(noun);
      auto& names = known.fields.emplace_back();
      known.counted.push_back(key && entity.key.size() > 1 && field.references.empty());
      known.own_key.push_back(key && entity.key.size() == 1);
      known.reference.push_back(!field.references.empty());
      known.code.push_back(field.type == records::FieldType::code);
      if (field.derived) continue;
      const auto add = [&](const std::string& name) {
        names.push_back({words.read(name), words.initials(name)});
        known.plain_names.insert(names.back().name.plain);
        if (names.back().initials.size() >= kShortestInitials)
          initials_.insert(names.back().initials);
      };
      add(field.name);
      add(field.label.zh);
      add(field.label.en);
      for (const auto& synonym : field.synonyms) add(synonym);
    }
  }
  for (const auto& other : words.others())
    for (const auto& name : other.names) {
      auto& named = named_.emplace_back();
      for (const auto& entity : entities_) named.push_back(entity.plain_names.contains(name.plain));
    }
}

NameScore NameMatcher::match(const ColumnName& column, std::size_t entity,
                             std::size_t field) const {
  const auto& known = entities_[entity];
  static const std::vector<std::string> none;
  if (!column.either.empty()) {
    NameScore best_side;
    for (const auto& side : column.either)
      if (const auto score = match(side, entity, field); score.score > best_side.score)
        best_side = {score.score * kOneSide, NameLikeness::like};
    return best_side;
  }
  NameScore best;
  const auto better = [&best](double score, NameLikeness how) {
    if (score > best.score) best = {score, how};
  };
  double whole = 1;
  for (const auto& name : known.fields[field]) {
    if (!column.plain.empty() && name.name.plain == column.plain)
      return {std::max(whole, kLeastSame), NameLikeness::same};
    whole -= kRank;
    if (!name.initials.empty() && name.initials == column.plain)
      if (column.terse || name.initials.size() >= kShortestInitials)
        better(kInitials, NameLikeness::initials);
    if (known.code[field] && is_measure(column, name.name)) continue;
    // A yes or no is about the whole of what its name says: "solved" is not "solved at once".
    const bool flag = column.has("flag") && name.name.has("flag");
    const auto missing = flag ? kMissingOfFlag : known.counted[field] ? kMissingOfOther : kMissing;
    const bool whole_name =
        known.counted[field] || (known.reference[field] && numbers_own(column, known.own));
    const auto alike =
        likeness(column, name.name, whole_name ? none : known.own, known.foreign[field], missing);
    const auto rank = alike > kWholly ? std::max(whole, kLeastSame) : 1;
    better(alike * kMostAlike * rank * (column.pinyin ? kPinyin : 1), NameLikeness::like);
  }
  const auto document = as_own_document(column, known.own, known.foreign[field]);
  if (known.own_key[field])
    better(std::max(as_bare_id(column, known.own), document), NameLikeness::like);
  else if (document > 0)
    best.score *= kNotOfOther;
  return best;
}

bool NameMatcher::is_initials(std::string_view plain) const {
  return initials_.contains(std::string(plain));
}

std::vector<NameMatcher::OtherScore> NameMatcher::match_others(const ColumnName& column) const {
  static const std::vector<std::string> none;
  std::vector<OtherScore> best(entities_.size());
  auto named = named_.begin();
  for (const auto& other : words_.others())
    for (const auto& name : other.names) {
      const auto& in = *named++;
      const bool same = !column.plain.empty() && name.plain == column.plain;
      const auto score = same ? 1
                              : likeness(column, name, none, none, kMissingOfOther) * kMostAlike *
                                    (column.pinyin ? kPinyin : 1);
      for (std::size_t e = 0; e < best.size(); ++e)
        if (score > best[e].score && !in[e]) best[e] = {score, &other.label};
    }
  return best;
}

}  // namespace aftercare::standard
