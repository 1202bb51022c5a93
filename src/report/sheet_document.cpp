#include "report/sheet_document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/svg_chart.hpp"

namespace aftercare::report {
namespace {

using insight::SheetTable;

constexpr std::string_view kSheetLayout = R"css(
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--ink); font: 14px/1.5 var(--font); font-variant-numeric: tabular-nums; }
main { max-width: 1120px; margin: 0 auto; padding: 24px 16px 48px; }
h1 { font-size: 20px; margin: 0; } h2 { font-size: 16px; margin: 24px 0 8px; font-weight: 600; }
.sub, .note { color: var(--ink-2); font-size: 12px; } .told { font-size: 15px; max-width: 80ch; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; background: var(--surface); border-radius: 12px; padding: 8px 16px; }
table { width: 100%; border-collapse: collapse; font-size: 13px; } th { text-align: left; color: var(--ink-2); font-weight: 500; font-size: 12px; }
th, td { padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); vertical-align: middle; overflow-wrap: break-word; } tr:last-child td { border-bottom: 0; }
td:first-child:not(.n), td.n:first-child + td:not(.n) { min-width: min(16em, 52vw); } td:not(.n):not(:first-child) { min-width: 6.5em; } td:last-child:not(.n):not(:first-child) { min-width: 12em; } th.n, td.n { text-align: right; white-space: nowrap; } td.shade { padding: 6px 8px; }
svg.mark { width: 160px; height: 16px; display: block; } svg.mark .whisker { stroke: var(--ink-2); stroke-width: 2; } svg.mark circle { fill: var(--ink); } svg.mark .base { stroke: var(--line); }
svg.trend { width: 100%; min-width: 560px; height: auto; display: block; } svg.trend .grid { stroke: var(--line); } svg.trend .tick, svg.trend .label { font-size: 11px; fill: var(--ink-2); }
svg.trend .line { fill: none; stroke-width: 1.5; stroke: var(--ink-2); stroke-linecap: round; } svg.trend .s1 { stroke: var(--brand); } svg.trend .s2 { stroke-dasharray: 4 3; } svg.trend .band { fill: var(--brand); opacity: .14; } svg.trend .dot { fill: var(--bad); }
@media print { body { background: #fff; } }
)css";

constexpr double kMarkWidth = 160, kMarkRoom = 6;

// Where the marks of one table lie; the same for all its rows.
struct MarkScale {
  double low = HUGE_VAL, high = -HUGE_VAL;
  bool any() const { return low <= high; }
  double x(double value) const {
    const double share = high > low ? (value - low) / (high - low) : 0.5;
    return kMarkRoom + std::clamp(share, 0.0, 1.0) * (kMarkWidth - 2 * kMarkRoom);
  }
};

MarkScale scale_of(const SheetTable& table) {
  MarkScale scale;
  for (const auto& row : table.rows)
    if (row.mark) {
      scale.low = std::min({scale.low, row.mark->low, row.mark->at});
      scale.high = std::max({scale.high, row.mark->high, row.mark->at});
    }
  if (scale.any() && table.mark_base) {
    scale.low = std::min(scale.low, *table.mark_base);
    scale.high = std::max(scale.high, *table.mark_base);
  }
  return scale;
}

std::string mark_svg(const insight::SheetRow::Mark& mark, const MarkScale& scale,
                     const std::optional<double>& base) {
  std::string svg = "<svg class=\"mark\" viewBox=\"0 0 160 16\" role=\"img\">";
  if (base)
    svg += fmt::format("<line class=\"base\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"0\" y2=\"16\"/>",
                       scale.x(*base));
  svg += fmt::format(
      "<line class=\"whisker\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"8\" y2=\"8\"/>"
      "<circle cx=\"{:.1f}\" cy=\"8\" r=\"4\"/>",
      scale.x(mark.low), scale.x(mark.high), scale.x(mark.at));
  return svg + "</svg>";
}

class SheetPage {
 public:
  explicit SheetPage(bool chinese) : chinese_(chinese) {}

  std::string text(const base::Message& message) const {
    return escaped(chinese_ ? message.zh : message.en);
  }

  void append(const insight::SheetChart& chart, std::string& html) const {
    if (!chart.title.en.empty()) html += "<h2>" + text(chart.title) + "</h2>\n";
    if (!chart.note.en.empty()) html += "<p class=\"note\">" + text(chart.note) + "</p>\n";
    Trend trend;
    trend.days = chart.steps;
    for (const auto& line : chart.lines)
      trend.lines.push_back({chinese_ ? line.label.zh : line.label.en, line.points});
    trend.low = chart.low;
    trend.high = chart.high;
    trend.marked = chart.marked;
    html += "<div class=\"scroll\">" + trend_chart(trend) + "</div>\n";
  }

  void append(const SheetTable& table, std::string& html) const {
    if (!table.title.en.empty()) html += "<h2>" + text(table.title) + "</h2>\n";
    if (!table.note.en.empty()) html += "<p class=\"note\">" + text(table.note) + "</p>\n";
    if (table.rows.empty()) {
      html += chinese_ ? "<p>（无）</p>\n" : "<p>(none)</p>\n";
      return;
    }
    const auto scale = scale_of(table);
    html += "<div class=\"scroll\"><table>\n<tr>";
    for (const auto& column : table.columns)
      html += fmt::format("<th{}>{}</th>", column.right ? " class=\"n\"" : "", text(column.title));
    html += scale.any() ? "<th></th></tr>\n" : "</tr>\n";
    for (const auto& row : table.rows) append_row(table, row, scale, html);
    html += "</table></div>\n";
  }

 private:
  void append_row(const SheetTable& table, const insight::SheetRow& row, const MarkScale& scale,
                  std::string& html) const {
    html += "<tr>";
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const bool right = i < table.columns.size() && table.columns[i].right;
      std::string style;
      if (i == 0 && row.depth > 0) style = fmt::format("padding-left:{}px", row.depth * 24);
      const bool shaded = i < row.shades.size() && row.shades[i];
      if (shaded)
        style = fmt::format("background:color-mix(in srgb, var(--brand) {:.0f}%, transparent)",
                            *row.shades[i] * 45);
      html += fmt::format("<td class=\"{}{}\"{}>{}</td>", right ? "n" : "", shaded ? " shade" : "",
                          style.empty() ? "" : " style=\"" + style + "\"", text(row.cells[i]));
    }
    if (scale.any())
      html += "<td>" + (row.mark ? mark_svg(*row.mark, scale, table.mark_base) : "") + "</td>";
    html += "</tr>\n";
  }

  bool chinese_;
};

}  // namespace

std::string html_document(const insight::Sheet& sheet, const SheetFrame& frame) {
  const SheetPage page(frame.chinese);
  auto html = fmt::format(
      "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{}</title>\n<style>\n{}\n{}</style>\n</head>\n<body>\n<main>\n"
      "<h1>{}</h1><div class=\"sub\">{} · {}</div>\n<p class=\"told\">{}</p>\n",
      frame.chinese ? "zh-CN" : "en", page.text(sheet.title), frame.theme_css, kSheetLayout,
      page.text(sheet.title), escaped(frame.shop), escaped(frame.made_at),
      page.text(sheet.sentence));
  for (const auto& chart : sheet.charts) page.append(chart, html);
  for (const auto& table : sheet.tables) page.append(table, html);
  return html + "</main>\n</body>\n</html>\n";
}

}  // namespace aftercare::report
