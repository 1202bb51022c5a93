// A disk that is full: one sentence, and a workspace that goes on where it stood.

#include <gtest/gtest.h>
#include <sys/mount.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "program.hpp"

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

}  // namespace aftercare::scenario
