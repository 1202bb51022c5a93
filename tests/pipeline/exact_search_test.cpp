#include "pipeline/exact_search.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "base/progress.hpp"
#include "fresh_workspace.hpp"
#include "pipeline/ingest.hpp"

namespace aftercare::pipeline {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

class ExactSearchTest : public testing::Test {
 protected:
  void SetUp() override {
    auto workspace = fresh_.open();
    ASSERT_TRUE(workspace) << workspace.error().message;
    auto opened = Session::open(std::move(*workspace));
    ASSERT_TRUE(opened) << opened.error().message;
    session_ = std::move(*opened);
    read("customers.csv",
         "客户编号,姓名,手机号,邮箱,省份,城市,收货地址,会员等级,性别,注册时间\n"
         "C1,欧阳锋,138-1234-5678,Lee.Ann@Mail.example,广东,深圳,,,,2020-01-01 10:00:00\n"
         "C2,司徒雷,13787654321,,广东,深圳,,,,2020-01-02 10:00:00\n"
         "C3,欧阳锋,13812345679,,广东,深圳,,,,2020-01-02 10:00:00\n");
    read("reviews.csv",
         "评价编号,订单号,商品编号,客户编号,评分,评价内容,评价时间\n"
         "R1,DD1,,C1,1,电池坏了,2026-03-01 10:00:00\n"
         "R2,DD2,,C2,1,电池鼓包了,2026-03-02 10:00:00\n"
         "R3,DD1,,,5,很好,2026-03-03 10:00:00\n");
  }

  void read(const std::string& name, std::string_view content) {
    const auto file = fresh_.folder.path / name;
    std::ofstream(file) << content;
    const auto report = ingest(*session_, {file}, {}, std::nullopt, progress_);
    ASSERT_TRUE(report) << report.error().message;
    ASSERT_FALSE(report->files[0].error) << report->files[0].error->message;
  }

  // Ids found, by entity.
  std::map<std::string, std::vector<std::string>> found(
      std::string_view value, SearchedFor what = SearchedFor::any,
      const records::Viewer& viewer = records::Viewer::owner()) {
    const auto hits = search_exactly(*session_, viewer, value, what, {"agent 7", ""});
    EXPECT_TRUE(hits) << hits.error().message;
    std::map<std::string, std::vector<std::string>> ids;
    if (!hits) return ids;
    for (const auto& one : *hits)
      for (const auto& record : one.records)
        for (const auto& [name, cell] : record.fields)
          if (name == one.entity + "_id") ids[one.entity].push_back(std::get<std::string>(cell));
    return ids;
  }

  base::NoProgress progress_;
  FreshWorkspace fresh_;
  std::unique_ptr<Session> session_;
};

TEST_F(ExactSearchTest, APhoneFindsItsCustomerAndTheirCasesHoweverItIsWritten) {
  for (const auto* phone :
       {"13812345678", "138 1234 5678", "+86 138-1234-5678", "１３８１２３４５６７８"}) {
    const auto ids = found(phone);
    EXPECT_THAT(ids.at("customer"), ElementsAre("C1")) << phone;
    EXPECT_THAT(ids.at("case"), ElementsAre("R1")) << phone;
  }
}

TEST_F(ExactSearchTest, AnEmailWithoutCaseAndAnOrderNumberAsItIs) {
  EXPECT_THAT(found("lee.ann@mail.EXAMPLE").at("customer"), ElementsAre("C1"));
  EXPECT_THAT(found("DD1").at("case"), UnorderedElementsAre("R1", "R3"));
  EXPECT_THAT(found("DD1", SearchedFor::order).at("case"), UnorderedElementsAre("R1", "R3"));
}

TEST_F(ExactSearchTest, NearMissesFindNothing) {
  for (const auto* value : {"1381234567", "138123456789", "13812345", "lee.ann@mail", "DD", "DD11",
                            "欧阳锋", "%", "' OR 1=1 --"})
    EXPECT_THAT(found(value), IsEmpty()) << value;
  EXPECT_THAT(found("13812345678", SearchedFor::order), IsEmpty());
  EXPECT_THAT(found("DD1", SearchedFor::email), IsEmpty());
  EXPECT_FALSE(search_exactly(*session_, records::Viewer::owner(), "  ", SearchedFor::any, {}));
}

TEST_F(ExactSearchTest, WhoSeesOtherRowsFindsNone) {
  auto elsewhere = records::Viewer::owner();
  elsewhere.scope.none = true;
  EXPECT_THAT(found("13812345678", SearchedFor::any, elsewhere), IsEmpty());
  EXPECT_THAT(found("DD1", SearchedFor::any, elsewhere), IsEmpty());
}

// The log says who searched for what kind; neither it nor the answer tells the value.
TEST_F(ExactSearchTest, IsAuditedWithoutTheValue) {
  EXPECT_THAT(found("13812345678"), Not(IsEmpty()));
  const auto log =
      session_->store().read("SELECT actor, action, subject FROM audit WHERE action = 'search'");
  ASSERT_TRUE(log) << log.error().message;
  ASSERT_EQ(log->rows.size(), 1U);
  EXPECT_EQ(std::get<std::string>(log->rows[0][0]), "agent 7");
  const auto subject = std::get<std::string>(log->rows[0][2]);
  EXPECT_THAT(subject, HasSubstr("2 records"));
  EXPECT_THAT(subject, Not(HasSubstr("138")));
}

}  // namespace
}  // namespace aftercare::pipeline
