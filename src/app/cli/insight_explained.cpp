// An explanation of the workspace at a terminal, as JSON, or as a page.

#include <chrono>

#include "app/cli/dedupe_file.hpp"
#include "app/cli/insight_table.hpp"
#include "app/cli/report_file.hpp"
#include "app/cli/table_text.hpp"
#include "app/explained.hpp"
#include "report/sheet_document.hpp"

namespace aftercare::app {

base::Result<void> write_sheet_page(const insight::Sheet& sheet, const InsightArguments& arguments,
                                    const pipeline::Session* session, const Place& place) {
  if (arguments.html.empty()) return {};
  auto css = theme_css();
  if (!css) return base::failure_of(css);
  const auto made = std::chrono::floor<std::chrono::minutes>(std::chrono::system_clock::now());
  report::SheetFrame frame;
  frame.theme_css = std::move(*css);
  frame.chinese = place.console.chinese();
  if (session == nullptr) {
    frame.shop = std::filesystem::path(arguments.file).filename().string();
    frame.made_at = records::to_local_text(made, records::Zone::utc()).substr(0, 16) + " UTC";
  } else {
    frame.shop = session->workspace().settings().name;
    frame.made_at = records::to_local_text(made, session->zone()).substr(0, 16);
    const auto noted =
        pipeline::note(*session, records::AuditAction::export_data, place.actor(),
                       "insight/" + std::filesystem::path(arguments.html).filename().string());
    if (!noted) return base::failure_of(noted);
  }
  return replace_file(place.absolute(arguments.html), report::html_document(sheet, frame));
}

void print_sheet(const insight::Sheet& sheet, std::size_t top, const Console& console) {
  const auto say = [&](const base::Message& message) {
    return std::string(console.say(message.en, message.zh));
  };
  console.line(say(sheet.sentence));
  for (const auto& table : sheet.tables) {
    if (table.rows.empty()) continue;
    console.line("");
    if (!table.title.en.empty()) console.line(say(table.title));
    TextTable text;
    for (const auto& column : table.columns) {
      text.header.push_back(say(column.title));
      text.right.push_back(column.right);
    }
    for (const auto& row : table.rows) {
      if (text.rows.size() == top) break;
      auto& cells = text.rows.emplace_back();
      for (const auto& cell : row.cells) cells.push_back(say(cell));
      if (!cells.empty()) cells.front() = std::string(row.depth * 2, ' ') + cells.front();
    }
    console.print(to_text(text));
    if (!table.note.en.empty()) console.line(say(table.note));
  }
}

base::Result<int> tell_sheet(const nlohmann::ordered_json& json, const insight::Sheet& sheet,
                             const InsightArguments& arguments, const pipeline::Session* session,
                             const Place& place) {
  if (const auto written = write_sheet_page(sheet, arguments, session, place); !written)
    return base::failure_of(written);
  if (place.console.json())
    place.console.line(dumped_json(json));
  else
    print_sheet(sheet, arguments.top, place.console);
  return kDone;
}

base::Result<int> insight_of_workspace(const InsightArguments& arguments,
                                       const pipeline::Session& session, const Place& place) {
  const auto told = explained(arguments, {session, place.caller.viewer, place.console.chinese()});
  if (!told) return base::failure_of(told);
  return tell_sheet(told->json, told->sheet, arguments, &session, place);
}

}  // namespace aftercare::app
