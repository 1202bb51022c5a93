#include "store/duckdb/database.hpp"

#include <duckdb.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <fstream>
#include <thread>

#include "place/place.hpp"
#include "store/duckdb/connection.hpp"
#include "store/duckdb/overview.hpp"
#include "store/duckdb/record_view.hpp"
#include "store/duckdb/snapshot.hpp"
#include "tiny_shop.hpp"

namespace aftercare::store {

using testing::HasSubstr;

base::Result<std::unique_ptr<Database>> open_at(const std::filesystem::path& file,
                                                bool read_only = false) {
  return Database::open(file, shop_dictionary(), {.read_only = read_only});
}

// A statement of another program on the closed store.
void run_apart(const std::filesystem::path& file, const std::string& sql) {
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;
  ASSERT_EQ(duckdb_open(file.c_str(), &database), DuckDBSuccess);
  ASSERT_EQ(duckdb_connect(database, &connection), DuckDBSuccess);
  EXPECT_EQ(duckdb_query(connection, sql.c_str(), nullptr), DuckDBSuccess) << sql;
  duckdb_disconnect(&connection);
  duckdb_close(&database);
}

Sheet two_cases() {
  return {"case",
          {"case_id", "channel", "kind", "customer_id", "opened_at", "rating", "text"},
          {{"c1", "chat", "complaint", "u1", "2026-03-01 08:00", "1", "坏了"},
           {"c2", "review", "praise", "u2", "2026-03-02 08:00", "5", "很好"}}};
}

TEST(DatabaseTest, KeepsWhatWasStoredForItsOwnerAlone) {
  Shop shop;
  shop.ingest("f1", two_cases());
  shop.close();
  struct stat mode {};
  ASSERT_EQ(::stat(shop.folder().file().c_str(), &mode), 0);
  EXPECT_EQ(mode.st_mode & 0777, 0600U);
  shop.open();
  EXPECT_EQ(shop.ask("SELECT case_key, rating FROM case_fact ORDER BY case_key"), "c1,1;c2,5");
}

// The disk was full, or the process killed, while the engine wrote the head of a new file.
TEST(DatabaseTest, AStoreWhoseMakingWasCutShortIsMadeTheNextTime) {
  const Shop shop;
  const auto file = shop.folder().file().parent_path() / "cut.duckdb";
  for (const rlim_t size : {0, 4096, 8192}) {
    const pid_t child = ::fork();
    if (child == 0) {
      ::signal(SIGXFSZ, SIG_IGN);
      const rlimit limit{size, size};
      ::setrlimit(RLIMIT_FSIZE, &limit);
      ::_exit(open_at(file) ? 0 : 7);
    }
    int ended = 0;
    ASSERT_EQ(::waitpid(child, &ended, 0), child);
    EXPECT_TRUE(WIFEXITED(ended) && WEXITSTATUS(ended) == 7) << ended;
    const auto again = open_at(file);
    EXPECT_TRUE(again) << size << ": " << again.error().message;
    std::filesystem::remove(file);
  }
}

// What the engine had written of it stands in its log: the store is opened again first.
TEST(DatabaseTest, ACommitThatTheDiskHadNoRoomForDoesNotCountWithTheNextOne) {
  Shop shop;
  const auto cases = [](const std::string& name, int rows) {
    Sheet sheet{"case", {"case_id", "channel", "kind", "text"}, {}};
    for (int row = 0; row < rows; ++row)
      sheet.rows.push_back({fmt::format("{}{}", name, row), "chat", "complaint",
                            fmt::format("{} 第{}次来问，还是没有人处理", name, row)});
    return sheet;
  };
  shop.ingest("first", cases("a", 3));
  ASSERT_EQ(shop.ask("SELECT count(*) FROM case_fact"), "3");
  const auto log = shop.folder().file().string() + ".wal";
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  auto* const handler = ::signal(SIGXFSZ, SIG_IGN);
  const rlimit narrow{std::filesystem::file_size(log) + 6000, before.rlim_max};
  const auto store = [&](const std::string& name, int rows) -> base::Result<void> {
    auto writer = shop.writer();
    if (auto begun = writer.begin_file({name, "shop", name + ".csv", "case", "m", "utf-8", 10});
        !begun)
      return base::failure_of(begun);
    if (auto stored = writer.commit(slice_of(name, 0, true, cases(name, rows))); !stored)
      return base::failure_of(stored);
    return writer.flush();
  };
  ::setrlimit(RLIMIT_FSIZE, &narrow);
  const auto full = store("second", 400);
  ::setrlimit(RLIMIT_FSIZE, &before);
  ::signal(SIGXFSZ, handler);
  ASSERT_FALSE(full);
  EXPECT_THAT(full.error().message, HasSubstr("the disk is full"));
  const auto later = store("third", 2);
  ASSERT_TRUE(later) << "there is room again: " << later.error().message;
  EXPECT_EQ(shop.ask("SELECT file_id, rows FROM slice ORDER BY ALL"), "first,3;third,2");
  EXPECT_EQ(shop.ask("SELECT count(*) FROM case_fact"), "5");
  shop.close();
  shop.open();
  EXPECT_EQ(shop.ask("SELECT file_id, rows FROM slice ORDER BY ALL"), "first,3;third,2");
  EXPECT_EQ(shop.ask("SELECT count(*) FROM case_fact"), "5");
  ASSERT_TRUE(store("second", 400));
  EXPECT_EQ(shop.ask("SELECT file_id, rows FROM slice ORDER BY ALL"), "first,3;second,400;third,2");
  EXPECT_EQ(shop.ask("SELECT count(*) FROM case_fact"), "405");
}

// A reader that stops midway (an error, a comparison nobody wants any more) gives its connection
// back; what it read must be free again, or the checkpoint at the end waits for it forever.
TEST(DatabaseTest, AReaderThatStopsMidwayHoldsNothing) {
  Shop shop;
  const auto run = [&shop](const char* sql) {
    return shop.database().with_connection(
        [sql](const Connection& connection) { return connection.execute(sql); });
  };
  ASSERT_TRUE(run("CREATE TABLE numbers AS SELECT range AS n FROM range(300000)"));
  ASSERT_TRUE(
      shop.database().with_connection([](const Connection& connection) -> base::Result<bool> {
        auto rows = connection.query("SELECT n FROM numbers ORDER BY n");
        if (!rows) return base::failure_of(rows);
        return rows->next();
      }));
  // The same connection comes out of the pool: it is in nobody's transaction.
  EXPECT_TRUE(run("BEGIN TRANSACTION"));
  EXPECT_TRUE(run("COMMIT"));
  EXPECT_TRUE(run("CHECKPOINT"));
}

TEST(DatabaseTest, AnswersQueryTrees) {
  Shop shop;
  shop.ingest("f1", two_cases());
  const Query query{"case_fact",
                    {{column("channel"), "channel"},
                     {count_rows(equal(column("kind"), value("complaint"))), "complaints"},
                     {column("opened_day"), "day"}},
                    nullptr,
                    {column("channel"), column("opened_day")},
                    {{"channel", false}},
                    {},
                    0};
  const auto frame = shop.database().run(query, records::Viewer::owner()).value();
  EXPECT_EQ(frame.columns, (std::vector<std::string>{"channel", "complaints", "day"}));
  ASSERT_EQ(frame.rows.size(), 2U);
  EXPECT_EQ(std::get<std::string>(frame.rows[0][0]), "chat");
  EXPECT_EQ(std::get<std::int64_t>(frame.rows[0][1]), 1);
  EXPECT_EQ(std::get<records::Day>(frame.rows[0][2]), records::parse_day("2026-03-01"));
  const Query wrong{"no_such_fact", {{column("channel"), "channel"}}, nullptr, {}, {}, {}, 0};
  EXPECT_FALSE(shop.database().run(wrong, records::Viewer::owner()).has_value());
}

TEST(DatabaseTest, AnswersSeveralThreadsWhileItIsWritten) {
  Shop shop;
  shop.begin("f1", "case");
  std::vector<std::thread> readers;
  std::atomic<int> failures = 0;
  for (int i = 0; i < 2; ++i)
    readers.emplace_back([&] {
      // Whatever moment a reader hits, records and facts agree.
      for (int n = 0; n < 10; ++n) {
        const auto frame = shop.database().read(
            "SELECT (SELECT count(*) FROM \"case\") = (SELECT count(*) FROM case_fact)");
        if (!frame || !std::get<bool>(frame->rows[0][0])) ++failures;
      }
    });
  for (std::uint32_t number = 0; number < 5; ++number) {
    auto sheet = two_cases();
    for (auto& row : sheet.rows) row[0] += fmt::format("-{}", number), row[6] += row[0];
    EXPECT_TRUE(shop.writer().commit(slice_of("f1", number, number == 4, sheet)));
  }
  for (auto& reader : readers) reader.join();
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(shop.ask("SELECT count(*) FROM case_fact"), "10");
}

TEST(DatabaseTest, SaysWhichProcessHoldsTheStore) {
  const TestFolder folder;
  ASSERT_TRUE(open_at(folder.file()));
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const auto child = ::fork();
  if (child == 0) {
    auto held = open_at(folder.file());
    const char answer = held ? 'y' : 'n';
    (void)!::write(ready[1], &answer, 1);
    ::pause();
    ::_exit(0);
  }
  char answer = 0;
  ASSERT_EQ(::read(ready[0], &answer, 1), 1);
  EXPECT_EQ(answer, 'y');
  const auto second = open_at(folder.file());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, base::ErrorKind::internal);
  EXPECT_EQ(second.error().message,
            fmt::format("the store is in use by process {}: {}; stop it or wait until it is done",
                        child, std::filesystem::canonical(folder.file()).string()));
  EXPECT_THAT(second.error().message_zh, HasSubstr(fmt::format("进程 {} ", child)));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(open_at(folder.file()));  // Killed, it holds nothing and left nothing broken.
}

TEST(DatabaseTest, RefusesToOpenItsFileTwice) {
  Shop shop;
  const auto second = open_at(shop.folder().file());
  ASSERT_FALSE(second);
  EXPECT_THAT(second.error().message, HasSubstr("open already in this process"));
  shop.close();
  EXPECT_TRUE(open_at(shop.folder().file()));
}

TEST(DatabaseTest, SaysThatAFileIsNoStore) {
  const TestFolder folder;
  std::ofstream(folder.file()) << std::string(10'000, 'x');
  const auto opened = open_at(folder.file());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, base::ErrorKind::internal);
  EXPECT_THAT(opened.error().message, HasSubstr("is no Aftercare store or is damaged: "));
  EXPECT_THAT(opened.error().message_zh, HasSubstr("不是 Aftercare 数据库或已损坏"));
  EXPECT_EQ(std::filesystem::file_size(folder.file()), 10'000U);  // Left as it was.
}

TEST(DatabaseTest, SaysThatAStoreIsDamaged) {
  const TestFolder folder;
  ASSERT_TRUE(open_at(folder.file()));
  {
    std::fstream file(folder.file(), std::ios::in | std::ios::out | std::ios::binary);
    for (const int at : {4096, 8192, 12'288, 20'000, 270'000}) {
      file.seekp(at);
      file << std::string(64, '\xee');
    }
  }
  const auto opened = open_at(folder.file());
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, HasSubstr("damaged"));
}

TEST(DatabaseTest, LeavesTheDatabaseOfAnotherProgramAlone) {
  const TestFolder folder;
  duckdb_database other = nullptr;
  duckdb_connection connection = nullptr;
  ASSERT_EQ(::duckdb_open(folder.file().c_str(), &other), DuckDBSuccess);
  ASSERT_EQ(::duckdb_connect(other, &connection), DuckDBSuccess);
  ASSERT_EQ(::duckdb_query(connection, "CREATE TABLE payroll (name VARCHAR)", nullptr),
            DuckDBSuccess);
  ::duckdb_disconnect(&connection);
  ::duckdb_close(&other);
  const auto opened = open_at(folder.file());
  ASSERT_FALSE(opened);
  EXPECT_THAT(opened.error().message, HasSubstr("a database of another program"));
  EXPECT_THAT(opened.error().message, HasSubstr("table payroll"));
}

TEST(DatabaseTest, SaysThatThePathIsAFolderOrNowhere) {
  const TestFolder folder;
  EXPECT_THAT(open_at(folder.path()).error().message, HasSubstr("is a folder, not a file"));
  EXPECT_FALSE(open_at(folder.path() / "none" / "aftercare.duckdb", true).has_value());
}

TEST(DatabaseTest, ReadOnlyReadsAndWritesNothing) {
  const TestFolder folder;
  EXPECT_FALSE(open_at(folder.file(), true).has_value());
  EXPECT_FALSE(std::filesystem::exists(folder.file()));
  ASSERT_TRUE(open_at(folder.file()));
  const auto opened = open_at(folder.file(), true).value();
  EXPECT_TRUE(opened->read("SELECT count(*) FROM case_fact").has_value());
  EXPECT_FALSE(Writer(*opened).begin_file({"f", "s", "f.csv", "case", "m", "utf-8", 1}));
}

TEST(DatabaseTest, RefusesAnUnknownZone) {
  const TestFolder folder;
  const auto opened =
      Database::open(folder.file(), shop_dictionary(), {.zone = "Middle-earth/Shire"});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().kind, base::ErrorKind::usage);
}

TEST(DatabaseTest, EmptiesTheFolderOfSpilledData) {
  Shop shop;
  shop.close();
  const auto left_over = shop.folder().path() / ".spill" / "duckdb_temp_block.tmp";
  std::ofstream(left_over) << "left over";
  shop.open();
  EXPECT_FALSE(std::filesystem::exists(left_over));
  struct stat mode {};
  ASSERT_EQ(::stat(left_over.parent_path().c_str(), &mode), 0);
  EXPECT_EQ(mode.st_mode & 0777, 0700U);
}

TEST(DatabaseTest, AFieldAddedToTheDictionaryBecomesAColumn) {
  Shop shop;
  shop.ingest("f1", two_cases());
  shop.close();
  const auto overlay = shop.folder().path() / "dictionary.yaml";
  const auto load = [&overlay](const std::string& type) {
    std::ofstream(overlay) << "entities:\n  - name: case\n    fields:\n      - {name: shelf, type: "
                           << type << ", label: {zh: 货架, en: Shelf}}\n";
    return records::Dictionary::load_files({place::root() / "catalog" / "dictionary.yaml", overlay})
        .value();
  };
  const auto wider = load("text");
  {
    const auto database = Database::open(shop.folder().file(), wider).value();
    EXPECT_TRUE(
        database->read("SELECT shelf FROM \"case\" UNION ALL SELECT shelf FROM case_history"));
    EXPECT_EQ(record(*database, records::Viewer::owner(), "case", "c1").value()->fields.size(),
              wider.entity("case")->fields.size());
  }
  const auto other = load("money");
  const auto refused = Database::open(shop.folder().file(), other);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, base::ErrorKind::usage);
  EXPECT_THAT(refused.error().message, HasSubstr("case.shelf is VARCHAR in the store"));
}

TEST(DatabaseTest, AStoreFromBeforeConfidencesOpensAndItsDecisionsHold) {
  Shop shop;
  shop.ingest("f1", two_cases());
  shop.close();
  const auto apart = [&shop](const std::string& sql) { run_apart(shop.folder().file(), sql); };
  apart("ALTER TABLE finding DROP COLUMN confidence");
  for (const auto* column : {"rule", "suggested", "confidence"})
    apart(fmt::format("ALTER TABLE decision DROP COLUMN {}", column));
  apart("DELETE FROM migration WHERE number >= 15");
  apart(
      "INSERT INTO decision VALUES (1, 'case', 'status', 'done', 'closed', 'accepted', 1, now())");
  apart("INSERT INTO decided_record VALUES (1, 'c1', NULL)");
  apart(
      "INSERT INTO finding SELECT file_id, 0, row_number, 'case', 'c1', 'repaired', 'status', "
      "'decided_value', 'done', 'closed' FROM \"case\" WHERE record_key = 'c1'");
  apart("UPDATE \"case\" SET status = 'closed' WHERE record_key = 'c1'");
  shop.open();
  EXPECT_EQ(shop.ask("SELECT rule, suggested, confidence FROM decision"), "not_in_code_list,-,-");
  EXPECT_EQ(shop.ask("SELECT confidence FROM finding"), "-");
  const auto undone = Writer(shop.database()).undo_decision(1);
  ASSERT_TRUE(undone) << undone.error().message;
  EXPECT_EQ(shop.ask("SELECT kind, rule FROM finding"), "flagged,not_in_code_list");
  EXPECT_EQ(shop.ask("SELECT status FROM \"case\" WHERE record_key = 'c1'"), "-");
}

TEST(DatabaseTest, AStoreFromBeforeSuppliersOpensAndLearnsThem) {
  Shop shop;
  const std::vector<std::string> product = {"product_id", "name", "supplier"};
  shop.ingest("p", {"product", product, {{"s1", "耳机", "甲厂"}}});
  shop.ingest("i", {"order_item", {"order_id", "item_no", "product_id"}, {{"o1", "1", "s1"}}});
  shop.close();
  for (const auto* table : {"product", "product_history", "order_item", "order_item_history",
                            "case_fact", "order_item_fact", "return_fact", "survey_fact"})
    run_apart(shop.folder().file(), fmt::format("ALTER TABLE {} DROP COLUMN supplier", table));
  run_apart(shop.folder().file(),
            "UPDATE setting SET value = regexp_replace(value, '^[0-9]+', '9') WHERE name = "
            "'facts'");
  shop.open();
  EXPECT_EQ(shop.ask("SELECT item_key, product, supplier FROM order_item_fact"), "o1/1,耳机,-");
  shop.ingest("q", {"product", product, {{"s1", "耳机", "乙厂"}}});
  EXPECT_EQ(shop.ask("SELECT item_key, product, supplier FROM order_item_fact"), "o1/1,耳机,乙厂");
}

TEST(DatabaseTest, DigestsStoredAsTextAreNarrowedAndStillKnown) {
  Shop shop;
  shop.ingest("f1", two_cases());
  shop.close();
  for (const auto* column : {"content_hash", "same_hash", "text_hash"})
    run_apart(shop.folder().file(), fmt::format("ALTER TABLE \"case\" ALTER {0} TYPE VARCHAR USING "
                                                "replace({0}::VARCHAR, '-', '')",
                                                column));
  shop.open();
  EXPECT_EQ(shop.ask("SELECT DISTINCT typeof(content_hash) FROM \"case\""), "UUID");
  shop.begin("f2", "case");
  const auto again = shop.writer().commit(slice_of("f2", 0, true, two_cases()));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->duplicates, 2U);
}

TEST(DatabaseTest, TokensStoredAsTextAreNarrowed) {
  Shop shop;
  shop.begin("f1", "customer");
  auto slice = slice_of("f1", 0, true, {"customer", {"customer_id"}, {{"u1"}, {"u2"}}});
  const std::string token = "0123456789abcdef0123456789abcdef";
  slice.batches[0].column_or_add("phone_token", records::FieldType::text).set(0, token);
  ASSERT_TRUE(shop.writer().commit(std::move(slice)));
  shop.close();
  run_apart(shop.folder().file(),
            "ALTER TABLE customer ALTER phone_token TYPE VARCHAR USING "
            "replace(phone_token::VARCHAR, '-', '')");
  shop.open();
  EXPECT_EQ(shop.ask("SELECT typeof(phone_token), replace(phone_token::VARCHAR, '-', '') FROM "
                     "customer WHERE phone_token IS NOT NULL"),
            "UUID," + token);
}

TEST(DatabaseTest, ShowsARecordWithItsOriginAndFindings) {
  Shop shop;
  shop.begin("f1", "case");
  auto slice = slice_of("f1", 0, true, two_cases());
  slice.batches[0].findings = {{0, records::FindingKind::flagged, "rating", "rating_low", "1", ""}};
  ASSERT_TRUE(shop.writer().commit(std::move(slice)));
  const auto view = record(shop.database(), records::Viewer::owner(), "case", "c1").value();
  ASSERT_TRUE(view);
  EXPECT_EQ(view->file, "f1.csv");
  EXPECT_EQ(view->row, 1U);
  EXPECT_EQ(view->byte, 100U);
  EXPECT_EQ(view->versions, 1);
  ASSERT_EQ(view->findings.size(), 1U);
  EXPECT_EQ(view->findings[0].rule, "rating_low");
  EXPECT_FALSE(record(shop.database(), records::Viewer::owner(), "case", "c9").value().has_value());
  EXPECT_FALSE(record(shop.database(), records::Viewer::owner(), "ghost", "c1").has_value());
}

TEST(DatabaseTest, ShowsMessagesInTheOrderTheyWereSent) {
  Shop shop;
  shop.ingest("f1", two_cases());
  shop.ingest("f2", {"message",
                     {"message_id", "case_id", "position", "sent_at", "sender", "text"},
                     {{"m2", "c1", "2", "2026-03-01 08:05", "agent", "您好"},
                      {"m1", "c1", "1", "2026-03-01 08:00", "customer", "坏了"},
                      {"m3", "c2", "1", "", "customer", "很好"}}});
  const auto messages = messages_of(shop.database(), records::Viewer::owner(), "c1").value();
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages[0].text, "坏了");
  EXPECT_EQ(messages[1].sender, "agent");
}

TEST(DatabaseTest, KnowsRepeatedTextsDaysAndProducts) {
  Shop shop;
  const auto viewer = records::Viewer::owner();
  EXPECT_FALSE(case_days(shop.database(), viewer).value().first.has_value());
  shop.begin("f1", "case");
  auto slice = slice_of("f1", 0, true, two_cases());
  auto& hashes = slice.batches[0].column_or_add("text_hash", records::FieldType::text);
  const auto same_text = digits_of("坏了");
  hashes.set(0, same_text);
  hashes.set(1, same_text);
  ASSERT_TRUE(shop.writer().commit(std::move(slice)));
  EXPECT_EQ(repeats(shop.database(), viewer)->texts, 1U);
  EXPECT_EQ(repeats(shop.database(), viewer)->rows, 2U);
  const auto days = case_days(shop.database(), viewer).value();
  EXPECT_EQ(days.first, records::parse_day("2026-03-01"));
  EXPECT_EQ(days.last, records::parse_day("2026-03-02"));
  shop.ingest("f2", {"product",
                     {"product_id", "name", "model"},
                     {{"s1", "蓝牙耳机", "X1"}, {"s2", "蓝牙耳机", ""}}});
  EXPECT_EQ(product_names(shop.database(), viewer).value(),
            (std::vector<std::string>{"X1", "蓝牙耳机"}));
}

TEST(DatabaseTest, DumpsEveryValueAndGivesSealedCustomers) {
  Shop shop;
  const auto viewer = records::Viewer::owner();
  shop.begin("f1", "customer");
  auto slice =
      slice_of("f1", 0, true, {"customer", {"customer_id", "phone"}, {{"u1", "138****0000"}}});
  const std::string sealed("\0\x01sealed\xff", 9);
  slice.batches[0].column_or_add("sealed", records::FieldType::blob).set(0, sealed);
  slice.batches[0].column_or_add("person", records::FieldType::text).set(0, "p1");
  slice.batches[0]
      .column_or_add("phone_token", records::FieldType::text)
      .set(0, "0123456789abcdef0123456789abcdef");
  ASSERT_TRUE(shop.writer().commit(std::move(slice)));
  std::set<std::string> seen;
  ASSERT_TRUE(dump_all_values(
      shop.database(), viewer,
      [&seen](std::string_view table, std::string_view column, std::string_view value) {
        seen.insert(fmt::format("{}.{}={}", table, column, value));
      }));
  EXPECT_TRUE(seen.contains("customer.phone=138****0000"));
  EXPECT_TRUE(seen.contains("customer.phone_token=01234567-89ab-cdef-0123-456789abcdef"));
  EXPECT_TRUE(seen.contains("customer.sealed=" + sealed));
  EXPECT_TRUE(seen.contains("file.name=f1.csv"));
  EXPECT_EQ(sealed_customer(shop.database(), viewer, "u1").value()->sealed, sealed);
  EXPECT_EQ(sealed_customer(shop.database(), viewer, "u1").value()->person, "p1");
  EXPECT_FALSE(sealed_customer(shop.database(), viewer, "u2").value().has_value());
}

}  // namespace aftercare::store
