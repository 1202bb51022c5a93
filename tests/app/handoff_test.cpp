#include "app/cli/handoff.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <string>
#include <thread>

namespace aftercare::app {
namespace {

namespace fs = std::filesystem;

struct Folder {
  fs::path path;
  explicit Folder(const std::string& below = "") {
    std::string name = (fs::temp_directory_path() / "handoffXXXXXX").string();
    path = fs::path(::mkdtemp(name.data())) / below;
    fs::create_directories(path);
  }
  ~Folder() { fs::remove_all(path); }
};

HandedCall call_with(std::vector<std::string> words, int out) {
  return {std::move(words), "/somewhere", true, out, 2};
}

}  // namespace

TEST(HandoffTest, NobodyThereIsNoAnswer) {
  const Folder folder;
  EXPECT_FALSE(hand_over(folder.path / "s", call_with({"query"}, 1)).has_value());
}

TEST(HandoffTest, WhatTheCallerIsToldIsReadByTheServerAndNothingElse) {
  const Folder folder;
  const auto run = [](const HandedCall& call) {
    std::string all;
    char byte = 0;
    while (::read(call.in, &byte, 1) == 1 && byte != '\n') all += byte;
    return all == "yes" ? 5 : static_cast<int>(all.size()) + 100;
  };
  auto server = HandoffServer::start(folder.path / "s", run);
  ASSERT_TRUE(server.has_value());
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  ASSERT_EQ(::write(ends[1], "yes\n", 4), 4);
  auto call = call_with({"label"}, 1);
  call.in = ends[0];
  EXPECT_EQ(hand_over(folder.path / "s", call), 5);
  call.in = -1;
  EXPECT_EQ(hand_over(folder.path / "s", call), 100) << "at its end at once";
  // A server that ends does not wait for an answer that nobody gives.
  call.in = ends[0];
  std::thread waiting([&] { EXPECT_EQ(hand_over(folder.path / "s", call), 100); });
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  server->reset();
  waiting.join();
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST(HandoffTest, TheServerWritesToTheCallersHandleAndItsCodeComesBack) {
  const Folder folder;
  const auto run = [](const HandedCall& call) {
    const std::string text = call.words.at(0) + " in " + call.folder;
    EXPECT_TRUE(call.chinese);
    EXPECT_EQ(::write(call.out, text.data(), text.size()), static_cast<ssize_t>(text.size()));
    return 3;
  };
  const auto server = HandoffServer::start(folder.path / "s", run);
  ASSERT_TRUE(server.has_value());
  struct stat facts {};
  ASSERT_EQ(::stat((folder.path / "s").c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600U);

  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  EXPECT_EQ(hand_over(folder.path / "s", call_with({"查询"}, ends[1])), 3);
  std::array<char, 64> got{};
  const auto size = ::read(ends[0], got.data(), got.size());
  EXPECT_EQ(std::string(got.data(), static_cast<std::size_t>(size)), "查询 in /somewhere");
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST(HandoffTest, OneServerAWorkspaceAndALeftSocketIsNoServer) {
  const Folder folder;
  const auto run = [](const HandedCall&) { return 0; };
  {
    const auto first = HandoffServer::start(folder.path / "s", run);
    ASSERT_TRUE(first.has_value());
    EXPECT_FALSE(HandoffServer::start(folder.path / "s", run).has_value());
  }
  EXPECT_FALSE(fs::exists(folder.path / "s"));
  // What a killed server leaves: a bound name that nobody listens on.
  {
    const auto left = HandoffServer::start(folder.path / "t", run);
    fs::rename(folder.path / "t", folder.path / "s");
  }
  EXPECT_TRUE(HandoffServer::start(folder.path / "s", run).has_value());
}

TEST(HandoffTest, ADeepFolderIsReachedToo) {
  const Folder folder(std::string(90, 'a') + "/" + std::string(90, 'b'));
  const auto server =
      HandoffServer::start(folder.path / ".aftercare.sock", [](const HandedCall&) { return 7; });
  ASSERT_TRUE(server.has_value());
  EXPECT_EQ(hand_over(folder.path / ".aftercare.sock", call_with({"link"}, 1)), 7);
}

}  // namespace aftercare::app
