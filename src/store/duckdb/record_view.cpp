#include "store/duckdb/record_view.hpp"

#include <fmt/format.h>

#include "store/duckdb/bound_list.hpp"
#include "store/duckdb/cells.hpp"
#include "store/rights.hpp"

namespace aftercare::store {

using base::Result;
using records::Viewer;

namespace {

bool has_token(const records::Field& field) {
  return field.pii == records::PiiClass::personal || field.pii == records::PiiClass::sensitive;
}

// Every field of an entity, a personal one with its token behind it.
std::string face_columns(const records::Entity& entity, std::string_view prefix) {
  std::string columns;
  for (const auto& field : entity.fields) {
    columns += fmt::format(", {}\"{}\"", prefix, field.name);
    if (has_token(field)) columns += fmt::format(", {}\"{}_token\"::VARCHAR", prefix, field.name);
  }
  return columns;
}

std::vector<std::pair<std::string, Cell>> seen_fields(const Viewer& viewer,
                                                      const records::Entity& entity,
                                                      const std::vector<Cell>& row,
                                                      std::size_t at) {
  std::vector<std::pair<std::string, Cell>> fields;
  for (const auto& field : entity.fields) {
    const auto& stored = row[at++];
    const auto token = has_token(field) ? row[at++] : Cell();
    fields.emplace_back(field.name, shown_cell(viewer, entity.name, field, stored, token));
  }
  return fields;
}

// Of one case, bound by its key, as they were sent.
std::string from_messages_of_case(const Viewer& viewer) {
  return fmt::format(
      " FROM message m JOIN \"case\" c ON c.case_id = m.case_id WHERE c.record_key = ? AND {} "
      "ORDER "
      "BY m.sent_at NULLS LAST, m.position, m.row_number",
      inside(viewer, "case", "c"));
}

}  // namespace

Result<std::optional<RecordView>> record(const Database& database, const Viewer& viewer,
                                         std::string_view entity, const std::string& key) {
  const auto* known = database.dictionary().entity(entity);
  if (known == nullptr)
    return base::failure(fmt::format("no such entity: {}", entity),
                         fmt::format("没有该实体：{}", entity));
  const auto columns = face_columns(*known, "r.");
  const auto frame = database.read(
      fmt::format("SELECT r.source, f.name, r.row_number, r.byte_offset, r.version{} FROM \"{}\" r "
                  "LEFT JOIN file f ON f.file_id = r.file_id WHERE r.record_key = ? AND {}",
                  columns, entity, inside(viewer, entity, "r")),
      {key});
  if (!frame) return base::failure_of(frame);
  if (frame->rows.empty()) return std::optional<RecordView>{};
  const auto& row = frame->rows[0];
  RecordView view;
  view.source = text_in(row[0]);
  view.file = text_in(row[1]);
  view.row = count_in(row[2]);
  view.byte = count_in(row[3]);
  view.versions = static_cast<std::int32_t>(number_in(row[4]));
  view.fields = seen_fields(viewer, *known, row, 5);

  const auto findings = database.read(
      "SELECT kind, field, rule, \"before\", \"after\", confidence FROM finding WHERE entity = ? "
      "AND "
      "record_key = ? ORDER BY file_id, row_number, field, rule",
      {std::string(entity), key});
  if (!findings) return base::failure_of(findings);
  for (const auto& found : findings->rows) {
    const auto* field = known->field(text_in(found[1]));
    const auto seen = [&](const Cell& value) {
      return text_in(field == nullptr ? value : shown_cell(viewer, known->name, *field, value));
    };
    view.findings.push_back({text_in(found[0]), text_in(found[1]), text_in(found[2]),
                             seen(found[3]), seen(found[4]), real_in(found[5])});
  }
  return std::optional<RecordView>{std::move(view)};
}

Result<std::vector<RecordFace>> faces_of(const Database& database, const Viewer& viewer,
                                         std::string_view entity,
                                         const std::vector<std::string>& keys) {
  std::vector<RecordFace> faces;
  const auto* known = database.dictionary().entity(entity);
  if (known == nullptr || keys.empty()) return faces;
  const auto frame = database.read(
      fmt::format("SELECT r.record_key, r.source{} FROM \"{}\" r WHERE "
                  "r.record_key IN ({}) AND {} ORDER BY r.record_key",
                  face_columns(*known, "r."), entity, kBoundList, inside(viewer, entity, "r")),
      {bound_list(keys)});
  if (!frame) return base::failure_of(frame);
  for (const auto& row : frame->rows) {
    RecordFace face{text_in(row[0]), text_in(row[1]), {}};
    face.fields = seen_fields(viewer, *known, row, 2);
    faces.push_back(std::move(face));
  }
  return faces;
}

Result<std::vector<MessageView>> messages_of(const Database& database, const Viewer& viewer,
                                             const std::string& case_key) {
  const auto frame = database.read(
      "SELECT m.sent_at, m.sender, m.text, m.entities, m.promises" + from_messages_of_case(viewer),
      {case_key});
  if (!frame) return base::failure_of(frame);
  std::vector<MessageView> messages;
  const auto* entity = database.dictionary().entity("message");
  const auto* text = entity == nullptr ? nullptr : entity->field("text");
  for (const auto& row : frame->rows) {
    const auto* sent = std::get_if<records::Moment>(&row[0]);
    MessageView message{
        sent == nullptr ? std::nullopt : std::optional(*sent),
        text_in(row[1]),
        text_in(text == nullptr ? row[2] : shown_cell(viewer, "message", *text, row[2])),
        {},
        {}};
    if (message.text == text_in(row[2])) {
      message.entities = text_in(row[3]);
      message.promises = text_in(row[4]);
    }
    messages.push_back(std::move(message));
  }
  return messages;
}

Result<std::optional<SealedRecord>> sealed_customer(const Database& database, const Viewer& viewer,
                                                    const std::string& customer_id) {
  const auto frame = database.read(
      fmt::format("SELECT c.sealed, c.person FROM customer c WHERE c.customer_id = ? AND c.sealed "
                  "IS NOT NULL AND {} LIMIT 1",
                  inside(viewer, "customer", "c")),
      {customer_id});
  if (!frame) return base::failure_of(frame);
  if (frame->rows.empty()) return std::optional<SealedRecord>{};
  return std::optional<SealedRecord>{
      SealedRecord{text_in(frame->rows[0][0]), text_in(frame->rows[0][1])}};
}

Result<std::optional<SealedRecord>> sealed_record(const Database& database, const Viewer& viewer,
                                                  std::string_view entity, const std::string& key) {
  if (database.dictionary().entity(entity) == nullptr)
    return base::failure(fmt::format("no such entity: {}", entity),
                         fmt::format("没有该实体：{}", entity));
  const auto frame = database.read(
      fmt::format("SELECT r.sealed, r.person FROM \"{}\" r WHERE r.record_key = ? AND {}", entity,
                  inside(viewer, entity, "r")),
      {key});
  if (!frame) return base::failure_of(frame);
  if (frame->rows.empty()) return std::optional<SealedRecord>{};
  return std::optional<SealedRecord>{
      SealedRecord{text_in(frame->rows[0][0]), text_in(frame->rows[0][1])}};
}

Result<std::vector<SealedRecord>> sealed_messages(const Database& database, const Viewer& viewer,
                                                  const std::string& case_key) {
  const auto frame =
      database.read("SELECT m.sealed, m.person" + from_messages_of_case(viewer), {case_key});
  if (!frame) return base::failure_of(frame);
  std::vector<SealedRecord> sealed;
  for (const auto& row : frame->rows) sealed.push_back({text_in(row[0]), text_in(row[1])});
  return sealed;
}

}  // namespace aftercare::store
