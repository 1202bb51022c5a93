#include "report/profile_document.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "base/utf8.hpp"
#include "metrics/format.hpp"
#include "quality/profile/issues.hpp"
#include "quality/profile/personal_column.hpp"
#include "records/moment.hpp"
#include "report/histogram.hpp"
#include "report/svg_chart.hpp"

namespace aftercare::report {
namespace {

using quality::ColumnProfile;
using quality::ColumnType;
using quality::IssueSeverity;

constexpr std::string_view kProfileLayout = R"css(
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--ink); font: 14px/1.5 var(--font); font-variant-numeric: tabular-nums; }
main { max-width: 1120px; margin: 0 auto; padding: 24px 16px 48px; }
h1 { font-size: 20px; margin: 0; overflow-wrap: anywhere; } h2 { font-size: 16px; margin: 24px 0 8px; font-weight: 600; }
h3 { font-size: 14px; margin: 0; font-weight: 600; overflow-wrap: anywhere; }
a { color: inherit; text-decoration: none; } a:hover { text-decoration: underline; }
.sub, .note { color: var(--ink-2); font-size: 12px; }
.kpis { display: grid; grid-template-columns: repeat(6, minmax(0, 1fr)); gap: 16px; margin-top: 16px; }
.cards { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 16px; }
.card { background: var(--surface); border-radius: 12px; padding: 16px; min-width: 0; }
.kpi .v { font-size: 28px; line-height: 1.2; }
.head { display: flex; justify-content: space-between; gap: 8px; align-items: baseline; margin-bottom: 8px; }
.type { color: var(--ink-2); font-size: 12px; white-space: nowrap; } .personal { color: var(--warn); }
.have { height: 4px; border-radius: 2px; background: var(--line); overflow: hidden; margin: 8px 0; } .have i { display: block; height: 100%; background: var(--cat-5); }
.bad { color: var(--bad); } .warn { color: var(--warn); } .quiet { color: var(--ink-2); }
svg { width: 100%; height: auto; display: block; } svg text { font-size: 11px; fill: var(--ink-2); }
svg .grid { stroke: var(--line); } svg .bar { fill: var(--cat-5); }
dl.facts { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 4px 12px; margin: 8px 0 0; font-size: 12px; }
dl.facts div { min-width: 0; } dl.facts dt { color: var(--ink-2); } dl.facts dd { margin: 0; overflow-wrap: anywhere; }
ol.top { list-style: none; margin: 0; padding: 0; font-size: 12px; }
ol.top li { position: relative; display: flex; justify-content: space-between; gap: 8px; padding: 2px 4px; margin: 2px 0; }
ol.top li i { position: absolute; inset: 0 auto 0 0; background: var(--wash); border-radius: 3px; z-index: 0; }
ol.top li span { position: relative; z-index: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; } ol.top li span.n { flex: none; color: var(--ink-2); }
code { font: 12px/1.5 ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; font-size: 13px; } th { text-align: left; color: var(--ink-2); font-weight: 500; font-size: 12px; }
th, td { padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top; } td.num, th.num { text-align: right; white-space: nowrap; }
td.what { overflow-wrap: anywhere; } .scroll { overflow-x: auto; }
@media (max-width: 900px) { .cards { grid-template-columns: repeat(2, minmax(0, 1fr)); } .kpis { grid-template-columns: repeat(3, minmax(0, 1fr)); } }
@media (max-width: 640px) { .cards { grid-template-columns: minmax(0, 1fr); } .kpis { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 8px; } .kpi .v { font-size: 20px; } main { padding: 16px 12px 32px; } th, td { padding-right: 8px; } }
@media print { .card { break-inside: avoid; border: 1px solid var(--line); } body { background: #fff; } }
)css";

bool is_dated_column(const ColumnProfile& column) {
  return column.type == ColumnType::day || column.type == ColumnType::moment;
}

/// Writes the parts of the page one after another.
class ProfilePage {
 public:
  ProfilePage(const quality::TableProfile& profile, const ProfileFrame& frame)
      : profile_(profile), frame_(frame) {}

  std::string document() {
    html_ = fmt::format(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<title>{} · {}</title>\n<style>\n{}\n{}</style>\n</head>\n<body>\n<main>\n",
        frame_.chinese ? "zh-CN" : "en", escaped(frame_.file), say("Table profile", "数据画像"),
        frame_.theme_css, kProfileLayout);
    html_ +=
        fmt::format("<header><h1>{}</h1><div class=\"sub\">{} · {} · {} · {} {}</div></header>\n",
                    escaped(frame_.file), say("Table profile", "数据画像"), escaped(frame_.format),
                    escaped(frame_.encoding), say("made", "生成于"), escaped(frame_.made_at));
    kpis();
    issues();
    relations();
    html_ += fmt::format("<h2>{}</h2>\n<div class=\"cards\">\n", say("Columns", "各列"));
    for (std::size_t i = 0; i < profile_.columns.size(); ++i) column(i);
    html_ +=
        fmt::format("</div>\n<p class=\"note\">{}</p>\n</main>\n</body>\n</html>\n", footnote());
    return std::move(html_);
  }

 private:
  std::string_view say(std::string_view en, std::string_view zh) const {
    return frame_.chinese ? zh : en;
  }
  std::string text_of(const base::Message& message) const {
    return escaped(frame_.chinese ? message.zh : message.en);
  }
  static std::string exact(double count) { return fmt::format("{:.0f}", count); }
  std::string count(double value) const {
    return metrics::format_value(metrics::Format::count, value,
                                 frame_.chinese ? metrics::Language::zh : metrics::Language::en);
  }
  std::string percent(double part, double whole) const {
    if (part <= 0 || whole <= 0) return "0%";
    const double share = 100 * part / whole;
    if (share < 0.1) return frame_.chinese ? "<0.1%" : "< 0.1 %";
    return fmt::format(fmt::runtime(frame_.chinese ? "{:.1f}%" : "{:.1f} %"), share);
  }
  static std::string shortened(std::string_view text, std::size_t most) {
    if (base::count_code_points(text) <= most) return std::string(text);
    return std::string(base::first_code_points(text, most)) + "…";
  }

  std::string value_text(double value, const ColumnProfile& column) const {
    if (is_dated_column(column)) {
      const records::Moment moment{std::chrono::seconds(std::llround(value))};
      auto iso = records::to_iso(moment).substr(0, 10);
      return iso;
    }
    if (value == std::floor(value) && std::abs(value) < 1e15) return fmt::format("{:.0f}", value);
    return fmt::format("{:.4g}", value);
  }

  void kpi(std::string_view name, const std::string& value, const std::string& full,
           std::string_view under, std::string_view tone = "") {
    html_ += fmt::format(
        "<section class=\"card kpi\"><div class=\"sub\">{}</div><div class=\"v {}\" title=\"{}\">{}"
        "</div><div class=\"sub\">{}</div></section>\n",
        name, tone, full, value, under);
  }

  void kpis() {
    double cells = 0, missing = 0;
    for (const auto& one : profile_.columns) {
      cells += static_cast<double>(one.rows);
      missing += static_cast<double>(one.missing);
    }
    std::size_t errors = 0, warnings = 0, personal = 0;
    for (const auto& issue : profile_.issues) {
      errors += issue.severity == IssueSeverity::error;
      warnings += issue.severity == IssueSeverity::warning;
    }
    for (const auto& one : profile_.columns)
      personal += one.personal != records::PersonalKind::none;
    const auto rows = static_cast<double>(profile_.rows);
    html_ += "<div class=\"kpis\">\n";
    kpi(say("Rows", "行数"), count(rows), exact(rows),
        fmt::format("{} {}", profile_.rejected, say("unreadable", "行无法读取")));
    kpi(say("Columns", "列数"), exact(static_cast<double>(profile_.columns.size())), "",
        fmt::format("{} {}", profile_.keys.size(), say("candidate keys", "个候选主键")));
    kpi(say("Missing cells", "缺失单元格"), percent(missing, cells), exact(missing),
        fmt::format("{} {}", count(missing), say("of all cells", "个")));
    const auto copies = static_cast<double>(profile_.duplicate_rows);
    kpi(say("Copied rows", "重复行"), count(copies), exact(copies),
        profile_.duplicates_exact ? percent(copies, rows)
                                  : std::string(say("estimated", "估计值")));
    kpi(say("Found", "发现"), fmt::format("{}", profile_.issues.size()), "",
        fmt::format("✕ {} {} · ▲ {} {}", errors, say("errors", "错误"), warnings,
                    say("warnings", "警告")),
        errors > 0 ? "bad" : "");
    kpi(say("Personal columns", "含个人信息的列"), fmt::format("{}", personal), "",
        say("values not shown", "不显示原值"));
    html_ += "</div>\n";
  }

  std::string anchor(std::string_view name) const {
    for (std::size_t i = 0; i < profile_.columns.size(); ++i)
      if (profile_.columns[i].name == name) return fmt::format("c{}", i + 1);
    return {};
  }

  void issues() {
    html_ +=
        fmt::format("<h2>{}</h2>\n<section class=\"card\">\n", say("What was found", "发现的问题"));
    if (profile_.issues.empty()) {
      html_ += fmt::format("<p class=\"note\">{}</p></section>\n",
                           say("Nothing looks wrong in this table.", "这张表未发现问题。"));
      return;
    }
    html_ += fmt::format(
        "<div class=\"scroll\"><table><thead><tr><th></th><th>{}</th><th class=\"num\">{}</th>"
        "<th class=\"num\">{}</th><th>{}</th></tr></thead><tbody>\n",
        say("Column", "列"), say("Rows", "行数"), say("Share", "占比"), say("What", "说明"));
    for (const auto& issue : profile_.issues) {
      const auto [tone, sign, word] = issue.severity == IssueSeverity::error
                                          ? std::tuple{"bad", "✕", say("error", "错误")}
                                      : issue.severity == IssueSeverity::warning
                                          ? std::tuple{"warn", "▲", say("warning", "警告")}
                                          : std::tuple{"quiet", "·", say("note", "提示")};
      html_ += fmt::format(
          "<tr><td class=\"{}\" style=\"white-space:nowrap\">{} {}</td><td>{}</td><td "
          "class=\"num\" title=\"{}\">{}</td><td class=\"num\">{}</td><td "
          "class=\"what\">{}</td></tr>\n",
          tone, sign, word,
          issue.column.empty()
              ? std::string(say("(table)", "（整表）"))
              : fmt::format("<a href=\"#{}\">{}</a>", anchor(issue.column), escaped(issue.column)),
          issue.count, count(static_cast<double>(issue.count)),
          percent(static_cast<double>(issue.count), static_cast<double>(profile_.rows)),
          text_of(issue.message));
    }
    html_ += "</tbody></table></div></section>\n";
  }

  void relations() {
    if (profile_.keys.empty() && profile_.dependencies.empty()) return;
    html_ += fmt::format("<h2>{}</h2>\n<section class=\"card\">\n",
                         say("How columns hang together", "列之间的关系"));
    if (!profile_.keys.empty()) {
      html_ += fmt::format("<p style=\"margin:0 0 8px\">{} ", say("Candidate keys:", "候选主键："));
      for (std::size_t i = 0; i < profile_.keys.size(); ++i)
        html_ += fmt::format("{}<strong>{}</strong>{}", i == 0 ? "" : "、",
                             escaped(fmt::format("{}", fmt::join(profile_.keys[i].columns, " + "))),
                             profile_.keys[i].sampled ? say(" (on a sample)", "（按抽样）") : "");
      html_ += "</p>\n";
    }
    if (!profile_.dependencies.empty()) {
      html_ += fmt::format(
          "<div class=\"scroll\"><table><thead><tr><th>{}</th><th>{}</th><th class=\"num\">{}</th>"
          "<th class=\"num\">{}</th></tr></thead><tbody>\n",
          say("This column", "由此列"), say("decides", "决定"), say("Strength", "强度"),
          say("Exceptions in the sample", "抽样中的例外"));
      for (std::size_t i = 0; i < std::min<std::size_t>(30, profile_.dependencies.size()); ++i) {
        const auto& one = profile_.dependencies[i];
        html_ += fmt::format(
            "<tr><td>{}</td><td>→ {}</td><td class=\"num\">{:.1f}%</td><td "
            "class=\"num\">{}</td></tr>\n",
            escaped(one.from), escaped(one.to), one.strength * 100, one.exceptions);
      }
      html_ += "</tbody></table></div>\n";
    }
    html_ += "</section>\n";
  }

  void fact(std::string_view name, const std::string& value) {
    html_ += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", name, value);
  }

  void histogram(const ColumnProfile& column) {
    std::vector<HistogramBar> bars;
    for (const auto& bin : column.numbers->histogram)
      bars.push_back({bin.count, fmt::format("{} … {}: {:.0f}", value_text(bin.from, column),
                                             value_text(bin.to, column), bin.count)});
    html_ += histogram_chart(bars, value_text(column.numbers->lowest, column),
                             value_text(column.numbers->highest, column));
  }

  void top_values(const ColumnProfile& column) {
    if (column.top.empty()) return;
    if (column.top.front().count < 2) {
      html_ += fmt::format("<p class=\"note\">{}</p>",
                           say("No value stands twice.", "没有重复出现的值。"));
      return;
    }
    html_ += "<ol class=\"top\">\n";
    const auto most = static_cast<double>(column.top.front().count);
    for (std::size_t i = 0; i < std::min<std::size_t>(6, column.top.size()); ++i) {
      const auto& value = column.top[i];
      const auto times = static_cast<double>(value.count);
      html_ += fmt::format(
          "<li><i style=\"width:{:.1f}%\"></i><span title=\"{}\">{}</span><span class=\"n\" "
          "title=\"{}\">{}</span></li>\n",
          100 * times / most, escaped(value.value), escaped(shortened(value.value, 60)),
          value.count, percent(times, static_cast<double>(column.values())));
    }
    html_ += "</ol>\n";
  }

  void shapes(const ColumnProfile& column) {
    const bool telling = column.masked || column.type == ColumnType::id ||
                         column.type == ColumnType::code || column.type == ColumnType::word;
    if (!telling || column.shapes.empty() || column.type == ColumnType::text) return;
    std::string list;
    for (std::size_t i = 0; i < std::min<std::size_t>(3, column.shapes.size()); ++i)
      list += fmt::format("{}<code>{}</code> {}", i == 0 ? "" : " · ",
                          escaped(shortened(column.shapes[i].name, 32)),
                          percent(static_cast<double>(column.shapes[i].count),
                                  static_cast<double>(column.values())));
    html_ += fmt::format("<p class=\"note\" style=\"margin:8px 0 0\">{} {}</p>",
                         say("Forms:", "格式："), list);
  }

  void column(std::size_t at) {
    const auto& one = profile_.columns[at];
    const auto type = quality::label_of(one.type);
    html_ += fmt::format(
        "<section class=\"card\" id=\"c{}\">\n<div class=\"head\"><h3>{}</h3><span "
        "class=\"type\">{}",
        at + 1, escaped(one.name), say(type.en, type.zh));
    if (one.personal != records::PersonalKind::none) {
      const auto personal = quality::label_of(one.personal);
      html_ += fmt::format(" · <span class=\"personal\">{}{}</span>",
                           say("personal: ", "个人信息："), say(personal.en, personal.zh));
    }
    html_ += "</span></div>\n";
    const auto rows = static_cast<double>(one.rows);
    html_ += fmt::format("<div class=\"have\" title=\"{}\"><i style=\"width:{:.2f}%\"></i></div>\n",
                         say("share of cells that are filled", "有值的占比"),
                         rows <= 0 ? 0 : 100 * static_cast<double>(one.values()) / rows);
    if (one.numbers)
      histogram(one);
    else if (one.masked)
      html_ += fmt::format("<p class=\"note\">{}</p>",
                           say("Personal: values are not shown.", "含个人信息，不显示原值。"));
    else
      top_values(one);
    html_ += "<dl class=\"facts\">";
    fact(say("Missing", "缺失"), percent(static_cast<double>(one.missing), rows));
    fact(say("Different", "不同值"),
         fmt::format("<span title=\"{}\">{}{}</span>", one.distinct, one.distinct_exact ? "" : "≈ ",
                     count(static_cast<double>(one.distinct))));
    if (one.numbers) {
      const auto value = [&](double number) { return escaped(value_text(number, one)); };
      fact(say("Median", "中位数"), value(one.numbers->median));
      if (!is_dated_column(one)) {
        fact(say("Mean", "均值"), value(one.numbers->mean));
        fact("P5 – P95", fmt::format("{} – {}", value(one.numbers->p5), value(one.numbers->p95)));
        fact(say("Far out", "离群"),
             count(static_cast<double>(
                 std::min(one.numbers->beyond_fences, one.numbers->robust_outliers))));
      } else {
        fact(say("Middle half", "中间一半"),
             fmt::format("{} – {}", value(one.numbers->p25), value(one.numbers->p75)));
      }
    } else if (one.values() > 0) {
      fact(say("Length", "长度"), one.shortest == one.longest
                                      ? exact(one.longest)
                                      : fmt::format("{:.0f} – {:.0f}", one.shortest, one.longest));
    }
    html_ += "</dl>\n";
    if (one.formats.size() > 0) {
      std::string list;
      for (const auto& format : one.formats)
        list += fmt::format("{}<code>{}</code> {}", list.empty() ? "" : " · ", escaped(format.name),
                            count(static_cast<double>(format.count)));
      html_ += fmt::format("<p class=\"note\" style=\"margin:8px 0 0\">{}</p>", list);
    }
    shapes(one);
    if (!one.languages.empty()) {
      std::string list;
      double all = 0;
      for (const auto& language : one.languages) all += static_cast<double>(language.count);
      for (const auto& language : one.languages)
        list += fmt::format("{}{} {}", list.empty() ? "" : " · ", language.name,
                            percent(static_cast<double>(language.count), all));
      html_ += fmt::format("<p class=\"note\" style=\"margin:8px 0 0\">{} {}</p>",
                           say("Language:", "语言："), list);
    }
    html_ += "</section>\n";
  }

  std::string footnote() const {
    return fmt::format(
        fmt::runtime(say("Counts are of all rows. Keys of two columns, dependencies, languages and "
                         "personal data are judged on {} sampled rows; ≈ marks an estimate "
                         "(standard error 0.8 %).",
                         "计数针对全部行；双列主键、函数依赖、语言与个人信息按抽样的 {} 行判断；≈ "
                         "为估计值（标准误差 0.8%）。")),
        profile_.sampled);
  }

  const quality::TableProfile& profile_;
  const ProfileFrame& frame_;
  std::string html_;
};

}  // namespace

std::string profile_document(const quality::TableProfile& profile, const ProfileFrame& frame) {
  return ProfilePage(profile, frame).document();
}

}  // namespace aftercare::report
