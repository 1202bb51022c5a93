#include "intake/reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iconv.h>

#include <set>
#include <thread>

#include "written_file.hpp"

namespace aftercare::intake {
namespace {

using Rows = std::vector<std::vector<std::string>>;
using testing::HasSubstr;

std::string encode(std::string text, const char* encoding) {
  const auto converter = iconv_open(encoding, "UTF-8");
  std::string bytes(text.size() * 4 + 16, '\0');
  char* from = text.data();
  char* to = bytes.data();
  std::size_t in_left = text.size(), out_left = bytes.size();
  EXPECT_EQ(iconv(converter, &from, &in_left, &to, &out_left), 0U) << encoding;
  iconv_close(converter);
  bytes.resize(bytes.size() - out_left);
  return bytes;
}

void expect_error(const WholeFile& read, const std::string& what, const std::string& what_zh,
                  const std::string& where) {
  EXPECT_EQ(read.error.kind, base::ErrorKind::input) << what;
  EXPECT_THAT(read.error.message, HasSubstr(what));
  EXPECT_THAT(read.error.message, HasSubstr(where));
  EXPECT_THAT(read.error.message_zh, HasSubstr(what_zh));
  EXPECT_THAT(read.error.message_zh, HasSubstr(where));
}

// Rows of several slices, with everything that is not a row among them.
std::string long_table(int rows) {
  std::string bytes = "订单号,内容,城市\n";
  for (int i = 0; i < rows; ++i) {
    bytes += "A" + std::to_string(i) + ",\"第 " + std::to_string(i) + " 条\n换行\",上海\n";
    if (i % 7 == 0) bytes += "\n";
    if (i % 11 == 0) bytes += "订单号,内容,城市\n";
    if (i % 13 == 0) bytes += "broken,row\n";
  }
  return bytes;
}

}  // namespace

TEST(ReaderTest, EveryEncodingGivesTheSameRowsAndTrueBytes) {
  const std::string simplified = "订单号,内容\n1001,快递太慢了，商家不回复\n1002,很好\n";
  const std::string traditional = "訂單號,內容\n1001,快遞太慢了，商家不回覆\n1002,很好\n";
  const std::string german = "Nummer;Größe\n1001;zu groß für mich, möchte zurückgeben\n1002;gut\n";
  const struct {
    std::string text;
    const char* iconv_name;
    std::string mark;
    std::string encoding;
  } cases[] = {
      {simplified, "UTF-8", "", "UTF-8"},       {simplified, "UTF-8", "\xEF\xBB\xBF", "UTF-8"},
      {simplified, "GB18030", "", "GB18030"},   {simplified, "UTF-16LE", "\xFF\xFE", "UTF-16LE"},
      {simplified, "UTF-16LE", "", "UTF-16LE"}, {simplified, "UTF-16BE", "\xFE\xFF", "UTF-16BE"},
      {simplified, "UTF-16BE", "", "UTF-16BE"}, {traditional, "BIG5", "", "Big5"},
      {german, "CP1252", "", "Windows-1252"},
  };
  for (const auto& [text, iconv_name, mark, encoding] : cases) {
    const auto bytes = mark + encode(text, iconv_name);
    const auto read = read_bytes(bytes);
    const auto expected = read_bytes(text);
    EXPECT_EQ(read.description.encoding, encoding);
    EXPECT_EQ(read.columns, expected.columns) << encoding;
    EXPECT_EQ(read.rows, expected.rows) << encoding;
    ASSERT_EQ(read.rows.size(), 2U) << encoding;
    const auto row = encode(text.substr(text.rfind("1002")), iconv_name);
    EXPECT_EQ(read.origins[1].byte, bytes.size() - row.size()) << encoding;
    EXPECT_EQ(read.repaired(records::TextRepair::none), 2U);
  }
}

TEST(ReaderTest, AnEncodingThatShowsLateIsStillFound) {
  std::string bytes = "id,text\n";
  while (bytes.size() < (2U << 20)) bytes += "1,plain ascii for a long while\n";
  const auto before = bytes.size();
  bytes += encode("2,快递太慢了，商家也不回复\n3,很好\n", "GB18030");
  const auto read = read_bytes(bytes);
  EXPECT_EQ(read.rows.back()[1], "很好");
  EXPECT_EQ(read.rows[read.rows.size() - 2][1], "快递太慢了，商家也不回复");
  EXPECT_EQ(read.origins[read.origins.size() - 2].byte, before);
  EXPECT_EQ(read.repaired(records::TextRepair::replaced_invalid), 0U);
}

TEST(ReaderTest, AGivenEncodingIsNotGuessed) {
  OpenOptions options;
  options.encoding = base::Encoding::gb18030;
  options.has_header = false;
  EXPECT_EQ(read_bytes("\xCD\xCB\xBF\xEE\n", "t.csv", options).rows, (Rows{{"退款"}}));
}

TEST(ReaderTest, GzipIsUnpackedMemberAfterMember) {
  const auto text = long_table(2000);
  const auto plain = read_bytes(text);
  for (const auto& bytes : {gzip(text), gzip(text.substr(0, 100)) + gzip(text.substr(100)),
                            gzip(text) + std::string(512, '\0')}) {
    const auto read = read_bytes(bytes, "t.csv.gz");
    EXPECT_EQ(read.error.message, "");
    EXPECT_EQ(read.description.compression, Compression::gzip);
    EXPECT_EQ(read.rows, plain.rows);
    EXPECT_EQ(read.origins.back().byte, plain.origins.back().byte);
  }
}

TEST(ReaderTest, GzipCutOffOrCorruptIsAnErrorThatNamesTheRow) {
  std::string text = "id,text\n";
  for (int i = 0; i < 200'000; ++i)
    text += std::to_string(i) + "," + std::to_string(i * 2654435761U) + "\n";
  const auto packed = gzip(text);
  const auto cut = read_bytes(packed.substr(0, packed.size() / 2), "t.csv.gz");
  expect_error(cut, "cut off", "截断", "t.csv.gz");
  EXPECT_THAT(cut.error.message, HasSubstr("after row "));
  EXPECT_GT(cut.rows.size(), 20'000U);  // Whole slices before the break are good.
  EXPECT_EQ(cut.rows.size() % 20'000, 19'999U);
  auto corrupt = packed;
  for (std::size_t i = packed.size() / 2; i < packed.size() / 2 + 64; ++i) corrupt[i] = '\x55';
  EXPECT_THAT(read_bytes(corrupt, "t.csv.gz").error.message, HasSubstr("corrupt"));
  expect_error(read_bytes(packed.substr(0, 15), "t.csv.gz"), "cut off", "截断", "t.csv.gz");
  expect_error(read_bytes(packed + "garbage", "t.csv.gz"), "corrupt", "损坏", "t.csv.gz");
}

TEST(ReaderTest, WhatIsNoTableIsRefusedByName) {
  using std::string_literals::operator""s;
  const struct {
    std::string bytes;
    std::string what;
    std::string what_zh;
  } cases[] = {
      {"", "file is empty", "文件是空的"},
      {"\xEF\xBB\xBF", "file is empty", "文件是空的"},
      {" \r\n\n", "file is empty", "文件是空的"},
      {gzip(""), "file is empty", "文件是空的"},
      {"PK\x03\x04............notes.txt", "zip file is cut off", "zip 文件不完整"},
      {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"s, "Excel 97-2003 (xls)", "Excel 97-2003 (xls)"},
      {"PAR1\x15\x04", "Parquet file is cut off", "Parquet 文件不完整"},
      {"\x89PNG\r\n\x1A\n....", "PNG", "PNG"},
      {"%PDF-1.7\n", "PDF", "PDF"},
      {"\xEF\xBB\xBF <HTML><body><table>", "HTML", "HTML"},
      {"a,b\n1,\0\0\x02\n"s, "no text", "不是文本"},
      {encode("номер,отзыв\n1,Очень плохое качество, верните деньги за покупку\n", "CP1251"),
       "unknown encoding", "编码"},
  };
  for (const auto& [bytes, what, what_zh] : cases)
    expect_error(read_bytes(bytes, "thing.csv"), what, what_zh, "thing.csv");
}

TEST(ReaderTest, WhatCannotBeOpenedIsSaid) {
  const WrittenFile file("a,b\n1,2\n");
  expect_error(read_file(file.path().string() + ".gone"), "does not exist", "不存在", ".gone");
  const auto folder = file.path().parent_path();
  expect_error(read_file(folder), "folder", "文件夹", folder.filename().string());
  expect_error(read_file("/dev/null"), "device", "设备", "/dev/null");
}

TEST(ReaderTest, AFileWithoutPermissionIsSaid) {
  const WrittenFile file("a,b\n1,2\n");
  std::filesystem::permissions(file.path(), std::filesystem::perms::none);
  if (::access(file.path().c_str(), R_OK) == 0) GTEST_SKIP() << "this user may read everything";
  expect_error(read_file(file.path()), "no permission", "权限", "table.csv");
}

TEST(ReaderTest, SlicesEndWithTheRecordThatReachesALimit) {
  const auto text = long_table(3000);
  const auto whole = read_bytes(text);
  const auto by_rows = read_bytes(text, "t.csv", {}, {100, 8 << 20});
  EXPECT_EQ(by_rows.rows, whole.rows);
  for (std::size_t i = 0; i + 1 < by_rows.slice_ends.size(); ++i)
    EXPECT_EQ(by_rows.slice_ends[i], (i + 1) * 100);
  const auto by_bytes = read_bytes(text, "t.csv", {}, {20'000, 5000});
  EXPECT_EQ(by_bytes.rows, whole.rows);
  EXPECT_GT(by_bytes.slice_ends.size(), text.size() / 5100);
  EXPECT_LE(by_bytes.slice_ends.size(), text.size() / 5000 + 1);
}

TEST(ReaderTest, AResumedRunFindsTheSameSlices) {
  const auto text = long_table(3000);
  const std::string json = [] {
    std::string lines;
    for (int i = 0; i < 3000; ++i)
      lines += "{\"k" + std::to_string(i % 5 + i / 1000 * 5) + "\":" + std::to_string(i) + "}\n";
    return lines;
  }();
  const std::pair<std::string, std::string> files[] = {{text, "t.csv"},
                                                       {encode(text, "GB18030"), "g.csv"},
                                                       {gzip(text), "t.csv.gz"},
                                                       {json, "t.jsonl"}};
  constexpr SliceLimits limits{.records = 300, .bytes = 8000};
  for (const auto& [bytes, name] : files) {
    const WrittenFile file(bytes, name);
    const auto whole = read_file(file.path(), {}, limits);
    ASSERT_GT(whole.slice_ends.size(), 4U);
    for (const std::uint64_t skipped : {1U, 3U}) {
      const auto reader = open(file.path());
      EXPECT_TRUE((*reader)->skip_slices(skipped, limits).value());
      const auto rest = read_on(**reader, limits);
      EXPECT_EQ(rest.slice_ends,
                std::vector<std::uint64_t>(whole.slice_ends.begin() + static_cast<long>(skipped),
                                           whole.slice_ends.end()))
          << name;
      EXPECT_EQ(rest.rows,
                Rows(whole.rows.end() - static_cast<long>(rest.rows.size()), whole.rows.end()));
      EXPECT_EQ(rest.origins.back().byte, whole.origins.back().byte);
    }
    const auto reader = open(file.path());
    EXPECT_TRUE((*reader)->skip_records(whole.slice_ends[1]).value());
    EXPECT_EQ(read_on(**reader, limits).slice_ends.front(), whole.slice_ends[2]) << name;
    EXPECT_FALSE(open(file.path()).value()->skip_records(1'000'000).value());
  }
}

TEST(ReaderTest, SlicesOutliveTheReaderAndGoToOtherThreads) {
  std::vector<Slice> slices;
  {
    const WrittenFile file(long_table(5000));
    auto reader = open(file.path()).value();
    std::thread producer([&] {
      while (auto slice = reader->next({.records = 500}).value())
        slices.push_back(std::move(*slice));
    });
    producer.join();
  }
  std::set<std::string> orders;
  for (const auto& slice : slices)
    for (std::size_t row = 0; row < slice.batch.rows(); ++row)
      orders.emplace(slice.batch.cell(row, 0));
  EXPECT_EQ(orders.size(), 5000U);
}

TEST(ReaderTest, AnyBytesEndWithoutHarm) {
  const std::string seed = long_table(5) + "{\"a\":[1,{\"b\":\"\\u9000\"}]}\n\xE9\x80,\"\r\r\n\t;|";
  std::uint32_t state = 1;
  const auto random = [&state](std::size_t below) {
    state = state * 1664525U + 1013904223U;
    return static_cast<std::size_t>(state >> 8) % below;
  };
  for (int i = 0; i < 1500; ++i) {
    std::string bytes;
    const std::size_t parts = 1 + random(6);
    for (std::size_t part = 0; part < parts; ++part) {
      const auto begin = random(seed.size());
      bytes += seed.substr(begin, random(60));
      if (random(2) == 0) bytes.push_back("\"\n,{}[]\r\xC3\x80\xFF:"[random(12)]);
    }
    const auto whole = read_bytes(bytes, i % 2 == 0 ? "t.csv" : "t.json");
    const auto cut = read_bytes(bytes, i % 2 == 0 ? "t.csv" : "t.json", {}, {3, 40});
    if (whole.error.message.empty()) {
      EXPECT_EQ(whole.rows.size(), cut.rows.size()) << bytes;
      EXPECT_EQ(whole.records, cut.records) << bytes;
    }
  }
}

}  // namespace aftercare::intake
