// query: numbers, or the records behind one.

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/cli/commands.hpp"
#include "app/cli/day_words.hpp"
#include "app/cli/rows_that_leave.hpp"
#include "app/cli/table_text.hpp"
#include "metrics/answer.hpp"
#include "metrics/answer_csv.hpp"
#include "metrics/answer_json.hpp"
#include "metrics/cell.hpp"
#include "metrics/comparison.hpp"
#include "metrics/format.hpp"
#include "metrics/question_json.hpp"
#include "metrics/rows.hpp"
#include "metrics/where.hpp"
#include "pipeline/audit.hpp"

namespace aftercare::app {
namespace {

using metrics::Language;

Language language_of(const Console& console) {
  return console.chinese() ? Language::zh : Language::en;
}

base::Result<metrics::Question> question_of(const QueryArguments& arguments,
                                            const metrics::Model& model) {
  metrics::Question question;
  question.metrics = arguments.metrics;
  question.by = arguments.by;
  question.limit = arguments.limit;
  question.mean_intervals = true;
  auto where = metrics::parse_where(model, arguments.where);
  if (!where) return base::failure_of(where);
  question.where = std::move(*where);
  if (!arguments.compare.empty()) {
    const auto against = metrics::against_of(arguments.compare);
    if (!against) return base::failure_of(against);
    question.compare = *against;
  }
  if (arguments.rolling)
    question.rolling =
        static_cast<unsigned>(std::min<std::uint64_t>(*arguments.rolling, 1'000'000));
  question.moving_average = arguments.moving_average;
  question.cumulative = arguments.cumulative;
  question.share = arguments.share;
  question.other = arguments.other;
  const auto from = day_from(arguments.from);
  if (!from) return base::failure_of(from);
  const auto to = day_from(arguments.to);
  if (!to) return base::failure_of(to);
  question.from = *from;
  question.to = *to;
  return question;
}

std::string plain(const store::Cell& cell, const records::Zone& zone) {
  if (store::is_null(cell)) return "—";
  if (const auto* day = std::get_if<records::Day>(&cell)) return records::to_iso(*day);
  if (const auto* moment = std::get_if<records::Moment>(&cell))
    return records::to_local_text(*moment, zone).substr(0, 16);
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* yes = std::get_if<bool>(&cell)) return *yes ? "✓" : "";
  const auto number = metrics::number_in(cell);
  return number ? fmt::format("{:.6g}", *number) : "—";
}

std::string percent_text(const std::optional<double>& part, bool sign) {
  if (!part) return "—";
  return sign ? fmt::format("{:+.1f} %", *part * 100) : fmt::format("{:.1f} %", *part * 100);
}

// What is derived of a row, or of the total: the value before, the change in percent, the share.
template <typename CellText>
void add_derived(const metrics::Answer& answer, std::optional<std::size_t> row,
                 std::size_t dimensions, const CellText& cell, std::vector<std::string>& texts) {
  if (answer.before) {
    const auto& before = row ? answer.before->rows[*row] : answer.before->total;
    for (std::size_t i = 0; i < before.size(); ++i) {
      const auto& now = row ? answer.rows[*row][dimensions + i] : answer.total[i];
      texts.push_back(cell(dimensions + i, before[i]));
      texts.push_back(percent_text(metrics::change_of(now, before[i]).relative, true));
    }
  }
  if (!answer.shares.empty())
    for (std::size_t i = 0; i < answer.total.size(); ++i)
      texts.push_back(row ? percent_text(answer.shares[*row][i], false) : "");
}

void add_derived_names(const metrics::Answer& answer, std::size_t dimensions,
                       const Console& console, TextTable& table) {
  const auto add = [&](std::string name) {
    table.header.push_back(std::move(name));
    table.right.push_back(true);
  };
  const auto named = [&](std::size_t i) { return table.header[dimensions + i]; };
  if (answer.before)
    for (std::size_t i = 0; i < answer.total.size(); ++i) {
      add(fmt::format("{}{}", named(i), console.say(" (before)", "（对比期）")));
      add(std::string(console.say("change", "变化")));
    }
  if (!answer.shares.empty())
    for (std::size_t i = 0; i < answer.total.size(); ++i)
      add(fmt::format("{}{}", named(i), console.say(" (share)", "（占比）")));
}

void show(const metrics::Answer& answer, const metrics::Model& model, const Console& console) {
  const auto language = language_of(console);
  TextTable table;
  std::vector<const metrics::Metric*> metric_of;
  std::vector<const metrics::Dimension*> dimension_of;
  for (const auto& column : answer.columns) {
    metric_of.push_back(column.is_metric ? model.metric(column.name).value() : nullptr);
    dimension_of.push_back(column.is_metric ? nullptr : model.dimension(column.name).value());
    table.header.push_back(metrics::text_in(
        column.is_metric ? metric_of.back()->label : dimension_of.back()->label, language));
    table.right.push_back(column.is_metric);
  }
  const auto rest = [&](std::size_t row) {
    return std::ranges::find(answer.other_rows, row) != answer.other_rows.end();
  };
  const auto cell = [&](std::size_t i, const store::Cell& value, bool of_rest = false) {
    if (of_rest && !metric_of[i] && value == store::Cell{std::string(metrics::kOther)})
      return std::string(console.say("other", "其他"));
    return metric_of[i]
               ? metrics::format_full(metric_of[i]->format, metrics::number_in(value), language)
               : metrics::label_of(*dimension_of[i], value, language);
  };
  const auto dimensions = answer.columns.size() - answer.total.size();
  if (dimensions > 0)
    for (std::size_t at = 0; at < answer.rows.size(); ++at) {
      const auto& row = answer.rows[at];
      table.rows.emplace_back();
      for (std::size_t i = 0; i < row.size(); ++i)
        table.rows.back().push_back(cell(i, row[i], rest(at)));
      add_derived(answer, at, dimensions, cell, table.rows.back());
    }
  std::vector<std::string> total(dimensions, "");
  if (dimensions > 0) total[0] = console.say("total", "合计");
  for (std::size_t i = 0; i < answer.total.size(); ++i)
    total.push_back(cell(dimensions + i, answer.total[i]));
  add_derived(answer, std::nullopt, dimensions, cell, total);
  add_derived_names(answer, dimensions, console, table);
  table.rows.push_back(std::move(total));
  console.print(to_text(table));
  if (answer.period.from && answer.period.to)
    console.line(fmt::format("{} … {}", records::to_iso(*answer.period.from),
                             records::to_iso(*answer.period.to)));
  if (answer.before && answer.before->period.from && answer.before->period.to)
    console.line(fmt::format("{} {} … {}", console.say("before:", "对比期："),
                             records::to_iso(*answer.before->period.from),
                             records::to_iso(*answer.before->period.to)));
  for (const auto& note : answer.notes) console.note(console.chinese() ? note.zh : note.en);
}

base::Result<int> show_rows(const metrics::Question& question, const QueryArguments& arguments,
                            const pipeline::Session& session, const Place& place) {
  const auto& console = place.console;
  metrics::Page page;
  page.size = std::clamp<std::uint64_t>(arguments.limit.value_or(50), 1, 1000);
  const auto rows =
      metrics::rows(session.model(), question, page, session.store(), place.caller.viewer);
  if (!rows) return base::failure_of(rows);
  const auto language = language_of(console);
  if (console.json()) {
    console.line(
        metrics::to_json(*rows).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  } else if (arguments.csv) {
    const auto csv = csv_that_leaves(*rows, session, place);
    if (!csv) return base::failure_of(csv);
    const bool whole = place.caller.may("rows.take");
    if (auto noted = pipeline::note(
            session, records::AuditAction::export_data, place.actor(),
            fmt::format("rows/{}{}", question.metrics.front(), whole ? "" : " anonymous"));
        !noted)
      return base::failure_of(noted);
    console.print(*csv);
  } else {
    TextTable table;
    for (const auto& column : rows->columns)
      table.header.push_back(metrics::text_in(column.label, language));
    for (const auto& row : rows->rows) {
      table.rows.emplace_back();
      for (std::size_t i = 0; i < row.size(); ++i) {
        const auto known = session.model().dimension(rows->columns[i].name);
        const bool labelled =
            known && !store::is_null(row[i]) && (*known)->kind != metrics::DimensionKind::time;
        table.rows.back().push_back(labelled ? metrics::label_of(**known, row[i], language)
                                             : plain(row[i], session.zone()));
      }
    }
    console.print(to_text(table));
    console.line(fmt::format(fmt::runtime(console.say("{} of {}", "显示 {} / 共 {}")),
                             rows->rows.size(), rows->total));
  }
  return kDone;
}

}  // namespace

base::Result<int> run_query(const QueryArguments& arguments, const pipeline::Session& session,
                            const Place& place) {
  const auto question = question_of(arguments, session.model());
  if (!question) return base::failure_of(question);
  const auto& console = place.console;
  const auto& viewer = place.caller.viewer;
  if (arguments.rows) return show_rows(*question, arguments, session, place);
  const auto answer = metrics::answer(session.model(), *question, session.store(), viewer);
  if (!answer) return base::failure_of(answer);
  if (console.json())
    console.line(
        metrics::to_json(*answer).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  else if (arguments.csv)
    console.print(metrics::to_csv(session.model(), *answer, {false, false, language_of(console)}));
  else
    show(*answer, session.model(), console);
  return kDone;
}

}  // namespace aftercare::app
