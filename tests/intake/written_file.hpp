// Files that tests write for themselves, and slices read whole.

#pragma once

#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "intake/reader.hpp"

namespace aftercare::intake {

/// A file of its own, gone with the object.
class WrittenFile {
 public:
  explicit WrittenFile(std::string_view bytes, const std::string& name = "table.csv") {
    std::string folder = std::filesystem::temp_directory_path() / "intake_test_XXXXXX";
    folder_ = ::mkdtemp(folder.data());
    path_ = folder_ / name;
    std::ofstream(path_, std::ios::binary) << bytes;
  }
  ~WrittenFile() { std::filesystem::remove_all(folder_); }
  WrittenFile(const WrittenFile&) = delete;
  WrittenFile& operator=(const WrittenFile&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path folder_;
  std::filesystem::path path_;
};

/// All of a file, its slices put together.
struct WholeFile {
  FileDescription description;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
  std::vector<records::RowOrigin> origins;
  std::vector<records::TextRepair> repairs;
  std::vector<records::RejectedRow> rejected;
  std::vector<std::uint64_t> slice_ends;  // Records read at the end of each slice.
  std::uint64_t headers = 0;
  std::uint64_t blanks = 0;
  std::uint64_t records = 0;
  base::Error error;  // Empty message: none.

  std::size_t repaired(records::TextRepair repair) const {
    std::size_t count = 0;
    for (const auto one : repairs) count += one == repair;
    return count;
  }
};

inline WholeFile read_on(Reader& reader, const SliceLimits& limits = {}) {
  WholeFile whole;
  whole.description = reader.description();
  while (true) {
    auto next = reader.next(limits);
    if (!next) whole.error = next.error();
    if (!next || !*next) break;
    const auto& slice = **next;
    const auto& batch = slice.batch;
    EXPECT_EQ(batch.cells.size(), batch.rows() * batch.columns.size());
    EXPECT_EQ(batch.repairs.size(), batch.rows());
    EXPECT_EQ(slice.records, batch.rows() + slice.rejected.size() + slice.headers + slice.blanks);
    EXPECT_LE(slice.bytes_consumed, whole.description.size);
    whole.columns = batch.columns;
    for (std::size_t row = 0; row < batch.rows(); ++row) {
      auto& cells = whole.rows.emplace_back();
      for (std::size_t column = 0; column < batch.columns.size(); ++column)
        cells.emplace_back(batch.cell(row, column));
    }
    whole.origins.insert(whole.origins.end(), batch.origins.begin(), batch.origins.end());
    whole.repairs.insert(whole.repairs.end(), batch.repairs.begin(), batch.repairs.end());
    whole.rejected.insert(whole.rejected.end(), slice.rejected.begin(), slice.rejected.end());
    whole.headers += slice.headers;
    whole.blanks += slice.blanks;
    whole.records += slice.records;
    whole.slice_ends.push_back(slice.records_read);
  }
  return whole;
}

inline WholeFile read_file(const std::filesystem::path& path, const OpenOptions& options = {},
                           const SliceLimits& limits = {}) {
  auto reader = open(path, options);
  if (!reader) {
    WholeFile failed;
    failed.error = reader.error();
    return failed;
  }
  return read_on(**reader, limits);
}

inline WholeFile read_bytes(std::string_view bytes, const std::string& name = "table.csv",
                            const OpenOptions& options = {}, const SliceLimits& limits = {}) {
  const WrittenFile file(bytes, name);
  return read_file(file.path(), options, limits);
}

inline std::string gzip(std::string_view bytes) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string packed(deflateBound(&stream, bytes.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

}  // namespace aftercare::intake
