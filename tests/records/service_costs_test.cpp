#include "records/service_costs.hpp"

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

// What a workspace's own costs.yaml of this text gives.
base::Result<ServiceCosts> costs_of(const std::string& text) {
  static int count = 0;
  const auto folder = fs::temp_directory_path() / ("service_costs_" + std::to_string(::getpid()) +
                                                   "_" + std::to_string(++count));
  fs::create_directories(folder / "catalog");
  std::ofstream(folder / "catalog/costs.yaml") << text;
  auto costs = load_service_costs(folder, {"chat", "email", "phone"});
  fs::remove_all(folder);
  return costs;
}

}  // namespace

TEST(ServiceCosts, AWorkspacesOwnFileReplacesAllOfThem) {
  const auto costs = costs_of("contact: {chat: 3, phone: 6.25}\nhandling_minute: 0.6\n");
  ASSERT_TRUE(costs) << costs.error().message;
  EXPECT_EQ(costs->contact.at("chat"), 30'000);
  EXPECT_EQ(costs->contact.at("phone"), 62'500);
  EXPECT_EQ(costs->contact.size(), 2U) << "e-mail is not known, whatever the shipped file says";
  EXPECT_EQ(costs->handling_minute, 6'000);
  EXPECT_FALSE(costs->return_parcel);
  const auto free = costs_of("return_parcel: 0\n");
  ASSERT_TRUE(free) << free.error().message;
  EXPECT_EQ(free->return_parcel, 0) << "costs nothing, which is known";
  const auto none = costs_of("{}\n");
  ASSERT_TRUE(none) << none.error().message;
  EXPECT_TRUE(none->contact.empty());
}

TEST(ServiceCosts, TheShippedOnesAreOfTheDictionarysChannels) {
  const auto costs = load_service_costs(
      {}, {"chat", "email", "ticket", "phone", "review", "social", "return", "complaint"});
  ASSERT_TRUE(costs) << costs.error().message;
  EXPECT_TRUE(costs->handling_minute && costs->return_parcel);
}

TEST(ServiceCosts, WhatIsWrongIsToldWithFileAndLine) {
  const std::pair<std::string, std::string> wrong[] = {
      {"- 5\n", "no map of settings"},
      {"contact: {chat: 1}\nminute: 3\n", "unknown key: 'minute'"},
      {"contact: 5\n", "no map of channels: 'contact'"},
      {"contact: {fax: 5}\n", "no such channel: 'fax'; there are chat, email, phone"},
      {"contact: {chat: free}\n", "no cost: 'free'"},
      {"contact: {chat: [1]}\n", "no cost: ''"},
      {"handling_minute: -1\n", "no cost: '-1'"},
      {"handling_minute: 1e3\n", "no cost: '1e3'"},
      {"handling_minute: 0.12345\n", "no cost: '0.12345'"},
      {"handling_minute: .5\n", "no cost: '.5'"},
      {"return_parcel: 5.\n", "no cost: '5.'"},
      {"return_parcel: 1000000.0001\n", "no cost: '1000000.0001'; a number from 0 to 1000000"},
      {"return_parcel: ¥5\n", "no cost: '¥5'"},
      {"return_parcel:\n", "no cost: ''"},
  };
  for (const auto& [text, told] : wrong) {
    const auto costs = costs_of(text);
    ASSERT_FALSE(costs) << text;
    EXPECT_NE(costs.error().message.find(told), std::string::npos) << costs.error().message;
    EXPECT_NE(costs.error().message.find("costs.yaml:"), std::string::npos)
        << costs.error().message;
    EXPECT_FALSE(costs.error().message_zh.empty());
    EXPECT_EQ(costs.error().kind, base::ErrorKind::usage);
  }
}

TEST(ServiceCosts, TheirStampChangesWithTheAmounts) {
  const auto stamp = [](const std::string& text) { return stamp_of(*costs_of(text)); };
  EXPECT_EQ(stamp("contact: {chat: 3}\n"), stamp("contact: {chat: 3.0}\n"));
  EXPECT_NE(stamp("contact: {chat: 3}\n"), stamp("contact: {chat: 3.01}\n"));
  EXPECT_NE(stamp("contact: {chat: 3}\n"), stamp("contact: {email: 3}\n"));
  EXPECT_NE(stamp("handling_minute: 3\n"), stamp("return_parcel: 3\n"));
  EXPECT_EQ(stamp("{}\n"), "");
}

}  // namespace aftercare::records
