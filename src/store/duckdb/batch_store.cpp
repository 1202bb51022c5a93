#include "store/duckdb/batch_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <string_view>
#include <vector>

#include "store/duckdb/appender.hpp"

namespace aftercare::store {
namespace {

using base::Result;
using records::Batch;
using records::Column;
using Numbers = std::vector<std::uint32_t>;

Numbers first_numbers(std::size_t count) {
  Numbers numbers(count);
  std::iota(numbers.begin(), numbers.end(), 0);
  return numbers;
}

tl::unexpected<base::Error> bad_batch(const Batch& batch, std::string_view en, std::string_view zh,
                                      std::string_view what) {
  return base::failure(base::ErrorKind::internal,
                       fmt::format("{}: {} of {}", en, what, batch.entity->name),
                       fmt::format("{}：{}（{}）", zh, what, batch.entity->name));
}

Result<void> check_batch(const Batch& batch, const TableLayout& layout) {
  for (const auto* name : {"record_key", "content_hash"}) {
    const auto* column = batch.column(name);
    if (column == nullptr) return bad_batch(batch, "a batch lacks a column", "批次缺少列", name);
    for (std::size_t row = 0; row < batch.rows(); ++row)
      if (batch.states[row] == records::RowState::good && column->present[row] == 0)
        return bad_batch(batch, "a row has no identity", "某行缺少标识", name);
  }
  for (const auto& column : batch.columns)
    if (layout.column(column.name) == nullptr)
      return bad_batch(batch, "a batch has a column that the store has no place for",
                       "批次中有数据库没有位置存放的列", column.name);
  return {};
}

// ---- What the tables know

// complete_keys: fills the filter once looking rows up has cost about as much.
Result<void> complete_keys(const Connection& connection, const std::string& table,
                           EntityKeys& keys) {
  const auto count = connection.frame(fmt::format("SELECT count(*) FROM \"{}\"", table));
  if (!count) return base::failure_of(count);
  const auto rows = static_cast<std::uint64_t>(std::get<std::int64_t>(count->rows[0][0]));
  if (rows > keys.looked_up * 20) return {};
  auto known = connection.query(fmt::format("SELECT record_key, same_hash FROM \"{}\"", table));
  if (!known) return base::failure_of(known);
  while (true) {
    const auto more = known->next();
    if (!more) return base::failure_of(more);
    if (!*more) break;
    keys.keys.add(known->text(0));
    if (!known->is_null(1)) keys.contents.add(known->digest(1));
  }
  keys.complete = true;
  return {};
}

std::string stamp_expression(const TableLayout& layout, std::string_view field) {
  const auto* column = layout.column(field);
  if (field.empty() || column == nullptr) return "NULL::BIGINT";
  if (column->held == Held::moment) return fmt::format("epoch_us(e.\"{}\")", field);
  if (column->held == Held::day)
    return fmt::format("(e.\"{}\" - DATE '1970-01-01')::BIGINT", field);
  if (column->held == Held::integer) return fmt::format("e.\"{}\"", field);
  return "NULL::BIGINT";
}

const TableLayout& probe_layout() {
  static const TableLayout layout{"probe",
                                  {{"i", Held::small},
                                   {"record_key", Held::text},
                                   {"content_hash", Held::digest},
                                   {"same_hash", Held::digest}}};
  return layout;
}

Result<void> fill_temp(const Connection& connection, const TableLayout& layout,
                       const Numbers& picks, const std::vector<Feed>& feeds) {
  const auto made = connection.execute(
      fmt::format("CREATE OR REPLACE TEMP TABLE {} ({})", layout.table, declared(layout.columns)));
  if (!made) return base::failure_of(made);
  auto appender = Appender::open(connection, layout, true);
  if (!appender) return base::failure_of(appender);
  if (auto appended = appender->append(picks, feeds); !appended) return appended;
  return appender->finish();
}

class LookUp {
 public:
  LookUp(WriteSide& side, const Batch& batch, const TableLayout& layout)
      : side_(side),
        connection_(side.connection),
        batch_(batch),
        layout_(layout),
        keys_(side.keys[batch.entity->name]) {}

  Result<KnownRecords> run() {
    if (!keys_.complete) {
      if (auto written = side_.settle_writing(); !written) return base::failure_of(written);
      if (auto completed = complete_keys(connection_, layout_.table, keys_); !completed)
        return base::failure_of(completed);
    }
    const auto asked = candidates();
    if (asked.empty()) return std::move(known_);
    if (auto written = side_.settle_writing(); !written) return base::failure_of(written);
    if (!keys_.complete) keys_.looked_up += asked.size();
    const auto* contents = batch_.column("content_hash");
    const auto* sames = batch_.column("same_hash");
    std::vector<std::int32_t> rows(asked.begin(), asked.end());
    auto filled = fill_temp(connection_, probe_layout(), asked,
                            {PerPick{rows}, batch_.column("record_key"), contents,
                             sames == nullptr ? Feed{Nulls{}} : Feed{sames}});
    if (filled) filled = ask_keys();
    if (filled && sames != nullptr) filled = ask_contents(*sames);
    if (filled && !batch_.entity->version.empty() && !known_.by_row.empty()) filled = ask_history();
    if (!filled) return base::failure_of(filled);
    return std::move(known_);
  }

 private:
  // candidates: good rows whose key or content may be known.
  Numbers candidates() const {
    const auto& keys = *batch_.column("record_key");
    const auto* sames = batch_.column("same_hash");
    Numbers rows;
    for (std::uint32_t row = 0; row < batch_.rows(); ++row) {
      if (batch_.states[row] != records::RowState::good) continue;
      if (!keys_.complete || keys_.keys.may_contain(keys.text(row)) ||
          (sames != nullptr && sames->present[row] != 0 &&
           keys_.contents.may_contain(sames->text(row))))
        rows.push_back(row);
    }
    return rows;
  }

  template <typename Take>
  Result<void> each(const std::string& sql, Take take) const {
    auto rows = connection_.query(sql);
    if (!rows) return base::failure_of(rows);
    while (true) {
      const auto more = rows->next();
      if (!more) return base::failure_of(more);
      if (!*more) return {};
      take(*rows);
    }
  }

  Result<void> ask_keys() {
    return each(fmt::format("SELECT p.i, e.content_hash, e.same_hash, e.version, {} FROM \"{}\" e "
                            "JOIN probe p ON e.record_key = p.record_key",
                            stamp_expression(layout_, batch_.entity->version), layout_.table),
                [this](const Rows& rows) {
                  auto& known = known_.by_row[static_cast<std::uint32_t>(rows.number(0))];
                  known.content_hash = rows.digest(1);
                  if (!rows.is_null(2)) known.same_hash = rows.digest(2);
                  known.version = static_cast<std::int32_t>(rows.number(3));
                  if (!rows.is_null(4)) known.stamp = rows.number(4);
                });
  }

  Result<void> ask_contents(const Column& sames) {
    return each(fmt::format("SELECT min(p.i), min(e.record_key) FROM \"{}\" e JOIN probe p ON "
                            "e.same_hash = p.same_hash GROUP BY e.same_hash",
                            layout_.table),
                [this, &sames](const Rows& rows) {
                  known_.by_content[sames.text(static_cast<std::size_t>(rows.number(0)))] =
                      std::string(rows.text(1));
                });
  }

  Result<void> ask_history() {
    return each(fmt::format("SELECT DISTINCT p.i FROM \"{}\" e JOIN probe p ON e.record_key = "
                            "p.record_key AND e.content_hash = p.content_hash",
                            history_table(layout_.table)),
                [this](const Rows& rows) {
                  known_.old_version.insert(static_cast<std::uint32_t>(rows.number(0)));
                });
  }

  WriteSide& side_;
  const Connection& connection_;
  const Batch& batch_;
  const TableLayout& layout_;
  EntityKeys& keys_;
  KnownRecords known_;
};

// ---- Writing

std::vector<Feed> feeds_of(const Batch& batch, const TableLayout& layout, const Place& place,
                           std::span<const std::int32_t> versions) {
  std::vector<Feed> feeds;
  feeds.reserve(layout.columns.size());
  for (const auto& column : layout.columns) {
    const auto& name = column.name;
    if (name == "source")
      feeds.emplace_back(SameText{place.source});
    else if (name == "file_id" || name == "replaced_by_file")
      feeds.emplace_back(SameText{place.file_id});
    else if (name == "slice_number" || name == "replaced_by_slice")
      feeds.emplace_back(SameNumber{place.slice});
    else if (name == "commit_number" || name == "replaced_commit")
      feeds.emplace_back(SameNumber{place.commit});
    else if (name == "row_number")
      feeds.emplace_back(PerRow{&batch.origins, &records::RowOrigin::row});
    else if (name == "byte_offset")
      feeds.emplace_back(PerRow{&batch.origins, &records::RowOrigin::byte});
    else if (name == "version")
      feeds.emplace_back(PerPick{versions});
    else if (const auto* values = batch.column(name); values != nullptr)
      feeds.emplace_back(values);
    else
      feeds.emplace_back(Nulls{});
  }
  return feeds;
}

Result<void> append_rows(WriteSide& side, const TableLayout& layout, const Batch& batch,
                         const Place& place, const Numbers& picks,
                         std::span<const std::int32_t> versions) {
  if (picks.empty()) return {};
  return side.appends.append(side.connection, layout, picks,
                             feeds_of(batch, layout, place, versions));
}

// move_replaced: stored versions that a newer one follows go to the history.
Result<void> move_replaced(const Connection& connection, const TableLayout& table,
                           const Decision& decision, const Place& place) {
  if (decision.replaced.empty()) return {};
  static const TableLayout moved{"moved", {{"record_key", Held::text}}};
  auto filled = fill_temp(connection, moved, first_numbers(decision.replaced.size()),
                          {TextPerPick{decision.replaced}});
  if (!filled) return filled;
  std::string names;
  for (const auto& column : table.columns) names += in_quotes(column.name) + ", ";
  const auto copied = connection.change(
      fmt::format("INSERT INTO \"{1}\" ({0}replaced_by_file, replaced_by_slice, replaced_commit) "
                  "SELECT {0}?, ?, ? FROM \"{2}\" WHERE record_key IN (SELECT record_key FROM "
                  "moved)",
                  names, history_table(table.table), table.table),
      {place.file_id, std::int64_t{place.slice}, place.commit});
  if (!copied) return base::failure_of(copied);
  const auto deleted = connection.execute(fmt::format(
      "DELETE FROM \"{}\" WHERE record_key IN (SELECT record_key FROM moved)", table.table));
  if (!deleted) return base::failure_of(deleted);
  return {};
}

Result<void> count_versions(const Connection& connection, const TableLayout& table,
                            const Decision& decision) {
  if (decision.outlived.empty()) return {};
  static const TableLayout outlived{"outlived",
                                    {{"record_key", Held::text}, {"version", Held::small}}};
  auto filled = fill_temp(connection, outlived, first_numbers(decision.outlived.size()),
                          {TextPerPick{decision.outlived}, PerPick{decision.outlived_versions}});
  if (!filled) return filled;
  const auto counted = connection.execute(
      fmt::format("UPDATE \"{0}\" SET version = o.version FROM outlived o WHERE o.record_key = "
                  "\"{0}\".record_key",
                  table.table));
  if (!counted) return base::failure_of(counted);
  return {};
}

Result<void> append_duplicates(WriteSide& side, const Batch& batch, const Decision& decision,
                               const Place& place) {
  if (decision.duplicates.empty()) return {};
  Numbers rows;
  std::vector<std::string_view> originals, how;
  for (const auto& duplicate : decision.duplicates) {
    rows.push_back(duplicate.row);
    originals.emplace_back(duplicate.original_key);
    how.emplace_back(duplicate.by_content ? "content" : "key");
  }
  const std::vector<Feed> feeds = {SameText{place.file_id},
                                   SameNumber{place.slice},
                                   PerRow{&batch.origins, &records::RowOrigin::row},
                                   SameText{batch.entity->name},
                                   batch.column("record_key"),
                                   TextPerPick{originals},
                                   TextPerPick{how}};
  return side.appends.append(side.connection, side.layouts.find("duplicate")->second, rows, feeds);
}

}  // namespace

Result<Decision> plan_batch(WriteSide& side, const Batch& batch) {
  const auto table = side.layouts.find(batch.entity->name);
  if (table == side.layouts.end())
    return bad_batch(batch, "the store has no table", "数据库没有该表", "records");
  if (batch.rows() == 0) return Decision{};
  if (auto checked = check_batch(batch, table->second); !checked) return base::failure_of(checked);
  const auto known = LookUp(side, batch, table->second).run();
  if (!known) return base::failure_of(known);
  return decide(batch, *known);
}

void remember_keys(WriteSide& side, const Batch& batch, const Decision& decision) {
  auto& keys = side.keys[batch.entity->name];
  if (!keys.complete || batch.rows() == 0) return;
  const auto& record_keys = *batch.column("record_key");
  const auto* sames = batch.column("same_hash");
  for (const auto row : decision.current) {
    keys.keys.add(record_keys.text(row));
    if (sames != nullptr && sames->present[row] != 0) keys.contents.add(sames->text(row));
  }
}

Result<void> write_batch(WriteSide& side, const Batch& batch, const Decision& decision,
                         const Place& place) {
  if (batch.rows() == 0) return {};
  const auto& table = side.layouts.find(batch.entity->name)->second;
  const auto& history = side.layouts.find(history_table(batch.entity->name))->second;
  const auto& connection = side.connection;
  Result<void> done;
  if (!decision.replaced.empty() || !decision.outlived.empty()) done = side.hand_over();
  if (done) done = move_replaced(connection, table, decision, place);
  if (done) done = count_versions(connection, table, decision);
  if (done)
    done = append_rows(side, table, batch, place, decision.current, decision.current_versions);
  if (done)
    done =
        append_rows(side, history, batch, place, decision.superseded, decision.superseded_versions);
  if (done) done = append_duplicates(side, batch, decision, place);
  return done;
}

Staleness::Count staleness_of(const Decision& decision) {
  // An older version that came late changes what is known of the record's past.
  return {decision.current.size() - decision.replaced.size(),
          decision.replaced.size() + decision.outlived.size()};
}

}  // namespace aftercare::store
