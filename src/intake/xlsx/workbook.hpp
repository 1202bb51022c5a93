// A workbook (XLSX): its sheets, its formats and its table of texts. ECMA-376-1, parts 18.2, 18.4,
// 18.8. Its rows: sheet_rows.hpp.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "intake/cell_arena.hpp"
#include "intake/xlsx/number_format.hpp"
#include "intake/zip/archive.hpp"

namespace aftercare::intake {

/// Does the archive hold a workbook?
bool is_workbook(const ZipArchive& archive);

class Workbook {
 public:
  struct Sheet {
    std::string name;
    std::string member;  // Of the archive; empty: the workbook does not say where it lies.
    bool hidden = false;
  };

  /// Fails (input) if a part is missing, broken or of another kind (a binary workbook).
  static base::Result<std::shared_ptr<Workbook>> open(std::shared_ptr<const ZipArchive> archive);

  /// Without charts and macros.
  const std::vector<Sheet>& sheets() const { return sheets_; }
  const Sheet* find(std::string_view name) const;
  bool since_1904() const { return since_1904_; }
  const ZipArchive& archive() const { return *archive_; }

  /// Reads formats and texts, which rows need. Fails (input) if they are broken or absurdly large.
  base::Result<void> load();
  NumberFormat format(std::size_t style) const;
  /// False if there is no such text. REQUIRES load(); lives as long as the workbook.
  bool text(std::size_t number, std::string_view& text) const;

 private:
  base::Result<void> read_sheets();
  base::Result<void> read_formats();
  base::Result<void> read_texts();
  base::Result<std::unique_ptr<ByteSource>> part(std::string_view name) const;

  std::shared_ptr<const ZipArchive> archive_;
  std::string main_;    // The part that lists the sheets.
  std::string folder_;  // Where it lies.
  std::vector<Sheet> sheets_;
  bool since_1904_ = false;
  std::vector<NumberFormat> formats_;  // By style.
  CellArena arena_;
  std::vector<std::string_view> texts_;
};

}  // namespace aftercare::intake
