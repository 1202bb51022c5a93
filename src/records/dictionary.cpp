// Loading is strict: a word it does not know is an error with file and line, so a typing
// mistake in a workspace's overlay never silently changes what is masked or required.

#include "records/dictionary.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <utility>

#include "base/share.hpp"
#include "base/yaml_file.hpp"

namespace aftercare::records {
namespace {

namespace fs = std::filesystem;
using base::Result;

template <typename Value, std::size_t size>
using Names = std::array<std::pair<std::string_view, Value>, size>;

constexpr Names<FieldType, 9> kTypes{{{"text", FieldType::text},
                                      {"code", FieldType::code},
                                      {"integer", FieldType::integer},
                                      {"real", FieldType::real},
                                      {"money", FieldType::money},
                                      {"boolean", FieldType::boolean},
                                      {"moment", FieldType::moment},
                                      {"day", FieldType::day},
                                      {"blob", FieldType::blob}}};
constexpr Names<PiiClass, 5> kClasses{{{"none", PiiClass::none},
                                       {"pseudonym", PiiClass::pseudonym},
                                       {"free_text", PiiClass::free_text},
                                       {"personal", PiiClass::personal},
                                       {"sensitive", PiiClass::sensitive}}};
constexpr Names<PersonalKind, 9> kKinds{{{"none", PersonalKind::none},
                                         {"name", PersonalKind::name},
                                         {"phone", PersonalKind::phone},
                                         {"email", PersonalKind::email},
                                         {"address", PersonalKind::address},
                                         {"id_card", PersonalKind::id_card},
                                         {"bank_card", PersonalKind::bank_card},
                                         {"account", PersonalKind::account},
                                         {"other", PersonalKind::other}}};

/// Reads nodes of one file and remembers the first thing wrong with it.
class DictionaryReader {
 public:
  DictionaryReader(const fs::path& file, std::vector<Entity>& entities)
      : file_(file), entities_(entities) {}

  Result<void> read(const YAML::Node& root);

 private:
  void entity(const YAML::Node& node);
  void field(const YAML::Node& node, Entity& entity);
  void code(const YAML::Node& node, Field& field);

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
  /// True if the key is there and the value is of the wanted kind.
  bool given(const YAML::Node& map, const char* key, bool (YAML::Node::*is)() const) {
    const auto node = map[key];
    if (!node) return false;
    if ((node.*is)()) return true;
    wrong(node, "wrong kind of value", "值的类型不对", key);
    return false;
  }
  void text(const YAML::Node& map, const char* key, std::string& to) {
    if (given(map, key, &YAML::Node::IsScalar)) to = map[key].Scalar();
  }
  void flag(const YAML::Node& map, const char* key, bool& to) {
    if (given(map, key, &YAML::Node::IsScalar) && !YAML::convert<bool>::decode(map[key], to))
      wrong(map[key], "neither true nor false", "既不是 true 也不是 false", map[key].Scalar());
  }
  void number(const YAML::Node& map, const char* key, std::optional<double>& to) {
    double value = 0;
    if (!given(map, key, &YAML::Node::IsScalar)) return;
    if (!YAML::convert<double>::decode(map[key], value))
      return wrong(map[key], "not a number", "不是数字", map[key].Scalar());
    to = value;
  }
  void list(const YAML::Node& map, const char* key, std::vector<std::string>& to) {
    if (!given(map, key, &YAML::Node::IsSequence)) return;
    for (const auto& item : map[key]) {
      if (!item.IsScalar()) return wrong(item, "not a word", "不是一个词", key);
      if (std::ranges::find(to, item.Scalar()) == to.end()) to.push_back(item.Scalar());
    }
  }
  void label(const YAML::Node& map, const char* key, Label& to) {
    if (!given(map, key, &YAML::Node::IsMap)) return;
    allow(map[key], {"zh", "en"});
    text(map[key], "zh", to.zh);
    text(map[key], "en", to.en);
    if (to.zh.empty() || to.en.empty())
      wrong(map[key], "needs both zh and en", "需要同时有 zh 和 en", key);
  }
  template <typename Value, std::size_t size>
  void one_of(const YAML::Node& map, const char* key, const Names<Value, size>& names, Value& to) {
    if (!given(map, key, &YAML::Node::IsScalar)) return;
    const auto& word = map[key].Scalar();
    const auto at = std::ranges::find(names, word, [](const auto& name) { return name.first; });
    if (at == names.end())
      return wrong(map[key], fmt::format("unknown {}", key), fmt::format("未知的 {}", key), word);
    to = at->second;
  }
  /// The element of that name, added if new.
  template <typename Thing>
  Thing& named(std::vector<Thing>& things, const std::string& name, std::string Thing::*member) {
    const auto at = std::ranges::find(things, name, member);
    if (at != things.end()) return *at;
    things.emplace_back().*member = name;
    return things.back();
  }
  /// The identifier under `key`; empty after an error.
  std::string identifier(const YAML::Node& map, const char* key) {
    constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789_";
    if (!map.IsMap() || !map[key] || !map[key].IsScalar()) {
      wrong(map, "missing", "缺少", key);
      return {};
    }
    auto name = map[key].Scalar();
    if (!name.empty() && name.find_first_not_of(allowed) == name.npos) return name;
    wrong(map[key], "not a name in snake_case", "不是 snake_case 名称", name);
    return {};
  }

  const fs::path& file_;
  std::vector<Entity>& entities_;
  std::optional<base::Error> error_;
};

Result<void> DictionaryReader::read(const YAML::Node& root) {
  if (!root.IsMap() || !root["entities"] || !root["entities"].IsSequence()) {
    wrong(root, "missing", "缺少", "entities");
  } else {
    allow(root, {"entities"});
    for (const auto& node : root["entities"]) entity(node);
  }
  if (error_) return tl::unexpected(*error_);
  return {};
}

void DictionaryReader::entity(const YAML::Node& node) {
  const auto name = identifier(node, "name");
  if (name.empty()) return;
  auto& entity = named(entities_, name, &Entity::name);
  allow(node,
        {"name", "label", "grain", "key", "same_if", "person", "version", "retention", "fields"});
  label(node, "label", entity.label);
  label(node, "grain", entity.grain);
  // A key is a whole: an overlay replaces it.
  if (node["key"]) entity.key.clear();
  if (node["same_if"]) entity.same_if.clear();
  list(node, "key", entity.key);
  list(node, "same_if", entity.same_if);
  text(node, "person", entity.person);
  text(node, "version", entity.version);
  text(node, "retention", entity.retention);
  if (given(node, "fields", &YAML::Node::IsSequence))
    for (const auto& each : node["fields"]) field(each, entity);
  if (entity.label.en.empty()) wrong(node, "missing", "缺少", "label");
  if (entity.key.empty()) wrong(node, "missing", "缺少", "key");
  const auto check = [&](const std::string& word) {
    if (!word.empty() && entity.field(word) == nullptr)
      wrong(node, "unknown field", "未知的字段", fmt::format("{}.{}", name, word));
  };
  std::ranges::for_each(entity.key, check);
  std::ranges::for_each(entity.same_if, check);
  check(entity.person);
  check(entity.version);
}

void DictionaryReader::field(const YAML::Node& node, Entity& entity) {
  const auto name = identifier(node, "name");
  if (name.empty()) return;
  auto& field = named(entity.fields, name, &Field::name);
  allow(node, {"name", "type", "label", "description", "synonyms", "codes", "unit", "pii",
               "personal", "retention", "required", "derived", "compared", "references", "lowest",
               "highest", "pattern", "gazetteer"});
  if (!node["type"] && field.label.en.empty()) wrong(node, "missing", "缺少", "type");
  one_of(node, "type", kTypes, field.type);
  one_of(node, "pii", kClasses, field.pii);
  one_of(node, "personal", kKinds, field.personal);
  label(node, "label", field.label);
  label(node, "description", field.description);
  list(node, "synonyms", field.synonyms);
  text(node, "unit", field.unit);
  text(node, "retention", field.retention);
  flag(node, "required", field.required);
  flag(node, "derived", field.derived);
  flag(node, "compared", field.compared);
  text(node, "references", field.references);
  number(node, "lowest", field.lowest);
  number(node, "highest", field.highest);
  text(node, "pattern", field.pattern);
  text(node, "gazetteer", field.gazetteer);
  if (given(node, "codes", &YAML::Node::IsSequence))
    for (const auto& each : node["codes"]) code(each, field);

  if (field.label.en.empty()) wrong(node, "missing", "缺少", "label");
  if (field.lowest && field.highest && *field.lowest > *field.highest)
    wrong(node, "the range is empty", "取值范围为空", name);
  if (!field.pattern.empty() && !RE2(field.pattern, RE2::Quiet).ok())
    wrong(node, "not a pattern", "不是有效的正则表达式", field.pattern);
  if (!field.gazetteer.empty() && field.gazetteer != "province" && field.gazetteer != "courier")
    wrong(node, "unknown gazetteer", "未知的地名表", field.gazetteer);
  const bool hidden = field.pii == PiiClass::personal || field.pii == PiiClass::sensitive;
  if (hidden != (field.personal != PersonalKind::none))
    wrong(node, "a personal field needs both pii and personal",
          "个人信息字段需要同时有 pii 和 personal", name);
  if (!field.codes.empty() && field.type != FieldType::code)
    wrong(node, "only a code has a code list", "只有 code 类型可以有代码表", name);
}

void DictionaryReader::code(const YAML::Node& node, Field& field) {
  const auto word = node.IsMap() ? base::text_or(node, "code", "") : "";
  if (word.empty()) return wrong(node, "missing", "缺少", "code");
  allow(node, {"code", "label", "synonyms"});
  auto& code = named(field.codes, word, &Code::code);
  label(node, "label", code.label);
  list(node, "synonyms", code.synonyms);
  if (code.label.en.empty()) wrong(node, "missing", "缺少", "label");
}

/// Entities may refer to later ones, so references are checked when all files are read.
Result<void> check_references(const std::vector<Entity>& entities, const fs::path& file) {
  for (const auto& entity : entities)
    for (const auto& field : entity.fields)
      if (!field.references.empty() &&
          std::ranges::find(entities, field.references, &Entity::name) == entities.end())
        return base::failure(fmt::format("reference to an unknown entity: {}.{} -> {}, in {}",
                                         entity.name, field.name, field.references, file.string()),
                             fmt::format("引用了未知的实体：{}.{} -> {}，位于 {}", entity.name,
                                         field.name, field.references, file.string()));
  return {};
}

}  // namespace

const Field* Entity::field(std::string_view name_of_field) const {
  const auto at = std::ranges::find(fields, name_of_field, &Field::name);
  return at == fields.end() ? nullptr : &*at;
}

const Entity* Dictionary::entity(std::string_view name) const {
  const auto at = std::ranges::find(entities_, name, &Entity::name);
  return at == entities_.end() ? nullptr : &*at;
}

Result<Dictionary> Dictionary::load(const fs::path& workspace) {
  const auto files = base::catalog_files("dictionary.yaml", workspace);
  if (!files) return base::failure_of(files);
  return load_files(*files);
}

Result<Dictionary> Dictionary::load_files(const std::vector<fs::path>& files) {
  Dictionary dictionary;
  for (const auto& file : files) {
    const auto root = base::load_yaml(file);
    if (!root) return base::failure_of(root);
    const auto read = DictionaryReader(file, dictionary.entities_).read(*root);
    if (!read) return base::failure_of(read);
    const auto checked = check_references(dictionary.entities_, file);
    if (!checked) return base::failure_of(checked);
  }
  return dictionary;
}

std::string_view to_name(FieldType type) {
  return std::ranges::find(kTypes, type, &std::pair<std::string_view, FieldType>::second)->first;
}

std::string_view to_name(PiiClass pii) {
  return std::ranges::find(kClasses, pii, &std::pair<std::string_view, PiiClass>::second)->first;
}

}  // namespace aftercare::records
