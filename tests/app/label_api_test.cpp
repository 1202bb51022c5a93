#include "app/http/label_api.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "served_workspace.hpp"

namespace aftercare::app {
namespace {

class LabelApiTest : public ServedWorkspace {
 protected:
  void SetUp() override {
    ServedWorkspace::SetUp();
    std::string said = "no,via,said\n";
    const char* rooms[] = {"kitchen", "office", "garage", "garden", "cellar", "attic", "hall"};
    int number = 0;
    for (const auto* machine : {"blender", "mower"})
      for (const auto* room : rooms)
        for (const auto* other : rooms)
          said += fmt::format("{},email,the {} went from the {} to the {}\n", ++number, machine,
                              room, other);
    const auto id = upload("said.csv", said).body.at("id").get<std::string>();
    post("uploads/" + id + "/ingest",
         {{"entity", "case"},
          {"fields", {{"no", "case_id"}, {"via", "channel"}, {"said", "text"}}}});
    wait_for(id, "done");
  }

  JsonBody next(const JsonBody& besides = JsonBody::array()) const {
    const auto answer =
        post("labels/next", {{"set", "machine"}, {"most", 5}, {"besides", besides}});
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.body;
  }
};

TEST_F(LabelApiTest, SetsAreOfferedBeforeAnybodyLabelled) {
  const auto sets = get("labels");
  ASSERT_EQ(sets.status, 200) << sets.body;
  ASSERT_EQ(sets.body["sets"].size(), 3U);
  EXPECT_EQ(sets.body["sets"][0]["set"], "topic");
  EXPECT_EQ(sets.body["sets"][0]["labelled"], 0);
  EXPECT_TRUE(sets.body["sets"][0]["judged"].get<bool>());
  EXPECT_TRUE(sets.body["sets"][0]["model"].is_null());
}

TEST_F(LabelApiTest, CasesAreAskedAnsweredSkippedAndTakenBack) {
  auto batch = next();
  ASSERT_EQ(batch["items"].size(), 5U);
  EXPECT_TRUE(batch["open"].get<bool>());
  const auto key = batch["items"][0]["key"];
  auto answer = post("labels/answer", {{"set", "machine"}, {"key", key}, {"label", "tools"}});
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(answer.body["labelled"], 1);
  const auto second = batch["items"][1]["key"];
  answer = post("labels/answer", {{"set", "machine"}, {"key", second}, {"skip", true}});
  EXPECT_EQ(answer.body["labelled"], 1);
  const auto others = next({batch["items"][2]["key"]});
  for (const auto& item : others["items"])
    for (int i = 0; i < 3; ++i) EXPECT_NE(item["key"], batch["items"][i]["key"]);
  answer = post("labels/undo", {{"set", "machine"}});
  EXPECT_EQ(answer.body["item"]["key"], second);
  answer = post("labels/undo", {{"set", "machine"}});
  EXPECT_EQ(answer.body["item"]["key"], key);
  EXPECT_EQ(answer.body["item"]["proposed"], "tools");
  EXPECT_EQ(answer.body["labelled"], 0);
  EXPECT_EQ(post("labels/undo", {{"set", "machine"}}).status, 400);
}

TEST_F(LabelApiTest, WhatIsNoAnswerIsRefused) {
  const auto key = next()["items"][0]["key"];
  EXPECT_EQ(post("labels/answer", {{"set", "machine"}, {"key", key}}).status, 400);
  EXPECT_EQ(
      post("labels/answer", {{"set", "machine"}, {"key", key}, {"label", "x"}, {"skip", true}})
          .status,
      400);
  EXPECT_EQ(post("labels/answer", {{"set", "machine"}, {"key", "none"}, {"label", "x"}}).status,
            400);
  EXPECT_EQ(post("labels/answer", {{"set", "sentiment"}, {"key", key}, {"label", "x"}}).status,
            400);
  EXPECT_EQ(post("labels/next", {{"set", "../x"}}).status, 400);
  EXPECT_EQ(post("labels/next", {{"set", 7}}).status, 400);
  EXPECT_EQ(post("labels/nothing", {{"set", "machine"}}).status, 404);
}

TEST_F(LabelApiTest, AModelIsLearntAsAJob) {
  auto job = post("labels/train", {{"set", "machine"}});
  ASSERT_EQ(job.status, 202) << job.body;
  const auto end = [this](Answer answer) {
    const auto id = answer.body.at("id").get<std::string>();
    while (answer.body.at("state") == "running") {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      answer = get("jobs/" + id);
    }
    return answer.body;
  };
  EXPECT_EQ(end(job)["state"], "failed") << "nothing is labelled";
  for (int turn = 0; turn < 12; ++turn) {
    const auto batch = next();
    for (const auto& item : batch["items"]) {
      const auto text = item["text"].get<std::string>();
      post("labels/answer", {{"set", "machine"},
                             {"key", item["key"]},
                             {"label", text.find("mower") == text.npos ? "kitchen" : "tools"}});
    }
  }
  const auto done = end(post("labels/train", {{"set", "machine"}}));
  ASSERT_EQ(done["state"], "done") << done;
  EXPECT_TRUE(done["result"]["used"].get<bool>());
  EXPECT_TRUE(done["result"]["before"].is_null());
  const auto sets = get("labels").body;
  for (const auto& set : sets["sets"])
    if (set["set"] == "machine") {
      EXPECT_EQ(set["labelled"], 60);
      EXPECT_EQ(set["model"]["used"]["texts"], done["result"]["texts"]);
    }
  EXPECT_EQ(post("labels/doubts", {{"set", "machine"}}).body["total"], 0);
}

}  // namespace
}  // namespace aftercare::app
