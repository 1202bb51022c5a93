#include "quality/rules/file_rule.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>

#include "base/yaml_file.hpp"

namespace aftercare::quality {
namespace {

namespace fs = std::filesystem;
using base::Message;

struct BadRule {
  Message what;
};

[[noreturn]] void refuse_rule(std::string en, std::string zh) {
  throw BadRule{{std::move(en), std::move(zh)}};
}

[[noreturn]] void refuse_value(std::string_view key) {
  refuse_rule(fmt::format("not a value of {}", key), fmt::format("{} 的值无效", key));
}

double number_under(const YAML::Node& node, std::string_view key) {
  double number = 0;
  if (!node.IsScalar() || !YAML::convert<double>::decode(node, number)) refuse_value(key);
  return number;
}

std::vector<std::string> words_under(const YAML::Node& node, std::string_view key) {
  std::vector<std::string> words;
  if (!node.IsSequence() || node.size() == 0) refuse_value(key);
  for (const auto& word : node) {
    if (!word.IsScalar()) refuse_value(key);
    words.push_back(word.Scalar());
  }
  return words;
}

std::string text_under(const YAML::Node& node, std::string_view key) {
  if (!node.IsScalar() || node.Scalar().empty()) refuse_value(key);
  return node.Scalar();
}

// "36", "36h", "2d": hours.
double hours_under(const YAML::Node& node, std::string_view key) {
  auto text = text_under(node, key);
  double unit = 1;
  if (text.back() == 'h')
    text.pop_back();
  else if (text.back() == 'd')
    text.pop_back(), unit = 24;
  double number = 0;
  if (!YAML::convert<double>::decode(YAML::Node(text), number) || !(number > 0)) refuse_value(key);
  return number * unit;
}

FileCondition::Holds expression_of(const std::string& written) {
  auto parsed = RowExpression::parse(written);
  if (!parsed) throw BadRule{{parsed.error().message, parsed.error().message_zh}};
  if (parsed->columns().empty())
    refuse_rule("the expression reads no column", "表达式没有用到任何列");
  return {std::make_shared<const RowExpression>(std::move(*parsed))};
}

std::string quoted_column(const std::string& name) {
  if (name.find('"') != name.npos) refuse_rule("a column's name holds a quote", "列名中含有引号");
  return fmt::format("\"{}\"", name);
}

TypeWord type_word(const std::string& word) {
  constexpr std::string_view words[] = {"integer", "number", "money", "moment",
                                        "boolean", "email",  "phone", "url"};
  const auto at = std::ranges::find(words, word);
  if (at == std::end(words))
    refuse_rule(
        fmt::format("unknown type {}: known are integer, number, money, moment, boolean, "
                    "email, phone, url",
                    word),
        fmt::format("未知的类型 {}：可用的有 integer、number、money、moment、boolean、email、"
                    "phone、url",
                    word));
  return static_cast<TypeWord>(at - std::begin(words));
}

std::optional<FileConditionOf> read_condition(const std::string& key, const YAML::Node& node,
                                              const std::string& column) {
  const auto truth = [&] {
    bool value = false;
    if (!node.IsScalar() || !YAML::convert<bool>::decode(node, value) || !value) refuse_value(key);
  };
  if (key == "present") return truth(), FileCondition::Present{};
  if (key == "not_future") return truth(), FileCondition::NotFuture{};
  if (key == "type") return FileCondition::OfType{type_word(text_under(node, key))};
  if (key == "in_range") {
    if (!node.IsSequence() || node.size() != 2) refuse_value(key);
    const FileCondition::Within within{number_under(node[0], key), number_under(node[1], key)};
    if (!(within.lowest <= within.highest)) refuse_rule("the range is empty", "取值范围为空");
    return within;
  }
  if (key == "one_of") return FileCondition::OneOf{words_under(node, key)};
  if (key == "matches") {
    const auto pattern = text_under(node, key);
    auto compiled = std::make_shared<const RE2>(pattern, RE2::Quiet);
    if (!compiled->ok())
      refuse_rule(fmt::format("not a pattern ({})", compiled->error()),
                  fmt::format("不是有效的正则表达式（{}）", compiled->error()));
    return FileCondition::Matches{pattern, std::move(compiled)};
  }
  if (key == "holds") return expression_of(text_under(node, key));
  if (key == "at_most" || key == "at_least" || key == "not_before")
    return expression_of(
        fmt::format("{} {} {}", quoted_column(column),
                    key == "at_most" ? "<=" : ">=", quoted_column(text_under(node, key))));
  if (key == "unique") {
    if (node.IsSequence()) return FileCondition::Unique{words_under(node, key)};
    return truth(), FileCondition::Unique{{column}};
  }
  if (key == "references") {
    if (!node.IsMap()) refuse_value(key);
    FileCondition::References references{base::text_or(node, "file", ""),
                                         base::text_or(node, "column", column)};
    if (references.file.empty()) refuse_rule("references needs a file", "references 需要 file");
    return references;
  }
  if (key == "fresh_within") return FileCondition::Fresh{hours_under(node, key)};
  if (key == "rows_per_day") {
    if (!node.IsSequence() || node.size() != 2) refuse_value(key);
    return FileCondition::Volume{number_under(node[0], key), number_under(node[1], key)};
  }
  if (key == "stable") {
    if (!node.IsMap()) refuse_value(key);
    FileCondition::Stable stable;
    stable.over = base::text_or(node, "over", "");
    if (node["days"]) stable.days = static_cast<int>(number_under(node["days"], key));
    if (node["psi"]) stable.most_index = number_under(node["psi"], key);
    if (node["ks"]) stable.most_distance = number_under(node["ks"], key);
    if (stable.over.empty() || stable.days < 1) refuse_value(key);
    if (node["psi"] && node["ks"])
      refuse_rule("psi is for words and ks for numbers: give one",
                  "psi 用于文字，ks 用于数值：只能给出一个");
    return stable;
  }
  return std::nullopt;
}

FileRule rule_of_node(const YAML::Node& node) {
  FileRule rule;
  rule.name = base::text_or(node, "name", "");
  rule.column = base::text_or(node, "column", "");
  if (rule.name.empty()) refuse_rule("a rule has no name", "规则没有名称");
  int conditions = 0;
  for (const auto& entry : node) {
    const auto key = entry.first.Scalar();
    constexpr std::string_view others[] = {"name",  "table",   "column", "severity",
                                           "owner", "allowed", "label",  "off"};
    if (std::ranges::find(others, key) != std::end(others)) continue;
    auto condition = read_condition(key, entry.second, rule.column);
    if (!condition)
      refuse_rule(fmt::format("unknown key {}", key), fmt::format("未知的键 {}", key));
    rule.condition = std::move(*condition);
    ++conditions;
  }
  if (conditions != 1)
    refuse_rule(fmt::format("a rule needs one condition, not {}", conditions),
                fmt::format("规则需要且只能有一个条件，而不是 {} 个", conditions));
  const bool names_columns = std::holds_alternative<FileCondition::Holds>(rule.condition) ||
                             std::holds_alternative<FileCondition::Unique>(rule.condition);
  if (rule.column.empty() && !names_columns) refuse_rule("a rule needs a column", "规则需要列名");
  const auto severity = base::text_or(node, "severity", "warning");
  if (severity != "note" && severity != "warning" && severity != "reject")
    refuse_rule(fmt::format("unknown severity {}", severity),
                fmt::format("未知的严重程度 {}", severity));
  rule.severity = severity == "note"      ? Severity::note
                  : severity == "warning" ? Severity::warning
                                          : Severity::reject;
  rule.owner = base::text_or(node, "owner", "");
  if (node["allowed"]) rule.allowed = number_under(node["allowed"], "allowed");
  if (const auto label = node["label"]; label && label.IsMap())
    rule.label = {base::text_or(label, "en", ""), base::text_or(label, "zh", "")};
  if (rule.label.en.empty()) rule.label.en = rule.name;
  if (rule.label.zh.empty()) rule.label.zh = rule.label.en;
  return rule;
}

}  // namespace

std::string_view condition_name(const FileConditionOf& condition) {
  constexpr std::string_view names[] = {"present",    "type",         "in_range",     "one_of",
                                        "matches",    "not_future",   "holds",        "unique",
                                        "references", "fresh_within", "rows_per_day", "stable"};
  return names[condition.index()];
}

base::Result<FileRule> read_file_rule(const YAML::Node& node) {
  try {
    return rule_of_node(node);
  } catch (const BadRule& bad) {
    const auto name = base::text_or(node, "name", "");
    return base::failure(fmt::format("{}: rule {}", bad.what.en, name),
                         fmt::format("{}：规则 {}", bad.what.zh, name));
  }
}

bool is_table_rule(const YAML::Node& node) {
  for (const char* key : {"unique", "holds", "fresh_within", "rows_per_day", "stable"})
    if (node[key]) return true;
  return false;
}

base::Result<std::vector<FileRule>> load_file_rules(const fs::path& file) {
  const auto root = base::load_yaml(file);
  if (!root) return base::failure_of(root);
  std::vector<FileRule> rules;
  const auto list = root->IsMap() ? (*root)["rules"] : YAML::Node();
  if (!list || !list.IsSequence())
    return base::failure(fmt::format("no list of rules: {}", file.string()),
                         fmt::format("没有规则列表：{}", file.string()));
  for (const auto& node : list) {
    try {
      if (!node.IsMap()) refuse_rule("not a rule", "不是规则");
      if (const auto off = node["off"]; off && off.IsScalar() && off.Scalar() == "true") continue;
      auto rule = rule_of_node(node);
      if (std::ranges::find(rules, rule.name, &FileRule::name) != rules.end())
        refuse_rule("two rules of one name", "两条规则同名");
      rules.push_back(std::move(rule));
    } catch (const BadRule& bad) {
      const auto at = base::where(file, node);
      const auto name = node.IsMap() ? base::text_or(node, "name", "") : std::string();
      return base::failure(fmt::format("{}: rule {}, at {}", bad.what.en, name, at),
                           fmt::format("{}：规则 {}，位于 {}", bad.what.zh, name, at));
    }
  }
  return rules;
}

}  // namespace aftercare::quality
