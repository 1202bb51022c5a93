// Keys under a passphrase, typed at a terminal: asked for where it is needed, never shown.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "place/place.hpp"
#include "program.hpp"

namespace aftercare::scenario {
namespace {

using testing::HasSubstr;
using testing::Not;

struct Talked {
  int code = -1;
  std::string shown;  // All that the terminal showed.
};

// The program on a terminal of its own; each answer is typed when the terminal shows its question.
Talked talk(const Shop& shop, std::vector<std::string> words,
            const std::vector<std::pair<std::string, std::string>>& answers) {
  if (std::ranges::find(words, "-w") == words.end())
    words.insert(words.end(), {"-w", shop.workspace().string()});
  int terminal = -1;
  const pid_t child = ::forkpty(&terminal, nullptr, nullptr, nullptr);
  if (child == 0) {
    ::setenv("AFTERCARE_LANGUAGE", "en", 1);
    const auto program = place::program();
    std::vector<char*> arguments{const_cast<char*>(program.c_str())};
    for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    ::execv(program.c_str(), arguments.data());
    ::_exit(127);
  }
  Talked talked;
  std::size_t next = 0;
  std::size_t looked = 0;
  char part[1024];
  for (;;) {
    pollfd waiting{terminal, POLLIN, 0};
    if (::poll(&waiting, 1, 60'000) <= 0) break;
    const auto got = ::read(terminal, part, sizeof part);
    if (got <= 0) break;
    talked.shown.append(part, static_cast<std::size_t>(got));
    if (next == answers.size()) continue;
    const auto at = talked.shown.find(answers[next].first, looked);
    if (at == talked.shown.npos) continue;
    looked = at + answers[next].first.size();
    const auto line = answers[next].second + "\n";
    EXPECT_EQ(::write(terminal, line.data(), line.size()), static_cast<ssize_t>(line.size()));
    ++next;
  }
  EXPECT_EQ(next, answers.size()) << talked.shown;
  int status = 0;
  ::waitpid(child, &status, 0);
  ::close(terminal);
  talked.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
  return talked;
}

constexpr const char* kWords = "a quiet river in May";

TEST(PassphraseTest, IsAskedForAtATerminalAndNotShown) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  const auto differing = talk(shop, {"keys", "rotate", "--to", "passphrase", "--reason", "test"},
                              {{"New passphrase", kWords}, {"Once more", "something else"}});
  EXPECT_EQ(differing.code, 2);
  EXPECT_THAT(differing.shown, HasSubstr("the two passphrases differ"));
  EXPECT_EQ(shop.run({"verify"}).code, 0) << "nothing was changed";

  const auto rotated = talk(shop, {"keys", "rotate", "--to", "passphrase", "--reason", "test"},
                            {{"New passphrase", kWords}, {"Once more", kWords}});
  EXPECT_EQ(rotated.code, 0) << rotated.shown;
  EXPECT_THAT(rotated.shown, Not(HasSubstr(kWords)));

  const auto without = shop.run({"verify"});
  EXPECT_EQ(without.code, 2);
  EXPECT_THAT(without.err, HasSubstr("AFTERCARE_PASSPHRASE")) << "nobody can be asked";
  const auto opened = talk(shop, {"verify"}, {{"Passphrase of the workspace", kWords}});
  EXPECT_EQ(opened.code, 0) << opened.shown;
  EXPECT_THAT(opened.shown, Not(HasSubstr(kWords)));
  const auto wrong = talk(shop, {"verify"}, {{"Passphrase of the workspace", "not these words"}});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_THAT(wrong.shown, HasSubstr("does not open keys.sqlite"));
  const auto nothing = talk(shop, {"verify"}, {{"Passphrase of the workspace", ""}});
  EXPECT_EQ(nothing.code, 2);
  EXPECT_THAT(nothing.shown, HasSubstr("no passphrase was typed"));
}

TEST(PassphraseTest, OfACopyOfTheKeysIsAskedForWhenABackupIsRestored) {
  const Shop shop;
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  shop.write("one.csv", "customer_id,name,phone,city\nC1,王小明,13800000001,杭州\n");
  ASSERT_EQ(shop.run({"ingest", "one.csv", "--as", "customer"}).code, 0);
  ASSERT_EQ(talk(shop, {"keys", "rotate", "--to", "passphrase", "--reason", "test"},
                 {{"New passphrase", kWords}, {"Once more", kWords}})
                .code,
            0);
  const auto copy = (shop.folder() / "copy").string();
  const auto backups = (shop.workspace() / "backups").string();
  const auto again = (shop.folder() / "again").string();
  const std::vector<std::pair<std::string, std::string>> right = {
      {"Passphrase of the workspace", kWords}};
  ASSERT_EQ(talk(shop, {"backup"}, right).code, 0);
  ASSERT_EQ(talk(shop, {"backup", "keys", copy}, right).code, 0);
  const std::vector<std::string> words = {"restore", backups, "--keys", copy, "-w", again};

  const auto without = shop.run(words);
  EXPECT_EQ(without.code, 2);
  EXPECT_THAT(without.err, HasSubstr("AFTERCARE_PASSPHRASE")) << "nobody can be asked";
  const auto wrong = talk(shop, words, {{"Passphrase of the workspace", "not these words"}});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_THAT(wrong.shown, HasSubstr("does not open keys.sqlite"));
  const auto nothing = talk(shop, words, {{"Passphrase of the workspace", ""}});
  EXPECT_EQ(nothing.code, 2);
  EXPECT_FALSE(std::filesystem::exists(again)) << "nothing is left of what was refused";

  const auto restored = talk(shop, words, right);
  EXPECT_EQ(restored.code, 0) << restored.shown;
  EXPECT_THAT(restored.shown, Not(HasSubstr(kWords)));
  EXPECT_THAT(restored.shown, HasSubstr("is restored"));
  EXPECT_EQ(talk(shop, {"verify", "-w", again}, right).code, 0) << "its keys want the same words";
}

}  // namespace
}  // namespace aftercare::scenario
