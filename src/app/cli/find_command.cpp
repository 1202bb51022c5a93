// find: records with exactly this phone, e-mail or order number.

#include <fmt/format.h>

#include "app/cli/commands.hpp"
#include "app/cli/dedupe_file.hpp"
#include "app/cli/label_talk.hpp"
#include "app/cli/table_text.hpp"
#include "app/search_json.hpp"

namespace aftercare::app {
namespace {

constexpr std::size_t kFoundFields = 6;  // Of a record on the terminal: its first.
constexpr std::size_t kFoundShown = 28;

std::string field_in_words(const nlohmann::ordered_json& value) {
  return shown_text(value.is_string() ? value.get<std::string>() : value.dump(), kFoundShown);
}

// One line a record: its first fields, long texts cut.
void print_hits(const nlohmann::ordered_json& hits, const records::Dictionary& dictionary,
                const Console& console) {
  const auto name = hits["entity"].get<std::string>();
  const auto* entity = dictionary.entity(name);
  if (entity == nullptr) return;
  console.line(fmt::format(
      "{}: {}{}", console.say(entity->label.en, entity->label.zh), hits["records"].size(),
      hits["more"].get<bool>() ? console.say(" and others", "，另有更多") : ""));
  TextTable table;
  std::vector<std::string> columns;
  for (const auto& field : entity->fields) {
    if (columns.size() == kFoundFields) break;
    const bool told = std::ranges::any_of(hits["records"], [&field](const auto& record) {
      return record["fields"].contains(field.name);
    });
    if (!told) continue;
    columns.push_back(field.name);
    table.header.emplace_back(console.say(field.label.en, field.label.zh));
  }
  for (const auto& record : hits["records"]) {
    auto& row = table.rows.emplace_back();
    for (const auto& column : columns)
      row.push_back(record["fields"].contains(column) ? field_in_words(record["fields"][column])
                                                      : "—");
  }
  console.print(to_text(table));
}

}  // namespace

base::Result<int> run_find(const FindArguments& arguments, const pipeline::Session& session,
                           const Place& place) {
  const auto& console = place.console;
  std::string value = arguments.value;
  if (value == "-") value = AnswerLines(place.in).next().value_or("");
  const auto kind = pipeline::searched_for(arguments.kind);
  if (!kind)
    return base::failure(
        fmt::format("unknown kind of value: {} (any, phone, email, order)", arguments.kind),
        fmt::format("未知的值种类：{}（any、phone、email、order）", arguments.kind));
  const auto found =
      pipeline::search_exactly(session, place.caller.viewer, value, *kind, place.actor());
  if (!found) return base::failure_of(found);
  const auto json = to_json(*found);
  if (console.json()) {
    console.line(dumped_json(json));
    return kDone;
  }
  for (const auto& hits : json["found"]) print_hits(hits, session.dictionary(), console);
  if (found->empty())
    console.line(std::string(
        console.say("no customer, order or case holds this value (or none that you may see)",
                    "没有客户、订单或案例含有该值（或您无权查看）")));
  return kDone;
}

}  // namespace aftercare::app
