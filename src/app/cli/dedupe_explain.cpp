#include "app/cli/dedupe_explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "app/cli/table_text.hpp"

namespace aftercare::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array kLevelNamesZh = {"缺失", "不同", "互换或吻合", "相似", "相近", "相同"};

}  // namespace

std::string level_name(const std::string& level, const Console& console) {
  if (!console.chinese()) return level;
  for (std::size_t i = 0; i < quality::kLevels; ++i)
    if (level == quality::to_name(static_cast<quality::Level>(i))) return kLevelNamesZh[i];
  return level;
}

std::string bar_of(double bits) {
  const auto length = static_cast<std::size_t>(std::min(20.0, std::round(std::abs(bits))));
  return std::string(length, bits < 0 ? '-' : '+');
}

Json explain_people(const quality::People& people, const records::RawBatch& table,
                    std::uint32_t one, std::uint32_t other) {
  const auto fall = people.explain(one, other);
  Json json = {{"probability", quality::to_probability(fall.log_odds)},
               {"log_odds", fall.log_odds},
               {"same", people.clusters()[one] == people.clusters()[other]},
               {"prior", fall.prior},
               {"fields", Json::array()},
               {"other_explanations", fall.others}};
  const auto& fields = people.persons().fields();
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto& part = fall.fields[i];
    json["fields"].push_back({{"column", table.columns[fields[i].column]},
                              {"kind", quality::to_name(fields[i].kind)},
                              {"one", table.cell(one, fields[i].column)},
                              {"other", table.cell(other, fields[i].column)},
                              {"level", quality::to_name(part.level)},
                              {"weight", part.weight},
                              {"rarity", part.rarity}});
  }
  return json;
}

void print_explanation(const Json& explanation, const Console& console) {
  const auto say = [&](const char* en, const char* zh) { return std::string(console.say(en, zh)); };
  TextTable table{{say("field", "字段"), say("one", "一"), say("other", "二"), say("level", "程度"),
                   say("bits", "比特"), ""},
                  {},
                  {false, false, false, false, true}};
  const auto add = [&](const std::string& name, double bits) {
    table.rows.push_back({name, "", "", "", fmt::format("{:+.1f}", bits), bar_of(bits)});
  };
  add(say("any two rows", "任意两行"), explanation.at("prior").get<double>());
  for (const auto& field : explanation.at("fields")) {
    const auto level = field.at("level").get<std::string>();
    table.rows.push_back({field.value("column", ""), field.value("one", ""),
                          field.value("other", ""), level_name(level, console),
                          fmt::format("{:+.1f}", field.at("weight").get<double>()),
                          bar_of(field.at("weight").get<double>())});
  }
  add(say("household, twins or neighbours instead", "或为同住、双胞胎、邻居"),
      explanation.at("other_explanations").get<double>());
  add(say("in all", "合计"), explanation.at("log_odds").get<double>());
  console.print(to_text(table));
  console.line(fmt::format(
      fmt::runtime(console.say("{:.4f} that both are one person: {}", "为同一人的概率 {:.4f}：{}")),
      explanation.at("probability").get<double>(),
      explanation.at("same").get<bool>() ? console.say("the same", "相同")
                                         : console.say("different", "不同")));
}

}  // namespace aftercare::app
