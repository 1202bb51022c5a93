// kill -9 at random moments, the same command again: the state of an undisturbed run.

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <random>
#include <string>
#include <thread>

#include "place/place.hpp"
#include "program.hpp"

namespace aftercare::scenario {
namespace {

namespace fs = std::filesystem;

// Everything a user can see of the state, in one text.
std::string visible_state(const Shop& shop) {
  std::string state;
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"quality", "--json"},
           {"query", "cases", "complaints", "csat", "avg_rating", "first_response_median",
            "backlog", "--by", "week", "--json"},
           {"query", "complaints", "repeat_complaint_rate", "--by", "topic", "--json"},
           {"query", "orders", "return_rate", "refund_amount", "--by", "province", "--json"}}) {
    const auto outcome = shop.run(words);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    auto json = outcome.json();
    if (json.contains("files"))  // Its key's digest and when it was read differ between the twins.
      for (auto& file : json["files"]) file.erase("at"), file.erase("file_id");
    state += json.dump() + "\n";
  }
  return state;
}

}  // namespace

TEST(CrashTest, KilledAtTwentyMomentsItEndsAsIfUndisturbed) {
  const Shop twin, shop;
  for (const Shop* one : {&twin, &shop})
    ASSERT_EQ(one->run({"demo", "shop", "--customers", "400", "--days", "60", "--seed", "7",
                        "--end", "2026-03-31"})
                  .code,
              0);
  const auto begun = std::chrono::steady_clock::now();
  const int undisturbed = twin.run({"run", "--quiet"}).code;
  ASSERT_LE(undisturbed, 1);
  const auto whole = std::chrono::steady_clock::now() - begun;

  std::mt19937_64 random(20260331);
  constexpr int kills = place::kSanitized ? 5 : 20;
  int killed = 0;
  for (int i = 0; i < kills; ++i) {
    const auto process = shop.start({"run", "--quiet"});
    // Moments spread over what the run takes here; late ones may find it done, which is fine too.
    std::this_thread::sleep_for(whole * std::uniform_real_distribution<>(0.02, 0.95)(random));
    Shop::kill(process, SIGKILL);
    killed += Shop::wait(process) == 128 + SIGKILL;
  }
  EXPECT_GT(killed, 0);
  EXPECT_EQ(shop.run({"run", "--quiet"}).code, undisturbed);
  EXPECT_EQ(visible_state(shop), visible_state(twin));
}

}  // namespace aftercare::scenario
