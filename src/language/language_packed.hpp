// How this module's definitions are packed (base/packed.hpp).

#pragma once

#include "base/packed.hpp"
#include "language/lexicon.hpp"
#include "language/spoken_forms.hpp"
#include "language/taxonomy.hpp"
#include "language/vocabulary.hpp"
#include "text/text_packed.hpp"

namespace aftercare::language {

template <typename Archive>
void serialize(Archive& archive, Naming& naming) {
  archive(naming.zh, naming.en);
}

template <typename Archive>
void serialize(Archive& archive, LexiconGroup& group) {
  archive(group.code, group.weight, group.urgency, group.label);
}

template <typename Archive>
void serialize(Archive& archive, LexiconEntry& entry) {
  archive(entry.word, entry.group);
}

template <typename Archive>
void serialize(Archive& archive, Lexicon& lexicon) {
  archive(lexicon.groups, lexicon.entries);
}

template <typename Archive>
void Lexicons::serialize(Archive& archive) {
  archive(lexicons_);
}

template <typename Archive>
void serialize(Archive& archive, SpokenForm& form) {
  archive(form.form, form.meaning);
}

template <typename Archive>
void serialize(Archive& archive, TopicPhrase& phrase) {
  archive(phrase.phrase, phrase.weight);
}

template <typename Archive>
void serialize(Archive& archive, Topic& topic) {
  archive(topic.code, topic.group, topic.label, topic.component, topic.was, topic.split_from,
          topic.behind, topic.aspect, topic.demands, topic.motive, topic.grave, topic.grave_weight,
          topic.cue, topic.mood_points, topic.all_weight, topic.any, topic.all, topic.none);
}

template <typename Archive>
void serialize(Archive& archive, TopicGroup& group) {
  archive(group.code, group.label);
}

template <typename Archive>
void serialize(Archive& archive, ComponentName& component) {
  archive(component.code, component.label);
}

template <typename Archive>
void serialize(Archive& archive, Role& role) {
  archive(role.kind, role.index, role.weight);
}

template <typename Archive>
void serialize(Archive& archive, TopicSet& set) {
  archive(set.topic, set.full);
}

template <typename Archive>
void Vocabulary::serialize(Archive& archive) {
  archive(phrases_, first_role_, roles_, kinds_, topic_sets_, severity_codes_, urgencies_);
}

template <typename Archive>
void serialize(Archive& archive, Taxonomy& taxonomy) {
  archive(taxonomy.groups, taxonomy.topics, taxonomy.components, taxonomy.topic_of_component);
}

}  // namespace aftercare::language
