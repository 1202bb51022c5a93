// flow of the workspace: what happens to cases and returns.

#include <fmt/format.h>

#include "app/explained.hpp"
#include "app/flow_json.hpp"
#include "app/flow_sheet.hpp"
#include "insight/flow/stored_events.hpp"

namespace aftercare::app {
namespace {

base::Message without_answer_sentence(std::size_t cases) {
  if (cases == 0) return {};
  return {fmt::format("{} more (reviews, posts, surveys and the like) expect no answer and are not "
                      "held against it.",
                      cases),
          fmt::format("另有 {} 个（评价、社媒、问卷等）无需答复，不参与比对。", cases)};
}

}  // namespace

base::Result<Explained> explain_flow(const InsightArguments& asked, const ExplainFor& whom) {
  const auto rows = rows_asked(asked, whom);
  if (!rows) return base::failure_of(rows);
  const auto workspace = whom.workspace();
  auto stored = insight::stored_events(workspace, asked.metric, whom.language(), *rows);
  if (!stored) return base::failure_of(stored);
  auto* log = &stored->log;
  const auto usual = insight::usual_flow(workspace, asked.metric);
  if (!usual) return base::failure_of(usual);
  const auto flow = insight::declared_flow(asked.declared.empty() ? *usual : asked.declared,
                                           whom.session.workspace().root());
  if (!flow) return base::failure_of(flow);
  // Where no case expects an answer there is nothing to hold against the flow.
  std::optional<insight::Conformance> conformance;
  if (!stored->held.events.empty()) {
    auto held = insight::conformance_of(stored->held, *flow);
    if (!held) return base::failure_of(held);
    conformance = std::move(*held);
  }
  insight::name_parties(*log, *flow);
  const auto handovers = insight::handovers_of(*log);
  const auto map = insight::process_map_of(*log);
  Explained told;
  told.json = flow_json(map, 0);
  told.json["declared"] = flow->name;
  told.json["conformance"] =
      conformance ? conformance_json(*conformance) : nlohmann::ordered_json();
  told.json["without_answer"] = stored->without_answer;
  told.json["handovers"] = handovers_json(*log, handovers);
  auto& sheet = told.sheet;
  sheet.title = {"Flow", "流程"};
  sheet.sentence = flow_sentence(map);
  for (const auto& more :
       {conformance ? conformance_sentence(*conformance) : base::Message(),
        without_answer_sentence(stored->without_answer), handover_sentence(*log, handovers)}) {
    if (more.en.empty()) continue;
    sheet.sentence.en += " " + more.en;
    sheet.sentence.zh += more.zh;
  }
  add_flow_tables({map, *log, handovers, conformance ? &*conformance : nullptr}, asked.top, sheet);
  return told;
}

}  // namespace aftercare::app
