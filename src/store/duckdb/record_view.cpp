#include "store/duckdb/record_view.hpp"

#include <fmt/format.h>

#include "store/duckdb/bound_list.hpp"
#include "store/duckdb/cells.hpp"

namespace aftercare::store {

using base::Result;
using records::Viewer;

Result<std::optional<RecordView>> record(const Database& database, const Viewer&,
                                         std::string_view entity, const std::string& key) {
  const auto* known = database.dictionary().entity(entity);
  if (known == nullptr)
    return base::failure(fmt::format("no such entity: {}", entity),
                         fmt::format("没有该实体：{}", entity));
  std::string columns;
  for (const auto& field : known->fields) columns += fmt::format(", r.\"{}\"", field.name);
  const auto frame = database.read(
      fmt::format("SELECT r.source, f.name, r.row_number, r.byte_offset, r.version{} FROM \"{}\" r "
                  "LEFT JOIN file f ON f.file_id = r.file_id WHERE r.record_key = ?",
                  columns, entity),
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
  for (std::size_t i = 0; i < known->fields.size(); ++i)
    view.fields.emplace_back(known->fields[i].name, row[i + 5]);

  const auto findings = database.read(
      "SELECT kind, field, rule, \"before\", \"after\" FROM finding WHERE entity = ? AND "
      "record_key = ? ORDER BY file_id, row_number, field, rule",
      {std::string(entity), key});
  if (!findings) return base::failure_of(findings);
  for (const auto& found : findings->rows)
    view.findings.push_back({text_in(found[0]), text_in(found[1]), text_in(found[2]),
                             text_in(found[3]), text_in(found[4])});
  return std::optional<RecordView>{std::move(view)};
}

Result<std::vector<RecordFace>> faces_of(const Database& database, const Viewer&,
                                         std::string_view entity,
                                         const std::vector<std::string>& keys) {
  std::vector<RecordFace> faces;
  const auto* known = database.dictionary().entity(entity);
  if (known == nullptr || keys.empty()) return faces;
  std::string columns;
  for (const auto& field : known->fields) columns += fmt::format(", \"{}\"", field.name);
  const auto frame =
      database.read(fmt::format("SELECT record_key, source{} FROM \"{}\" WHERE record_key IN ({}) "
                                "ORDER BY record_key",
                                columns, entity, kBoundList),
                    {bound_list(keys)});
  if (!frame) return base::failure_of(frame);
  for (const auto& row : frame->rows) {
    RecordFace face{text_in(row[0]), text_in(row[1]), {}};
    for (std::size_t i = 0; i < known->fields.size(); ++i)
      face.fields.emplace_back(known->fields[i].name, row[i + 2]);
    faces.push_back(std::move(face));
  }
  return faces;
}

Result<std::vector<MessageView>> messages_of(const Database& database, const Viewer&,
                                             const std::string& case_key) {
  const auto frame = database.read(
      "SELECT m.sent_at, m.sender, m.text FROM message m JOIN \"case\" c ON c.case_id = m.case_id "
      "WHERE c.record_key = ? ORDER BY m.sent_at NULLS LAST, m.position, m.row_number",
      {case_key});
  if (!frame) return base::failure_of(frame);
  std::vector<MessageView> messages;
  for (const auto& row : frame->rows) {
    const auto* sent = std::get_if<records::Moment>(&row[0]);
    messages.push_back(
        {sent == nullptr ? std::nullopt : std::optional(*sent), text_in(row[1]), text_in(row[2])});
  }
  return messages;
}

Result<std::optional<SealedRecord>> sealed_customer(const Database& database, const Viewer&,
                                                    const std::string& customer_id) {
  const auto frame = database.read(
      "SELECT sealed, person FROM customer WHERE customer_id = ? AND sealed IS NOT NULL LIMIT 1",
      {customer_id});
  if (!frame) return base::failure_of(frame);
  if (frame->rows.empty()) return std::optional<SealedRecord>{};
  return std::optional<SealedRecord>{
      SealedRecord{text_in(frame->rows[0][0]), text_in(frame->rows[0][1])}};
}

}  // namespace aftercare::store
