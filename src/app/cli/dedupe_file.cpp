#include "app/cli/dedupe_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "text/delimited.hpp"

namespace aftercare::app {

base::Result<void> write_whole_file(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream out(file, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (out.flush()) return {};
  return base::failure(base::ErrorKind::internal,
                       fmt::format("file cannot be written: {}", file.string()),
                       fmt::format("无法写入文件：{}", file.string()));
}

std::string dumped_json(const nlohmann::ordered_json& json) {
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

base::Result<DedupeFile> DedupeFile::read(const DedupeArguments& arguments, const Place& place) {
  auto table = intake::read_table(place.absolute(arguments.file));
  if (!table) return base::failure_of(table);
  DedupeFile file{arguments, place, std::move(*table), std::nullopt};
  if (!arguments.id.empty()) {
    const auto column = file.column_named(arguments.id);
    if (!column) return base::failure_of(column);
    file.id = *column;
  }
  return file;
}

base::Result<std::size_t> DedupeFile::column_named(const std::string& name) const {
  const auto& columns = table().columns;
  const auto found = std::find(columns.begin(), columns.end(), name);
  if (found != columns.end()) return static_cast<std::size_t>(found - columns.begin());
  std::string all;
  for (const auto& column : columns) all += (all.empty() ? "" : ", ") + column;
  return base::failure(
      fmt::format("no such column: {}, in {}. It has: {}", name, arguments.file, all),
      fmt::format("没有这一列：{}，位于 {}。该文件有：{}", name, arguments.file, all));
}

std::string DedupeFile::name_of(std::size_t row) const {
  return id ? std::string(table().cell(row, *id)) : std::to_string(table().origins[row].row);
}

base::Result<void> DedupeFile::write_clusters(const std::vector<std::uint32_t>& cluster) const {
  if (arguments.out.empty()) return {};
  std::string lines = "id,cluster\n";
  for (std::size_t row = 0; row < cluster.size(); ++row) {
    text::append_field(lines, name_of(row));
    lines += ',';
    text::append_field(lines, name_of(cluster[row]));
    lines += '\n';
  }
  return write_whole_file(place.absolute(arguments.out), lines);
}

base::Result<void> DedupeFile::write_pairs(const std::vector<ScoredPair>& pairs) const {
  if (arguments.pairs.empty()) return {};
  std::string lines = "id_1,id_2,score\n";
  for (const auto& pair : pairs) {
    text::append_field(lines, name_of(pair.one));
    lines += ',';
    text::append_field(lines, name_of(pair.other));
    lines += fmt::format(",{:.4f}\n", pair.score);
  }
  return write_whole_file(place.absolute(arguments.pairs), lines);
}

base::Result<std::pair<std::uint32_t, std::uint32_t>> DedupeFile::rows_to_explain() const {
  const auto comma = arguments.explain.find(',');
  if (comma == arguments.explain.npos)
    return base::failure(fmt::format("--explain wants ID1,ID2: {}", arguments.explain),
                         fmt::format("--explain 的形式为 ID1,ID2：{}", arguments.explain));
  const std::string names[] = {arguments.explain.substr(0, comma),
                               arguments.explain.substr(comma + 1)};
  std::uint32_t rows[2] = {0, 0};
  for (int i = 0; i < 2; ++i) {
    std::size_t row = 0;
    while (row < table().rows() && name_of(row) != names[i]) ++row;
    if (row == table().rows())
      return base::failure(fmt::format("no row is called {}, in {}", names[i], arguments.file),
                           fmt::format("没有名为 {} 的行，位于 {}", names[i], arguments.file));
    rows[i] = static_cast<std::uint32_t>(row);
  }
  return std::pair(rows[0], rows[1]);
}

}  // namespace aftercare::app
