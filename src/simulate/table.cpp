#include "simulate/table.hpp"

#include <algorithm>

#include "simulate/clock.hpp"
#include "simulate/mess.hpp"

namespace aftercare::simulate {
namespace {

constexpr double kProvinceVaried = 0.04;
constexpr double kIdMissing = 0.001;  // Of files that break at all.

void append_json(std::string& to, std::string_view text) {
  to.push_back('"');
  for (const char byte : text) {
    switch (byte) {
      case '"':
        to += "\\\"";
        break;
      case '\\':
        to += "\\\\";
        break;
      case '\n':
        to += "\\n";
        break;
      case '\t':
        to += "\\t";
        break;
      case '\r':
        to += "\\r";
        break;
      default:
        to.push_back(byte);
    }
  }
  to.push_back('"');
}

void append_tsv(std::string& to, std::string_view cell) {
  for (const char byte : cell) to.push_back(byte == '\t' || byte == '\n' ? ' ' : byte);
}

bool is_bare(CellKind kind) {
  return kind == CellKind::number || kind == CellKind::flag || kind == CellKind::optional;
}

}  // namespace

base::Result<Table> Table::create(const TableSpec& spec, const std::filesystem::path& folder,
                                  std::uint64_t seed, const Gb18030& gb18030, Truth& truth,
                                  const std::vector<ProvinceForms>& provinces) {
  auto output = Output::create(folder / spec.file, spec.encoding, spec.gzip, gb18030);
  if (!output) return base::failure_of(output);
  Table table(spec, std::move(*output), seed, truth, provinces);
  if (spec.format != Format::jsonl) {
    for (std::size_t i = 0; i < spec.columns.size(); ++i) table.cells_[i] = spec.columns[i].name;
    table.write_clean();
  }
  return table;
}

Table::Table(const TableSpec& spec, Output output, std::uint64_t seed, Truth& truth,
             const std::vector<ProvinceForms>& provinces)
    : spec_(spec),
      output_(std::move(output)),
      random_(seed, 0),
      truth_(&truth),
      provinces_(&provinces),
      cells_(spec.columns.size()) {
  std::uint64_t stream = 17;
  for (const char byte : spec.file) stream = mixed(stream + static_cast<unsigned char>(byte));
  random_ = Random(seed, stream);
}

void Table::format_line(bool extra_cell, bool cut_json) {
  line_.clear();
  if (spec_.format == Format::jsonl) {
    line_.push_back('{');
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      const auto kind = spec_.columns[i].kind;
      if (cells_[i].empty() && kind == CellKind::optional) continue;
      if (line_.size() > 1) line_.push_back(',');
      append_json(line_, spec_.columns[i].name);
      line_.push_back(':');
      if (cells_[i].empty()) {
        line_ += "null";
      } else if (is_bare(kind)) {
        line_ += cells_[i];
      } else {
        append_json(line_, cells_[i]);
      }
    }
    if (cut_json) {
      line_.resize(line_.rfind("\":") + 2);  // Stops before the last value.
    } else {
      line_.push_back('}');
    }
  } else {
    const char between = spec_.format == Format::csv ? ',' : '\t';
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      if (i > 0) line_.push_back(between);
      if (spec_.format == Format::csv) {
        append_csv(line_, cells_[i]);
      } else {
        append_tsv(line_, cells_[i]);
      }
    }
    if (extra_cell) line_.push_back(between);
  }
  line_.push_back('\n');
}

bool Table::break_one() {
  for (int attempt = 0; attempt < 8; ++attempt) {
    const auto column = random_.below(static_cast<std::uint32_t>(cells_.size()));
    auto& cell = cells_[column];
    std::string before = cell;
    const auto kind = break_cell(spec_.columns[column].kind, cell, random_);
    if (kind.empty()) continue;
    if (spec_.columns[column].kind == CellKind::phone) broken_phones_.push_back(cell);
    breaks_.push_back({column, std::move(before), kind});
    return true;
  }
  return false;
}

void Table::vary_province() {
  for (std::size_t column = 0; column < cells_.size(); ++column) {
    if (spec_.columns[column].kind != CellKind::province || cells_[column].empty()) continue;
    if (!random_.chance(kProvinceVaried)) continue;
    const auto same = [&](const ProvinceForms& forms) { return forms.name == cells_[column]; };
    const auto found = std::find_if(provinces_->begin(), provinces_->end(), same);
    if (found == provinces_->end()) continue;
    breaks_.push_back({column, cells_[column], "province_variant"});
    cells_[column] = random_.chance(0.75) ? found->full : found->en;
  }
}

void Table::put_line(std::string_view line) {
  output_.append(line);
  ++row_;
}

void Table::put_due() {
  if (waiting_.empty()) return;
  for (std::size_t i = 0; i < waiting_.size();) {
    if (waiting_[i].due > row_) {
      ++i;
      continue;
    }
    const auto ready = std::move(waiting_[i]);
    waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(i));
    put_line(ready.line);
    truth_->duplicate(spec_.file, row_, ready.id, ready.original_row, ready.original_id,
                      ready.kind);
  }
}

void Table::repeat(std::string_view kind, std::string id, std::string line) {
  const auto later = kind == "exact" && random_.chance(0.5) ? 0 : random_.below(40);
  waiting_.push_back({row_ + later, std::move(line), std::move(id), last_, cells_[0], kind});
}

void Table::clear() {
  for (auto& cell : cells_) cell.clear();
}

void Table::write_clean() {
  format_line(false, false);
  put_line(line_);
  last_ = row_;
  put_due();
  clear();
}

void Table::write_newer_version() {
  format_line(false, false);
  repeat("key", cells_[0], line_);
  clear();
}

void Table::write() {
  breaks_.clear();
  const bool malformed = random_.chance(spec_.malformed);
  if (malformed) {
    format_line(true, true);
    put_line(line_);
    truth_->broken_cell(spec_.file, row_, "", "", "",
                        spec_.format == Format::jsonl ? "bad_json" : "column_count");
  } else {
    if (spec_.columns[0].kind == CellKind::id && spec_.broken > 0.002 &&
        random_.chance(kIdMissing)) {
      breaks_.push_back({0, cells_[0], "missing_id"});
      cells_[0].clear();
    } else if (random_.chance(spec_.broken)) {
      break_one();
    }
    const bool broken = !breaks_.empty();
    vary_province();
    format_line(false, false);
    put_line(line_);
    for (const auto& one : breaks_)
      truth_->broken_cell(spec_.file, row_, spec_.columns[one.column].name, one.value,
                          cells_[one.column], one.kind);
    last_ = row_;
    if (!broken && random_.chance(spec_.exact)) {
      repeat("exact", cells_[0], line_);
    } else if (!broken && random_.chance(spec_.resent)) {
      const auto original = cells_[0];
      auto id = original.substr(0, original.size() - 6);
      append_number(id, 900'000 + resent_++, 6);
      cells_[0] = id;
      format_line(false, false);
      cells_[0] = original;
      repeat("content", std::move(id), line_);
    }
  }
  put_due();
  clear();
}

base::Result<void> Table::close() {
  for (auto& one : waiting_) one.due = 0;
  put_due();
  return output_.close();
}

}  // namespace aftercare::simulate
