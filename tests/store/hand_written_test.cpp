#include "store/duckdb/hand_written.hpp"

#include <gmock/gmock.h>

#include "store/build.hpp"
#include "store/duckdb/record_view.hpp"
#include "store/rights.hpp"
#include "tiny_shop.hpp"

namespace aftercare::store {
namespace {

using records::FieldRights;
using records::PiiClass;
using records::Shown;
using records::Viewer;
using testing::HasSubstr;
using testing::Not;

// Two shops, two teams; customers with what is stored of their names and phones.
class HandWrittenTest : public testing::Test {
 protected:
  void SetUp() override {
    shop_.ingest(
        "customers",
        {"customer",
         {"customer_id", "name", "name_token", "phone", "phone_token", "province"},
         {{"u1", "王**", digits_of("王小明"), "138****5678", digits_of("13812345678"), "广东"},
          {"u2", "李**", digits_of("李晓红"), "139****4321", digits_of("13987654321"), "浙江"},
          {"u3", "赵**", digits_of("赵云天"), "137****1111", digits_of("13700001111"), "广东"}}});
    shop_.ingest("agents",
                 {"agent", {"agent_id", "team"}, {{"a1", "一组"}, {"a2", "二组"}, {"a3", "一组"}}});
    shop_.ingest("orders", {"order",
                            {"order_id", "customer_id", "ordered_at", "shop", "province", "amount"},
                            {{"o1", "u1", "2026-03-01 10:00", "北店", "广东", "10"},
                             {"o2", "u2", "2026-03-01 10:00", "南店", "浙江", "20.5"},
                             {"o3", "u3", "2026-03-02 10:00", "北店", "广东", "30"}}});
    shop_.ingest("cases", {"case",
                           {"case_id", "channel", "customer_id", "order_id", "agent_id", "text",
                            "opened_at"},
                           {{"c1", "chat", "u1", "o1", "a1", "电池坏了", "2026-03-01 11:00"},
                            {"c2", "email", "u2", "o2", "a1", "要发票", "2026-03-02 11:00"},
                            {"c3", "chat", "u3", "o3", "a2", "又坏了", "2026-03-03 11:00"}}});
    shop_.ingest("messages", {"message",
                              {"message_id", "case_id", "sender", "text", "sent_at"},
                              {{"m1", "c1", "customer", "你好", "2026-03-01 11:00"},
                               {"m2", "c3", "customer", "在吗", "2026-03-03 11:00"}}});
  }

  static Viewer owner() {
    auto viewer = Viewer::owner();
    viewer.token_key = "0123456789abcdef";
    return viewer;
  }
  static Viewer analyst() {
    auto viewer = owner();
    viewer.role = "analyst";
    viewer.fields = FieldRights();
    viewer.fields.set(PiiClass::none, Shown::clear);
    viewer.fields.set(PiiClass::pseudonym, Shown::token);
    viewer.fields.set(PiiClass::free_text, Shown::masked);
    viewer.fields.set(PiiClass::personal, Shown::token);
    return viewer;
  }
  static Viewer of_shop(const std::string& shop, Viewer viewer = owner()) {
    viewer.scope.shops = {shop};
    return viewer;
  }

  base::Result<StatementAnswer> run(const std::string& sql, const Viewer& viewer,
                                    const StatementLimits& limits = {}) {
    const auto checked = check_statement(shop_.database(), viewer, sql);
    if (!checked) return base::failure_of(checked);
    return run_statement(shop_.database(), viewer, *checked, limits);
  }
  // Cells by ",", rows by ";"; of a refusal its message.
  std::string ask(const std::string& sql, const Viewer& viewer = owner(),
                  const StatementLimits& limits = {}) {
    const auto answer = run(sql, viewer, limits);
    if (!answer) {
      EXPECT_EQ(answer.error().kind, base::ErrorKind::usage) << sql << answer.error().message;
      EXPECT_FALSE(answer.error().message_zh.empty());
      return answer.error().message;
    }
    std::string out;
    for (const auto& row : answer->frame.rows) {
      if (!out.empty()) out += ";";
      for (std::size_t i = 0; i < row.size(); ++i)
        out += (i == 0 ? "" : ",") + Shop::in_words(row[i]);
    }
    return out;
  }

  Shop shop_;
};

TEST_F(HandWrittenTest, ReadsEntitiesAndFactsByTheirNames) {
  EXPECT_EQ(ask("SELECT count(*) FROM \"case\""), "3");
  EXPECT_EQ(ask("SELECT count(*) FROM case_fact WHERE channel = 'chat'"), "2");
  EXPECT_EQ(ask("SELECT shop, sum(amount) FROM \"order\" GROUP BY shop ORDER BY 1"),
            "北店,40;南店,20.5");
  EXPECT_EQ(ask("WITH chats AS (SELECT * FROM \"case\" WHERE channel = 'chat') SELECT o.shop, "
                "count(*) FROM chats c JOIN \"ORDER\" o USING (order_id) GROUP BY ALL"),
            "北店,2");
  EXPECT_EQ(ask("VALUES (1, 'a'), (2, 'b')"), "1,a;2,b");
  EXPECT_EQ(ask("SELECT row_number() OVER (ORDER BY case_id) FROM \"case\" LIMIT 1;"), "1");
  EXPECT_EQ(ask("SELECT lag(case_id, 1) OVER (ORDER BY case_id) FROM \"case\" ORDER BY 1"),
            "c1;c2;-");
  EXPECT_EQ(ask("FROM \"case\" SELECT case_id WHERE opened_at >= DATE '2026-03-03'"), "c3");
  EXPECT_EQ(ask("SELECT date_trunc('month', opened_at)::DATE, count(*) FILTER (WHERE text LIKE "
                "'%坏了') FROM \"case\" GROUP BY 1"),
            "2026-03-01,2");
  EXPECT_EQ(ask("SELECT count(*) FROM case_fact f JOIN \"case\" c ON c.case_id = f.case_key"), "3")
      << "a fact and its entity meet";
  EXPECT_EQ(ask("SELECT i FROM generate_series(1, 3) t(i) WHERE i NOT IN (SELECT 2)"), "1;3");
}

TEST_F(HandWrittenTest, AShopSeesItsRowsHoweverTheStatementGoesAbout) {
  const auto north = of_shop("北店");
  EXPECT_EQ(ask("SELECT count(*) FROM \"case\"", north), "2");
  EXPECT_EQ(ask("SELECT count(*) FROM case_fact", north), "2");
  EXPECT_EQ(ask("SELECT count(*) FROM \"order\"", north), "2");
  EXPECT_EQ(ask("SELECT count(*) FROM order_fact", north), "2");
  EXPECT_EQ(ask("SELECT count(*) FROM customer", north), "2");
  EXPECT_EQ(ask("SELECT string_agg(case_id, ' ' ORDER BY case_id) FROM \"case\"", north), "c1 c3");
  EXPECT_EQ(ask("SELECT count(*) FROM \"case\" a LEFT JOIN \"order\" o ON true", north), "4");
  EXPECT_EQ(
      ask("SELECT count(*) FROM \"case\" a FULL JOIN \"case\" b ON a.case_id = b.case_id", north),
      "2");
  EXPECT_EQ(ask("SELECT (SELECT count(*) FROM \"order\" WHERE shop = '南店')", north), "0");
  EXPECT_EQ(ask("SELECT max(l.id) FROM customer u, LATERAL (SELECT c.case_id AS id FROM \"case\" c "
                "WHERE c.customer_id = u.customer_id) l",
                north),
            "c3");
  EXPECT_EQ(ask("SELECT count(*) FROM \"case\" WHERE EXISTS (SELECT 1 FROM \"order\" o WHERE "
                "o.order_id = 'o2')",
                north),
            "0");
  EXPECT_EQ(
      ask("WITH \"order\" AS (SELECT 1 AS x) SELECT count(*) FROM \"order\", \"case\"", north),
      "2");
  EXPECT_EQ(
      ask("SELECT case_id FROM \"case\" UNION SELECT order_id FROM \"order\" ORDER BY 1", north),
      "c1;c3;o1;o3");
}

TEST_F(HandWrittenTest, TeamsAndAgentsSeeTheirCasesAndNoNumberOfOrders) {
  auto team = owner();
  team.scope.teams = {"一组"};
  EXPECT_EQ(ask("SELECT count(*) FROM case_fact", team), "2");
  EXPECT_EQ(ask("SELECT string_agg(order_id, ' ' ORDER BY order_id) FROM \"order\"", team),
            "o1 o2");
  EXPECT_THAT(ask("SELECT count(*) FROM order_fact", team), HasSubstr("you see only some rows"));
  auto agent = owner();
  agent.scope.agent = "a2";
  EXPECT_EQ(ask("SELECT case_id FROM \"case\"", agent), "c3");
  EXPECT_EQ(ask("SELECT message_id FROM message", agent), "m2");
  auto nobody = owner();
  nobody.scope.none = true;
  EXPECT_EQ(ask("SELECT (SELECT count(*) FROM \"case\"), (SELECT count(*) FROM case_fact)", nobody),
            "0,0");
}

// The engine moves conditions below those of a view. One that fails on a value, or tells it, must
// not meet a row outside.
TEST_F(HandWrittenTest, AConditionThatFailsMeetsNoRowOutside) {
  const auto north = of_shop("北店");
  for (const auto* sql :
       {"SELECT count(*) FROM \"case\" WHERE CASE WHEN text LIKE '%发票%' THEN CAST(text AS INT) "
        "ELSE 1 END = 1",
        "SELECT count(*) FROM \"case\" WHERE CASE WHEN case_id = 'c2' THEN CAST(case_id AS INT) "
        "ELSE 1 END = 1",
        "SELECT count(*) FROM case_fact WHERE CASE WHEN case_key = 'c2' THEN CAST(case_key AS "
        "INT) ELSE 1 END = 1",
        "SELECT count(*) FROM case_fact WHERE CASE WHEN shop = '南店' THEN CAST(shop AS INT) "
        "ELSE 1 END = 1"})
    EXPECT_EQ(ask(sql, north), "2") << sql;
  EXPECT_THAT(ask("SELECT count(*) FROM \"case\" WHERE CASE WHEN case_id = 'c1' THEN CAST(case_id "
                  "AS INT) ELSE 1 END = 1",
                  north),
              HasSubstr("c1"))
      << "inside it does fail";
}

TEST_F(HandWrittenTest, FieldsAreShownAsTheOtherReadersShowThem) {
  for (const auto& viewer : {owner(), analyst()}) {
    for (const auto* entity : {"customer", "case", "order"}) {
      const auto views = role_views(shop_.database(), viewer);
      const auto view = std::ranges::find(views.views, std::string(entity), &RoleView::name);
      ASSERT_NE(view, views.views.end());
      const auto key = std::string(entity) == "customer" ? "u1" : entity[0] == 'c' ? "c1" : "o1";
      const auto faces = faces_of(shop_.database(), viewer, entity, {key});
      ASSERT_TRUE(faces && faces->size() == 1);
      std::map<std::string, std::string> told;
      for (const auto& [name, cell] : faces->front().fields) told[name] = Shop::in_words(cell);
      const auto id = std::string(entity) + "_id";
      const auto answer =
          run(fmt::format("SELECT * FROM \"{}\" WHERE {} = '{}'", entity, id, told.at(id)), viewer);
      ASSERT_TRUE(answer) << answer.error().message;
      ASSERT_EQ(answer->frame.rows.size(), 1) << entity << " as " << viewer.role;
      for (std::size_t i = 0; i < answer->frame.columns.size(); ++i)
        if (const auto& name = answer->frame.columns[i]; name != "source") {
          EXPECT_EQ(Shop::in_words(answer->frame.rows[0][i]), told.at(name)) << name;
        }
      for (const auto& hidden : view->hidden) EXPECT_EQ(told.at(hidden), "-") << hidden;
    }
  }
  EXPECT_EQ(ask("SELECT phone, name FROM customer WHERE customer_id = 'u1'"), "138****5678,王**");
  const auto signs = ask("SELECT customer_id, phone FROM customer ORDER BY 1", analyst());
  for (const auto* value : {"u1", "138", "5678", "王"}) EXPECT_THAT(signs, Not(HasSubstr(value)));
  EXPECT_EQ(ask("SELECT count(*) FROM customer u JOIN case_fact f USING (customer_id)", analyst()),
            "3")
      << "signs join";
  EXPECT_EQ(ask("SELECT customer_id FROM case_fact WHERE case_key = 'c1'", analyst()),
            sign_of("u1", owner().token_key));
  // A role that sees part of the ids.
  auto part = analyst();
  part.fields.set(PiiClass::pseudonym, Shown::masked);
  EXPECT_EQ(ask("SELECT customer_id FROM case_fact LIMIT 1", part), records::masked_sign("u1"));
  part.fields.set(PiiClass::personal, Shown::hidden);
  EXPECT_THAT(ask("SELECT phone FROM customer", part), HasSubstr("does not see the column phone"));
  EXPECT_THAT(ask("SELECT * FROM customer", part), Not(HasSubstr("138")));
  part.fields.set_field("order.amount", Shown::hidden);
  EXPECT_THAT(ask("SELECT amount FROM \"order\"", part), HasSubstr("does not see"));
}

TEST_F(HandWrittenTest, OnlyOneSelectOfAllowedPartsOverTheViewsIsAnswered) {
  const std::pair<const char*, const char*> refused[] = {
      {"", "there is no statement"},
      {" ; ", "there is no statement"},
      {"-- nothing", "there is no statement"},
      {"SELECT 1; SELECT 2", "one statement at a time: there are 2"},
      {"SELECT 1; DROP TABLE app_user", "only SELECT"},
      {"DROP TABLE \"case\"", "only SELECT"},
      {"INSERT INTO \"case\" VALUES (1)", "only SELECT"},
      {"UPDATE \"case\" SET text = ''", "only SELECT"},
      {"DELETE FROM \"case\"", "only SELECT"},
      {"CREATE TABLE x AS SELECT 1", "only SELECT"},
      {"CREATE MACRO f() AS 1", "only SELECT"},
      {"PRAGMA database_list", "only SELECT"},
      {"ATTACH 'x.duckdb'", "only SELECT"},
      {"COPY (SELECT 1) TO 'x.csv'", "only SELECT"},
      {"EXPORT DATABASE 'x'", "only SELECT"},
      {"SET enable_external_access = true", "only SELECT"},
      {"RESET search_path", "only SELECT"},
      {"INSTALL httpfs", "only SELECT"},
      {"LOAD httpfs", "only SELECT"},
      {"CALL pragma_version()", "only SELECT"},
      {"EXPLAIN SELECT 1", "only SELECT"},
      {"USE x", "only SELECT"},
      {"CHECKPOINT", "only SELECT"},
      {"BEGIN", "only SELECT"},
      {"PREPARE p AS SELECT 1", "only SELECT"},
      {"DESCRIBE \"case\"", "DESCRIBE"},
      {"SUMMARIZE \"case\"", "DESCRIBE"},
      {"SHOW TABLES", "not allowed"},
      {"SELECT * FROM (DESCRIBE \"case\")", "DESCRIBE"},
      {"SELEC 1", "no valid SQL: syntax error at or near \"SELEC\" (character 1)"},
      {"SELECT '用户', FROM FROM", "(character 19)"},
      {"SELECT * FROM app_user", "no such table for your role: app_user"},
      {"SELECT * FROM cases", "did you mean case"},
      {"SELECT * FROM case_history", "no such table"},
      {"SELECT * FROM finding", "no such table"},
      {"SELECT * FROM main.\"case\"", "without anything before it"},
      {"SELECT * FROM aftercare.main.\"case\"", "without anything before it"},
      {"SELECT * FROM temp.\"case\"", "without anything before it"},
      {"SELECT * FROM information_schema.tables", "without anything before it"},
      {"SELECT * FROM duckdb_tables", "no such table"},
      {"SELECT * FROM pg_catalog.pg_class", "without anything before it"},
      {"SELECT * FROM sqlite_master", "no such table"},
      {"SELECT * FROM 'file.csv'", "no such table"},
      {"SELECT * FROM \"/etc/passwd\"", "no such table"},
      {"SELECT * FROM read_csv('x.csv')", "this function is not allowed: read_csv"},
      {"SELECT * FROM read_text('/etc/passwd')", "not allowed: read_text"},
      {"SELECT * FROM glob('*')", "not allowed: glob"},
      {"SELECT * FROM duckdb_settings()", "not allowed: duckdb_settings"},
      {"SELECT * FROM duckdb_secrets()", "not allowed: duckdb_secrets"},
      {"SELECT * FROM pragma_table_info('app_user')", "not allowed: pragma_table_info"},
      {"SELECT * FROM query('SELECT 1')", "not allowed: query"},
      {"SELECT * FROM query_table('app_user')", "not allowed: query_table"},
      {"SELECT * FROM json_execute_serialized_sql('{}')", "not allowed"},
      {"SELECT * FROM seq_scan('app_user')", "not allowed"},
      {"SELECT * FROM unnest([1])", "not allowed"},
      {"SELECT getenv('HOME')", "not allowed: getenv"},
      {"SELECT current_setting('temp_directory')", "not allowed: current_setting"},
      {"SELECT getvariable('x')", "not allowed"},
      {"SELECT nextval('s')", "not allowed"},
      {"SELECT shown_sign('13812345678', 0)", "not allowed: shown_sign"},
      {"SELECT shown_part('13812345678')", "not allowed: shown_part"},
      {"SELECT stats(text) FROM \"case\"", "not allowed: stats"},
      {"SELECT lag(case_id, -9223372036854775808) OVER () FROM \"case\"", "from 0 to 1000000"},
      {"SELECT lead(case_id, length(text)) OVER () FROM \"case\"", "from 0 to 1000000"},
      {"SELECT error('x')", "not allowed: error"},
      {"SELECT write_log('x')", "not allowed"},
      {"SELECT repeat('x', 1000000000)", "not allowed: repeat"},
      {"SELECT system.main.abs(1)", "not allowed"},
      {"SELECT x.y.z.text FROM \"case\"", "more than a table's name"},
      {"SELECT COLUMNS('.*') FROM \"case\"", "not allowed"},
      {"SELECT [x FOR x IN [1]]", "not allowed"},
      {"SELECT list_transform([1], lambda x: x)", "not allowed"},
      {"SELECT $1", "not allowed"},
      {"SELECT ?", "not allowed"},
      {"SELECT 'x'::regclass", "not allowed"},
      {"SELECT CAST('x' AS ENUM('x'))", "not allowed"},
      {"SELECT * FROM \"case\" TABLESAMPLE 10%", "not allowed"},
      {"SELECT * FROM \"case\" USING SAMPLE 10", "not allowed"},
      {"PIVOT \"case\" ON channel USING count(*)", "only SELECT"},
      {"SELECT '用户', getenv('HOME')", "(character 14)"},
      {"SELECT * FROM (SELECT 1 AS a) PIVOT (count(*) FOR a IN (1))", "not allowed"},
      {"WITH RECURSIVE a AS (SELECT 1 UNION ALL SELECT 1 FROM a) SELECT * FROM a",
       "not allowed in a statement: WITH RECURSIVE"},
      {"WITH app_user AS (SELECT 1) SELECT * FROM app_user", "WITH may not give this name"},
      {"SELECT * FROM (WITH app_user AS (SELECT 1) SELECT 1), app_user",
       "WITH may not give this name"},
      {"WITH duckdb_tables AS (SELECT 1) SELECT 1", "WITH may not give this name"},
      {"WITH \"a.csv\" AS (SELECT 1) SELECT 1", "WITH may not give this name"},
      {"SELECT * FROM (WITH k AS (SELECT 1) SELECT * FROM k), k", "cannot be answered"},
      {"SELECT txt FROM \"case\"", "no such column: txt; did you mean text"},
      {"SELECT c.txt FROM \"case\" c", "no such column: txt"},
      {"SELECT sealed FROM \"case\"", "no such column: sealed"},
      {"SELECT phone_token FROM customer", "no such column: phone_token"},
      {"SELECT rowid FROM \"case\"", "no such column: rowid"},
      {"SELECT interval 3 day", "write CAST(... AS VARCHAR)"},
      {"SELECT c FROM \"case\" c", "write CAST(... AS VARCHAR)"},
  };
  for (const auto& [sql, message] : refused) EXPECT_THAT(ask(sql), HasSubstr(message)) << sql;
  EXPECT_EQ(shop_.ask("SELECT count(*) FROM app_user"), "0") << "nothing happened to the store";
}

TEST_F(HandWrittenTest, ATextThatIsNoStatementIsRefusedBeforeItIsRead) {
  EXPECT_THAT(ask(std::string("SELECT 1\0; DROP TABLE x", 23)), HasSubstr("UTF-8 without NUL"));
  EXPECT_THAT(ask("SELECT '\xff'"), HasSubstr("UTF-8 without NUL"));
  EXPECT_THAT(ask("SELECT 1 " + std::string(20'000, ' ')), HasSubstr("too long"));
  EXPECT_THAT(ask("SELECT " + std::string(9'000, '(') + "1" + std::string(9'000, ')')),
              Not(HasSubstr("internal")));
  std::string deep = "1";
  for (int i = 0; i < 800; ++i) deep = "(SELECT " + deep + ")";
  EXPECT_THAT(ask("SELECT " + deep), Not(HasSubstr("internal")));
  std::string from = "\"case\"";
  for (int i = 0; i < 800; ++i) from = "(SELECT * FROM " + from + ")";
  EXPECT_THAT(ask("SELECT 1 FROM " + from), Not(HasSubstr("internal")));
  std::string sum = "1";
  for (int i = 0; i < 9'000; ++i) sum += "+1";
  EXPECT_THAT(ask("SELECT " + sum), Not(HasSubstr("internal")));
  std::string nots;
  for (int i = 0; i < 4'000; ++i) nots += "NOT ";
  EXPECT_THAT(ask("SELECT " + nots + "true"), Not(HasSubstr("internal")));
  EXPECT_EQ(ask("SELECT /* DROP TABLE x; */ 1 -- ; DROP"), "1");
  EXPECT_EQ(ask("SELECT '; DROP TABLE x'"), "; DROP TABLE x");
  EXPECT_EQ(ask("SELECT 1"), "1") << "all is well afterwards";
}

TEST_F(HandWrittenTest, TimeMemoryAndRowsHaveAnEnd) {
  StatementLimits few;
  few.rows = 2;
  const auto cut = run("SELECT case_id FROM \"case\"", owner(), few);
  ASSERT_TRUE(cut) << cut.error().message;
  EXPECT_TRUE(cut->cut);
  EXPECT_EQ(cut->frame.rows.size(), 2);
  few.rows = 3;
  EXPECT_FALSE(run("SELECT case_id FROM \"case\"", owner(), few)->cut);

  StatementLimits hurried;
  hurried.time = std::chrono::milliseconds(200);
  const std::string crossed =
      "SELECT count(*) FROM generate_series(1, 1000000) a(i), generate_series(1, 1000000) b(j) "
      "WHERE (i * j) % 7 = 3";
  EXPECT_THAT(ask(crossed, owner(), hurried), HasSubstr("took longer than 0.2 seconds"));
  StatementLimits unwanted;
  unwanted.stop = [] { return true; };
  EXPECT_THAT(ask(crossed, owner(), unwanted), HasSubstr("was stopped"));
  // A group for each of far more values than the memory of this store holds.
  const auto wide = ask(
      "SELECT length(w) FROM (SELECT string_agg(i || 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', ' ') AS w "
      "FROM generate_series(1, 100000000) a(i))");
  EXPECT_TRUE(wide.find("more memory") != wide.npos || wide.find("seconds") != wide.npos) << wide;
  EXPECT_THAT(
      ask("SELECT t || t FROM (SELECT t || t AS t FROM (SELECT t || t AS t FROM (SELECT t || "
          "t AS t FROM (SELECT t || t || t || t || t || t || t || t || t || t AS t FROM (SELECT "
          "'x' AS t)))))"),
      HasSubstr("joined more than 12 times"));
  EXPECT_EQ(ask("SELECT count(*) FROM \"case\""), "3") << "the store answers afterwards";
}

TEST_F(HandWrittenTest, ViewsAreGoneAfterwardsAndNobodyElseSeesThem) {
  const auto path = shop_.ask("SELECT current_setting('search_path')");
  const std::string views = "SELECT count(*) FROM duckdb_views() WHERE NOT internal";
  const auto before = shop_.ask(views);
  EXPECT_EQ(ask("SELECT count(*) FROM customer", of_shop("北店")), "2");
  EXPECT_EQ(shop_.ask(views), before);
  EXPECT_EQ(shop_.ask("SELECT count(*) FROM customer"), "3");
  EXPECT_EQ(shop_.ask("SELECT current_setting('search_path')"), path);
}

TEST_F(HandWrittenTest, TheAuditLogGetsNeitherValuesNorNamesOfTheWritersOwn) {
  const auto checked = check_statement(
      shop_.database(), owner(),
      "WITH \"王小明\" AS (SELECT phone AS \"p13812345678\" FROM customer WHERE name = '王小明' "
      "AND "
      "phone LIKE '138%' AND 13812345678 > 5) SELECT \"王小明\".\"p13812345678\" FROM \"王小明\"");
  ASSERT_TRUE(checked) << checked.error().message;
  const auto& words = checked->without_values;
  for (const auto* value : {"王", "138"}) EXPECT_THAT(words, Not(HasSubstr(value)));
  for (const auto* part : {"customer", "phone", "'?'", "name1", "name2"})
    EXPECT_THAT(words, HasSubstr(part));
}

TEST_F(HandWrittenTest, TablesAreListedWithWhatTheRoleSeesOfThem) {
  const auto views = described_views(shop_.database(), analyst());
  ASSERT_TRUE(views) << views.error().message;
  const auto customer = std::ranges::find(views->views, std::string("customer"), &RoleView::name);
  ASSERT_NE(customer, views->views.end());
  EXPECT_EQ(customer->label.zh, "客户");
  const auto phone = std::ranges::find(customer->columns, std::string("phone"), &RoleColumn::name);
  ASSERT_NE(phone, customer->columns.end());
  EXPECT_EQ(phone->type, "VARCHAR");
  EXPECT_EQ(phone->shown, Shown::token);
  EXPECT_EQ(phone->label.zh, "电话");
  const auto orders = std::ranges::find(views->views, std::string("order"), &RoleView::name);
  const auto amount = std::ranges::find(orders->columns, std::string("amount"), &RoleColumn::name);
  EXPECT_THAT(amount->type, HasSubstr("DECIMAL"));
}

}  // namespace
}  // namespace aftercare::store
