// ask: a question in plain words, how it was understood, and its answer.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "app/cli/commands.hpp"
#include "app/cli/day_words.hpp"
#include "app/cli/table_text.hpp"
#include "metrics/ask/ask_answer.hpp"
#include "metrics/cell.hpp"
#include "metrics/format.hpp"

namespace aftercare::app {
namespace {

using metrics::Language;

Language asked_language(const Console& console) {
  return console.chinese() ? Language::zh : Language::en;
}

base::Result<records::Day> day_of_asking(const AskArguments& arguments,
                                         const pipeline::Session& session,
                                         const records::Viewer& viewer) {
  const auto told = day_from(arguments.today);
  if (!told) return base::failure_of(told);
  if (*told) return **told;
  const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  return metrics::ask_today(session.model(), session.zone().day_of(now), session.store(), viewer);
}

// What could not be understood, and what could have been meant.
void show_lost(const metrics::Asked& asked, const metrics::AskWords& words,
               const Console& console) {
  for (const auto& lost : asked.not_understood) {
    const auto near = words.near(lost);
    console.line(fmt::format(
        fmt::runtime(console.say("not understood: {}{}", "未能理解：{}{}")), lost,
        near.empty() ? ""
                     : fmt::format(fmt::runtime(console.say("; did you mean {}?", "；是否指 {}？")),
                                   fmt::join(near, ", "))));
  }
  if (asked.problem) console.line(console.say(asked.problem->en, asked.problem->zh));
}

// The rows with what they were before, how far they moved, and their share of the whole.
void show_numbers(const metrics::Asked& asked, const metrics::AskAnswer& answer,
                  const metrics::Model& model, const Console& console) {
  const auto language = asked_language(console);
  const auto& now = *answer.now;
  const auto metrics_n = now.total.size();
  const auto dimensions = now.columns.size() - metrics_n;
  const bool aligned = answer.before && answer.before->rows.size() == now.rows.size();
  TextTable table;
  for (std::size_t i = 0; i < dimensions; ++i) {
    table.header.push_back(
        metrics::text_in((*model.dimension(now.columns[i].name))->label, language));
    table.right.push_back(false);
  }
  const auto metric = [&](std::size_t i) {
    return *model.metric(now.columns[dimensions + i].name);
  };
  for (std::size_t i = 0; i < metrics_n; ++i) {
    table.header.push_back(metrics::text_in(metric(i)->label, language));
    if (answer.before) {
      table.header.emplace_back(console.say("before", "对比期"));
      table.header.emplace_back(console.say("change", "变化"));
    }
    if (asked.share && i == 0) table.header.emplace_back(console.say("share", "占比"));
  }
  table.right.resize(table.header.size(), true);
  const auto add = [&](std::vector<std::string> line, const auto& values, const auto* before) {
    for (std::size_t i = 0; i < metrics_n; ++i) {
      const auto format = metric(i)->format;
      const auto value = metrics::number_in(values(i));
      line.push_back(metrics::format_full(format, value, language));
      if (answer.before) {
        const auto then =
            before != nullptr ? metrics::number_in((*before)(i)) : std::optional<double>();
        line.push_back(metrics::format_full(format, then, language));
        line.push_back(metrics::format_change(format, value, then, language));
      }
      const auto whole = metrics::number_in(now.total[0]);
      if (asked.share && i == 0)
        line.push_back(metrics::format_full(
            metrics::Format::percent,
            value && whole && *whole != 0 ? std::optional(*value / *whole * 100) : std::nullopt,
            language));
    }
    table.rows.push_back(std::move(line));
  };
  if (dimensions > 0)
    for (std::size_t row = 0; row < now.rows.size(); ++row) {
      std::vector<std::string> line;
      for (std::size_t i = 0; i < dimensions; ++i)
        line.push_back(
            metrics::label_of(**model.dimension(now.columns[i].name), now.rows[row][i], language));
      const auto at = [&](std::size_t i) { return now.rows[row][dimensions + i]; };
      const auto then = [&](std::size_t i) { return answer.before->rows[row][dimensions + i]; };
      add(std::move(line), at, aligned ? &then : nullptr);
    }
  std::vector<std::string> line(dimensions, "");
  if (dimensions > 0) line[0] = console.say("total", "合计");
  const auto total = [&](std::size_t i) { return now.total[i]; };
  const auto total_before = [&](std::size_t i) { return answer.before->total[i]; };
  add(std::move(line), total, answer.before ? &total_before : nullptr);
  console.print(to_text(table));
  for (const auto& note : now.notes) console.note(console.say(note.en, note.zh));
}

void show_changes(const metrics::Changes& changes, const metrics::Model& model,
                  const Console& console) {
  const auto language = asked_language(console);
  TextTable table;
  table.header = {
      std::string(console.say("where", "哪里")), std::string(console.say("now", "本期")),
      std::string(console.say("before", "对比期")), std::string(console.say("change", "变化"))};
  table.right = {false, true, true, true};
  for (const auto& driver : changes.drivers) {
    std::vector<std::string> names;
    for (const auto& [dimension, value] : driver.values)
      names.push_back(metrics::label_of(**model.dimension(dimension), value, language));
    table.rows.push_back({fmt::format("{}", fmt::join(names, " · ")),
                          fmt::format("{}", driver.current), fmt::format("{}", driver.before),
                          fmt::format("{:+}", driver.change)});
  }
  table.rows.push_back({std::string(console.say("total", "合计")),
                        fmt::format("{}", changes.current), fmt::format("{}", changes.before),
                        fmt::format("{:+}", changes.change)});
  console.print(to_text(table));
}

}  // namespace

base::Result<int> run_ask(const AskArguments& arguments, const pipeline::Session& session,
                          const Place& place) {
  const auto& model = session.model();
  const auto& viewer = place.caller.viewer;
  auto words = metrics::AskWords::load(model, session.workspace().root());
  if (!words) return base::failure_of(words);
  if (const auto added = metrics::add_stored_values(*words, session.store(), viewer); !added)
    return tl::unexpected(added.error());
  const auto today = day_of_asking(arguments, session, viewer);
  if (!today) return base::failure_of(today);
  const auto text = fmt::format("{}", fmt::join(arguments.words, " "));
  const auto asked = metrics::ask(text, *words, *today);
  const auto& console = place.console;
  const auto print = [&](const nlohmann::ordered_json& json) {
    console.line(json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  };
  if (!asked.answerable()) {
    if (console.json()) print(metrics::to_json(asked, *words));
    if (!console.json()) show_lost(asked, *words, console);
    return static_cast<int>(base::ErrorKind::usage);
  }
  const auto answer = metrics::answer(model, asked, session.store(), viewer);
  const auto told = metrics::understanding(asked, model);
  if (!answer && answer.error().kind == base::ErrorKind::usage) {
    // Understood, but not to be counted so: how it was understood says why.
    if (console.json())
      print(metrics::to_json(asked, *words, answer.error()));
    else
      console.line(console.say(told.en, told.zh));
  }
  if (!answer) return base::failure_of(answer);
  if (console.json()) {
    print(metrics::to_json(asked, *words, *answer));
    return kDone;
  }
  console.line(console.say(told.en, told.zh));
  if (answer->changes)
    show_changes(*answer->changes, model, console);
  else
    show_numbers(asked, *answer, model, console);
  return kDone;
}

}  // namespace aftercare::app
