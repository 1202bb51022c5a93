#include "privacy/processing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/share.hpp"
#include "base/yaml_file.hpp"

namespace aftercare::privacy {
namespace {

namespace fs = std::filesystem;
using base::Result;

struct ClassRule {
  std::string purpose, basis, stored;
};

// What the files say, before it is laid over the dictionary.
struct ProcessingRules {
  std::vector<Purpose> purposes;
  std::map<std::string, records::Label, std::less<>> labels;
  std::map<std::string, ClassRule, std::less<>> classes;
  // By "entity" or "entity.field".
  std::map<std::string, std::string, std::less<>> purpose_of, basis_of;
  std::map<std::string, Hold, std::less<>> holds;
  std::map<std::string, std::string, std::less<>> counted_from;
};

class RuleReader {
 public:
  RuleReader(const fs::path& file, const records::Dictionary& dictionary, ProcessingRules& rules)
      : file_(file), dictionary_(dictionary), rules_(rules) {}

  Result<void> read() {
    const auto root = base::load_yaml(file_);
    if (!root) return base::failure_of(root);
    if (root->IsNull()) return {};
    if (!root->IsMap()) return wrong(*root, "the file is no map", "文件不是键值结构");
    for (const auto& [list, take] :
         {std::pair("purposes", &RuleReader::purpose), std::pair("bases", &RuleReader::basis),
          std::pair("stores", &RuleReader::store), std::pair("classes", &RuleReader::of_class),
          std::pair("entities", &RuleReader::entity), std::pair("fields", &RuleReader::field)})
      for (const auto& node : (*root)[list])
        if (auto taken = (this->*take)(node); !taken) return taken;
    return {};
  }

 private:
  tl::unexpected<base::Error> wrong(const YAML::Node& node, std::string_view en,
                                    std::string_view zh) const {
    const auto at = base::where(file_, node);
    return base::failure(fmt::format("{}, at {}", en, at), fmt::format("{}，位于 {}", zh, at));
  }

  static std::string text(const YAML::Node& node, std::string_view key) {
    return node.IsMap() ? base::text_or(node, key, "") : "";
  }
  static records::Label label(const YAML::Node& node) {
    return {text(node, "en"), text(node, "zh")};
  }

  Result<void> named(const YAML::Node& node, std::string_view kind) {
    const auto code = text(node, "code");
    if (code.empty() || !node["label"]) return wrong(node, "no code or label", "缺少代码或名称");
    rules_.labels[fmt::format("{}/{}", kind, code)] = label(node["label"]);
    return {};
  }
  Result<void> basis(const YAML::Node& node) { return named(node, "basis"); }
  Result<void> store(const YAML::Node& node) { return named(node, "store"); }

  Result<void> purpose(const YAML::Node& node) {
    if (auto done = named(node, "purpose"); !done) return done;
    const auto code = text(node, "code");
    std::erase_if(rules_.purposes, [&](const Purpose& one) { return one.code == code; });
    rules_.purposes.push_back({code, text(node, "withdrawable") == "true", label(node["label"])});
    return {};
  }

  Result<void> known(const YAML::Node& node, std::string_view kind, const std::string& code) const {
    if (rules_.labels.contains(fmt::format("{}/{}", kind, code))) return {};
    return wrong(node, fmt::format("unknown {} '{}'", kind, code),
                 fmt::format("未知的{}“{}”",
                             kind == "purpose" ? "目的"
                             : kind == "basis" ? "依据"
                                               : "存放方式",
                             code));
  }

  Result<void> of_class(const YAML::Node& node) {
    ClassRule rule{text(node, "purpose"), text(node, "basis"), text(node, "stored")};
    auto done = known(node, "purpose", rule.purpose);
    if (done) done = known(node, "basis", rule.basis);
    if (done) done = known(node, "store", rule.stored);
    if (done) rules_.classes[text(node, "class")] = std::move(rule);
    return done;
  }

  Result<void> purpose_and_basis(const YAML::Node& node, const std::string& of) {
    if (const auto code = text(node, "purpose"); !code.empty()) {
      if (auto done = known(node, "purpose", code); !done) return done;
      rules_.purpose_of[of] = code;
    }
    if (const auto code = text(node, "basis"); !code.empty()) {
      if (auto done = known(node, "basis", code); !done) return done;
      rules_.basis_of[of] = code;
    }
    return {};
  }

  Result<void> entity(const YAML::Node& node) {
    const auto name = text(node, "entity");
    if (dictionary_.entity(name) == nullptr)
      return wrong(node, fmt::format("unknown entity '{}'", name),
                   fmt::format("未知的实体“{}”", name));
    if (const auto hold = node["hold"]) {
      const auto years = text(hold, "years");
      if (years.empty() || years.size() > 3 || !std::ranges::all_of(years, ::isdigit))
        return wrong(hold, "a hold needs years and law", "法定保存需要年数和法律依据");
      rules_.holds[name] = {std::stoi(years), label(hold["law"])};
    }
    if (const auto from = text(node, "counted_from"); !from.empty()) {
      const auto* field = dictionary_.entity(name)->field(from);
      if (field == nullptr || field->type != records::FieldType::moment)
        return wrong(node, fmt::format("'{}' is no moment of {}", from, name),
                     fmt::format("“{}”不是 {} 的时间字段", from, name));
      rules_.counted_from[name] = from;
    }
    return purpose_and_basis(node, name);
  }

  Result<void> field(const YAML::Node& node) {
    const auto* entity = dictionary_.entity(text(node, "entity"));
    const auto name = text(node, "field");
    if (entity == nullptr || entity->field(name) == nullptr)
      return wrong(node, fmt::format("unknown field '{}.{}'", text(node, "entity"), name),
                   fmt::format("未知的字段“{}.{}”", text(node, "entity"), name));
    return purpose_and_basis(node, entity->name + "." + name);
  }

  const fs::path& file_;
  const records::Dictionary& dictionary_;
  ProcessingRules& rules_;
};

// The narrowest that says something.
std::string narrowest(const std::map<std::string, std::string, std::less<>>& of,
                      const records::Entity& entity, const records::Field& field,
                      const std::string& otherwise) {
  if (const auto at = of.find(entity.name + "." + field.name); at != of.end()) return at->second;
  if (const auto at = of.find(entity.name); at != of.end()) return at->second;
  return otherwise;
}

}  // namespace

Result<Processing> Processing::load(const fs::path& workspace,
                                    const records::Dictionary& dictionary) {
  const auto files = base::catalog_files("processing.yaml", workspace);
  if (!files) return base::failure_of(files);
  return load_files(*files, dictionary);
}

Result<Processing> Processing::load_files(const std::vector<fs::path>& files,
                                          const records::Dictionary& dictionary) {
  ProcessingRules rules;
  for (const auto& file : files)
    if (auto read = RuleReader(file, dictionary, rules).read(); !read)
      return base::failure_of(read);
  Processing processing;
  for (const auto& entity : dictionary.entities())
    for (const auto& field : entity.fields) {
      const auto at = rules.classes.find(to_name(field.pii));
      if (at == rules.classes.end())
        return base::failure(
            fmt::format("the record of processing says nothing of the class {}: add it to "
                        "catalog/processing.yaml",
                        to_name(field.pii)),
            fmt::format("处理记录未说明类别 {}：请补充到 catalog/processing.yaml",
                        to_name(field.pii)));
      const auto& rule = at->second;
      FieldProcessing one{&entity,
                          &field,
                          narrowest(rules.purpose_of, entity, field, rule.purpose),
                          narrowest(rules.basis_of, entity, field, rule.basis),
                          rule.stored,
                          field.retention.empty() ? entity.retention : field.retention,
                          {}};
      if (const auto hold = rules.holds.find(entity.name); hold != rules.holds.end())
        one.hold = hold->second;
      processing.fields_.push_back(std::move(one));
    }
  for (const auto& [of, purpose] : rules.purpose_of)
    if (of.find('.') == of.npos) processing.entity_purposes_.emplace(of, purpose);
  processing.counted_from_ = std::move(rules.counted_from);
  processing.purposes_ = std::move(rules.purposes);
  processing.labels_ = std::move(rules.labels);
  processing.holds_ = std::move(rules.holds);
  return processing;
}

const Purpose* Processing::purpose(std::string_view code) const {
  const auto at = std::ranges::find(purposes_, code, &Purpose::code);
  return at == purposes_.end() ? nullptr : &*at;
}

namespace {

std::string found_text(const std::map<std::string, std::string, std::less<>>& texts,
                       std::string_view name) {
  const auto at = texts.find(name);
  return at == texts.end() ? std::string() : at->second;
}

}  // namespace

std::string Processing::purpose_of(std::string_view entity) const {
  return found_text(entity_purposes_, entity);
}

std::string Processing::counted_from(std::string_view entity) const {
  return found_text(counted_from_, entity);
}

Hold Processing::hold_of(std::string_view entity) const {
  const auto at = holds_.find(entity);
  return at == holds_.end() ? Hold{} : at->second;
}

}  // namespace aftercare::privacy
