#include "records/service_targets.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

namespace aftercare::records {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kChannels = {"chat", "email", "phone"};

// What a workspace's own clocks.yaml of this text gives.
base::Result<ServiceTargets> targets_of(const std::string& text) {
  static int count = 0;
  const auto folder = fs::temp_directory_path() / ("service_targets_" + std::to_string(::getpid()) +
                                                   "_" + std::to_string(++count));
  fs::create_directories(folder / "catalog");
  std::ofstream(folder / "catalog/clocks.yaml") << text;
  auto targets = load_service_targets(folder, kChannels);
  fs::remove_all(folder);
  return targets;
}

}  // namespace

TEST(ServiceTargets, AWorkspacesOwnFileReplacesTheWholeList) {
  const auto targets = targets_of(
      "targets:\n"
      "  - {name: urgent, channels: [chat, phone], urgency: 2, first_response: 90s}\n"
      "  - {name: all, first_response: 15m, resolution: 48h, clock: business}\n");
  ASSERT_TRUE(targets) << targets.error().message;
  ASSERT_EQ(targets->size(), 2U);
  const auto& urgent = targets->at(0);
  EXPECT_EQ(urgent.channels, (std::vector<std::string>{"chat", "phone"}));
  EXPECT_EQ(urgent.urgency, 2);
  EXPECT_EQ(urgent.severity, 0);
  EXPECT_EQ(urgent.first_response, 90);
  EXPECT_FALSE(urgent.resolution) << "nothing was promised";
  EXPECT_FALSE(urgent.business);
  EXPECT_EQ(targets->at(1).first_response, 900);
  EXPECT_EQ(targets->at(1).resolution, 172'800);
  EXPECT_TRUE(targets->at(1).business);
  const auto none = targets_of("targets: []\n");
  ASSERT_TRUE(none) << none.error().message;
  EXPECT_TRUE(none->empty()) << "a shop that promises nothing says so";
}

TEST(ServiceTargets, TheShippedOnesAreOfTheDictionarysChannels) {
  const auto targets = load_service_targets(
      {}, {"chat", "email", "ticket", "phone", "review", "social", "return", "complaint"});
  ASSERT_TRUE(targets) << targets.error().message;
  EXPECT_EQ(targets->size(), 6U);
}

TEST(ServiceTargets, WhatIsWrongIsToldWithFileAndLine) {
  const std::pair<std::string, std::string> wrong[] = {
      {"goals: []\n", "unknown key: 'goals' (LINE1)"},
      {"targets: 5\n", "missing: 'targets', a list"},
      {"5\n", "no map of settings"},
      {"targets:\n  - fast\n", "no target: a map (LINE2)"},
      {"targets:\n  - {first_response: 1h}\n", "missing: 'name' (LINE2)"},
      {"targets:\n  - {name: a, first_response: 1h}\n  - {name: a, first_response: 2h}\n",
       "defined twice: 'a' (LINE3)"},
      {"targets:\n  - {name: a, chanels: [chat], first_response: 1h}\n",
       "unknown key: 'chanels' (LINE2)"},
      {"targets:\n  - {name: a, channels: chat, first_response: 1h}\n",
       "no list of channels: [chat, ...] (LINE2)"},
      {"targets:\n  - {name: a, channels: [], first_response: 1h}\n", "no list of channels"},
      {"targets:\n  - {name: a, channels: [fax], first_response: 1h}\n",
       "no such channel: 'fax'; there are chat, email, phone (LINE2)"},
      {"targets:\n  - {name: a, severity: high, first_response: 1h}\n",
       "no whole number from 0: 'high' (LINE2)"},
      {"targets:\n  - {name: a, urgency: -1, first_response: 1h}\n",
       "no whole number from 0: '-1' (LINE2)"},
      {"targets:\n  - {name: a, first_response: 2d}\n",
       "no time: '2d'; written 30s, 15m or 4h, at most 8784h (LINE2)"},
      {"targets:\n  - {name: a, first_response: 0h}\n", "no time: '0h'"},
      {"targets:\n  - {name: a, first_response: 1.5h}\n", "no time: '1.5h'"},
      {"targets:\n  - {name: a, resolution: 8785h}\n", "no time: '8785h'"},
      {"targets:\n  - {name: a, resolution: 99999999999999999999h}\n", "no time:"},
      {"targets:\n  - {name: a, resolution: [1h]}\n", "no time: ''"},
      {"targets:\n  - {name: a, channels: [chat]}\n",
       "nothing is promised: give first_response or resolution (LINE2)"},
      {"targets:\n  - {name: a, first_response: 1h, clock: moon}\n",
       "no clock: 'moon'; calendar or business (LINE2)"},
  };
  for (const auto& [text, told] : wrong) {
    const auto targets = targets_of(text);
    ASSERT_FALSE(targets) << text;
    auto expected = told;
    if (const auto at = expected.find("LINE"); at != expected.npos)
      expected.replace(at, 4, "clocks.yaml:");
    auto message = targets.error().message;  // Without the folder of the file.
    if (const auto at = message.find("clocks.yaml:"); at != message.npos)
      message.erase(message.rfind('(', at) + 1, at - message.rfind('(', at) - 1);
    EXPECT_NE(message.find(expected), std::string::npos) << message << "\n" << expected;
    EXPECT_NE(message.find("clocks.yaml:"), std::string::npos) << message;
    EXPECT_FALSE(targets.error().message_zh.empty());
    EXPECT_EQ(targets.error().kind, base::ErrorKind::usage);
  }
}

TEST(ServiceTargets, TheirStampChangesWithWhatTheyJudgeAndNotWithTheirNames) {
  const auto stamp = [](const std::string& text) { return stamp_of(*targets_of(text)); };
  const auto one = stamp("targets:\n  - {name: a, first_response: 1h}\n");
  EXPECT_EQ(one, stamp("targets:\n  - {name: b, first_response: 60m}\n"));
  EXPECT_NE(one, stamp("targets:\n  - {name: a, first_response: 2h}\n"));
  EXPECT_NE(one, stamp("targets:\n  - {name: a, resolution: 1h}\n"));
  EXPECT_NE(one, stamp("targets:\n  - {name: a, first_response: 1h, clock: business}\n"));
  EXPECT_NE(one, stamp("targets:\n  - {name: a, channels: [chat], first_response: 1h}\n"));
  EXPECT_EQ(stamp("targets: []\n"), "");
}

}  // namespace aftercare::records
