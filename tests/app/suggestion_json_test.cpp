#include "app/suggestion_json.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace aftercare::app {
namespace {

using Json = nlohmann::ordered_json;

const standard::Catalog& shipped_catalog() {
  static const auto catalog = standard::Catalog::load({}).value();
  return catalog;
}

/// A workspace folder for the time of one test.
class SuggestionJsonTest : public testing::Test {
 protected:
  SuggestionJsonTest()
      : folder_(std::filesystem::temp_directory_path() /
                ("aftercare_mapping_" + std::to_string(getpid()))) {
    std::filesystem::create_directories(folder_);
  }
  ~SuggestionJsonTest() override { std::filesystem::remove_all(folder_); }
  std::filesystem::path file(std::string_view name) const {
    return folder_ / "catalog" / "mappings" / name;
  }

  std::filesystem::path folder_;
};

const Json kApproved = {
    {"name", "our_shop"},
    {"entity", "order"},
    {"columns",
     {{{"column", "编号"}, {"field", "order_id"}, {"samples", {"1", "2"}}},
      {{"column", "下单"}, {"field", "ordered_at"}, {"format", "day/month/year"}},
      {{"column", "暗号"}, {"field", ""}}}},
    {"constants", {{"currency", "CNY"}}}};

TEST_F(SuggestionJsonTest, WhatAPersonApprovedIsKnownByItsHeaderFromThenOn) {
  const auto saved = save_approved(kApproved, shipped_catalog(), folder_);
  ASSERT_TRUE(saved) << saved.error().message;
  EXPECT_EQ(*saved, file("our_shop.yaml"));
  const auto catalog = standard::Catalog::load(folder_).value();
  const auto known = catalog.recognise({"编号", "下单", "暗号"}, {});
  ASSERT_TRUE(known && !known->suggestion);
  EXPECT_EQ(known->mapping->name, "our_shop");
  const auto& fields = known->mapping->entities.at(0).fields;
  ASSERT_EQ(fields.size(), 3U);
  EXPECT_EQ(fields[2].format, "day/month/year");
}

TEST_F(SuggestionJsonTest, WhatDoesNotFillTheEntityIsNotWritten) {
  ASSERT_TRUE(save_approved(kApproved, shipped_catalog(), folder_));
  auto bad = kApproved;
  bad["columns"][0]["field"] = "amount";  // No order number any more.
  const auto refused = save_approved(bad, shipped_catalog(), folder_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, base::ErrorKind::usage);
  EXPECT_TRUE(standard::Catalog::load(folder_).value().recognise({"编号", "下单"}, {}))
      << "the older mapping stays";
  bad = kApproved;
  bad["columns"][1]["field"] = "no_such_field";
  EXPECT_FALSE(save_approved(bad, shipped_catalog(), folder_));
}

TEST_F(SuggestionJsonTest, NoNameLeavesItsFolder) {
  for (const char* name : {"../escape", "a/b", "", "Order", "1st", "名", "a.yaml", "a\n"}) {
    auto bad = kApproved;
    bad["name"] = name;
    const auto saved = save_approved(bad, shipped_catalog(), folder_);
    if (std::string_view(name).empty())
      EXPECT_TRUE(saved && saved->filename() == "suggested_order.yaml");
    else
      EXPECT_FALSE(saved) << name;
  }
}

TEST_F(SuggestionJsonTest, OtherFormsAreRefused) {
  const Json forms[] = {Json::array(),
                        Json::object(),
                        {{"entity", "order"}},
                        {{"entity", 3}, {"columns", Json::array()}},
                        {{"entity", "order"}, {"columns", {"a"}}},
                        {{"entity", "order"}, {"columns", {{{"field", "amount"}}}}},
                        {{"entity", "order"}, {"columns", Json::array()}, {"constants", {1}}},
                        {{"entity", "moon"}, {"columns", {{{"column", "a"}, {"field", "b"}}}}}};
  for (const auto& form : forms) EXPECT_FALSE(save_approved(form, shipped_catalog(), folder_));
}

TEST_F(SuggestionJsonTest, ASuggestionComesBackAsItsApproval) {
  const std::vector<std::string> columns = {"order no", "amount"};
  const auto suggestion = shipped_catalog().suggest(columns, {});
  auto json = suggestion_json(suggestion, shipped_catalog(), nullptr);
  EXPECT_EQ(json["entity"], "order");
  EXPECT_EQ(json["columns"][0]["field"], "order_id");
  EXPECT_FALSE(json["columns"][0]["reason"]["zh"].get<std::string>().empty());
  EXPECT_TRUE(json["fields"].contains("case"));
  json["name"] = "as_suggested";
  const auto saved = save_approved(json, shipped_catalog(), folder_);
  EXPECT_TRUE(saved) << saved.error().message;
}

}  // namespace
}  // namespace aftercare::app
