#include "app/http/session_book.hpp"

#include <gtest/gtest.h>

namespace aftercare::app {

using std::chrono::hours;
using std::chrono::minutes;

// A clock that is turned back lengthens no session and no link.
static_assert(SessionBook::Clock::is_steady);

TEST(SessionBookTest, ALinkOpensOneSession) {
  SessionBook book;
  const auto link = book.new_link();
  const auto session = book.redeem(link);
  ASSERT_TRUE(session.has_value());
  EXPECT_TRUE(book.knows(*session));
  EXPECT_FALSE(book.redeem(link).has_value()) << "a link is good once";
  EXPECT_FALSE(book.knows(link)) << "a link is no session";
}

TEST(SessionBookTest, WhatNobodyGaveOpensNothing) {
  SessionBook book;
  const auto link = book.new_link();
  EXPECT_FALSE(book.redeem("").has_value());
  EXPECT_FALSE(book.redeem(link.substr(1)).has_value());
  EXPECT_FALSE(book.redeem(link + "A").has_value());
  EXPECT_FALSE(book.knows(""));
  EXPECT_NE(link, book.new_link());
}

TEST(SessionBookTest, LinksAndSessionsEnd) {
  SessionBook book;
  const SessionBook::Clock::time_point start{};
  const auto stale = book.new_link(start);
  EXPECT_FALSE(book.redeem(stale, start + minutes(61)).has_value());
  const auto session = book.redeem(book.new_link(start), start).value();
  EXPECT_TRUE(book.knows(session, start + hours(11))) << "use extends a session";
  EXPECT_TRUE(book.knows(session, start + hours(22)));
  EXPECT_FALSE(book.knows(session, start + hours(35))) << "twelve idle hours end it";

  auto moment = start;
  const auto busy = book.redeem(book.new_link(start), start).value();
  while (moment < start + hours(24 * 7)) {
    EXPECT_TRUE(book.knows(busy, moment));
    moment += hours(8);
  }
  EXPECT_FALSE(book.knows(busy, moment + hours(1))) << "a week ends even a busy one";
}

}  // namespace aftercare::app
