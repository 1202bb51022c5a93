// A source file made of rows, written the way shops really write them: not quite clean.
//
// The simulation fills cells and calls write(). The table breaks some cells, repeats some
// rows (exactly, under a new id, or as a newer version) and tells the truth about each.

#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "simulate/output.hpp"
#include "simulate/random.hpp"
#include "simulate/truth.hpp"

namespace aftercare::simulate {

enum class Format { csv, tsv, jsonl };

/// What a cell holds: decides how it can break and how JSON writes it.
enum class CellKind : std::uint8_t {
  id,
  reference,
  moment,
  number,  // Bare in JSON.
  amount,
  rating,
  phone,
  province,
  code,
  flag,      // Bare in JSON.
  optional,  // As flag, and absent in JSON when empty.
  text,
};

struct ColumnSpec {
  std::string_view name;
  CellKind kind;
};

struct TableSpec {
  std::string_view file;
  Format format = Format::csv;
  Encoding encoding = Encoding::utf8;
  bool gzip = false;
  double broken = 0;     // Share of rows that get a broken cell.
  double exact = 0;      // Share of rows that are written again.
  double resent = 0;     // Share of rows that come again under a new id.
  double malformed = 0;  // Share of rows with a wrong column count or cut JSON.
  std::vector<ColumnSpec> columns;
};

/// How a source writes one province instead of its short name.
struct ProvinceForms {
  std::string name;
  std::string full;
  std::string en;
};

class Table {
 public:
  /// Both `truth` and `provinces` must outlive the table.
  static base::Result<Table> create(const TableSpec& spec, const std::filesystem::path& folder,
                                    std::uint64_t seed, const Gb18030& gb18030, Truth& truth,
                                    const std::vector<ProvinceForms>& provinces);

  /// The cell, to be filled before write(). Empty after it.
  std::string& cell(std::size_t column) { return cells_[column]; }

  /// Writes the row, perhaps dirtied, perhaps more than once.
  void write();
  /// Writes the row as it is; nothing is broken or repeated.
  void write_clean();
  /// Keeps the row as the newer version of the record that write_clean() wrote last;
  /// it follows some rows later.
  void write_newer_version();

  /// Writes what still waits and closes the file.
  base::Result<void> close();

  /// Records written, the header not counted.
  std::uint64_t rows() const { return row_ - (spec_.format == Format::jsonl ? 0 : 1); }
  std::string_view file() const { return spec_.file; }
  /// Broken phone numbers that were written; they are personal too.
  const std::vector<std::string>& broken_phones() const { return broken_phones_; }

 private:
  struct Repeat {
    std::uint64_t due;
    std::string line;
    std::string id;
    std::uint64_t original_row;
    std::string original_id;
    std::string_view kind;
  };
  struct Break {
    std::size_t column;
    std::string value;
    std::string_view kind;
  };

  Table(const TableSpec& spec, Output output, std::uint64_t seed, Truth& truth,
        const std::vector<ProvinceForms>& provinces);

  void format_line(bool extra_cell, bool cut_json);
  bool break_one();
  void vary_province();
  void put_line(std::string_view line);
  void put_due();
  void repeat(std::string_view kind, std::string id, std::string line);
  void clear();

  TableSpec spec_;
  Output output_;
  Random random_;
  Truth* truth_;
  const std::vector<ProvinceForms>* provinces_;
  std::vector<std::string> cells_;
  std::string line_;
  std::uint64_t row_ = 0;   // Records written so far.
  std::uint64_t last_ = 0;  // Number of the last record that was no repeat.
  std::uint32_t resent_ = 0;
  std::vector<Repeat> waiting_;
  std::vector<Break> breaks_;
  std::vector<std::string> broken_phones_;
};

}  // namespace aftercare::simulate
