#include "insight/flow/conformance.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "insight/flow/handovers.hpp"

namespace aftercare::insight {

class ConformanceTest : public testing::Test {
 protected:
  ConformanceTest()
      : file_(std::filesystem::temp_directory_path() /
              ("aftercare_flow_" + std::to_string(::getpid()) + ".yaml")) {}
  ~ConformanceTest() override { std::filesystem::remove(file_); }

  base::Result<std::vector<DeclaredFlow>> read(const std::string& yaml) const {
    std::ofstream(file_) << yaml;
    return read_flows(file_);
  }
  DeclaredFlow ticket() const {
    return read(R"(flows:
  - name: ticket
    steps:
      - {step: opened, label: {zh: 创建, en: opened}, by: customer, begins: true, next: [answered]}
      - {step: answered, names: [Reply], by: shop, required: true, next: [answered, solved]}
      - {step: solved, by: shop, required: true, ends: true, next: []}
    limits:
      - {from: opened, to: answered, hours: 4}
)")
        .value()
        .front();
  }
  // Hours; a day passes behind all of it, so that no case is still under way.
  static void add(EventLogBuilder& builder, const char* of_case,
                  const std::vector<std::pair<const char*, double>>& steps) {
    for (const auto& [step, hour] : steps) builder.add(of_case, step, hour * 3600e6);
  }

  std::filesystem::path file_;
};

TEST_F(ConformanceTest, EachRuleThatACaseBreaksIsNamedOnce) {
  EventLogBuilder builder;
  add(builder, "good", {{"opened", 0}, {"answered", 1}, {"solved", 2}});
  add(builder, "twice", {{"创建", 0}, {"reply", 1}, {"Reply", 2}, {"solved", 3}});
  add(builder, "skipped", {{"opened", 0}, {"solved", 5}});
  add(builder, "late", {{"opened", 0}, {"answered", 10}, {"solved", 11}});
  add(builder, "backwards", {{"answered", 0}, {"opened", 1}, {"answered", 2}, {"solved", 3}});
  add(builder, "stranger", {{"opened", 0}, {"coffee", 1}, {"answered", 2}, {"solved", 3}});
  add(builder, "stuck", {{"opened", 0}, {"answered", 1}});
  add(builder, "last", {{"opened", 100}, {"answered", 101}, {"solved", 102}});
  const auto conformance = conformance_of(std::move(builder).build(), ticket());
  ASSERT_TRUE(conformance);
  EXPECT_EQ(conformance->cases, 8U);
  EXPECT_EQ(conformance->fitting, 3U);  // good, twice, last.
  EXPECT_LT(conformance->low, 3.0 / 8);
  EXPECT_GT(conformance->high, 3.0 / 8);
  using Kind = FlowDeviation::Kind;
  const auto of = [&](Kind kind, const char* from, const char* to) -> const FlowDeviation* {
    for (const auto& one : conformance->deviations)
      if (one.kind == kind && one.from == from && one.to == to) return &one;
    return nullptr;
  };
  ASSERT_NE(of(Kind::not_allowed, "opened", "solved"), nullptr);
  EXPECT_EQ(of(Kind::not_allowed, "opened", "solved")->samples,
            std::vector<std::string>{"skipped"});
  ASSERT_NE(of(Kind::lacks, "", "answered"), nullptr);
  EXPECT_EQ(of(Kind::lacks, "", "answered")->cases, 1U);
  ASSERT_NE(of(Kind::late, "opened", "answered"), nullptr);
  EXPECT_EQ(of(Kind::late, "opened", "answered")->extra_s, 6 * 3600);
  ASSERT_NE(of(Kind::begins_otherwise, "", "answered"), nullptr);
  ASSERT_NE(of(Kind::not_allowed, "answered", "opened"), nullptr);
  ASSERT_NE(of(Kind::unknown_step, "", "coffee"), nullptr);
  ASSERT_NE(of(Kind::ends_otherwise, "answered", ""), nullptr);
  EXPECT_EQ(of(Kind::ends_otherwise, "answered", "")->samples, std::vector<std::string>{"stuck"});
}

TEST_F(ConformanceTest, ACaseStillUnderWayLacksNothingYet) {
  EventLogBuilder builder;
  for (int i = 0; i < 20; ++i)
    add(builder, ("c" + std::to_string(i)).c_str(),
        {{"opened", 5.0 * i}, {"answered", 5.0 * i + 1}, {"solved", 5.0 * i + 4}});
  add(builder, "young", {{"opened", 98}, {"answered", 98.5}});
  add(builder, "old", {{"opened", 10}, {"answered", 11}});
  const auto conformance = conformance_of(std::move(builder).build(), ticket());
  ASSERT_TRUE(conformance);
  EXPECT_EQ(conformance->open, 1U);
  EXPECT_EQ(conformance->fitting, 21U);
}

TEST_F(ConformanceTest, ALogOfOtherStepsIsNoLogOfThisFlow) {
  EventLogBuilder builder;
  add(builder, "1", {{"tea", 0}, {"coffee", 1}});
  EXPECT_FALSE(conformance_of(std::move(builder).build(), ticket()));
  EXPECT_FALSE(conformance_of(EventLogBuilder().build(), ticket()));
}

TEST_F(ConformanceTest, WhoDoesAStepIsWaitedFor) {
  EventLogBuilder builder;
  add(builder, "1", {{"opened", 0}, {"answered", 3}, {"solved", 9}});
  add(builder, "2", {{"opened", 0}, {"answered", 5}, {"coffee", 6}});
  builder.add("3", "opened", 0, "Li");  // Known people stay.
  builder.add("3", "answered", 3600e6, "Wang");
  auto log = std::move(builder).build();
  name_parties(log, ticket());
  const auto handovers = handovers_of(log);
  ASSERT_EQ(handovers.size(), 2U);
  EXPECT_EQ(log.actors[handovers[0].from], "customer");
  EXPECT_EQ(log.actors[handovers[0].to], "shop");
  EXPECT_EQ(handovers[0].count, 2U);
  EXPECT_EQ(handovers[0].total_wait, 8 * 3600);
  EXPECT_EQ(log.actors[handovers[1].to], "Wang");
}

TEST_F(ConformanceTest, AWrongDefinitionIsToldWithFileAndLine) {
  const std::pair<const char*, const char*> flawed[] = {
      {"flows: []", "missing: flows"},
      {"flows:\n  - {name: x}\n", "a flow needs a name and steps"},
      {"flows:\n  - name: x\n    steps:\n      - {step: a, next: [b], begins: true}\n",
       "no such step: b"},
      {"flows:\n  - name: x\n    steps:\n      - {step: a, next: []}\n", "no step begins"},
      {"flows:\n  - name: x\n    steps:\n      - {step: a, next: [], begins: true}\n      - {step: "
       "A, "
       "next: []}\n",
       "stands twice"},
      {"flows:\n  - name: x\n    steps:\n      - {step: a, next: [], begins: true}\n    limits:\n  "
       "  "
       "  - {from: a, to: a, hours: soon}\n",
       "hours above 0"}};
  for (const auto& [yaml, words] : flawed) {
    const auto flows = read(yaml);
    ASSERT_FALSE(flows) << yaml;
    EXPECT_NE(flows.error().message.find(words), std::string::npos) << flows.error().message;
    EXPECT_NE(flows.error().message.find(".yaml:"), std::string::npos) << flows.error().message;
  }
}

TEST_F(ConformanceTest, TheShippedFlowsAreThereAndOthersAreNot) {
  EXPECT_TRUE(declared_flow("case", {}));
  EXPECT_TRUE(declared_flow("return", {}));
  const auto none = declared_flow("teatime", {});
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().message.find("case, return"), std::string::npos);
}

}  // namespace aftercare::insight
