#include "intake/child_process.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace aftercare::intake {
namespace {

using testing::HasSubstr;

TEST(ChildProcessTest, GivesInputAndTakesOutput) {
  EXPECT_EQ(run_child({"cat"}, "hello").value_or(""), "hello");
  const std::string large(3 << 20, 'x');
  EXPECT_EQ(run_child({"cat"}, large).value_or("").size(), large.size());
  EXPECT_EQ(run_child({"true"}, large).value_or("?"), "");  // It need not read.
}

TEST(ChildProcessTest, WordsAreWords) {
  EXPECT_EQ(run_child({"printf", "%s|", "a b", "$HOME", "; ls", "*"}, "").value_or(""),
            "a b|$HOME|; ls|*|");
}

TEST(ChildProcessTest, SecretsOfTheEnvironmentStayHere) {
  for (const auto* name : {"AFTERCARE_PASSPHRASE", "AFTERCARE_KEY", "AFTERCARE_TOKEN"})
    ::setenv(name, "hush-hush", 1);
  ::setenv("OF_THE_HOOK", "its own", 1);
  const auto seen = run_child({"env"}, "").value_or("");
  EXPECT_THAT(seen, HasSubstr("PATH="));
  EXPECT_THAT(seen, HasSubstr("OF_THE_HOOK=its own"));
  EXPECT_THAT(seen, testing::Not(HasSubstr("hush-hush")));
  for (const auto* name :
       {"AFTERCARE_PASSPHRASE", "AFTERCARE_KEY", "AFTERCARE_TOKEN", "OF_THE_HOOK"})
    ::unsetenv(name);
}

TEST(ChildProcessTest, FailuresAreSentences) {
  const auto error_of = [](const std::vector<std::string>& command, const ChildLimits& limits) {
    const auto done = run_child(command, "", limits);
    EXPECT_FALSE(done);
    return done ? std::string() : done.error().message;
  };
  EXPECT_THAT(error_of({"no-such-program-here"}, {}), HasSubstr("not there"));
  EXPECT_THAT(error_of({"sh", "-c", "echo about >&2; echo why >&2; exit 3"}, {}),
              HasSubstr("failed with code 3 (why)"));
  EXPECT_THAT(error_of({"sh", "-c", "kill -9 $$"}, {}), HasSubstr("code 137"));
  ChildLimits quick;
  quick.time = std::chrono::seconds(1);
  EXPECT_THAT(error_of({"sleep", "100"}, quick), HasSubstr("did not end within 1 s"));
  // What it started goes with it.
  EXPECT_THAT(error_of({"sh", "-c", "sleep 100 & sleep 100"}, quick), HasSubstr("did not end"));
  ChildLimits narrow;
  narrow.output = 1 << 20;
  EXPECT_THAT(error_of({"yes"}, narrow), HasSubstr("wrote more than 1 MB"));
}

TEST(ChildProcessTest, MemoryIsLimited) {
  ChildLimits small;
  small.memory = 64 << 20;
  EXPECT_FALSE(run_child({"sh", "-c", "x=$(head -c 200000000 /dev/zero | tr '\\0' x); echo ${#x}"},
                         "", small));
}

}  // namespace
}  // namespace aftercare::intake
