#include "intake/delimited_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "written_file.hpp"

namespace aftercare::intake {

using Rows = std::vector<std::vector<std::string>>;
using testing::ElementsAre;

TEST(DelimitedReaderTest, CellsAreWhatRfc4180Says) {
  const auto read = read_bytes(
      "id,text,city\r\n"
      "1,plain,北京\r\n"
      "2,\"with, comma\",上海\r\n"
      "3,\"with \"\"quotes\"\"\",\"\"\r\n"
      "4,\"two\nlines\",广东\r\n"
      "5,5\" screen,\"\"\"\"");
  EXPECT_THAT(read.columns, ElementsAre("id", "text", "city"));
  EXPECT_EQ(read.rows, (Rows{{"1", "plain", "北京"},
                             {"2", "with, comma", "上海"},
                             {"3", "with \"quotes\"", ""},
                             {"4", "two\nlines", "广东"},
                             {"5", "5\" screen", "\""}}));
  EXPECT_EQ(read.headers, 1U);
  EXPECT_EQ(read.description.delimiter, ',');
}

TEST(DelimitedReaderTest, RowsKnowTheirRecordNumberAndByte) {
  const auto read = read_bytes("a,b\n\n1,\"x\ny\"\nbad\n2,z\n");
  ASSERT_EQ(read.rows.size(), 2U);
  EXPECT_EQ(read.origins[0].row, 3U);
  EXPECT_EQ(read.origins[0].byte, 5U);
  EXPECT_EQ(read.rejected.at(0).origin.row, 4U);
  EXPECT_EQ(read.rejected.at(0).origin.byte, 13U);
  EXPECT_EQ(read.origins[1].row, 5U);
  EXPECT_EQ(read.origins[1].byte, 17U);
  EXPECT_EQ(read.blanks, 1U);
  EXPECT_EQ(read.records, 5U);
}

TEST(DelimitedReaderTest, DelimitersAreSniffed) {
  const std::pair<std::string, char> cases[] = {
      {"a;b;c\n1;2,5;x\n3;4,5;y\n", ';'},
      {"a\tb\tc\n1\tx, y\tz\n", '\t'},
      {"a|b\n1|2,3,4\n5|6,7,8\n", '|'},
      {"a\x01"
       "b\n1\x01two, three\n",
       '\x01'},
      {"name,parts\nphone,screen|battery\nwatch,strap|glass\n", ','},
      {"review\n\"good, very good\"\n\"bad\"\n", ','},
  };
  for (const auto& [bytes, delimiter] : cases)
    EXPECT_EQ(read_bytes(bytes, "table.txt").description.delimiter, delimiter) << bytes;
}

TEST(DelimitedReaderTest, LinesOfProseAreNotCutAtTheirCommas) {
  const auto read =
      read_bytes("good, very good\nbad\nso, so, so, it goes\nnever again, ever, no\n", "texts.txt");
  EXPECT_EQ(read.columns.size(), 1U);
  EXPECT_TRUE(read.rejected.empty());
}

TEST(DelimitedReaderTest, ALineThatIsAlreadyDataIsNoHeader) {
  const auto read = read_bytes("10023\t张三\t2026-03-01\n10024\t李四\t2026-03-02\n", "t.tsv");
  EXPECT_FALSE(read.description.has_header);
  EXPECT_THAT(read.columns, ElementsAre("column_1", "column_2", "column_3"));
  EXPECT_EQ(read.rows.size(), 2U);
  EXPECT_FALSE(read_bytes("书,好\n书,坏\n笔,好\n").description.has_header);
  EXPECT_TRUE(read_bytes("品类,评价\n书,好\n书,坏\n").description.has_header);
  OpenOptions options;
  options.has_header = true;
  EXPECT_THAT(read_bytes("1,2\n3,4\n", "t.csv", options).columns, ElementsAre("1", "2"));
}

TEST(DelimitedReaderTest, ColumnsAreTrimmedAndEachHasItsOwnName) {
  EXPECT_THAT(read_bytes("\xEF\xBB\xBF id ,备注,,备注\n1,a,b,c\n").columns,
              ElementsAre("id", "备注", "column_3", "备注_2"));
}

TEST(DelimitedReaderTest, HeadersAgainInTheMiddleAreNoRows) {
  const auto read = read_bytes("编号,内容\n编号,内容\n1,好\n\xEF\xBB\xBF编号,内容\n2,内容\n");
  EXPECT_EQ(read.headers, 3U);
  EXPECT_EQ(read.rows, (Rows{{"1", "好"}, {"2", "内容"}}));
}

TEST(DelimitedReaderTest, LineEndsWithTwoReturnsLeaveNothingBehind) {
  const auto read = read_bytes("a,b\r\r\n1,x\r\r\n2,\"y\"\r\r\n\r\r\n3,\"p\r\nq\"\r\r\n");
  EXPECT_THAT(read.columns, ElementsAre("a", "b"));
  EXPECT_EQ(read.rows, (Rows{{"1", "x"}, {"2", "y"}, {"3", "p\r\nq"}}));
  EXPECT_EQ(read.blanks, 1U);
}

TEST(DelimitedReaderTest, ReturnsAloneEndLinesToo) {
  EXPECT_EQ(read_bytes("a,b\r1,x\r2,y\r").rows, (Rows{{"1", "x"}, {"2", "y"}}));
}

TEST(DelimitedReaderTest, BlankLinesAreCountedApart) {
  const auto read = read_bytes("a,b\n\n  \n,,\n1,x\n\n");
  EXPECT_EQ(read.blanks, 4U);
  EXPECT_EQ(read.rows, (Rows{{"1", "x"}}));
}

TEST(DelimitedReaderTest, AWrongNumberOfCellsIsRejectedWithItsText) {
  const auto read = read_bytes("a,b,c\n1,2,3\n4,5\n6,7,8,9\n10,11,12,,\n13,,\n");
  EXPECT_EQ(read.rows, (Rows{{"1", "2", "3"}, {"10", "11", "12"}, {"13", "", ""}}));
  ASSERT_EQ(read.rejected.size(), 2U);
  for (const auto& row : read.rejected) EXPECT_EQ(row.reason, "column_count");
  EXPECT_EQ(read.rejected[0].raw, "4,5");
  EXPECT_EQ(read.rejected[1].raw, "6,7,8,9");
}

TEST(DelimitedReaderTest, AWriterThatDropsEmptyCellsAtTheEndIsUnderstood) {
  const auto read = read_bytes("a,b,c\n1,2,3\n4,5\n6,7,8\n9,10\n11,12,13\n14,15\n");
  EXPECT_TRUE(read.rejected.empty());
  EXPECT_EQ(read.rows[1], (std::vector<std::string>{"4", "5", ""}));
}

TEST(DelimitedReaderTest, AnUnclosedQuoteCostsItsLineOnly) {
  const auto read = read_bytes(
      "a,b\n"
      "1,\"never closed\n"
      "2,fine\n"
      "3,\"also fine\"\n"
      "4,\"open to the end\n"
      "5,last\n");
  EXPECT_EQ(read.rows, (Rows{{"2", "fine"}, {"3", "also fine"}, {"5", "last"}}));
  ASSERT_EQ(read.rejected.size(), 2U);
  EXPECT_EQ(read.rejected[0].reason, "unclosed_quote");
  EXPECT_EQ(read.rejected[0].raw, "1,\"never closed");
  EXPECT_EQ(read.rejected[0].origin.row, 2U);
  EXPECT_EQ(read.rejected[1].raw, "4,\"open to the end");
}

TEST(DelimitedReaderTest, AQuoteOpenForTooLongIsUnclosed) {
  OpenOptions options;
  options.longest_field = 1000;
  std::string bytes = "a,b\n1,\"open\n";
  for (int i = 2; i < 500; ++i) bytes += std::to_string(i) + ",row\n";
  bytes += "500,\"closed\"\n";
  const auto read = read_bytes(bytes, "t.csv", options);
  EXPECT_EQ(read.rejected.size(), 1U);
  EXPECT_EQ(read.rows.size(), 499U);
}

TEST(DelimitedReaderTest, QuotesWithinAQuotedCellOfOneLineAreThemselves) {
  EXPECT_EQ(read_bytes("a,b\n\"he said \"hi\" to me\",x\n").rows,
            (Rows{{"he said \"hi\" to me", "x"}}));
}

TEST(DelimitedReaderTest, TsvWithStrayQuotesIsReadWithoutQuoting) {
  const auto read = read_bytes("a\tb\n1\t\"quote left open\n2\t\"another one\n3\tx\n", "t.tsv");
  EXPECT_FALSE(read.description.quoting);
  EXPECT_EQ(read.rows.size(), 3U);
  EXPECT_TRUE(read.rejected.empty());
}

TEST(DelimitedReaderTest, ALineThatIsTooLongIsPassedOver) {
  OpenOptions options;
  options.longest_record = 1 << 20;
  for (const std::string& filler : {std::string("x"), std::string("退")}) {
    std::string bytes = "a,b\n1,x\n2,";
    while (bytes.size() < (3U << 20)) bytes += filler;
    bytes += "\n3,y\n";
    const auto read = read_bytes(bytes, "t.csv", options);
    EXPECT_EQ(read.rows, (Rows{{"1", "x"}, {"3", "y"}}));
    EXPECT_EQ(read.origins.at(1).row, 4U);
    EXPECT_EQ(read.origins.at(1).byte, bytes.size() - 4);
    ASSERT_EQ(read.rejected.size(), 1U);
    EXPECT_EQ(read.rejected[0].reason, "line_too_long");
    EXPECT_EQ(read.rejected[0].origin.row, 3U);
    EXPECT_LE(read.rejected[0].raw.size(), 64U << 10);
  }
}

TEST(DelimitedReaderTest, AFileThatIsOneLongLineIsOneRejectedRow) {
  OpenOptions options;
  options.longest_record = 1 << 20;
  const auto read = read_bytes(std::string(5 << 20, 'x'), "t.csv", options);
  EXPECT_EQ(read.error.message, "");
  ASSERT_EQ(read.rejected.size(), 1U);
  EXPECT_EQ(read.rejected[0].reason, "line_too_long");
  EXPECT_EQ(read.rejected[0].origin.row, 1U);
}

TEST(DelimitedReaderTest, LongLinesWithinTheLimitAreRows) {
  const std::string text(3 << 20, 'y');
  const auto read = read_bytes("a,b\n1," + text + "\n2,\"z\"\n");
  ASSERT_EQ(read.rows.size(), 2U);
  EXPECT_EQ(read.rows[0][1], text);
}

TEST(DelimitedReaderTest, RowsEncodedTwiceAreMendedAmongCleanOnes) {
  const auto read = read_bytes(
      "编号,内容,城市\n"
      "1,退款太慢,北京\n"
      "2,\u00E9\u0080\u0080\u00E6\u00AC\u00BE\u00E5\u00A4\u00AA\u00E6\u0085\u00A2,"
      "\u00E5\u008C\u0097\u00E4\u00BA\u00AC\n"
      "\u00E7\u00BC\u0096\u00E5\u008F\u00B7,\u00E5\u0086\u0085\u00E5\u00AE\u00B9,"
      "\u00E5\u009F\u008E\u00E5\u00B8\u0082\n"
      "3,café São Paulo,北京\n");
  EXPECT_EQ(read.headers, 2U);
  EXPECT_EQ(read.rows, (Rows{{"1", "退款太慢", "北京"},
                             {"2", "退款太慢", "北京"},
                             {"3", "café São Paulo", "北京"}}));
  EXPECT_THAT(read.repairs,
              ElementsAre(records::TextRepair::none, records::TextRepair::double_encoded,
                          records::TextRepair::none));
}

TEST(DelimitedReaderTest, AWholeFileEncodedTwiceIsMendedAndSaid) {
  const auto read = read_bytes(
      "\u00EF\u00BB\u00BF\u00E7\u00BC\u0096\u00E5\u008F\u00B7,"
      "\u00E5\u0086\u0085\u00E5\u00AE\u00B9\n"
      "1,\u00E9\u0080\u0080\u00E6\u00AC\u00BE\n"
      "2,ok\n");
  EXPECT_EQ(read.description.encoding, "UTF-8 (double-encoded)");
  EXPECT_THAT(read.columns, ElementsAre("编号", "内容"));
  EXPECT_EQ(read.rows, (Rows{{"1", "退款"}, {"2", "ok"}}));
}

TEST(DelimitedReaderTest, BytesThatAreNoCharacterAreReplacedAndTold) {
  const auto read = read_bytes("编号,内容\n1,很好\n2,坏\xFF字节\n3,也好\n");
  EXPECT_EQ(read.rows[1][1], "坏\uFFFD字节");
  EXPECT_THAT(read.repairs,
              ElementsAre(records::TextRepair::none, records::TextRepair::replaced_invalid,
                          records::TextRepair::none));
  EXPECT_EQ(read.origins[2].byte, 36U);
}

}  // namespace aftercare::intake
