// A file may hold several tables: sheets of a workbook, members of a zip archive, also of one
// within another. Each is a part, named like a file ("all.zip#orders.csv", "book.xlsx#Sheet1",
// "all.zip#book.xlsx#Sheet1"), opened like a file and ingested like a file.

#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "base/result.hpp"
#include "intake/byte_source.hpp"
#include "intake/xlsx/workbook.hpp"

namespace aftercare::intake {

struct Part {
  std::filesystem::path path;             // As open() takes it.
  std::optional<base::Message> left_out;  // Why nobody reads it unless he names it.
};

/// The parts of a file, or of a part of it; a file that is one table is its own only part. Fails
/// (input), naming the file, if it cannot be looked into; a part that cannot be is listed, and
/// opening it will say why.
base::Result<std::vector<Part>> parts(const std::filesystem::path& file);

/// What lies where a part's name leads: bytes, or a sheet.
struct OpenedPart {
  std::unique_ptr<ByteSource> bytes;
  std::filesystem::path file;  // Where the bytes lie as they are; empty: packed in another.
  std::shared_ptr<Workbook> book;
  Workbook::Sheet sheet;  // Of the book.
};

/// Fails (input) if there is no such part, (usage) if the name leads to several. No file is named.
base::Result<OpenedPart> open_part(const std::filesystem::path& part);

/// Digest of what the part holds. Of a sheet, of what it shows: saving the workbook again, or
/// changing another sheet, makes no new one. Fails (input) like reading it.
base::Result<base::Digest> digest_of_part(const std::filesystem::path& part, std::string_view key);

/// "book.xlsx#Sheet1" of "/data/book.xlsx#Sheet1".
std::string name_of_part(const std::filesystem::path& part);
/// What to call the source that the part comes from, for want of a better name: "orders" of
/// "/data/all.zip#2026/orders.csv", "book" of "/data/book.xlsx#Sheet1".
std::string source_of_part(const std::filesystem::path& part);

}  // namespace aftercare::intake
