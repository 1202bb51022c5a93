#include "intake/part.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "written_file.hpp"
#include "written_zip.hpp"

namespace aftercare::intake {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string kOrders = "order,amount\nA1,3\nA2,4\n";
const std::string kReturns = "return,reason\nR1,torn\n";

std::vector<std::string> names_in(const std::filesystem::path& file) {
  const auto found = parts(file);
  if (!found) return {found.error().message};
  std::vector<std::string> names;
  for (const auto& part : *found)
    names.push_back((part.left_out ? "not " : "") + name_of_part(part.path));
  return names;
}

std::string book_bytes() {
  return xlsx({{{"S", sheet_row(1, {"ticket", "text"}) + sheet_row(2, {"T1", "late"})}}});
}

}  // namespace

TEST(PartTest, AFileThatIsOneTableIsItsOwnPart) {
  const WrittenFile file(kOrders, "orders.csv");
  EXPECT_THAT(names_in(file.path()), ElementsAre("orders.csv"));
  EXPECT_EQ(source_of_part(file.path()), "orders");
  const WrittenFile odd(kOrders, "a#b.csv");  // The sign may stand in a file's own name.
  EXPECT_THAT(names_in(odd.path()), ElementsAre("a#b.csv"));
  EXPECT_EQ(read_file(odd.path()).rows.size(), 2U);
}

TEST(PartTest, ArchivesHoldTablesOfEveryKind) {
  const WrittenFile file(zip({{"2026/", "", 0, 0},
                              {"2026/orders.csv", kOrders},
                              {"returns.csv.gz", gzip(kReturns)},
                              {"book.xlsx", book_bytes()},
                              {"inner.zip", zip({{"a#b.csv", kOrders}})},
                              {"__MACOSX/._orders.csv", "x"},
                              {".DS_Store", "x"}}),
                         "all.zip");
  EXPECT_THAT(names_in(file.path()),
              ElementsAre("all.zip#2026/orders.csv", "all.zip#returns.csv.gz",
                          "all.zip#book.xlsx#S", "all.zip#inner.zip#a#b.csv",
                          "not all.zip#__MACOSX/._orders.csv", "not all.zip#.DS_Store"));
  const auto at = [&](const std::string& part) { return file.path().string() + "#" + part; };
  const auto orders = read_file(at("2026/orders.csv"));
  EXPECT_EQ(orders.rows.size(), 2U);
  EXPECT_EQ(orders.description.compression, Compression::zip);
  EXPECT_EQ(read_file(at("returns.csv.gz")).rows[0][1], "torn");
  EXPECT_EQ(read_file(at("book.xlsx#S")).rows[0][1], "late");
  EXPECT_EQ(read_file(at("book.xlsx")).rows[0][1], "late");  // There is only one sheet.
  EXPECT_EQ(read_file(at("inner.zip#a#b.csv")).rows.size(), 2U);
  EXPECT_EQ(source_of_part(at("2026/orders.csv")), "orders");
  EXPECT_EQ(source_of_part(at("returns.csv.gz")), "returns");
  EXPECT_EQ(source_of_part(at("book.xlsx#S")), "book");
  EXPECT_THAT(names_in(at("inner.zip")), ElementsAre("all.zip#inner.zip#a#b.csv"));
  EXPECT_THAT(read_file(at("nothing.csv")).error.message, HasSubstr("no 'nothing.csv' in it"));
  EXPECT_THAT(read_file(at("2026/orders.csv#S")).error.message, HasSubstr("in it"));
  EXPECT_THAT(read_file(file.path()).error.message, HasSubstr("4 tables inside"));
}

TEST(PartTest, AWorkbookInGzipIsAWorkbook) {
  const WrittenFile file(gzip(book_bytes()), "book.xlsx.gz");
  EXPECT_THAT(names_in(file.path()), ElementsAre("book.xlsx.gz#S"));
  EXPECT_EQ(read_file(file.path()).rows[0][0], "T1");
}

TEST(PartTest, AMemberHasTheDigestOfTheSameFileUnpacked) {
  const WrittenFile file(zip({{"orders.csv", kOrders}}), "all.zip");
  const WrittenFile plain(kOrders, "orders.csv");
  const std::string key = "a key of 16 bytes";
  EXPECT_EQ(digest_of_part(file.path().string() + "#orders.csv", key).value(),
            digest_of_part(plain.path(), key).value());
}

TEST(PartTest, NamesAreReadWhateverTheirEncodingAndReachNoFile) {
  using std::string_literals::operator""s;
  const WrittenFile file(zip({{"\xB6\xA9\xB5\xA5.csv", kOrders},           // 订单 in GBK.
                              {"\xE9\x80\x80\xE6\xAC\xBE.csv", kReturns},  // 退款, no flag set.
                              {"../../etc/passwd", kOrders},
                              {"dir\\old.csv", kOrders},
                              {"a\0b\n.csv"s, kOrders},
                              {"same.csv", kOrders},
                              {"same.csv", kReturns}}),
                         "all.zip");
  EXPECT_THAT(names_in(file.path()),
              ElementsAre("all.zip#订单.csv", "all.zip#退款.csv", "all.zip#../../etc/passwd",
                          "all.zip#dir/old.csv", "all.zip#a_b_.csv", "all.zip#same.csv",
                          "all.zip#same.csv (2)"));
  EXPECT_EQ(read_file(file.path().string() + "#../../etc/passwd").rows.size(), 2U);
  EXPECT_EQ(read_file(file.path().string() + "#same.csv (2)").rows[0][0], "R1");
}

TEST(PartTest, MembersThatCannotBeReadSayWhyAndTheOthersAreRead) {
  std::string deep = kOrders;
  for (int i = 0; i < 5; ++i) deep = zip({{i == 0 ? "x.csv" : "x.zip", deep}});
  const WrittenFile file(zip({{"locked.csv", kOrders, 1},
                              {"odd.csv", kOrders, 0, 14},
                              {"deep.zip", deep},
                              {"short.csv", kOrders, 0, 8, 5},
                              {"long.csv", kOrders, 0, 8, -5},
                              {"changed.csv", kOrders, 0, 8, 0, true},
                              {"broken.xlsx", book_bytes().substr(0, 300)},
                              {"good.csv", kOrders}}),
                         "all.zip");
  const struct {
    std::string part;
    std::string what;
    std::string what_zh;
  } cases[] = {
      {"locked.csv", "encrypted with a password", "加密"},
      {"odd.csv", "method 14", "方法 14"},
      {"deep.zip#x.zip#x.zip#x.zip#x.zip#x.csv", "too deep", "过深"},
      {"short.csv", "not as large as it says", "大小"},
      {"long.csv", "not as large as it says", "大小"},
      {"changed.csv", "checksum", "校验"},
      {"broken.xlsx", "cut off", "截断"},
  };
  for (const auto& [part, what, what_zh] : cases) {
    const auto error = read_file(file.path().string() + "#" + part).error;
    EXPECT_THAT(error.message, HasSubstr(what)) << part;
    EXPECT_THAT(error.message_zh, HasSubstr(what_zh)) << part;
    EXPECT_THAT(error.message, HasSubstr("all.zip#" + part));
    EXPECT_EQ(error.kind, base::ErrorKind::input);
  }
  EXPECT_EQ(read_file(file.path().string() + "#good.csv").rows.size(), 2U);
  EXPECT_EQ(names_in(file.path()).size(), 8U);
}

TEST(PartTest, ArchivesThatAreNoneAreRefused) {
  const auto whole = zip({{"orders.csv", kOrders}});
  auto outside = whole;
  outside.replace(whole.rfind("PK\x01\x02") + 42, 4, "\xFF\xFF\xFF\x0F");
  auto overlapping = zip({{"a.csv", kOrders, 0, 0}, {"b.csv", kOrders, 0, 0}});
  overlapping.replace(overlapping.rfind("PK\x01\x02") + 42, 4, std::string(4, '\0'));
  const std::pair<std::string, std::string> cases[] = {
      {whole.substr(0, whole.size() / 2), "cut off"},
      {"PK\x03\x04", "cut off"},
      {outside, "contradicts itself"},
      {overlapping, "overlap"},
      {zip({}), "no table inside"},
      {zip({{"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "x", 0, 0}}),
       "OpenDocument"},
  };
  for (const auto& [bytes, what] : cases) {
    const auto error = read_bytes(bytes, "all.zip").error;
    EXPECT_THAT(error.message, HasSubstr(what));
    EXPECT_THAT(error.message, HasSubstr("all.zip"));
  }
}

TEST(PartTest, WhatLiesUnpackedInAnArchiveDoesNotMakeItADocument) {
  const WrittenFile file(
      zip({{"book.xlsx", book_bytes(), 0, 0},
           {"sheet.ods",
            zip({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet", 0, 0}}), 0, 0},
           {"letter.docx", zip({{"[Content_Types].xml", "<Types/>", 0, 0}}), 0, 0},
           {"orders.csv", kOrders, 0, 0}}),
      "all.zip");
  const auto at = [&](const std::string& part) { return file.path().string() + "#" + part; };
  EXPECT_EQ(read_file(at("book.xlsx#S")).rows[0][1], "late");
  EXPECT_EQ(read_file(at("orders.csv")).rows.size(), 2U);
  EXPECT_THAT(read_file(at("sheet.ods")).error.message, HasSubstr("OpenDocument (ods)"));
  EXPECT_THAT(read_file(at("letter.docx")).error.message, HasSubstr("Word or PowerPoint"));
}

TEST(PartTest, ABombIsNotReadToItsEnd) {
  const std::string bomb(70 << 20, ' ');
  const auto packed = zip({{"bomb.csv", "a,b\n1,2\n" + bomb}});
  EXPECT_LT(packed.size(), 1U << 20);
  const auto error = read_bytes(packed, "bomb.zip").error;
  EXPECT_THAT(error.message, HasSubstr("zip bombs"));
  EXPECT_THAT(read_bytes(gzip("a,b\n1,2\n" + bomb), "bomb.csv.gz").error.message,
              HasSubstr("zip bombs"));
}

}  // namespace aftercare::intake
