#include "app/told_next.hpp"

#include <fmt/format.h>

namespace aftercare::app {

nlohmann::ordered_json next_json(const insight::NextProblems& next, int within) {
  nlohmann::ordered_json json = {{"within_days", within},
                                 {"problems", next.problems},
                                 {"followed", next.followed},
                                 {"tested", next.tested},
                                 {"pairs", nlohmann::ordered_json::array()}};
  for (const auto& one : next.pairs)
    json["pairs"].push_back({{"if", next.names[one.from]},
                             {"then", next.names[one.to]},
                             {"count", one.count},
                             {"if_count", one.with_from},
                             {"then_count", one.with_to},
                             {"share", one.share},
                             {"low", one.low},
                             {"high", one.high},
                             {"lift", one.lift},
                             {"median_days", one.median_days},
                             {"p90_days", one.p90_days},
                             {"p", one.p},
                             {"q", one.q}});
  return json;
}

base::Message next_sentence(const insight::NextProblems& next, int within) {
  if (next.pairs.empty())
    return {fmt::format(" No problem is followed by another within {} days more than by chance.",
                        within),
            fmt::format("没有在 {} 天内接连出现且超出偶然的问题。", within)};
  const auto& one = next.pairs.front();
  return {
      fmt::format(
          " {} problems are followed by another more than by chance. The surest: after {} comes "
          "{} in {:.1f} % ({:.1f} to {:.1f}) of {} within {} days, {:.1f} times as often as "
          "after any, after {:.0f} days in the middle.",
          next.pairs.size(), next.names[one.from], next.names[one.to], one.share * 100,
          one.low * 100, one.high * 100, one.with_from, within, one.lift, one.median_days),
      fmt::format(
          "有 {} 对问题接连出现且超出偶然。最确定的：{} 之后 {} 天内，{} 次中有 {:.1f}%（95% "
          "区间 {:.1f} 至 {:.1f}）出现 {}，是任一问题之后的 {:.1f} 倍，中位间隔 {:.0f} "
          "天。",
          next.pairs.size(), next.names[one.from], within, one.with_from, one.share * 100,
          one.low * 100, one.high * 100, next.names[one.to], one.lift, one.median_days)};
}

insight::SheetTable next_table(const insight::NextProblems& next, std::size_t top) {
  insight::SheetTable table;
  table.title = {"What comes next", "接下来的问题"};
  table.columns = {{{"after", "之后"}},
                   {{"comes", "出现"}},
                   {{"times", "次数"}, true},
                   {{"share", "占比"}, true},
                   {{"95 %", "95% 区间"}, true},
                   {{"lift", "提升度"}, true},
                   {{"days, median", "间隔天数中位"}, true},
                   {{"q", "q"}, true}};
  for (const auto& one : next.pairs) {
    if (table.rows.size() == top) break;
    insight::SheetRow row;
    row.cells = {insight::same(next.names[one.from]),
                 insight::same(next.names[one.to]),
                 insight::same(std::to_string(one.count)),
                 insight::same(fmt::format("{:.1f}%", one.share * 100)),
                 insight::same(fmt::format("{:.1f} … {:.1f}", one.low * 100, one.high * 100)),
                 insight::same(fmt::format("{:.2f}", one.lift)),
                 insight::same(fmt::format("{:.0f}", one.median_days)),
                 insight::same(fmt::format("{:.2g}", one.q))};
    row.mark = {one.share, one.low, one.high};
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace aftercare::app
