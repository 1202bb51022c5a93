#include "intake/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "intake/delimited_reader.hpp"
#include "intake/document.hpp"
#include "intake/json_reader.hpp"
#include "intake/parquet/parquet_reader.hpp"
#include "intake/part.hpp"
#include "intake/text_stream.hpp"
#include "intake/xlsx/sheet_reader.hpp"

namespace aftercare::intake {

std::string_view to_name(Format format) {
  switch (format) {
    case Format::csv:
      return "csv";
    case Format::tsv:
      return "tsv";
    case Format::delimited:
      return "delimited";
    case Format::jsonl:
      return "jsonl";
    case Format::json:
      return "json";
    case Format::xlsx:
      return "xlsx";
    case Format::parquet:
      return "parquet";
    case Format::postgres:
      return "postgres";
    case Format::mysql:
      return "mysql";
    case Format::kafka:
      return "kafka";
    case Format::eml:
      return "eml";
    case Format::mbox:
      return "mbox";
    case Format::transcript:
      return "transcript";
    case Format::picture:
      return "picture";
  }
  return "";
}

bool is_document(Format format) {
  return format == Format::eml || format == Format::mbox || format == Format::transcript ||
         format == Format::picture;
}

std::string_view to_name(Compression compression) {
  switch (compression) {
    case Compression::none:
      return "none";
    case Compression::gzip:
      return "gzip";
    case Compression::zip:
      return "zip";
  }
  return "";
}

base::Error at_file(base::Error error, const std::string& file) {
  error.message = fmt::format("{}: {}", error.message, file);
  error.message_zh = fmt::format("{}：{}", error.message_zh, file);
  return error;
}

base::Error at_row(base::Error error, const std::string& file, std::uint64_t row) {
  error.message = fmt::format("{}: {}, after row {}", error.message, file, row);
  error.message_zh = fmt::format("{}：{}，第 {} 行之后", error.message_zh, file, row);
  return error;
}

base::Result<std::optional<Slice>> Reader::next(const SliceLimits& limits) {
  if (spent_) return std::nullopt;
  Slice slice;
  slice.number = slices_read_;
  const auto filled = fill(slice, limits);
  spent_ = !filled || !*filled;
  if (!filled) return tl::unexpected(at_row(filled.error(), description_.name, records_read_));
  if (!*filled) return std::nullopt;
  ++slices_read_;
  slice.records_read = records_read_;
  return slice;
}

base::Result<bool> Reader::skip_slices(std::uint64_t count, const SliceLimits& limits) {
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto slice = next(limits);
    if (!slice) return failure_of(slice);
    if (!*slice) return false;
  }
  return true;
}

base::Result<bool> Reader::skip_records(std::uint64_t count) {
  while (count > 0) {
    SliceLimits limits;
    limits.records = std::min<std::uint64_t>(limits.records, count);
    const auto slice = next(limits);
    if (!slice) return failure_of(slice);
    if (!*slice) return false;
    count -= (*slice)->records;
  }
  return true;
}

base::Result<std::unique_ptr<Reader>> open(const std::filesystem::path& file,
                                           const OpenOptions& options) {
  const auto failed = [&file](const base::Error& error) {
    return tl::unexpected(at_file(error, file.string()));
  };
  auto part = open_part(file);
  if (!part) return failed(part.error());
  FileDescription description;
  description.name = file.string();
  if (part->book != nullptr) {
    auto reader =
        SheetReader::open(std::move(part->book), part->sheet, std::move(description), options);
    if (!reader) return failed(reader.error());
    return reader;
  }
  description.compression = part->bytes->compression();
  description.size = part->bytes->size();
  const auto head = ByteSource::peek(part->bytes, 4);
  if (!head) return failed(head.error());
  if (is_parquet(*head)) {
    auto reader = ParquetReader::open(std::move(part->bytes), part->file, std::move(description));
    if (!reader) return failed(reader.error());
    return reader;
  }
  auto document = open_document(part->bytes, description, options);
  if (!document) return failed(document.error());
  if (*document) return std::move(*document);
  auto stream = TextStream::open(std::move(part->bytes), options.encoding);
  if (!stream) return failed(stream.error());
  description.encoding = base::to_name(stream->encoding());
  const auto window = stream->window();
  if (stream->at_end() && window.find_first_not_of(" \t\r\n\f") == window.npos)
    return failed({base::ErrorKind::input, "the file is empty", "文件是空的"});

  auto format = options.format;
  if (!format) format = sniff_json(window, stream->at_end());
  if (format != Format::jsonl && format != Format::json)
    return std::make_unique<DelimitedReader>(std::move(*stream), std::move(description), options);
  auto reader = JsonReader::open(std::move(*stream), std::move(description), *format, options);
  if (!reader) return failed(reader.error());
  return std::unique_ptr<Reader>(std::move(*reader));
}

}  // namespace aftercare::intake
