// Mails from the file to the numbers: who answered when, in any order of files, nothing in clear.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "base/progress.hpp"
#include "fresh_workspace.hpp"
#include "pipeline/ingest.hpp"
#include "store/duckdb/snapshot.hpp"

namespace aftercare::pipeline {
namespace {

namespace fs = std::filesystem;

struct Letter {
  std::string from, to, subject, date, id, refers_to, body, more;

  std::string bytes() const {
    auto text = fmt::format("From: {}\nTo: {}\nSubject: {}\nDate: {}\nMessage-ID: <{}>\n{}", from,
                            to, subject, date, id, more);
    if (!refers_to.empty()) text += fmt::format("References: <{}>\n", refers_to);
    return text + "\n" + body + "\n";
  }
};

// The first question is answered by a robot after 30 s and by a person after 10 minutes; the
// second by a person after 2 hours; nobody answered the third.
const std::vector<Letter> kLetters = {
    {"=?gbk?B?zfXQodD3?= <xiaoxu.wang88@mail.example>", "help@shop.example",
     "=?gb2312?B?tvq7+ru1wcs=?=", "Mon, 2 Mar 2026 08:00:00 +0800", "q1@mail.example", "",
     "耳机左边没有声音，王小绪要求退货，电话13912345678，邮箱xiaoxu.wang88@mail.example",
     "Content-Type: text/plain; charset=utf-8\n"},
    {"Shop <noreply@shop.example>", "xiaoxu.wang88@mail.example", "Re: x",
     "Mon, 2 Mar 2026 08:00:30 +0800", "r1@shop.example", "q1@mail.example", "已收到",
     "Auto-Submitted: auto-replied\n"},
    {"Shop <help@shop.example>", "xiaoxu.wang88@mail.example", "Re: x",
     "Mon, 2 Mar 2026 00:10:00 +0000", "a1@shop.example", "q1@mail.example",
     "王小绪您好，已为您办理退货。\n\n-----原始邮件-----\n发件人: 王小绪\n旧的", ""},
    {"Alice Rosewater <alice.rosewater@mail.example>", "help@shop.example", "Kettle",
     "Mon, 2 Mar 2026 09:00:00 +0100", "q2@mail.example", "",
     "The kettle leaks.\n-- \nAlice Rosewater\n+44 7700 900123", ""},
    {"Shop <help@shop.example>", "alice.rosewater@mail.example", "Re: Kettle",
     "Mon, 2 Mar 2026 10:00:00 +0000", "a2@shop.example", "q2@mail.example",
     "Dear Alice Rosewater, a new one is on its way.", ""},
    {"Ben Okafor <ben.okafor@mail.example>", "help@shop.example", "Late",
     "Tue, 3 Mar 2026 09:00:00 +0100", "q3@mail.example", "", "Where is my parcel?", ""},
};

const std::set<std::string> kPersonal = {"王小绪",          "13912345678",     "xiaoxu.wang88",
                                         "Alice Rosewater", "alice.rosewater", "7700 900123",
                                         "Ben Okafor",      "ben.okafor"};

class MailTest : public testing::Test {
 protected:
  void SetUp() override {
    auto created = files_.open();
    ASSERT_TRUE(created) << created.error().message;
    std::ofstream(created->root() / "aftercare.yaml", std::ios::app)
        << "own_addresses: [shop.example]\n";
    auto workspace = Workspace::open(created->root());
    ASSERT_TRUE(workspace) << workspace.error().message;
    auto session = Session::open(std::move(*workspace));
    ASSERT_TRUE(session) << session.error().message;
    session_ = std::move(*session);
  }

  fs::path sources() const { return session_->workspace().root() / "sources"; }

  records::Ledger ingest_files(const std::vector<fs::path>& files) {
    const auto report = ingest(*session_, files, {}, std::nullopt, progress_);
    EXPECT_TRUE(report) << report.error().message;
    if (!report) return {};
    for (const auto& file : report->files)
      EXPECT_FALSE(file.error) << file.name << ": " << file.error->message;
    return report->total;
  }

  fs::path write_mbox() const {
    const auto file = sources() / "inbox.mbox";
    std::ofstream out(file, std::ios::binary);
    for (const auto& letter : kLetters)
      out << "From x@y.example Mon Mar  2 08:00:05 2026\n" << letter.bytes() << "\n";
    return file;
  }

  std::vector<fs::path> write_emls() const {
    std::vector<fs::path> files;
    for (const auto& letter : kLetters) {
      files.push_back(sources() / (letter.id.substr(0, 2) + ".eml"));
      std::ofstream(files.back(), std::ios::binary) << letter.bytes();
    }
    return files;
  }

  // Cases, cases with an answer, and the median of the seconds until then.
  void expect_answers() const {
    const auto frame = session_->store().read(
        "SELECT count(*)::BIGINT, count(first_response_seconds)::BIGINT, "
        "median(first_response_seconds)::DOUBLE FROM case_fact WHERE channel = 'email'");
    ASSERT_TRUE(frame) << frame.error().message;
    EXPECT_EQ(std::get<std::int64_t>(frame->rows[0][0]), 3);
    EXPECT_EQ(std::get<std::int64_t>(frame->rows[0][1]), 2);
    EXPECT_EQ(std::get<double>(frame->rows[0][2]), (600 + 7200) / 2.0);
  }

  std::string text_of(const std::string& sql) const {
    const auto frame = session_->store().read(sql);
    EXPECT_TRUE(frame) << frame.error().message;
    if (!frame || frame->rows.empty()) return {};
    const auto* text = std::get_if<std::string>(&frame->rows[0][0]);
    return text == nullptr ? std::string() : *text;
  }

  // Nowhere in the store, nor in any file that is not the user's own.
  void expect_nothing_in_clear() const {
    const auto look = [](std::string_view value, const std::string& where) {
      for (const auto& personal : kPersonal)
        EXPECT_EQ(value.find(personal), value.npos) << personal << " in " << where;
    };
    const auto dumped = store::dump_all_values(
        session_->store(), records::Viewer::owner(),
        [&](std::string_view table, std::string_view column, std::string_view value) {
          look(value, fmt::format("{}.{}", table, column));
        });
    EXPECT_TRUE(dumped) << dumped.error().message;
    for (const auto& file : fs::recursive_directory_iterator(session_->workspace().root())) {
      if (!file.is_regular_file() || file.path().string().starts_with(sources().string())) continue;
      std::ifstream in(file.path(), std::ios::binary);
      look(std::string(std::istreambuf_iterator<char>(in), {}), file.path().string());
    }
  }

  FreshWorkspace files_;
  std::unique_ptr<Session> session_;
  base::NoProgress progress_;
};

TEST_F(MailTest, AConversationIsACaseThatAPersonAnswers) {
  const auto ledger = ingest_files({write_mbox()});
  EXPECT_EQ(ledger.rows, 6U);
  EXPECT_EQ(ledger.stored, 6U);
  expect_answers();
  EXPECT_EQ(
      text_of("SELECT title FROM \"case\" WHERE case_id IN (SELECT case_id FROM message WHERE "
              "sender = 'bot')"),
      "耳机坏了");
  EXPECT_EQ(text_of("SELECT text FROM \"case\" WHERE title = 'Kettle'"), "The kettle leaks.");
}

TEST_F(MailTest, OneFileAMailInEitherOrderGivesTheSameNumbers) {
  const auto files = write_emls();
  for (auto file = files.rbegin(); file != files.rend(); ++file) ingest_files({*file});
  expect_answers();
  expect_nothing_in_clear();
}

TEST_F(MailTest, TheSameMailsAgainAreDuplicates) {
  ingest_files({write_mbox()});
  const auto again = ingest_files(write_emls());
  EXPECT_EQ(again.rows, 6U);
  EXPECT_EQ(again.duplicates, 6U);
  expect_answers();
}

TEST_F(MailTest, AMailboxExportedAgainWithMoreMailsGrowsItsCases) {
  const auto file = sources() / "inbox.mbox";
  const auto write = [&file](std::size_t letters) {
    std::ofstream out(file, std::ios::binary);
    for (std::size_t i = 0; i < letters; ++i)
      out << "From x@y.example Mon Mar  2 08:00:05 2026\n" << kLetters[i].bytes() << "\n";
  };
  write(4);
  ingest_files({file});
  write(kLetters.size());
  const auto more = ingest_files({file});
  EXPECT_EQ(more.stored, 2U);
  EXPECT_EQ(more.duplicates, 4U);
  expect_answers();
}

TEST_F(MailTest, NothingPersonalReachesTheDiskInClear) {
  ingest_files({write_mbox()});
  expect_nothing_in_clear();
}

TEST_F(MailTest, HostileMailsWaitInQuarantineSealed) {
  std::string bomb = "From: Ben Okafor <ben.okafor@mail.example>\nSubject: bomb\n";
  for (int i = 0; i < 100; ++i)
    bomb += fmt::format("Content-Type: multipart/mixed; boundary=b{0}\n\n--b{0}\n", i);
  const auto file = sources() / "bomb.mbox";
  std::ofstream(file) << "From x@y.example Mon Mar  2 08:00:05 2026\n"
                      << bomb << "\n\nFrom x@y.example Mon Mar  2 08:00:05 2026\n"
                      << kLetters[3].bytes();
  const auto ledger = ingest_files({file});
  EXPECT_EQ(ledger.rows, 2U);
  EXPECT_EQ(ledger.stored, 1U);
  EXPECT_EQ(ledger.quarantined, 1U);
  EXPECT_EQ(text_of("SELECT reason FROM quarantine"), "mail_too_deep");
  expect_nothing_in_clear();
}

}  // namespace
}  // namespace aftercare::pipeline
