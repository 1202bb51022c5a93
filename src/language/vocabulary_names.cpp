#include "language/vocabulary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>

#include "base/packed.hpp"
#include "base/share.hpp"
#include "language/cue_codes.hpp"
#include "language/language_packed.hpp"
#include "text/width.hpp"

namespace aftercare::language {
namespace {

// Positions are the enums' values.
constexpr std::string_view kModifiers[] = {"negation",   "inability", "degree",      "contrast",
                                           "concession", "condition", "expectation", "sarcasm",
                                           "question",   "rival"};
constexpr std::string_view kKindCues[] = {"complaint",  "after_sale", "pre_sale",
                                          "suggestion", "praise",     "none"};

// Facts that are blame without a word of mood: "显示签收", "short circuit".
constexpr float kBlameOfFact = -0.8F;

bool blames(const Topic& topic, const TopicPhrase& phrase) {
  constexpr float clear = 1.5F;
  return topic.cue == Cue::negative && !topic.aspect && phrase.weight >= clear;
}

// Grievances that blame by what they are: "要求道歉", "无语", "不公平", "曝光".
bool is_grievance(std::string_view lexicon, const LexiconGroup& group) {
  if (lexicon == "demand")
    return group.weight >= 2 && (group.code == "apology" || group.code == "compensation" ||
                                 group.code == "penalty" || group.code == "escalate");
  if (lexicon == "emotion")
    return group.weight >= 2 && group.code != "anxious" && group.code != "satisfied" &&
           group.code != "grateful";
  if (lexicon == "severity") return group.weight >= 2 && group.code != "immediate";
  return lexicon == "motive";
}

// Collects the roles of each phrase before they are laid out in one row.
class RoleCollector {
 public:
  explicit RoleCollector(text::PhraseSetBuilder& phrases) : phrases_(phrases) {}

  void add(std::string_view phrase, Role role) {
    const auto term = phrases_.add(phrase);
    if (term == text::PhraseSet::kNone) return;
    if (roles_of_.size() <= term) roles_of_.resize(term + 1);
    roles_of_[term].push_back(role);
  }
  // A form plays what its meaning plays, but for kinds of roles that it plays itself.
  void add_form(const SpokenForm& form) {
    const auto meaning = phrases_.add(form.meaning);
    const auto term = phrases_.add(form.form);
    const auto most = std::max(meaning, term);
    if (most == text::PhraseSet::kNone || meaning == term) return;
    if (roles_of_.size() <= most) roles_of_.resize(most + 1);
    const auto own = roles_of_[term];
    for (const auto& role : roles_of_[meaning])
      if (std::ranges::find(own, role.kind, &Role::kind) == own.end())
        roles_of_[term].push_back(role);
  }
  const std::vector<std::vector<Role>>& roles_of() const { return roles_of_; }
  bool plays(std::string_view phrase, RoleKind kind) {
    const auto term = phrases_.add(phrase);
    return term < roles_of_.size() &&
           std::ranges::any_of(roles_of_[term],
                               [kind](const Role& role) { return role.kind == kind; });
  }

 private:
  text::PhraseSetBuilder& phrases_;
  std::vector<std::vector<Role>> roles_of_;
};

// The place of each group's code in a list of known codes.
base::Result<std::vector<std::uint16_t>> places_of(const Lexicon& lexicon, std::string_view name,
                                                   std::span<const std::string_view> known) {
  std::vector<std::uint16_t> places;
  for (const auto& group : lexicon.groups) {
    const auto at = std::ranges::find(known, group.code);
    if (at == known.end())
      return base::failure(fmt::format("unknown group '{}' in the lexicon {}", group.code, name),
                           fmt::format("词典 {} 中有未知的组“{}”", name, group.code));
    places.push_back(static_cast<std::uint16_t>(at - known.begin()));
  }
  return places;
}

}  // namespace

std::vector<PlaceName> place_names(const text::Regions& regions) {
  std::vector<PlaceName> names;
  regions.each_name([&names](const std::string& name, bool also_word) {
    names.push_back({name, also_word});
  });
  return names;
}

base::Result<Vocabulary> Vocabulary::make(const Lexicons& lexicons, const Taxonomy& taxonomy,
                                          const std::vector<PlaceName>& places,
                                          const std::vector<SpokenForm>& forms) {
  Vocabulary made;
  text::PhraseSetBuilder phrases;
  RoleCollector terms(phrases);
  const auto add_lexicon = [&](std::string_view name, RoleKind kind, auto&& index_of) {
    const auto& lexicon = lexicons.lexicon(name);
    for (const auto& entry : lexicon.entries)
      terms.add(entry.word, {kind, index_of(entry.group),
                             static_cast<float>(lexicon.groups[entry.group].weight)});
  };
  const auto nothing = [](std::uint32_t) { return std::uint16_t{0}; };
  add_lexicon("sentiment", RoleKind::sentiment, nothing);

  const auto modifiers = places_of(lexicons.lexicon("modifier"), "modifier", kModifiers);
  if (!modifiers) return base::failure_of(modifiers);
  add_lexicon("modifier", RoleKind::modifier, [&](auto group) { return (*modifiers)[group]; });

  const auto kinds = places_of(lexicons.lexicon("kind"), "kind", kKindCues);
  if (!kinds) return base::failure_of(kinds);
  add_lexicon("kind", RoleKind::kind, [&](auto group) { return (*kinds)[group]; });

  constexpr std::string_view tongues[] = {"en", "other"};
  const auto language = places_of(lexicons.lexicon("language"), "language", tongues);
  if (!language) return base::failure_of(language);
  for (const auto& entry : lexicons.lexicon("language").entries)
    terms.add(entry.word,
              {(*language)[entry.group] == 0 ? RoleKind::english : RoleKind::foreign, 0, 1});

  add_lexicon("speaker", RoleKind::speaker, nothing);
  add_lexicon("component", RoleKind::component, [&](auto group) {
    const auto& code = lexicons.lexicon("component").groups[group].code;
    const auto at = std::ranges::find(taxonomy.components, code, &ComponentName::code);
    return static_cast<std::uint16_t>(at - taxonomy.components.begin());
  });

  using Codes = std::span<const std::string_view>;
  for (const auto& [name, kind, codes] :
       {std::tuple{"demand", RoleKind::demand, Codes(kDemands)},
        std::tuple{"emotion", RoleKind::emotion, Codes(kEmotions)},
        std::tuple{"motive", RoleKind::motive, Codes(kMotives)}}) {
    const auto codes_at = places_of(lexicons.lexicon(name), name, codes);
    if (!codes_at) return base::failure_of(codes_at);
    add_lexicon(name, kind, [&](auto group) { return (*codes_at)[group]; });
  }

  for (const auto& group : lexicons.lexicon("severity").groups) {
    const auto known = std::ranges::find(made.severity_codes_, group.code);
    const auto at = static_cast<std::size_t>(known - made.severity_codes_.begin());
    if (known == made.severity_codes_.end()) {
      made.severity_codes_.push_back(group.code);
      made.urgencies_.push_back(0);
    }
    made.urgencies_[at] = std::max(made.urgencies_[at], group.urgency);
  }
  add_lexicon("severity", RoleKind::severity, [&](auto group) {
    const auto& code = lexicons.lexicon("severity").groups[group].code;
    return static_cast<std::uint16_t>(std::ranges::find(made.severity_codes_, code) -
                                      made.severity_codes_.begin());
  });

  for (std::uint16_t index = 0; index < taxonomy.topics.size(); ++index) {
    const auto& topic = taxonomy.topics[index];
    for (const auto& phrase : topic.any) {
      terms.add(phrase.phrase, {RoleKind::topic, index, phrase.weight});
      if (blames(topic, phrase) && !terms.plays(phrase.phrase, RoleKind::sentiment) &&
          !terms.plays(phrase.phrase, RoleKind::modifier))
        terms.add(phrase.phrase, {RoleKind::sentiment, 0, kBlameOfFact});
    }
    for (const auto& phrase : topic.none) terms.add(phrase, {RoleKind::topic_none, index, 0});
    for (const auto& set : topic.all) {
      const auto number = static_cast<std::uint16_t>(made.topic_sets_.size());
      made.topic_sets_.push_back({index, static_cast<std::uint8_t>((1U << set.size()) - 1)});
      for (std::size_t member = 0; member < set.size(); ++member)
        terms.add(set[member], {RoleKind::topic_set, number, static_cast<float>(1U << member)});
    }
  }
  const auto& brands = lexicons.lexicon("brand");
  for (const auto& entry : brands.entries)
    terms.add(entry.word,
              {RoleKind::brand, 0, brands.groups[entry.group].code == "platform" ? 2.0F : 0.0F});
  for (const auto& place : places)
    terms.add(place.name, {RoleKind::place, 0, place.also_word ? 1.0F : 0.0F});
  // What blames by itself counts as blame, unless the lexicon of moods says otherwise.
  for (const auto* name : {"demand", "emotion", "severity", "motive"}) {
    const auto& lexicon = lexicons.lexicon(name);
    for (const auto& entry : lexicon.entries)
      if (is_grievance(name, lexicon.groups[entry.group]) &&
          !terms.plays(entry.word, RoleKind::sentiment) &&
          !terms.plays(entry.word, RoleKind::modifier))
        terms.add(entry.word, {RoleKind::sentiment, 0, kBlameOfFact});
  }

  for (const auto& form : forms) terms.add_form(form);

  made.phrases_ = std::move(phrases).build();
  made.lay_out(terms.roles_of());
  return made;
}

void Vocabulary::lay_out(const std::vector<std::vector<Role>>& roles_of) {
  first_role_.assign(1, 0);
  roles_.clear();
  kinds_.clear();
  for (std::uint32_t term = 0; term < size(); ++term) {
    std::uint32_t bits = 0;
    if (term < roles_of.size()) {
      for (const auto& role : roles_of[term]) {
        roles_.push_back(role);
        bits |= bit_of(role.kind);
      }
    }
    kinds_.push_back(bits);
    first_role_.push_back(static_cast<std::uint32_t>(roles_.size()));
  }
}

void Vocabulary::add_own(const OwnNames& names, const std::vector<SpokenForm>& forms) {
  if (names.products.empty() && names.brands.empty()) return;
  std::vector<std::vector<Role>> roles_of;
  for (std::uint32_t term = 0; term < size(); ++term) {
    const auto known = roles(term);
    roles_of.emplace_back(known.begin(), known.end());
  }
  std::map<std::uint32_t, std::vector<Role>> added;  // To phrases of the catalog.
  text::PhraseSetBuilder own;
  const auto add = [&](const std::string& name, Role role) {
    const auto folded = text::fold_width(name);
    if (folded.size() < 4) return;  // Shorter names stand in too many other words.
    auto term = phrases_.number_of(folded);
    if (term != text::PhraseSet::kNone) {
      added[term].push_back(role);
    } else if (term = own.add(folded); term != text::PhraseSet::kNone) {
      term += phrases_.size();
    } else {
      return;
    }
    if (roles_of.size() <= term) roles_of.resize(std::size_t{term} + 1);
    roles_of[term].push_back(role);
  };
  for (std::size_t index = 0; index < names.products.size() && index < 0xFFFF; ++index)
    add(names.products[index], {RoleKind::product, static_cast<std::uint16_t>(index), 0});
  for (const auto& brand : names.brands) add(brand, {RoleKind::brand, 1, 1});
  for (const auto& form : forms) {
    const auto meaning = added.find(phrases_.number_of(form.meaning));
    const auto term = phrases_.number_of(form.form);
    if (meaning == added.end() || term == text::PhraseSet::kNone || meaning->first == term)
      continue;
    const auto known = kinds_[term];
    for (const auto& role : meaning->second)
      if ((known & bit_of(role.kind)) == 0) roles_of[term].push_back(role);
  }
  own_ = std::move(own).build();
  lay_out(roles_of);
}

base::Result<std::vector<std::filesystem::path>> Vocabulary::files(
    const std::filesystem::path& workspace) {
  std::vector<std::filesystem::path> all;
  for (const auto* name : {"lexicons", "topics.yaml", "regions.yaml", "forms.yaml"}) {
    const auto files = base::catalog_files(name, workspace);
    if (!files) return base::failure_of(files);
    all.insert(all.end(), files->begin(), files->end());
  }
  return all;
}

std::optional<Vocabulary> Vocabulary::prepared(const std::filesystem::path& workspace) {
  const auto all = files(workspace);
  if (!all) return std::nullopt;
  const auto bytes = base::prepared_definition("vocabulary", *all);
  Vocabulary vocabulary;
  if (bytes.empty() || !base::unpack(bytes, vocabulary)) return std::nullopt;
  return vocabulary;
}

}  // namespace aftercare::language
