// A disk that is full: one sentence, and a workspace that goes on where it stood.

#include <gtest/gtest.h>
#include <sys/mount.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "program.hpp"
#include "served_shop.hpp"

namespace aftercare::scenario {
namespace {

namespace fs = std::filesystem;

/// A file system of a few megabytes, for as long as it lives.
class SmallDisk {
 public:
  SmallDisk(fs::path at, const std::string& size) : at_(std::move(at)) {
    fs::create_directories(at_);
    mounted_ = ::mount("tmpfs", at_.c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0;
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(at_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  bool mounted() const { return mounted_; }

 private:
  fs::path at_;
  bool mounted_ = false;
};

}  // namespace

TEST(FullDiskTest, IsSaidAndGoesOnWhenThereIsRoom) {
  const Shop shop;
  const SmallDisk disk(shop.folder() / "disk", "40m");
  if (!disk.mounted()) GTEST_SKIP() << "no right to mount a small file system here";
  const auto workspace = (shop.folder() / "disk" / "shop").string();
  ASSERT_EQ(shop.run({"init", workspace}).code, 0);
  {
    std::ofstream out(shop.folder() / "orders.csv");
    out << "订单编号,总金额,买家实际支付金额,收货地址 ,订单创建时间,订单付款时间 ,退款金额\n";
    for (int i = 0; i < 60'000; ++i)
      out << i * 7919 % 1000003 << "-" << i
          << ",10,10,上海,2026-02-01 10:00:00,2026-02-01 10:01:00,0\n";
  }
  // What is left of the disk is taken by somebody else.
  const auto filler = shop.folder() / "disk" / "filler";
  {
    std::ofstream out(filler, std::ios::binary);
    const std::string block(1 << 16, 'x');
    const auto room = fs::space(shop.folder() / "disk").available;
    for (std::uintmax_t left = room > (3 << 20) ? room - (3 << 20) : 0; left > block.size();
         left -= block.size())
      out << block;
  }
  const auto full = shop.run({"ingest", "orders.csv", "--quiet", "-w", workspace});
  EXPECT_EQ(full.code, 4) << full.out << full.err;
  EXPECT_NE(full.err.find("full"), std::string::npos) << full.err;
  fs::remove(filler);
  const auto room = shop.run({"ingest", "orders.csv", "--json", "-w", workspace});
  ASSERT_EQ(room.code, 0) << room.err;
  const auto quality = shop.run({"quality", "--json", "-w", workspace}).json();
  EXPECT_EQ(quality.at("total").at("rows"), 60'000);
  EXPECT_EQ(quality.at("total").at("stored"), 60'000);
  EXPECT_EQ(quality.at("balanced"), true);
}

// Whoever runs the server need not start it again: what is pushed once there is room is stored.
TEST(FullDiskTest, AServerGoesOnByItselfOnceThereIsRoom) {
  const Shop shop;
  const SmallDisk disk(shop.workspace(), "48m");
  if (!disk.mounted()) GTEST_SKIP() << "no right to mount a small file system here";
  ASSERT_EQ(shop.run({"init", "shop"}).code, 0);
  std::ofstream(shop.workspace() / "aftercare.yaml")
      << "name: shop\nsources:\n  - {name: app, kind: push, mapping: case}\n";
  const auto token = shop.run({"source", "token", "app", "--json"}).json().value("token", "");
  const Served served(shop);
  const auto push = [&](int number) {
    const auto body = R"({"case_id":"P)" + std::to_string(number) +
                      R"(","channel":"ticket","opened_at":"2026-03-01T08:00:00Z","content":")" +
                      std::to_string(number) +
                      std::string(3000, 'a' + static_cast<char>(number % 26)) + R"(","rating":4})";
    return http_post(served.port(), "/api/v1/intake/app", body,
                     {"Content-Type: application/json", "Authorization: Bearer " + token,
                      "Idempotency-Key: k" + std::to_string(number)});
  };
  const auto cases = [&shop]() -> int {
    return shop.run({"query", "cases", "--json"}).json().at("total").at("cases");
  };
  ASSERT_EQ(push(0).status, 200);
  ASSERT_EQ(cases(), 1);
  const auto filler = shop.workspace() / "filler";
  {
    std::ofstream out(filler, std::ios::binary);
    const std::string block(4096, 'x');
    while (out.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) continue;
  }
  int refused = 0;
  for (int number = 1; number <= 40 && refused < 3; ++number) {
    const auto answer = push(number);
    if (answer.status == 200) continue;
    ++refused;
    EXPECT_GE(answer.status, 500) << answer.body;
  }
  ASSERT_EQ(refused, 3) << "the disk was never full";
  fs::remove(filler);
  for (int number = 1; number <= 40; ++number) {
    const auto answer = push(number);
    ASSERT_EQ(answer.status, 200) << number << ": " << answer.body;
  }
  EXPECT_EQ(cases(), 41);
  const auto verified = shop.run({"verify", "--json"});
  EXPECT_EQ(verified.code, 0) << verified.out << verified.err;
}

}  // namespace aftercare::scenario
