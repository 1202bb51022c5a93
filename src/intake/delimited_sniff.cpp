#include "intake/delimited_sniff.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace aftercare::intake {
namespace {

constexpr std::size_t kSampleRecords = 1000;

bool is_blank_record(const Record& record) {
  return std::ranges::all_of(record, [](auto cell) { return trim_cell(cell).empty(); });
}

struct SampleOf {
  std::vector<Record> records;
  std::size_t unclosed = 0;
};

SampleOf read_sample(std::string_view sample, bool whole, const Dialect& dialect,
                     CellArena& arena) {
  DelimitedScanner scanner(dialect);
  SampleOf read;
  Record cells;
  while (!sample.empty() && read.records.size() < kSampleRecords) {
    cells.clear();
    const auto found = scanner.read(sample, whole, cells, arena);
    if (found.state == DelimitedScanner::State::incomplete) break;
    if (found.state == DelimitedScanner::State::unclosed_quote) ++read.unclosed;
    const bool good = found.state == DelimitedScanner::State::record && !is_blank_record(cells);
    if (good) read.records.push_back(cells);
    sample.remove_prefix(found.size);
  }
  return read;
}

std::size_t count_without_empty_end(const Record& record) {
  std::size_t count = record.size();
  while (count > 1 && trim_cell(record[count - 1]).empty()) --count;
  return count;
}

// Share of the records that have as many cells as the first; 0 if that has only one.
double agreement(const SampleOf& sample) {
  if (sample.records.empty() || sample.records.front().size() < 2) return 0;
  const auto width = sample.records.front().size();
  const auto agreeing = std::ranges::count_if(sample.records, [width](const Record& record) {
    return record.size() == width ||
           (record.size() > width && count_without_empty_end(record) <= width);
  });
  return static_cast<double>(agreeing) /
         static_cast<double>(sample.records.size() + sample.unclosed);
}

char sniff_delimiter(std::string_view sample, bool whole, std::string_view extension,
                     Dialect dialect, CellArena& arena) {
  const char usual = extension == ".tsv" || extension == ".tab" ? '\t' : ',';
  struct {
    char delimiter = '\0';
    double agreement = 0;
    std::size_t width = 0;
  } best;
  for (const char delimiter : {',', '\t', ';', '|', '\x01'}) {
    dialect.delimiter = delimiter;
    dialect.quoting = delimiter != '\x01';
    const auto read = read_sample(sample, whole, dialect, arena);
    const double share = agreement(read);
    const auto width = read.records.empty() ? 0 : read.records.front().size();
    const bool clearly = share > best.agreement + 0.1;
    const bool wider = share > best.agreement - 0.1 && width > best.width;
    if (share > 0 && (clearly || (wider && share >= 0.5))) best = {delimiter, share, width};
  }
  if (best.agreement >= 0.5) return best.delimiter;
  dialect.delimiter = usual;
  dialect.quoting = true;
  const auto read = read_sample(sample, whole, dialect, arena);
  const bool one_column =
      std::ranges::all_of(read.records, [](const Record& record) { return record.size() == 1; });
  // A table with many broken rows is still a table if its first line says so; lines of prose
  // are not to be cut at their commas.
  const bool table = !read.records.empty() && read.records.front().size() > 1 &&
                     (extension == ".csv" || extension == ".tsv" || extension == ".tab");
  return one_column || table ? usual : best.agreement > 0.3 ? best.delimiter : '\0';
}

// Quotes mean something unless most of those that open a field never close one.
bool sniff_quoting(std::string_view sample, const Dialect& dialect) {
  if (dialect.delimiter == '\x01') return false;
  if (dialect.delimiter == ',' || dialect.delimiter == ';') return true;
  std::size_t closed = 0, stray = 0;
  std::size_t at = 0;
  while (at < sample.size() && closed + stray < kSampleRecords) {
    const auto quote = sample.find('"', at);
    if (quote == sample.npos) break;
    at = quote + 1;
    const bool opens = quote == 0 || sample[quote - 1] == dialect.delimiter ||
                       sample[quote - 1] == dialect.line_end;
    if (!opens) continue;
    const auto line_end = std::min(sample.find(dialect.line_end, at), sample.size());
    const auto field_end = std::min(sample.find(dialect.delimiter, at), line_end);
    std::size_t last = field_end;
    while (last > at && sample[last - 1] == '\r') --last;
    ++(last > at && sample[last - 1] == '"' ? closed : stray);
    at = field_end;
  }
  return closed >= stray;
}

// A writer drops empty cells at the end of lines if it never writes one there, short lines are
// no rarity, and they are no two halves of one line.
std::size_t sniff_fewest_cells(const std::vector<Record>& records, std::size_t width,
                               const std::vector<std::string>& header) {
  std::size_t named = width;
  while (named > 1 && named <= header.size() && header[named - 1].empty()) --named;
  std::size_t fewest = width, shorter = 0;
  for (std::size_t i = 1; i < records.size(); ++i) {
    const auto& record = records[i];
    if (record.size() == width && trim_cell(record.back()).empty()) return named;
    if (record.size() >= width) continue;
    if (record.size() < 2 ||
        (records[i - 1].size() < width && records[i - 1].size() + record.size() == width + 1))
      return named;
    ++shorter;
    fewest = std::min(fewest, record.size());
  }
  return shorter >= 3 && shorter * 5 >= records.size() ? std::min(fewest, named) : named;
}

}  // namespace

DelimitedShape sniff_delimited(std::string_view sample, bool whole, std::string_view extension,
                               const OpenOptions& options) {
  CellArena arena;
  DelimitedShape shape;
  auto& dialect = shape.dialect;
  dialect.longest_field = options.longest_field;
  const bool feeds = sample.find('\n') != sample.npos;
  if (!feeds && sample.find('\r') != sample.npos) dialect.line_end = '\r';
  if (options.delimiter) {
    dialect.delimiter = *options.delimiter;
  } else if (options.format == Format::csv || options.format == Format::tsv) {
    dialect.delimiter = options.format == Format::csv ? ',' : '\t';
  } else {
    dialect.delimiter = sniff_delimiter(sample, whole, extension, dialect, arena);
  }
  dialect.quoting = sniff_quoting(sample, dialect);

  const auto records = read_sample(sample, whole, dialect, arena).records;
  if (records.empty()) {  // One line longer than the sample, or nothing but broken ones.
    shape.has_header = options.has_header.value_or(false);
    shape.columns = {"column_1"};
    shape.fewest_cells = 1;
    return shape;
  }
  const auto& first = records.front();
  shape.has_header = options.has_header.value_or(first_is_header(records));
  std::size_t width = first.size();
  if (shape.has_header) {
    for (const auto cell : first) {
      shape.header.push_back(mended_name(cell));
      shape.encoded_twice = shape.encoded_twice || shape.header.back() != trim_cell(cell);
    }
  } else {  // The first line may be a short or broken one: what most lines have counts.
    std::vector<std::size_t> widths;
    for (const auto& record : records) widths.push_back(record.size());
    std::ranges::nth_element(widths,
                             widths.begin() + static_cast<std::ptrdiff_t>(widths.size() / 2));
    width = widths[widths.size() / 2];
  }
  shape.columns = unique_names(shape.header, width);
  shape.fewest_cells = sniff_fewest_cells(records, width, shape.header);
  return shape;
}

}  // namespace aftercare::intake
