#include "simulate/gb18030.hpp"

#include <gtest/gtest.h>

namespace aftercare::simulate {
namespace {

std::string encoded(std::string_view text) {
  static const auto encoder = Gb18030::make();
  std::string bytes;
  encoder->append(bytes, text);
  return bytes;
}

TEST(Gb18030, KeepsAscii) {
  EXPECT_EQ(encoded("a,\"1\"\n"), "a,\"1\"\n");
}

TEST(Gb18030, WritesTwoBytesForCommonCharacters) {
  EXPECT_EQ(encoded("中"), "\xD6\xD0");
  EXPECT_EQ(encoded("，。"), "\xA3\xAC\xA1\xA3");
}

TEST(Gb18030, WritesFourBytesForTheRest) {
  EXPECT_EQ(encoded("😀"), "\x94\x39\xFC\x36");
  EXPECT_EQ(encoded("é"), "\xA8\xA6");  // In GBK already.
  EXPECT_EQ(encoded("ê"), "\xA8\xBA");
  EXPECT_EQ(encoded("ë"), "\x81\x30\x8A\x35");  // Not in GBK.
}

}  // namespace
}  // namespace aftercare::simulate
