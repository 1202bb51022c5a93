// A store in a folder of its own, and batches written down as small sheets.

#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/digest.hpp"
#include "place/place.hpp"
#include "records/dictionary.hpp"
#include "store/build.hpp"
#include "store/duckdb/database.hpp"
#include "store/duckdb/writer.hpp"

namespace aftercare::store {

inline const records::Dictionary& shop_dictionary() {
  static const auto dictionary =
      records::Dictionary::load_files({place::root() / "catalog" / "dictionary.yaml"});
  if (!dictionary) throw std::runtime_error(dictionary.error().message);
  return *dictionary;
}

/// A folder that goes with the test.
class TestFolder {
 public:
  TestFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "store_test_XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~TestFolder() { std::filesystem::remove_all(path_); }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  std::filesystem::path file() const { return path_ / "aftercare.duckdb"; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// A digest as the stages make them.
inline std::string digits_of(const std::string& text) {
  return base::to_hex(base::digest_of(text));
}

/// Rows of one entity; "" is null, moments are "2026-03-01 08:00" in UTC.
struct Sheet {
  std::string entity;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
};

inline void put_value(records::Column& column, std::size_t row, records::Arena& arena,
                      const std::string& text) {
  using records::FieldType;
  switch (column.type) {
    case FieldType::text:
    case FieldType::code:
    case FieldType::blob:
      return column.set(row, arena.keep(text));
    case FieldType::real:
      return column.set(row, std::stod(text));
    case FieldType::money:
      return column.set(row, std::int64_t{std::llround(std::stod(text) * 10'000)});
    case FieldType::moment: {
      const auto day = records::parse_day(text.substr(0, 10)).value();
      const auto minutes = std::stoi(text.substr(11, 2)) * 60 + std::stoi(text.substr(14, 2));
      const auto moment = records::Moment(day) + std::chrono::minutes(minutes);
      return column.set(row, std::int64_t{moment.time_since_epoch().count()});
    }
    default:
      return column.set(row, std::int64_t{std::stoll(text)});
  }
}

/// The batch with the identities that quality would give: key values joined; all values joined;
/// the values of same_if joined, if there is a title or text. A column `quarantined` sets states.
inline records::Batch batch_of(const Sheet& sheet, std::uint64_t first_row = 1) {
  const auto& entity = *shop_dictionary().entity(sheet.entity);
  records::Batch batch;
  batch.entity = &entity;
  for (std::size_t i = 0; i < sheet.rows.size(); ++i) {
    batch.origins.push_back({first_row + i, (first_row + i) * 100});
    batch.states.push_back(records::RowState::good);
  }
  const auto type_of = [&entity](const std::string& name) {
    const auto* field = entity.field(name);
    return field == nullptr || field->pii == records::PiiClass::personal ? records::FieldType::text
                                                                         : field->type;
  };
  const auto value = [&sheet](std::size_t row, const std::string& name) -> std::string {
    const auto at = std::ranges::find(sheet.columns, name);
    if (at == sheet.columns.end()) return {};
    return sheet.rows[row][static_cast<std::size_t>(at - sheet.columns.begin())];
  };
  for (const auto& name : sheet.columns) {
    auto column = records::Column::of(name, type_of(name), sheet.rows.size());
    for (std::size_t row = 0; row < sheet.rows.size(); ++row)
      if (const auto text = value(row, name); !text.empty())
        put_value(column, row, *batch.arena, text);
    if (name != "quarantined") batch.columns.push_back(std::move(column));
  }
  for (const auto* name : {"record_key", "content_hash", "same_hash"})
    batch.columns.push_back(records::Column::of(name, records::FieldType::text, sheet.rows.size()));
  for (std::size_t row = 0; row < sheet.rows.size(); ++row) {
    std::string key, content, same;
    for (const auto& name : entity.key) key += (key.empty() ? "" : "/") + value(row, name);
    for (const auto& name : sheet.columns) content += name + "=" + value(row, name) + ";";
    for (const auto& name : entity.same_if) same += value(row, name) + ";";
    batch.column("record_key")->set(row, batch.arena->keep(key));
    batch.column("content_hash")->set(row, batch.arena->keep(digits_of(content)));
    if (!same.empty() && (!value(row, "text").empty() || !value(row, "title").empty()))
      batch.column("same_hash")->set(row, batch.arena->keep(digits_of(same)));
    if (!value(row, "quarantined").empty()) batch.states[row] = records::RowState::quarantined;
  }
  return batch;
}

/// A slice whose only rows are those of the sheet.
inline Slice slice_of(const std::string& file_id, std::uint32_t number, bool last,
                      const Sheet& sheet) {
  Slice slice;
  slice.file_id = file_id;
  slice.number = number;
  slice.last = last;
  slice.rows_read = sheet.rows.size();
  slice.batches.push_back(batch_of(sheet, number * 1000 + 1));
  const auto& batch = slice.batches.back();
  for (std::size_t row = 0; row < batch.rows(); ++row)
    if (batch.states[row] == records::RowState::quarantined)
      slice.quarantined.push_back(
          {batch.origins[row], sheet.entity, "out_of_range", "amount", "sealed bytes", "p1"});
  return slice;
}

class Shop {
 public:
  explicit Shop(std::string zone = "UTC", records::ServiceTargets targets = {})
      : zone_(std::move(zone)), targets_(std::move(targets)) {
    open();
  }

  void open() {
    auto opened = try_open();
    if (!opened) throw std::runtime_error(opened.error().message);
    database_ = std::move(*opened);
  }
  void close() { database_.reset(); }
  /// Of the next opening.
  void promise(records::ServiceTargets targets) { targets_ = std::move(targets); }
  void cost(records::ServiceCosts costs) { costs_ = std::move(costs); }
  base::Result<std::unique_ptr<Database>> try_open() const {
    return Database::open(folder_.file(), shop_dictionary(),
                          {.zone = zone_, .targets = targets_, .costs = costs_});
  }
  const TestFolder& folder() const { return folder_; }
  Database& database() { return *database_; }
  Writer writer() { return Writer(*database_); }

  void begin(const std::string& file_id, const std::string& entity) {
    ASSERT_TRUE(writer().begin_file({file_id, "shop", file_id + ".csv", entity, "m", "utf-8", 10}));
  }
  /// Ingests the sheet as a file of its own.
  records::Ledger ingest(const std::string& file_id, const Sheet& sheet) {
    begin(file_id, sheet.entity);
    const auto ledger = writer().commit(slice_of(file_id, 0, true, sheet));
    EXPECT_TRUE(ledger) << ledger.error().message;
    return ledger.value_or(records::Ledger{});
  }
  /// The answer of SQL as text: cells by ",", rows by ";".
  std::string ask(const std::string& sql) {
    const auto frame = database_->read(sql);
    if (!frame) return frame.error().message;
    std::string out;
    for (const auto& row : frame->rows) {
      if (!out.empty()) out += ";";
      for (std::size_t i = 0; i < row.size(); ++i) out += (i == 0 ? "" : ",") + in_words(row[i]);
    }
    return out;
  }

  static std::string in_words(const Cell& cell) {
    struct Words {
      std::string operator()(std::monostate) const { return "-"; }
      std::string operator()(bool value) const { return value ? "yes" : "no"; }
      std::string operator()(std::int64_t value) const { return fmt::format("{}", value); }
      std::string operator()(double value) const { return fmt::format("{:g}", value); }
      std::string operator()(const std::string& value) const { return value; }
      std::string operator()(records::Day value) const { return records::to_iso(value); }
      std::string operator()(records::Moment value) const { return records::to_iso(value); }
    };
    return std::visit(Words{}, cell);
  }

 private:
  TestFolder folder_;
  std::string zone_;
  records::ServiceTargets targets_;
  records::ServiceCosts costs_;
  std::unique_ptr<Database> database_;
};

/// "rows stored updated duplicates quarantined".
inline std::string in_short(const records::Ledger& ledger) {
  return fmt::format("{} {} {} {} {}", ledger.rows, ledger.stored, ledger.updated,
                     ledger.duplicates, ledger.quarantined);
}

}  // namespace aftercare::store
