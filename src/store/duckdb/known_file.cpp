#include "store/duckdb/known_file.hpp"

#include <fmt/format.h>

#include "store/duckdb/cells.hpp"

namespace aftercare::store {

using base::Result;

Result<KnownFile> known_file(const Connection& connection, const std::string& file_id) {
  const auto frame = connection.frame(
      "SELECT source, entity, name, slices, complete FROM file WHERE file_id = ?", {file_id});
  if (!frame) return base::failure_of(frame);
  if (frame->rows.empty())
    return base::failure(base::ErrorKind::internal,
                         fmt::format("a slice of a file that was never begun: {}", file_id),
                         fmt::format("分片所属的文件尚未登记：{}", file_id));
  const auto& row = frame->rows[0];
  return KnownFile{std::get<std::string>(row[0]), std::get<std::string>(row[1]),
                   std::get<std::string>(row[2]), static_cast<std::uint32_t>(number_in(row[3])),
                   std::get<bool>(row[4])};
}

}  // namespace aftercare::store
