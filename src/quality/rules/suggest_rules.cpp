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

}  // namespace

std::string suggest_rules(const TableProfile& profile, const std::string& file) {
  std::string yaml = fmt::format(
      "# Rules proposed from {} ({} rows): what nearly every row keeps today. Edit, then run\n"
      "#   aftercare quality FILE --rules THIS.yaml\nrules:\n",
      file, profile.rows);
  const auto write = [&](std::size_t at, std::string_view kind, const std::string& condition,
                         std::string_view severity, const std::string& zh, const std::string& en) {
    const auto& column = profile.columns[at];
    yaml += fmt::format(
        "  - {{name: {}, column: {}, {}, severity: {},\n     label: {{zh: {}, en: {}}}}}\n",
        rule_name(column.name, at, kind), yaml_quoted(column.name), condition, severity,
        yaml_quoted(column.name + zh), yaml_quoted(column.name + en));
  };
  for (std::size_t at = 0; at < profile.columns.size(); ++at) {
    const auto& column = profile.columns[at];
    if (column.values() == 0) continue;
    const auto values = static_cast<double>(column.values());
    const auto filled = values / static_cast<double>(column.rows);
    if (filled >= kKept)
      write(at, "present", "present: true", "warning", " 不应缺失", " should be there");
    if (column.unique && column.distinct_exact && column.rows >= 20 &&
        std::ranges::any_of(profile.keys, [&](const CandidateKey& key) {
          return key.columns.size() == 1 && key.columns[0] == column.name;
        }))
      write(at, "unique", "unique: true", "warning", " 不应重复", " should stand once");
    if (const auto type = type_word_of(column.type); !type.empty() && column.type_share >= kKept)
      write(at, "type", fmt::format("type: {}", type), "warning", " 的类型不符",
            " is of another type");
    if (column.masked) continue;
    const bool measured = column.type == ColumnType::integer || column.type == ColumnType::real ||
                          column.type == ColumnType::money || column.type == ColumnType::percent;
    if (measured && column.numbers && column.rows >= 20) {
      const auto& n = *column.numbers;
      // Amounts that never fall below 0 are not expected to; the top leaves room to grow.
      const double room = std::max(n.highest - n.lowest, 1.0);
      const auto lowest = n.lowest >= 0 ? "0" : plain_number(std::floor(n.lowest - room));
      const auto highest = column.distinct <= 12 ? plain_number(n.highest)
                                                 : plain_number(std::ceil(n.highest + room));
      write(at, "range", fmt::format("in_range: [{}, {}]", lowest, highest), "warning",
            " 超出取值范围", " is out of its range");
    }
    if (column.type == ColumnType::code && column.top_exact &&
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

}  // namespace aftercare::quality
