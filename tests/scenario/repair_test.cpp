// quality FILE --cells and quality repair, as a script sees them.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>

#include "program.hpp"

namespace aftercare::scenario {
namespace {

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

// Forty rows of which the shop determines the city; row 41 has a slip, and a quote in its note.
std::string shop_rows() {
  std::string text = "shop,city,note\n";
  const char* const cities[] = {"Lakewood", "Riverton", "Hillcrest", "Marshland"};
  for (int i = 0; i < 40; ++i)
    text += "S" + std::to_string(i % 4 + 10) + "," + cities[i % 4] + ",n" + std::to_string(i * i) +
            "\n";
  return text + "S11,Rivreton,\"said \"\"no\"\", left\"\n";
}

}  // namespace

TEST(RepairCommandTest, WritesTheTableAndALinePerRepair) {
  const Shop shop;
  shop.write("in.csv", shop_rows());
  const auto done = shop.run(
      {"quality", "repair", "in.csv", "-o", "out.csv", "--report", "report.csv", "--json"});
  ASSERT_EQ(done.code, 0) << done.err;
  EXPECT_EQ(done.json().at("applied"), 1);
  EXPECT_EQ(done.json().at("rows"), 41);
  auto wanted = shop_rows();
  wanted.replace(wanted.find("Rivreton"), 8, "Riverton");
  EXPECT_EQ(text_of(shop.folder() / "out.csv"), wanted);
  const auto report = text_of(shop.folder() / "report.csv");
  EXPECT_TRUE(report.starts_with("row,column,old,new,confidence,reason,state")) << report;
  EXPECT_NE(report.find("\n41,city,Rivreton,Riverton,"), report.npos) << report;
  EXPECT_NE(report.find(",dependency,applied,42,shop"), report.npos) << report;
}

TEST(RepairCommandTest, ListsSuspectedCells) {
  const Shop shop;
  shop.write("in.csv", shop_rows());
  const auto done = shop.run({"quality", "in.csv", "--cells", "--json", "-o", "cells.csv"});
  ASSERT_EQ(done.code, 0) << done.err;
  const auto cells = done.json().at("cells");
  ASSERT_EQ(cells.size(), 1U);
  EXPECT_EQ(cells[0].at("row"), 41);
  EXPECT_EQ(cells[0].at("column"), "city");
  EXPECT_TRUE(text_of(shop.folder() / "cells.csv").starts_with("row,column,reason"));
}

TEST(RepairCommandTest, ARowThatIsNoRowStaysWhereItStood) {
  const Shop shop;
  auto text = shop_rows();
  text.insert(text.find("S12"), "broken,row\n");
  shop.write("in.csv", text);
  const auto done = shop.run({"quality", "repair", "in.csv", "-o", "out.csv", "--report", "r.csv"});
  ASSERT_LE(done.code, 1) << done.err;
  const auto out = text_of(shop.folder() / "out.csv");
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), std::count(text.begin(), text.end(), '\n'));
  EXPECT_NE(out.find("\nbroken,row\n"), out.npos);
  EXPECT_NE(text_of(shop.folder() / "r.csv").find("\n42,city,"), std::string::npos);
}

TEST(RepairCommandTest, AsksAndTakesAnswers) {
  const Shop shop;
  shop.write("in.csv", shop_rows());
  ASSERT_EQ(shop.run({"quality", "repair", "in.csv", "-o", "o.csv", "--ask", "5", "--questions",
                      "q.csv", "--json"})
                .code,
            0);
  EXPECT_NE(text_of(shop.folder() / "q.csv").find("\n41,city,Rivreton,Riverton,"),
            std::string::npos);
  shop.write("a.csv", "row,column,value\n41,city,Rivreton\n");
  ASSERT_EQ(shop.run({"quality", "repair", "in.csv", "-o", "o.csv", "--ask", "5", "--answers",
                      "a.csv", "--json"})
                .code,
            0);
  EXPECT_EQ(text_of(shop.folder() / "o.csv"), shop_rows());

  shop.write("bad.csv", "row,column,value\n77,city,x\n");
  const auto refused =
      shop.run({"quality", "repair", "in.csv", "-o", "o.csv", "--answers", "bad.csv"});
  EXPECT_EQ(refused.code, 2);
  EXPECT_NE(refused.err.find("row 77"), std::string::npos) << refused.err;
}

TEST(RepairCommandTest, SaysWhatIsNoTable) {
  const Shop shop;
  EXPECT_EQ(shop.run({"quality", "missing.csv", "--cells"}).code, 3);
  EXPECT_EQ(shop.run({"quality", "repair", "missing.csv", "-o", "o.csv"}).code, 3);
  EXPECT_EQ(shop.run({"quality", "repair"}).code, 2);
}

}  // namespace aftercare::scenario
