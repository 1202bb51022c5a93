#include "intake/mail/mail_body.hpp"

#include <gtest/gtest.h>

#include <string>

#include "intake/mail/html_text.hpp"

namespace aftercare::intake {
namespace {

MailBody body_of(const std::string& mail) {
  std::size_t begin = 0;
  const auto header = MailHeader::parse(mail, begin);
  return read_body(header, std::string_view(mail).substr(begin));
}

std::string part(const std::string& header, const std::string& body) {
  return "--b\r\n" + header + "\r\n\r\n" + body + "\r\n";
}

TEST(MailBodyTest, PlainIsPreferredToHtml) {
  const auto body = body_of("Content-Type: multipart/alternative; boundary=b\r\n\r\npreamble\r\n" +
                            part("Content-Type: text/html", "<p>html</p>") +
                            part("Content-Type: text/plain", "plain") + "--b--\r\nepilogue");
  EXPECT_EQ(body.text, "plain");
  EXPECT_TRUE(body.attachments.empty());
}

TEST(MailBodyTest, AnEmptyPlainPartLeavesTheHtml) {
  const auto body =
      body_of("Content-Type: multipart/alternative; boundary=b\r\n\r\n" +
              part("Content-Type: text/plain", " \r\n") +
              part("Content-Type: text/html; charset=gbk\r\nContent-Transfer-Encoding: base64",
                   "PHA+tvq7+jwvcD4=") +
              "--b--");
  EXPECT_EQ(body.text, "耳机\n\n");
}

TEST(MailBodyTest, AttachmentsAreRecordedNotOpened) {
  const auto body =
      body_of("Content-Type: multipart/mixed; boundary=b\r\n\r\n" +
              part("Content-Type: text/plain", "see the picture") +
              part("Content-Type: image/png; name=\"a.png\"\r\nContent-Transfer-Encoding: base64",
                   "AAAAAAAA") +
              part("Content-Type: application/ms-tnef; name=winmail.dat", "123456") +
              part("Content-Type: text/plain\r\nContent-Disposition: attachment; "
                   "filename*=GBK''%C8%D5%D6%BE.txt",
                   "log") +
              "--b--");
  EXPECT_EQ(body.text, "see the picture");
  ASSERT_EQ(body.attachments.size(), 3U);
  EXPECT_EQ(body.attachments[0].name, "a.png");
  EXPECT_EQ(body.attachments[0].type, "image/png");
  EXPECT_EQ(body.attachments[0].bytes, 6U);
  EXPECT_EQ(body.attachments[1].type, "application/ms-tnef");
  EXPECT_EQ(body.attachments[2].name, "日志.txt");
}

TEST(MailBodyTest, AMailWithinTheMailSpeaksOnlyWhereNobodyElseDoes) {
  const std::string inner = "Subject: inner\r\nContent-Type: text/plain\r\n\r\ninner words";
  const auto with_words = body_of("Content-Type: multipart/mixed; boundary=b\r\n\r\n" +
                                  part("Content-Type: text/plain", "outer words") +
                                  part("Content-Type: message/rfc822", inner) + "--b--");
  EXPECT_EQ(with_words.text, "outer words");
  ASSERT_EQ(with_words.attachments.size(), 1U);
  EXPECT_EQ(with_words.attachments[0].name, "inner");
  const auto alone = body_of("Content-Type: multipart/mixed; boundary=b\r\n\r\n" +
                             part("Content-Type: message/rfc822", inner) + "--b--");
  EXPECT_EQ(alone.text, "inner words");
}

TEST(MailBodyTest, DamageCostsLittle) {
  // Never closed, boundary not declared, boundary that begins like another, not base64 at all.
  EXPECT_EQ(body_of("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nwords").text, "words");
  EXPECT_EQ(body_of("Content-Type: multipart/mixed\n\n--0123456789\n\nwords\n--0123456789--").text,
            "words");
  EXPECT_EQ(
      body_of("Content-Type: multipart/mixed; boundary=b\n\n--bb\n\nno\n--b\n\nwords\n--b--").text,
      "words");
  EXPECT_EQ(body_of("Content-Transfer-Encoding: base64\n\nNot encoded, dear shop!").text,
            "Not encoded, dear shop!");
  EXPECT_EQ(body_of("Content-Type: multipart/mixed; boundary=b\n\nno parts").text, "no parts");
}

TEST(MailBodyTest, BombsAreBounded) {
  std::string nested;
  for (int i = 0; i < 5'000; ++i)
    nested += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\n\n--b" +
              std::to_string(i) + "\n";
  EXPECT_TRUE(body_of(nested).too_deep);
  std::string mails;
  for (int i = 0; i < 5'000; ++i) mails += "Content-Type: message/rfc822\n\n";
  EXPECT_TRUE(body_of(mails).too_deep);
  std::string parts = "Content-Type: multipart/mixed; boundary=b\n\n";
  for (int i = 0; i < 100'000; ++i) parts += "--b\n\nx\n";
  EXPECT_TRUE(body_of(parts).too_deep);
}

TEST(MailBodyTest, FlowedLinesAreWholeAgain) {
  EXPECT_EQ(unflowed("one \nline\ntwo\n-- \nname\n", false), "one line\ntwo\n-- \nname\n");
  EXPECT_EQ(unflowed("好 \n的\n", true), "好的\n");
  EXPECT_EQ(unflowed("> quoted \n> line\nown\n", false), "> quoted line\nown\n");
}

TEST(HtmlTextTest, ReadsAsItLooks) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"<html><head><title>x</title><style>p{}</style></head><body>Hello&nbsp;<b>you</b></body>",
       "Hello you"},
      {"<div>one</div><div>two</div>", "one\ntwo\n"},
      {"one<br>two<BR/>three", "one\ntwo\nthree"},
      {"<p>a</p><blockquote>old<blockquote>older</blockquote></blockquote>b",
       "a\n\n> old\n> > older\nb"},
      {"&#32819;&#x673A; &lt;ok&gt; &unknown; & co", "耳机 <ok> &unknown; & co"},
      {"<script>if (a<b) x()</script>seen<!-- not -->", "seen"},
      {"1 < 2 and <3", "1 < 2 and <3"},
      {"<a href=\"x>y\">link</a>", "link"},
      {"<ul><li>one<li>two</ul>", "- one\n- two\n"},
      {"cut <a href=", "cut"},
  };
  for (const auto& [html, text] : cases) EXPECT_EQ(html_to_text(html), text) << html;
}

}  // namespace
}  // namespace aftercare::intake
