// The topics a case can have, as catalog/topics.yaml and the workspace's overlay define them.
//
// Light to load: whoever only needs the labels of topics and components needs no analyser.

#pragma once

#include <filesystem>
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
  std::string code;  // "logistics.late"
  std::uint32_t group = 0;
  Naming label;
  Cue cue = Cue::any;
  float mood_points = 0;    // Points for a text clearly of the cue's mood.
  float all_weight = 1.5F;  // Points of a set of `all`.
  std::vector<TopicPhrase> any;
  std::vector<std::vector<std::string>> all;  // Every phrase of a set within one sentence.
  std::vector<std::string> none;              // Any of them strikes the topic.
};

struct TopicGroup {
  std::string code;
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

  /// Fails (usage), naming file and line: a topic whose group is unknown, without a label in both
  /// languages, or without any phrase; a set of more than 8 phrases.
  static base::Result<Taxonomy> load(const std::filesystem::path& workspace);
  static base::Result<Taxonomy> load_topics(const std::vector<std::filesystem::path>& files);
};

}  // namespace aftercare::language
