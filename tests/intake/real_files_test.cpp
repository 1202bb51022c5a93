// The reader on files written by nobody in this project.

#include <gtest/gtest.h>

#include <set>

#include "place/place.hpp"
#include "written_file.hpp"

namespace aftercare::intake {
namespace {

std::filesystem::path shared(const char* file) {
  return place::shared_data() / file;
}

}  // namespace

TEST(RealFilesTest, ComplaintsOfSeveralCrawls) {
  const auto file = shared("zh_heimao_complaints/heimao.csv");
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "../shared/data is absent";
  const auto read = read_file(file);
  EXPECT_EQ(read.error.message, "");
  EXPECT_EQ(read.records, 301U);
  EXPECT_EQ(read.headers, 4U);
  EXPECT_EQ(read.blanks, 0U);
  EXPECT_EQ(read.rows.size(), 297U);
  EXPECT_TRUE(read.rejected.empty());
  EXPECT_EQ(read.repaired(records::TextRepair::double_encoded), 99U);
  EXPECT_EQ(std::set(read.rows.begin(), read.rows.end()).size(), 100U);

  const auto lines = read_file(shared("zh_heimao_complaints/black_cat.jsonl"));
  EXPECT_EQ(lines.description.format, Format::jsonl);
  EXPECT_EQ(lines.rows.size(), lines.records);
  EXPECT_EQ(lines.repaired(records::TextRepair::none), lines.rows.size());
}

TEST(RealFilesTest, Reviews) {
  const auto file = shared("zh_shopping_reviews/reviews.csv");
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "../shared/data is absent";
  const auto read = read_file(file);
  EXPECT_EQ(read.columns, (std::vector<std::string>{"cat", "label", "review"}));
  EXPECT_EQ(read.rows.size(), 50'263U);
  EXPECT_TRUE(read.rejected.empty());
  EXPECT_EQ(read.repaired(records::TextRepair::none), read.rows.size());
}

TEST(RealFilesTest, Orders) {
  const auto file = shared("zh_tmall_orders/tmall_order_report.csv");
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "../shared/data is absent";
  const auto read = read_file(file);
  EXPECT_EQ(read.rows.size(), 28'010U);
  EXPECT_TRUE(read.rejected.empty());
  EXPECT_EQ(read.columns.at(3), "收货地址");
}

TEST(RealFilesTest, PortugueseTextIsHonest) {
  const auto file = shared("shop_olist/olist_order_reviews_dataset.csv");
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "../shared/data is absent";
  const auto read = read_file(file);
  EXPECT_TRUE(read.rejected.empty());
  EXPECT_EQ(read.repaired(records::TextRepair::none), read.rows.size());
}

TEST(RealFilesTest, SessionsWithoutAHeader) {
  const auto file = shared("zh_jddc_sample/chat_0.1per.txt");
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "../shared/data is absent";
  const auto read = read_file(file);
  EXPECT_EQ(read.description.format, Format::tsv);
  EXPECT_FALSE(read.description.has_header);
  EXPECT_EQ(read.columns.size(), 7U);
  EXPECT_EQ(read.rows.size(), 12'136U);
  EXPECT_TRUE(read.rejected.empty());
}

TEST(RealFilesTest, SemicolonsAndGzip) {
  const auto churn = shared("churn_ecommerce/ecommerce_churn.csv");
  if (!std::filesystem::exists(churn)) GTEST_SKIP() << "../shared/data is absent";
  const auto customers = read_file(churn);
  EXPECT_EQ(customers.description.delimiter, ';');
  EXPECT_EQ(customers.rows.size(), 5'630U);
  const auto retail = read_file(shared("shop_online_retail/online_retail.csv.gz"));
  EXPECT_EQ(retail.error.message, "");
  EXPECT_EQ(retail.rows.size(), 541'909U);
  EXPECT_TRUE(retail.rejected.empty());
}

}  // namespace aftercare::intake
