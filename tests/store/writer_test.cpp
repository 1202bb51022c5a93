#include "store/duckdb/writer.hpp"

#include <fmt/format.h>
#include <sys/wait.h>

#include <functional>

#include "store/duckdb/overview.hpp"
#include "store/duckdb/quarantine.hpp"
#include "store/duckdb/snapshot.hpp"
#include "tiny_shop.hpp"

namespace aftercare::store {

const std::vector<std::string> order_columns = {"order_id", "status", "amount", "updated_at"};
const std::vector<std::string> case_columns = {"case_id", "channel", "customer_id", "title",
                                               "text"};

Sheet order_sheet(std::vector<std::vector<std::string>> rows) {
  return {"order", order_columns, std::move(rows)};
}
Sheet case_sheet(std::vector<std::vector<std::string>> rows) {
  return {"case", case_columns, std::move(rows)};
}

TEST(WriterTest, StoresNewRowsAndRecognisesAFileItKnows) {
  Shop shop;
  const auto sheet = order_sheet({{"o1", "paid", "10", ""}, {"o2", "paid", "20.5", ""}});
  EXPECT_EQ(in_short(shop.ingest("f1", sheet)), "2 2 0 0 0");
  const auto state = shop.writer().file_state("f1").value();
  EXPECT_TRUE(state.complete);
  EXPECT_EQ(state.slices, 1U);
  EXPECT_EQ(state.rows_read, 2U);
  EXPECT_EQ(in_short(state.ledger), "2 2 0 0 0");
  EXPECT_FALSE(shop.writer().file_state("unknown").value().complete);
  EXPECT_EQ(shop.ask("SELECT order_id, amount, version, row_number, source FROM \"order\" "
                     "ORDER BY order_id"),
            "o1,10,1,1,shop;o2,20.5,1,2,shop");
}

TEST(WriterTest, CountsEqualRowsUnderOtherFilesAsDuplicates) {
  Shop shop;
  const auto sheet = order_sheet({{"o1", "paid", "10", ""}, {"o2", "paid", "20", ""}});
  shop.ingest("f1", sheet);
  EXPECT_EQ(in_short(shop.ingest("f2", sheet)), "2 0 0 2 0");
  EXPECT_EQ(shop.ask("SELECT record_key, original_key, how FROM duplicate ORDER BY ALL"),
            "o1,o1,key;o2,o2,key");
  EXPECT_EQ(shop.ask("SELECT count(*) FROM \"order\""), "2");
}

TEST(WriterTest, UpdatesAKnownKeyAndKeepsTheOldVersion) {
  Shop shop;
  shop.ingest("f1", order_sheet({{"o1", "paid", "10", ""}}));
  EXPECT_EQ(in_short(shop.ingest("f2", order_sheet({{"o1", "shipped", "10", ""}}))), "1 0 1 0 0");
  EXPECT_EQ(shop.ask("SELECT status, version, file_id FROM \"order\""), "shipped,2,f2");
  EXPECT_EQ(shop.ask("SELECT status, version, file_id, replaced_by_file FROM order_history"),
            "paid,1,f1,f2");
}

TEST(WriterTest, JudgesRowsOfOneSliceInFileOrder) {
  Shop shop;
  const auto ledger = shop.ingest("f1", order_sheet({{"o1", "paid", "10", ""},
                                                     {"o1", "paid", "10", ""},
                                                     {"o1", "shipped", "10", ""},
                                                     {"o1", "delivered", "10", ""},
                                                     {"o2", "paid", "5", ""},
                                                     {"o1", "delivered", "10", ""}}));
  EXPECT_EQ(in_short(ledger), "6 2 2 2 0");
  EXPECT_EQ(shop.ask("SELECT order_id, status, version FROM \"order\" ORDER BY ALL"),
            "o1,delivered,3;o2,paid,1");
  EXPECT_EQ(shop.ask("SELECT status, version FROM order_history ORDER BY version"),
            "paid,1;shipped,2");
}

TEST(WriterTest, AnOlderVersionThatComesLateGoesToTheHistory) {
  Shop shop;
  const std::vector<std::string> first = {"o1", "paid", "10", "2026-03-01 08:00"};
  const std::vector<std::string> second = {"o1", "shipped", "10", "2026-03-02 08:00"};
  const std::vector<std::string> third = {"o1", "delivered", "10", "2026-03-03 08:00"};
  shop.ingest("f3", order_sheet({third}));
  EXPECT_EQ(in_short(shop.ingest("f1", order_sheet({first}))), "1 0 1 0 0");
  EXPECT_EQ(in_short(shop.ingest("f2", order_sheet({second, first}))), "2 0 1 1 0");
  EXPECT_EQ(shop.ask("SELECT status, version, file_id FROM \"order\""), "delivered,3,f3");
  EXPECT_EQ(shop.ask("SELECT status FROM order_history ORDER BY updated_at"), "paid;shipped");
  // The same within one slice, newest first.
  Shop other;
  EXPECT_EQ(in_short(other.ingest("f", order_sheet({third, first, second, first}))), "4 1 2 1 0");
  EXPECT_EQ(other.ask("SELECT status, version FROM \"order\""), "delivered,3");
}

TEST(WriterTest, EqualContentUnderAnotherKeyIsADuplicateOfTheFirst) {
  Shop shop;
  EXPECT_EQ(in_short(shop.ingest("f1", case_sheet({{"c1", "review", "u1", "", "坏了"},
                                                   {"c2", "review", "u1", "", "坏了"},
                                                   {"c3", "review", "u2", "", "坏了"}}))),
            "3 2 0 1 0");
  EXPECT_EQ(in_short(shop.ingest("f2", case_sheet({{"c4", "review", "u1", "", "坏了"},
                                                   {"c5", "review", "u1", "", ""},
                                                   {"c6", "review", "u1", "", ""}}))),
            "3 2 0 1 0");
  EXPECT_EQ(shop.ask("SELECT record_key, original_key, how FROM duplicate ORDER BY ALL"),
            "c2,c1,content;c4,c1,content");
}

TEST(WriterTest, ContentThatARecordNoLongerHasIsNotKnown) {
  Shop shop;
  const auto ledger = shop.ingest("f1", case_sheet({{"c1", "review", "u1", "", "坏了"},
                                                    {"c1", "review", "u1", "", "修好了"},
                                                    {"c2", "review", "u1", "", "坏了"}}));
  EXPECT_EQ(in_short(ledger), "3 2 1 0 0");
  EXPECT_EQ(in_short(shop.ingest("f2", case_sheet({{"c2", "review", "u1", "", "退款"},
                                                   {"c3", "review", "u1", "", "坏了"}}))),
            "2 1 1 0 0");
}

TEST(WriterTest, QuarantinedRowsAreKeptAsideAndCounted) {
  Shop shop;
  auto columns = order_columns;
  columns.push_back("quarantined");
  const Sheet sheet = {
      "order", columns, {{"o1", "paid", "10", "", ""}, {"o2", "paid", "-1", "", "yes"}}};
  EXPECT_EQ(in_short(shop.ingest("f1", sheet)), "2 1 0 0 1");
  const auto rows = quarantine_list(shop.database(), records::Viewer::owner()).value();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].row.reason, "out_of_range");
  EXPECT_EQ(rows[0].row.origin.row, 2U);
  EXPECT_EQ(rows[0].row.sealed, "");
  const auto row = quarantined_row(shop.database(), records::Viewer::owner(), rows[0].id).value();
  EXPECT_EQ(row.row.sealed, "sealed bytes");
  EXPECT_EQ(row.file, "f1.csv");
  EXPECT_FALSE(quarantined_row(shop.database(), records::Viewer::owner(), 99).has_value());
}

TEST(WriterTest, AReplayMovesTheRowInTheLedgerOfItsSlice) {
  Shop shop;
  auto columns = order_columns;
  columns.push_back("quarantined");
  shop.ingest("f1", {"order", columns, {{"o2", "paid", "-1", "", "yes"}}});
  std::vector<records::Batch> mended;
  mended.push_back(batch_of(order_sheet({{"o2", "paid", "1", ""}})));
  const auto ledger = shop.writer().commit_replay(1, mended);
  ASSERT_TRUE(ledger) << ledger.error().message;
  EXPECT_EQ(in_short(*ledger), "1 1 0 0 0");
  EXPECT_EQ(in_short(shop.writer().file_state("f1")->ledger), "1 1 0 0 0");
  EXPECT_EQ(shop.ask("SELECT order_key FROM order_fact"), "o2");
  EXPECT_EQ(shop.ask("SELECT state FROM quarantine"), "replayed");
  const auto again = shop.writer().commit_replay(1, mended);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().message, "no such row waits in quarantine: 1");
}

TEST(WriterTest, AReplayThatIsStillBadChangesNothing) {
  Shop shop;
  auto columns = order_columns;
  columns.push_back("quarantined");
  const Sheet bad = {"order", columns, {{"o2", "paid", "-1", "", "yes"}}};
  shop.ingest("f1", bad);
  std::vector<records::Batch> still_bad;
  still_bad.push_back(batch_of(bad));
  EXPECT_FALSE(shop.writer().commit_replay(1, still_bad).has_value());
  EXPECT_EQ(in_short(shop.writer().file_state("f1")->ledger), "1 0 0 0 1");
  ASSERT_TRUE(shop.writer().drop_quarantined(1));
  EXPECT_EQ(shop.ask("SELECT state FROM quarantine"), "dropped");
  EXPECT_EQ(in_short(shop.writer().file_state("f1")->ledger), "1 0 0 0 1");
}

TEST(WriterTest, ASliceThatDoesNotAddUpIsNotStored) {
  Shop shop;
  shop.begin("f1", "order");
  auto slice = slice_of("f1", 0, true, order_sheet({{"o1", "paid", "10", ""}}));
  slice.rows_read = 3;
  slice.headers = 1;
  const auto ledger = shop.writer().commit(std::move(slice));
  ASSERT_FALSE(ledger);
  EXPECT_EQ(ledger.error().kind, base::ErrorKind::internal);
  EXPECT_EQ(ledger.error().message,
            "rows do not add up: 2 rows, 1 stored + 0 updated + 0 duplicates + 0 quarantined: "
            "f1.csv, slice 0; the slice was not stored");
  EXPECT_EQ(shop.ask("SELECT count(*) FROM \"order\""), "0");
  EXPECT_EQ(shop.ask("SELECT count(*) FROM order_fact"), "0");
  // The next try with the right numbers is not disturbed by the failed one.
  const auto right =
      shop.writer().commit(slice_of("f1", 0, true, order_sheet({{"o1", "paid", "10", ""}})));
  ASSERT_TRUE(right) << right.error().message;
  EXPECT_EQ(in_short(*right), "1 1 0 0 0");
}

TEST(WriterTest, HeadersAndBlankLinesAreNoRows) {
  Shop shop;
  shop.begin("f1", "order");
  auto slice = slice_of("f1", 0, true, order_sheet({{"o1", "paid", "10", ""}}));
  slice.rows_read = 4;
  slice.headers = 1;
  slice.blanks = 2;
  EXPECT_EQ(in_short(shop.writer().commit(std::move(slice)).value()), "1 1 0 0 0");
  const auto all = ledger(shop.database(), records::Viewer::owner()).value();
  EXPECT_TRUE(all.balanced);
  EXPECT_EQ(all.total.headers, 1U);
  EXPECT_EQ(all.total.blanks, 2U);
  EXPECT_EQ(all.files[0].name, "f1.csv");
}

TEST(WriterTest, AFileWithoutRowsIsComplete) {
  Shop shop;
  shop.begin("f1", "order");
  Slice slice;
  slice.file_id = "f1";
  slice.last = true;
  slice.rows_read = slice.headers = 1;
  slice.batches.emplace_back().entity = shop_dictionary().entity("order");
  EXPECT_EQ(in_short(shop.writer().commit(std::move(slice)).value()), "0 0 0 0 0");
  EXPECT_TRUE(shop.writer().file_state("f1").value().complete);
}

TEST(WriterTest, RefusesASliceOutOfTurn) {
  Shop shop;
  const auto sheet = order_sheet({{"o1", "paid", "10", ""}});
  EXPECT_FALSE(shop.writer().commit(slice_of("never begun", 0, true, sheet)).has_value());
  shop.begin("f1", "order");
  EXPECT_FALSE(shop.writer().commit(slice_of("f1", 1, true, sheet)).has_value());
  ASSERT_TRUE(shop.writer().commit(slice_of("f1", 0, false, sheet)));
  EXPECT_FALSE(shop.writer().commit(slice_of("f1", 0, false, sheet)).has_value());
  ASSERT_TRUE(
      shop.writer().commit(slice_of("f1", 1, true, order_sheet({{"o2", "paid", "1", ""}}))));
  EXPECT_FALSE(shop.writer().commit(slice_of("f1", 2, true, sheet)).has_value());
}

TEST(WriterTest, GoesOnAfterTheLastSliceOfAnInterruptedRun) {
  Shop whole, broken;
  const auto first = order_sheet({{"o1", "paid", "10", ""}, {"o2", "paid", "20", ""}});
  const auto second = order_sheet({{"o3", "paid", "10", ""}, {"o1", "shipped", "10", ""}});
  whole.begin("f1", "order");
  ASSERT_TRUE(whole.writer().commit(slice_of("f1", 0, false, first)));
  ASSERT_TRUE(whole.writer().commit(slice_of("f1", 1, true, second)));

  broken.begin("f1", "order");
  ASSERT_TRUE(broken.writer().commit(slice_of("f1", 0, false, first)));
  auto unbalanced = slice_of("f1", 1, true, second);
  unbalanced.rows_read += 1;
  EXPECT_FALSE(broken.writer().commit(std::move(unbalanced)).has_value());
  broken.close();
  broken.open();
  const auto state = broken.writer().file_state("f1").value();
  EXPECT_FALSE(state.complete);
  EXPECT_EQ(state.slices, 1U);
  EXPECT_EQ(state.rows_read, 2U);
  broken.begin("f1", "order");
  ASSERT_TRUE(broken.writer().commit(slice_of("f1", 1, true, second)));
  EXPECT_EQ(content_snapshot(broken.database(), records::Viewer::owner()).value(),
            content_snapshot(whole.database(), records::Viewer::owner()).value());
}

// Ingests ten slices, some of whose rows repeat or update earlier ones; goes on where the store
// says. Sends a byte down the pipe after each slice.
void ingest_ten_slices(Database& database, int told) {
  Writer writer(database);
  if (!writer.begin_file({"f1", "shop", "f1.csv", "order", "m", "utf-8", 1})) return;
  const auto done = writer.file_state("f1").value();
  for (auto number = done.slices; number < 10; ++number) {
    std::vector<std::vector<std::string>> rows;
    for (std::uint32_t i = 0; i < 50; ++i)
      rows.push_back({fmt::format("o{}", number * 40 + i), i % 7 == 0 ? "paid" : "shipped",
                      fmt::format("{}", i % 3), ""});
    if (!writer.commit(slice_of("f1", number, number == 9, order_sheet(rows)))) return;
    if (told >= 0) (void)!::write(told, "s", 1);
  }
}

// Runs `work` on the shop's store in a process of its own, which is killed when it has sent `bytes`
// bytes down its pipe. The store is open again behind it.
void kill_when_told(Shop& shop, int bytes, const std::function<void(Database&, int)>& work) {
  shop.close();
  int told[2];
  ASSERT_EQ(::pipe(told), 0);
  const auto child = ::fork();
  if (child == 0) {
    auto database = shop.try_open();
    if (database) work(**database, told[1]);
    ::pause();
  }
  ::close(told[1]);
  char byte = 0;
  for (int i = 0; i < bytes; ++i) ASSERT_EQ(::read(told[0], &byte, 1), 1);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  ::close(told[0]);
  shop.open();
}

TEST(WriterTest, AKilledRunGoneOnWithEndsAsAnUndisturbedOne) {
  Shop undisturbed;
  ingest_ten_slices(undisturbed.database(), -1);
  const auto expected = content_snapshot(undisturbed.database(), records::Viewer::owner()).value();
  for (const int slices_before_kill : {0, 3, 8}) {
    Shop shop;
    kill_when_told(shop, slices_before_kill + 1, ingest_ten_slices);
    ingest_ten_slices(shop.database(), -1);
    EXPECT_EQ(content_snapshot(shop.database(), records::Viewer::owner()).value(), expected);
    EXPECT_TRUE(ledger(shop.database(), records::Viewer::owner())->balanced);
  }
}

// Cases of ten slices: most slices update cases of earlier ones, repeat some, and have customers
// who have come before. `prepared_behind`: the slice behind which the group is prepared; none: -1.
void ingest_cases(Database& database, int prepared_behind, std::uint64_t rows_to_come) {
  Writer writer(database);
  const std::vector<std::string> columns = {"case_id", "channel", "customer_id", "opened_at",
                                            "rating"};
  ASSERT_TRUE(writer.begin_file({"f1", "shop", "f1.csv", "case", "m", "utf-8", 1}));
  for (auto number = writer.file_state("f1").value().slices; number < 10; ++number) {
    std::vector<std::vector<std::string>> rows;
    for (std::uint32_t i = 0; i < 50; ++i)
      rows.push_back({fmt::format("c{}", number * 40 + i), "chat", fmt::format("u{}", i % 11),
                      fmt::format("2026-03-{:02} 10:00", 1 + (number + i) % 28),
                      fmt::format("{}", 1 + (number / 2 + i) % 5)});
    ASSERT_TRUE(writer.commit(slice_of("f1", number, number == 9, {"case", columns, rows})));
    if (static_cast<int>(number) != prepared_behind) continue;
    const auto prepared = writer.prepare(rows_to_come);
    ASSERT_TRUE(prepared) << prepared.error().message;
  }
}

constexpr std::uint64_t kFillsARowGroup = 1'000'000;

TEST(WriterTest, WhatWasPreparedBeforeTheEndIsWhatTheEndWouldHaveMade) {
  Shop plain;
  ingest_cases(plain.database(), -1, 0);
  const auto expected = content_snapshot(plain.database(), records::Viewer::owner()).value();
  EXPECT_EQ(plain.ask("SELECT count(*) FROM case_fact"), "410");
  for (const auto rows_to_come : {std::uint64_t{10}, kFillsARowGroup})
    for (const int behind : {0, 6, 8}) {
      Shop prepared;
      ingest_cases(prepared.database(), behind, rows_to_come);
      EXPECT_EQ(content_snapshot(prepared.database(), records::Viewer::owner()).value(), expected)
          << rows_to_come << " behind " << behind;
    }
}

TEST(WriterTest, WhatIsOnlyPreparedIsSeenByReadersAndGoneIfNobodyCommitsIt) {
  const std::vector<std::string> columns = {"case_id", "channel"};
  for (const auto& [to_come, left] :
       {std::pair{std::uint64_t{1}, 1U}, std::pair{kFillsARowGroup, 0U}}) {
    Shop shop;
    kill_when_told(shop, 1, [&, rows_to_come = to_come](Database& database, int told) {
      Writer writer(database);
      (void)writer.begin_file({"f1", "shop", "f1.csv", "case", "m", "utf-8", 1});
      (void)writer.commit(slice_of("f1", 0, false, {"case", columns, {{"c1", "chat"}}}));
      if (writer.prepare(rows_to_come)) (void)!::write(told, "s", 1);
    });
    EXPECT_EQ(shop.writer().file_state("f1").value().slices, left);
  }
  Shop shop;
  shop.begin("f1", "case");
  ASSERT_TRUE(shop.writer().commit(slice_of("f1", 0, false, {"case", columns, {{"c1", "chat"}}})));
  ASSERT_TRUE(shop.writer().prepare(kFillsARowGroup));
  EXPECT_EQ(shop.ask("SELECT count(*) FROM case_fact"), "1");
}

TEST(WriterTest, KnowsRecordsOfEarlierSlicesWithoutAskingTheTable) {
  // From the second slice on a filter stands before the table; it must miss nothing.
  Shop shop;
  shop.begin("f1", "order");
  for (std::uint32_t number = 0; number < 5; ++number) {
    std::vector<std::vector<std::string>> rows;
    for (std::uint32_t i = 0; i < 200; ++i)
      rows.push_back({fmt::format("o{}", number * 100 + i), "paid", "1", ""});
    const auto ledger =
        shop.writer().commit(slice_of("f1", number, number == 4, order_sheet(rows)));
    ASSERT_TRUE(ledger);
    EXPECT_EQ(ledger->duplicates, number == 0 ? 0U : 100U);
  }
  EXPECT_EQ(shop.ask("SELECT count(*), count(DISTINCT record_key) FROM \"order\""), "600,600");
}

TEST(WriterTest, ASlicePlannedWhileAnotherIsWrittenKnowsItsRows) {
  Shop shop;
  auto writer = shop.writer();
  shop.begin("f1", "order");
  std::vector<std::vector<std::string>> many;
  for (int i = 0; i < 5000; ++i) many.push_back({fmt::format("o{}", i), "paid", "10", ""});
  ASSERT_TRUE(writer.commit(slice_of("f1", 0, false, order_sheet(many))));
  const auto next = writer.commit(slice_of(
      "f1", 1, true, order_sheet({{"o7", "paid", "10", ""}, {"o4999", "shipped", "10", ""}})));
  ASSERT_TRUE(next) << next.error().message;
  EXPECT_EQ(in_short(*next), "2 0 1 1 0");
  EXPECT_EQ(shop.ask("SELECT count(*), max(version) FROM \"order\""), "5000,2");
  EXPECT_EQ(shop.ask("SELECT sum(stored), sum(updated), sum(duplicates) FROM slice"), "5000,1,1");
}

TEST(WriterTest, NothingIsStoredWhoseKeysAreNotDurable) {
  Shop shop;
  shop.database().before_commit(
      []() -> base::Result<void> { return base::failure("no room for the keys", "密钥写不下"); });
  auto writer = shop.writer();
  // Its own failure reaches the slice that ends the group.
  ASSERT_FALSE(writer.begin_file({"f1", "shop", "f1.csv", "order", "m", "utf-8", 10}).and_then([&] {
    return writer.commit(slice_of("f1", 0, true, order_sheet({{"o1", "paid", "10", ""}})));
  }));
  shop.database().before_commit({});
  EXPECT_EQ(shop.ask("SELECT count(*) FROM \"order\""), "0");
  EXPECT_EQ(shop.writer().file_state("f1").value().slices, 0U);
  EXPECT_EQ(
      in_short(
          writer.commit(slice_of("f1", 0, true, order_sheet({{"o1", "paid", "10", ""}}))).value()),
      "1 1 0 0 0");
}

TEST(WriterTest, RowsOfOtherBatchesAreStoredButNotCounted) {
  Shop shop;
  shop.begin("f1", "message");
  auto slice = slice_of(
      "f1", 0, true,
      {"message", {"message_id", "case_id", "text"}, {{"m1", "c1", "坏了"}, {"m2", "c1", "您好"}}});
  slice.batches.push_back(batch_of(case_sheet({{"c1", "chat", "u1", "", "坏了"}})));
  slice.batches.back().main = false;
  EXPECT_EQ(in_short(shop.writer().commit(std::move(slice)).value()), "2 2 0 0 0");
  EXPECT_EQ(shop.ask("SELECT case_key, channel FROM case_fact"), "c1,chat");
}

TEST(WriterTest, KeepsFindingsWithTheirRows) {
  Shop shop;
  shop.begin("f1", "order");
  auto slice =
      slice_of("f1", 0, true, order_sheet({{"o1", "paid", "10", ""}, {"o1", "paid", "10", ""}}));
  slice.batches[0].findings = {
      {0, records::FindingKind::repaired, "status", "code_synonym", "已付款", "paid"},
      {0, records::FindingKind::repaired, "amount", "currency_sign", "¥10", "10"},
      {1, records::FindingKind::repaired, "status", "code_synonym", "已付款", "paid"},
      {0, records::FindingKind::flagged, "", "weekend", "", ""}};
  const auto stored = shop.writer().commit(std::move(slice)).value();
  EXPECT_EQ(stored.repaired, 1U);  // One row, though two values; the duplicate is not counted.
  const auto counts = finding_counts(shop.database(), records::Viewer::owner()).value();
  ASSERT_EQ(counts.size(), 3U);
  EXPECT_EQ(counts[0].rule, "code_synonym");
  EXPECT_EQ(counts[0].count, 2U);
  EXPECT_EQ(shop.ask("SELECT record_key, \"before\", \"after\" FROM finding WHERE rule = "
                     "'currency_sign'"),
            "o1,¥10,10");
}

TEST(WriterTest, RefusesABatchItCannotKeepWhole) {
  Shop shop;
  shop.begin("f1", "order");
  auto slice = slice_of("f1", 0, true, order_sheet({{"o1", "paid", "10", ""}}));
  slice.batches[0].column_or_add("unheard_of", records::FieldType::text);
  const auto unknown = shop.writer().commit(std::move(slice));
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().message,
            "a batch has a column that the store has no place for: unheard_of of order");
  slice = slice_of("f1", 0, true, order_sheet({{"o1", "paid", "10", ""}}));
  slice.batches[0].column("content_hash")->clear(0);
  EXPECT_FALSE(shop.writer().commit(std::move(slice)).has_value());
}

}  // namespace aftercare::store
