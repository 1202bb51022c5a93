#include "intake/parquet/parquet_reader.hpp"

#include <duckdb.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "../written_file.hpp"
#include "../written_zip.hpp"
#include "intake/part.hpp"

namespace aftercare::intake {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// The rows of a query as the bytes of a Parquet file.
std::string parquet_of(const std::string& query, const std::string& options = "") {
  const WrittenFile place("", "made.parquet");
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;
  duckdb_open(nullptr, &database);
  duckdb_connect(database, &connection);
  duckdb_result result{};
  const auto sql = "SET TimeZone = 'UTC'; COPY (" + query + ") TO '" + place.path().string() +
                   "' (FORMAT parquet" + options + ")";
  EXPECT_EQ(duckdb_query(connection, sql.c_str(), &result), DuckDBSuccess)
      << duckdb_result_error(&result);
  duckdb_destroy_result(&result);
  duckdb_disconnect(&connection);
  duckdb_close(&database);
  std::ifstream in(place.path(), std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST(ParquetReaderTest, ValuesBecomeTextExactly) {
  const auto whole = read_bytes(
      parquet_of(
          "SELECT 9007199254740993::BIGINT AS id, 12345678901234567890.123456::DECIMAL(38,6) "
          "AS amount, TIMESTAMP '2026-02-01 10:00:00' AS at, TIMESTAMPTZ '2026-02-01 "
          "10:00:00+00' AS zoned, DATE '2026-02-01' AS day, 0.1::DOUBLE AS share, 12.0::DOUBLE "
          "AS number, true AS yes, '退款, \"急\"' AS note, NULL::VARCHAR AS none, ['a','b'] AS "
          "tags, {'sku': 'A', 'n': 2} AS item, '\\xFF\\x01'::BLOB AS bytes, 'abc'::BLOB AS "
          "text_bytes"),
      "orders.parquet");
  EXPECT_EQ(whole.error.message, "");
  EXPECT_EQ(whole.description.format, Format::parquet);
  EXPECT_THAT(whole.columns,
              ElementsAre("id", "amount", "at", "zoned", "day", "share", "number", "yes", "note",
                          "none", "tags", "item", "bytes", "text_bytes"));
  ASSERT_EQ(whole.rows.size(), 1U);
  EXPECT_THAT(
      whole.rows[0],
      ElementsAre("9007199254740993", "12345678901234567890.123456", "2026-02-01 10:00:00",
                  "2026-02-01 10:00:00+00:00", "2026-02-01", "0.1", "12", "true", "退款, \"急\"",
                  "", "[\"a\",\"b\"]", "{\"sku\":\"A\",\"n\":2}", "ff01", "abc"));
}

TEST(ParquetReaderTest, RowsKeepTheirOrderAndSlicesAreExact) {
  const WrittenFile file(
      parquet_of("SELECT i AS id, 'text ' || i AS note FROM range(50000) t(i) ORDER BY i",
                 ", ROW_GROUP_SIZE 4096"),
      "many.parquet");
  SliceLimits limits;
  limits.records = 777;
  const auto whole = read_file(file.path(), {}, limits);
  ASSERT_EQ(whole.rows.size(), 50'000U);
  for (const std::size_t row : {0, 776, 777, 4096, 49'999})
    EXPECT_EQ(whole.rows[row][0], std::to_string(row));
  EXPECT_EQ(whole.slice_ends[0], 777U);
  EXPECT_EQ(whole.origins.back().row, 50'000U);
  auto reader = open(file.path());
  ASSERT_TRUE((*reader)->skip_records(40'000).value());
  EXPECT_EQ(read_on(**reader).rows.front().front(), "40000");
}

TEST(ParquetReaderTest, NamesAreNoPatternsAndArchivesMayHoldIt) {
  const auto bytes = parquet_of("SELECT 1 AS id, 'x' AS \"a \"\"b\"\"\"");
  EXPECT_EQ(read_bytes(bytes, "a*[b]?'c.parquet").rows.size(), 1U);
  EXPECT_THAT(read_bytes(bytes, "a.parquet").columns, ElementsAre("id", "a \"b\""));
  EXPECT_EQ(read_bytes(zip({{"in.parquet", bytes}}), "a.zip").rows.size(), 1U);
  EXPECT_EQ(read_bytes(gzip(bytes), "a.parquet.gz").rows.size(), 1U);
}

TEST(ParquetReaderTest, BadFilesAreRefusedWithASentence) {
  const auto good = parquet_of("SELECT i AS id, 'text ' || i AS note FROM range(20000) t(i)");
  auto locked = good;
  locked.replace(0, 4, "PARE").replace(locked.size() - 4, 4, "PARE");
  auto corrupt = good;
  for (std::size_t i = corrupt.size() - 200; i < corrupt.size() - 20; ++i) corrupt[i] = '\x7F';
  auto absurd = good;
  absurd.replace(absurd.size() - 8, 4, "\xFF\xFF\xFF\x7F");
  const std::pair<std::string, std::string> cases[] = {
      {good.substr(0, good.size() / 2), "cut off"},
      {"PAR1", "cut off"},
      {"PAR1PAR1", "cut off"},
      {locked, "encrypted"},
      {corrupt, "corrupt"},
      {absurd, "corrupt"},
  };
  for (const auto& [bytes, what] : cases) {
    const auto error = read_bytes(bytes, "bad.parquet").error;
    EXPECT_THAT(error.message, HasSubstr(what));
    EXPECT_THAT(error.message, HasSubstr("bad.parquet"));
    EXPECT_EQ(error.kind, base::ErrorKind::input);
    EXPECT_FALSE(error.message_zh.empty());
  }
  auto torn = good;  // Its directory is whole, its pages are not.
  for (std::size_t i = 40; i < good.size() / 2; ++i) torn[i] = '\x33';
  EXPECT_THAT(read_bytes(torn, "bad.parquet").error.message, HasSubstr("corrupt"));
}

}  // namespace aftercare::intake
