#include "language/taxonomy.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "base/packed.hpp"
#include "base/share.hpp"
#include "base/yaml_file.hpp"
#include "language/cue_codes.hpp"
#include "language/language_packed.hpp"

namespace aftercare::language {
namespace {

using MaybeFault = std::optional<base::Message>;

// A former code must lead to one topic, and to no other than itself while it is in use.
MaybeFault check_former_codes(const Taxonomy& taxonomy) {
  std::map<std::string_view, std::string_view> heirs;
  for (const auto& topic : taxonomy.topics) {
    for (const auto& former : topic.was) {
      const bool in_use =
          std::ranges::find(taxonomy.topics, former, &Topic::code) != taxonomy.topics.end();
      const auto [heir, first] = heirs.emplace(former, topic.code);
      if (first && !in_use) continue;
      const std::string_view other = in_use ? std::string_view(former) : heir->second;
      return base::Message{
          fmt::format("'{}' cannot lead to '{}': it is '{}' already", former, topic.code, other),
          fmt::format("“{}”不能并入“{}”：它已是“{}”", former, topic.code, other)};
    }
  }
  for (const auto& topic : taxonomy.topics)
    for (const auto& old : topic.split_from)
      if (!heirs.contains(old))
        return base::Message{
            fmt::format("'{}' is split into '{}', but no topic says that its cases count as it "
                        "until they are judged: was: [{}]",
                        old, topic.code, old),
            fmt::format("“{}”被拆分为“{}”，但没有主题说明其案例在重新判定之前计入哪里：was: [{}]",
                        old, topic.code, old)};
  return std::nullopt;
}

Naming read_naming(const YAML::Node& node) {
  const auto label = node["label"];
  if (!label) return {};
  return {base::text_or(label, "zh", ""), base::text_or(label, "en", "")};
}

MaybeFault read_topic(const YAML::Node& node, Taxonomy& taxonomy) {
  Topic topic;
  topic.code = base::text_or(node, "code", "");
  topic.label = read_naming(node);
  if (topic.label.zh.empty() || topic.label.en.empty())
    return base::Message{fmt::format("the topic '{}' has no label in zh and en", topic.code),
                         fmt::format("主题“{}”缺少 zh 与 en 标签", topic.code)};
  const auto group_of = [&](std::size_t dot) {
    return std::ranges::find(taxonomy.groups, topic.code.substr(0, dot), &TopicGroup::code);
  };
  const auto group = group_of(topic.code.find('.'));
  if (topic.code.find('.') == topic.code.npos || group == taxonomy.groups.end() ||
      group_of(topic.code.rfind('.')) == taxonomy.groups.end())
    return base::Message{
        fmt::format("the topic '{}' is in no known group: its code is group.name", topic.code),
        fmt::format("主题“{}”不属于任何已知的组：代码形如 组.名称", topic.code)};
  topic.group = static_cast<std::uint32_t>(group - taxonomy.groups.begin());
  topic.component = base::text_or(node, "component", "");
  topic.behind = base::text_or(node, "behind", "false") == "true";
  topic.aspect = base::text_or(node, "aspect", "false") == "true";
  if (node["split_from"]) topic.split_from = node["split_from"].as<std::vector<std::string>>();
  if (node["was"]) topic.was = node["was"].as<std::vector<std::string>>();
  for (const auto& demand : node["demands"]) {
    const auto known = std::ranges::find(kDemands, demand.as<std::string>());
    if (known == std::end(kDemands))
      return base::Message{
          fmt::format("unknown demand '{}' ({})", demand.as<std::string>(),
                      fmt::join(kDemands, ", ")),
          fmt::format("未知的诉求“{}”（{}）", demand.as<std::string>(), fmt::join(kDemands, "、"))};
    topic.demands.push_back(static_cast<std::uint8_t>(known - std::begin(kDemands)));
  }
  if (const auto motive = base::text_or(node, "motive", ""); !motive.empty()) {
    const auto known = std::ranges::find(kMotives, motive);
    if (known == std::end(kMotives))
      return base::Message{
          fmt::format("unknown motive '{}' ({})", motive, fmt::join(kMotives, ", ")),
          fmt::format("未知的动机“{}”（{}）", motive, fmt::join(kMotives, "、"))};
    topic.motive = static_cast<std::uint8_t>(known - std::begin(kMotives));
  }
  topic.grave = base::text_or(node, "grave", "");
  const auto cue = base::text_or(node, "cue", "any");
  if (cue != "any" && cue != "positive" && cue != "negative")
    return base::Message{fmt::format("unknown cue '{}' (any, positive, negative)", cue),
                         fmt::format("未知的 cue“{}”（any、positive、negative）", cue)};
  topic.cue = cue == "any" ? Cue::any : cue == "positive" ? Cue::positive : Cue::negative;
  for (const auto& list : node["any"]) {
    const float weight = list["weight"] ? list["weight"].as<float>() : 1.0F;
    for (const auto& phrase : list["phrases"])
      topic.any.push_back({phrase.as<std::string>(), weight});
  }
  for (const auto& set : node["all"]) {
    topic.all.push_back(set.as<std::vector<std::string>>());
    if (topic.all.back().empty() || topic.all.back().size() > 8)
      return base::Message{
          fmt::format("a set of the topic '{}' must have 1 to 8 phrases", topic.code),
          fmt::format("主题“{}”的一组短语必须为 1 到 8 个", topic.code)};
  }
  if (const auto points = node["mood_points"]) topic.mood_points = points.as<float>();
  if (const auto weight = node["all_weight"]) topic.all_weight = weight.as<float>();
  if (node["none"]) topic.none = node["none"].as<std::vector<std::string>>();
  if (topic.any.empty() && topic.all.empty() && topic.component.empty())
    return base::Message{fmt::format("the topic '{}' has no phrase", topic.code),
                         fmt::format("主题“{}”没有任何短语", topic.code)};
  const auto known = std::ranges::find(taxonomy.topics, topic.code, &Topic::code);
  if (known == taxonomy.topics.end())
    taxonomy.topics.push_back(std::move(topic));
  else
    *known = std::move(topic);
  return std::nullopt;
}

}  // namespace

base::Result<Taxonomy> Taxonomy::load_topics(const std::vector<std::filesystem::path>& files) {
  Taxonomy taxonomy;
  for (const auto& file : files) {
    const auto yaml = base::load_yaml(file);
    if (!yaml) return base::failure_of(yaml);
    try {
      for (const auto& node : (*yaml)["groups"]) {
        const auto code = base::text_or(node, "code", "");
        const auto known = std::ranges::find(taxonomy.groups, code, &TopicGroup::code);
        if (known == taxonomy.groups.end())
          taxonomy.groups.push_back({code, read_naming(node)});
        else
          known->label = read_naming(node);
      }
      for (const auto& node : (*yaml)["topics"]) {
        if (const auto fault = read_topic(node, taxonomy))
          return base::failure(fmt::format("{}, at {}", fault->en, base::where(file, node)),
                               fmt::format("{}，位于 {}", fault->zh, base::where(file, node)));
      }
    } catch (const YAML::Exception& error) {
      return base::failure(fmt::format("not a valid topic: {}, at {}:{}", error.msg, file.string(),
                                       error.mark.line + 1),
                           fmt::format("主题定义无效：{}，位于 {}:{}", error.msg, file.string(),
                                       error.mark.line + 1));
    }
  }
  if (const auto fault = check_former_codes(taxonomy))
    return base::failure(fmt::format("{}, in {}", fault->en, files.back().string()),
                         fmt::format("{}，位于 {}", fault->zh, files.back().string()));
  return taxonomy;
}

base::Result<Taxonomy> Taxonomy::load(const std::filesystem::path& workspace) {
  const auto lexicons = Lexicons::load(workspace);
  if (!lexicons) return base::failure_of(lexicons);
  return load(workspace, *lexicons);
}

base::Result<Taxonomy> Taxonomy::load(const std::filesystem::path& workspace,
                                      const Lexicons& lexicons) {
  const auto files = base::catalog_files("topics.yaml", workspace);
  if (!files) return base::failure_of(files);
  auto taxonomy = base::prepared_or<Taxonomy>("topics", *files, load_topics);
  if (!taxonomy) return taxonomy;
  for (const auto& group : lexicons.lexicon("component").groups) {
    const auto known = std::ranges::find(taxonomy->components, group.code, &ComponentName::code);
    if (known == taxonomy->components.end())
      taxonomy->components.push_back({group.code, group.label});
  }
  const auto& graves = lexicons.lexicon("severity").groups;
  for (auto& topic : taxonomy->topics) {
    if (topic.grave.empty()) continue;
    const auto group = std::ranges::find(graves, topic.grave, &LexiconGroup::code);
    if (group == graves.end())
      return base::failure(
          fmt::format("no such group of severity: '{}', of the topic {}", topic.grave, topic.code),
          fmt::format("严重程度词表中没有这一组：“{}”，主题 {}", topic.grave, topic.code));
    topic.grave_weight = static_cast<int>(std::lround(group->weight));
  }
  taxonomy->topic_of_component.assign(taxonomy->components.size(), -1);
  for (std::size_t at = 0; at < taxonomy->topics.size(); ++at) {
    const auto& topic = taxonomy->topics[at];
    if (topic.component.empty()) continue;
    const auto part =
        std::ranges::find(taxonomy->components, topic.component, &ComponentName::code);
    if (part == taxonomy->components.end())
      return base::failure(
          fmt::format("no such component: '{}', of the topic {}", topic.component, topic.code),
          fmt::format("没有这个部件：“{}”，主题 {}", topic.component, topic.code));
    taxonomy->topic_of_component[static_cast<std::size_t>(part - taxonomy->components.begin())] =
        static_cast<int>(at);
  }
  return taxonomy;
}

}  // namespace aftercare::language
