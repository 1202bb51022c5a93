#include "standard/mapping_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace aftercare::standard {
namespace {

std::string list_of(const std::vector<std::string>& words) {
  std::string text = "[";
  for (const auto& word : words) text += (text.size() > 1 ? ", " : "") + yaml_word(word);
  return text + "]";
}

std::string text_of(const Condition& condition) {
  const auto column = "{column: " + yaml_word(condition.column);
  if (!condition.equals.empty()) return column + ", equals: " + list_of(condition.equals) + "}";
  if (!condition.not_equals.empty())
    return column + ", not_equals: " + list_of(condition.not_equals) + "}";
  return column + ", not_empty: true}";
}

std::string text_of(const Origin& origin) {
  if (const auto* one = std::get_if<FromColumn>(&origin))
    return "column: " + yaml_word(one->column);
  if (const auto* constant = std::get_if<FromConstant>(&origin))
    return "constant: " + yaml_word(constant->value);
  if (const auto* first = std::get_if<FromFirst>(&origin))
    return "first: " + list_of(first->columns);
  const auto& join = std::get<FromJoin>(origin);
  return fmt::format("join: {}, with: {}{}", list_of(join.columns), yaml_word(join.with),
                     join.whole ? ", whole: true" : "");
}

std::string text_of(const MappedField& field, bool grouped) {
  const MappedField plain;
  std::string rest;
  const auto add = [&rest](std::string_view key, const std::string& value) {
    rest += fmt::format(", {}: {}", key, value);
  };
  if (!field.codes.empty()) {
    std::string codes;
    for (const auto& [word, code] : field.codes)
      codes += fmt::format("{}{}: {}", codes.empty() ? "" : ", ", yaml_word(word), yaml_word(code));
    add("codes", fmt::format("{{{}}}", codes));
  }
  if (!field.otherwise.empty()) add("otherwise", yaml_word(field.otherwise));
  if (!field.format.empty()) add("format", yaml_word(field.format));
  if (field.scale != 1) add("scale", fmt::format("{}", field.scale));
  if (!field.plus_seconds.empty()) add("plus_seconds", yaml_word(field.plus_seconds));
  constexpr std::string_view takes[] = {"first", "last", "lowest", "highest", "joined"};
  if (grouped && field.take != plain.take)
    add("take", std::string(takes[static_cast<std::size_t>(field.take)]));
  if (grouped && field.with != plain.with && !std::holds_alternative<FromJoin>(field.origin))
    add("with", yaml_word(field.with));
  if (field.where) add("where", text_of(*field.where));
  if (field.after) add("after", text_of(*field.after));
  const auto* one = std::get_if<FromColumn>(&field.origin);
  if (rest.empty() && one != nullptr) return yaml_word(one->column);
  return fmt::format("{{{}{}}}", text_of(field.origin), rest);
}

}  // namespace

std::string yaml_word(std::string_view text) {
  constexpr std::string_view special = " ,:#[]{}&*!|>'\"%@`?-\\~=\t\n\r";
  constexpr std::string_view reserved[] = {"true", "false", "null", "yes", "no",
                                           "on",   "off",   "y",    "n"};
  const auto is_control = [](char byte) {
    return static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F;
  };
  bool plain = !text.empty() && text.find_first_of(special) == text.npos &&
               std::ranges::none_of(text, is_control);
  plain = plain && (text.front() < '0' || text.front() > '9') && text.front() != '.' &&
          text.front() != '+';
  for (const auto word : reserved) plain = plain && text != word;
  if (plain) return std::string(text);
  std::string quoted = "\"";
  for (const char byte : text) {
    if (byte == '"' || byte == '\\')
      quoted += '\\', quoted += byte;
    else if (byte == '\n')
      quoted += "\\n";
    else if (byte == '\t')
      quoted += "\\t";
    else if (byte == '\r')
      quoted += "\\r";
    else if (is_control(byte))
      quoted += fmt::format("\\x{:02x}", static_cast<unsigned>(byte));
    else
      quoted += byte;
  }
  return quoted + "\"";
}

std::string to_yaml(const Mapping& mapping) {
  std::string text;
  const auto out = std::back_inserter(text);
  fmt::format_to(out, "name: {}\nlabel: {{zh: {}, en: {}}}\n", yaml_word(mapping.name),
                 yaml_word(mapping.label.zh), yaml_word(mapping.label.en));
  if (!mapping.source.empty()) fmt::format_to(out, "source: {}\n", yaml_word(mapping.source));
  if (!mapping.zone.empty()) fmt::format_to(out, "zone: {}\n", yaml_word(mapping.zone));
  if (!mapping.recognised.empty())
    fmt::format_to(out, "recognise:\n  columns: {}\n", list_of(mapping.recognised));
  if (!mapping.group_by.empty()) fmt::format_to(out, "group_by: {}\n", yaml_word(mapping.group_by));
  text += "entities:\n";
  for (const auto& entity : mapping.entities) {
    fmt::format_to(out, "  - entity: {}\n", entity.entity);
    if (entity.per_group) text += "    per: group\n";
    if (!entity.each.empty()) fmt::format_to(out, "    each: {}\n", yaml_word(entity.each));
    if (entity.when) fmt::format_to(out, "    when: {}\n", text_of(*entity.when));
    text += "    fields:\n";
    for (const auto& field : entity.fields)
      fmt::format_to(out, "      {}: {}\n", field.field, text_of(field, entity.per_group));
  }
  return text;
}

}  // namespace aftercare::standard
