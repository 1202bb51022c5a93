// spikes: where customers are blaming more than they used to, and what they say that nobody said.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "app/explained.hpp"
#include "app/told_samples.hpp"
#include "insight/anomaly/spikes.hpp"
#include "metrics/answer.hpp"
#include "metrics/cell.hpp"
#include "metrics/format.hpp"
#include "pipeline/said_terms.hpp"

namespace aftercare::app {
namespace {

using insight::SpikeSeries;
using std::chrono::days;

constexpr const char* kBlame = "negative_share";
const std::vector<std::string> kBlameDimensions = {"topic",   "component", "product", "category",
                                                   "channel", "province",  "carrier", "team"};
constexpr std::uint32_t kFewestSaying = 3;

// The steps that are looked at: the last, and those before it.
struct SpikeSteps {
  records::Day last{};
  int length = 1;  // Days of a step.
  int before = 56;

  std::size_t count() const { return static_cast<std::size_t>(before) + 1; }
  std::size_t at() const { return static_cast<std::size_t>(before); }
  records::Day first() const { return last - days(length * (before + 1) - 1); }
  records::Day from() const { return last - days(length - 1); }
  /// Nothing for a day outside.
  std::optional<std::size_t> of(const store::Cell& cell) const {
    const auto* day = std::get_if<records::Day>(&cell);
    if (day == nullptr || *day < first() || *day > last) return std::nullopt;
    return static_cast<std::size_t>((*day - first()).count() / length);
  }
};

struct NamedSpikes {
  insight::Spikes spikes;
  std::vector<base::Message> names;                      // Of each series.
  std::vector<std::pair<std::string, std::string>> is;   // Dimension and value; a phrase has none.
  std::vector<std::vector<insight::SampleRow>> samples;  // Of each spike told.
};

class SpikeSearch {
 public:
  SpikeSearch(const ExplainFor& whom, const InsightArguments& asked, insight::RowsAsked rows,
              SpikeSteps steps)
      : whom_(whom), workspace_(whom.workspace()), rows_(std::move(rows)), steps_(steps) {
    dimensions_ = names_listed(asked.by, {});
    if (steps_.length > 1) {
      settings_.scan.recent = static_cast<std::size_t>(steps_.before);
      settings_.scan.least = 8;
    }
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
    std::map<std::string, std::size_t> step_of;
    std::vector<std::string> keys;
    for (const auto& row : cases->rows)
      if (const auto step = steps_.of(row[1])) {
        keys.push_back(insight::text_in(row[0]));
        step_of[keys.back()] = *step;
      }
    const auto said = pipeline::said_terms(whom_.session, keys, whom_.viewer, kFewestSaying);
    if (!said) return base::failure_of(said);
    insight::Values all(steps_.count(), 0.0);
    std::vector<std::size_t> step(said->cases.size());
    for (std::size_t i = 0; i < said->cases.size(); ++i) {
      step[i] = step_of.at(said->cases[i]);
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
      const auto step = steps_.of(row[0]);
      if (!step || (!whole && store::is_null(row[1]))) continue;
      series_of(whole ? nothing : row[1]).bases[*step] +=
          metrics::number_in(bases->n[i].back()).value_or(0);
    }
    for (const auto& row : events->rows) {
      const auto step = steps_.of(row[1]);
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

  base::Message name(const std::string& dimension, const store::Cell& value) const {
    const auto& known = **workspace_.model.dimension(dimension);
    return {known.label.en + " = " + metrics::label_of(known, value, metrics::Language::en),
            known.label.zh + " = " + metrics::label_of(known, value, metrics::Language::zh)};
  }

  void finish(std::vector<SpikeSeries>& series, NamedSpikes& named,
              const std::vector<std::string>& keys) const {
    for (auto& one : series) std::ranges::sort(one.rows);
    named.spikes = insight::spikes_of(series, steps_.at(), settings_);
    for (const auto& spike : named.spikes.told) {
      auto& samples = named.samples.emplace_back();
      for (const auto row : series[spike.series].rows)
        if (samples.size() < insight::kSamples) samples.push_back({keys[row], ""});
    }
  }

  const ExplainFor& whom_;
  insight::Workspace workspace_;
  insight::RowsAsked rows_;
  SpikeSteps steps_;
  std::vector<std::string> dimensions_;
  insight::SpikeSettings settings_;
  std::map<std::string, std::uint32_t> places_;
};

// Into the document, the sheet and the sentence.
void tell_spikes(const NamedSpikes& named, const char* key, const base::Message& title,
                 const ExplainFor& whom, Explained& told) {
  auto json = nlohmann::ordered_json{{"looked_at", named.spikes.looked_at},
                                     {"spikes", nlohmann::ordered_json::array()}};
  insight::SheetTable table;
  table.title = title;
  table.columns = {{{"what", "内容"}},           {{"cases", "案例"}, true},
                   {{"of", "总数"}, true},       {{"expected", "预期"}, true},
                   {{"95 %", "95% 区间"}, true}, {{"before", "此前"}, true},
                   {{"q", "q"}, true},           {{"samples", "样例"}}};
  for (std::size_t i = 0; i < named.spikes.told.size(); ++i) {
    const auto& spike = named.spikes.told[i];
    auto samples = samples_json(whom.session, whom.viewer, "case_fact", named.samples[i]);
    nlohmann::ordered_json one = {{"what", message_json(named.names[spike.series])}};
    if (!named.is.empty()) {
      one["dimension"] = named.is[spike.series].first;
      one["value"] = named.is[spike.series].second;
    }
    one.update({{"n", spike.value},
                {"of", spike.base},
                {"expected", spike.expected},
                {"low", spike.low},
                {"high", spike.high},
                {"before", spike.before},
                {"new", spike.before == 0},
                {"p", spike.p},
                {"q", spike.q}});
    insight::SheetRow row;
    row.cells = {named.names[spike.series],
                 insight::same(fmt::format("{:.0f}", spike.value)),
                 insight::same(fmt::format("{:.0f}", spike.base)),
                 insight::same(fmt::format("{:.2f}", spike.expected)),
                 insight::same(fmt::format("{:.0f} … {:.0f}", spike.low, spike.high)),
                 insight::same(fmt::format("{:.0f}", spike.before)),
                 insight::same(fmt::format("{:.2g}", spike.q)),
                 insight::same(sample_keys(samples))};
    table.rows.push_back(std::move(row));
    one["samples"] = std::move(samples);
    json["spikes"].push_back(std::move(one));
  }
  told.json[key] = std::move(json);
  told.sheet.tables.push_back(std::move(table));
}

void add_spike_sentence(const NamedSpikes& named, const base::Message& kind, base::Message& told) {
  const auto found = named.spikes.told.size();
  if (found == 0) {
    told.en += fmt::format(" {}: none of {} is beyond chance.", kind.en, named.spikes.looked_at);
    told.zh += fmt::format("{}：检验 {} 项，均未超出偶然。", kind.zh, named.spikes.looked_at);
    return;
  }
  const auto& first = named.spikes.told.front();
  const auto& name = named.names[first.series];
  told.en += fmt::format(
      " {}: {} of {} stand out, above all {}: {:.0f} where {:.0f} to {:.0f} was expected.", kind.en,
      found, named.spikes.looked_at, name.en, first.value, first.low, first.high);
  told.zh +=
      fmt::format("{}：{} 项中有 {} 项异常，首先是 {}：{:.0f}，预期 {:.0f} 至 {:.0f}。", kind.zh,
                  named.spikes.looked_at, found, name.zh, first.value, first.low, first.high);
}

// The last day of which something is known.
base::Result<records::Day> last_day_of_cases(const ExplainFor& whom,
                                             const insight::RowsAsked& rows) {
  if (rows.to) return *rows.to;
  metrics::Question question;
  question.metrics = {"cases"};
  question.by = {"day"};
  question.where = rows.where;
  const auto workspace = whom.workspace();
  const auto answer =
      metrics::answer(workspace.model, question, workspace.engine, workspace.viewer);
  if (!answer) return base::failure_of(answer);
  std::optional<records::Day> last;
  for (const auto& row : answer->rows)
    if (const auto* day = std::get_if<records::Day>(&row[0]); day && (!last || *day > *last))
      last = *day;
  if (last) return *last;
  return base::failure(base::ErrorKind::input, "no case to look at", "没有可分析的案例");
}

}  // namespace

base::Result<Explained> explain_spikes(const InsightArguments& asked, const ExplainFor& whom) {
  if (asked.step != "day" && asked.step != "week")
    return base::failure(fmt::format("no such step: '{}'; there are day and week", asked.step),
                         fmt::format("没有这种步长：“{}”；可用 day、week", asked.step));
  const auto rows = rows_asked(asked, whom);
  if (!rows) return base::failure_of(rows);
  const auto last = last_day_of_cases(whom, *rows);
  if (!last) return base::failure_of(last);
  SpikeSteps steps{*last};
  if (asked.step == "week") steps.length = 7, steps.before = 26;
  SpikeSearch search(whom, asked, *rows, steps);
  const auto blame = search.blame();
  if (!blame) return base::failure_of(blame);
  Explained told;
  auto& sheet = told.sheet;
  const auto from = records::to_iso(steps.from()), to = records::to_iso(steps.last);
  const auto span = from == to ? to : from + " – " + to;
  sheet.title = {"Spikes: " + span, "突增：" + span};
  sheet.sentence = {
      fmt::format("{} beside the {} {} before.", span, steps.before,
                  steps.length == 1 ? "days" : "weeks"),
      fmt::format("{}，与此前 {} {}相比。", span, steps.before, steps.length == 1 ? "天" : "周")};
  told.json = {{"from", from}, {"to", to}, {"step", asked.step}, {"steps_before", steps.before}};
  const base::Message blamed{"Negative cases", "负面案例"},
      phrased{"Words and phrases", "词与短语"};
  tell_spikes(*blame, "negative", blamed, whom, told);
  add_spike_sentence(*blame, blamed, sheet.sentence);
  // Who may not read texts is told of the rest.
  if (const auto phrases = search.phrases()) {
    tell_spikes(*phrases, "phrases", phrased, whom, told);
    add_spike_sentence(*phrases, phrased, sheet.sentence);
  } else if (records::is_refusal(phrases.error())) {
    told.json["phrases"] = nullptr;
    told.json["phrases_left_out"] =
        message_json({phrases.error().message, phrases.error().message_zh});
  } else {
    return base::failure_of(phrases);
  }
  told.json["sentence"] = message_json(sheet.sentence);
  return told;
}

}  // namespace aftercare::app
