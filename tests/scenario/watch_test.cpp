// A watched folder: files that others put there, once and while the server runs.

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

#include "program.hpp"
#include "served_shop.hpp"

namespace aftercare::scenario {
namespace {

namespace fs = std::filesystem;

std::string tickets(int first, int count) {
  std::string text = "case_id,channel,opened_at,content\n";
  for (int i = first; i < first + count; ++i)
    text += "W" + std::to_string(i) + ",ticket,2026-03-01T08:00:00Z,no answer for " +
            std::to_string(i) + " days\n";
  return text;
}

class Watch : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(shop_.run({"init", "shop"}).code, 0);
    fs::create_directory(inbox_);
    shop_.write("shop/aftercare.yaml",
                "name: shop\nsources:\n  - {name: inbox, kind: watch, path: inbox, settle: 300ms, "
                "done: move, mapping: case}\n");
  }
  int cases() {
    const auto outcome = shop_.run({"query", "cases", "--json"});
    return outcome.json().at("total").at("cases");
  }

  Shop shop_;
  fs::path inbox_ = shop_.workspace() / "inbox";
};

TEST_F(Watch, IsReadOnceByIngest) {
  shop_.write("shop/inbox/a.csv", tickets(0, 3));
  shop_.write("shop/inbox/broken.csv", "\x01\x02\x03\x00 binary");
  shop_.write("shop/inbox/late.csv.part", tickets(50, 3));
  const auto read = shop_.run({"ingest"});
  EXPECT_EQ(read.code, 3) << read.err;
  EXPECT_NE(read.err.find("broken.csv"), std::string::npos) << read.err;
  EXPECT_EQ(cases(), 3);
  EXPECT_TRUE(fs::exists(inbox_ / ".done" / "a.csv"));
  EXPECT_TRUE(fs::exists(inbox_ / "broken.csv")) << "what failed stays";
  EXPECT_TRUE(fs::exists(inbox_ / "late.csv.part"));
}

TEST_F(Watch, IsReadWhileTheServerRunsAndTroubleIsToldOnce) {
  std::string told;
  {
    const Served served(shop_);
    shop_.write("shop/inbox/broken.csv", "\x01\x02\x03\x00 binary");
    shop_.write("shop/inbox/.a", tickets(0, 3));
    fs::rename(inbox_ / ".a", inbox_ / "a.csv");
    for (int i = 0; i < 300 && !fs::exists(inbox_ / ".done" / "a.csv"); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    std::this_thread::sleep_for(std::chrono::milliseconds(3000));  // Looked through again.
    std::ifstream err(shop_.folder() / ".err");
    told.assign(std::istreambuf_iterator<char>(err), {});
  }
  const auto first = told.find("broken.csv");
  EXPECT_NE(first, std::string::npos) << told;
  EXPECT_EQ(told.find("this is no text", told.find("this is no text") + 1), std::string::npos)
      << told;
  EXPECT_EQ(cases(), 3);
}

}  // namespace
}  // namespace aftercare::scenario
