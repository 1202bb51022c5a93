// Opens a file of raw rows, whatever its format, encoding and compression, and reads it in slices.
//
// Numbers. A record is a line of a table (quoted fields may make it span several physical lines),
// a line of JSONL, or an element of a JSON array; headers and blank lines are records too. The
// first record of a file is row 1. A record's byte is the offset of its first byte in the file as
// it is stored there (unpacked, but not decoded; the byte order mark counts).
//
// Slices depend on the file, the options and the limits alone, never on timing, so that a resumed
// run can pass over the slices it has committed. A reader is used by one thread at a time; slices
// outlive it and may be handed to other threads.

#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/encoding.hpp"
#include "base/result.hpp"
#include "intake/byte_source.hpp"
#include "records/raw_batch.hpp"

namespace aftercare::intake {

enum class Format : std::uint8_t {
  csv,
  tsv,
  delimited,
  jsonl,
  json,
  xlsx,
  parquet,
  postgres,
  mysql,
  kafka,
  eml,
  mbox,
  transcript,
  picture
};

/// "csv", "tsv", "delimited", "jsonl", "json", "xlsx", "parquet", "postgres", "mysql", "kafka",
/// "eml", "mbox", "transcript", "picture".
std::string_view to_name(Format format);
/// No table: its columns are the program's own, and what a mapping leaves out is no loss.
bool is_document(Format format);
/// "none", "gzip", "zip".
std::string_view to_name(Compression compression);

/// What is given is not guessed.
struct OpenOptions {
  std::optional<Format> format;
  std::optional<char> delimiter;
  std::optional<base::Encoding> encoding;
  std::optional<bool> has_header;
  std::size_t longest_record = 64 << 20;   // In UTF-8; longer ones are rejected, line_too_long.
  std::size_t longest_field = 1 << 20;     // Quoted; a quote open for longer is unclosed_quote.
  std::filesystem::path workspace;         // Whose catalog lies over the shipped one; may be empty.
  std::vector<std::string> own_addresses;  // Of mails: the shop's addresses and domains.
  std::size_t largest_mail = 32 << 20;     // Larger ones are rejected, mail_too_large.
  bool ocr = false;                        // Pictures are read by tesseract, in these languages.
  std::string ocr_languages = "chi_sim+eng";
  std::vector<std::string> transcribe;  // A program whose output is the file's transcript, with
                                        // "{file}" among its words. Empty: files are read.
  std::string file_name;                // See file_name_facts.hpp.
};

struct FileDescription {
  std::string name;  // The path as given to open().
  Format format = Format::csv;
  char delimiter = ',';  // Of csv, tsv, delimited.
  bool quoting = true;   // Of these: a field may be quoted.
  std::string encoding;  // As base::to_name calls it; "UTF-8 (double-encoded)" if its header is.
  Compression compression = Compression::none;
  bool has_header = true;            // Of these. JSON names its columns itself.
  std::vector<std::string> columns;  // JSON: of the first rows; later ones may add columns.
  std::uint64_t size = 0;            // Bytes on the disk.
  bool costly = false;  // Its rows cost a run of another program: read them once, take no sample.
};

/// A slice ends with the record that reaches a limit.
struct SliceLimits {
  std::size_t records = 20'000;
  std::size_t bytes = 8 << 20;  // In UTF-8.
};

struct Slice {
  std::uint64_t number = 0;  // 0-based.
  records::RawBatch batch;
  std::vector<records::RejectedRow> rejected;
  std::uint64_t headers = 0;
  std::uint64_t blanks = 0;
  std::uint64_t records = 0;         // Of this slice: rows, rejected, headers, blanks.
  std::uint64_t records_read = 0;    // Of the file, up to the end of this slice.
  std::uint64_t bytes_consumed = 0;  // Of FileDescription::size so far.
};

class Reader {
 public:
  virtual ~Reader() = default;
  Reader() = default;
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  /// Not to be read while another thread is in next(): of a file whose first MB is plain ASCII the
  /// encoding may show late.
  const FileDescription& description() const { return description_; }

  /// The next slice; nothing at the end. Fails (input) when the file breaks off (gzip, JSON) or
  /// cannot be read on; the error names the row reached, and the reader is then spent.
  base::Result<std::optional<Slice>> next(const SliceLimits& limits = {});

  /// Passes over slices, cut by the same limits as when they were committed. False if the
  /// file has fewer.
  base::Result<bool> skip_slices(std::uint64_t count, const SliceLimits& limits = {});
  /// Passes over exactly so many records of the file. False if it has fewer.
  base::Result<bool> skip_records(std::uint64_t count);

  /// Where a source that grows goes on behind this row (RowOrigin::row), as it understands itself;
  /// empty: nowhere, it is read whole. REQUIRES rows in order, of slices already given out.
  virtual std::string position_behind(std::uint64_t) { return {}; }

 protected:
  /// Fills `slice` up to the limits. False if there was nothing more.
  virtual base::Result<bool> fill(Slice& slice, const SliceLimits& limits) = 0;

  FileDescription description_;
  std::uint64_t records_read_ = 0;  // Kept by fill().
  std::uint64_t slices_read_ = 0;
  bool spent_ = false;
};

/// Fails (input), each with a sentence naming the file: missing, a folder, no permission, empty,
/// no text, a format or an encoding that is not known. `file` may name a part of a file (part.hpp);
/// fails (usage) if there are several to choose from.
base::Result<std::unique_ptr<Reader>> open(const std::filesystem::path& file,
                                           const OpenOptions& options = {});

/// Puts the file, and the row reached, behind what was wrong.
base::Error at_file(base::Error error, const std::string& file);
base::Error at_row(base::Error error, const std::string& file, std::uint64_t row);

}  // namespace aftercare::intake
