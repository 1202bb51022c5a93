#include "language/taxonomy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/share.hpp"
#include "base/yaml_file.hpp"

namespace aftercare::language {
namespace {

using MaybeFault = std::optional<base::Message>;

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
  const auto group_code = topic.code.substr(0, topic.code.find('.'));
  const auto group = std::ranges::find(taxonomy.groups, group_code, &TopicGroup::code);
  if (group == taxonomy.groups.end() || group_code.size() == topic.code.size())
    return base::Message{
        fmt::format("the topic '{}' is in no known group: its code is group.name", topic.code),
        fmt::format("主题“{}”不属于任何已知的组：代码形如 组.名称", topic.code)};
  topic.group = static_cast<std::uint32_t>(group - taxonomy.groups.begin());
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
  if (topic.any.empty() && topic.all.empty())
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
  return taxonomy;
}

base::Result<Taxonomy> Taxonomy::load(const std::filesystem::path& workspace) {
  const auto files = base::catalog_files("topics.yaml", workspace);
  if (!files) return base::failure_of(files);
  auto taxonomy = load_topics(*files);
  if (!taxonomy) return taxonomy;
  const auto lexicons = Lexicons::load(workspace);
  if (!lexicons) return base::failure_of(lexicons);
  for (const auto& group : lexicons->lexicon("component").groups) {
    const auto known = std::ranges::find(taxonomy->components, group.code, &ComponentName::code);
    if (known == taxonomy->components.end())
      taxonomy->components.push_back({group.code, group.label});
  }
  return taxonomy;
}

}  // namespace aftercare::language
