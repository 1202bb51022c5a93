#include "report/svg_chart.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace aftercare::report {

TEST(SvgChartTest, TextCannotBecomeMarkup) {
  EXPECT_EQ(escaped("<b>&\"'退"), "&lt;b&gt;&amp;&quot;&#39;退");
  EXPECT_EQ(escaped("31.2 % of 5 % x"), "31.2&#160;% of 5&#160;% x");
  EXPECT_EQ(escaped(" %, a % and 3 of"), " %, a % and 3 of");
  const auto svg = bar_chart({{"<script>", 3, "3", -1}});
  EXPECT_EQ(svg.find("<script>"), svg.npos);
}

TEST(SvgChartTest, AGapLiftsThePen) {
  const auto whole = sparkline({1.0, 2.0, 3.0});
  const auto gap = sparkline({1.0, std::nullopt, 3.0});
  const auto starts = [](const std::string& svg) { return std::ranges::count(svg, 'M'); };
  EXPECT_EQ(starts(whole), 1);
  EXPECT_EQ(starts(gap), 2);
}

TEST(SvgChartTest, TooLittleDrawsNothing) {
  EXPECT_EQ(sparkline({}), "");
  EXPECT_EQ(sparkline({1.0}), "");
  EXPECT_EQ(trend_chart({{"06-01"}, {{"x", {1.0}}}, ""}), "");
  EXPECT_EQ(bar_chart({}), "");
}

// Two stretches in which low and high are both known, a value below zero, one point with a dot.
TEST(SvgChartTest, ABandIsDrawnWhereItIsKnownAndMarkedPointsHaveADot) {
  Trend trend{{"1", "2", "3", "4", "5"}, {{"seen", {1.0, -4.0, 2.0, std::nullopt, 3.0}}}, ""};
  const auto plain = trend_chart(trend);
  EXPECT_EQ(plain.find("class=\"band\""), plain.npos);
  EXPECT_EQ(plain.find("class=\"dot\""), plain.npos);
  EXPECT_NE(plain.find(">-4<"), plain.npos) << "the grid goes down to where the values are";
  trend.low = {0.0, 0.0, std::nullopt, 1.0, 1.0};
  trend.high = {5.0, 5.0, 9.0, 5.0, 5.0};
  trend.marked = {1, 3, 77};  // The point of the fourth is not known, the last is none.
  const auto svg = trend_chart(trend);
  const auto times = [&](const std::string& part) {
    std::size_t count = 0;
    for (auto at = svg.find(part); at != svg.npos; at = svg.find(part, at + 1)) ++count;
    return count;
  };
  EXPECT_EQ(times("class=\"band\""), 2U);
  EXPECT_EQ(times("class=\"dot\""), 1U);
}

TEST(SvgChartTest, AllZeroAndNegativeStayInside) {
  for (const auto& svg :
       {sparkline({0.0, 0.0}), bar_chart({{"a", 0, "0", -1}, {"b", -5, "-5", -1}}),
        trend_chart({{"1", "2"}, {{"x", {0.0, 0.0}}}, ""})}) {
    EXPECT_EQ(svg.find("nan"), svg.npos);
    EXPECT_EQ(svg.find("inf"), svg.npos);
    EXPECT_EQ(svg.find("width=\"-"), svg.npos);
  }
}

}  // namespace aftercare::report
