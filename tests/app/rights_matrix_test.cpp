// Every endpoint and every command, as every role, inside and outside of what a user sees.

#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <sstream>

#include "access/user_book.hpp"
#include "app/clear_json.hpp"
#include "app/cli/serve_command.hpp"
#include "app/http/openapi.hpp"
#include "app/needed_actions.hpp"
#include "base/progress.hpp"
#include "pipeline/ingest.hpp"
#include "place/place.hpp"
#include "served_workspace.hpp"

namespace aftercare::app {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kAgentsOfTwo =
    "客服编号,客服昵称,班组,是否机器人\nA1,小美,一组,否\nA2,小强,二组,否\n";
constexpr std::string_view kTicketsOfTwo =
    "工单号,创建时间,首次响应时间,解决时间,关闭时间,渠道,工单类型,客户编号,客户姓名,联系电话,"
    "订单号,"
    "商品编号,标题,内容,处理客服,状态,更新时间\n"
    "mine901,2026-03-01 10:00:00,2026-03-01 10:05:00,,,ticket,complaint,C901,王小明,13812345678,"
    "O901,P1,屏幕坏了,屏幕裂开了怎么办,A1,open,2026-03-01 10:05:00\n"
    "other902,2026-03-02 10:00:00,2026-03-02 10:05:00,,,ticket,complaint,C902,李晓红,13987654321,"
    "O902,P1,电池坏了,电池鼓包了怎么办,A2,open,2026-03-02 10:05:00\n"
    "other903,no time,,,,ticket,complaint,C903,赵云天,13700001111,O903,P1,发票,要发票,A2,open,\n";

class RightsMatrixTest : public ServedWorkspace {
 protected:
  void SetUp() override {
    ServedWorkspace::SetUp();
    ingest("agents.csv", kAgentsOfTwo);
    ingest("tickets.csv", kTicketsOfTwo);
    for (const auto& role : session_->policy().roles())
      tokens_[role.name] = token_of(role.name, {});
  }

  void ingest(const std::string& name, std::string_view content) {
    const auto file = fresh_.path / name;
    std::ofstream(file) << content;
    base::NoProgress progress;
    const auto report = pipeline::ingest(*session_, {file}, {}, std::nullopt, progress);
    ASSERT_TRUE(report) << report.error().message;
    ASSERT_FALSE(report->files[0].error) << report->files[0].error->message;
  }

  // So that a case tells whose, which shop's and which province's it is.
  void ingest_whereabouts() {
    ingest("customers.csv",
           "客户编号,姓名,手机号,邮箱,省份,城市,收货地址,会员等级,性别,注册时间\n"
           "C901,王小明,13812345678,,广东,深圳,,,,2024-01-01 10:00:00\n"
           "C902,李晓红,13987654321,,江苏,苏州,,,,2024-01-02 10:00:00\n");
    ingest(
        "orders.csv",
        "订单号,客户编号,下单时间,订单金额,省份,店铺\n"
        "O901,C901,2026-02-01 09:00:00,50,广东,北店\nO902,C902,2026-02-01 09:00:00,70,江苏,南店\n");
  }
  // Every way to see a part of the rows, each with mine901 inside and other902 outside.
  static std::vector<std::pair<const char*, records::RowScope>> scopes_of_mine() {
    std::vector<std::pair<const char*, records::RowScope>> scopes(4);
    scopes[0].first = "agent";
    scopes[0].second.agent = "A1";
    scopes[1].first = "team";
    scopes[1].second.teams = {"一组"};
    scopes[2].first = "shop";
    scopes[2].second.shops = {"北店"};
    scopes[3].first = "region";
    scopes[3].second.regions = {"广东"};
    if (place::kSanitized) scopes.erase(scopes.begin() + 1, scopes.end());
    return scopes;
  }

  // A user of the role, who sees these rows, and a token of that user.
  std::string token_of(const std::string& role, const records::RowScope& scope) {
    const auto name = fmt::format("user{}", ++made_);
    access::UserChange user;
    user.role = role;
    user.subject = "somebody elsewhere";  // No password: none is hashed.
    user.scope = scope;
    const auto added = session_->users().add(name, user, "test");
    EXPECT_TRUE(added) << added.error().message;
    const auto token = session_->users().new_token({name, "test", {}, 1}, "test");
    EXPECT_TRUE(token) << token.error().message;
    return token.value_or("");
  }

  // What an endpoint is asked, so that it would tell something.
  static std::string body_for(const std::string& path) {
    static const std::map<std::string, std::string> bodies = {
        {"query", R"({"metrics":["cases"],"by":["agent"]})"},
        {"changes", R"({"metrics":["cases"],"from":"2026-03-02","to":"2026-03-02"})"},
        {"rows", R"({"metrics":["cases"]})"},
        {"ask", R"({"question":"cases by agent"})"},
        {"sql",
         R"({"sql":"SELECT * FROM case_fact LEFT JOIN \"case\" ON case_id = case_key LEFT JOIN customer ON true LEFT JOIN \"order\" ON true"})"},
        {"find", R"({"value":"13987654321"})"},  // other902's.
        {"duplicates/pairs", R"({"entity":"case"})"},
        {"duplicates/pair", R"({"entity":"case","one":"mine901","other":"other902"})"},
        {"duplicates/group", R"({"entity":"case","key":"other902"})"},
        {"duplicates/verdicts", R"({"entity":"case"})"},
        {"duplicates/say", R"({"entity":"case","same":false,"keys":["mine901","other902"]})"},
        {"reveal", R"({"entity":"case","key":"{key+}","reason":"a call"})"},
        {"duplicates/reveal", R"({"one":"C901","other":"C902","reason":"a call"})"},
        {"quarantine/{id}/reveal", R"({"reason":"a call"})"},
    };
    const auto at = bodies.find(path);
    return at == bodies.end() ? "{}" : at->second;
  }

  static std::string filled(std::string path, const std::string& key) {
    for (const auto& [name, value] : {std::pair<std::string, std::string>("{key+}", key),
                                      {"{id}", "1"},
                                      {"{name}", "nobody"},
                                      {"{source}", "shop"}})
      if (const auto at = path.find(name); at != path.npos) path.replace(at, name.size(), value);
    return path;
  }

  // The whole answer; a live stream is only asked for its head.
  std::string said(const Endpoint& endpoint, const std::string& token,
                   const std::string& key = "other902") const {
    const auto method = endpoint.path == "events" ? std::string("HEAD") : endpoint.method;
    auto request = fmt::format("{} /api/v1/{} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n",
                               method, filled(endpoint.path, key));
    if (!token.empty()) request += "Authorization: Bearer " + token + "\r\n";
    if (endpoint.method != "POST") return talk_to(server_->port(), request + "\r\n");
    const auto body = filled(body_for(endpoint.path), key);
    const auto type =
        endpoint.takes.starts_with("application/octet") ? endpoint.takes : "application/json";
    return talk_to(server_->port(),
                   request + fmt::format("Content-Type: {}\r\nContent-Length: {}\r\n\r\n{}", type,
                                         body.size(), body));
  }
  static int status_of(const std::string& answer) {
    return answer.size() > 12 ? std::stoi(answer.substr(9, 3)) : 0;
  }

  int made_ = 0;
  std::map<std::string, std::string> tokens_;  // By role, unscoped (an agent without a number).
};

TEST_F(RightsMatrixTest, EveryEndpointAnswersEveryRoleAsThePolicySays) {
  int judged = 0;
  for (const auto& endpoint : needed_.endpoints()) {
    for (const auto& role : session_->policy().roles()) {
      const auto answer = said(endpoint, tokens_.at(role.name));
      const auto status = status_of(answer);
      const auto what = fmt::format("{} {} as {}: {}", endpoint.method, endpoint.path, role.name,
                                    answer.substr(0, 600));
      ++judged;
      if (endpoint.action == kBySource) {
        EXPECT_EQ(status, 401) << what;  // A user's token is no source's.
      } else if (endpoint.action == kPublic || role.may(endpoint.action)) {
        EXPECT_THAT(answer, Not(HasSubstr("\"message\":\"not allowed: the role"))) << what;
        EXPECT_NE(status, 0) << what;
        EXPECT_LT(status, 500) << what;
        EXPECT_TRUE(status != 401 || endpoint.path == "sign-in") << what;
      } else {
        EXPECT_EQ(status, 403) << what;
        EXPECT_THAT(answer, HasSubstr("not_allowed")) << what;
      }
    }
    const auto status = status_of(said(endpoint, ""));
    if (endpoint.action == kPublic)
      EXPECT_NE(status, 403) << endpoint.path;
    else
      EXPECT_EQ(status, 401) << endpoint.path << " to somebody who is not signed in";
    EXPECT_EQ(status_of(said(endpoint, "aft_made_up")), status) << endpoint.path;
  }
  EXPECT_GE(judged, 300) << "endpoints x roles";
}

TEST_F(RightsMatrixTest, NothingOfACaseOutsideIsToldByAnyEndpoint) {
  ingest_whereabouts();
  std::map<std::string, int> told;  // Of what is inside, by the kind of scope.
  for (const auto& role : session_->policy().roles()) {
    for (const auto& [kind, scope] : scopes_of_mine()) {
      const auto token = token_of(role.name, scope);
      for (const auto& endpoint : needed_.endpoints()) {
        if (endpoint.path == "users") continue;  // Who sees users sees which rows they see.
        const auto outside = said(endpoint, token, "other902");
        for (const auto* word :
             {"other902", "other903", "C902", "O902", "南店", "鼓包", "李", "赵", "13987654321"})
          EXPECT_THAT(outside, Not(HasSubstr(word)))
              << endpoint.method << " " << endpoint.path << " as " << role.name << " by " << kind;
        if (said(endpoint, token, "mine901").find("mine901") != std::string::npos) ++told[kind];
      }
    }
  }
  for (const auto& [kind, scope] : scopes_of_mine())
    EXPECT_GE(told[kind], 6) << "inside by " << kind << ": cases and rows, to those who may";
}

TEST_F(RightsMatrixTest, AnAgentSeesTheOwnCaseAndTheNumberOfOwnCases) {
  records::RowScope mine;
  mine.agent = "A1";
  const auto token = token_of("agent", mine);
  const auto* one = needed_.endpoint("GET", "case/x");
  EXPECT_EQ(status_of(said(*one, token, "mine901")), 200);
  EXPECT_EQ(status_of(said(*one, token, "other902")), 404) << "as if it were not there";
  const auto* rows = needed_.endpoint("POST", "rows");
  EXPECT_THAT(said(*rows, token), HasSubstr("\"total\":1"));
  EXPECT_THAT(said(*rows, tokens_.at("manager")), HasSubstr("\"total\":3"));
  EXPECT_THAT(said(*rows, tokens_.at("agent")), HasSubstr("\"total\":0")) << "no number, no row";
}

TEST_F(RightsMatrixTest, RolesSeeAsMuchOfAFieldAsTheyMay) {
  const auto* one = needed_.endpoint("GET", "case/x");
  const auto manager = said(*one, tokens_.at("manager"), "mine901");
  EXPECT_THAT(manager, HasSubstr("C901"));
  EXPECT_THAT(manager, Not(HasSubstr("13812345678"))) << "clear only when revealed";
  EXPECT_THAT(manager, Not(HasSubstr("王小明")));
  const auto analyst = said(*one, tokens_.at("analyst"), "mine901");
  EXPECT_THAT(analyst, Not(HasSubstr("C901"))) << "a sign stands for the customer";
  EXPECT_THAT(analyst, Not(HasSubstr("****"))) << "a sign stands for the phone";
  EXPECT_THAT(manager, HasSubstr("****"));
  EXPECT_THAT(analyst, HasSubstr("屏幕裂开")) << "masked text is what analysts work with";
  const auto* query = needed_.endpoint("POST", "query");
  EXPECT_EQ(status_of(said(*query, tokens_.at("viewer"))), 200);
}

TEST_F(RightsMatrixTest, InClearIsToldWhatTheRoleMaySeeInsideTheScopeForAReasonOnRecord) {
  const auto* reveal = needed_.endpoint("POST", "reveal");
  const auto manager = said(*reveal, tokens_.at("manager"), "mine901");
  EXPECT_EQ(status_of(manager), 200) << manager;
  EXPECT_THAT(manager, HasSubstr("13812345678"));
  EXPECT_THAT(manager, HasSubstr("王小明"));
  EXPECT_THAT(manager, HasSubstr("屏幕裂开了怎么办"));
  const auto noted = session_->store().read(
      "SELECT count(*) FROM audit WHERE action = 'reveal' AND subject = 'case/mine901' AND reason "
      "= "
      "'a call'");
  EXPECT_EQ(std::get<std::int64_t>(noted->rows[0][0]), 1);
  // Outside of the scope it is as if it were not there, and nothing is noted of it.
  records::RowScope mine;
  mine.agent = "A1";
  const auto scoped = token_of("manager", mine);
  EXPECT_EQ(status_of(said(*reveal, scoped, "mine901")), 200);
  EXPECT_EQ(status_of(said(*reveal, scoped, "other902")), 404);
  ingest_whereabouts();
  const records::Viewer viewer =
      session_->policy().caller({"m", "manager", mine}, "0123456789abcdef")->viewer;
  const auto inside = customer_in_clear_json(*session_, viewer, "C901", {"m", "a call"});
  ASSERT_TRUE(inside) << inside.error().message;
  EXPECT_THAT(inside->dump(), HasSubstr("王小明"));
  const auto outside = customer_in_clear_json(*session_, viewer, "C902", {"m", "a call"});
  ASSERT_TRUE(outside) << outside.error().message;
  EXPECT_TRUE(outside->is_null());
  const auto unnoted = session_->store().read(
      "SELECT count(*) FROM audit WHERE action = 'reveal' AND subject = 'case/other902'");
  EXPECT_EQ(std::get<std::int64_t>(unnoted->rows[0][0]), 0);
  // A right to reveal is none to every field.
  const auto add = [&](const std::string& role) {
    std::ofstream(session_->workspace().root() / "catalog" / "roles.yaml") << role;
  };
  add("roles:\n  - name: dispatcher\n    label: {zh: 调度, en: Dispatcher}\n"
      "    actions: [account, cases.read, reveal]\n"
      "    fields: {none: clear, pseudonym: clear, free_text: masked, personal: clear, sensitive: "
      "hidden}\n    rows: all\n");
  const auto policy = access::Policy::load(session_->workspace().root(), session_->dictionary());
  ASSERT_TRUE(policy) << policy.error().message;
  const auto dispatcher = policy->caller({"d", "dispatcher", {}}, "0123456789abcdef");
  ASSERT_TRUE(dispatcher) << dispatcher.error().message;
  const auto part = case_in_clear_json(*session_, dispatcher->viewer, "mine901", {"d", "a call"});
  ASSERT_TRUE(part) << part.error().message;
  EXPECT_THAT(part->dump(), HasSubstr("13812345678"));
  EXPECT_THAT(part->dump(), Not(HasSubstr("屏幕裂开了怎么办")));
  // Without a reason nothing; without a name of a record neither.
  for (const auto* body :
       {R"({"entity":"case","key":"mine901"})",
        R"({"entity":"case","key":"mine901","reason":"  "})",
        R"({"entity":"order","key":"mine901","reason":"r"})", R"({"entity":"case","reason":"r"})",
        R"({"entity":["case"],"key":{"a":1},"reason":7})"}) {
    const auto refused = ask(
        head("reveal", "Content-Type: application/json\r\nCookie: " + cookie_ +
                           "\r\nContent-Length: " + std::to_string(std::string_view(body).size()) +
                           "\r\n") +
        "\r\n" + body);
    EXPECT_EQ(refused.status, 400) << body;
  }
}

TEST_F(RightsMatrixTest, WhatMattersMostStandsHereInWords) {
  const auto& policy = session_->policy();
  const auto may = [&](const char* role, const char* action) {
    return policy.role(role)->may(action);
  };
  for (const auto& role : policy.roles()) {
    EXPECT_EQ(role.may("users.manage"), role.name == "administrator") << role.name;
    EXPECT_EQ(role.may("audit.read"),
              role.name == "administrator" || role.name == "privacy_officer")
        << role.name;
    EXPECT_TRUE(role.may("account")) << role.name;
  }
  for (const auto& endpoint : needed_.endpoints()) {
    const auto& path = endpoint.path;
    if (path.ends_with("reveal")) {
      EXPECT_EQ(endpoint.action, "reveal") << path;
    }
    if (path.starts_with("users")) {
      EXPECT_EQ(endpoint.action, "users.manage") << path;
    }
  }
  const std::map<std::string, std::string> weighty = {
      {"reveal", "reveal"},        {"quarantine show", "reveal"}, {"erase", "privacy"},
      {"retain apply", "privacy"}, {"export-person", "privacy"},  {"export", "privacy"},
      {"keys rotate", "operate"},  {"backup keys", "operate"},    {"audit list", "audit.read"}};
  std::size_t weighed = 0;
  for (const auto& command : needed_.commands())
    if (const auto at = weighty.find(command.name); at != weighty.end()) {
      EXPECT_EQ(command.action, at->second) << command.name;
      ++weighed;
    }
  EXPECT_EQ(weighed, weighty.size());
  EXPECT_FALSE(may("viewer", "rows.read"));
  EXPECT_FALSE(may("viewer", "cases.read"));
  EXPECT_FALSE(may("agent", "reveal"));
  EXPECT_FALSE(may("analyst", "reveal"));
  EXPECT_TRUE(may("manager", "reveal"));
  EXPECT_FALSE(may("privacy_officer", "data.take_in"));
}

TEST_F(RightsMatrixTest, AnActionThatNobodyKnowsGuardsNothing) {
  std::set<std::string> listed;
  for (const auto& endpoint : needed_.endpoints()) {
    EXPECT_TRUE(endpoint.action == kPublic || endpoint.action == kBySource ||
                session_->policy().knows_action(endpoint.action))
        << endpoint.path << ": " << endpoint.action;
    EXPECT_TRUE(listed.insert(endpoint.method + " " + endpoint.path).second) << endpoint.path;
  }
  for (const auto& command : needed_.commands())
    EXPECT_TRUE(command.action == kOfMachine || session_->policy().knows_action(command.action))
        << command.name;
}

TEST_F(RightsMatrixTest, WhatIsNotListedCannotBeReached) {
  const Endpoint nowhere{"GET", "secrets", "account", "", {}};
  EXPECT_EQ(status_of(said(nowhere, tokens_.at("administrator"))), 404);
  EXPECT_EQ(status_of(said(nowhere, "")), 401);
  const Endpoint put{"PUT", "query", "account", "", {}};
  EXPECT_EQ(status_of(said(put, tokens_.at("administrator"))), 405);
  for (const auto* path : {"case/", "users/", "quarantine//reveal", "jobs/1/", "uploads/1/2/3"})
    EXPECT_EQ(needed_.endpoint("POST", path), nullptr) << path;
  EXPECT_EQ(needed_.endpoint("GET", "case/a/b/c")->path, "case/{key+}");
  EXPECT_EQ(needed_.endpoint("POST", "quarantine/replay")->path, "quarantine/replay");
}

TEST_F(RightsMatrixTest, TheOpenApiDocumentIsTheSameList) {
  const auto document = openapi_json(needed_);
  std::size_t operations = 0;
  for (const auto& [path, methods] : document.at("paths").items()) operations += methods.size();
  EXPECT_EQ(operations, needed_.endpoints().size());
  EXPECT_EQ(document["paths"]["/api/v1/case/{key}"]["get"]["x-action"], "cases.read");
  EXPECT_EQ(document["paths"]["/api/v1/health"]["get"]["security"].size(), 0U);
}

// A command line for every command that opens the store.
std::map<std::string, std::vector<std::string>> command_lines(const std::string& file) {
  return {
      {"ingest", {"ingest", file}},
      {"run", {"run"}},
      {"source list", {"source", "list"}},
      {"source token", {"source", "token", "nowhere"}},
      {"quarantine list", {"quarantine", "list"}},
      {"quarantine show", {"quarantine", "show", "1", "--reason", "a call"}},
      {"quarantine replay", {"quarantine", "replay", "99"}},
      {"quality", {"quality"}},
      {"quality rules", {"quality", "--rules"}},
      {"quality suggest", {"quality", "rules", "suggest", "--table", "case"}},
      {"quality findings", {"quality", "findings"}},
      {"quality review", {"quality", "review"}},
      {"quality accept", {"quality", "accept", "case.status", "zzzzzz", "--as", "open"}},
      {"quality reject", {"quality", "reject", "case.status", "yyyyyy"}},
      {"quality undo", {"quality", "undo", "99"}},
      {"dedupe compare", {"dedupe"}},
      {"dedupe list", {"dedupe", "list", "--cases"}},
      {"dedupe show", {"dedupe", "show", "mine901,other902"}},
      {"dedupe accept", {"dedupe", "accept", "mine901,other902"}},
      {"dedupe split", {"dedupe", "split", "mine901,other902"}},
      {"dedupe merge", {"dedupe", "merge", "mine901", "other902"}},
      {"dedupe undo", {"dedupe", "undo", "99"}},
      {"query", {"query", "cases"}},
      {"query rows", {"query", "cases", "--rows"}},
      {"ask", {"ask", "cases", "last", "month"}},
      {"sql",
       {"sql",
        "SELECT * FROM case_fact LEFT JOIN \"case\" ON case_id = case_key LEFT JOIN customer ON "
        "true LEFT JOIN \"order\" ON true"}},
      {"sql csv", {"sql", "SELECT * FROM case_fact", "--csv"}},
      {"sql tables", {"sql", "--tables"}},
      {"insight", {"insight", "trend", "--metric", "cases"}},
      {"report", {"report", "-o", file + ".html"}},
      {"audit list", {"audit", "list"}},
      {"audit verify", {"audit", "verify"}},
      {"text label", {"text", "label", "--name", "topic"}},
      {"text train", {"text", "train", "--name", "topic"}},
      {"text wishes", {"text", "wishes"}},
      {"text retopic", {"text", "retopic"}},
      {"text reanalyze", {"text", "reanalyze"}},
      {"text words", {"text", "phrases"}},
      {"text conversation", {"text", "conversation", "--case", "other902"}},
      {"erase", {"erase", "--customer", "nobody", "--reason", "asked"}},
      {"find", {"find", "13987654321"}},  // other902's.
      {"reveal", {"reveal", "--case", "other902", "--reason", "a call"}},
      {"export-person",
       {"export-person", "--customer", "nobody", "--reason", "asked", "-o", file + ".person"}},
      {"privacy inventory", {"privacy", "inventory"}},
      {"privacy receipt", {"privacy", "receipt", "verify", file}},
      {"privacy consent",
       {"privacy", "consent", "withdraw", "--customer", "nobody", "--purpose", "analysis",
        "--reason", "asked"}},
      {"privacy consent list", {"privacy", "consent", "list"}},
      {"retain", {"retain"}},
      {"retain apply", {"retain", "--apply"}},
      {"export", {"export", "nothing", "-o", file + ".export", "--reason", "asked"}},
      {"keys rotate", {"keys", "rotate", "--reason", "a year went by"}},
      {"backup", {"backup", "--to", file + ".backup"}},
      {"backup list", {"backup", "list", "--to", file + ".backup"}},
      {"backup verify", {"backup", "verify", "--to", file + ".backup"}},
      {"backup prune", {"backup", "prune", "--to", file + ".backup"}},
      {"backup keys", {"backup", "keys", file + ".keys"}},
      {"verify", {"verify"}},
      {"doctor", {"doctor"}},
      {"link", {"link"}},
      {"init", {"init", file + ".made"}},
      {"demo", {"demo", file + ".shop"}},
      {"restore", {"restore", file + ".backup", "--keys", file + ".keys"}},
      {"serve", {"serve"}},
      {"glossary", {"glossary"}},
      {"map suggest", {"map", "suggest", file}},
      {"map suggest file", {"map", "suggest", file}},
      {"quality file", {"quality", file}},
      {"quality suggest file", {"quality", "rules", "suggest", file}},
      {"quality repair", {"quality", "repair", file, "-o", file + ".mended"}},
      {"dedupe file", {"dedupe", file, "--id", "工单号", "-o", file + ".clusters"}},
      {"dedupe pairs", {"dedupe", "pairs", "train", file, "-o", file + ".model"}},
      {"text file", {"text", "analyze", file, "--text", "内容", "-o", file + ".texts"}},
      {"insight file", {"insight", "trend", file, "--time", "创建时间"}},
      {"privacy receipt file",
       {"privacy", "receipt", "verify", file, "--key", std::string(64, '0')}},
      {"users list", {"users", "list"}},
      {"users add", {"users", "add", "new", "--role", "viewer", "--subject", "s"}},
      {"users change", {"users", "disable", "nobody"}},
      {"users token", {"users", "token", "nobody", "--label", "x"}}};
}

TEST_F(RightsMatrixTest, EveryCommandRunsForEveryRoleAsThePolicySays) {
  const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  const Console console({nowhere, nowhere, true, true, false});
  const auto lines = command_lines((fresh_.path / "tickets.csv").string());
  int judged = 0;
  int of_store = 0;
  for (const auto& command : needed_.commands()) {
    const auto words = lines.find(command.name);
    ASSERT_NE(words, lines.end()) << "no line here for the command: " << command.name;
    auto parsed = parse_arguments(words->second, false);
    auto* arguments = std::get_if<Arguments>(&parsed);
    ASSERT_NE(arguments, nullptr) << command.name << ": " << std::get<Printed>(parsed).text;
    if (auto* map = std::get_if<MapSuggestArguments>(&arguments->command))
      map->in_workspace = command.name == "map suggest";
    ASSERT_EQ(command_name(arguments->command), command.name);
    ASSERT_EQ(opens_store(arguments->command), command.action != kOfMachine) << command.name;
    if (command.action == kOfMachine) continue;
    ++of_store;
    for (const auto& role : session_->policy().roles()) {
      const auto done = run_with_token(*arguments, *session_, {console, fresh_.path, {}, {}},
                                       tokens_.at(role.name));
      const bool refused =
          !done && done.error().message.find("does not have the action") != std::string::npos;
      EXPECT_EQ(refused, !role.may(command.action))
          << command.name << " as " << role.name << ": " << (done ? "" : done.error().message);
      ++judged;
    }
    const auto unknown =
        run_with_token(*arguments, *session_, {console, fresh_.path, {}, {}}, "aft_made_up");
    EXPECT_FALSE(unknown) << command.name;
  }
  EXPECT_EQ(needed_.commands().size(), lines.size());
  EXPECT_EQ(judged, of_store * static_cast<int>(session_->policy().roles().size()));
  ::close(nowhere);
}

// What a command says and the files it writes, run by a token's user.
std::string told_by(const Arguments& arguments, const pipeline::Session& session,
                    const std::filesystem::path& folder, const std::string& token) {
  const auto name = (folder / "said.txt").string();
  const int said = ::open(name.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const Console console({said, said, false, false, false});
  const auto done = run_with_token(arguments, session, {console, folder, {}, {}}, token);
  ::close(said);
  std::string all = done ? "" : done.error().message;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (!file.is_regular_file() || file.path().extension() == ".csv") continue;  // The input.
    std::ostringstream text;
    text << std::ifstream(file.path(), std::ios::binary).rdbuf();
    all += text.view();
  }
  return all;
}

// Whoever may see rows may not therefore take them out as they are.
TEST_F(RightsMatrixTest, RowsLeaveForAnAnalystAnonymousAndForAManagerAsTheyAre) {
  std::string tickets = "工单号,创建时间,内容,手机号,客户编号,订单号\n";
  for (int i = 0; i < 100; ++i)
    tickets += "AN" + std::to_string(i) + ",2026-03-" + std::to_string(101 + i % 27).substr(1) +
               " 10:00:00," + (i % 2 == 0 ? "电池坏了" : "客服态度很好，谢谢") + ",,CU" +
               std::to_string(i) + ",\n";
  const auto file = (fresh_.path / "many.csv").string();
  std::ofstream(file) << tickets;
  const auto said = [this](const char* role, std::vector<std::string> words) {
    return told_by(std::get<Arguments>(parse_arguments(words, false)), *session_, fresh_.path,
                   tokens_.at(role));
  };
  said("manager", {"ingest", file});
  const std::vector<std::string> rows = {"query", "cases", "--rows", "--csv", "--limit", "1000"};
  const auto whole = said("manager", rows);
  EXPECT_THAT(whole, HasSubstr("AN17"));
  EXPECT_THAT(whole, HasSubstr("2026-03-09"));
  const auto anonymous = said("analyst", rows);
  EXPECT_THAT(anonymous, HasSubstr("made anonymous by the export cases"));
  EXPECT_THAT(anonymous, HasSubstr("less exact: opened_day"));
  EXPECT_THAT(anonymous, HasSubstr("2026-03,")) << "a month is left of the day";
  for (const auto* part : {"AN1", "CU1", "2026-03-0", "坏了"})
    EXPECT_THAT(anonymous, Not(HasSubstr(part)));
  EXPECT_THAT(said("analyst", {"sql", "SELECT case_key AS x FROM case_fact", "--csv"}),
              AllOf(HasSubstr("does not have the action rows.take"), HasSubstr("query --rows"),
                    Not(HasSubstr("AN1"))));
  EXPECT_THAT(said("manager", {"sql", "SELECT case_key AS x FROM case_fact", "--csv"}),
              HasSubstr("AN17"));
  EXPECT_THAT(said("analyst", {"sql", "SELECT count(*) AS n FROM case_fact"}), HasSubstr("1 row"));
  EXPECT_THAT(said("administrator", {"audit", "list"}),
              AllOf(HasSubstr("rows/cases anonymous"), HasSubstr("rows/cases\n")));
}

TEST_F(RightsMatrixTest, NothingOfACaseOutsideIsToldByAnyCommand) {
  ingest_whereabouts();
  const auto lines = command_lines((fresh_.path / "tickets.csv").string());
  std::map<std::string, int> told;
  for (const auto& role : session_->policy().roles()) {
    for (const auto& [kind, scope] : scopes_of_mine()) {
      const auto token = token_of(role.name, scope);
      for (const auto& command : needed_.commands()) {
        if (command.action == kOfMachine) continue;  // Files that the caller may read anyway.
        if (command.name == "users list") continue;  // Who sees users sees which rows they see.
        const auto parsed = parse_arguments(lines.at(command.name), false);
        const auto text = told_by(std::get<Arguments>(parsed), *session_, fresh_.path, token);
        // "dedupe show" and its like say back what was asked for.
        const bool named = std::ranges::any_of(lines.at(command.name), [](const auto& word) {
          return word.find("other902") != word.npos;
        });
        for (const auto* word : {"other902", "other903", "C902", "O902", "鼓包", "李", "赵"})
          if (!named || std::string_view(word) != "other902") {
            EXPECT_THAT(text, Not(HasSubstr(word)))
                << command.name << " as " << role.name << " by " << kind;
          }
        if (text.find("mine901") != text.npos) ++told[kind];
      }
    }
  }
  for (const auto& [kind, scope] : scopes_of_mine())
    EXPECT_GE(told[kind], 2) << "rows inside by " << kind << " are told to those who may";
}

TEST_F(RightsMatrixTest, OrdersAreNarrowedWhereTheyTellItAndRefusedWithAReasonWhereNot) {
  ingest("orders.csv",
         "订单号,客户编号,下单时间,订单金额,省份,店铺\nO1,C1,2026-03-01 09:00:00,50,广东,北店\n"
         "O2,C2,2026-03-01 09:00:00,70,江苏,南店\n");
  const auto asked = [&](const records::RowScope& scope) {
    const auto token = token_of("manager", scope);
    return ask(head("query", "Content-Type: application/json\r\nAuthorization: Bearer " + token +
                                 "\r\nContent-Length: 22\r\n") +
               "\r\n{\"metrics\":[\"orders\"]}");
  };
  records::RowScope shop;
  shop.shops = {"北店"};
  records::RowScope region;
  region.regions = {"江苏"};
  records::RowScope team;
  team.teams = {"一组"};
  EXPECT_EQ(asked(shop).body.at("total").at("orders"), 1) << asked(shop).body;
  EXPECT_EQ(asked(region).body.at("total").at("orders"), 1) << asked(region).body;
  const auto refused = asked(team);
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body.dump(), HasSubstr("you see only some rows (by Team)"));
  EXPECT_THAT(refused.body.dump(), HasSubstr("按班组"));
  // A report tells what can be told, and why the rest is missing.
  const auto lines = command_lines((fresh_.path / "tickets.csv").string());
  const auto parsed = parse_arguments(lines.at("report"), false);
  const auto report =
      told_by(std::get<Arguments>(parsed), *session_, fresh_.path, token_of("manager", team));
  EXPECT_THAT(report, HasSubstr("kpi-complaints"));
  EXPECT_THAT(report, Not(HasSubstr("kpi-return_rate")));
  EXPECT_THAT(report, HasSubstr("按班组"));
}

}  // namespace
}  // namespace aftercare::app
