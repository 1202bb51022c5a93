#include "report/table_document.hpp"

#include <fmt/format.h>

#include "report/svg_chart.hpp"

namespace aftercare::report {
namespace {

constexpr std::string_view kTableLayout = R"css(
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--ink); font: 14px/1.5 var(--font); font-variant-numeric: tabular-nums; }
main { max-width: 1120px; margin: 0 auto; padding: 24px 16px 48px; }
h1 { font-size: 20px; margin: 0; overflow-wrap: anywhere; } h2 { font-size: 16px; margin: 24px 0 8px; font-weight: 600; }
.sub, .note { color: var(--ink-2); font-size: 12px; } .scroll { overflow-x: auto; background: var(--surface); border-radius: 12px; padding: 8px 16px; }
table { width: 100%; border-collapse: collapse; font-size: 13px; } th { text-align: left; color: var(--ink-2); font-weight: 500; font-size: 12px; }
th, td { padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; } tr:last-child td { border-bottom: 0; }
table.facts th { width: 180px; } @media print { body { background: #fff; } }
)css";

void append_table(const TableSection& section, std::string& html) {
  html += fmt::format("<h2>{}</h2>\n", escaped(section.heading));
  if (!section.note.empty())
    html += fmt::format("<p class=\"note\">{}</p>\n", escaped(section.note));
  const bool facts = section.header.empty();
  html += fmt::format("<div class=\"scroll\"><table{}>\n", facts ? " class=\"facts\"" : "");
  if (!facts) {
    html += "<tr>";
    for (const auto& cell : section.header) html += fmt::format("<th>{}</th>", escaped(cell));
    html += "</tr>\n";
  }
  for (const auto& row : section.rows) {
    html += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i)
      html += fmt::format("<{0}>{1}</{0}>", facts && i == 0 ? "th" : "td", escaped(row[i]));
    html += "</tr>\n";
  }
  html += "</table></div>\n";
}

}  // namespace

std::string html_document(const TableDocument& document) {
  auto html = fmt::format(
      "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{}</title>\n<style>\n{}\n{}</style>\n</head>\n<body>\n<main>\n"
      "<h1>{}</h1><div class=\"sub\">{}</div>\n",
      document.chinese ? "zh-CN" : "en", escaped(document.title), document.theme_css, kTableLayout,
      escaped(document.title), escaped(document.subtitle));
  for (const auto& section : document.sections) append_table(section, html);
  return html + "</main>\n</body>\n</html>\n";
}

}  // namespace aftercare::report
