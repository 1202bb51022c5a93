// The topics a case can have, as catalog/topics.yaml and the workspace's overlay define them.
//
// Light to load: whoever only needs the labels of topics and components needs no analyser.

#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "language/lexicon.hpp"

namespace aftercare::language {

/// Points of a topic count only in clauses of this mood.
enum class Cue : std::uint8_t { any, positive, negative };

struct TopicPhrase {
  std::string phrase;
  float weight = 1;
};

struct Topic {
  std::string code;         // "logistics.late", "product_quality.part.battery"
  std::uint32_t group = 0;  // The topmost: "product_quality".
  Naming label;
  std::string component;  // The part whose mention in blame is this topic; empty: none.
  std::vector<std::string>
      was;  // Codes it had, or that were merged into it; stored cases may have them.
  std::vector<std::string> split_from;  // Codes whose cases this topic has some of.
  bool behind = false;  // A remedy or a generality: never first beside what is the matter.
  bool aspect = false;  // Its phrases only name a matter: praise of it is of this topic too.
  std::vector<std::uint8_t> demands;   // Places in kDemands: what a long complaint of it implies.
  std::optional<std::uint8_t> motive;  // Place in kMotives: what a complaint of it is made for.
  std::string grave;     // A group of the severity lexicon: a case of this topic says as much.
  int grave_weight = 0;  // That group's, 1..3.
  Cue cue = Cue::any;
  float mood_points = 0;    // Points for a text clearly of the cue's mood.
  float all_weight = 1.5F;  // Points of a set of `all`.
  std::vector<TopicPhrase> any;
  std::vector<std::vector<std::string>> all;  // Every phrase of a set within one sentence.
  std::vector<std::string> none;              // Any of them strikes the topic.
};

struct TopicGroup {
  std::string code;  // "product_quality", below it "product_quality.part".
  Naming label;
};

struct ComponentName {
  std::string code;
  Naming label;
};

/// Immutable once loaded.
struct Taxonomy {
  std::vector<TopicGroup> groups;
  std::vector<Topic> topics;
  std::vector<ComponentName> components;
  std::vector<int> topic_of_component;  // The topic of blame for each part; -1: none.

  /// Fails (usage), naming file and line: a topic whose group is unknown, without a label in both
  /// languages, or without any phrase or part, or of an unknown `grave`; a set of more than 8
  /// phrases; a former code that is a topic's now, or two topics' (after a split one of the new
  /// ones keeps the history).
  static base::Result<Taxonomy> load(const std::filesystem::path& workspace);
  /// The same where the workspace's lexicons are at hand.
  static base::Result<Taxonomy> load(const std::filesystem::path& workspace,
                                     const Lexicons& lexicons);
  static base::Result<Taxonomy> load_topics(const std::vector<std::filesystem::path>& files);
};

}  // namespace aftercare::language
