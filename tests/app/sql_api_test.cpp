// Hand-written SQL over HTTP: the numbers of the other readers, for whom, and what is noted of it.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "access/user_book.hpp"
#include "base/progress.hpp"
#include "pipeline/ingest.hpp"
#include "served_workspace.hpp"

namespace aftercare::app {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

class SqlApiTest : public ServedWorkspace {
 protected:
  void SetUp() override {
    ServedWorkspace::SetUp();
    ingest("agents.csv", "客服编号,客服昵称,班组,是否机器人\nA1,小美,一组,否\nA2,小强,二组,否\n");
    ingest("customers.csv",
           "客户编号,姓名,手机号,邮箱,省份,城市,收货地址,会员等级,性别,注册时间\n"
           "C901,王小明,13812345678,,广东,深圳,,,,2024-01-01 10:00:00\n"
           "C902,李晓红,13987654321,,江苏,苏州,,,,2024-01-02 10:00:00\n");
    ingest(
        "orders.csv",
        "订单号,客户编号,下单时间,订单金额,省份,店铺\n"
        "O901,C901,2026-02-01 09:00:00,50,广东,北店\nO902,C902,2026-02-01 09:00:00,70,江苏,南店\n");
    ingest(
        "tickets.csv",
        "工单号,创建时间,首次响应时间,解决时间,关闭时间,渠道,工单类型,客户编号,客户姓名,联系电话,"
        "订单号,商品编号,标题,内容,处理客服,状态,更新时间\n"
        "T1,2026-03-01 10:00:00,2026-03-01 10:05:00,,,ticket,complaint,C901,王小明,13812345678,"
        "O901,P1,屏幕坏了,王小明的屏幕裂开了，电话13812345678,A1,open,2026-03-01 10:05:00\n"
        "T2,2026-03-02 10:00:00,2026-03-02 10:05:00,,,ticket,complaint,C902,李晓红,13987654321,"
        "O902,P1,电池坏了,电池鼓包了怎么办,A2,open,2026-03-02 10:05:00\n"
        "T3,2026-03-03 10:00:00,,,,chat,consult,C901,王小明,13812345678,O901,P1,咨询,怎么开机,A1,"
        "open,2026-03-03 10:05:00\n");
  }

  void ingest(const std::string& name, std::string_view content) {
    const auto file = fresh_.path / name;
    std::ofstream(file) << content;
    base::NoProgress progress;
    const auto report = pipeline::ingest(*session_, {file}, {}, std::nullopt, progress);
    ASSERT_TRUE(report) << report.error().message;
    ASSERT_FALSE(report->files[0].error) << report->files[0].error->message;
  }

  std::string token_of(const std::string& role, const records::RowScope& scope = {},
                       const std::vector<std::string>& actions = {}) {
    const auto name = fmt::format("user{}", ++made_);
    access::UserChange user;
    user.role = role;
    user.subject = "somebody elsewhere";  // No password: none is hashed.
    user.scope = scope;
    const auto added = session_->users().add(name, user, "test");
    EXPECT_TRUE(added) << added.error().message;
    const auto token = session_->users().new_token({name, "test", actions, 1}, "test");
    EXPECT_TRUE(token) << token.error().message;
    return token.value_or("");
  }

  Answer posted(const std::string& target, const JsonBody& body, const std::string& token) {
    return send_with(
        head(target, "Content-Type: application/json\r\nAuthorization: Bearer " + token + "\r\n"),
        body.dump());
  }
  Answer sql(const std::string& statement, const std::string& token) {
    return posted("sql", {{"sql", statement}}, token);
  }

  int made_ = 0;
};

TEST_F(SqlApiTest, TellsTheNumbersOfQueryToEveryRoleAndScope) {
  const std::pair<const char*, const char*> same[] = {
      {"cases", "SELECT count(*) FROM case_fact"},
      {"cases", "SELECT count(*) FROM \"case\""},
      {"complaints", "SELECT count(*) FROM case_fact WHERE is_complaint"},
      {"orders", "SELECT count(*) FROM order_fact"},
  };
  records::RowScope none, shop, team, agent, region;
  shop.shops = {"北店"};
  team.teams = {"二组"};
  agent.agent = "A1";
  region.regions = {"江苏"};
  int compared = 0;
  for (const auto* role : {"analyst", "manager", "administrator"}) {
    for (const auto& scope : {none, shop, team, agent, region}) {
      const auto token = token_of(role, scope);
      for (const auto& [metric, statement] : same) {
        const auto asked = posted("query", {{"metrics", {metric}}}, token);
        const auto written = sql(statement, token);
        if (asked.status != 200) {  // Orders of a team.
          EXPECT_EQ(written.status, asked.status) << statement << written.body;
          EXPECT_EQ(written.body, asked.body);
          continue;
        }
        ASSERT_EQ(written.status, 200) << written.body;
        EXPECT_EQ(written.body.at("rows").at(0).at(0), asked.body.at("total").at(metric))
            << role << ": " << statement;
        ++compared;
      }
    }
  }
  EXPECT_EQ(compared, 3 * (4 * 5 - 2));
}

TEST_F(SqlApiTest, ShowsFieldsAsTheRowsOfANumberDo) {
  for (const auto* role : {"analyst", "manager"}) {
    const auto token = token_of(role);
    const auto rows = posted("rows", {{"metrics", {"cases"}}}, token).body;
    std::string names;
    std::size_t key = 0, columns = 0;
    for (const auto& column : rows.at("columns")) {
      const auto name = column.at("name").get<std::string>();
      if (name == "case_key") key = columns;
      names += fmt::format("{}\"{}\"", columns++ == 0 ? "" : ", ", name);
    }
    ASSERT_GT(columns, 5);
    ASSERT_EQ(rows.at("rows").size(), 3);
    for (const auto& row : rows.at("rows")) {
      const auto written = sql(fmt::format("SELECT {} FROM case_fact WHERE case_key = '{}'", names,
                                           row.at(key).get<std::string>()),
                               token);
      ASSERT_EQ(written.status, 200) << written.body;
      EXPECT_EQ(written.body.at("rows").at(0), row) << role;
    }
  }
  for (const auto* role : {"analyst", "manager", "administrator"}) {
    const auto all =
        sql("SELECT * FROM customer LEFT JOIN \"case\" USING (customer_id) LEFT JOIN "
            "message USING (case_id)",
            token_of(role));
    ASSERT_EQ(all.status, 200) << all.body;
    EXPECT_GE(all.body.at("row_count"), 3);
    for (const auto* value : {"13812345678", "13987654321", "王小明", "李晓红"})
      EXPECT_THAT(all.body.dump(), Not(HasSubstr(value))) << role;
  }
  const auto covered = sql("SELECT * FROM customer", token_of("analyst")).body.dump();
  for (const auto* value : {"C901", "138****", "5678"}) EXPECT_THAT(covered, Not(HasSubstr(value)));
}

TEST_F(SqlApiTest, IsForWhoHasTheAction) {
  for (const auto* role : {"viewer", "agent", "privacy_officer"}) {
    const auto refused = sql("SELECT 1", token_of(role));
    EXPECT_EQ(refused.status, 403) << role;
  }
  EXPECT_EQ(sql("SELECT 1", token_of("analyst", {}, {"numbers.read"})).status, 403)
      << "a token for numbers only";
  EXPECT_EQ(sql("SELECT 1", token_of("analyst", {}, {"sql"})).status, 200);
  EXPECT_EQ(sql("SELECT 1", "aft_made_up").status, 401);
  const auto foreign =
      send_with(head("sql", "Content-Type: text/plain\r\nCookie: " + cookie_ + "\r\n"),
                R"({"sql":"SELECT 1"})");
  EXPECT_EQ(foreign.status, 403) << "a form of another page";
  EXPECT_EQ(post("sql", {{"sql", "SELECT 1"}}).status, 200);
}

TEST_F(SqlApiTest, SaysWhatWasWrongInBothLanguages) {
  const auto table = post("sql", {{"sql", "SELECT * FROM case_facts"}});
  EXPECT_EQ(table.status, 400);
  EXPECT_THAT(table.body.dump(), HasSubstr("did you mean case, case_fact"));
  EXPECT_THAT(table.body.dump(), HasSubstr("是否指 case、case_fact"));
  EXPECT_EQ(post("sql", {{"sql", 5}}).status, 400);
  EXPECT_EQ(post("sql", JsonBody::object()).status, 400);
  EXPECT_EQ(post("sql", {{"sql", "SELECT 1"}, {"limit", 0}}).status, 400);
  EXPECT_EQ(post("sql", {{"sql", "SELECT 1"}, {"limit", 100'001}}).status, 400);
  EXPECT_EQ(post("sql", {{"sql", "SELECT 1"}, {"limit", "1"}}).status, 400);
  EXPECT_EQ(post("sql", {{"sql", std::string("SELECT 1\0", 9)}}).status, 400);
  const auto cut = post("sql", {{"sql", "SELECT * FROM generate_series(1, 5)"}, {"limit", 3}});
  EXPECT_EQ(cut.body.at("row_count"), 3);
  EXPECT_EQ(cut.body.at("cut"), true);
  const auto odd = post("sql", {{"sql", "SELECT 1/0, sqrt(-1.0) IS NULL"}});
  EXPECT_LT(odd.status, 500) << odd.body;
}

TEST_F(SqlApiTest, IsNotedWithoutWhatMayBePersonal) {
  const auto token = token_of("analyst");
  ASSERT_EQ(
      sql("SELECT count(*) AS n13812345678 FROM customer WHERE phone = '13812345678' OR name = "
          "'王小明'",
          token)
          .status,
      200);
  ASSERT_EQ(sql("SELECT * FROM app_user WHERE name = '13812345678'", token).status, 400);
  const auto page = audited("sql");
  ASSERT_EQ(page.rows.size(), 2);
  const bool newest_first = page.rows[0].subject.ends_with(" refused");
  const auto& refused = page.rows[newest_first ? 0 : 1];
  EXPECT_THAT(refused.subject, EndsWith(" refused"));
  EXPECT_EQ(refused.reason, "") << "what is no statement has no constants to leave out";
  EXPECT_EQ(refused.actor, "user1");
  const auto& entry = page.rows[newest_first ? 1 : 0];
  EXPECT_THAT(entry.subject, HasSubstr("sql/"));
  EXPECT_THAT(entry.reason, HasSubstr("customer"));
  EXPECT_THAT(entry.reason, HasSubstr("phone"));
  for (const auto* value : {"138", "王小明"}) EXPECT_THAT(entry.reason, Not(HasSubstr(value)));
  EXPECT_EQ(entry.actor, "user1");
}

TEST_F(SqlApiTest, ListsTheTablesAsTheRoleSeesThem) {
  const auto tables = get("sql").body.at("tables");
  std::set<std::string> names;
  for (const auto& table : tables) names.insert(table.at("name").get<std::string>());
  for (const auto* name : {"case", "order", "customer", "message", "return", "case_fact"})
    EXPECT_TRUE(names.contains(name)) << name;
  EXPECT_FALSE(names.contains("app_user"));
  // Every table that is listed can be read.
  for (const auto& name : names)
    EXPECT_EQ(post("sql", {{"sql", fmt::format("SELECT * FROM \"{}\" LIMIT 1", name)}}).status, 200)
        << name;
}

}  // namespace
}  // namespace aftercare::app
