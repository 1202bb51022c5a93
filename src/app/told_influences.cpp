#include "app/told_influences.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "metrics/format.hpp"

namespace aftercare::app {
namespace {

using insight::DesignLevel;
using insight::Influence;
using insight::InfluenceFactor;
using insight::InfluenceLevel;

class InfluenceTalk {
 public:
  InfluenceTalk(const insight::InfluenceRows& rows, const insight::Influences& found)
      : rows_(rows), found_(found), scale_(found.logistic ? 100 : 1) {}

  static bool is_clear(const Influence& one) {
    return one.q <= insight::InfluenceSettings().most_q;
  }
  const InfluenceFactor& factor(const Influence& one) const { return rows_.factors[one.factor]; }

  base::Message value_name(const Influence& influence, const InfluenceLevel& level) const {
    const auto& of = factor(influence);
    switch (level.kind) {
      case DesignLevel::Kind::value:
        return of.values[level.value];
      case DesignLevel::Kind::others:
        return {"others", "其他"};
      case DesignLevel::Kind::unknown:
        return {"not known", "未知"};
      case DesignLevel::Kind::move:
        break;
    }
    return {number(of, influence.low, metrics::Language::en) + " → " +
                number(of, influence.high, metrics::Language::en),
            number(of, influence.low, metrics::Language::zh) + " → " +
                number(of, influence.high, metrics::Language::zh)};
  }

  base::Message beside(const Influence& influence, const InfluenceLevel& level) const {
    if (influence.reference) return factor(influence).values[*influence.reference];
    if (level.kind == DesignLevel::Kind::unknown) return {"the mean", "均值"};
    return {"", ""};
  }

  std::string effect(double value) const {
    return found_.logistic ? fmt::format("{:+.1f}", scale_ * value) : fmt::format("{:+.3g}", value);
  }
  std::string level_mean(double value) const {
    return found_.logistic ? fmt::format("{:.1f} %", 100 * value) : fmt::format("{:.3g}", value);
  }
  double scaled(double value) const { return scale_ * value; }

  nlohmann::ordered_json json_of(const Influence& one) const {
    const auto& of = factor(one);
    nlohmann::ordered_json json = {{"factor", of.name},
                                   {"label", message_json(of.label)},
                                   {"clear", is_clear(one)},
                                   {"p", one.p},
                                   {"q", one.q},
                                   {"shared", one.shared}};
    json["goes_with"] = one.goes_with ? nlohmann::ordered_json(rows_.factors[*one.goes_with].name)
                                      : nlohmann::ordered_json();
    json["together_q"] =
        one.together_q ? nlohmann::ordered_json(*one.together_q) : nlohmann::ordered_json();
    json["beside"] =
        one.reference ? message_json(of.values[*one.reference]) : nlohmann::ordered_json();
    if (one.reference) {
      json["beside_n"] = one.reference_n;
      json["beside_mean"] = scaled(one.reference_mean);
    } else {
      json["from"] = one.low;
      json["to"] = one.high;
    }
    json["levels"] = nlohmann::ordered_json::array();
    for (const auto& level : one.levels) {
      const bool move = level.kind == DesignLevel::Kind::move;
      json["levels"].push_back(
          {{"value", message_json(value_name(one, level))},
           {"n", move ? nlohmann::ordered_json() : nlohmann::ordered_json(level.n)},
           {"mean", move ? nlohmann::ordered_json() : nlohmann::ordered_json(scaled(level.mean))},
           {"effect", scaled(level.effect)},
           {"low", scaled(level.low)},
           {"high", scaled(level.high)},
           {"alone", scaled(level.alone)}});
    }
    return json;
  }

  bool is_undecided(const Influence& one) const {
    return one.together_q.value_or(1) <= insight::InfluenceSettings().most_q;
  }

  // Two that hide each other.
  void add_undecided(base::Message& told) const {
    for (const auto& one : found_.influences) {
      if (!is_undecided(one)) continue;
      const auto &a = factor(one).label, &b = rows_.factors[*one.goes_with].label;
      told.en += fmt::format(" {} or {} has one too; they go together too much to tell which.",
                             a.en, b.en);
      told.zh += fmt::format("{}与{}之一也有影响，但二者高度相关，无法区分。", a.zh, b.zh);
      return;
    }
  }

  void tell(const Influence& one, insight::SheetTable& table) const {
    bool first = true;
    for (const auto& level : one.levels) {
      const bool move = level.kind == DesignLevel::Kind::move;
      insight::SheetRow row;
      row.cells = {first ? factor(one).label : insight::same(""),
                   value_name(one, level),
                   beside(one, level),
                   insight::same(move ? "" : fmt::format("{:.0f}", level.n)),
                   insight::same(move ? "" : level_mean(level.mean)),
                   insight::same(effect(level.effect)),
                   insight::same(effect(level.low) + " … " + effect(level.high)),
                   insight::same(effect(level.alone)),
                   insight::same(first ? fmt::format("{:.2g}", one.q) : ""),
                   first && one.goes_with ? base::Message{rows_.factors[*one.goes_with].label}
                                          : insight::same("")};
      row.mark = {scaled(level.effect), scaled(level.low), scaled(level.high)};
      table.rows.push_back(std::move(row));
      first = false;
    }
  }

  base::Message sentence(const base::Message& target) const {
    base::Message told =
        found_.logistic
            ? base::Message{fmt::format("{}: {:.1f} % of {:.0f} rows.", target.en,
                                        100 * found_.mean, found_.n),
                            fmt::format("{}：{:.0f} 行中占 {:.1f}%。", target.zh, found_.n,
                                        100 * found_.mean)}
            : base::Message{
                  fmt::format("{}: mean {:.3g} of {:.0f} rows.", target.en, found_.mean, found_.n),
                  fmt::format("{}：{:.0f} 行的均值为 {:.3g}。", target.zh, found_.n, found_.mean)};
    const auto clear = static_cast<std::size_t>(std::ranges::count_if(found_.influences, is_clear));
    if (clear == 0) {
      told.en += fmt::format(" None of {} factors has an influence beyond chance.",
                             found_.influences.size());
      told.zh += fmt::format("{} 个因素的影响均未超出偶然。", found_.influences.size());
      add_undecided(told);
      return told;
    }
    const auto& one = found_.influences.front();
    // The surest of its values.
    const auto& level = *std::ranges::max_element(one.levels, {}, [](const InfluenceLevel& of) {
      return of.low > 0 || of.high < 0 ? std::min(std::abs(of.low), std::abs(of.high)) : 0;
    });
    const auto value = value_name(one, level), than = beside(one, level);
    const auto& label = factor(one).label;
    const auto unit_en = found_.logistic ? " points" : "",
               unit_zh = found_.logistic ? " 个百分点" : "";
    told.en += fmt::format(
        " {} of {} factors have an influence, all others held equal. Most of all {}: {}{}: {}{} "
        "({} "
        "to {} with 95 %).",
        clear, found_.influences.size(), label.en, value.en,
        than.en.empty() ? "" : " beside " + than.en, effect(level.effect), unit_en,
        effect(level.low), effect(level.high));
    told.zh += fmt::format(
        "其他因素不变时，{} 个因素中有 {} 个有影响。首先是{}：{}{}，{}{}（95% 区间 {} 至 {}）。",
        found_.influences.size(), clear, label.zh, value.zh,
        than.zh.empty() ? "" : "（相对" + than.zh + "）", effect(level.effect), unit_zh,
        effect(level.low), effect(level.high));
    add_undecided(told);
    return told;
  }

 private:
  static std::string number(const InfluenceFactor& of, double value, metrics::Language language) {
    return of.unit == "s" ? metrics::format_value(metrics::Format::duration, value, language)
                          : fmt::format("{:.4g}", value);
  }

  const insight::InfluenceRows& rows_;
  const insight::Influences& found_;
  double scale_;
};

}  // namespace

Explained told_influences(const insight::InfluenceRows& rows, const insight::Influences& found,
                          const base::Message& target) {
  const InfluenceTalk talk(rows, found);
  Explained told;
  auto& sheet = told.sheet;
  sheet.title = {"What influences: " + target.en, "影响因素：" + target.zh};
  sheet.sentence = talk.sentence(target);
  told.json = {{"model", found.logistic ? "logistic" : "linear"},
               {"n", found.n},
               {"mean", talk.scaled(found.mean)},
               {"least", found.least},
               {"factors", nlohmann::ordered_json::array()},
               {"left_out", nlohmann::ordered_json::array()}};
  insight::SheetTable clear, unclear;
  clear.title = {"Beyond chance", "超出偶然"};
  unclear.title = {"Not beyond chance", "未超出偶然"};
  clear.note = {
      "Effect: by how much the mean would differ had all rows this value instead of the one it is "
      "beside, all else as it is; of a number, from its lower quartile to its upper. Alone: the "
      "same without the other factors. Goes with: what says half of it or more, so that the two "
      "are "
      "told apart by little.",
      "影响：其他不变、所有行取该值（而非对照值）时均值的差；数值因素为从下四分位到上四分位。单独："
      "不"
      "考虑其他因素时的差。伴随：与之高度相关、难以区分的因素。"};
  for (auto* table : {&clear, &unclear})
    table->columns = {
        {{"factor", "因素"}},
        {{"value", "取值"}},
        {{"beside", "对照"}},
        {{"n", "n"}, true},
        {{"mean", "均值"}, true},
        {{found.logistic ? "effect, points" : "effect", found.logistic ? "影响（百分点）" : "影响"},
         true},
        {{"95 %", "95% 区间"}, true},
        {{"alone", "单独"}, true},
        {{"q", "q"}, true},
        {{"goes with", "伴随"}}};
  for (const auto& one : found.influences) {
    told.json["factors"].push_back(talk.json_of(one));
    talk.tell(one, InfluenceTalk::is_clear(one) ? clear : unclear);
  }
  for (const auto factor : found.left_out)
    told.json["left_out"].push_back(rows.factors[factor].name);
  for (auto* table : {&clear, &unclear}) {
    table->mark_base = 0;
    if (!table->rows.empty()) sheet.tables.push_back(std::move(*table));
  }
  told.json["sentence"] = message_json(sheet.sentence);
  return told;
}

}  // namespace aftercare::app
