// No personal value of the simulated shop reaches the disk in clear; and the test can fail.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>

#include "base/progress.hpp"
#include "fresh_workspace.hpp"
#include "leak_search.hpp"
#include "pipeline/hand_written.hpp"
#include "pipeline/ingest.hpp"
#include "pipeline/same_cases.hpp"
#include "pipeline/same_people.hpp"
#include "pipeline/value_review.hpp"
#include "report/html_document.hpp"
#include "report/overview.hpp"
#include "simulate/shop.hpp"
#include "store/duckdb/overview.hpp"
#include "store/duckdb/snapshot.hpp"

namespace aftercare::pipeline {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;

const records::Day kLastDay{std::chrono::sys_days(std::chrono::year(2026) / 3 / 31)};

class Shop {
 public:
  explicit Shop(bool seal) {
    auto workspace = files_.open();
    EXPECT_TRUE(workspace) << workspace.error().message;
    const auto root = workspace->root();
    simulate::ShopPlan plan;
    plan.customers = 120;
    plan.days = 40;
    plan.seed = 7;
    plan.end = kLastDay;
    const auto simulated = simulate::simulate_shop(plan, root, progress_);
    EXPECT_TRUE(simulated) << simulated.error().message;
    write_naming_texts(root);
    SessionOptions options;
    options.vault.seal = seal;
    auto opened = Session::open(std::move(*workspace), options);
    EXPECT_TRUE(opened) << opened.error().message;
    session_ = std::move(*opened);
  }

  const fs::path& root() const { return session_->workspace().root(); }
  const Session& session() const { return *session_; }

  void ingest_all() { expect_whole(ingest_sources(*session_, "", std::nullopt, progress_)); }

  // One command for each file, what customers did before the customers, who come last.
  void ingest_backwards(const std::function<void()>& before_customers) {
    std::vector<PlannedFile> planned;
    const auto files = files_below({root() / "sources"});
    ASSERT_TRUE(files) << files.error().message;
    for (const auto& file : *files) {
      auto plan = plan_file(*session_, file, {});
      ASSERT_TRUE(plan) << plan.error().message;
      planned.push_back(std::move(*plan));
    }
    order_files(planned);
    for (auto file = planned.rbegin(); file != planned.rend(); ++file) {
      if (file->mapper.mapping().entities.front().entity == "customer") before_customers();
      expect_whole(ingest(*session_, {file->path}, {}, std::nullopt, progress_));
    }
  }

  void compare_all() {
    EXPECT_TRUE(compare_customers(*session_, progress_));
    EXPECT_TRUE(compare_cases(*session_, progress_));
  }

  // What was proposed of personal values, accepted. How many there were.
  std::size_t accept_personal_values(bool then_undone) {
    const auto proposed = proposed_meanings(*session_);
    EXPECT_TRUE(proposed) << proposed.error().message;
    std::size_t decided = 0;
    for (const auto& one : *proposed) {
      const auto& about = one.about;
      if (about.value.find('#') == about.value.npos) continue;
      const auto done = decide(*session_,
                               {about.entity,
                                about.field,
                                {about.value},
                                one.code,
                                about.suggested,
                                Meaning::Verdict::accept},
                               std::nullopt);
      EXPECT_TRUE(done) << done.error().message;
      if (!done) continue;
      if (then_undone) {
        EXPECT_TRUE(undo(*session_, done->decisions.at(0).id));
      }
      ++decided;
    }
    return decided;
  }

  void write_report() {
    const auto& store = session_->store();
    const auto viewer = records::Viewer::owner();
    const auto overview =
        report::gather_overview(session_->model(), store, viewer, std::nullopt, kLastDay);
    ASSERT_TRUE(overview) << overview.error().message;
    report::DocumentFrame frame;
    frame.shop = session_->workspace().settings().name;
    frame.zone = session_->zone().name();
    std::ofstream(session_->workspace().reports() / "overview.html")
        << report::html_document(session_->model(), *overview, frame);
  }

  // What hand-written SQL answers to whoever sees most and to a role of signs, as files of the
  // workspace, and what the audit log keeps of a statement that names a person.
  void write_sql_answers() {
    for (const auto* role : {"administrator", "analyst"}) {
      const auto caller = session_->policy().caller({"w", role, {}}, session_->users().token_key());
      ASSERT_TRUE(caller) << caller.error().message;
      const auto& viewer = caller->viewer;
      std::ofstream file(session_->workspace().reports() / fmt::format("sql_{}.txt", role));
      std::size_t cells = 0;
      for (const auto& view : store::role_views(session_->store(), viewer).views) {
        store::StatementLimits limits;
        limits.rows = 100'000;
        const auto answer = run_hand_written(
            *session_, viewer, {"w", ""}, fmt::format("SELECT * FROM \"{}\"", view.name), limits);
        ASSERT_TRUE(answer) << view.name << answer.error().message;
        for (const auto& row : answer->frame.rows)
          for (const auto& cell : row)
            if (const auto* text = std::get_if<std::string>(&cell)) file << *text << '\n', ++cells;
      }
      EXPECT_GT(cells, 5'000U);
    }
    for (const auto& person : people_of(root())) {
      if (person.kind != "phone") continue;
      const auto answer = run_hand_written(
          *session_, records::Viewer::owner(), {"w", ""},
          fmt::format("SELECT count(*) FROM customer WHERE phone = '{0}' OR name = '{0}'",
                      person.value),
          {});
      ASSERT_TRUE(answer) << answer.error().message;
      break;
    }
  }

  // Every column, what customers say by customer, and every file that is not the user's own.
  LeakSearch::Leaks leaks(bool with_files = true) {
    LeakSearch search(people_of(root()));
    EXPECT_GT(search.size(), 400U);
    std::size_t values = 0;
    const auto dumped = store::dump_all_values(
        session_->store(), records::Viewer::owner(),
        [&](std::string_view table, std::string_view column, std::string_view value) {
          ++values;
          search.look_at_text(value, fmt::format("{}.{}", table, column));
        });
    EXPECT_TRUE(dumped) << dumped.error().message;
    EXPECT_GT(values, 10'000U);
    look_at_own_texts(search);
    if (with_files) look_at_files(search);
    return search.leaks();
  }

 private:
  // Reviews and chats in which customers call themselves in ways that only who knows them sees.
  static void write_naming_texts(const fs::path& root) {
    std::ofstream reviews(root / "sources" / "naming_reviews.csv");
    std::ofstream chats(root / "sources" / "naming_chats.jsonl");
    reviews << "评价编号,订单号,商品编号,客户编号,评分,评价内容,评价时间\n";
    int row = 0;
    for (const auto& person : people_of(root)) {
      if (person.kind != "name" || person.customer.empty()) continue;
      ++row;
      reviews << fmt::format(
          "NR{0},,,{1},2,{2}的电池坏了 送到{2}家 {3}很生气,2026-03-0{4} 10:00:00\n", row,
          person.customer, person.value, person.value, row % 9 + 1);
      chats << fmt::format(
          R"({{"session_id":"NS{0}","time":"2026-03-11T10:00:00+08:00","sender":"customer",)"
          R"("agent_id":"","customer_id":"{1}","order_id":"","text":"屏幕 {2} 催单"}})"
          "\n",
          row, person.customer, person.value);
    }
  }

  static void expect_whole(const base::Result<IngestReport>& report) {
    ASSERT_TRUE(report) << report.error().message;
    for (const auto& file : report->files)
      EXPECT_FALSE(file.error) << file.name << ": " << file.error->message;
    EXPECT_TRUE(report->total.balanced());
  }

  void look_at_own_texts(LeakSearch& search) const {
    std::size_t texts = 0;
    for (const std::string from :
         {"customer_id, title FROM \"case\"", "customer_id, text FROM \"case\"",
          "customer_id, keywords FROM \"case\"", "customer_id, entities FROM \"case\"",
          "c.customer_id, m.text FROM message m JOIN \"case\" c ON c.case_id = m.case_id",
          "customer_id, reason_text FROM \"return\"", "customer_id, comment FROM survey"}) {
      const auto frame = session_->store().read("SELECT " + from);
      ASSERT_TRUE(frame) << frame.error().message;
      for (const auto& row : frame->rows) {
        const auto* customer = std::get_if<std::string>(&row[0]);
        const auto* text = std::get_if<std::string>(&row[1]);
        if (customer == nullptr || text == nullptr) continue;
        ++texts;
        search.look_at_own_text(*text, *customer, from);
      }
    }
    EXPECT_GT(texts, 500U);
  }

  void look_at_files(LeakSearch& search) const {
    std::size_t files = 0;
    for (fs::recursive_directory_iterator at(root()), end; at != end; ++at) {
      const auto name = at->path().filename();
      if (name == "sources" || name == "truth") at.disable_recursion_pending();
      if (!at->is_regular_file()) continue;
      ++files;
      search.look_at_file(at->path());
    }
    EXPECT_GE(files, 4U);  // Store, two of keys, settings.
  }

  base::NoProgress progress_;
  FreshWorkspace files_;
  std::unique_ptr<Session> session_;
};

std::string told(const LeakSearch::Leaks& leaks) {
  std::string all;
  for (const auto& [kind, places] : leaks)
    for (const auto& place : places) all += fmt::format("{}: {}\n", kind, place);
  return all;
}

TEST(Leak, NothingPersonalIsOnDisk) {
  Shop shop(true);
  shop.ingest_all();
  EXPECT_GE(shop.accept_personal_values(true), 1U);
  EXPECT_GE(shop.accept_personal_values(false), 1U);
  shop.write_report();
  shop.write_sql_answers();
  const auto leaks = shop.leaks();
  EXPECT_THAT(leaks, IsEmpty()) << told(leaks);
}

TEST(Leak, NorWhenCustomersAndTextsWereCompared) {
  Shop shop(true);
  shop.ingest_all();
  shop.compare_all();
  const auto leaks = shop.leaks();
  EXPECT_THAT(leaks, IsEmpty()) << told(leaks);
}

TEST(Leak, WithoutSealingEveryKindOfValueIsFound) {
  Shop shop(false);
  shop.ingest_all();
  const auto leaks = shop.leaks();
  for (const char* kind : {"name", "phone", "email", "address"})
    EXPECT_TRUE(leaks.contains(kind)) << kind;
}

TEST(Leak, NamesOfCustomersWhoComeLateAreMaskedToo) {
  Shop shop(true);
  shop.ingest_backwards([&shop] {
    // Nothing in the texts says who wrote them, so the test could fail here.
    EXPECT_TRUE(shop.leaks(false).contains("name"));
  });
  shop.write_report();
  const auto leaks = shop.leaks(false);
  EXPECT_THAT(leaks, IsEmpty()) << told(leaks);
}

TEST(Leak, AFileIsNotStoredUnderTheNumberOfWhomItIsAbout) {
  const FreshWorkspace files;
  auto workspace = files.open();
  ASSERT_TRUE(workspace) << workspace.error().message;
  const auto file = workspace->root() / "sources" / "通话_13800138000_ann@example.com_20260501.csv";
  std::ofstream(file) << "order_id,customer_id,ordered_at,amount\nA1,C1,2026-05-01 10:00:00,5\n";
  auto session = Session::open(std::move(*workspace), {});
  ASSERT_TRUE(session) << session.error().message;
  base::NoProgress progress;
  const auto report = ingest(**session, {file}, {}, std::nullopt, progress);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->total.stored, 1U);
  const auto ledger = store::ledger((*session)->store(), records::Viewer::owner());
  ASSERT_TRUE(ledger) << ledger.error().message;
  const auto& name = ledger->files.at(0).name;
  EXPECT_EQ(name.find("13800138000"), name.npos) << name;
  EXPECT_EQ(name.find("ann@example.com"), name.npos) << name;
  EXPECT_TRUE(name.starts_with("通话_")) << name;  // It is still known which file this was.
  EXPECT_TRUE(name.ends_with("_20260501.csv")) << name;
}

TEST(Leak, TheSearchSeesEverySpelling) {
  LeakSearch search({{"phone", "13812345678", "C1"}, {"name", "李明", "C1"}});
  const auto found = [&search](const std::string& spelling) {
    for (const auto& [kind, places] : search.leaks())
      for (const auto& place : places)
        if (place.find(spelling) != place.npos) return true;
    return false;
  };
  search.look_at("\xff\x01 13812345678\x02", "bytes");
  EXPECT_TRUE(found("bytes"));
  search.look_at(std::string("1\0003\0008\0001\0002\0003\0004\0005\0006\0007\0008\0", 22), "wide");
  EXPECT_TRUE(found("wide"));
  search.look_at("eHh4MTM4MTIzNDU2Nzh4", "base64 at 0");  // xxx13812345678x
  EXPECT_TRUE(found("base64 at 0"));
  search.look_at("eDEzODEyMzQ1Njc4eA==", "base64 at 1");  // x13812345678x
  EXPECT_TRUE(found("base64 at 1"));
  search.look_at_text("打 138-1234 ５６７８", "spaced");
  EXPECT_TRUE(found("spaced"));
  search.look_at("桃李明星", "another word");
  EXPECT_FALSE(found("another word"));
  search.look_at("李明", "whole value");
  EXPECT_TRUE(found("whole value"));
  search.look_at_own_text("我是李明", "C1", "own");
  EXPECT_TRUE(found("own"));
  search.look_at_own_text("我是李明", "C2", "of another");
  EXPECT_FALSE(found("of another"));
}

}  // namespace
}  // namespace aftercare::pipeline
