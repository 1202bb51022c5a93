// spikes: where customers are blaming more than they used to, and what they say that nobody said.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "app/explained.hpp"
#include "app/told_samples.hpp"
#include "app/told_spikes.hpp"
#include "metrics/answer.hpp"
#include "metrics/cell.hpp"
#include "metrics/format.hpp"
#include "pipeline/said_terms.hpp"

namespace aftercare::app {
namespace {

using insight::SpikeSeries;

constexpr const char* kBlame = "negative_share";
const std::vector<std::string> kBlameDimensions = {"topic",   "component", "product", "category",
                                                   "channel", "province",  "carrier", "team"};

class SpikeSearch {
 public:
  SpikeSearch(const ExplainFor& whom, const InsightArguments& asked, insight::RowsAsked rows,
              SpikeSteps steps)
      : whom_(whom), workspace_(whom.workspace()), rows_(std::move(rows)), steps_(steps) {
    dimensions_ = names_listed(asked.by, {});
    rows_.from = steps_.first();
    rows_.to = steps_.last;
  }

  base::Result<NamedSpikes> blame() {
    NamedSpikes named;
    std::vector<SpikeSeries> series;
    std::vector<std::string> keys;
    if (auto done = add_blame("", series, named, keys); !done) return base::failure_of(done);
    for (const auto& dimension : dimensions_.empty() ? kBlameDimensions : dimensions_) {
      const auto known = workspace_.model.dimension(dimension);
      if (!known && dimensions_.empty()) continue;
      if (!known) return base::failure_of(known);
      if (dimensions_.empty() && !metrics::has_dimension("case_fact", **known)) continue;
      if (auto done = add_blame(dimension, series, named, keys); !done)
        return base::failure_of(done);
    }
    finish(series, named, keys);
    return named;
  }

  base::Result<NamedSpikes> phrases() {
    NamedSpikes named;
    const auto cases = insight::counted_rows(workspace_, "cases", {"case_key", "day"}, rows_);
    if (!cases) return base::failure_of(cases);
    std::map<std::string, std::size_t> steps;
    std::vector<std::string> keys;
    for (const auto& row : cases->rows)
      if (const auto step = step_of(row[1])) {
        keys.push_back(insight::text_in(row[0]));
        steps[keys.back()] = *step;
      }
    const auto said = pipeline::said_terms(whom_.session, keys, whom_.viewer, kFewestSaying);
    if (!said) return base::failure_of(said);
    insight::Values all(steps_.count(), 0.0);
    std::vector<std::size_t> step(said->cases.size());
    for (std::size_t i = 0; i < said->cases.size(); ++i) {
      step[i] = steps.at(said->cases[i]);
      all[step[i]] += 1;
    }
    std::vector<SpikeSeries> series;
    for (const auto& term : said->terms) {
      auto& one = series.emplace_back(SpikeSeries{insight::Values(steps_.count(), 0.0), all, {}});
      for (const auto place : term.cases) {
        one.events[step[place]] += 1;
        if (step[place] == steps_.at()) one.rows.push_back(place);
      }
      named.names.push_back(insight::same(term.text));
    }
    finish(series, named, said->cases);
    return named;
  }

 private:
  // The blamed cases of each value of the dimension (none: of all), beside those that were scored.
  base::Result<void> add_blame(const std::string& dimension, std::vector<SpikeSeries>& series,
                               NamedSpikes& named, std::vector<std::string>& keys) {
    const bool whole = dimension.empty();
    metrics::Question question;
    question.metrics = {kBlame};
    question.by = {"day"};
    if (!whole) question.by.push_back(dimension);
    question.where = rows_.where;
    question.from = rows_.from;
    question.to = rows_.to;
    const auto bases =
        metrics::answer(workspace_.model, question, workspace_.engine, workspace_.viewer);
    if (!bases) return base::failure_of(bases);
    std::vector<std::string> columns = {"case_key", "day"};
    if (!whole) columns.push_back(dimension);
    const auto events = insight::counted_rows(workspace_, kBlame, columns, rows_);
    if (!events) return base::failure_of(events);
    std::map<std::string, std::size_t> place;
    const auto series_of = [&](const store::Cell& value) -> SpikeSeries& {
      const auto text = whole ? std::string() : insight::text_in(value);
      const auto [at, is_new] = place.emplace(text, series.size());
      if (is_new) {
        const insight::Values none(steps_.count(), 0.0);
        series.push_back({none, none, {}});
        named.names.push_back(whole ? base::Message{"all cases", "全部案例"}
                                    : name(dimension, value));
        named.is.emplace_back(dimension, text);
      }
      return series[at->second];
    };
    const store::Cell nothing;
    for (std::size_t i = 0; i < bases->rows.size(); ++i) {
      const auto& row = bases->rows[i];
      const auto step = step_of(row[0]);
      if (!step || (!whole && store::is_null(row[1]))) continue;
      series_of(whole ? nothing : row[1]).bases[*step] +=
          metrics::number_in(bases->n[i].back()).value_or(0);
    }
    for (const auto& row : events->rows) {
      const auto step = step_of(row[1]);
      if (!step || (!whole && store::is_null(row[2]))) continue;
      auto& one = series_of(whole ? nothing : row[2]);
      one.events[*step] += 1;
      if (*step != steps_.at()) continue;
      const auto key = insight::text_in(row[0]);
      const auto [known, is_new] = places_.emplace(key, static_cast<std::uint32_t>(keys.size()));
      if (is_new) keys.push_back(key);
      one.rows.push_back(known->second);
    }
    return {};
  }

  std::optional<std::size_t> step_of(const store::Cell& cell) const {
    const auto* day = std::get_if<records::Day>(&cell);
    return day == nullptr ? std::nullopt : steps_.step_of(*day);
  }

  base::Message name(const std::string& dimension, const store::Cell& value) const {
    const auto& known = **workspace_.model.dimension(dimension);
    return {known.label.en + " = " + metrics::label_of(known, value, metrics::Language::en),
            known.label.zh + " = " + metrics::label_of(known, value, metrics::Language::zh)};
  }

  void finish(std::vector<SpikeSeries>& series, NamedSpikes& named,
              const std::vector<std::string>& keys) const {
    for (auto& one : series) std::ranges::sort(one.rows);
    named.spikes = insight::spikes_of(series, steps_.at(), steps_.settings());
    for (const auto& spike : named.spikes.told) {
      std::vector<insight::SampleRow> samples;
      for (const auto row : series[spike.series].rows)
        if (samples.size() < insight::kSamples) samples.push_back({keys[row], ""});
      named.samples.push_back(samples_json(whom_.session, whom_.viewer, "case_fact", samples));
    }
  }

  const ExplainFor& whom_;
  insight::Workspace workspace_;
  insight::RowsAsked rows_;
  SpikeSteps steps_;
  std::vector<std::string> dimensions_;
  std::map<std::string, std::uint32_t> places_;
};

// The days that have a case, in order.
base::Result<std::vector<records::Day>> days_of_cases(const ExplainFor& whom,
                                                      const insight::RowsAsked& rows) {
  metrics::Question question;
  question.metrics = {"cases"};
  question.by = {"day"};
  question.where = rows.where;
  question.to = rows.to;
  const auto workspace = whom.workspace();
  const auto answer =
      metrics::answer(workspace.model, question, workspace.engine, workspace.viewer);
  if (!answer) return base::failure_of(answer);
  std::vector<records::Day> days;
  for (const auto& row : answer->rows)
    if (const auto* day = std::get_if<records::Day>(&row[0]);
        day && metrics::number_in(row[1]).value_or(0) > 0)
      days.push_back(*day);
  std::ranges::sort(days);
  if (!days.empty()) return days;
  return base::failure(base::ErrorKind::input, "no case to look at", "没有可分析的案例");
}

}  // namespace

base::Result<Explained> explain_spikes(const InsightArguments& asked, const ExplainFor& whom) {
  const auto rows = rows_asked(asked, whom);
  if (!rows) return base::failure_of(rows);
  const auto days = days_of_cases(whom, *rows);
  if (!days) return base::failure_of(days);
  const auto steps = SpikeSteps::of(asked.step, rows->to.value_or(days->back()));
  if (!steps) return base::failure_of(steps);
  std::set<std::size_t> seen;
  for (const auto day : *days)
    if (const auto step = steps->step_of(day)) seen.insert(*step);
  if (const auto enough = enough_past(*steps, seen); !enough) return base::failure_of(enough);
  SpikeSearch search(whom, asked, *rows, *steps);
  const auto blame = search.blame();
  if (!blame) return base::failure_of(blame);
  auto phrases = search.phrases();
  if (phrases) return told_spikes(*steps, asked.step, *blame, std::move(*phrases), {});
  // Who may not read texts is told of the rest.
  if (!records::is_refusal(phrases.error())) return base::failure_of(phrases);
  return told_spikes(*steps, asked.step, *blame, std::nullopt,
                     {phrases.error().message, phrases.error().message_zh});
}

}  // namespace aftercare::app
