// The words of columns as their file defines them.

#include <fmt/format.h>

#include <algorithm>

#include "base/share.hpp"
#include "base/utf8.hpp"
#include "base/yaml_file.hpp"
#include "standard/column_words.hpp"
#include "standard/name_words.hpp"

namespace aftercare::standard {
namespace {

std::vector<std::string> list_of(const YAML::Node& node) {
  std::vector<std::string> list;
  if (node && node.IsSequence())
    for (const auto& each : node)
      if (each.IsScalar()) list.push_back(fold(each.Scalar()));
  return list;
}

}  // namespace

base::Result<ColumnWords> ColumnWords::load() {
  const auto share = base::share_folder();
  if (!share) return base::failure_of(share);
  return load(*share / "catalog" / "column_words.yaml");
}

base::Result<ColumnWords> ColumnWords::load(const std::filesystem::path& file) {
  const auto root = base::load_yaml(file);
  if (!root) return base::failure_of(root);
  ColumnWords words;
  const auto missing = [&](const YAML::Node& at, std::string_view what) {
    return base::failure(fmt::format("missing: {}, at {}", what, base::where(file, at)),
                         fmt::format("缺少：{}，位于 {}", what, base::where(file, at)));
  };
  if (!root->IsMap() || !(*root)["words"]) return missing(*root, "words");
  for (const auto& node : (*root)["pinyin"])
    words.spellings_[node.first.Scalar()] = node.second.Scalar();
  const auto add_word = [&words](const std::string& word, const Meanings& meanings) {
    const bool wide = static_cast<unsigned char>(word.front()) >= 0x80;
    (wide ? words.wide_ : words.narrow_)[word] = meanings;
    if (!wide) return words.kindred_.add(word, meanings);
    std::string spelt;
    for (std::size_t at = 0; at < word.size();) {
      const auto from = at;
      base::next_code_point(word, at);
      const auto known = words.spellings_.find(std::string_view(word).substr(from, at - from));
      if (known == words.spellings_.end()) return;
      spelt += known->second;
    }
    words.pinyin_.emplace(std::move(spelt), meanings);
  };
  for (const auto& node : (*root)["words"]) {
    const auto name = node.IsMap() ? base::text_or(node, "name", "") : "";
    if (name.empty()) return missing(node, "name");
    if (!node["weight"] || !YAML::convert<double>::decode(node["weight"], words.weights_[name]))
      return missing(node, "weight");
    for (const char* language : {"zh", "en"})
      for (const auto& word : list_of(node[language])) add_word(word, {name});
  }
  for (const auto& node : (*root)["phrases"]) add_word(node.first.Scalar(), list_of(node.second));
  for (const char* language : {"zh", "en"})
    for (auto& word : list_of((*root)["ignored"][language])) {
      if (static_cast<unsigned char>(word.front()) >= 0x80) words.wide_[word] = {};
      words.ignored_.push_back(std::move(word));
    }
  words.form_ = list_of((*root)["form"]);
  for (const auto& node : (*root)["units"]) {
    Unit unit;
    if (node["scale"]) YAML::convert<double>::decode(node["scale"], unit.scale);
    unit.unit = base::text_or(node, "field_unit", "");
    if (base::text_or(node, "money", "") == "true") unit.unit = "money";
    for (const char* language : {"zh", "en"})
      for (const auto& word : list_of(node[language])) words.units_[word] = unit;
  }
  for (const auto& node : (*root)["parts"]) {
    int place = 0;
    for (const auto& part : list_of(node["parts"]))
      words.parts_[part] = {base::text_or(node, "whole", ""), ++place};
  }
  for (const auto& node : (*root)["nouns"]) {
    auto& nouns = words.nouns_[node.first.Scalar()] = list_of(node.second);
    words.things_.insert(nouns.begin(), nouns.end());
  }
  for (const auto& group : (*root)["titles"])
    for (auto& entities = words.titles_.emplace_back(); const auto& node : group)
      entities[node.first.Scalar()] = list_of(node.second);
  for (const auto& node : (*root)["together"]) {
    Together rule{{}, list_of(node["means"])};
    for (const auto& place : node["said"]) rule.said.push_back(list_of(place));
    words.together_.push_back(std::move(rule));
  }
  for (const auto& node : (*root)["evidence"])
    words.evidence_[node.first.Scalar()] = list_of(node.second);
  for (const auto& node : (*root)["needs"])
    words.needs_[node.first.Scalar()] = list_of(node.second);
  for (const auto& node : (*root)["cues"]) words.cues_[node.first.Scalar()] = list_of(node.second);
  for (const auto& node : (*root)["only_with"])
    words.only_with_[node.first.Scalar()] = list_of(node.second);
  for (const auto& node : (*root)["acts"]) words.acts_[node.first.Scalar()] = list_of(node.second);
  for (const auto& node : (*root)["alike"]) words.alike_.push_back(list_of(node));
  for (const auto& node : (*root)["others"]) {
    if (!node.IsMap() || !node["label"]) return missing(node, "label");
    OtherColumn other{
        {base::text_or(node["label"], "en", ""), base::text_or(node["label"], "zh", "")}, {}};
    for (const auto& name : node["synonyms"]) other.names.push_back(words.read(name.Scalar()));
    words.others_.push_back(std::move(other));
  }
  return words;
}

const std::vector<std::string>& ColumnWords::evidence(std::string_view entity) const {
  static const std::vector<std::string> none;
  const auto at = evidence_.find(entity);
  return at == evidence_.end() ? none : at->second;
}

const std::vector<std::string>& ColumnWords::needs(std::string_view entity) const {
  static const std::vector<std::string> none;
  const auto at = needs_.find(entity);
  return at == needs_.end() ? none : at->second;
}

bool ColumnWords::speaks_of_another(std::string_view entity, std::string_view field) const {
  const auto holds = [field](const std::vector<std::string>& list) {
    return std::ranges::find(list, field) != list.end();
  };
  return !holds(evidence(entity)) &&
         std::ranges::any_of(evidence_, [&](const auto& each) { return holds(each.second); });
}

const std::vector<std::string>& ColumnWords::cues(std::string_view entity) const {
  static const std::vector<std::string> none;
  const auto at = cues_.find(entity);
  return at == cues_.end() ? none : at->second;
}

const std::vector<std::string>& ColumnWords::only_with(std::string_view field) const {
  static const std::vector<std::string> none;
  const auto at = only_with_.find(field);
  return at == only_with_.end() ? none : at->second;
}

bool ColumnWords::alike(std::string_view one, std::string_view other) const {
  return std::ranges::any_of(alike_, [&](const std::vector<std::string>& group) {
    return std::ranges::find(group, one) != group.end() &&
           std::ranges::find(group, other) != group.end();
  });
}

const std::vector<std::string>& ColumnWords::nouns(std::string_view entity) const {
  static const std::vector<std::string> none;
  const auto at = nouns_.find(entity);
  return at == nouns_.end() ? none : at->second;
}

}  // namespace aftercare::standard
