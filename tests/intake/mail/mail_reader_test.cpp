#include "intake/mail/mail_reader.hpp"

#include <gtest/gtest.h>

#include <map>

#include "../written_file.hpp"
#include "base/utf8.hpp"

namespace aftercare::intake {
namespace {

using Row = std::map<std::string, std::string>;

std::vector<Row> rows_of(const WholeFile& file) {
  std::vector<Row> rows;
  for (const auto& cells : file.rows) {
    auto& row = rows.emplace_back();
    for (std::size_t i = 0; i < cells.size(); ++i) row[file.columns[i]] = cells[i];
  }
  return rows;
}

struct Letter {
  std::string from, to, subject, date, id, refers_to, body, more;

  std::string bytes() const {
    auto text = "From: " + from + "\nTo: " + to + "\nSubject: " + subject + "\nDate: " + date +
                "\nMessage-ID: <" + id + ">\n" + more;
    if (!refers_to.empty()) text += "References: " + refers_to + "\n";
    return text + "\n" + body + "\n";
  }
};

std::string mbox(const std::vector<Letter>& letters) {
  std::string text;
  for (const auto& letter : letters)
    text += "From x@y.example Mon Mar  2 08:00:05 2026\n" + letter.bytes() + "\n";
  return text;
}

const Letter kQuestion{"Li <li@a.example>",
                       "help@shop.example",
                       "Broken",
                       "Mon, 2 Mar 2026 08:00:00 +0800",
                       "1@a.example",
                       "",
                       "It broke.",
                       ""};
const Letter kOther{"Wu <wu@b.example>",
                    "help@shop.example",
                    "Late",
                    "Mon, 2 Mar 2026 08:30:00 +0800",
                    "2@b.example",
                    "",
                    "It is late.",
                    ""};
const Letter kAnswer{
    "Shop <help@shop.example>", "li@a.example",  "Re: Broken",    "Mon, 2 Mar 2026 01:00:00 +0000",
    "3@shop.example",           "<1@a.example>", "We are sorry.", ""};
const Letter kRobot{
    "Shop <help@shop.example>", "li@a.example",  "Re: Broken", "Mon, 2 Mar 2026 08:00:10 +0800",
    "4@shop.example",           "<1@a.example>", "Received.",  "Auto-Submitted: auto-replied\n"};

OpenOptions with_shop() {
  OpenOptions options;
  options.own_addresses = {"shop.example"};
  return options;
}

TEST(MailReaderTest, TellsMailsFromTables) {
  const std::pair<std::string, std::optional<Format>> cases[] = {
      {mbox({kQuestion}), Format::mbox},
      {kQuestion.bytes(), Format::eml},
      {"Return-Path: <a@b>\r\nReceived: by x;\r\n Mon\r\nSubject: x\r\n\r\nb", Format::eml},
      {"From,To\na,b\n", std::nullopt},
      {"From me to you\nTo: x\n", std::nullopt},
      {"date: 1\nsubject: 2\n", std::nullopt},
      {"客服: 您好\n客户: 你好\n", std::nullopt},
      {"{\"from\": \"x\"}", std::nullopt},
      {"", std::nullopt},
  };
  for (const auto& [head, format] : cases) EXPECT_EQ(sniff_mail(head), format) << head;
}

TEST(MailReaderTest, ConversationsComeTogetherInTheOrderOfTime) {
  const auto file = read_bytes(mbox({kQuestion, kOther, kAnswer, kRobot}), "x", with_shop());
  EXPECT_EQ(file.description.format, Format::mbox);
  const auto rows = rows_of(file);
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows[0].at("message_id"), "1@a.example");
  EXPECT_EQ(rows[1].at("message_id"), "4@shop.example");
  EXPECT_EQ(rows[2].at("message_id"), "3@shop.example");
  EXPECT_EQ(rows[3].at("message_id"), "2@b.example");
  EXPECT_EQ(rows[0].at("thread_id"), rows[2].at("thread_id"));
  EXPECT_NE(rows[0].at("thread_id"), rows[3].at("thread_id"));
  EXPECT_EQ(rows[0].at("sender"), "customer");
  EXPECT_EQ(rows[1].at("sender"), "bot");
  EXPECT_EQ(rows[1].at("is_auto"), "true");
  EXPECT_EQ(rows[2].at("sender"), "agent");
  EXPECT_EQ(rows[2].at("customer_name"), "Li");
  EXPECT_EQ(rows[2].at("customer_address"), "li@a.example");
  EXPECT_EQ(rows[0].at("opens_thread"), "true");
  EXPECT_EQ(rows[2].at("opens_thread"), "false");
  EXPECT_EQ(rows[2].at("date"), "2026-03-02T01:00:00+00:00");
  EXPECT_EQ(file.origins[2].row, 3U);
  EXPECT_GT(file.origins[2].byte, file.origins[3].byte);
}

TEST(MailReaderTest, AConversationHasOneIdInEveryFile) {
  const auto question = rows_of(read_bytes(kQuestion.bytes(), "q.eml", with_shop()));
  const auto answer = rows_of(read_bytes(kAnswer.bytes(), "a.eml", with_shop()));
  ASSERT_EQ(question.size(), 1U);
  ASSERT_EQ(answer.size(), 1U);
  EXPECT_EQ(question[0].at("thread_id"), answer[0].at("thread_id"));
}

TEST(MailReaderTest, AReplyThatRefersToNothingIsFoundByItsSubject) {
  auto answer = kAnswer;
  answer.refers_to.clear();
  auto stranger = kAnswer;
  stranger.refers_to.clear();
  stranger.to = "wu@b.example";
  stranger.id = "9@shop.example";
  const auto rows = rows_of(read_bytes(mbox({kQuestion, answer, stranger}), "x", with_shop()));
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].at("thread_id"), rows[1].at("thread_id"));
  EXPECT_NE(rows[0].at("thread_id"), rows[2].at("thread_id"));
}

TEST(MailReaderTest, WithoutASettingTheShopIsWhoAllMailsAreFromOrTo) {
  const auto rows = rows_of(read_bytes(mbox({kQuestion, kOther, kAnswer}), "x"));
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].at("sender"), "customer");
  EXPECT_EQ(rows[1].at("sender"), "agent");
  EXPECT_EQ(rows[2].at("sender"), "customer");
}

TEST(MailReaderTest, FromMarksAreTakenAwayAndWordsDoNotSplitAMail) {
  auto letter = kQuestion;
  letter.body = ">From the beginning\n>>From twice\nFrom 10:00 on in 2026 it was bad";
  const auto rows = rows_of(read_bytes(mbox({letter, kOther}), "x", with_shop()));
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].at("text"), "From the beginning\nFrom 10:00 on in 2026 it was bad");
  EXPECT_EQ(rows[0].at("quoted"), ">From twice");
}

TEST(MailReaderTest, SlicesAreWholeAndResumable) {
  std::vector<Letter> letters;
  for (int i = 0; i < 50; ++i) {
    auto letter = kQuestion;
    letter.id = std::to_string(i) + "@a.example";
    letter.body = std::string(20'000, 'x');
    letters.push_back(letter);
  }
  const WrittenFile file(mbox(letters));
  SliceLimits limits;
  limits.records = 7;
  const auto whole = read_file(file.path(), with_shop(), limits);
  EXPECT_EQ(whole.rows.size(), 50U);
  EXPECT_EQ(whole.slice_ends.size(), 8U);
  auto reader = open(file.path(), with_shop());
  ASSERT_TRUE(reader);
  ASSERT_EQ((*reader)->skip_slices(3, limits).value_or(false), true);
  const auto rest = read_on(**reader, limits);
  ASSERT_EQ(rest.rows.size(), 29U);
  EXPECT_EQ(rest.rows[0], whole.rows[21]);
  EXPECT_EQ(rest.origins[0].row, 22U);
  EXPECT_EQ(rest.origins[0].byte, whole.origins[21].byte);
}

TEST(MailReaderTest, GzipIsUnpacked) {
  EXPECT_EQ(read_bytes(gzip(mbox({kQuestion, kOther})), "x.mbox.gz").rows.size(), 2U);
}

TEST(MailReaderTest, AMailOverTheLimitIsRejectedAndTheNextOnesAreRead) {
  auto large = kQuestion;
  for (int i = 0; i < 40'000; ++i) large.body += "a line of a large mail\n";
  auto options = with_shop();
  options.largest_mail = 100'000;
  const auto file = read_bytes(mbox({kOther, large, kAnswer}), "x", options);
  EXPECT_EQ(file.rows.size(), 2U);
  ASSERT_EQ(file.rejected.size(), 1U);
  EXPECT_EQ(file.rejected[0].reason, "mail_too_large");
  EXPECT_EQ(file.rejected[0].origin.row, 2U);
  EXPECT_EQ(file.origins[1].row, 3U);
  EXPECT_LE(file.rejected[0].raw.size(), 64U << 10);
}

TEST(MailReaderTest, WhatIsNoMailIsRejected) {
  const auto nothing = "From x@y.example Mon Mar  2 08:00:05 2026\nX-Only: this\n\nwords\n\n";
  const auto file = read_bytes(mbox({kQuestion}) + nothing + mbox({kOther}), "x", with_shop());
  EXPECT_EQ(file.rows.size(), 2U);
  ASSERT_EQ(file.rejected.size(), 1U);
  EXPECT_EQ(file.rejected[0].reason, "no_mail");
}

TEST(MailReaderTest, AnyBytesEndWithoutHarm) {
  auto letter = kQuestion;
  letter.subject = "=?gb2312?B?tvq7+ru1wcs=?= =?utf-8?Q?=E8=80?=";
  letter.more =
      "Content-Type: multipart/mixed; boundary=b\nContent-Disposition: x; filename*0*=gbk''%B7\n";
  letter.body =
      "--b\nContent-Type: text/html; charset=gbk\nContent-Transfer-Encoding: quoted-printable\n\n"
      "<p>=B6=FA<blockquote>&#32819;</p>\n--b\nContent-Type: message/rfc822\n\nFrom: <x@y>\n\n"
      "On Mon, x <a@b.example> wrote:\n> x\n--b--";
  const auto seed = mbox({letter, kAnswer});
  std::uint32_t state = 5;
  const auto random = [&state](std::size_t below) {
    state = state * 1664525U + 1013904223U;
    return static_cast<std::size_t>(state >> 8) % below;
  };
  for (int i = 0; i < 1'000; ++i) {
    auto bytes = seed;
    for (std::size_t change = 0; change <= random(8); ++change) {
      const auto at = random(bytes.size());
      if (random(3) == 0)
        bytes.erase(at, random(40));
      else if (random(2) == 0)
        bytes.insert(at, bytes.substr(random(bytes.size()), random(60)));
      else
        bytes[at] = static_cast<char>(random(256));
    }
    OpenOptions options;
    options.format = random(2) == 0 ? Format::eml : Format::mbox;
    const auto whole = read_bytes(bytes, "x", options);
    EXPECT_EQ(whole.error.message, "");
    EXPECT_EQ(whole.records, whole.rows.size() + whole.rejected.size());
    for (const auto& row : whole.rows)
      for (const auto& cell : row) EXPECT_TRUE(base::is_utf8(cell)) << cell;
  }
}

TEST(MailReaderTest, AttachmentsAndForeignBytesInOneFile) {
  auto letter = kQuestion;
  letter.subject = "=?gb2312?B?tvq7+ru1wcs=?=";
  letter.more = "Content-Type: multipart/mixed; boundary=b\n";
  letter.body =
      "--b\nContent-Type: text/plain; charset=gbk\n\n\xB6\xFA\xBB\xFA\xBB\xB5\xC1\xCB\n"
      "--b\nContent-Type: image/png; name=\"a\\\"b.png\"\n\n\x89PNG\n--b--";
  auto utf8 = kOther;
  utf8.more = "Content-Type: text/plain\n";
  utf8.body = "一直没收到货";
  const auto rows = rows_of(read_bytes(mbox({letter, utf8}), "x", with_shop()));
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].at("subject"), "耳机坏了");
  EXPECT_EQ(rows[0].at("text"), "耳机坏了");
  EXPECT_EQ(rows[0].at("attachments"), R"([{"bytes":4,"name":"a\"b.png","type":"image/png"}])");
  EXPECT_EQ(rows[1].at("text"), "一直没收到货");
}

}  // namespace
}  // namespace aftercare::intake
