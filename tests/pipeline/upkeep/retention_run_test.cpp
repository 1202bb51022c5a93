#include "pipeline/upkeep/retention_run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <future>
#include <nlohmann/json.hpp>

#include "../fresh_workspace.hpp"
#include "base/progress.hpp"
#include "pipeline/ingest.hpp"
#include "pipeline/signed_receipt.hpp"
#include "pipeline/upkeep/housekeeper.hpp"
#include "pipeline/workspace_check.hpp"
#include "store/duckdb/audit_log.hpp"

namespace aftercare::pipeline {
namespace {

namespace fs = std::filesystem;
using records::Moment;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using testing::HasSubstr;

const Actor kKeeperOfShop{"officer", "by hand"};

Moment real_now() {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

TEST(RetentionIsDueTest, WhenNoneWasDoneForTheInterval) {
  const auto now = Moment(hours(500'000));
  const auto day = std::chrono::milliseconds(hours(24));
  const auto past = [](std::optional<Moment> done, std::optional<Moment> failed) {
    RetentionPast one;
    one.done = done;
    one.failed = failed;
    return one;
  };
  EXPECT_TRUE(retention_is_due({}, day, now));
  EXPECT_FALSE(retention_is_due({}, std::chrono::milliseconds(0), now)) << "nobody asked for it";
  EXPECT_FALSE(retention_is_due(past(now - hours(23), {}), day, now));
  EXPECT_TRUE(retention_is_due(past(now - hours(24), {}), day, now));
  EXPECT_FALSE(retention_is_due(past(now - hours(25), now - minutes(14)), day, now));
  EXPECT_TRUE(retention_is_due(past(now - hours(25), now - minutes(15)), day, now));
  EXPECT_TRUE(retention_is_due(past(now + hours(300), {}), day, now)) << "the clock went back";
}

TEST(LeaptAheadTest, ASetClockIsNoTimeThatWentBy) {
  const Clocks begun{Moment(hours(500'000)), hours(10)};
  EXPECT_FALSE(leapt_ahead(begun, {begun.wall + days(30), begun.running + days(30)}));
  EXPECT_FALSE(leapt_ahead(begun, {begun.wall + minutes(59), begun.running})) << "put right";
  EXPECT_TRUE(leapt_ahead(begun, {begun.wall + days(2), begun.running + days(1)}));
  EXPECT_FALSE(leapt_ahead(begun, {begun.wall - days(900), begun.running + days(1)}));
}

class RetentionRunTest : public testing::Test {
 protected:
  void SetUp() override {
    set("");
    const auto local = records::to_local_text(now_ - days(3), session_->zone()).substr(0, 19);
    read("reviews.csv",
         "评价编号,订单号,商品编号,客户编号,评分,评价内容,评价时间\n"
         "R1,,,C1,1,打13812345678找我 电池坏了,2015-03-01 10:00:00\n"
         "R2,,,C2,1,电池鼓包了很危险," +
             local + "\n");
  }
  void set(const std::string& settings) {
    session_.reset();
    if (!fs::exists(root())) {
      ASSERT_TRUE(fresh_.open());
    }
    std::ofstream(root() / "aftercare.yaml") << "name: shop\nsources: []\n" << settings;
    auto workspace = Workspace::open(root());
    ASSERT_TRUE(workspace) << workspace.error().message;
    auto opened = Session::open(std::move(*workspace));
    ASSERT_TRUE(opened) << opened.error().message;
    session_ = std::move(*opened);
  }
  void read(const std::string& name, const std::string& content) const {
    const auto file = fresh_.folder.path / name;
    std::ofstream(file) << content;
    base::NoProgress progress;
    const auto report = ingest(*session_, {file}, {}, std::nullopt, progress);
    ASSERT_TRUE(report && !report->files[0].error);
  }
  fs::path root() const { return fresh_.folder.path / "shop"; }
  std::int64_t texts() const {
    const auto frame =
        session_->store().read("SELECT count(*) FROM \"case\" WHERE text IS NOT NULL");
    return std::get<std::int64_t>(frame->rows[0][0]);
  }

  const Moment now_ = real_now();
  FreshWorkspace fresh_;
  std::unique_ptr<Session> session_;
};

TEST_F(RetentionRunTest, SaysWithFileAndLineWhatIsWrongInTheSettings) {
  const auto said = [&](const std::string& retention) {
    std::ofstream(root() / "aftercare.yaml") << "name: shop\nsources: []\nretention:" << retention;
    const auto opened = Workspace::open(root());
    return opened ? std::string() : opened.error().message;
  };
  EXPECT_EQ(said(" {every: 1d, with_run: true}"), "");
  EXPECT_EQ(Workspace::open(root())->settings().retention.every, hours(24));
  EXPECT_TRUE(Workspace::open(root())->settings().retention.with_run);
  EXPECT_THAT(said(" daily"), HasSubstr("'retention' is no map"));
  for (const auto* every : {"10m", "8d", "7", "often", "[1d]"})
    EXPECT_THAT(said(" {every: " + std::string(every) + "}"),
                HasSubstr("no duration from an hour to a week"))
        << every;
  EXPECT_THAT(said(" {with_run: perhaps}"), HasSubstr("neither true nor false"));
  EXPECT_THAT(said("\n  evry: 1d"), testing::AllOf(HasSubstr("unknown setting 'retention: evry'"),
                                                   HasSubstr("aftercare.yaml:4")));
}

TEST_F(RetentionRunTest, EmptiesWhatIsOverAndKeepsASignedReceipt) {
  const auto done = run_retention(*session_, {}, kKeeperOfShop, now_);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(texts(), 1) << "R1 is too old, R2 is not";
  const auto past = retention_past(root());
  EXPECT_EQ(past.failure, "");
  ASSERT_TRUE(past.done && past.believed);
  EXPECT_EQ(past.receipt, done->receipt);
  EXPECT_EQ(check_receipt(past.receipt, session_->vault().public_key()), ReceiptFault::none);
  const auto receipt = nlohmann::json::parse(past.receipt);
  EXPECT_EQ(receipt.at("by"), "officer");
  std::uint64_t rows = 0;
  for (const auto& one : receipt.at("entities"))
    if (one.at("entity") == "case") rows = one.at("rows");
  EXPECT_EQ(rows, 1U);
  EXPECT_EQ(past.receipt.find("13812345678"), std::string::npos);
  auto changed = past.receipt;
  changed.replace(changed.find("officer"), 7, "nobody1");
  EXPECT_EQ(check_receipt(changed, session_->vault().public_key()), ReceiptFault::changed);
}

TEST_F(RetentionRunTest, NothingGoesBecauseTheClockLeaptAhead) {
  for (const auto ahead : {days(40), days(3650)}) {
    const auto refused = run_retention(*session_, {}, kKeeperOfShop, now_ + ahead);
    ASSERT_FALSE(refused) << ahead.count();
    EXPECT_EQ(refused.error().kind, base::ErrorKind::usage);
    EXPECT_THAT(refused.error().message,
                testing::AllOf(HasSubstr("nothing was emptied: the clock says"),
                               HasSubstr("aftercare retain --apply --as-of")));
    EXPECT_THAT(refused.error().message_zh, HasSubstr("请校准时钟"));
  }
  EXPECT_EQ(texts(), 2);
  EXPECT_THAT(retention_past(root()).failure, HasSubstr("nothing was emptied"));
  const auto advice = advise(*session_);
  ASSERT_TRUE(advice);
  EXPECT_TRUE(std::ranges::any_of(*advice, [](const auto& one) {
    return one.part == WorkspaceFault::Part::retention &&
           one.mend.en.find("aftercare retain --apply") != std::string::npos;
  }));
  // From then on too: what is believed moves by days, not by years.
  ASSERT_TRUE(run_retention(*session_, {}, kKeeperOfShop, now_));
  EXPECT_EQ(retention_past(root()).failure, "");
  EXPECT_TRUE(believe_clock(*session_, now_ + days(7) - minutes(1)));
  EXPECT_FALSE(believe_clock(*session_, now_ + days(8)));
  EXPECT_TRUE(believe_clock(*session_, now_ - days(4000))) << "it empties less, never more";
}

TEST_F(RetentionRunTest, ARowOfTheFutureVouchesForNoClock) {
  const auto later = records::to_local_text(now_ + days(3650), session_->zone()).substr(0, 19);
  read("typo.csv", "评价编号,订单号,商品编号,客户编号,评分,评价内容,评价时间\nR3,,,C3,1,屏幕碎了," +
                       later + "\n");
  EXPECT_FALSE(run_retention(*session_, {}, kKeeperOfShop, now_ + days(3651)));
  EXPECT_EQ(texts(), 3);
}

TEST_F(RetentionRunTest, WhoeverNamesTheDayIsBelieved) {
  const auto far = now_ + days(400);
  ASSERT_FALSE(run_retention(*session_, {}, kKeeperOfShop, far));
  ASSERT_TRUE(run_retention(*session_, far - hours(9), kKeeperOfShop, far)) << "today's midnight";
  EXPECT_TRUE(believe_clock(*session_, far + days(1)));
  // Another day than the clock's says nothing of the clock.
  ASSERT_TRUE(run_retention(*session_, far + days(100), kKeeperOfShop, far));
  EXPECT_FALSE(believe_clock(*session_, far + days(100)));
}

TEST_F(RetentionRunTest, RunsByItselfOnlyWhenDeclaredAndDue) {
  EXPECT_FALSE(run_due_retention(*session_, now_)->has_value());
  EXPECT_EQ(texts(), 2) << "off until declared";
  set("retention: {every: 1d}\n");
  ASSERT_TRUE(run_due_retention(*session_, now_)->has_value());
  EXPECT_EQ(texts(), 1);
  EXPECT_FALSE(run_due_retention(*session_, now_ + hours(23))->has_value());
  EXPECT_TRUE(run_due_retention(*session_, now_ + hours(25))->has_value());
  store::AuditFilter filter;
  filter.action = "retention";
  const auto noted = store::audit_page(session_->store(), records::Viewer::owner(), filter, 10, 0);
  ASSERT_EQ(noted->total, 2U);
  EXPECT_EQ(noted->rows[0].actor, "schedule");
}

TEST_F(RetentionRunTest, WhatThePastFileMayHoldDoesNotMatter) {
  for (const auto* text : {"", "no json", "[1]", R"({"done":"x","believed":1.5,"receipt":3})"}) {
    std::ofstream(root() / ".last_retention") << text;
    const auto past = retention_past(root());
    EXPECT_FALSE(past.done || past.believed || !past.failure.empty() || !past.receipt.empty())
        << text;
  }
}

TEST_F(RetentionRunTest, WhatTwoNoteOfItAtOnceStaysBoth) {
  std::atomic<bool> over = false;
  std::jthread schedule([&] {
    while (!over)
      ASSERT_TRUE(change_retention_past(root(), [&](RetentionPast& past) {
        refuse_retention(past, base::Error{base::ErrorKind::usage, "the clock leapt", ""}, now_);
      }));
  });
  int forgotten = 0;
  for (int second = 0; second < 200; ++second) {
    const auto said = Moment(hours(500'000) + minutes(second));
    ASSERT_TRUE(change_retention_past(root(), [&](RetentionPast& past) { past.believed = said; }));
    std::this_thread::yield();
    forgotten += retention_past(root()).believed != said ? 1 : 0;
  }
  over = true;
  EXPECT_EQ(forgotten, 0);
}

// What the keeper told, in the order it was told.
class Told {
 public:
  Housekeeper::Listener listener() {
    return {[this](const RetentionDone& done) { add(std::to_string(done.report.erased)); },
            [this](const base::Error& error) { add(error.message); }};
  }
  std::string next() {
    std::unique_lock lock(mutex_);
    more_.wait(lock, [this] { return at_ < all_.size(); });
    return all_[at_++];
  }

 private:
  void add(std::string text) {
    const std::lock_guard lock(mutex_);
    all_.push_back(std::move(text));
    more_.notify_all();
  }
  std::mutex mutex_;
  std::condition_variable more_;
  std::vector<std::string> all_;
  std::size_t at_ = 0;
};

TEST_F(RetentionRunTest, BesideTheServerALeapOfTheClockIsSeenWhateverItsSize) {
  set("retention: {every: 1h}\n");
  struct Hours {
    std::int32_t leap;
    std::int32_t run;
  };
  std::atomic<Hours> at = Hours{0, 0};
  const auto clocks = [&] {
    const auto [leap, run] = at.load();
    return Clocks{now_ + hours(leap + run), hours(1000 + run)};
  };
  Told told;
  {
    const Housekeeper keeper(*session_, told.listener(), std::chrono::milliseconds(5), clocks);
    told.next();
    EXPECT_EQ(texts(), 1);
    at = Hours{30, 0};  // Less than what is allowed between two runs of the program.
    EXPECT_THAT(told.next(), HasSubstr("was put forward to"));
    EXPECT_THAT(retention_past(root()).failure, HasSubstr("was put forward to"));
    at = Hours{0, 2};
    told.next();
    EXPECT_EQ(retention_past(root()).failure, "") << "the clock was put right";
    at = Hours{30, 2};
    EXPECT_THAT(told.next(), HasSubstr("was put forward to"));
    // Somebody says that the new time is right.
    ASSERT_TRUE(run_retention(*session_, now_ + hours(32), kKeeperOfShop, now_ + hours(32)));
    at = Hours{30, 4};
    told.next();
    EXPECT_EQ(retention_past(root()).failure, "");
  }
}

TEST_F(RetentionRunTest, ATokenThatEndedIsVoidWhateverTheClockSaysLater) {
  access::UserChange user;
  user.role = "viewer";
  user.subject = "somebody elsewhere";
  ASSERT_TRUE(session_->users().add("li", user, "test"));
  const auto short_one = session_->users().new_token({"li", "week", {}, 7}, "test").value();
  const auto long_one = session_->users().new_token({"li", "year", {}, 365}, "test").value();
  std::atomic<std::int64_t> ahead = 0;
  const auto clocks = [&] { return Clocks{now_ + days(ahead), days(ahead)}; };
  {
    const Housekeeper keeper(*session_, {[](const RetentionDone&) {}, [](const base::Error&) {}},
                             std::chrono::milliseconds(5), clocks);
    EXPECT_TRUE(session_->users().caller_by_token(short_one, now_));
    ahead = 8;
    while (session_->users().tokens().size() > 1)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  EXPECT_FALSE(session_->users().caller_by_token(short_one, now_)) << "the clock was put back";
  EXPECT_TRUE(session_->users().caller_by_token(long_one, now_));
  set("");
  EXPECT_FALSE(session_->users().caller_by_token(short_one, now_)) << "and after a restart";
  EXPECT_TRUE(session_->users().caller_by_token(long_one, now_));
  store::AuditFilter filter;
  filter.action = "user";
  const auto noted = store::audit_page(session_->store(), records::Viewer::owner(), filter, 1, 0);
  EXPECT_EQ(noted->rows.at(0).reason, "token ended: week");
  EXPECT_EQ(noted->rows.at(0).subject, "user/li");
}

}  // namespace
}  // namespace aftercare::pipeline
