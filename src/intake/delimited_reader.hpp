// Reads tables: CSV, TSV and other delimited text.

#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "intake/delimited_scan.hpp"
#include "intake/delimited_sniff.hpp"
#include "intake/reader.hpp"
#include "intake/row_repair.hpp"
#include "intake/text_stream.hpp"

namespace aftercare::intake {

class DelimitedReader final : public Reader {
 public:
  /// `description` tells all but what the text itself must tell.
  DelimitedReader(TextStream stream, FileDescription description, const OpenOptions& options);

 protected:
  base::Result<bool> fill(Slice& slice, const SliceLimits& limits) override;

 private:
  void take_record(Slice& slice, const DelimitedScanner::Found& found, std::size_t first_cell,
                   CellArena& arena);
  void reject(Slice& slice, std::string_view reason, std::size_t size);
  base::Result<void> reject_long_line(Slice& slice);
  bool is_blank(std::string_view record) const;

  TextStream stream_;
  OpenOptions options_;
  DelimitedShape shape_;
  DelimitedScanner scanner_;
  SuspectFinder suspects_;
  bool header_pending_;
  std::size_t usual_rows_ = 0;  // Of a slice.
};

}  // namespace aftercare::intake
