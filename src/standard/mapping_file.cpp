// The reader keeps the first thing that is wrong and goes on reading, so that no check has to
// hand errors up through every level.

#include "standard/mapping_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "base/yaml_file.hpp"
#include "records/moment.hpp"
#include "standard/mapping_writer.hpp"
#include "standard/moment_text.hpp"

namespace aftercare::standard {
namespace {

namespace fs = std::filesystem;
using records::FieldType;

constexpr std::array<std::pair<std::string_view, Take>, 5> kTakes{{{"first", Take::first},
                                                                   {"last", Take::last},
                                                                   {"lowest", Take::lowest},
                                                                   {"highest", Take::highest},
                                                                   {"joined", Take::joined}}};

class MappingReader {
 public:
  MappingReader(const fs::path& file, const records::Dictionary& dictionary)
      : file_(file), dictionary_(dictionary) {}

  base::Result<Mapping> read(const YAML::Node& root);

 private:
  MappedEntity entity(const YAML::Node& node, bool main);
  MappedField field(const std::string& name, const YAML::Node& node, bool grouped);
  void field_details(const YAML::Node& node, bool grouped, MappedField& to);
  std::optional<Condition> condition(const YAML::Node& map, const char* key);
  void check_covered(const YAML::Node& node, const records::Entity& known,
                     const MappedEntity& entity);

  void wrong(const YAML::Node& node, std::string_view en, std::string_view zh,
             std::string_view value) {
    if (error_) return;
    const auto at = base::where(file_, node);
    error_ = base::Error{base::ErrorKind::usage, fmt::format("{}: {}, at {}", en, value, at),
                         fmt::format("{}：{}，位于 {}", zh, value, at)};
  }
  void allow(const YAML::Node& map, std::initializer_list<std::string_view> keys) {
    for (const auto& each : map)
      if (std::ranges::find(keys, each.first.Scalar()) == keys.end())
        wrong(each.first, "unknown word", "未知的词", each.first.Scalar());
  }
  bool is_map(const YAML::Node& node, std::string_view what) {
    if (node && node.IsMap()) return true;
    wrong(node, "not a map of keys and values", "不是键值表", what);
    return false;
  }
  std::string word(const YAML::Node& map, const char* key) {
    const auto node = map[key];
    if (node && !node.IsScalar()) wrong(node, "not a word", "不是一个词", key);
    return node && node.IsScalar() ? node.Scalar() : std::string();
  }
  std::string needed(const YAML::Node& map, const char* key) {
    auto value = word(map, key);
    if (value.empty()) wrong(map, "missing", "缺少", key);
    return value;
  }
  /// A list of words, or one word.
  std::vector<std::string> words(const YAML::Node& map, const char* key) {
    const auto node = map[key];
    std::vector<std::string> list;
    if (!node) return list;
    if (node.IsScalar()) return {node.Scalar()};
    for (const auto& item : node)
      if (item.IsScalar())
        list.push_back(item.Scalar());
      else
        wrong(item, "not a word", "不是一个词", key);
    if (list.empty()) wrong(node, "an empty list", "空列表", key);
    return list;
  }

  const fs::path& file_;
  const records::Dictionary& dictionary_;
  std::optional<base::Error> error_;
};

base::Result<Mapping> MappingReader::read(const YAML::Node& root) {
  Mapping mapping;
  if (is_map(root, "mapping")) {
    allow(root, {"name", "label", "source", "recognise", "zone", "group_by", "entities"});
    mapping.name = needed(root, "name");
    if (root["label"] && is_map(root["label"], "label")) {
      allow(root["label"], {"zh", "en"});
      mapping.label = {needed(root["label"], "en"), needed(root["label"], "zh")};
    } else {
      wrong(root, "missing", "缺少", "label");
    }
    mapping.source = word(root, "source");
    if (root["recognise"] && is_map(root["recognise"], "recognise")) {
      allow(root["recognise"], {"columns"});
      mapping.recognised = words(root["recognise"], "columns");
    }
    mapping.zone = word(root, "zone");
    if (!mapping.zone.empty() && !records::Zone::named(mapping.zone))
      wrong(root["zone"], "unknown time zone", "未知的时区", mapping.zone);
    mapping.group_by = word(root, "group_by");
    if (!root["entities"] || !root["entities"].IsSequence() || root["entities"].size() == 0)
      wrong(root, "missing", "缺少", "entities");
    else
      for (const auto& node : root["entities"])
        mapping.entities.push_back(entity(node, mapping.entities.empty()));
    for (const auto& each : mapping.entities)
      if (each.per_group && mapping.group_by.empty())
        wrong(root, "one record per group needs", "每组一条记录需要", "group_by");
    if (!mapping.entities.empty() && !mapping.entities.front().each.empty() &&
        !mapping.group_by.empty())
      wrong(root, "groups are of rows, not of elements", "分组针对行，而非元素", "group_by");
  }
  if (error_) return tl::unexpected(*error_);
  return mapping;
}

MappedEntity MappingReader::entity(const YAML::Node& node, bool main) {
  MappedEntity entity;
  if (!is_map(node, "entity")) return entity;
  allow(node, {"entity", "per", "each", "when", "fields"});
  entity.entity = needed(node, "entity");
  const auto* known = dictionary_.entity(entity.entity);
  if (known == nullptr) {
    wrong(node, "unknown entity", "未知的实体", entity.entity);
    return entity;
  }
  const auto per = word(node, "per");
  if (!per.empty() && per != "group" && per != "row")
    wrong(node["per"], "neither row nor group", "既不是 row 也不是 group", per);
  entity.per_group = per == "group";
  entity.each = word(node, "each");
  if (entity.per_group && !entity.each.empty())
    wrong(node["each"], "a record is either per group or of each element",
          "一条记录要么对应一组，要么对应一个元素", entity.each);
  entity.when = condition(node, "when");
  if (main && (entity.when || entity.per_group))
    wrong(node, "the first entity takes every row", "第一个实体必须接收每一行", entity.entity);
  if (!node["fields"]) wrong(node, "missing", "缺少", "fields");
  if (!is_map(node["fields"], "fields")) return entity;
  for (const auto& each : node["fields"]) {
    const auto name = each.first.Scalar();
    const auto* target = known->field(name);
    if (target == nullptr || target->derived)
      wrong(each.first, "not a field that a source fills", "不是由来源填写的字段",
            fmt::format("{}.{}", entity.entity, name));
    const bool twice =
        std::ranges::find(entity.fields, name, &MappedField::field) != entity.fields.end();
    if (twice) wrong(each.first, "given twice", "重复给出", name);
    entity.fields.push_back(field(name, each.second, entity.per_group));
  }
  check_covered(node, *known, entity);
  return entity;
}

MappedField MappingReader::field(const std::string& name, const YAML::Node& node, bool grouped) {
  MappedField to;
  to.field = name;
  if (node.IsScalar()) {
    to.origin = FromColumn{node.Scalar()};
    return to;
  }
  if (!is_map(node, name)) return to;
  int origins = 0;
  if (node["column"]) to.origin = FromColumn{needed(node, "column")}, ++origins;
  if (node["constant"]) to.origin = FromConstant{needed(node, "constant")}, ++origins;
  if (node["first"]) to.origin = FromFirst{words(node, "first")}, ++origins;
  if (node["join"]) {
    FromJoin join{words(node, "join"), node["with"] ? word(node, "with") : "/", false};
    const auto whole = word(node, "whole");
    if (!whole.empty() && whole != "true" && whole != "false")
      wrong(node["whole"], "neither true nor false", "既不是 true 也不是 false", whole);
    join.whole = whole == "true";
    to.origin = std::move(join);
    ++origins;
  }
  if (origins != 1)
    wrong(node, "needs one of column, constant, join, first",
          "需要 column、constant、join、first 之一", name);
  field_details(node, grouped, to);
  return to;
}

void MappingReader::field_details(const YAML::Node& node, bool grouped, MappedField& to) {
  allow(node, {"column", "constant", "first", "join", "with", "whole", "codes", "otherwise",
               "format", "scale", "plus_seconds", "take", "where", "after"});
  if (node["codes"] && is_map(node["codes"], "codes"))
    for (const auto& each : node["codes"])
      to.codes.emplace_back(each.first.Scalar(), each.second.Scalar());
  to.otherwise = word(node, "otherwise");
  to.format = word(node, "format");
  if (!to.format.empty() && !date_format_of(to.format))
    wrong(node["format"], "unknown format", "未知的格式", to.format);
  if (node["scale"] && (!YAML::convert<double>::decode(node["scale"], to.scale) || !(to.scale > 0)))
    wrong(node["scale"], "not a number over 0", "不是大于 0 的数", word(node, "scale"));
  to.plus_seconds = word(node, "plus_seconds");
  if (grouped && node["plus_seconds"])
    wrong(node["plus_seconds"], "only a record per row has", "只有每行一条的记录可以有",
          "plus_seconds");
  to.where = condition(node, "where");
  if (!grouped) {
    for (const char* key : {"take", "after"})
      if (node[key])
        wrong(node[key], "only a record per group has", "只有每组一条的记录可以有", key);
    return;
  }
  if (node["with"]) to.with = word(node, "with");
  const auto take = word(node, "take");
  const auto at = std::ranges::find(kTakes, take, &std::pair<std::string_view, Take>::first);
  if (at != kTakes.end())
    to.take = at->second;
  else if (!take.empty())
    wrong(node["take"], "unknown take", "未知的 take", take);
  to.after = condition(node, "after");
}

std::optional<Condition> MappingReader::condition(const YAML::Node& map, const char* key) {
  const auto node = map[key];
  if (!node || !is_map(node, key)) return {};
  allow(node, {"column", "equals", "not_equals", "not_empty"});
  Condition condition{needed(node, "column"), words(node, "equals"), words(node, "not_equals")};
  const bool not_empty = word(node, "not_empty") == "true";
  const int tests = !condition.equals.empty() + !condition.not_equals.empty() + not_empty;
  if (tests != 1)
    wrong(node, "needs one of equals, not_equals, not_empty: true",
          "需要 equals、not_equals、not_empty: true 之一", key);
  return condition;
}

void MappingReader::check_covered(const YAML::Node& node, const records::Entity& known,
                                  const MappedEntity& entity) {
  const auto mapped = [&](std::string_view name) {
    return std::ranges::find(entity.fields, name, &MappedField::field) != entity.fields.end();
  };
  for (const auto& each : known.fields)
    if (each.required && !mapped(each.name))
      wrong(node, "required field without a column", "必填字段没有对应的列",
            fmt::format("{}.{}", known.name, each.name));
  if (known.same_if.empty())
    for (const auto& part : known.key)
      if (!mapped(part))
        wrong(node, "key field without a column", "主键字段没有对应的列",
              fmt::format("{}.{}", known.name, part));
  for (const auto& each : entity.fields) {
    const auto* field = known.field(each.field);
    if (field == nullptr) continue;
    if (!each.plus_seconds.empty() && field->type != FieldType::moment)
      wrong(node["fields"], "seconds are added to a moment only", "只有时刻可以加秒数", each.field);
    if (field->codes.empty()) continue;
    const auto check = [&](const std::string& code) {
      if (!code.empty() &&
          std::ranges::find(field->codes, code, &records::Code::code) == field->codes.end())
        wrong(node["fields"], "not in the code list of the field", "不在字段的代码表中",
              fmt::format("{}.{} = {}", known.name, each.field, code));
    };
    for (const auto& [from, to] : each.codes) check(to);
    check(each.otherwise);
    if (const auto* constant = std::get_if<FromConstant>(&each.origin)) check(constant->value);
  }
}

}  // namespace

base::Result<Mapping> load_mapping(const fs::path& file, const records::Dictionary& dictionary) {
  const auto root = base::load_yaml(file);
  if (!root) return base::failure_of(root);
  return MappingReader(file, dictionary).read(*root);
}

base::Result<Mapping> mapping_in(const std::string& yaml, const records::Dictionary& dictionary) {
  try {
    return MappingReader("mapping", dictionary).read(YAML::Load(yaml));
  } catch (const YAML::Exception& flaw) {
    return base::failure(base::ErrorKind::internal,
                         fmt::format("a kept mapping is no YAML: {}", flaw.what()),
                         fmt::format("保存的映射不是 YAML：{}", flaw.what()));
  }
}

base::Result<fs::path> save_mapping(const Mapping& mapping, const fs::path& folder,
                                    const records::Dictionary& dictionary) {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789_";
  constexpr std::size_t longest = 80;
  const auto& name = mapping.name;
  const bool named = !name.empty() && name.size() <= longest && name.front() >= 'a' &&
                     name.front() <= 'z' && name.find_first_not_of(allowed) == name.npos;
  if (!named)
    return base::failure(
        fmt::format("not a name in snake_case of at most {} letters: '{}'", longest, name),
        fmt::format("不是至多 {} 个字母的 snake_case 名称：“{}”", longest, name));
  const auto unwritable = [](const fs::path& file) {
    return base::failure(base::ErrorKind::internal,
                         fmt::format("file cannot be written: {}", file.string()),
                         fmt::format("无法写入文件：{}", file.string()));
  };
  std::error_code error;
  fs::create_directories(folder, error);
  const auto file = folder / (name + ".yaml");
  const auto draft = folder / ("." + name + ".draft");
  {
    std::ofstream out(draft, std::ios::binary);
    out << to_yaml(mapping);
    if (!out.flush()) return unwritable(draft);
  }
  const auto read = load_mapping(draft, dictionary);
  if (!read) {
    fs::remove(draft, error);
    return base::failure_of(read);
  }
  fs::rename(draft, file, error);
  if (error) return unwritable(file);
  return file;
}

}  // namespace aftercare::standard
