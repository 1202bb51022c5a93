#include "store/duckdb/source_state.hpp"

#include "store/duckdb/cells.hpp"

namespace aftercare::store {

base::Result<std::vector<Mark>> marks_of(const Database& database, const std::string& source) {
  const auto frame =
      database.read("SELECT part, value FROM source_mark WHERE source = ? ORDER BY part", {source});
  if (!frame) return base::failure_of(frame);
  std::vector<Mark> marks;
  for (const auto& row : frame->rows) marks.push_back({source, text_in(row[0]), text_in(row[1])});
  return marks;
}

base::Result<std::optional<TakenRequest>> request_taken(const Database& database,
                                                        const std::string& source,
                                                        const std::string& key_digest) {
  const auto frame =
      database.read("SELECT body_digest, file_id FROM receipt WHERE source = ? AND key_digest = ?",
                    {source, key_digest});
  if (!frame) return base::failure_of(frame);
  if (frame->rows.empty()) return std::optional<TakenRequest>();
  return TakenRequest{text_in(frame->rows[0][0]), text_in(frame->rows[0][1])};
}

base::Result<FileInfo> known_arrival(const Database& database, const std::string& file_id) {
  const auto frame = database.read(
      "SELECT source, name, entity, mapping, encoding FROM file WHERE file_id = ?", {file_id});
  if (!frame) return base::failure_of(frame);
  if (frame->rows.empty())
    return base::failure(base::ErrorKind::internal, "the store knows no such file: " + file_id,
                         "数据库中没有该文件：" + file_id);
  const auto& row = frame->rows[0];
  FileInfo file;
  file.file_id = file_id;
  file.source = text_in(row[0]);
  file.name = text_in(row[1]);
  file.entity = text_in(row[2]);
  file.mapping = text_in(row[3]);
  file.encoding = text_in(row[4]);
  return file;
}

base::Result<std::optional<std::string>> token_digest(const Database& database,
                                                      const std::string& source) {
  const auto frame =
      database.read_durable("SELECT digest FROM source_token WHERE source = ?", {source});
  if (!frame) return base::failure_of(frame);
  if (frame->rows.empty()) return std::optional<std::string>();
  return std::optional(text_in(frame->rows[0][0]));
}

base::Result<std::vector<OpenFile>> open_files(const Database& database, const std::string& source,
                                               const std::string& name_begin) {
  const auto frame = database.read(
      "SELECT file_id, slices FROM file WHERE source = ? AND starts_with(name, ?) AND NOT complete "
      "ORDER BY noted_at, file_id",
      {source, name_begin});
  if (!frame) return base::failure_of(frame);
  std::vector<OpenFile> files;
  for (const auto& row : frame->rows)
    files.push_back({text_in(row[0]), static_cast<std::uint32_t>(number_in(row[1]))});
  return files;
}

}  // namespace aftercare::store
