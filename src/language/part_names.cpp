#include "language/part_names.hpp"

#include <utility>

#include "text/normal_text.hpp"

namespace aftercare::language {

PartNames::PartNames(const Lexicon& components) {
  text::PhraseSetBuilder words;
  const auto add = [&](std::string_view word, std::uint32_t group) {
    const auto number = words.add(word);
    if (number == group_of_.size()) group_of_.push_back(group);
  };
  for (const auto& group : components.groups) codes_.push_back(group.code);
  for (const auto& entry : components.entries) add(entry.word, entry.group);
  for (std::uint32_t group = 0; group < components.groups.size(); ++group) {
    const auto& one = components.groups[group];
    for (const auto& name : {one.label.zh, one.label.en, one.code}) add(name, group);
  }
  words_ = std::move(words).build();
}

base::Result<PartNames> PartNames::load(const std::filesystem::path& workspace) {
  const auto lexicons = Lexicons::load(workspace);
  if (!lexicons) return base::failure_of(lexicons);
  return PartNames(lexicons->lexicon("component"));
}

std::string PartNames::code_of(std::string_view name) const {
  text::NormalText normal;
  normal.add(name, nullptr);
  const auto& points = normal.points();
  std::size_t begin = 0, end = points.size();
  while (begin < end && points[begin] == U' ') ++begin;
  while (end > begin && points[end - 1] == U' ') --end;
  std::size_t longest = 0;
  bool at_end = false;
  std::uint32_t found = text::PhraseSet::kNone;
  words_.each(points, [&](std::size_t from, std::size_t to, std::uint32_t word) {
    const bool ends = to == end;
    if (found != text::PhraseSet::kNone &&
        (at_end > ends || (at_end == ends && longest >= to - from)))
      return;
    longest = to - from;
    at_end = ends;
    found = word;
  });
  return found == text::PhraseSet::kNone ? normal.utf8(begin, end) : codes_[group_of_[found]];
}

}  // namespace aftercare::language
