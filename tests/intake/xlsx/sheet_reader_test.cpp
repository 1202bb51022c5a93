#include "intake/xlsx/sheet_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "../written_file.hpp"
#include "../written_zip.hpp"
#include "intake/part.hpp"
#include "place/place.hpp"

namespace aftercare::intake {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using Rows = std::vector<std::vector<std::string>>;

WholeFile read_book(const WrittenBook& book, const SliceLimits& limits = {}) {
  return read_bytes(xlsx(book), "book.xlsx", {}, limits);
}

WholeFile read_sheet(const std::vector<std::vector<std::string>>& cells,
                     const std::string& merged = {}) {
  std::string rows;
  int number = 0;
  for (const auto& row : cells) rows += sheet_row(++number, row);
  return read_book({{{"Sheet1", rows, merged}}});
}

const std::vector<std::string> kThreeRows[] = {
    {"A1", "refund", "=12.5"}, {"A2", "exchange", "=3"}, {"A3", "refund", "=7"}};

}  // namespace

TEST(SheetReaderTest, ASheetIsATable) {
  const auto whole =
      read_sheet({{"order", "kind", "amount"}, {"A1", "refund", "=12.5"}, {"A2", "", "=3"}});
  EXPECT_EQ(whole.error.message, "");
  EXPECT_THAT(whole.columns, ElementsAre("order", "kind", "amount"));
  EXPECT_EQ(whole.rows, (Rows{{"A1", "refund", "12.5"}, {"A2", "", "3"}}));
  EXPECT_EQ(whole.description.format, Format::xlsx);
  EXPECT_EQ(whole.headers, 1U);
  EXPECT_EQ(whole.origins[1].row, 3U);
}

TEST(SheetReaderTest, EveryKindOfCell) {
  const auto whole = read_book(
      {{{"Sheet1",
         "<row r=\"1\"><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c t=\"s\"><v>2</v></c>"
         "<c t=\"s\"><v>3</v></c><c t=\"s\"><v>4</v></c></row>"
         "<row r=\"2\"><c r=\"A2\" t=\"b\"><v>1</v></c><c r=\"B2\" t=\"e\"><v>#N/A</v></c>"
         "<c r=\"C2\" t=\"str\"><f>A1&amp;\"x\"</f><v>a&lt;b&#x4E2D;</v></c>"
         "<c r=\"D2\"><f>1+1</f><v>2</v></c><c r=\"E2\" s=\"1\"><v>43831.5</v></c></row>"
         "<row r=\"3\"><c r=\"A3\" t=\"b\"><v>0</v></c><c r=\"C3\" t=\"s\"><v>5</v></c>"
         "<c r=\"E3\" t=\"d\"><v>2020-01-02</v></c></row>"}},
       "<si><t>flag</t></si><si><t>error</t></si><si><r><t>ri</t></r><r><rPr/><t>ch</t></r>"
       "<rPh><t>reading</t></rPh></si><si><t>sum</t></si><si><t>when</t></si>"
       "<si><t xml:space=\"preserve\">two_x000D_\nlines</t></si>",
       "<numFmt numFmtId=\"176\" formatCode=\"yyyy\\-mm\\-dd hh:mm\"/>",
       {0, 176}});
  EXPECT_EQ(whole.error.message, "");
  EXPECT_THAT(whole.columns, ElementsAre("flag", "error", "rich", "sum", "when"));
  EXPECT_EQ(whole.rows, (Rows{{"TRUE", "#N/A", "a<b中", "2", "2020-01-01 12:00:00"},
                              {"FALSE", "", "two\nlines", "", "2020-01-02"}}));
}

TEST(SheetReaderTest, RowsOfFormatOnlyAreNoRows) {
  std::string rows =
      sheet_row(1, {"order", "amount"}) + sheet_row(2, {"A1", "=1"}) + sheet_row(5, {"A2", "=2"});
  for (int row = 6; row < 5000; ++row)
    rows += "<row r=\"" + std::to_string(row) + "\"><c r=\"A" + std::to_string(row) +
            "\" s=\"0\"/><c r=\"Z" + std::to_string(row) + "\" s=\"0\"/></row>";
  const auto whole = read_book({{{"Sheet1", rows}}});
  EXPECT_EQ(whole.rows.size(), 2U);
  EXPECT_THAT(whole.columns, ElementsAre("order", "amount"));
  EXPECT_EQ(whole.blanks, 2U);  // Rows 3 and 4; what lies behind the last row counts for nothing.
  EXPECT_EQ(whole.records, 5U);
  EXPECT_EQ(whole.origins[1].row, 5U);
}

TEST(SheetReaderTest, ATitleAboveTheHeaderIsNoRow) {
  const auto whole = read_sheet({{"Returns of March"},
                                 {"made by", "Li"},
                                 {"order", "kind", "amount", "note", "agent"},
                                 {"A1", "refund", "=1", "torn", "W"},
                                 {"A2", "refund", "=2", "late", "W"},
                                 {"A3", "exchange", "=3", "", "L"}},
                                "<mergeCell ref=\"A1:E1\"/>");
  EXPECT_THAT(whole.columns, ElementsAre("order", "kind", "amount", "note", "agent"));
  EXPECT_EQ(whole.rows.size(), 3U);
  EXPECT_EQ(whole.headers, 3U);
}

TEST(SheetReaderTest, HeadersOfTwoRowsAreJoined) {
  const Rows below = {{"A1", "=43831", "=1", "Li", "138"}, {"A2", "=43832", "=2", "Wu", "139"}};
  Rows sheet = {{"order", "", "", "customer", ""}, {"number", "date", "amount", "name", "phone"}};
  sheet.insert(sheet.end(), below.begin(), below.end());
  EXPECT_THAT(
      read_sheet(sheet, "<mergeCell ref=\"A1:C1\"/><mergeCell ref=\"D1:E1\"/>").columns,
      ElementsAre("order number", "order date", "order amount", "customer name", "customer phone"));
  sheet = {{"number", "goods", "", "customer", ""}, {"", "name", "amount", "name", "phone"}};
  sheet.insert(sheet.end(), below.begin(), below.end());
  const auto whole = read_sheet(
      sheet, "<mergeCell ref=\"A1:A2\"/><mergeCell ref=\"B1:C1\"/><mergeCell ref=\"D1:E1\"/>");
  EXPECT_THAT(whole.columns, ElementsAre("number", "goods name", "goods amount", "customer name",
                                         "customer phone"));
  EXPECT_EQ(whole.rows.size(), 2U);
  EXPECT_EQ(whole.headers, 2U);
}

TEST(SheetReaderTest, CellsMergedOverRowsCountForEachOfThem) {
  const auto whole = read_sheet({{"order", "item", "amount"},
                                 {"A1", "cup", "=1"},
                                 {"", "pot", "=2"},
                                 {"A2", "cup", "=1"},
                                 {"", "lid", "=4"}},
                                "<mergeCell ref=\"A2:A3\"/>");
  EXPECT_EQ(whole.rows,
            (Rows{{"A1", "cup", "1"}, {"A1", "pot", "2"}, {"A2", "cup", "1"}, {"", "lid", "4"}}));
}

TEST(SheetReaderTest, ASheetWithoutHeaderNumbersItsColumns) {
  const auto whole = read_sheet({{"=1", "torn", "=43831"}, {"=2", "late", "=43832"}});
  EXPECT_THAT(whole.columns, ElementsAre("column_1", "column_2", "column_3"));
  EXPECT_EQ(whole.rows.size(), 2U);
}

TEST(SheetReaderTest, TheHeaderAgainInTheMiddleIsAHeader) {
  std::vector<std::vector<std::string>> cells = {{"order", "kind", "amount"}};
  cells.insert(cells.end(), std::begin(kThreeRows), std::end(kThreeRows));
  cells.push_back(cells.front());
  cells.push_back({"A4", "refund", "=1"});
  const auto whole = read_sheet(cells);
  EXPECT_EQ(whole.headers, 2U);
  EXPECT_EQ(whole.rows.size(), 4U);
}

TEST(SheetReaderTest, ANoteBesideTheTableMakesAColumn) {
  std::string rows = sheet_row(1, {"order", "amount"});
  for (int row = 2; row < 500; ++row) rows += sheet_row(row, {"A", "=1"});
  rows +=
      "<row r=\"500\"><c r=\"A500\"><v>1</v></c><c r=\"Z500\" t=\"inlineStr\"><is><t>who?</t>"
      "</is></c></row>";
  const auto whole = read_book({{{"Sheet1", rows}}});
  EXPECT_EQ(whole.error.message, "");
  EXPECT_THAT(whole.columns, ElementsAre("order", "amount", "column_26"));
  EXPECT_EQ(whole.rows.back(), (std::vector<std::string>{"1", "", "who?"}));
}

TEST(SheetReaderTest, SlicesDependOnTheLimitsAlone) {
  std::string rows = sheet_row(1, {"order", "amount"});
  for (int row = 2; row < 900; ++row) rows += sheet_row(row, {"A" + std::to_string(row), "=1"});
  rows += sheet_row(2000, {"last", "=1"});  // A gap longer than a slice.
  const WrittenFile file(xlsx({{{"Sheet1", rows}}}), "book.xlsx");
  SliceLimits limits;
  limits.records = 100;
  const auto whole = read_file(file.path(), {}, limits);
  EXPECT_EQ(whole.rows.size(), 899U);
  EXPECT_EQ(whole.rows.back().front(), "last");
  EXPECT_EQ(whole.records, 2000U);
  EXPECT_THAT(whole.slice_ends,
              testing::Each(testing::Truly([](auto end) { return end % 100 == 0; })));
  auto reader = open(file.path());
  ASSERT_TRUE(reader.has_value());
  ASSERT_TRUE((*reader)->skip_records(850).value());
  const auto rest = read_on(**reader, limits);
  EXPECT_EQ(rest.origins.front().row, 851U);
  EXPECT_EQ(rest.rows.back().front(), "last");
}

TEST(SheetReaderTest, LongNumbersAreFlagged) {
  const auto whole =
      read_sheet({{"order", "amount"}, {"=1.2345678901234501E+17", "=1"}, {"=12", "=2"}});
  EXPECT_EQ(whole.rows[0][0], "123456789012345000");
  EXPECT_EQ(whole.repaired(records::TextRepair::digits_lost), 1U);
}

TEST(SheetReaderTest, SheetsAreParts) {
  const auto rows = sheet_row(1, {"order", "amount"}) + sheet_row(2, {"A1", "=1"});
  const auto rows2 = sheet_row(1, {"order", "amount"}) + sheet_row(2, {"A2", "=1"});
  const WrittenFile file(
      xlsx({{{"三月", rows}, {"四月", rows2}, {"empty", ""}, {"old", rows, "", "hidden"}}}),
      "b.xlsx");
  const auto found = parts(file.path());
  ASSERT_TRUE(found.has_value()) << found.error().message;
  ASSERT_EQ(found->size(), 4U);
  EXPECT_EQ(name_of_part((*found)[0].path), "b.xlsx#三月");
  EXPECT_EQ(source_of_part((*found)[0].path), "b");
  EXPECT_FALSE((*found)[1].left_out.has_value());
  EXPECT_THAT((*found)[2].left_out.value().en, HasSubstr("empty"));
  EXPECT_THAT((*found)[3].left_out.value().en, HasSubstr("hidden"));
  EXPECT_EQ(read_file(file.path().string() + "#四月").rows[0][0], "A2");
  EXPECT_EQ(read_file(file.path().string() + "#old").rows[0][0], "A1");
  const auto several = read_file(file.path()).error;
  EXPECT_EQ(several.kind, base::ErrorKind::usage);
  EXPECT_THAT(several.message,
              HasSubstr("2 tables inside, name one of them (b.xlsx#三月, b.xlsx#四月)"));
  EXPECT_THAT(read_file(file.path().string() + "#五月").error.message,
              HasSubstr("no '五月' in it"));
  // A sheet named by hand is read, hidden or not.
  EXPECT_FALSE(parts(file.path().string() + "#old").value().front().left_out.has_value());
}

TEST(SheetReaderTest, TheSameRowsHaveTheSameDigestHoweverTheyAreSaved) {
  const std::string inline_rows = sheet_row(1, {"order"}) + sheet_row(2, {"A1"});
  const WrittenFile one(xlsx({{{"S", inline_rows}}}), "b.xlsx");
  const WrittenFile two(xlsx({{{"S",
                                "<row r=\"1\"><c t=\"s\"><v>0</v></c></row><row r=\"2\"><c "
                                "t=\"s\"><v>1</v></c></row>"}},
                              "<si><t>order</t></si><si><t>A1</t></si>"}),
                        "c.xlsx");
  const WrittenFile other(xlsx({{{"S", sheet_row(1, {"order"}) + sheet_row(2, {"A2"})}}}),
                          "b.xlsx");
  const auto digest = [](const WrittenFile& file) {
    return digest_of_part(file.path().string() + "#S", "a key of 16 bytes").value();
  };
  EXPECT_EQ(digest(one), digest(two));
  EXPECT_NE(digest(one), digest(other));
}

TEST(SheetReaderTest, BadWorkbooksAreRefusedWithASentence) {
  const auto book = [] {
    return WrittenBook{
        {{"S", sheet_row(1, {"a", "b"}) + "<row r=\"2\"><c t=\"s\"><v>0</v></c></row>"}},
        "<si><t>x</t></si>"};
  };
  const auto spoiled = [&](const std::string& part, const std::string& bytes) {
    auto parts = parts_of_book(book());
    std::erase_if(parts, [&](const auto& one) { return bytes.empty() && one.name == part; });
    for (auto& one : parts)
      if (one.name == part) one.bytes = bytes;
    return zip(parts);
  };
  const std::string sheet = "xl/worksheets/sheet1.xml";
  const struct {
    std::string bytes;
    std::string what;
  } cases[] = {
      {spoiled(sheet, ""), "lacks the part of this sheet"},
      {spoiled("xl/workbook.xml", ""), "lacks its part xl/workbook.xml"},
      {spoiled("xl/workbook.xml", "<workbook/>"), "no sheet of cells"},
      {spoiled("xl/sharedStrings.xml", ""), "refers to a text that the workbook does not have"},
      {spoiled(sheet, "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1"), "cut off"},
      {spoiled(sheet,
               "<worksheet><sheetData><row r=\"1\"><c "
               "r=\"ZZZ1\"><v>1</v></c></row></sheetData></worksheet>"),
       "no sheet can have"},
      {spoiled(sheet,
               "<worksheet><sheetData><row "
               "r=\"99999999\"><c><v>1</v></c></row></sheetData></worksheet>"),
       "no sheet can have"},
      {spoiled(sheet, "no XML at all"), "empty"},
      {spoiled(sheet, "<worksheet></sheetData></worksheet></x>"), "broken"},
      {spoiled(sheet, "<!DOCTYPE a [<!ENTITY b \"c\">]><worksheet>&b;</worksheet>"),
       "declares a document type or entities"},
      {spoiled(sheet,
               "<worksheet><sheetData><row><c><v>&bomb;</v></c></row></sheetData></worksheet>"),
       "entity that does not exist"},
      {spoiled("xl/sharedStrings.xml", "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><sst/>"),
       "declares a document type or entities"},
      {spoiled(sheet, std::string("\xFF\xFE<\0?\0", 6)), "not UTF-8"},
      {xlsx(book()).substr(0, 700), "cut off"},
  };
  for (const auto& [bytes, what] : cases) {
    const WrittenFile file(bytes, "book.xlsx");
    const auto error = read_file(file.path().string() + "#S").error;
    EXPECT_THAT(error.message, HasSubstr(what));
    EXPECT_THAT(error.message, HasSubstr("book.xlsx#S"));
    EXPECT_EQ(error.kind, base::ErrorKind::input);
    EXPECT_FALSE(error.message_zh.empty());
  }
}

TEST(SheetReaderTest, OldAndEncryptedWorkbooksAreRefusedWithWhatToDo) {
  using std::string_literals::operator""s;
  const auto old = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"s + std::string(600, '\0');
  EXPECT_THAT(read_bytes(old, "a.xls").error.message, HasSubstr("save it as xlsx"));
  std::string name;
  for (const char letter : std::string("EncryptedPackage")) name += letter + "\0"s;
  const auto locked = read_bytes(old + name + old, "a.xlsx").error;
  EXPECT_THAT(locked.message, HasSubstr("encrypted"));
  EXPECT_THAT(locked.message, HasSubstr("password"));
  auto parts = parts_of_book({{{"S", ""}}});
  for (auto& part : parts) {
    if (part.name == "_rels/.rels")
      part.bytes = "<R><Relationship Type=\"x/officeDocument\" Target=\"xl/workbook.bin\"/></R>";
  }
  EXPECT_THAT(read_bytes(zip(parts), "a.xlsb").error.message, HasSubstr("xlsb"));
  EXPECT_THAT(read_bytes(zip({{"[Content_Types].xml", ""}, {"word/document.xml", ""}}), "a.docx")
                  .error.message,
              HasSubstr("Word"));
}

TEST(SheetReaderTest, RealWorkbooks) {
  const std::filesystem::path folder = place::shared_data() / "zh_gov_hotline";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no shared data at " << folder;
  std::vector<std::size_t> rows;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".xlsx") continue;
    const auto whole = read_file(entry.path());
    EXPECT_EQ(whole.error.message, "");
    EXPECT_EQ(whole.headers, 1U);
    EXPECT_EQ(whole.records, whole.rows.size() + 1);
    for (const auto& column : whole.columns) EXPECT_EQ(column.find("column_"), column.npos);
    rows.push_back(whole.rows.size());
  }
  std::ranges::sort(rows);
  EXPECT_THAT(rows, ElementsAre(30, 120, 495, 517));
}

}  // namespace aftercare::intake
