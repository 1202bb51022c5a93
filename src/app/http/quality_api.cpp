#include "app/http/quality_api.hpp"

#include <charconv>
#include <chrono>
#include <mutex>
#include <nlohmann/json.hpp>

#include "app/http/answers.hpp"
#include "app/http/asked_page.hpp"
#include "app/http/writing_turn.hpp"
#include "app/review_json.hpp"
#include "pipeline/aside_view.hpp"
#include "pipeline/replay.hpp"
#include "store/duckdb/duplicate_view.hpp"
#include "store/duckdb/finding_view.hpp"
#include "store/duckdb/quarantine.hpp"
#include "store/duckdb/writer.hpp"

namespace aftercare::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kQuarantine = "quarantine";
constexpr std::size_t kMostReplayed = 1000;

Json said_json(const records::Label& label) {
  return {{"zh", label.zh}, {"en", label.en}};
}

Json facets_json(const pipeline::Session& session, const std::vector<store::Facet>& facets) {
  Json json = Json::object();
  for (const auto& facet : facets) {
    Json values = Json::array();
    for (const auto& value : facet.values) {
      Json one = {{"value", value.value}, {"count", value.count}};
      if (!value.name.empty()) one["name"] = value.name;
      if (facet.name == "rule" || facet.name == "reason")
        one["label"] = said_json(session.finding_labels().of(value.value));
      values.push_back(std::move(one));
    }
    json[facet.name] = std::move(values);
  }
  return json;
}

Json aside_json(const pipeline::Session& session, const store::SetAside& row) {
  return {{"id", row.id},
          {"file", row.file},
          {"file_id", row.file_id},
          {"source", row.source},
          {"row", row.row.origin.row},
          {"entity", row.row.entity},
          {"reason", row.row.reason},
          {"field", row.row.field},
          {"state", row.state},
          {"label", said_json(session.finding_labels().of(row.row.reason))}};
}

Response replayed_response(const pipeline::Session& session,
                           const base::Result<pipeline::Replayed>& replayed) {
  return answered(replayed, [&session](const pipeline::Replayed& done) {
    Json json = {{"tried", done.tried}, {"replayed", done.replayed}, {"refused", Json::array()}};
    for (const auto& [id, reason] : done.refused)
      json["refused"].push_back({{"id", id},
                                 {"reason", reason},
                                 {"label", said_json(session.finding_labels().of(reason))}});
    return json;
  });
}

// "quarantine/17/replay" -> 17 and "replay".
std::optional<std::pair<std::int64_t, std::string>> row_and_verb(std::string_view name) {
  name.remove_prefix(kQuarantine.size() + 1);
  const auto slash = std::min(name.find('/'), name.size());
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + slash, id);
  if (error != std::errc() || end != name.data() + slash) return std::nullopt;
  return std::pair(id, std::string(name.substr(std::min(slash + 1, name.size()))));
}

records::Moment this_moment() {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

}  // namespace

std::optional<Response> QualityApi::get(const std::string& name,
                                        const access::Caller& caller) const {
  if (!name.starts_with("quarantine/")) return std::nullopt;
  const auto asked = row_and_verb(name);
  if (!asked || !asked->second.empty()) return not_found();
  return row(asked->first, std::nullopt, caller);
}

std::optional<Response> QualityApi::post(const std::string& name, const nlohmann::json& body,
                                         const access::Caller& caller) const {
  if (name == "findings") return findings(body, caller);
  if (name == "duplicates") return duplicates(body, caller);
  if (name == kQuarantine) return list(body, caller);
  if (name == "quarantine/replay") return replay_all(body, caller);
  if (!name.starts_with("quarantine/")) return std::nullopt;
  const auto asked = row_and_verb(name);
  if (!asked) return not_found();
  const auto& [id, verb] = *asked;
  if (verb == "reveal")
    return row(id, pipeline::Actor{caller.viewer.name, text_in_body(body, "reason")}, caller);
  if (verb == "replay") return mend(id, body, caller);
  if (verb == "drop") return drop(id, caller);
  return not_found();
}

Response QualityApi::findings(const nlohmann::json& body, const access::Caller& caller) const {
  const store::FindingFilter filter{text_in_body(body, "rule"),   text_in_body(body, "entity"),
                                    text_in_body(body, "field"),  text_in_body(body, "kind"),
                                    text_in_body(body, "source"), text_in_body(body, "file_id")};
  const auto page = page_of(body);
  const auto found =
      store::findings(session_.store(), caller.viewer, filter, page.limit, page.offset);
  return answered(found, [this](const store::FindingPage& all) {
    Json rows = Json::array();
    for (const auto& row : all.rows) rows.push_back(finding_json(session_, row));
    return Json{{"total", all.total},
                {"facets", facets_json(session_, all.facets)},
                {"rows", std::move(rows)}};
  });
}

Response QualityApi::duplicates(const nlohmann::json& body, const access::Caller& caller) const {
  const store::DuplicateFilter filter{text_in_body(body, "entity"), text_in_body(body, "how"),
                                      text_in_body(body, "file_id")};
  const auto page = page_of(body);
  const auto found =
      store::duplicates(session_.store(), caller.viewer, filter, page.limit, page.offset);
  return answered(found, [this](const store::DuplicatePage& all) {
    Json rows = Json::array();
    for (const auto& row : all.rows) {
      Json one = {{"entity", row.entity},
                  {"how", row.how},
                  {"file", row.file},
                  {"row", row.row},
                  {"key", row.record_key}};
      one["original"] = {
          {"key", row.original_key}, {"file", row.original_file}, {"row", row.original_row}};
      rows.push_back(std::move(one));
    }
    return Json{{"total", all.total},
                {"facets", facets_json(session_, all.facets)},
                {"rows", std::move(rows)}};
  });
}

Response QualityApi::list(const nlohmann::json& body, const access::Caller& caller) const {
  store::QuarantineFilter filter;
  if (body.contains("state")) filter.state = text_in_body(body, "state");
  filter.reason = text_in_body(body, "reason");
  filter.entity = text_in_body(body, "entity");
  filter.field = text_in_body(body, "field");
  filter.file_id = text_in_body(body, "file_id");
  const auto page = page_of(body);
  const auto found =
      store::quarantine_page(session_.store(), caller.viewer, filter, page.limit, page.offset);
  return answered(found, [this](const store::QuarantinePage& all) {
    Json rows = Json::array();
    for (const auto& row : all.rows) rows.push_back(aside_json(session_, row));
    return Json{{"total", all.total},
                {"facets", facets_json(session_, all.facets)},
                {"rows", std::move(rows)}};
  });
}

Response QualityApi::row(std::int64_t id, const std::optional<pipeline::Actor>& reveal,
                         const access::Caller& caller) const {
  const auto stages = stages_.get();
  if (!stages) return error_response(stages.error());
  const auto found = pipeline::aside_row(session_, **stages, caller.viewer, id, reveal);
  return answered(found, [this](const pipeline::AsideRow& row) {
    Json json = aside_json(session_, row.about);
    json["raw"] = row.raw;
    json["cells"] = Json::array();
    for (const auto& cell : row.cells)
      json["cells"].push_back({{"column", cell.column},
                               {"targets", cell.fields},
                               {"value", cell.value},
                               {"masked", cell.masked}});
    return json;
  });
}

Response QualityApi::mend(std::int64_t id, const nlohmann::json& body,
                          const access::Caller& caller) const {
  if (auto refused = refused_row(id, caller)) return *refused;
  pipeline::Mending mending;
  if (const auto cells = body.find("cells"); cells != body.end()) {
    if (!cells->is_object())
      return error_response(400, "bad_request", "'cells' is no object", "“cells”不是对象");
    for (const auto& [column, value] : cells->items()) {
      if (!value.is_string())
        return error_response(400, "bad_request", "a cell's value is no text",
                              "单元格的值不是文本");
      mending.emplace_back(column, value.get<std::string>());
    }
  }
  if (auto at_work = refusal_while_writing(session_)) return *at_work;
  return replayed_response(session_, pipeline::replay(session_, {id}, mending, this_moment()));
}

Response QualityApi::replay_all(const nlohmann::json& body, const access::Caller& caller) const {
  std::vector<std::int64_t> ids;
  if (const auto list = body.find("ids"); list != body.end() && list->is_array())
    for (const auto& id : *list)
      if (id.is_number_integer()) ids.push_back(id.get<std::int64_t>());
  if (ids.empty() || ids.size() > kMostReplayed)
    return error_response(400, "bad_request", "'ids' holds no number, or more than 1000",
                          "“ids”中没有编号，或超过 1000 个");
  for (const auto id : ids)
    if (auto refused = refused_row(id, caller)) return *refused;
  if (auto at_work = refusal_while_writing(session_)) return *at_work;
  return replayed_response(session_, pipeline::replay(session_, ids, {}, this_moment()));
}

std::optional<Response> QualityApi::refused_row(std::int64_t id,
                                                const access::Caller& caller) const {
  const auto found = store::quarantined_row(session_.store(), caller.viewer, id);
  if (found) return std::nullopt;
  return error_response(found.error());
}

Response QualityApi::drop(std::int64_t id, const access::Caller& caller) const {
  if (auto refused = refused_row(id, caller)) return *refused;
  if (auto at_work = refusal_while_writing(session_)) return *at_work;
  const std::lock_guard writing(session_.writing());
  store::Writer writer(session_.store());
  if (const auto dropped = writer.drop_quarantined(id); !dropped)
    return error_response(dropped.error());
  return json_response(200, {{"id", id}, {"state", "dropped"}});
}

}  // namespace aftercare::app
