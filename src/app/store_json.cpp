#include "app/store_json.hpp"

#include "app/review_json.hpp"
#include "app/scores_json.hpp"
#include "metrics/answer.hpp"
#include "metrics/answer_json.hpp"
#include "store/duckdb/overview.hpp"
#include "store/duckdb/quarantine.hpp"
#include "store/duckdb/record_view.hpp"

namespace aftercare::app {
namespace {

using Json = nlohmann::ordered_json;

Json label_json(const records::Label& label) {
  return {{"zh", label.zh}, {"en", label.en}};
}

Json ledger_files(const store::StoreLedger& ledger) {
  Json files = Json::array();
  for (const auto& file : ledger.files) {
    Json one = {{"file_id", file.file_id},        {"name", file.name},
                {"source", file.source},          {"entity", file.entity},
                {"mapping", file.mapping},        {"encoding", file.encoding},
                {"at", records::to_iso(file.at)}, {"complete", file.complete}};
    one.update(to_json(file.ledger));
    files.push_back(std::move(one));
  }
  return files;
}

Json day_json(const std::optional<records::Day>& day) {
  return day ? Json(records::to_iso(*day)) : Json(nullptr);
}

}  // namespace

base::Result<Json> periods_json(const pipeline::Session& session, const records::Viewer& viewer) {
  const auto data = metrics::data_period(session.model(), session.store(), viewer);
  if (!data) return base::failure_of(data);
  const auto cases = store::case_days(session.store(), viewer);
  if (!cases) return base::failure_of(cases);
  const auto shown = metrics::shown_period(session.model(), session.store(), viewer);
  if (!shown) return base::failure_of(shown);
  return Json{{"first_day", day_json(shown->from)},
              {"last_day", day_json(shown->to)},
              {"data_until", day_json(data->to)},
              {"undated_cases", cases->undated}};
}

Json to_json(const records::Ledger& ledger) {
  return {{"rows", ledger.rows},
          {"stored", ledger.stored},
          {"updated", ledger.updated},
          {"duplicates", ledger.duplicates},
          {"quarantined", ledger.quarantined},
          {"headers", ledger.headers},
          {"blanks", ledger.blanks},
          {"repaired", ledger.repaired}};
}

base::Result<Json> quarantine_json(const pipeline::Session& session, const records::Viewer& viewer,
                                   std::uint64_t limit) {
  const auto rows = store::quarantine_list(session.store(), viewer, "waiting", limit);
  if (!rows) return base::failure_of(rows);
  Json list = Json::array();
  for (const auto& set_aside : *rows)
    list.push_back({{"id", set_aside.id},
                    {"file", set_aside.file},
                    {"row", set_aside.row.origin.row},
                    {"entity", set_aside.row.entity},
                    {"reason", set_aside.row.reason},
                    {"field", set_aside.row.field},
                    {"label", label_json(session.finding_labels().of(set_aside.row.reason))}});
  return list;
}

base::Result<Json> quality_json(const pipeline::Session& session, const records::Viewer& viewer) {
  const auto& store = session.store();
  const auto ledger = store::ledger(store, viewer);
  if (!ledger) return base::failure_of(ledger);
  const auto unresolved = store::unresolved_references(store, viewer);
  if (!unresolved) return base::failure_of(unresolved);
  const auto findings = store::finding_counts(store, viewer);
  if (!findings) return base::failure_of(findings);
  const auto repeats = store::repeats(store, viewer);
  if (!repeats) return base::failure_of(repeats);
  auto quarantine = quarantine_json(session, viewer, 200);
  if (!quarantine) return base::failure_of(quarantine);
  auto scores = scores_json(session, viewer);
  if (!scores) return base::failure_of(scores);
  auto rules = rule_runs_json(session, viewer);
  if (!rules) return base::failure_of(rules);
  auto noise = noise_json(session, viewer);
  if (!noise) return base::failure_of(noise);

  Json json = {{"files", ledger_files(*ledger)},
               {"total", to_json(ledger->total)},
               {"balanced", ledger->balanced && ledger->total.balanced()},
               {"unresolved", Json::array()},
               {"findings", Json::array()},
               {"repeats", {{"texts", repeats->texts}, {"rows", repeats->rows}}},
               {"quarantine", std::move(*quarantine)},
               {"scores", std::move(*scores)},
               {"rules", std::move(*rules)},
               {"noise", std::move(*noise)}};
  for (const auto& one : *unresolved)
    json["unresolved"].push_back({{"entity", one.entity},
                                  {"field", one.field},
                                  {"references", one.references},
                                  {"count", one.count}});
  for (const auto& one : *findings)
    json["findings"].push_back({{"rule", one.rule},
                                {"entity", one.entity},
                                {"field", one.field},
                                {"kind", one.kind},
                                {"count", one.count},
                                {"label", label_json(session.finding_labels().of(one.rule))}});
  return json;
}

namespace {

// What stands where in a message; what masking left no place of is left out.
Json marks_json(const store::MessageView& message) {
  Json marks = Json::array();
  for (const auto* list : {&message.promises, &message.entities}) {
    const auto parsed = Json::parse(*list, nullptr, false);
    if (!parsed.is_array()) continue;
    for (const auto& one : parsed)
      if (one.is_object() && one.contains("start") && one.contains("end")) marks.push_back(one);
  }
  return marks;
}

}  // namespace

base::Result<Json> case_json(const pipeline::Session& session, const records::Viewer& viewer,
                             const std::string& key) {
  const auto view = store::record(session.store(), viewer, "case", key);
  if (!view) return base::failure_of(view);
  if (!*view) return Json(nullptr);
  const auto messages = store::messages_of(session.store(), viewer, key);
  if (!messages) return base::failure_of(messages);
  const auto* entity = session.dictionary().entity("case");

  Json json = {
      {"fields", Json::array()},
      {"messages", Json::array()},
      {"origin", {{"source", (*view)->source}, {"file", (*view)->file}, {"row", (*view)->row}}},
      {"findings", Json::array()},
      {"versions", (*view)->versions}};
  for (const auto& [name, value] : (*view)->fields) {
    if (store::is_null(value)) continue;
    const auto* field = entity->field(name);
    json["fields"].push_back({{"name", name},
                              {"label", field ? label_json(field->label) : Json(nullptr)},
                              {"value", metrics::to_json(value)}});
  }
  for (const auto& message : *messages)
    json["messages"].push_back(
        {{"sent_at", message.sent_at ? Json(records::to_iso(*message.sent_at)) : Json(nullptr)},
         {"sender", message.sender},
         {"text", message.text},
         {"marks", marks_json(message)}});
  for (const auto& found : (*view)->findings) {
    Json one = {
        {"rule", found.rule},   {"kind", found.kind},
        {"field", found.field}, {"before", found.before},
        {"after", found.after}, {"label", label_json(session.finding_labels().of(found.rule))}};
    add_trust(session, found.rule, found.confidence, one);
    json["findings"].push_back(std::move(one));
  }
  return json;
}

}  // namespace aftercare::app
