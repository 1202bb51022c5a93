// The file that dedupe was given, how its rows are called, and what is written about them.

#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/cli/commands.hpp"
#include "intake/table_file.hpp"

namespace aftercare::app {

struct ScoredPair {
  std::uint32_t one;  // Rows.
  std::uint32_t other;
  float score;
};

struct DedupeFile {
  const DedupeArguments& arguments;
  const Place& place;
  intake::TableFile file;
  std::optional<std::size_t> id;  // Column that names a row; without it, its number in the file.

  static base::Result<DedupeFile> read(const DedupeArguments& arguments, const Place& place);

  const records::RawBatch& table() const { return file.table; }
  base::Result<std::size_t> column_named(const std::string& name) const;
  std::string name_of(std::size_t row) const;

  /// "id,cluster" where --out asks for it: every row once, the cluster called by its first row.
  base::Result<void> write_clusters(const std::vector<std::uint32_t>& cluster) const;
  /// "id_1,id_2,score" where --pairs asks for it.
  base::Result<void> write_pairs(const std::vector<ScoredPair>& pairs) const;
  /// The rows that --explain names.
  base::Result<std::pair<std::uint32_t, std::uint32_t>> rows_to_explain() const;
};

base::Result<void> write_whole_file(const std::filesystem::path& file, const std::string& bytes);
std::string dumped_json(const nlohmann::ordered_json& json);

}  // namespace aftercare::app
