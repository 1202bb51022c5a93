// The simulated shop and the shared real data through everything that the program writes: store,
// keys, spilled parts, backup and what is restored of it, reports, rows and exports, what is said
// on the way. No sampled value of a person stands in any of it; without sealing they do.
// scripts/test --long: all sets, 10,000 values.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "fresh_workspace.hpp"
#include "leak_search.hpp"
#include "metrics/answer_json.hpp"
#include "metrics/rows.hpp"
#include "pipeline/anonymous_export.hpp"
#include "pipeline/backup/backup.hpp"
#include "pipeline/erasure.hpp"
#include "pipeline/ingest.hpp"
#include "pipeline/same_cases.hpp"
#include "pipeline/same_people.hpp"
#include "place/long_tests.hpp"
#include "place/place.hpp"
#include "real_people.hpp"
#include "report/html_document.hpp"
#include "report/overview.hpp"
#include "simulate/shop.hpp"
#include "store/duckdb/overview.hpp"
#include "store/duckdb/snapshot.hpp"

namespace aftercare::pipeline {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;

// Everything that would be shown of the work.
class Said final : public base::Progress {
 public:
  void begin(std::string_view what, std::uint64_t, std::string_view unit) override {
    text += fmt::format("{} {}\n", what, unit);
  }
  void update(std::uint64_t) override {}
  void end() override {}
  std::string text;
};

void write_text(const fs::path& file, std::string_view text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
}

class Scan {
 public:
  Scan(bool seal, bool all) : all_(all) {
    auto workspace = files_.open();
    EXPECT_TRUE(workspace) << workspace.error().message;
    simulate::ShopPlan plan;
    plan.customers = all ? 1500 : 60;
    plan.days = all ? 90 : 30;
    plan.seed = 5;
    plan.end = records::Day{std::chrono::sys_days(std::chrono::year(2026) / 3 / 31)};
    const auto simulated = simulate::simulate_shop(plan, workspace->root(), said_);
    EXPECT_TRUE(simulated) << simulated.error().message;
    SessionOptions options;
    options.vault.seal = seal;
    root_ = workspace->root();
    auto opened = Session::open(std::move(*workspace), options);
    EXPECT_TRUE(opened) << opened.error().message;
    session_ = std::move(*opened);
    gather_values();
  }

  const std::vector<PersonalValue>& values() const { return values_; }

  /// Reads everything in; meanwhile what lies in the folder for a moment only is looked at.
  void take_in() {
    LeakSearch passing(values_);
    {
      std::jthread watcher([&](const std::stop_token& ended) {
        while (!ended.stop_requested()) {
          look_at_passing(passing);
          std::this_thread::sleep_for(std::chrono::milliseconds(300));
        }
      });
      ingest_all();
    }
    keep(passing);
  }

  void write_everything() {
    const auto& store = session_->store();
    for (const auto& role : session_->policy().roles()) {
      const auto caller =
          session_->policy().caller({role.name, role.name, {}}, "sixteen bytes key");
      ASSERT_TRUE(caller) << caller.error().message;
      const auto folder = out() / role.name;
      const auto overview = report::gather_overview(session_->model(), store, caller->viewer,
                                                    std::nullopt, std::nullopt);
      report::DocumentFrame frame;
      frame.shop = session_->workspace().settings().name;
      frame.zone = session_->zone().name();
      if (overview)
        write_text(folder / "report.html",
                   report::html_document(session_->model(), *overview, frame));
      else
        write_text(folder / "refused.txt", overview.error().message);
      for (const char* metric : {"cases", "orders", "returns", "complaints"}) {
        metrics::Question question;
        question.metrics = {metric};
        for (std::uint64_t page = 1; page <= (all_ ? 20U : 3U); ++page) {
          const auto rows =
              metrics::rows(session_->model(), question, {page, 1000, {}}, store, caller->viewer);
          write_text(folder / fmt::format("{}_{}.json", metric, page),
                     rows ? metrics::to_json(*rows).dump() : rows.error().message);
        }
      }
    }
    write_exports();
    write_backup();
    const auto customer = store.read("SELECT customer_id FROM customer ORDER BY 1 LIMIT 1");
    ASSERT_TRUE(customer && !customer->rows.empty());
    const auto erased = erase_customer(*session_, std::get<std::string>(customer->rows[0][0]),
                                       {"test", "a letter"});
    ASSERT_TRUE(erased) << erased.error().message;
    write_text(out() / "receipt.json", erased->receipt);
    write_text(out() / "said.txt", said_.text);
  }

  /// How many of the values that only recognition can know are found, of how many.
  std::pair<std::size_t, std::size_t> labelled() const {
    return {labelled_, std::ranges::count(values_, "labelled", &PersonalValue::kind)};
  }

  /// Of the whole folder but what was brought; every column of the store.
  LeakSearch::Leaks leaks() {
    LeakSearch search(values_);
    dump(*session_, search);
    std::size_t files = 0;
    for (fs::recursive_directory_iterator at(files_.folder.path), end; at != end; ++at) {
      if (is_brought(at->path())) at.disable_recursion_pending();
      if (!at->is_regular_file()) continue;
      ++files;
      search.look_at_file(at->path());
    }
    EXPECT_GT(files, 5U);
    keep(search);
    return leaks_;
  }

 private:
  fs::path out() const { return files_.folder.path / "out"; }
  bool is_brought(const fs::path& path) const {
    return path == root_ / "sources" || path == root_ / "truth" ||
           path == files_.folder.path / "brought";
  }

  void gather_values() {
    auto values = people_of(root_);
    const auto shared = place::shared_data();
    brought_ = {{root_ / "sources", ""}};
    for (const auto& file : real_files()) {
      const bool small = file.path.starts_with("people_febrl/dataset1") ||
                         file.path.starts_with("zh_heimao_complaints");
      if ((!all_ && !small) || !fs::exists(shared / file.path)) continue;
      auto more = values_of(shared, file);
      values.insert(values.end(), more.begin(), more.end());
      brought_.emplace_back(shared / file.path, file.as);
    }
    const auto labelled = files_.folder.path / "brought" / "labelled.csv";
    fs::create_directories(labelled.parent_path());
    if (auto more = write_labelled_texts(shared, labelled); !more.empty()) {
      values.insert(values.end(), more.begin(), more.end());
      brought_.emplace_back(labelled, "case");
    }
    values_ = sampled(std::move(values), all_ ? 10'000 : 3'000);
  }

  void ingest_all() {
    for (const auto& [file, as] : brought_) {
      IngestOptions options;
      if (as.find('\n') == as.npos) {
        options.as = as;
      } else {
        options.mapping_file = (files_.folder.path / "brought" / "mapping.yaml").string();
        write_text(options.mapping_file, as);
      }
      const auto report = ingest(*session_, {file}, options, std::nullopt, said_);
      ASSERT_TRUE(report) << file << ": " << report.error().message;
      EXPECT_TRUE(report->total.balanced());
      for (const auto& one : report->files) {
        EXPECT_FALSE(one.error) << one.name << ": " << one.error->message;
        said_.text += fmt::format("{} {} {} {}\n", one.name, one.source, one.entity, one.mapping);
      }
    }
    EXPECT_TRUE(compare_customers(*session_, said_));
    EXPECT_TRUE(compare_cases(*session_, said_));
  }

  void write_exports() {
    for (const char* plan : {"cases", "orders", "returns"}) {
      std::string csv;
      const auto done = export_anonymous(*session_, plan, std::nullopt, std::nullopt, {},
                                         {"test", "x"}, [&csv](const auto& row) {
                                           for (const auto& cell : row) csv += cell + ",";
                                           return base::Result<void>();
                                         });
      ASSERT_TRUE(done) << done.error().message;
      write_text(out() / (std::string(plan) + ".csv"), csv);
    }
  }

  void write_backup() {
    auto place = open_backup_folder(files_.folder.path / "backup", true);
    ASSERT_TRUE(place) << place.error().message;
    const auto made = make_backup(*session_, **place, {}, {"test", ""}, said_);
    ASSERT_TRUE(made) << made.error().message;
    const auto keys = files_.folder.path / "copied_keys";
    ASSERT_TRUE(copy_keys(*session_, keys, {"test", ""}));
    const auto restored =
        restore_backup(**place, "", keys, files_.folder.path / "restored", {"test", ""}, said_);
    ASSERT_TRUE(restored) << restored.error().message;
  }

  static void dump(const Session& session, LeakSearch& search) {
    std::size_t values = 0;
    const auto dumped = store::dump_all_values(
        session.store(), records::Viewer::owner(),
        [&](std::string_view table, std::string_view column, std::string_view value) {
          ++values;
          search.look_at_text(value, fmt::format("{}.{}", table, column));
        });
    EXPECT_TRUE(dumped) << dumped.error().message;
    EXPECT_GT(values, 10'000U);
  }

  // The log of the store and what it spills, which are gone afterwards.
  void look_at_passing(LeakSearch& search) const {
    std::error_code gone;
    for (fs::recursive_directory_iterator at(root_, gone), end; !gone && at != end;
         at.increment(gone)) {
      if (is_brought(at->path())) at.disable_recursion_pending();
      const auto name = at->path().string();
      if (at->is_regular_file(gone) && (name.ends_with("wal") || name.ends_with("journal") ||
                                        name.find("/.spill/") != name.npos))
        search.look_at_file(at->path());
    }
  }

  void keep(const LeakSearch& search) {
    labelled_ = std::max(labelled_, search.found("labelled"));
    for (const auto& [kind, places] : search.leaks())
      leaks_[kind].insert(places.begin(), places.end());
  }

  const bool all_;
  Said said_;
  FreshWorkspace files_;
  fs::path root_;
  std::unique_ptr<Session> session_;
  std::vector<std::pair<fs::path, std::string>> brought_;  // With what to read it as.
  std::vector<PersonalValue> values_;
  LeakSearch::Leaks leaks_;
  std::size_t labelled_ = 0;
};

std::string told_of(const LeakSearch::Leaks& leaks) {
  std::string all;
  for (const auto& [kind, places] : leaks)
    for (const auto& place : places) all += fmt::format("{}: {}\n", kind, place);
  return all;
}

std::set<std::string> kinds_of(const std::vector<PersonalValue>& values) {
  std::set<std::string> kinds;
  for (const auto& one : values) kinds.insert(one.kind);
  return kinds;
}

TEST(LeakScan, NothingOfAnybodyStandsInAnythingThatIsWritten) {
  Scan scan(true, place::long_tests());
  if (place::long_tests() && fs::exists(place::shared_data())) {
    EXPECT_EQ(scan.values().size(), 10'000U);
  }
  scan.take_in();
  scan.write_everything();
  auto leaks = scan.leaks();
  const auto [missed, labelled] = scan.labelled();
  EXPECT_LE(missed * 10, labelled) << "of values in texts that nothing but recognition knows";
  leaks.erase("labelled");
  EXPECT_THAT(leaks, IsEmpty()) << told_of(leaks);
}

TEST(LeakScan, WithoutSealingEveryKindIsFound) {
  Scan scan(false, place::long_tests());
  scan.take_in();
  const auto leaks = scan.leaks();
  // Accounts of the hotline's users are in no field: they are not read at all.
  for (const auto& kind : kinds_of(scan.values())) {
    const bool read = kind != "account";
    EXPECT_EQ(leaks.contains(kind), read) << kind;
  }
}

}  // namespace
}  // namespace aftercare::pipeline
