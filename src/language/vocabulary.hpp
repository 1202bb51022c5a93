// Every phrase the analysis knows, in one set, with what each means to whom.
//
// A text is searched once; sentiment, topics, severity, kind and parts then read the same hits.
// A phrase may play several roles ("假货": blame, a topic's point, fraud).

#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "language/lexicon.hpp"
#include "language/segmenter.hpp"
#include "language/spoken_forms.hpp"
#include "language/taxonomy.hpp"
#include "text/phrase_set.hpp"
#include "text/region.hpp"

namespace aftercare::language {

enum class RoleKind : std::uint8_t {
  sentiment,   // weight: mood.
  modifier,    // index: Modifier; weight: see modifiers.yaml.
  component,   // index: component.
  severity,    // index: SeverityGroup; weight: grade.
  kind,        // index: KindCue; weight: points.
  topic,       // index: topic; weight: points.
  topic_set,   // index: set; weight: bit of the member.
  topic_none,  // index: topic.
  product,     // index: product name.
  brand,       // weight: 1 if the shop sells it, 0 for any other; 2 a shop or platform.
  place,       // weight: 1 if the name is also a word.
  english,     // Tells English.
  foreign,     // Tells another language in Latin letters.
  speaker,     // Opens a line in which not the customer speaks.
  demand,      // index: place in kDemands; weight: points.
  emotion,     // index: place in kEmotions; weight: points.
  motive,      // index: place in kMotives; weight: points.
};

enum class Modifier : std::uint8_t {
  negation,
  inability,
  degree,
  contrast,
  concession,
  condition,
  expectation,
  sarcasm,
  question,
  rival,
};

enum class KindCue : std::uint8_t { complaint, after_sale, pre_sale, suggestion, praise, none };

/// Of sets of kinds.
constexpr std::uint32_t bit_of(RoleKind kind) {
  return 1U << static_cast<unsigned>(kind);
}

struct Role {
  RoleKind kind = RoleKind::sentiment;
  std::uint16_t index = 0;
  float weight = 0;
};

/// A phrase found: code points [begin, end).
struct Hit {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t term = 0;
  std::uint32_t kinds = 0;  // Bits by RoleKind of the roles its term plays.

  bool plays(RoleKind kind) const { return (kinds & bit_of(kind)) != 0; }
  bool plays_any(std::uint32_t wanted) const { return (kinds & wanted) != 0; }
};

struct PlaceName {
  std::string name;
  bool also_word = false;
};

/// Of every province and city, each way it is written.
std::vector<PlaceName> place_names(const text::Regions& regions);

/// A shop's own names beside those of the catalog.
struct OwnNames {
  std::vector<std::string> products;
  std::vector<std::string> brands;
};

struct TopicSet {
  std::uint16_t topic = 0;
  std::uint8_t full = 0;  // All bits of its members.
};

/// Immutable once all its names are in.
class Vocabulary {
 public:
  /// What the catalog of a workspace names, as the build laid it down for the shipped one; nullopt
  /// if these files are others.
  static std::optional<Vocabulary> prepared(const std::filesystem::path& workspace);
  /// The same, made. Fails (usage) on a group code its lexicon does not know.
  static base::Result<Vocabulary> make(const Lexicons& lexicons, const Taxonomy& taxonomy,
                                       const std::vector<PlaceName>& places,
                                       const std::vector<SpokenForm>& forms);
  /// The files that make() reads of, in the order under which the build lays it down.
  static base::Result<std::vector<std::filesystem::path>> files(
      const std::filesystem::path& workspace);

  /// A form of a name plays what the name plays. Once, before anything is looked for.
  void add_own(const OwnNames& names, const std::vector<SpokenForm>& forms);

  /// Replaces `hits` by the phrases in the text, by place, shorter ones first. `begins_word` says
  /// per point whether a word begins there (its last element: the end of the text); a phrase of
  /// Chinese must agree with the words at its borders.
  void find(std::span<const char32_t> points, const std::vector<std::uint8_t>& begins_word,
            std::vector<Hit>& hits) const;

  std::uint32_t size() const { return phrases_.size() + own_.size(); }
  /// True if the whole of the points is one of its phrases.
  bool knows(std::span<const char32_t> points) const;
  /// True if that phrase has a role of the kind.
  bool plays_whole(std::span<const char32_t> points, RoleKind kind) const;
  /// That role of it; nullptr if it has none.
  const Role* role_of_whole(std::span<const char32_t> points, RoleKind kind) const;
  std::span<const Role> roles(std::uint32_t term) const {
    return std::span(roles_).subspan(first_role_[term], first_role_[term + 1] - first_role_[term]);
  }
  /// True if the term has a role of the kind.
  bool plays(std::uint32_t term, RoleKind kind) const {
    return (kinds_[term] >> static_cast<unsigned>(kind) & 1U) != 0;
  }
  const Role* role(std::uint32_t term, RoleKind kind) const;
  const std::vector<TopicSet>& topic_sets() const { return topic_sets_; }
  /// Code of each severity group, by index, and the urgency that its words give (0..2).
  const std::vector<std::string>& severity_codes() const { return severity_codes_; }
  int urgency_of(std::uint16_t severity_group) const { return urgencies_[severity_group]; }

  /// Calls visit(hit, role) for hits that play the role, the longest at each place, none over
  /// another.
  template <typename Visit>
  void each_longest(std::span<const Hit> hits, RoleKind kind, Visit&& visit) const {
    std::uint32_t free_from = 0;
    for (std::size_t at = 0; at < hits.size();) {
      const std::uint32_t begin = hits[at].begin;
      const Hit* longest = nullptr;
      for (; at < hits.size() && hits[at].begin == begin; ++at)
        if (hits[at].plays(kind)) longest = &hits[at];
      if (longest == nullptr || begin < free_from) continue;
      free_from = longest->end;
      for (const auto& role : roles(longest->term))
        if (role.kind == kind) visit(*longest, role);
    }
  }

  template <typename Archive>
  void serialize(Archive& archive);  // language_packed.hpp

 private:
  template <typename Visit>
  void each_phrase(std::span<const char32_t> points, Visit&& visit) const;
  void lay_out(const std::vector<std::vector<Role>>& roles_of);

  text::PhraseSet phrases_;  // Of the catalog.
  text::PhraseSet own_;      // The shop's names that no phrase of the catalog is, numbered behind.
  std::vector<std::uint32_t> first_role_;
  std::vector<Role> roles_;
  std::vector<std::uint32_t> kinds_;  // Bits by RoleKind.
  std::vector<TopicSet> topic_sets_;
  std::vector<std::string> severity_codes_;
  std::vector<int> urgencies_;  // By severity group.
};

}  // namespace aftercare::language
