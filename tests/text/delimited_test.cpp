#include "text/delimited.hpp"

#include <gtest/gtest.h>

namespace aftercare::text {
namespace {

std::string field(std::string_view value, char delimiter = ',') {
  std::string line;
  append_field(line, value, delimiter);
  return line;
}

TEST(DelimitedTest, QuotesOnlyWhatWouldBeReadWrongly) {
  EXPECT_EQ(field("红色 大号"), "红色 大号");
  EXPECT_EQ(field("a,b"), "\"a,b\"");
  EXPECT_EQ(field("a,b", ';'), "a,b");
  EXPECT_EQ(field("a;b", ';'), "\"a;b\"");
  EXPECT_EQ(field("5\" screen"), "\"5\"\" screen\"");
  EXPECT_EQ(field("two\nlines"), "\"two\nlines\"");
  EXPECT_EQ(field(""), "");
}

}  // namespace
}  // namespace aftercare::text
