#include "app/http/job_book.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <thread>

namespace aftercare::app {
namespace {

using Json = nlohmann::ordered_json;

JobStatus ended(const JobBook& jobs, const std::string& id) {
  for (;;) {
    const auto status = jobs.find(id);
    if (!status || status->state != JobState::running) return status.value_or(JobStatus{});
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

// Works until nobody wants it any more.
base::Result<Json> work_until_unwanted(base::Progress& progress) {
  progress.begin("customers opened", 100, "customers");
  progress.update(40);
  while (progress.wanted()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  return base::failure("stopped", "已停止");
}

TEST(JobBookTest, TellsHowFarAJobIsAndWhatCameOfIt) {
  JobBook jobs;
  std::promise<void> go_on;
  const auto id = jobs.start("compare", [&](base::Progress& progress) -> base::Result<Json> {
    progress.begin("passes compared", 5, "passes");
    progress.update(2);
    go_on.get_future().wait();
    progress.end();
    return Json{{"groups", 3}};
  });
  ASSERT_TRUE(id);
  while (jobs.find(*id)->done != 2) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  const auto midway = to_json(*jobs.find(*id));
  EXPECT_EQ(midway["state"], "running");
  EXPECT_EQ(midway["step"], "passes compared");
  EXPECT_EQ(midway["total"], 5);
  EXPECT_TRUE(midway["result"].is_null());
  go_on.set_value();
  EXPECT_EQ(ended(jobs, *id).state, JobState::done);
  EXPECT_EQ(jobs.find(*id)->result["groups"], 3);
}

TEST(JobBookTest, AStoppedJobIsNoFailure) {
  JobBook jobs;
  const auto id = jobs.start("compare", work_until_unwanted);
  ASSERT_TRUE(id);
  EXPECT_FALSE(jobs.start("compare", work_until_unwanted));  // One of a kind.
  EXPECT_TRUE(jobs.stop(*id));
  EXPECT_EQ(ended(jobs, *id).state, JobState::stopped);
  EXPECT_FALSE(jobs.find(*id)->error);
  EXPECT_FALSE(jobs.stop(*id));
}

TEST(JobBookTest, WhatWentWrongIsTold) {
  JobBook jobs;
  const auto id = jobs.start("compare", [](base::Progress&) -> base::Result<Json> {
    return base::failure("the disk is full", "磁盘已满");
  });
  ASSERT_TRUE(id);
  EXPECT_EQ(ended(jobs, *id).state, JobState::failed);
  EXPECT_EQ(to_json(*jobs.find(*id))["error"]["message"], "the disk is full");
}

TEST(JobBookTest, RemembersTheLastTwenty) {
  JobBook jobs;
  for (int i = 0; i < 30; ++i)
    ended(jobs,
          *jobs.start("compare", [](base::Progress&) -> base::Result<Json> { return Json{}; }));
  EXPECT_EQ(jobs.list().size(), 20U);
  EXPECT_EQ(jobs.list().front().id, "compare-30");
}

TEST(JobBookTest, ItsEndStopsWhatRuns) {
  JobBook jobs;
  EXPECT_TRUE(jobs.start("compare", work_until_unwanted));
}

}  // namespace
}  // namespace aftercare::app
