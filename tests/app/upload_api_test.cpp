#include "app/http/upload_api.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "../intake/written_zip.hpp"
#include "pipeline/file_plan.hpp"
#include "served_workspace.hpp"

namespace aftercare::app {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

// Headers that no mapping knows: one names a personal value, one nothing at all.
constexpr std::string_view kTickets =
    "工单编号,反馈时间,手机号,反馈内容,处理小组\n"
    "T1,2026-11-01 10:00:00,13812345678,充电器坏了，打 13812345678 找我,一组\n"
    "T2,2026-11-02 11:30:00,13912345678,物流太慢，等了一个星期,二组\n"
    ",2026-11-03 12:00:00,13712345678,,一组\n";

using UploadApiTest = ServedWorkspace;

JsonBody column_of(const JsonBody& proposal, const std::string& name) {
  for (const auto& column : proposal.at("columns"))
    if (column.at("column") == name) return column;
  return nullptr;
}

TEST_F(UploadApiTest, AFileWaitsUnderAHarmlessName) {
  const auto sent = upload("..%2F..%2Fevil%0A%23.csv", kTickets);
  EXPECT_EQ(sent.status, 201);
  EXPECT_EQ(sent.body.at("name"), "evil_.csv");
  EXPECT_EQ(sent.body.at("state"), "waiting");
  ASSERT_EQ(files().size(), 1U);
  EXPECT_EQ(files()[0].filename(), "evil_.csv");
  EXPECT_EQ(get("uploads").body.at("uploads").size(), 1U);
  pipeline::SourceSetting declared;
  declared.path = "sources";
  EXPECT_TRUE(pipeline::source_files(session_->workspace(), declared)->empty())
      << "no run reads what nobody approved";
}

TEST_F(UploadApiTest, OnlyASignedInPageMaySendFiles) {
  const auto start = head("uploads?name=a.csv", "Content-Type: application/octet-stream\r\n");
  EXPECT_EQ(send_with(start, kTickets).status, 401);
  EXPECT_EQ(send_with(start + "Cookie: aftercare_session=wrong\r\n", kTickets).status, 401);
  EXPECT_EQ(
      send_with(start + "Cookie: " + cookie_ + "\r\nOrigin: http://evil.example\r\n", kTickets)
          .status,
      403);
  EXPECT_EQ(send_with(head("uploads?name=a.csv",
                           "Content-Type: text/plain\r\nCookie: " + cookie_ + "\r\n"),
                      kTickets)
                .status,
            415);
  EXPECT_EQ(send_with(head("uploads",
                           "Content-Type: application/octet-stream\r\nCookie: " + cookie_ + "\r\n"),
                      kTickets)
                .status,
            400);
  EXPECT_TRUE(files().empty());
}

TEST_F(UploadApiTest, ALargerFileThanAllowedLeavesNothing) {
  const std::string large((1 << 20) + 1, 'x');
  const auto said = upload("large.csv", large);
  EXPECT_EQ(said.status, 413);
  EXPECT_THAT(said.body["error"]["message"].get<std::string>(), HasSubstr("upload_limit_mb"));
  // Without a length it shows only on the way.
  const auto chunked =
      ask(upload_head("large.csv") + "Transfer-Encoding: chunked\r\n\r\n100001\r\n" + large +
          "\r\n0\r\n\r\n");
  EXPECT_EQ(chunked.status, 413);
  EXPECT_TRUE(files().empty());
}

TEST_F(UploadApiTest, AnUploadThatBreaksOffLeavesNothing) {
  const int handle = connect_to(server_->port());
  send_all(handle, upload_head("half.csv") + "Content-Length: 100000\r\n\r\na,b\n1,2\n");
  for (int i = 0; i < 100 && files().empty(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_EQ(files().size(), 1U) << "it is on its way";
  ::close(handle);
  for (int i = 0; i < 250 && !files().empty(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_TRUE(files().empty());
  EXPECT_TRUE(get("uploads").body.at("uploads").empty());
}

TEST_F(UploadApiTest, WhatCannotBeReadIsSaidByItsOwnName) {
  const auto empty = upload("empty.csv", "");
  EXPECT_EQ(empty.status, 422);
  std::string noise(
      "\x7F"
      "ELF\x02\x01\x01\0\0\0\0",
      11);
  for (int i = 0; i < 2000; ++i) noise += static_cast<char>(i * 37 % 256);
  const auto binary = upload("photo.csv", noise);
  EXPECT_EQ(binary.status, 422);
  const auto said = binary.body["error"]["message"].get<std::string>();
  EXPECT_THAT(said, HasSubstr("photo.csv"));
  EXPECT_THAT(said, Not(HasSubstr("/uploads/")));
  EXPECT_TRUE(files().empty());
}

TEST_F(UploadApiTest, AMappingIsProposedChangedApprovedAndKept) {
  const auto id = upload("tickets.csv", kTickets).body.at("id").get<std::string>();
  auto proposal = post("uploads/" + id + "/proposal", JsonBody::object()).body;
  EXPECT_EQ(proposal.at("entity"), "case");
  EXPECT_EQ(column_of(proposal, "反馈内容").at("field"), "text");
  const auto all = proposal.dump();
  EXPECT_THAT(all, Not(HasSubstr("13812345678"))) << "samples are masked, used or not";
  EXPECT_THAT(all, Not(HasSubstr("13712345678")));

  JsonBody choice = {
      {"entity", "case"},
      {"fields", {{"工单编号", "case_id"}, {"反馈时间", "opened_at"}, {"反馈内容", "text"}}},
      {"constants", JsonBody::object()}};
  proposal = post("uploads/" + id + "/proposal", choice).body;
  ASSERT_EQ(proposal.at("missing").size(), 1U) << proposal.dump();
  EXPECT_EQ(proposal["missing"][0]["field"], "channel");
  EXPECT_EQ(post("uploads/" + id + "/ingest", choice).status, 400)
      << "nothing is read while something needed is missing";
  choice["constants"]["channel"] = "ticket";
  proposal = post("uploads/" + id + "/proposal", choice).body;
  EXPECT_TRUE(proposal.at("missing").empty());
  EXPECT_EQ(proposal["outcome"]["rows"], 3);

  EXPECT_EQ(post("uploads/" + id + "/ingest", choice).status, 200);
  const auto done = wait_for(id, "done");
  const auto& ledger = done.at("results").at(0).at("ledger");
  EXPECT_EQ(ledger.at("rows"), 3);
  EXPECT_EQ(ledger.at("stored").get<int>() + ledger.at("quarantined").get<int>(), 3);
  EXPECT_GE(ledger.at("stored").get<int>(), 2);
  EXPECT_EQ(post("uploads/" + id + "/ingest", choice).status, 400) << "approved once";

  const auto again = upload("tickets.csv", kTickets).body.at("id").get<std::string>();
  proposal = post("uploads/" + again + "/proposal", JsonBody::object()).body;
  ASSERT_FALSE(proposal.at("mapping").is_null()) << "the header is known now";
  post("uploads/" + again + "/ingest", {{"mapping", proposal["mapping"]["name"]}});
  EXPECT_TRUE(wait_for(again, "done")["results"][0]["already"].get<bool>());
}

TEST_F(UploadApiTest, AWrongChoiceIsRefusedWithASentence) {
  const auto id = upload("tickets.csv", kTickets).body.at("id").get<std::string>();
  const std::pair<JsonBody, std::string> cases[] = {
      {{{"entity", "spaceship"}, {"fields", JsonBody::object()}}, "spaceship"},
      {{{"entity", "case"}, {"fields", {{"工单编号", "no_such"}}}}, "no_such"},
      {{{"entity", "case"}, {"fields", {{"missing column", "text"}}}}, "missing column"},
      {{{"entity", "case"}, {"fields", {{"工单编号", "case_id"}, {"反馈内容", "case_id"}}}},
       "two columns"},
      {{{"entity", "case"}, {"fields", JsonBody::object()}, {"constants", {{"channel", "pigeon"}}}},
       "pigeon"},
      {{{"entity", "case"}, {"fields", "all"}}, "fields"},
  };
  for (const auto& [choice, said] : cases) {
    const auto answer = post("uploads/" + id + "/proposal", choice);
    EXPECT_EQ(answer.status, 400) << choice;
    EXPECT_THAT(answer.body["error"]["message"].get<std::string>(), HasSubstr(said));
    EXPECT_EQ(post("uploads/" + id + "/ingest", choice).status, 400);
  }
  for (const auto& target : {"uploads/..%2F..%2Fx", "uploads/0000000000000000", "uploads/x/y/z"})
    EXPECT_EQ(get(target).status, 404) << target;
  EXPECT_EQ(get("uploads/" + id).body.at("state"), "waiting");
}

TEST_F(UploadApiTest, EachTableOfAnArchiveIsAnUploadOfItsOwn) {
  const auto archive = intake::zip({{"tickets.csv", std::string(kTickets)},
                                    {"orders.csv", "订单号,下单时间\nO1,2026-11-01 10:00:00\n"}});
  const auto first = upload("all.zip", archive);
  ASSERT_EQ(first.status, 201) << first.body;
  auto list = get("uploads").body.at("uploads");
  ASSERT_EQ(list.size(), 2U) << list.dump();
  EXPECT_EQ(list[0]["name"], "all.zip#tickets.csv");
  EXPECT_EQ(list[1]["name"], "all.zip#orders.csv");
  const auto tickets = list[0]["id"].get<std::string>();
  const auto orders = list[1]["id"].get<std::string>();
  const auto proposal = post("uploads/" + orders + "/proposal", {{"entity", "order"}}).body;
  EXPECT_EQ(column_of(proposal, "订单号").at("field"), "order_id");
  EXPECT_EQ(post("uploads/" + orders + "/ingest",
                 {{"entity", "order"}, {"fields", {{"订单号", "order_id"}}}})
                .status,
            200);
  EXPECT_EQ(wait_for(orders, "done")["results"][0]["ledger"]["stored"], 1);
  EXPECT_FALSE(
      post("uploads/" + tickets + "/proposal", JsonBody::object()).body.at("columns").empty())
      << "the other waits on";
  EXPECT_EQ(post("uploads/" + tickets + "/drop", JsonBody::object()).status, 200);
  EXPECT_EQ(files().size(), 1U) << "what was read from it stays";
}

TEST_F(UploadApiTest, WaitingFilesOutliveTheServerAndCanBeDropped) {
  const auto id = upload("tickets.csv", kTickets).body.at("id").get<std::string>();
  serve();
  EXPECT_EQ(get("uploads/" + id).body.at("state"), "waiting");
  EXPECT_EQ(post("uploads/" + id + "/drop", JsonBody::object()).status, 200);
  EXPECT_EQ(get("uploads/" + id).status, 404);
  EXPECT_TRUE(files().empty());
  EXPECT_EQ(post("uploads/" + id + "/stop", JsonBody::object()).status, 400);
}

}  // namespace
}  // namespace aftercare::app
