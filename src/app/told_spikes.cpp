#include "app/told_spikes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/told_samples.hpp"

namespace aftercare::app {
namespace {

using std::chrono::days;

// Into the document, the sheet and the sentence.
void tell_spikes(const NamedSpikes& named, const char* key, const base::Message& title,
                 Explained& told) {
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
    const auto& samples = named.samples[i];
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
    one["samples"] = samples;
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

}  // namespace

base::Result<SpikeSteps> SpikeSteps::of(const std::string& step, records::Day last) {
  if (step == "day") return SpikeSteps{last};
  if (step == "week") return SpikeSteps{last, 7, 26};
  return base::failure(fmt::format("no such step: '{}'; there are day and week", step),
                       fmt::format("没有这种步长：“{}”；可用 day、week", step));
}

std::optional<std::size_t> SpikeSteps::step_of(records::Day day) const {
  if (day < first() || day > last) return std::nullopt;
  return static_cast<std::size_t>((day - first()).count() / length);
}

insight::SpikeSettings SpikeSteps::settings() const {
  insight::SpikeSettings settings;
  if (length > 1) {
    settings.scan.recent = static_cast<std::size_t>(before);
    settings.scan.least = 8;
  }
  return settings;
}

base::Result<void> enough_past(const SpikeSteps& steps, const std::set<std::size_t>& seen) {
  const auto needed = steps.settings().scan.least;
  const auto known = static_cast<std::size_t>(
      std::ranges::count_if(seen, [&](std::size_t step) { return step < steps.at(); }));
  if (known >= needed) return {};
  const bool days = steps.length == 1;
  return base::failure(
      base::ErrorKind::input,
      fmt::format("too little of a past: {} {} with a row before {}, {} are needed", known,
                  days ? "days" : "weeks", records::to_iso(steps.from()), needed),
      fmt::format("可供比较的过去太少：{} 之前有数据的{}为 {}，至少需要 {}",
                  records::to_iso(steps.from()), days ? "天数" : "周数", known, needed));
}

Explained told_spikes(const SpikeSteps& steps, const std::string& step, const NamedSpikes& blame,
                      const std::optional<NamedSpikes>& phrases, const base::Message& left_out) {
  Explained told;
  auto& sheet = told.sheet;
  const auto from = records::to_iso(steps.from()), to = records::to_iso(steps.last);
  const auto span = from == to ? to : from + " – " + to;
  sheet.title = {"Spikes: " + span, "突增：" + span};
  sheet.sentence = {
      fmt::format("{} beside the {} {} before.", span, steps.before,
                  steps.length == 1 ? "days" : "weeks"),
      fmt::format("{}，与此前 {} {}相比。", span, steps.before, steps.length == 1 ? "天" : "周")};
  told.json = {{"from", from}, {"to", to}, {"step", step}, {"steps_before", steps.before}};
  const base::Message blamed{"Negative cases", "负面案例"},
      phrased{"Words and phrases", "词与短语"};
  tell_spikes(blame, "negative", blamed, told);
  add_spike_sentence(blame, blamed, sheet.sentence);
  if (phrases) {
    tell_spikes(*phrases, "phrases", phrased, told);
    add_spike_sentence(*phrases, phrased, sheet.sentence);
  } else {
    told.json["phrases"] = nullptr;
    told.json["phrases_left_out"] = message_json(left_out);
  }
  told.json["sentence"] = message_json(sheet.sentence);
  return told;
}

}  // namespace aftercare::app
