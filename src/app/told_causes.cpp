#include "app/told_causes.hpp"

#include <fmt/format.h>

#include <cmath>

#include "app/told_samples.hpp"
#include "metrics/interval.hpp"

namespace aftercare::app {
namespace {

using insight::Cause;

class CauseTalk {
 public:
  explicit CauseTalk(const CausesAsked& asked) : asked_(asked) {}

  base::Message name_of(const Cause& cause) const {
    base::Message name;
    for (const auto& [d, value] : cause.conditions) {
      const auto& label = asked_.labels[d];
      const auto& text = asked_.rows.dimensions[d].values[value];
      name.en += fmt::format("{}{} = {}", name.en.empty() ? "" : ", ", label.en, text);
      name.zh += fmt::format("{}{} = {}", name.zh.empty() ? "" : "，", label.zh, text);
    }
    return name;
  }

  // `path`: the conditions on the way to the cause; `taken`: of the siblings told before.
  base::Result<nlohmann::ordered_json> json_of(const Cause& cause, insight::CauseConditions path,
                                               std::vector<insight::CauseConditions> taken) const {
    path.insert(path.end(), cause.conditions.begin(), cause.conditions.end());
    nlohmann::ordered_json json = {
        {"conditions", nlohmann::ordered_json::object()}, {"n", cause.count}, {"of", cause.of}};
    for (const auto& [d, value] : cause.conditions)
      json["conditions"][asked_.rows.dimensions[d].name] = asked_.rows.dimensions[d].values[value];
    json["base"] = cause.base > 0 ? nlohmann::ordered_json(cause.base) : nullptr;
    json["rate"] =
        cause.base > 0 ? nlohmann::ordered_json(asked_.scale * cause.count / cause.base) : nullptr;
    if (const auto rate = metrics::rate_interval(cause.count, cause.base)) {
      json["rate_low"] = asked_.scale * rate->low;
      json["rate_high"] = asked_.scale * rate->high;
    }
    if (const auto share = metrics::share_interval(cause.count, cause.of)) {
      json["share"] = cause.count / cause.of;
      json["share_low"] = share->low;
      json["share_high"] = share->high;
    }
    // A problem by itself is beside nothing.
    if (cause.ratio > 0) {
      json["expected"] = cause.expected;
      json["ratio"] = cause.ratio;
      json["low"] = cause.low;
      json["high"] = cause.high;
      json["p"] = cause.p;
      json["q"] = cause.q;
    }
    json["looked_at"] = cause.looked_at;
    json["nearest_q"] = cause.causes.empty() && cause.looked_at > 0
                            ? nlohmann::ordered_json(cause.nearest_q)
                            : nullptr;
    auto samples = asked_.samples(path, taken);
    if (!samples) return samples;
    json["samples"] = std::move(*samples);
    json["causes"] = nlohmann::ordered_json::array();
    for (const auto& next : cause.causes) {
      auto one = json_of(next, path, taken);
      if (!one) return one;
      json["causes"].push_back(std::move(*one));
      if (next.ratio > 0) taken.push_back(next.conditions);
    }
    return json;
  }

  void tell_samples(const Cause& cause, const nlohmann::ordered_json& json, base::Message path,
                    insight::SheetTable& table) const {
    const auto name = name_of(cause);
    path.en += (path.en.empty() ? "" : " → ") + name.en;
    path.zh += (path.zh.empty() ? "" : " → ") + name.zh;
    bool first = true;
    for (const auto& sample : json.at("samples")) {
      insight::SheetRow row;
      const auto& text = sample.at("text");
      row.cells = {first ? path : insight::same(""), insight::same(sample_name(sample)),
                   insight::same(sample.at("day").get<std::string>()),
                   insight::same(text.is_null() ? "" : text.get<std::string>())};
      table.rows.push_back(std::move(row));
      first = false;
    }
    for (std::size_t i = 0; i < cause.causes.size(); ++i)
      tell_samples(cause.causes[i], json.at("causes")[i], path, table);
  }

  void tell(const Cause& cause, std::size_t depth, insight::SheetTable& table) const {
    insight::SheetRow row;
    row.depth = depth;
    const bool beside = cause.ratio > 0;
    row.cells = {
        name_of(cause),
        insight::same(fmt::format("{:.0f} / {:.0f}", cause.count, cause.of)),
        insight::same(cause.base > 0 ? fmt::format("{:.0f}", cause.base) : "—"),
        insight::same(
            cause.base > 0 ? fmt::format("{:.3g}", asked_.scale * cause.count / cause.base) : "—"),
        insight::same(beside ? fmt::format("{:.1f}", cause.expected) : "—"),
        insight::same(beside ? fmt::format("{:.2f}", cause.ratio) : "—"),
        insight::same(beside ? fmt::format("{:.2f} … {:.2f}", cause.low, cause.high) : "—"),
        insight::same(beside ? fmt::format("{:.2g}", cause.q) : "—")};
    if (beside) row.mark = {std::log2(cause.ratio), std::log2(cause.low), std::log2(cause.high)};
    table.rows.push_back(std::move(row));
    for (const auto& next : cause.causes) tell(next, depth + 1, table);
    if (cause.causes.empty() && cause.looked_at > 0) {
      insight::SheetRow end;
      end.depth = depth + 1;
      end.cells.resize(8, insight::same(""));
      end.cells[0] = {fmt::format("nothing explains more ({} looked at)", cause.looked_at),
                      fmt::format("没有更进一步的原因（已检验 {} 项）", cause.looked_at)};
      table.rows.push_back(std::move(end));
    }
  }

  base::Message sentence(const Cause& root) const {
    base::Message told{fmt::format("{:.0f} events on {:.0f}.", root.count, root.base),
                       fmt::format("{:.0f} 个事件，基数 {:.0f}。", root.count, root.base)};
    if (root.causes.empty()) {
      told.en += fmt::format(
          " They gather nowhere more than chance brings: {} values were looked at, the nearest has "
          "q {:.2g}.",
          root.looked_at, root.nearest_q);
      told.zh += fmt::format("没有超出偶然的集中之处：检验了 {} 个取值，最接近的 q 为 {:.2g}。",
                             root.looked_at, root.nearest_q);
      return told;
    }
    base::Message path;
    const Cause* at = &root.causes.front();
    const Cause* last = at;
    for (;;) {
      const auto name = name_of(*at);
      path.en += (path.en.empty() ? "" : " → ") + name.en;
      path.zh += (path.zh.empty() ? "" : " → ") + name.zh;
      last = at;
      if (at->causes.empty()) break;
      at = &at->causes.front();
    }
    told.en += fmt::format(
        " First of all: {}: {:.0f} where {:.1f} were expected beside its siblings, {:.1f} times "
        "({:.1f} to {:.1f} with 95 %).",
        path.en, last->count, last->expected, last->ratio, last->low, last->high);
    told.zh += fmt::format(
        "首要原因：{}：实际 {:.0f}，按同类应为 {:.1f}，为其 {:.1f} 倍（95% 区间 {:.1f} 至 "
        "{:.1f}）。",
        path.zh, last->count, last->expected, last->ratio, last->low, last->high);
    return told;
  }

 private:
  const CausesAsked& asked_;
};

}  // namespace

base::Result<Explained> told_causes(const insight::Cause& tree, const CausesAsked& asked) {
  const CauseTalk talk(asked);
  auto json = talk.json_of(tree, {}, {});
  if (!json) return base::failure_of(json);
  Explained told;
  told.json = std::move(*json);
  told.json.erase("conditions");
  told.json.erase("of");
  auto& sheet = told.sheet;
  sheet.title = {"Why: " + asked.of.en, "原因分析：" + asked.of.zh};
  sheet.sentence = talk.sentence(tree);
  auto& table = sheet.tables.emplace_back();
  table.note = {
      "n / of: events here and one step up. Ratio: rate beside the siblings' (by share where "
      "the base does not have the dimension). q: for all that was looked at.",
      "n / 其中：此处与上一步的事件数。倍数：相对同类的比率（基数没有该维度时按占比）。q "
      "已按全部检验校正。"};
  table.columns = {{{"why", "原因"}},
                   {{"n / of", "n / 其中"}, true},
                   {{"base", "基数"}, true},
                   {{"rate", "率"}, true},
                   {{"expected", "预期"}, true},
                   {{"ratio", "倍数"}, true},
                   {{"95 %", "95% 区间"}, true},
                   {{"q", "q"}, true}};
  for (const auto& cause : tree.causes) talk.tell(cause, 0, table);
  table.mark_base = 0;
  insight::SheetTable samples;
  samples.title = {"Samples", "样例"};
  samples.columns = {{{"why", "原因"}}, {asked.sample_name}, {{"day", "日期"}}, {{"text", "原文"}}};
  for (std::size_t i = 0; i < tree.causes.size(); ++i)
    talk.tell_samples(tree.causes[i], told.json.at("causes")[i], {}, samples);
  if (!samples.rows.empty()) sheet.tables.push_back(std::move(samples));
  told.json["sentence"] = message_json(sheet.sentence);
  return told;
}

}  // namespace aftercare::app
