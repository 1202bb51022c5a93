#include "pipeline/erasure.hpp"

#include "pipeline/backup/backup.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/progress.hpp"
#include "fresh_workspace.hpp"
#include "leak_search.hpp"
#include "metrics/answer.hpp"
#include "pipeline/ingest.hpp"
#include "pipeline/person_export.hpp"
#include "pipeline/same_cases.hpp"
#include "pipeline/same_people.hpp"
#include "pipeline/signed_receipt.hpp"
#include "simulate/shop.hpp"
#include "store/duckdb/facts.hpp"
#include "store/duckdb/overview.hpp"
#include "store/duckdb/quarantine.hpp"
#include "store/duckdb/snapshot.hpp"
#include "store/duckdb/write_side.hpp"
#include "store/duckdb/writer.hpp"

namespace aftercare::pipeline {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const Actor kOfficer{"officer", "request of 1 March"};

// A simulated shop, read in and compared; the customer with the most cases is "the person".
class ErasureTest : public testing::Test {
 protected:
  void SetUp() override {
    auto workspace = fresh_.open();
    ASSERT_TRUE(workspace) << workspace.error().message;
    simulate::ShopPlan plan;
    plan.customers = 60;
    plan.days = 40;
    plan.seed = 11;
    plan.end = records::Day{std::chrono::sys_days(std::chrono::year(2026) / 3 / 31)};
    ASSERT_TRUE(simulate::simulate_shop(plan, workspace->root(), progress_));
    reopen();
    const auto report = ingest_sources(*session_, "", std::nullopt, progress_);
    ASSERT_TRUE(report) << report.error().message;
    ASSERT_TRUE(compare_customers(*session_, progress_));
    ASSERT_TRUE(compare_cases(*session_, progress_));
    person_ = text(
        "SELECT customer_id FROM \"case\" WHERE customer_id IS NOT NULL GROUP BY ALL "
        "ORDER BY count(*) DESC, 1 LIMIT 1");
    other_ = text(
        "SELECT customer_id FROM \"case\" WHERE customer_id IS NOT NULL GROUP BY ALL "
        "ORDER BY count(*) DESC, 1 LIMIT 1 OFFSET 1");
    ASSERT_FALSE(person_.empty());
    ASSERT_FALSE(other_.empty());
  }

  fs::path root() const { return fresh_.folder.path / "shop"; }

  void reopen() {
    session_.reset();
    auto workspace = Workspace::open(root());
    ASSERT_TRUE(workspace) << workspace.error().message;
    auto opened = Session::open(std::move(*workspace));
    ASSERT_TRUE(opened) << opened.error().message;
    session_ = std::move(*opened);
  }

  std::string text(const std::string& sql, const std::vector<store::Cell>& values = {}) const {
    const auto frame = session_->store().read(sql, values);
    EXPECT_TRUE(frame) << frame.error().message;
    if (!frame || frame->rows.empty()) return {};
    const auto* one = std::get_if<std::string>(&frame->rows[0][0]);
    return one == nullptr ? "" : *one;
  }
  std::int64_t count(const std::string& sql, const std::vector<store::Cell>& values = {}) const {
    const auto frame = session_->store().read("SELECT count(*) FROM " + sql, values);
    EXPECT_TRUE(frame) << frame.error().message;
    return frame ? std::get<std::int64_t>(frame->rows[0][0]) : -1;
  }

  // Of the person, as the simulated shop knows it: name, phone, e-mail, address follow each other.
  std::string own_value(std::string_view kind) const {
    const auto people = people_of(root());
    for (std::size_t i = 0; i + 3 < people.size(); ++i)
      if (people[i].customer == person_)
        for (auto at = i; at < i + 4; ++at)
          if (people[at].kind == kind) return people[at].value;
    ADD_FAILURE() << "the shop knows no " << kind << " of " << person_;
    return "nobody";
  }

  std::string erase(const std::string& customer) const {
    const auto erased = erase_customer(*session_, customer, kOfficer);
    EXPECT_TRUE(erased) << erased.error().message;
    return erased ? erased->receipt : "";
  }

  // Every metric over all rows.
  std::map<std::string, std::string> numbers() const {
    std::map<std::string, std::string> all;
    for (const auto& metric : session_->model().metrics()) {
      metrics::Question question;
      question.metrics = {metric.name};
      const auto answer =
          metrics::answer(session_->model(), question, session_->store(), records::Viewer::owner());
      EXPECT_TRUE(answer) << answer.error().message;
      if (!answer) continue;
      const auto& cell = answer->total[0];
      const auto* real = std::get_if<double>(&cell);
      const auto* whole = std::get_if<std::int64_t>(&cell);
      all[metric.name] = real    ? fmt::format("{:.9g}", *real)
                         : whole ? fmt::format("{}", *whole)
                                 : "none";
    }
    return all;
  }

  // Places in which a value of the store is, or holds, one of these.
  std::set<std::string> places_of(const std::vector<std::string>& values) const {
    std::set<std::string> places;
    const auto dumped = store::dump_all_values(
        session_->store(), records::Viewer::owner(),
        [&](std::string_view table, std::string_view column, std::string_view value) {
          for (const auto& each : values)
            if (value.find(each) != value.npos) places.insert(fmt::format("{}.{}", table, column));
        });
    EXPECT_TRUE(dumped) << dumped.error().message;
    return places;
  }

  std::string rows_of(const std::string& customer) const {
    std::string all;
    for (const auto* table : {"customer", "order", "case", "survey"}) {
      const auto frame = session_->store().read(
          fmt::format("SELECT * FROM \"{}\" WHERE customer_id = ? ORDER BY record_key", table),
          {customer});
      EXPECT_TRUE(frame) << frame.error().message;
      for (const auto& row : frame->rows)
        for (const auto& cell : row)
          if (const auto* one = std::get_if<std::string>(&cell)) all += *one + "|";
    }
    return all;
  }

  std::string bytes_below(const fs::path& folder) const {
    std::ostringstream all;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
      if (entry.is_regular_file()) all << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    return std::move(all).str();
  }

  base::NoProgress progress_;
  FreshWorkspace fresh_;
  std::unique_ptr<Session> session_;
  std::string person_;
  std::string other_;
};

TEST_F(ErasureTest, TheReceiptSaysWhenTheLastCopyOfTheKeysExpires) {
  const auto noon = std::chrono::sys_days(std::chrono::year(2026) / 3 / 1) + std::chrono::hours(12);
  for (const auto& [name, days] : std::map<std::string, std::uint32_t>{{"a", 30}, {"b", 7}})
    ASSERT_TRUE(copy_keys(*session_, fresh_.folder.path / name, kOfficer, days, noon));
  const auto first = nlohmann::json::parse(erase(person_)).at("key_copies");
  EXPECT_EQ(first.at("recorded"), 2);
  EXPECT_EQ(first.at("without_end"), 0);
  EXPECT_EQ(first.at("last_expires"), "2026-04-01");
  ASSERT_TRUE(copy_keys(*session_, fresh_.folder.path / "c", kOfficer));
  const auto second = nlohmann::json::parse(erase(other_)).at("key_copies");
  EXPECT_EQ(second.at("without_end"), 1);
  EXPECT_NE(second.at("note").at("en").get<std::string>().find("until they are destroyed"),
            std::string::npos);
}

TEST_F(ErasureTest, NothingTellsWhoItWasAndNoNumberChanges) {
  const std::vector<std::string> own_values = {person_, own_value("phone"), own_value("email"),
                                               own_value("address")};
  const auto masks = text("SELECT phone FROM customer WHERE customer_id = ?", {person_});
  ASSERT_THAT(masks, HasSubstr("****"));
  const auto texts = session_->store().read(
      "SELECT text FROM \"case\" WHERE customer_id = ? AND length(text) > 8", {person_});
  ASSERT_TRUE(texts && !texts->rows.empty());
  const auto key = "customer/" + person_;
  const auto sealed = text("SELECT sealed FROM customer WHERE customer_id = ?", {person_});
  ASSERT_TRUE(session_->vault().unseal(key, sealed));
  const auto before = numbers();
  const auto others = rows_of(other_);
  const auto ledger = store::ledger(session_->store(), records::Viewer::owner())->total;
  ASSERT_THAT(places_of(own_values), Not(IsEmpty()));

  const auto receipt = nlohmann::json::parse(erase(person_));

  EXPECT_THAT(places_of(own_values), IsEmpty());
  EXPECT_FALSE(*session_->vault().knows(key));
  EXPECT_FALSE(session_->vault().unseal(key, sealed)) << "as in a backup of the data";
  EXPECT_FALSE(session_->vault().seal(key, "again")) << "and no new key is made";
  for (const auto& row : texts->rows) {
    const auto said = std::get<std::string>(row[0]);
    EXPECT_EQ(count("\"case\" WHERE text = ? AND customer_id LIKE 'erased-%'", {said}), 0);
  }
  EXPECT_EQ(rows_of(other_), others) << "nobody else is touched";
  EXPECT_EQ(numbers(), before);
  store::Writer writer(session_->store());
  ASSERT_TRUE(
      writer.change([](store::WriteSide& side) { return store::rebuild_facts(side.connection); }));
  EXPECT_EQ(numbers(), before) << "nor when the facts are made anew";
  const auto after = store::ledger(session_->store(), records::Viewer::owner())->total;
  EXPECT_TRUE(after.balanced());
  EXPECT_EQ(after.stored, ledger.stored);
  EXPECT_GT(receipt.at("keys_destroyed").get<int>(), 0);
  EXPECT_THAT(receipt.dump(), Not(HasSubstr(person_)));

  session_.reset();
  EXPECT_THAT(bytes_below(root() / "keys"), Not(HasSubstr(key)));
}

// Everything that the program wrote, columns dumped and files searched, in every spelling.
TEST_F(ErasureTest, AScanFindsNothingOfThePersonAnywhere) {
  std::vector<PersonalValue> values;
  for (const auto* kind : {"name", "phone", "email", "address"})
    values.push_back({kind, own_value(kind), person_});
  erase(person_);
  LeakSearch search(values);
  ASSERT_TRUE(store::dump_all_values(
      session_->store(), records::Viewer::owner(),
      [&](std::string_view table, std::string_view column, std::string_view value) {
        search.look_at_text(value, fmt::format("{}.{}", table, column));
      }));
  session_.reset();
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(root())) {
    const auto first = *fs::relative(entry.path(), root()).begin();
    if (!entry.is_regular_file() || first == "sources" || first == "truth") continue;
    search.look_at_file(entry.path());
    ++files;
  }
  EXPECT_GE(files, 3U);
  EXPECT_THAT(search.leaks(), IsEmpty());
}

TEST_F(ErasureTest, ABackupRestoredLaterHoldsNothingOfThePerson) {
  const std::vector<std::string> own_values = {person_, own_value("phone"), own_value("email"),
                                               own_value("address")};
  const auto before = numbers();
  auto place = open_backup_folder(fresh_.folder.path / "backup", true);
  ASSERT_TRUE(place) << place.error().message;
  ASSERT_TRUE(make_backup(*session_, **place, {}, kOfficer, progress_));
  erase(person_);
  const auto keys = fresh_.folder.path / "copied_keys";
  ASSERT_TRUE(copy_keys(*session_, keys, kOfficer));
  const auto again = fresh_.folder.path / "again";
  const auto restored = restore_backup(**place, "", keys, again, kOfficer, progress_);
  ASSERT_TRUE(restored) << restored.error().message;
  EXPECT_EQ(restored->erased_again, 1U);
  auto opened = Session::open(Workspace::open(again).value());
  ASSERT_TRUE(opened) << opened.error().message;
  session_ = std::move(*opened);
  EXPECT_THAT(places_of(own_values), IsEmpty()) << "the id and the masks are gone as well";
  EXPECT_EQ(count("customer WHERE customer_id LIKE 'erased-%'"), 1);
  EXPECT_EQ(count("customer WHERE customer_id = ?", {other_}), 1) << "nobody else is";
  EXPECT_EQ(numbers(), before);
  EXPECT_NE(*receipt_of(*session_, person_), "");
}

TEST_F(ErasureTest, TheReceiptIsSignedAndKept) {
  const auto receipt = erase(person_);
  const auto key = session_->vault().public_key();
  EXPECT_EQ(check_receipt(receipt, key), ReceiptFault::none);
  EXPECT_EQ(*receipt_of(*session_, person_), receipt);
  EXPECT_EQ(*receipt_of(*session_, other_), "");
  auto changed = nlohmann::json::parse(receipt);
  changed["keys_destroyed"] = 1000;
  EXPECT_EQ(check_receipt(changed.dump(), key), ReceiptFault::changed);
  EXPECT_EQ(check_receipt(nlohmann::json::parse(receipt).dump(), key), ReceiptFault::none)
      << "white space is no change";
  EXPECT_EQ(check_receipt(receipt, std::string(64, '0')), ReceiptFault::foreign);
  EXPECT_EQ(check_receipt("no receipt", key), ReceiptFault::not_json);
  EXPECT_EQ(check_receipt("{}", key), ReceiptFault::changed);
  const auto entries = store::audit_page(session_->store(), records::Viewer::owner(),
                                         {"erasure", "", "", {}, {}}, 10, 0);
  ASSERT_EQ(entries->total, 1U);
  EXPECT_EQ(entries->rows[0].actor, "officer");
  EXPECT_EQ(entries->rows[0].reason, "request of 1 March");
  EXPECT_EQ(entries->rows[0].subject, "person/" + person_token(*session_, person_));
}

TEST_F(ErasureTest, TheReceiptListsWhatWasHandedOut) {
  ASSERT_TRUE(export_person(*session_, person_, kOfficer));
  ASSERT_TRUE(export_person(*session_, person_, {"an agent", "asked on the phone"}));
  ASSERT_TRUE(export_person(*session_, other_, kOfficer));
  const auto exports = nlohmann::json::parse(erase(person_)).at("exports").at("of_the_person");
  ASSERT_EQ(exports.size(), 2U);
  EXPECT_EQ(exports[0].at("by"), "officer");
  EXPECT_EQ(exports[1].at("by"), "an agent");
  EXPECT_THAT(exports[0].at("exported_at").get<std::string>(), HasSubstr("T"));
}

TEST_F(ErasureTest, NobodyIsErasedTwiceOrIfUnknown) {
  EXPECT_FALSE(erase_customer(*session_, "C99999999", kOfficer));
  EXPECT_FALSE(erase_customer(*session_, "", kOfficer));
  erase(person_);
  const auto again = erase_customer(*session_, person_, kOfficer);
  ASSERT_FALSE(again);
  EXPECT_THAT(again.error().message, HasSubstr("already"));
}

TEST_F(ErasureTest, RowsThatComeAgainAreSetAsideWithoutAWord) {
  const auto order = text("SELECT order_id FROM \"order\" WHERE customer_id = ?", {person_});
  ASSERT_FALSE(order.empty());
  erase(person_);
  const auto file = fresh_.folder.path / "again.csv";
  std::ofstream(file) << "客户编号,姓名,手机号,邮箱,省份,城市,收货地址,会员等级,性别,注册时间\n"
                      << person_ << ",欧阳锋,13812345678,,广东,深圳,,,,2026-01-01 10:00:00\n"
                      << "C90000001,司徒雷,13787654321,,广东,深圳,,,,2026-01-02 10:00:00\n";
  const auto report = ingest(*session_, {file}, {}, std::nullopt, progress_);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->total.rows, 2U);
  EXPECT_EQ(report->total.stored, 1U);
  EXPECT_EQ(report->total.quarantined, 1U);
  EXPECT_TRUE(report->total.balanced());
  EXPECT_EQ(count("quarantine WHERE reason = 'erased_person' AND sealed IS NULL AND state = "
                  "'dropped'"),
            1);
  EXPECT_THAT(places_of({person_, "欧阳", "138****5678"}), IsEmpty());

  const auto reviews = fresh_.folder.path / "reviews_again.csv";
  std::ofstream(reviews) << "评价编号,订单号,商品编号,客户编号,评分,评价内容,评价时间\n"
                         << "AGAIN1," << order << ",,,1,电池坏了,2026-03-01 10:00:00\n";
  const auto by_order = ingest(*session_, {reviews}, {}, std::nullopt, progress_);
  ASSERT_TRUE(by_order) << by_order.error().message;
  EXPECT_EQ(by_order->total.quarantined, 1U) << "the order is the person's";
  EXPECT_EQ(count("\"case\" WHERE case_id = 'AGAIN1'"), 0);
}

// A new case of the person, and then its messages, which name nothing but the case.
TEST_F(ErasureTest, ANewCaseOfAnErasedPersonIsTheirsWithAllItsMessages) {
  erase(person_);
  const auto tickets = fresh_.folder.path / "new_case.csv";
  std::ofstream(tickets)
      << "工单号,创建时间,渠道,工单类型,客户编号,客户姓名,联系电话,订单号,标题,内容\n"
      << "NEW1,2026-03-01 10:00:00,ticket,complaint," << person_
      << ",欧阳锋,13812345678,,坏了,屏幕坏了\n"
      << "NEW2,2026-03-01 10:00:00,ticket,complaint," << other_ << ",,,,坏了,键盘坏了\n";
  IngestOptions as_case;
  as_case.as = "case";
  const auto cases = ingest(*session_, {tickets}, as_case, std::nullopt, progress_);
  ASSERT_TRUE(cases) << cases.error().message;
  EXPECT_EQ(cases->total.stored, 1U) << cases->files[0].error.value_or(base::Error()).message;
  EXPECT_EQ(cases->total.quarantined, 1U);
  const auto messages = fresh_.folder.path / "new_messages.csv";
  std::ofstream(messages) << "消息编号,工单号,发送时间,发送方,内容\n"
                          << "M1,NEW1,2026-03-01 10:01:00,customer,我住在幸福路九号\n"
                          << "M2,NEW2,2026-03-01 10:01:00,customer,键盘没有反应\n";
  IngestOptions as_message;
  as_message.as = "message";
  const auto said = ingest(*session_, {messages}, as_message, std::nullopt, progress_);
  ASSERT_TRUE(said) << said.error().message;
  EXPECT_EQ(said->total.quarantined, 1U) << said->files[0].error.value_or(base::Error()).message;
  EXPECT_EQ(said->total.stored, 1U);
  EXPECT_EQ(count("message WHERE case_id = 'NEW1'"), 0);
  EXPECT_THAT(places_of({"幸福路九号", "欧阳"}), IsEmpty());
}

TEST_F(ErasureTest, ARowSetAsideAboutThePersonIsEmptiedAndNoOther) {
  const auto phone = own_value("phone");
  const auto name = own_value("name");
  const auto file = fresh_.folder.path / "bad.csv";
  std::ofstream(file) << "客户编号,姓名,手机号,邮箱,省份,城市,收货地址,会员等级,性别,注册时间\n"
                      << ",李晓红," << phone << ",,广东,深圳,,,,2026-01-02 10:00:00\n"
                      << "," << name << ",13700000001,,广东,深圳,,,,2026-01-02 10:00:00\n";
  const auto report = ingest(*session_, {file}, {}, std::nullopt, progress_);
  ASSERT_TRUE(report) << report.error().message;
  ASSERT_EQ(report->total.quarantined, 2U);
  const auto waiting = count("quarantine WHERE state = 'waiting'");
  erase(person_);
  EXPECT_EQ(count("quarantine q JOIN file f USING (file_id) WHERE f.name = 'bad.csv' AND state = "
                  "'dropped' AND sealed IS NULL AND person IS NULL"),
            1);
  EXPECT_EQ(count("quarantine q JOIN file f USING (file_id) WHERE f.name = 'bad.csv' AND state = "
                  "'waiting' AND sealed IS NOT NULL"),
            1)
      << "another person may bear the name";
  EXPECT_LT(count("quarantine WHERE state = 'waiting'"), waiting);
}

// The process dies right after each step; opening the workspace ends what was begun.
TEST_F(ErasureTest, AKilledErasureIsFinishedWhenTheWorkspaceIsOpenedNext) {
  const auto before = numbers();
  session_.reset();
  const auto kept = fresh_.folder.path / "kept";
  fs::copy(root(), kept, fs::copy_options::recursive);
  for (const auto* step : {"intent", "keys", "store", "done"}) {
    fs::remove_all(root());
    fs::copy(kept, root(), fs::copy_options::recursive);
    const auto child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      auto workspace = Workspace::open(root());
      auto session = Session::open(std::move(*workspace));
      (void)erase_customer(**session, person_, kOfficer, {[step](std::string_view at) {
        if (at == step) ::raise(SIGKILL);
      }});
      ::_exit(7);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << step;
    reopen();
    EXPECT_THAT(*session_->vault().open_erasures(), IsEmpty()) << step;
    EXPECT_THAT(places_of({person_}), IsEmpty()) << step;
    EXPECT_FALSE(*session_->vault().knows("customer/" + person_)) << step;
    EXPECT_EQ(numbers(), before) << step;
    const auto receipt = receipt_of(*session_, person_);
    ASSERT_TRUE(receipt) << step;
    EXPECT_EQ(check_receipt(*receipt, session_->vault().public_key()), ReceiptFault::none) << step;
    EXPECT_EQ(count("audit WHERE action = 'erasure'"), 1) << step;
    EXPECT_FALSE(check_audit(*session_)->broken) << step;
    session_.reset();
  }
}

// What is told of an erasure but whose and when it was.
nlohmann::json told(const std::string& receipt) {
  auto json = nlohmann::json::parse(receipt);
  for (const auto* of_the_run : {"erased_at", "person", "signature"}) json.erase(of_the_run);
  return json;
}

TEST_F(ErasureTest, SeveralTogetherEndAsOneByOne) {
  std::vector<std::string> customers;
  const auto frame = session_->store().read("SELECT customer_id FROM customer ORDER BY 1 LIMIT 12");
  for (const auto& row : frame->rows) customers.push_back(std::get<std::string>(row[0]));
  for (const auto& one : {person_, other_})
    if (std::ranges::find(customers, one) == customers.end()) customers.push_back(one);
  const auto find = [&]() -> base::Result<std::vector<std::string>> { return customers; };
  const auto ids = [&] {
    std::string all;
    for (const auto* sql :
         {"SELECT count(*), count(customer_id) FROM customer",
          "SELECT count(*), count(sealed), "
          "count(customer_id), count(text) FROM \"case\"",
          "SELECT count(*), count(sealed) FROM quarantine", "SELECT count(*) FROM alike_pair",
          "SELECT count(*), count(\"before\") FROM finding",
          "SELECT count(DISTINCT customer_id), count(customer_id) FROM case_fact",
          "SELECT count(*), sum(length(keys)) FROM text_sketch", "SELECT count(*) FROM erasure"}) {
      const auto counted = session_->store().read(sql);
      EXPECT_TRUE(counted) << counted.error().message;
      if (counted)
        for (const auto& cell : counted->rows[0]) {
          const auto* number = std::get_if<std::int64_t>(&cell);
          all += (number ? std::to_string(*number) : "-") + " ";
        }
      all += "| ";
    }
    return all;
  };
  session_.reset();
  const auto kept = fresh_.folder.path / "kept";
  fs::copy(root(), kept, fs::copy_options::recursive);
  reopen();
  std::vector<nlohmann::json> one_by_one;
  for (const auto& customer : customers) one_by_one.push_back(told(erase(customer)));
  const auto ids_one_by_one = ids();
  const auto numbers_one_by_one = numbers();

  session_.reset();
  fs::remove_all(root());
  fs::copy(kept, root(), fs::copy_options::recursive);
  reopen();
  std::vector<std::string> steps;
  const auto erased = erase_customers(*session_, find, kOfficer,
                                      {[&](std::string_view step) { steps.emplace_back(step); }});
  ASSERT_TRUE(erased) << erased.error().message;
  EXPECT_EQ(*erased, customers.size());
  EXPECT_EQ(steps, (std::vector<std::string>{"intent", "keys", "store", "done"}));
  for (std::size_t i = 0; i < customers.size(); ++i) {
    const auto receipt = receipt_of(*session_, customers[i]).value();
    EXPECT_EQ(check_receipt(receipt, session_->vault().public_key()), ReceiptFault::none);
    EXPECT_EQ(told(receipt), one_by_one[i]) << customers[i];
    EXPECT_FALSE(*session_->vault().knows("customer/" + customers[i]));
  }
  EXPECT_EQ(ids(), ids_one_by_one);
  EXPECT_EQ(numbers(), numbers_one_by_one);
  EXPECT_THAT(places_of(customers), IsEmpty());
  EXPECT_EQ(count("audit WHERE action = 'erasure'"), static_cast<std::int64_t>(customers.size()));
  EXPECT_FALSE(check_audit(*session_)->broken);
}

TEST_F(ErasureTest, SeveralThatWereCutOffAreFinishedTogether) {
  const auto before = numbers();
  session_.reset();
  const auto kept = fresh_.folder.path / "kept";
  fs::copy(root(), kept, fs::copy_options::recursive);
  for (const std::string step : {"intent", "keys", "store"}) {
    fs::remove_all(root());
    fs::copy(kept, root(), fs::copy_options::recursive);
    const auto child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      auto workspace = Workspace::open(root());
      auto session = Session::open(std::move(*workspace));
      (void)erase_customers(**session,
                            [this]() -> base::Result<std::vector<std::string>> {
                              return std::vector<std::string>{person_, other_};
                            },
                            kOfficer, {[step](std::string_view at) {
                              if (at == step) ::raise(SIGKILL);
                            }});
      ::_exit(7);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << step;
    reopen();
    EXPECT_THAT(*session_->vault().open_erasures(), IsEmpty()) << step;
    EXPECT_THAT(places_of({person_, other_}), IsEmpty()) << step;
    for (const auto& customer : {person_, other_})
      EXPECT_EQ(
          check_receipt(receipt_of(*session_, customer).value(), session_->vault().public_key()),
          ReceiptFault::none)
          << step;
    EXPECT_EQ(count("audit WHERE action = 'erasure'"), 2) << step;
    EXPECT_EQ(numbers(), before) << step;
    session_.reset();
  }
}

TEST_F(ErasureTest, AnExportHoldsWhatThePersonGaveInClear) {
  const auto exported = export_person(*session_, person_, kOfficer);
  ASSERT_TRUE(exported) << exported.error().message;
  std::string all;
  std::size_t cases = 0;
  for (const auto& [entity, records] : exported->records)
    for (const auto& record : records) {
      cases += entity->name == "case" && !record.old_version ? 1 : 0;
      for (const auto& [field, value] : record.values) all += value + "\n";
    }
  EXPECT_THAT(all, HasSubstr(own_value("phone")));
  EXPECT_THAT(all, HasSubstr(own_value("email")));
  EXPECT_EQ(cases, static_cast<std::size_t>(
                       count("\"case\" WHERE customer_id = ? OR (customer_id IS NULL AND order_id "
                             "IN (SELECT order_id FROM \"order\" WHERE customer_id = ?))",
                             {person_, person_})));
  EXPECT_EQ(count("audit WHERE action = 'person_export'"), 1);
  EXPECT_FALSE(export_person(*session_, "C99999999", kOfficer));
  erase(person_);
  EXPECT_FALSE(export_person(*session_, person_, kOfficer));
}

}  // namespace
}  // namespace aftercare::pipeline
