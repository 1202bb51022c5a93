// Reads JSON: an object a line, or the objects of one array, element by element.

#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "intake/json_row.hpp"
#include "intake/json_scan.hpp"
#include "intake/reader.hpp"
#include "intake/text_stream.hpp"

namespace aftercare::intake {

class JsonReader final : public Reader {
 public:
  /// Fails (input) if the text has no objects in rows.
  static base::Result<std::unique_ptr<JsonReader>> open(TextStream stream,
                                                        FileDescription description, Format format,
                                                        const OpenOptions& options);

 protected:
  base::Result<bool> fill(Slice& slice, const SliceLimits& limits) override;

 private:
  /// What stands at the begin of the window.
  struct Record {
    enum class Kind { none, value, blank, too_long, array_end } kind = Kind::none;
    std::size_t size = 0;  // With its line end; 0: too long to see its end.
  };

  JsonReader(TextStream stream, FileDescription description, JsonShape shape,
             const OpenOptions& options);
  void look_around();
  void learn_columns();
  base::Result<Record> find_record();
  base::Result<Record> find_line();
  base::Result<Record> find_element();
  base::Result<void> pass_long_record(Slice& slice, std::size_t size);
  base::Result<void> expect_no_more_rows();
  /// False if the row must wait for the next slice.
  bool take_value(Slice& slice, std::size_t size, CellArena& arena);
  void reject(Slice& slice, std::string_view reason, std::size_t size);
  void make_rectangular(Slice& slice) const;

  TextStream stream_;
  OpenOptions options_;
  JsonShape shape_;
  std::vector<std::pair<std::string, std::string>> beside_;  // Fields that come with each row.
  JsonRowReader rows_;
  JsonValueScanner scanner_;
  bool array_ended_ = false;
  std::vector<std::size_t> row_begins_;  // Of this slice's rows in its cells.
};

}  // namespace aftercare::intake
