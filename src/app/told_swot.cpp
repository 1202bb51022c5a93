#include "app/told_swot.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>

namespace aftercare::app {
namespace {

struct SwotList {
  const char* name;
  base::Message title;
};
const SwotList swot_lists[] = {
    {"strengths", {"Strengths: what is praised", "优势：客户称赞的"}},
    {"weaknesses", {"Weaknesses: complaints and defects", "劣势：投诉与缺陷"}},
    {"opportunities", {"Opportunities: what is wished for or missed", "机会：愿望与未满足的需求"}},
    {"threats",
     {"Threats: rivals, and problems after which customers stay away",
      "威胁：竞品，以及导致客户流失的问题"}}};

base::Message swot_kind(const std::string& kind) {
  static const std::map<std::string, base::Message> names = {
      {"praise", {"praise", "称赞"}}, {"complaint", {"complaint", "投诉"}},
      {"defect", {"defect", "缺陷"}}, {"wish", {"wish", "愿望"}},
      {"rival", {"rival", "竞品"}},   {"lost", {"lost customers", "流失"}}};
  return names.at(kind);
}

SwotLine defect_line(const std::vector<const insight::Cause*>& path,
                     const insight::CauseRows& rows) {
  SwotLine line;
  line.list = "weaknesses";
  line.kind = "defect";
  for (const auto* one : path)
    for (const auto& [d, value] : one->conditions) {
      const auto& text = rows.dimensions[d].values[value];
      line.what.en += (line.what.en.empty() ? "" : ", ") + text;
      line.what.zh += (line.what.zh.empty() ? "" : "，") + text;
    }
  const auto* last = path.back();
  line.count = last->count;
  line.n = last->base > 0 ? last->base : last->of;
  line.interval = metrics::rate_interval(line.count, line.n);
  if (line.n > 0) line.beside = last->expected / line.n;
  return line;
}

}  // namespace

std::vector<SwotLine> defect_lines(const insight::Cause& tree, const insight::CauseRows& rows) {
  std::vector<SwotLine> lines;
  for (const auto& problem : tree.causes) {
    // A cause that names no problem first is a line by itself.
    const bool is_problem = !(problem.ratio > 0);
    if (!is_problem) lines.push_back(defect_line({&problem}, rows));
    for (const auto& cause : problem.causes)
      if (is_problem) lines.push_back(defect_line({&problem, &cause}, rows));
  }
  if (lines.size() > kSwotLines) lines.resize(kSwotLines);
  return lines;
}

SwotLine rival_line(const std::string& rival, std::uint64_t better, std::uint64_t worse) {
  SwotLine line;
  line.list = "threats";
  line.kind = "rival";
  line.what = {fmt::format("{} (better {}, worse {})", rival, better, worse),
               fmt::format("{}（占优 {}，占劣 {}）", rival, better, worse)};
  return line;
}

Explained told_swot(const std::vector<SwotLine>& lines,
                    const std::vector<std::pair<std::string, base::Message>>& left_out,
                    const SwotSamples& samples) {
  Explained told;
  auto& sheet = told.sheet;
  sheet.title = {"Strengths, weaknesses, opportunities, threats", "优势、劣势、机会、威胁"};
  for (const auto& list : swot_lists) {
    auto& table = sheet.tables.emplace_back();
    table.title = list.title;
    table.columns = {{{"what", "内容"}},
                     {{"kind", "类别"}},
                     {{"number", "数量"}, true},
                     {{"of n", "n"}, true},
                     {{"share", "占比"}, true},
                     {{"95 %", "95% 区间"}, true},
                     {{"elsewhere", "其他"}, true},
                     {samples.title}};
    auto json = nlohmann::ordered_json::array();
    const SwotLine* first = nullptr;
    for (const auto& line : lines) {
      if (line.list != list.name) continue;
      if (first == nullptr) first = &line;
      const double share = line.n > 0 ? line.count / line.n : 0;
      json.push_back(
          {{"kind", line.kind},
           {"what", message_json(line.what)},
           {"count", line.count},
           {"n", line.n},
           {"share", line.n > 0 ? nlohmann::ordered_json(share) : nullptr},
           {"low", line.interval ? nlohmann::ordered_json(line.interval->low) : nullptr},
           {"high", line.interval ? nlohmann::ordered_json(line.interval->high) : nullptr},
           {"elsewhere", maybe_json(line.beside)},
           {samples.key, line.samples}});
      insight::SheetRow row;
      row.cells = {
          line.what,
          swot_kind(line.kind),
          insight::same(fmt::format("{:.0f}", line.count)),
          insight::same(fmt::format("{:.0f}", line.n)),
          insight::same(fmt::format("{:.2f}%", share * 100)),
          insight::same(line.interval ? fmt::format("{:.2f} … {:.2f}", line.interval->low * 100,
                                                    line.interval->high * 100)
                                      : "—"),
          insight::same(line.beside ? fmt::format("{:.2f}%", *line.beside * 100) : "—"),
          insight::same(fmt::format("{}", fmt::join(line.samples, " ")))};
      if (line.interval) row.mark = {share, line.interval->low, line.interval->high};
      table.rows.push_back(std::move(row));
    }
    told.json[list.name] = std::move(json);
    sheet.sentence.en += fmt::format(
        "{}{}: {}.", sheet.sentence.en.empty() ? "" : " ",
        list.title.en.substr(0, list.title.en.find(':')),
        first == nullptr
            ? "none found"
            : fmt::format("{} ({:.0f} of {:.0f})", first->what.en, first->count, first->n));
    sheet.sentence.zh += fmt::format(
        "{}：{}。", list.title.zh.substr(0, list.title.zh.find("：")),
        first == nullptr
            ? "无"
            : fmt::format("{}（{:.0f} / {:.0f}）", first->what.zh, first->count, first->n));
  }
  told.json["left_out"] = nlohmann::ordered_json::array();
  for (const auto& [kind, why] : left_out)
    told.json["left_out"].push_back({{"kind", kind}, {"reason", message_json(why)}});
  told.json["sentence"] = message_json(sheet.sentence);
  return told;
}

}  // namespace aftercare::app
