#include "report/html_document.hpp"

#include <fmt/format.h>

#include "metrics/cell.hpp"
#include "metrics/format.hpp"

namespace aftercare::report {
namespace {

using metrics::Language;

constexpr std::string_view kLayout = R"css(
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--ink); font: 14px/1.5 var(--font); font-variant-numeric: tabular-nums; }
main { max-width: 1120px; margin: 0 auto; padding: 24px 16px 48px; }
h1 { font-size: 20px; margin: 0; } h2 { font-size: 14px; margin: 0 0 8px; font-weight: 600; }
.sub, .note { color: var(--ink-2); font-size: 12px; } header { margin-bottom: 16px; }
.grid12 { display: grid; grid-template-columns: repeat(12, minmax(0, 1fr)); gap: 16px; }
.card { background: var(--surface); border-radius: 12px; padding: 16px; }
.w3 { grid-column: span 4; } .w6 { grid-column: span 6; } .w12 { grid-column: span 12; }
.kpi .v { font-size: 28px; line-height: 1.2; } .kpi .row { display: flex; justify-content: space-between; align-items: end; gap: 8px; }
.good { color: var(--good); } .bad { color: var(--bad); } .small-n { opacity: .6; }
svg { width: 100%; height: auto; display: block; } svg.spark { width: 120px; }
svg text { font-size: 11px; fill: var(--ink-2); } svg .grid { stroke: var(--line); }
svg path { fill: none; stroke: var(--brand); stroke-width: 1.5; stroke-linecap: round; }
svg .s1 { stroke: var(--cat-5); } svg .s2 { stroke: var(--cat-6); } svg .t1 { fill: var(--cat-5); } svg .t2 { fill: var(--cat-6); }
svg .bar { fill: var(--cat-5); } svg .mark { stroke: var(--ink-3); stroke-dasharray: 3 3; }
table { width: 100%; border-collapse: collapse; font-size: 12px; } th { text-align: left; color: var(--ink-2); font-weight: 500; }
th, td { padding: 6px 8px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top; } td.num, th.num { text-align: right; }
.scroll { overflow-x: auto; } ol { margin: 0; padding-left: 20px; } li { margin: 4px 0; }
dl { display: grid; grid-template-columns: minmax(120px, 1fr) 4fr; gap: 4px 16px; font-size: 12px; margin: 0; } dd { margin: 0; color: var(--ink-2); }
@media (max-width: 720px) { .w6, .w12 { grid-column: span 12; } .w3 { grid-column: span 6; } .kpi .v { font-size: 20px; } .kpi .row { display: block; } }
@media print { .card { break-inside: avoid; border: 1px solid var(--line); } body { background: #fff; } }
)css";

/// Writes the parts one after another; holds what all of them need.
class Writing {
 public:
  Writing(const metrics::Model& model, const Overview& overview, const DocumentFrame& frame)
      : model_(model), overview_(overview), frame_(frame), language_(frame.language) {}

  std::string document() {
    html_ = fmt::format(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<title>{} · {}</title>\n<style>\n{}\n{}</style>\n</head>\n<body>\n<main>\n",
        language_ == Language::zh ? "zh-CN" : "en", escaped(frame_.shop),
        say("After-sales report", "售后报告"), frame_.theme_css, kLayout);
    header();
    html_ += "<div class=\"grid12\">\n";
    kpis();
    trend();
    changes();
    breakdown(overview_.topics, say("Which topics complaints are about", "投诉集中在哪些主题"),
              true);
    breakdown(overview_.channels, say("Where customers speak", "客户从哪些渠道来"), false);
    breakdown(overview_.provinces, say("Complaints by province", "各省投诉"), false);
    ledger();
    severe();
    definitions();
    html_ += "</div>\n</main>\n</body>\n</html>\n";
    return std::move(html_);
  }

 private:
  std::string_view say(std::string_view en, std::string_view zh) const {
    return language_ == Language::zh ? zh : en;
  }
  std::string name_of(const metrics::Metric& metric) const {
    return escaped(metrics::text_in(metric.label, language_));
  }
  std::string days(const metrics::Period& period) const {
    return fmt::format("{} {} {}", records::to_iso(*period.from), say("to", "至"),
                       records::to_iso(*period.to));
  }

  void open_card(std::string_view width, std::string_view title) {
    html_ += fmt::format("<section class=\"card {}\">\n<h2>{}</h2>\n", width, title);
  }
  void close_card() { html_ += "</section>\n"; }

  void header() {
    html_ += fmt::format(
        "<header><h1>{} · {}</h1><div class=\"sub\">{} · {} {} · {} {} ({})</div></header>\n",
        escaped(frame_.shop), say("After-sales report", "售后报告"), days(overview_.period),
        say("compared with", "对比"), days(overview_.previous), say("made", "生成于"),
        escaped(frame_.made_at), escaped(frame_.zone));
  }

  void kpis() {
    for (const auto& kpi : overview_.kpis) {
      const auto& metric = *kpi.metric;
      const int judged = metrics::judge_change(metric.direction, kpi.value, kpi.before);
      const bool small = kpi.n && *kpi.n < 30;
      html_ += fmt::format(
          "<section class=\"card kpi w3\" id=\"kpi-{}\"><h2 title=\"{}\">{}</h2><div "
          "class=\"row\"><div>"
          "<div class=\"v{}\" data-value=\"{}\">{}</div><div class=\"sub\"><span "
          "class=\"{}\">{}</span> {}{}</div></div>{}</div></section>\n",
          metric.name, escaped(metrics::text_in(metric.formula, language_)), name_of(metric),
          small ? " small-n" : "", kpi.value ? fmt::format("{}", *kpi.value) : "",
          metrics::format_value(metric.format, kpi.value, language_),
          judged > 0   ? "good"
          : judged < 0 ? "bad"
                       : "",
          metrics::format_change(metric.format, kpi.value, kpi.before, language_),
          say("vs the previous period", "较上期"),
          kpi.n ? fmt::format(" · n&nbsp;=&nbsp;{:.0f}", *kpi.n) : "", sparkline(kpi.by_day));
    }
  }

  void trend() {
    Trend chart{overview_.days, overview_.trend, ""};
    for (auto& line : chart.lines)
      line.label = metrics::text_in(model_.metric(line.label).value()->label, language_);
    open_card("w6", say("Cases and complaints by day", "每日案例与投诉"));
    html_ += trend_chart(chart);
    close_card();
  }

  void changes() {
    const auto& all = overview_.changes;
    open_card("w6", say("What changed, and where", "变化在哪里"));
    html_ += fmt::format(
        fmt::runtime(say("<p class=\"sub\">Complaints: {} now, {} in the previous period.</p>",
                         "<p class=\"sub\">投诉：本期 {}，上期 {}。</p>")),
        all.current, all.before);
    html_ += "<ol>\n";
    for (const auto& driver : all.drivers) {
      std::string names;
      for (const auto& [dimension, value] : driver.values) {
        const auto known = model_.dimension(dimension);
        names += (names.empty() ? "" : " · ") +
                 escaped(known ? metrics::label_of(**known, value, language_) : dimension);
      }
      html_ += fmt::format(
          "<li>{} <strong class=\"{}\">{}{}</strong> <span class=\"sub\">{} → {}</span></li>\n",
          names, driver.change > 0 ? "bad" : "good", driver.change > 0 ? "▲ +" : "▼ ",
          driver.change, driver.before, driver.current);
    }
    html_ += "</ol>\n";
    if (all.drivers.empty())
      html_ +=
          fmt::format("<p class=\"note\">{}</p>", say("Nothing stands out.", "没有突出的变化。"));
    close_card();
  }

  void breakdown(const Breakdown& part, std::string_view title, bool pareto) {
    std::vector<Bar> bars;
    double sum = 0;
    for (const auto& [value, number] : part.values) {
      sum += number;
      const auto label = store::is_null(value)
                             ? std::string(say("Unknown", "未知"))
                             : metrics::label_of(*part.dimension, value, language_);
      bars.push_back({label, number, metrics::format_value(part.metric->format, number, language_),
                      pareto && part.total.value_or(0) > 0 ? sum / *part.total : -1});
    }
    open_card("w6", title);
    html_ += bars.empty() ? fmt::format("<p class=\"note\">{}</p>",
                                        say("No cases in this period.", "本期没有数据。"))
                          : bar_chart(bars);
    close_card();
  }

  void ledger() {
    if (!frame_.ledger) return partial();
    const auto& ledger = *frame_.ledger;
    open_card("w6", say("Where every row went", "每一行的去向"));
    html_ +=
        fmt::format("<p>{} {} = {} {} + {} {} + {} {} + {} {}</p><p class=\"note\">{}</p>\n",
                    ledger.rows, say("rows", "读入"), ledger.stored, say("stored", "入库"),
                    ledger.updated, say("updated", "更新"), ledger.duplicates,
                    say("duplicates", "重复"), ledger.quarantined, say("quarantined", "隔离"),
                    ledger.balanced() ? say("The equation holds.", "等式成立。")
                                      : say("The equation does not hold: run aftercare quality.",
                                            "等式不成立：请运行 aftercare quality。"));
    close_card();
  }

  // What is missing in a report of a part of the rows, and why.
  void partial() {
    open_card("w6", say("What this report does not tell", "本报告未包含的内容"));
    html_ += fmt::format(
        "<ul class=\"note\">\n<li>{}</li>\n",
        say("It is about the rows that its maker sees; the ledger is of the whole store only.",
            "本报告只涵盖制作者可见的数据；去向账目只针对全部数据。"));
    for (const auto& [metric, why] : overview_.left_out)
      html_ += fmt::format("<li>{}: {}</li>\n", name_of(*metric),
                           escaped(language_ == Language::zh ? why.zh : why.en));
    html_ += "</ul>\n";
    close_card();
  }

  void severe() {
    const auto& rows = overview_.severe;
    open_card("w12", fmt::format("{} ({})", say("Newest severe complaints", "最新的严重投诉"),
                                 rows.total));
    const auto shown = severe_columns();
    html_ += "<div class=\"scroll\"><table><thead><tr>";
    for (const auto at : shown)
      html_ +=
          fmt::format("<th>{}</th>", escaped(metrics::text_in(rows.columns[at].label, language_)));
    html_ += "</tr></thead><tbody>\n";
    for (const auto& row : rows.rows) {
      html_ += "<tr>";
      for (const auto at : shown) html_ += "<td>" + cell(rows.columns[at].name, row[at]) + "</td>";
      html_ += "</tr>\n";
    }
    html_ += "</tbody></table></div>\n";
    close_card();
  }

  // Positions of the columns that a reader of a report needs; the rest is on the dashboard.
  std::vector<std::size_t> severe_columns() const {
    std::vector<std::size_t> shown;
    for (const char* name :
         {"case_key", "opened_at", "severity", "topic", "product", "province", "channel", "status"})
      for (std::size_t i = 0; i < overview_.severe.columns.size(); ++i)
        if (overview_.severe.columns[i].name == name) shown.push_back(i);
    return shown;
  }

  std::string cell(const std::string& column, const store::Cell& value) const {
    if (store::is_null(value)) return "—";
    if (const auto* day = std::get_if<records::Day>(&value)) return records::to_iso(*day);
    if (const auto* moment = std::get_if<records::Moment>(&value)) {
      const auto zone = records::Zone::named(frame_.zone);
      return escaped(
          records::to_local_text(*moment, zone ? *zone : records::Zone::utc()).substr(0, 16));
    }
    if (const auto known = model_.dimension(column))
      return escaped(metrics::label_of(**known, value, language_));
    if (const auto* text = std::get_if<std::string>(&value)) return escaped(*text);
    if (const auto number = metrics::number_in(value)) return fmt::format("{:.6g}", *number);
    return std::get_if<bool>(&value) && std::get<bool>(value) ? "✓" : "";
  }

  void definitions() {
    open_card("w12", say("What the numbers mean", "指标口径"));
    html_ += "<dl>\n";
    for (const auto& kpi : overview_.kpis)
      html_ += fmt::format("<dt>{}</dt><dd>{} · {}</dd>\n", name_of(*kpi.metric),
                           escaped(metrics::text_in(kpi.metric->formula, language_)),
                           escaped(metrics::text_in(kpi.metric->description, language_)));
    html_ += "</dl>\n";
    close_card();
  }

  const metrics::Model& model_;
  const Overview& overview_;
  const DocumentFrame& frame_;
  const Language language_;
  std::string html_;
};

}  // namespace

std::string html_document(const metrics::Model& model, const Overview& overview,
                          const DocumentFrame& frame) {
  return Writing(model, overview, frame).document();
}

}  // namespace aftercare::report
