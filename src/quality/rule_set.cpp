#include "quality/rule_set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "base/share.hpp"
#include "base/yaml_file.hpp"

namespace aftercare::quality {
namespace {

namespace fs = std::filesystem;
using base::Message;

base::Error rule_error(const fs::path& file, const YAML::Node& node, const Message& what) {
  const auto at = base::where(file, node);
  return {base::ErrorKind::usage, fmt::format("{}, at {}", what.en, at),
          fmt::format("{}，位于 {}", what.zh, at)};
}

std::optional<double> number_of(const YAML::Node& node) {
  double number = 0;
  if (!node.IsScalar() || !YAML::convert<double>::decode(node, number)) return std::nullopt;
  return number;
}

std::optional<Condition> range_of(const YAML::Node& node) {
  if (!node.IsSequence() || node.size() != 2) return std::nullopt;
  const auto lowest = number_of(node[0]);
  const auto highest = number_of(node[1]);
  if (!lowest || !highest) return std::nullopt;
  return InRange{*lowest, *highest};
}

std::optional<Condition> list_of(const YAML::Node& node) {
  OneOf list;
  if (!node.IsSequence()) return std::nullopt;
  for (const auto& code : node) {
    if (!code.IsScalar()) return std::nullopt;
    list.codes.push_back(code.Scalar());
  }
  return list;
}

bool is_true(const YAML::Node& node) {
  bool value = false;
  return node && node.IsScalar() && YAML::convert<bool>::decode(node, value) && value;
}

// The condition under one key; nothing if its value is of the wrong kind.
std::optional<Condition> condition_of(std::string_view key, const YAML::Node& node) {
  if (key == "in_range") return range_of(node);
  if (key == "one_of") return list_of(node);
  if (key == "present") return is_true(node) ? std::optional<Condition>(Present{}) : std::nullopt;
  if (key == "not_future")
    return is_true(node) ? std::optional<Condition>(NotFuture{}) : std::nullopt;
  if (!node.IsScalar()) return std::nullopt;
  if (key == "matches") return Matches{node.Scalar()};
  if (key == "at_most") return Compared{Relation::at_most, node.Scalar()};
  return Compared{Relation::at_least, node.Scalar()};  // at_least, not_before.
}

constexpr std::string_view kConditions[] = {"present",    "in_range",   "one_of",  "matches",
                                            "not_before", "not_future", "at_most", "at_least"};
constexpr std::string_view kOtherKeys[] = {"name",  "table", "column", "severity",  "repair",
                                           "label", "off",   "owner",  "confidence"};

/// A rule's node, read; the message says what was wrong with it.
tl::expected<RuleSpec, Message> read_rule(const YAML::Node& node) {
  const auto wrong = [](std::string en, std::string zh) {
    return tl::unexpected<Message>({std::move(en), std::move(zh)});
  };
  RuleSpec spec;
  spec.name = base::text_or(node, "name", "");
  spec.table = base::text_or(node, "table", "");
  spec.column = base::text_or(node, "column", "");
  int conditions = 0;
  for (const auto& entry : node) {
    const auto& key = entry.first.Scalar();
    if (std::ranges::find(kConditions, key) != std::end(kConditions)) {
      auto condition = condition_of(key, entry.second);
      if (!condition)
        return wrong(fmt::format("not a value of {}: rule {}", key, spec.name),
                     fmt::format("{} 的值无效：规则 {}", key, spec.name));
      spec.condition = std::move(*condition);
      ++conditions;
    } else if (std::ranges::find(kOtherKeys, key) == std::end(kOtherKeys)) {
      return wrong(fmt::format("unknown word {}: rule {}", key, spec.name),
                   fmt::format("未知的词 {}：规则 {}", key, spec.name));
    }
  }
  if (conditions != 1)
    return wrong(
        fmt::format("a rule needs exactly one condition, not {}: rule {}", conditions, spec.name),
        fmt::format("一条规则只能有一个条件，而不是 {} 个：规则 {}", conditions, spec.name));
  spec.owner = base::text_or(node, "owner", "");
  const auto severity = base::text_or(node, "severity", "warning");
  if (severity != "note" && severity != "warning" && severity != "reject")
    return wrong(fmt::format("unknown severity {}: rule {}", severity, spec.name),
                 fmt::format("未知的严重程度 {}：规则 {}", severity, spec.name));
  spec.severity = severity == "note"      ? Severity::note
                  : severity == "warning" ? Severity::warning
                                          : Severity::reject;
  if (const auto repair = node["repair"]; repair.IsDefined()) {
    if (!repair.IsNull())
      return wrong(fmt::format("a repair can only be null: rule {}", spec.name),
                   fmt::format("修复只能为 null：规则 {}", spec.name));
    spec.repair_to_null = true;
  } else if (node["confidence"].IsDefined()) {
    return wrong(fmt::format("a confidence is of a repair, and there is none: rule {}", spec.name),
                 fmt::format("没有修复便没有把握可言：规则 {}", spec.name));
  }
  if (const auto label = node["label"]; label && label.IsMap())
    spec.label = {base::text_or(label, "en", ""), base::text_or(label, "zh", "")};
  if (spec.label.en.empty() || spec.label.zh.empty())
    return wrong(fmt::format("a rule needs a label in zh and en: rule {}", spec.name),
                 fmt::format("规则需要中英文名称：规则 {}", spec.name));
  return spec;
}

struct TableRule {
  std::string table;
  FileRule rule;
};

// A rule over a whole table: its columns must be the table's own and, as it runs on what is
// stored, not sealed. An expression runs on each batch as well, so it may read them there.
base::Result<TableRule> read_table_rule(const YAML::Node& node,
                                        const records::Dictionary& dictionary) {
  auto rule = read_file_rule(node);
  if (!rule) return base::failure_of(rule);
  TableRule found{base::text_or(node, "table", ""), std::move(*rule)};
  const auto* entity = dictionary.entity(found.table);
  if (entity == nullptr)
    return base::failure(fmt::format("unknown table {}: rule {}", found.table, found.rule.name),
                         fmt::format("未知的表 {}：规则 {}", found.table, found.rule.name));
  std::vector<std::string> columns;
  if (!found.rule.column.empty()) columns.push_back(found.rule.column);
  if (const auto* unique = std::get_if<FileCondition::Unique>(&found.rule.condition))
    columns = unique->columns;
  if (const auto* holds = std::get_if<FileCondition::Holds>(&found.rule.condition))
    columns = holds->expression->columns();
  if (const auto* stable = std::get_if<FileCondition::Stable>(&found.rule.condition))
    columns.push_back(stable->over);
  const bool on_batches = std::holds_alternative<FileCondition::Holds>(found.rule.condition);
  if (on_batches && !found.rule.column.empty()) columns.push_back(found.rule.column);
  for (const auto& column : columns) {
    const auto* field = entity->field(column);
    if (field != nullptr && on_batches) continue;
    if (field != nullptr && field->pii != records::PiiClass::personal &&
        field->pii != records::PiiClass::sensitive)
      continue;
    return base::failure(
        fmt::format("unknown or sealed column {}.{}: rule {}", found.table, column,
                    found.rule.name),
        fmt::format("未知或已加密的列 {}.{}：规则 {}", found.table, column, found.rule.name));
  }
  return found;
}

base::Result<void> read_rules(const fs::path& file, const records::Dictionary& dictionary,
                              std::vector<Rule>& rules, std::vector<TableRule>& table_rules) {
  const auto root = base::load_yaml(file);
  if (!root) return base::failure_of(root);
  if (!root->IsMap()) return {};
  const auto list = (*root)["rules"];
  if (!list) return {};
  for (const auto& node : list) {
    if (!node.IsMap()) return tl::unexpected(rule_error(file, node, {"not a rule", "不是规则"}));
    const auto name = base::text_or(node, "name", "");
    const auto same =
        std::ranges::find_if(rules, [&](const Rule& rule) { return rule.spec().name == name; });
    std::erase_if(table_rules, [&name](const TableRule& one) { return one.rule.name == name; });
    if (is_true(node["off"])) {
      if (same != rules.end()) rules.erase(same);
      continue;
    }
    if (is_table_rule(node)) {
      auto rule = read_table_rule(node, dictionary);
      if (!rule)
        return tl::unexpected(
            rule_error(file, node, {rule.error().message, rule.error().message_zh}));
      table_rules.push_back(std::move(*rule));
      continue;
    }
    auto spec = read_rule(node);
    if (!spec) return tl::unexpected(rule_error(file, node, spec.error()));
    auto rule = Rule::make(std::move(*spec), dictionary);
    if (!rule)
      return tl::unexpected(
          rule_error(file, node, {rule.error().message, rule.error().message_zh}));
    if (same == rules.end())
      rules.push_back(std::move(*rule));
    else
      *same = std::move(*rule);
  }
  return {};
}

// What the dictionary says of a field, as rules.
std::vector<RuleSpec> implied_by(const records::Entity& entity, const records::Field& field,
                                 bool has_range) {
  constexpr auto kInfinite = std::numeric_limits<double>::infinity();
  std::vector<RuleSpec> specs;
  const auto add = [&](const char* name, Condition condition, Severity severity) {
    specs.push_back({name, entity.name, field.name, std::move(condition), severity, {}, false, {}});
  };
  if (field.required) add("required_missing", Present{}, Severity::reject);
  if (!field.codes.empty()) {
    OneOf list;
    for (const auto& code : field.codes) list.codes.push_back(code.code);
    add("not_in_code_list", std::move(list), Severity::warning);
  }
  if ((field.lowest || field.highest) && !has_range)
    add("out_of_range",
        InRange{field.lowest.value_or(-kInfinite), field.highest.value_or(kInfinite)},
        Severity::warning);
  if (!field.pattern.empty()) add("pattern_mismatch", Matches{field.pattern}, Severity::warning);
  return specs;
}

}  // namespace

base::Result<RuleSet> RuleSet::load(const fs::path& workspace,
                                    const records::Dictionary& dictionary) {
  const auto files = base::catalog_files("rules", workspace);
  if (!files) return base::failure_of(files);
  return load_files(*files, dictionary);
}

base::Result<RuleSet> RuleSet::load_files(const std::vector<fs::path>& files,
                                          const records::Dictionary& dictionary) {
  std::vector<Rule> written;
  std::vector<TableRule> table_rules;
  for (const auto& file : files)
    if (const auto read = read_rules(file, dictionary, written, table_rules); !read)
      return base::failure_of(read);
  RuleSet set;
  for (auto& [table, rule] : table_rules) set.table_rules_[table].push_back(std::move(rule));
  for (const auto& entity : dictionary.entities()) {
    auto& rules = set.rules_[entity.name];
    for (const auto& rule : written)
      if (rule.spec().table == entity.name) rules.push_back(rule);
    const auto count = rules.size();
    for (const auto& field : entity.fields) {
      if (field.derived) continue;
      const bool has_range = std::any_of(
          rules.begin(), rules.begin() + static_cast<std::ptrdiff_t>(count), [&](const Rule& rule) {
            return rule.spec().column == field.name &&
                   std::holds_alternative<InRange>(rule.spec().condition);
          });
      for (auto& spec : implied_by(entity, field, has_range)) {
        auto rule = Rule::make(std::move(spec), dictionary);
        if (!rule) return base::failure_of(rule);
        rules.push_back(std::move(*rule));
      }
    }
  }
  return set;
}

const std::vector<Rule>& RuleSet::rules_of(std::string_view table) const {
  static const std::vector<Rule> none;
  const auto at = rules_.find(table);
  return at == rules_.end() ? none : at->second;
}

const std::vector<FileRule>& RuleSet::table_rules_of(std::string_view table) const {
  static const std::vector<FileRule> none;
  const auto at = table_rules_.find(table);
  return at == table_rules_.end() ? none : at->second;
}

std::vector<std::string> RuleSet::row_rules_reading(std::string_view table,
                                                    std::string_view column) const {
  std::vector<std::string> names;
  for (const auto& rule : rules_of(table)) {
    const auto* const compared = std::get_if<Compared>(&rule.spec().condition);
    if (rule.spec().column == column || (compared != nullptr && compared->other == column))
      names.push_back(rule.spec().name);
  }
  for (const auto& rule : table_rules_of(table))
    if (const auto* const holds = std::get_if<FileCondition::Holds>(&rule.condition))
      if (const auto& read = holds->expression->columns();
          std::ranges::find(read, column) != read.end())
        names.push_back(rule.name);
  return names;
}

}  // namespace aftercare::quality
