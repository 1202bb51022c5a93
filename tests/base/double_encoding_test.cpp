#include "base/double_encoding.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/decoder.hpp"
#include "base/utf8.hpp"

namespace aftercare::base {
namespace {

// UTF-8 bytes taken for Windows-1252 (or Latin-1) and encoded again.
std::string encode_twice(std::string_view text, bool latin1 = false) {
  std::string result;
  for (const char raw : text) {
    const auto byte = static_cast<unsigned char>(raw);
    append_code_point(result, latin1 ? byte : windows_1252_character(byte));
  }
  return result;
}

}  // namespace

TEST(DoubleEncodingTest, TextComesBack) {
  for (const std::string text :
       {"退款", "快递三天没有更新，请尽快处理！", "订单 1001 退款 20 元", "Привет, где мой заказ",
        "déjà reçu", "café crème", "it’s late", "5 € zurück", "返品したい", "환불해 주세요",
        "好评😀", "NÚMERO número"})
    for (const bool latin1 : {false, true}) {
      const auto repaired = repair_double_encoded(encode_twice(text, latin1));
      ASSERT_TRUE(repaired.has_value()) << text;
      EXPECT_EQ(*repaired, text);
    }
}

TEST(DoubleEncodingTest, TextEncodedThreeTimesComesBackToo) {
  EXPECT_EQ(repair_double_encoded(encode_twice(encode_twice("要求退款"))), "要求退款");
}

TEST(DoubleEncodingTest, HonestTextIsLeftAlone) {
  for (const std::string text : {
           "",
           "plain text",
           "café",
           "São Paulo",
           "Ã",
           "Â",
           "ÃÃÃ",
           "AMANHÃ",
           "NÃO",
           "AMANHÃ…",
           "a palavra NÃ”",
           "MAÇÃ®",
           "le café\u00A0»",
           "déjà\u00A0»",
           "Größe Ä–Ö",
           "ESPAÑA",
           "Malmö Ångström ÆØÅ",
           "naïve coöperatie Zoë",
           "20 °C, 5 µm, ½ ×",
           "退款",
           "退款é",
           "Ã©",  // Too short to be told from a brand.
       })
    EXPECT_EQ(repair_double_encoded(text), std::nullopt) << text;
}

TEST(DoubleEncodingTest, ProvenNeighboursMakeAShortTextSuspect) {
  EXPECT_EQ(repair_double_encoded("Ã©", Suspicion::proven), "é");
  EXPECT_EQ(repair_double_encoded("café", Suspicion::proven), std::nullopt);
  EXPECT_EQ(repair_double_encoded("Ã", Suspicion::proven), std::nullopt);
}

}  // namespace aftercare::base
