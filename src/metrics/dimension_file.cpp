#include "metrics/dimension_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/yaml_file.hpp"
#include "metrics/definition_reader.hpp"

namespace aftercare::metrics {
namespace {

using Recoded = std::vector<std::pair<std::string, std::string>>;

struct TopicLabels {
  std::vector<DimensionValue> topics;
  std::vector<DimensionValue> groups;  // The topmost only.
  Recoded former;                      // Codes that topics had, and the topic each is now.
};

std::string topmost(const std::string& code) {
  return code.substr(0, code.find('.'));
}

// What `was:` of the topics says; language refuses files where it is ambiguous.
void read_former(const YAML::Node& topics, Recoded& former) {
  if (!topics.IsDefined() || !topics.IsSequence()) return;
  for (const auto& topic : topics) {
    if (!topic.IsMap() || !topic["was"].IsDefined() || !topic["was"].IsSequence()) continue;
    const auto now = base::text_or(topic, "code", "");
    for (const auto& was : topic["was"]) {
      if (!was.IsScalar()) continue;
      const auto at = std::ranges::find(former, was.Scalar(), &Recoded::value_type::first);
      if (at == former.end())
        former.emplace_back(was.Scalar(), now);
      else
        at->second = now;
    }
  }
}

// A topic that was merged into one that was itself merged later leads to the last.
void follow_former(Recoded& former, const std::vector<DimensionValue>& topics) {
  std::erase_if(former, [&topics](const auto& one) {
    return std::ranges::find(topics, one.first, &DimensionValue::code) != topics.end();
  });
  for (auto& [was, now] : former)
    for (std::size_t step = 0; step < former.size(); ++step) {
      const auto next = std::ranges::find(former, now, &Recoded::value_type::first);
      if (next == former.end()) break;
      now = next->second;
    }
}

// put: adds a definition, or replaces the one of the same name from an earlier file.
template <typename T>
void put(std::vector<T>& all, T one) {
  const auto found = std::ranges::find(all, one.name, &T::name);
  if (found == all.end())
    all.push_back(std::move(one));
  else
    *found = std::move(one);
}

std::vector<DimensionValue> labels_of(const YAML::Node& list) {
  std::vector<DimensionValue> values;
  if (!list.IsDefined() || !list.IsSequence()) return values;
  for (const auto& item : list) {
    if (!item.IsMap()) continue;
    const auto code = base::text_or(item, "code", "");
    const auto label = item["label"];
    if (code.empty() || !label.IsDefined() || !label.IsMap()) continue;
    values.push_back(
        {code, {base::text_or(label, "en", code), base::text_or(label, "zh", code)}, {}});
  }
  return values;
}

void put_values(std::vector<DimensionValue>& all, std::vector<DimensionValue> more) {
  for (auto& value : more) {
    const auto found = std::ranges::find(all, value.code, &DimensionValue::code);
    if (found == all.end())
      all.push_back(std::move(value));
    else
      *found = std::move(value);
  }
}

// Only codes and labels are read: the rest of a topic file is language's to judge.
base::Result<TopicLabels> read_topics(const std::vector<std::filesystem::path>& files) {
  TopicLabels labels;
  for (const auto& file : files) {
    const auto root = base::load_yaml(file);
    if (!root) return base::failure_of(root);
    if (!root->IsMap()) continue;
    const YAML::Node& map = *root;
    put_values(labels.groups, labels_of(map["groups"]));
    put_values(labels.topics, labels_of(map["topics"]));
    read_former(map["topics"], labels.former);
  }
  follow_former(labels.former, labels.topics);
  std::erase_if(labels.groups,
                [](const auto& group) { return group.code.find('.') != group.code.npos; });
  return labels;
}

// What `codes` may name beside the dictionary.
struct NamedValues {
  const TopicLabels& topics;
  const std::vector<DimensionValue>& provinces;
  const std::vector<DimensionValue>& components;
};

// Reads the facts and dimensions of one file into `into`.
class AxisFileReader {
 public:
  AxisFileReader(const NamedValues& named, const records::Dictionary& dictionary,
                 FactsAndDimensions& into)
      : topics_(named.topics),
        provinces_(named.provinces),
        components_(named.components),
        dictionary_(dictionary),
        into_(into) {}

  void read(const DefinitionReader& root) {
    if (!root.has_only({"facts", "dimensions"})) return;
    read_list(root, "facts",
              [this](const DefinitionReader& one) { put(into_.facts, fact_of(one)); });
    read_list(root, "dimensions",
              [this](const DefinitionReader& one) { put(into_.dimensions, dimension_of(one)); });
    read_list(root, "dimensions",
              [this](const DefinitionReader& one) { check_compared_within(one); });
  }

 private:
  template <typename Read>
  static void read_list(const DefinitionReader& root, std::string_view key, const Read& read) {
    if (!root.at(key).IsDefined()) return;
    std::set<std::string> names;
    for (const auto& one : root.items(key)) {
      const auto name = one.node().IsMap() ? base::text_or(one.node(), "name", "") : "";
      if (!name.empty() && !names.insert(name).second)
        one.flaw(one.node(), fmt::format("defined twice: '{}'", name),
                 fmt::format("重复定义：“{}”", name));
      read(one);
    }
  }

  Fact fact_of(const DefinitionReader& one) const {
    Fact fact;
    if (!one.has_only({"name", "grain", "key", "day", "rows_of", "columns"})) return fact;
    fact.name = one.name("name");
    fact.grain = one.label("grain");
    fact.key = one.name("key");
    fact.day = one.name("day");
    fact.rows_of = base::text_or(one.node(), "rows_of", "");
    if (!fact.rows_of.empty() &&
        std::ranges::find(into_.facts, fact.rows_of, &Fact::name) == into_.facts.end())
      one.flaw(one.at("rows_of"), fmt::format("no such fact: '{}'", fact.rows_of),
               fmt::format("没有这个事实表：“{}”", fact.rows_of));
    for (const auto& item : one.items("columns")) fact.columns.push_back(column_of(item));
    const auto* day = fact.column(fact.day);
    if (!fact.day.empty() && (day == nullptr || day->type != records::FieldType::day))
      one.flaw(one.at("day"), fmt::format("no day column of {}: '{}'", fact.name, fact.day),
               fmt::format("不是 {} 的日期列：“{}”", fact.name, fact.day));
    if (!fact.key.empty() && fact.column(fact.key) == nullptr)
      one.flaw(one.at("key"), fmt::format("no column of {}: '{}'", fact.name, fact.key),
               fmt::format("不是 {} 的列：“{}”", fact.name, fact.key));
    return fact;
  }

  static FactColumn column_of(const DefinitionReader& one) {
    using records::FieldType;
    static const std::vector<std::string> names = {"text",    "integer", "real", "money",
                                                   "boolean", "moment",  "day"};
    static constexpr FieldType types[] = {FieldType::text,  FieldType::integer, FieldType::real,
                                          FieldType::money, FieldType::boolean, FieldType::moment,
                                          FieldType::day};
    FactColumn column;
    if (!one.has_only({"name", "type", "label", "unit", "shown", "per"})) return column;
    column.name = one.name("name");
    column.type = types[one.one_of("type", names)];
    column.label = one.label("label");
    column.unit = one.text("unit", false);
    column.shown = one.truth("shown", false);
    column.per = one.name("per", false);
    return column;
  }

  Dimension dimension_of(const DefinitionReader& one) const {
    Dimension dimension;
    if (!one.has_only(
            {"name", "kind", "label", "synonyms", "codes", "values", "columns", "compared_within"}))
      return dimension;
    dimension.name = one.name("name");
    dimension.kind =
        static_cast<DimensionKind>(one.one_of("kind", {"time", "code", "text", "number"}));
    dimension.label = one.label("label");
    dimension.synonyms = one.texts("synonyms");
    if (dimension.kind == DimensionKind::time) {
      dimension.unit = static_cast<store::DayUnit>(one.one_of("name", {"day", "week", "month"}));
      return dimension;
    }
    read_columns(one, dimension);
    dimension.compared_within = one.name("compared_within", false);
    if (const auto codes = one.text("codes", false); !codes.empty()) {
      dimension.values = codes_named(one, codes);
      dimension.open = codes == "provinces" || codes == "components";
      if (dimension.open && dimension.kind != DimensionKind::text)
        one.flaw(one.at("codes"),
                 fmt::format("{} are not all there is: '{}' must be of kind text", codes,
                             dimension.name),
                 fmt::format("{} 并非全部取值：“{}”的 kind 须为 text", codes, dimension.name));
      recode_topics(codes, dimension);
    }
    if (one.at("values").IsDefined())
      for (const auto& item : one.items("values"))
        if (item.has_only({"code", "label"}))
          put_values(dimension.values, {{item.text("code"), item.label("label"), {}}});
    return dimension;
  }

  // All dimensions are read by then: it may name a later one.
  void check_compared_within(const DefinitionReader& one) const {
    if (!one.node().IsMap() || !one.at("compared_within").IsDefined()) return;
    const auto name = base::text_or(one.node(), "name", "");
    const auto within = base::text_or(one.node(), "compared_within", "");
    const auto found = std::ranges::find(into_.dimensions, within, &Dimension::name);
    if (within == name || (found != into_.dimensions.end() && found->kind == DimensionKind::time))
      one.flaw(one.at("compared_within"),
               fmt::format("siblings are not alike in it: '{}' of '{}'", within, name),
               fmt::format("不能在其内比较同类：“{}”的“{}”", name, within));
    else if (found == into_.dimensions.end())
      one.flaw(one.at("compared_within"), fmt::format("no such dimension: '{}'", within),
               fmt::format("没有这个维度：“{}”", within));
  }

  void read_columns(const DefinitionReader& one, Dimension& dimension) const {
    const auto columns = one.at("columns");
    if (!columns.IsDefined() || !columns.IsMap() || columns.size() == 0) {
      one.flaw(one.node(), fmt::format("no fact holds it: '{}' needs 'columns'", dimension.name),
               fmt::format("没有事实表含此维度：“{}”缺少 columns", dimension.name));
      return;
    }
    for (const auto& pair : columns) {
      const auto fact_name = pair.first.Scalar();
      const auto column_name = pair.second.IsScalar() ? pair.second.Scalar() : std::string();
      const auto fact = std::ranges::find(into_.facts, fact_name, &Fact::name);
      if (fact == into_.facts.end())
        one.flaw(pair.first, fmt::format("no such fact: '{}'", fact_name),
                 fmt::format("没有这个事实表：“{}”", fact_name));
      else if (fact->column(column_name) == nullptr)
        one.flaw(pair.second, fmt::format("no column of {}: '{}'", fact_name, column_name),
                 fmt::format("不是 {} 的列：“{}”", fact_name, column_name));
      else
        dimension.columns[fact_name] = column_name;
    }
  }

  // Records keep the topic they were given; a merged or renamed one counts as what it is now. Its
  // group is that of the topic it is now, so it follows the column of topics.
  void recode_topics(const std::string& codes, Dimension& dimension) const {
    if (codes == "topics") {
      dimension.recoded = topics_.former;
      dimension.recoded_by = dimension.columns;
    } else if (codes == "topic_groups") {
      for (const auto& [was, now] : topics_.former)
        if (topmost(was) != topmost(now)) dimension.recoded.emplace_back(was, topmost(now));
      for (const auto& finer : into_.dimensions)
        if (finer.recoded == topics_.former && !finer.recoded.empty())
          for (const auto& [fact, column] : finer.recoded_by)
            if (dimension.columns.contains(fact)) dimension.recoded_by[fact] = column;
    }
    if (dimension.recoded.empty()) dimension.recoded_by.clear();
  }

  std::vector<DimensionValue> codes_named(const DefinitionReader& one,
                                          const std::string& codes) const {
    if (codes == "topics") return topics_.topics;
    if (codes == "topic_groups") return topics_.groups;
    if (codes == "provinces") return provinces_;
    if (codes == "components") return components_;
    const auto dot = codes.find('.');
    const auto* entity = dictionary_.entity(codes.substr(0, dot));
    const auto* field = entity == nullptr || dot == codes.npos
                            ? nullptr
                            : entity->field(std::string_view(codes).substr(dot + 1));
    if (field == nullptr) {
      one.flaw(one.at("codes"), fmt::format("no field of the dictionary: '{}'", codes),
               fmt::format("字典中没有这个字段：“{}”", codes));
      return {};
    }
    std::vector<DimensionValue> values;
    for (const auto& code : field->codes) values.push_back({code.code, code.label, code.synonyms});
    return values;
  }

  const TopicLabels& topics_;
  const std::vector<DimensionValue>& provinces_;
  const std::vector<DimensionValue>& components_;
  const records::Dictionary& dictionary_;
  FactsAndDimensions& into_;
};

}  // namespace

base::Result<FactsAndDimensions> read_dimension_files(const ModelFiles& files,
                                                      const records::Dictionary& dictionary) {
  const auto topics = read_topics(files.topics);
  if (!topics) return base::failure_of(topics);
  std::vector<DimensionValue> components;
  for (const auto& file : files.components) {
    const auto root = base::load_yaml(file);
    if (!root) return base::failure_of(root);
    if (root->IsMap()) put_values(components, labels_of((*root)["groups"]));
  }
  FactsAndDimensions all;
  Flaws flaws;
  AxisFileReader reader({*topics, files.provinces, components}, dictionary, all);
  for (const auto& file : files.dimensions) {
    const auto root = base::load_yaml(file);
    if (!root) return base::failure_of(root);
    reader.read(DefinitionReader(file, *root, flaws));
  }
  if (!flaws.none()) return flaws.failure();
  return all;
}

}  // namespace aftercare::metrics
