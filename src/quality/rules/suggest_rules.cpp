#include "quality/rules/suggest_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

namespace aftercare::quality {
namespace {

constexpr double kKept = 0.995;  // A rule that more rows break would be noise.

// In double quotes, as YAML reads it back.
std::string yaml_quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    if (static_cast<unsigned char>(c) < 0x20)
      quoted += fmt::format("\\x{:02x}", static_cast<unsigned>(c));
    else
      quoted += c;
  }
  return quoted + "\"";
}

std::string rule_name(std::string_view column, std::size_t at, std::string_view kind) {
  std::string name;
  for (const char c : column)
    if (std::isalnum(static_cast<unsigned char>(c)) && static_cast<unsigned char>(c) < 0x80)
      name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    else if (!name.empty() && name.back() != '_')
      name += '_';
  while (name.ends_with('_')) name.pop_back();
  if (name.empty()) name = "column";
  return fmt::format("{}_{}_{}", name, at + 1, kind);
}

std::string_view type_word_of(ColumnType type) {
  switch (type) {
    case ColumnType::integer:
      return "integer";
    case ColumnType::real:
    case ColumnType::percent:
      return "number";
    case ColumnType::money:
      return "money";
    case ColumnType::day:
    case ColumnType::moment:
      return "moment";
    case ColumnType::email:
      return "email";
    case ColumnType::phone:
      return "phone";
    case ColumnType::url:
      return "url";
    default:
      return {};
  }
}

// A shape as a pattern: "A-9999" is "[A-Z]+-[0-9]{4}". Nothing for shapes with free text in them.
std::string pattern_of_shape(std::string_view shape) {
  std::string pattern;
  for (std::size_t at = 0; at < shape.size();) {
    const char c = shape[at];
    if (static_cast<unsigned char>(c) >= 0x80 || c == ' ') return {};
    if (c == '9') {
      std::size_t run = 0;
      while (at < shape.size() && shape[at] == '9') ++at, ++run;
      pattern += fmt::format("[0-9]{{{}}}", run);
      continue;
    }
    if (c == 'a')
      pattern += "[a-z]+";
    else if (c == 'A')
      pattern += "[A-Z]+";
    else if (std::string_view("\\^$.|?*+()[]{}").find(c) != std::string_view::npos)
      pattern += fmt::format("\\{}", c);
    else
      pattern += c;
    ++at;
  }
  return pattern;
}

std::string plain_number(double value) {
  return value == std::floor(value) && std::abs(value) < 1e15 ? fmt::format("{:.0f}", value)
                                                              : fmt::format("{}", value);
}

// What a column may be asked beyond what is demanded of it already.
struct Demands {
  explicit Demands(const records::Entity* entity_of) : entity(entity_of) {}

  const records::Field* field(std::string_view column) const {
    return entity == nullptr ? nullptr : entity->field(column);
  }
  bool present(std::string_view column) const {
    const auto* known = field(column);
    return known == nullptr || !known->required;
  }
  // That no two moments or amounts were equal is chance.
  bool unique(std::string_view column) const {
    const auto* known = field(column);
    if (known == nullptr) return true;
    return is_word(known->type) && (entity->key.size() != 1 || entity->key.front() != column);
  }
  // Stored values have their type.
  bool type() const { return entity == nullptr; }
  bool range(std::string_view column) const {
    const auto* known = field(column);
    if (known == nullptr) return true;
    return !known->lowest && !known->highest && is_number(known->type);
  }
  // A list or a form.
  bool words(std::string_view column) const {
    const auto* known = field(column);
    if (known == nullptr) return true;
    return known->codes.empty() && known->pattern.empty() && known->gazetteer.empty() &&
           is_word(known->type);
  }
  // Which records there are is the other table's business.
  bool list(std::string_view column) const {
    const auto* known = field(column);
    return known == nullptr || known->references.empty();
  }

  static bool is_word(records::FieldType type) {
    return type == records::FieldType::text || type == records::FieldType::code;
  }
  static bool is_number(records::FieldType type) {
    return type == records::FieldType::integer || type == records::FieldType::real ||
           type == records::FieldType::money;
  }

  const records::Entity* entity;  // nullptr: of any file.
};

std::string proposed(const TableProfile& profile, const records::Entity* entity) {
  const Demands may_ask(entity);
  std::string yaml = "rules:\n";
  const auto write = [&](std::size_t at, std::string_view kind, const std::string& condition,
                         std::string_view severity, const std::string& zh, const std::string& en) {
    const auto& column = profile.columns[at];
    const auto* field = may_ask.field(column.name);
    const auto name = rule_name(column.name, at, kind);
    yaml += fmt::format(
        "  - {{name: {}, column: {}, {}, severity: {},\n     label: {{zh: {}, en: {}}}}}\n",
        entity == nullptr ? name : fmt::format("{0}_{1}, table: {0}", entity->name, name),
        yaml_quoted(column.name), condition, severity,
        yaml_quoted((field == nullptr ? column.name : field->label.zh) + zh),
        yaml_quoted((field == nullptr ? column.name : field->label.en) + en));
  };
  for (std::size_t at = 0; at < profile.columns.size(); ++at) {
    const auto& column = profile.columns[at];
    if (column.values() == 0) continue;
    const auto values = static_cast<double>(column.values());
    const auto filled = values / static_cast<double>(column.rows);
    if (filled >= kKept && may_ask.present(column.name))
      write(at, "present", "present: true", "warning", " 不应缺失", " should be there");
    if (column.unique && column.distinct_exact && column.rows >= 20 &&
        may_ask.unique(column.name) &&
        std::ranges::any_of(profile.keys, [&](const CandidateKey& key) {
          return key.columns.size() == 1 && key.columns[0] == column.name;
        }))
      write(at, "unique", "unique: true", "warning", " 不应重复", " should stand once");
    if (const auto type = type_word_of(column.type);
        !type.empty() && may_ask.type() && column.type_share >= kKept)
      write(at, "type", fmt::format("type: {}", type), "warning", " 的类型不符",
            " is of another type");
    if (column.masked) continue;
    const bool measured = column.type == ColumnType::integer || column.type == ColumnType::real ||
                          column.type == ColumnType::money || column.type == ColumnType::percent;
    if (measured && column.numbers && column.rows >= 20 && may_ask.range(column.name)) {
      const auto& n = *column.numbers;
      // Amounts that never fall below 0 are not expected to; the top leaves room to grow.
      const double room = std::max(n.highest - n.lowest, 1.0);
      const auto lowest = n.lowest >= 0 ? "0" : plain_number(std::floor(n.lowest - room));
      const auto highest = column.distinct <= 12 ? plain_number(n.highest)
                                                 : plain_number(std::ceil(n.highest + room));
      write(at, "range", fmt::format("in_range: [{}, {}]", lowest, highest), "warning",
            " 超出取值范围", " is out of its range");
    }
    if (!may_ask.words(column.name)) continue;
    if (column.type == ColumnType::code && column.top_exact && may_ask.list(column.name) &&
        column.distinct <= column.top.size() && values >= 20) {
      std::string list;
      for (const auto& value : column.top)
        list += fmt::format("{}{}", list.empty() ? "" : ", ", yaml_quoted(value.value));
      write(at, "list", fmt::format("one_of: [{}]", list), "warning", " 不在列表中",
            " is not in the list");
    } else if ((column.type == ColumnType::id || column.type == ColumnType::code) &&
               !column.shapes.empty() && column.shape_count <= 100 &&
               static_cast<double>(column.shapes[0].count) >= kKept * values) {
      if (const auto pattern = pattern_of_shape(column.shapes[0].name); !pattern.empty())
        write(at, "form", fmt::format("matches: {}", yaml_quoted(pattern)), "note", " 的格式不符",
              " has another form");
    }
  }
  return yaml;
}

}  // namespace

std::string suggest_rules(const TableProfile& profile, const std::string& file) {
  return fmt::format(
             "# Rules proposed from {} ({} rows): what nearly every row keeps today. Edit, then "
             "run\n"
             "#   aftercare quality FILE --rules THIS.yaml\n",
             file, profile.rows) +
         proposed(profile, nullptr);
}

std::string suggest_table_rules(const TableProfile& profile, const records::Entity& entity) {
  return fmt::format(
             "# Rules proposed from the stored table {0} ({1} rows): what nearly every row keeps "
             "today.\n"
             "# Edit, put into catalog/rules/ of the workspace, then run\n"
             "#   aftercare quality --rules --table {0}\n",
             entity.name, profile.rows) +
         proposed(profile, &entity);
}

}  // namespace aftercare::quality
