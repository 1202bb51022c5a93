#include "base/encoding.hpp"

#include <gtest/gtest.h>
#include <iconv.h>

#include <random>
#include <string>

namespace aftercare::base {
namespace {

std::string encode(std::string text, const char* encoding) {
  const auto converter = iconv_open(encoding, "UTF-8");
  std::string bytes(text.size() * 4 + 16, '\0');
  char* from = text.data();
  char* to = bytes.data();
  std::size_t in_left = text.size(), out_left = bytes.size();
  EXPECT_EQ(iconv(converter, &from, &in_left, &to, &out_left), 0U) << encoding;
  iconv_close(converter);
  bytes.resize(bytes.size() - out_left);
  return bytes;
}

void expect_encoding(std::string_view bytes, Encoding encoding) {
  const auto detection = detect_encoding(bytes);
  ASSERT_TRUE(detection.has_value()) << bytes;
  EXPECT_EQ(to_name(detection->encoding), to_name(encoding)) << bytes;
}

constexpr auto kSimplified =
    "订单号,内容\n1001,快递太慢了，商家也不回复，要求退款\n1002,质量很好，下次再来\n";
constexpr auto kTraditional =
    "訂單號,內容\n1001,快遞太慢了，商家也不回覆，要求退款\n1002,質量很好，下次再來\n";
constexpr auto kFrench = "numéro,commentaire\n1,déjà commandé, très déçu du délai\n2,ça va\n";
constexpr auto kGerman = "Nr;Text\n1;Die Größe passt nicht, möchte zurückgeben für 12 €\n";
constexpr auto kPortuguese = "id,texto\n1,Não recebi o produto, péssima operação. São Paulo\n";

}  // namespace

TEST(EncodingTest, ToldApartByTheBytesAlone) {
  expect_encoding(kSimplified, Encoding::utf8);
  expect_encoding(encode(kSimplified, "GB18030"), Encoding::gb18030);
  expect_encoding(encode(kSimplified, "UTF-16LE"), Encoding::utf16le);
  expect_encoding(encode(kSimplified, "UTF-16BE"), Encoding::utf16be);
  expect_encoding(encode(kTraditional, "BIG5"), Encoding::big5);
  expect_encoding(encode(kTraditional, "GBK"), Encoding::gb18030);
  for (const auto* text : {kFrench, kGerman, kPortuguese})
    expect_encoding(encode(text, "CP1252"), Encoding::windows_1252);
}

TEST(EncodingTest, AFewCharactersAreEnough) {
  expect_encoding(encode("张三,1\n", "GBK"), Encoding::gb18030);
  expect_encoding(encode("姓名,手机号\n", "GBK"), Encoding::gb18030);
  expect_encoding(encode("caf\u00E9,10\n", "CP1252"), Encoding::windows_1252);
  expect_encoding(encode("客戶編號,訂單編號\n", "BIG5"), Encoding::big5);
  expect_encoding("张\n", Encoding::utf8);
}

TEST(EncodingTest, ByteOrderMarksDecideAndAreMeasured) {
  const auto utf8 = detect_encoding(
      "\xEF\xBB\xBF"
      "a,b\n");
  EXPECT_EQ(utf8->mark, 3U);
  EXPECT_FALSE(utf8->only_ascii);
  expect_encoding("\xFF\xFE\x2D\x4E", Encoding::utf16le);
  expect_encoding("\xFE\xFF\x4E\x2D", Encoding::utf16be);
  EXPECT_FALSE(detect_encoding(std::string_view("\xFF\xFE\0\0a\0\0\0", 8)).has_value());
}

TEST(EncodingTest, PlainAsciiMayStillBecomeAnything) {
  EXPECT_TRUE(detect_encoding("a,b\n1,2\n")->only_ascii);
}

TEST(EncodingTest, ASampleMayEndWithinACharacter) {
  for (const auto& bytes : {std::string(kSimplified), encode(kSimplified, "GB18030")}) {
    const auto whole = detect_encoding(bytes)->encoding;
    for (std::size_t cut = 1; cut < 6; ++cut)
      expect_encoding(std::string_view(bytes).substr(0, bytes.size() - cut), whole);
  }
}

TEST(EncodingTest, TextsCutByBytesDoNotHideTheEncoding) {
  expect_encoding(encode("编号,内容\n1,很好\n2,商家不", "GBK") + "\xBB\n3,ok\n", Encoding::gb18030);
}

TEST(EncodingTest, AStrayByteDoesNotMakeUtf8AnotherEncoding) {
  expect_encoding(std::string(kSimplified) + "1003,坏\xFF字节\n", Encoding::utf8);
}

TEST(EncodingTest, BinaryBytesAndForeignEncodingsAreRefused) {
  std::mt19937 random(7);
  std::string junk(4096, '\0');
  for (auto& byte : junk) byte = static_cast<char>(random());
  EXPECT_EQ(detect_encoding(junk).error(), NoText::binary);
  EXPECT_EQ(detect_encoding(std::string_view("1001,ok\n1002,\0bad\n1003,ok\n", 26)).error(),
            NoText::binary);
  for (const auto* encoding : {"KOI8-R", "CP1251"})
    EXPECT_EQ(detect_encoding(encode("номер,отзыв\n1,Очень плохое качество, верните деньги\n"
                                     "2,Доставка опоздала на неделю\n",
                                     encoding))
                  .error(),
              NoText::unknown_encoding);
}

TEST(EncodingTest, NamesAreFoundHoweverTheyAreWritten) {
  EXPECT_EQ(encoding_named("GBK"), Encoding::gb18030);
  EXPECT_EQ(encoding_named("utf-8"), Encoding::utf8);
  EXPECT_EQ(encoding_named("Latin-1"), Encoding::windows_1252);
  EXPECT_EQ(encoding_named("utf_16_be"), Encoding::utf16be);
  EXPECT_EQ(encoding_named("ebcdic"), std::nullopt);
}

}  // namespace aftercare::base
