#include "base/decoder.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/utf8.hpp"

namespace aftercare::base {
namespace {

struct Text {
  std::string text;
  std::vector<std::size_t> replaced;
};

// Decodes in pieces of `piece` bytes, handing the unused rest in again.
Text decode_in_pieces(Encoding encoding, std::string_view bytes, std::size_t piece) {
  Decoder decoder(encoding);
  Text result;
  std::string rest;
  while (true) {
    const auto take = std::min(piece, bytes.size());
    rest.append(bytes.substr(0, take));
    bytes.remove_prefix(take);
    std::string room(Decoder::room_for(rest.size()), '\0');
    std::vector<std::size_t> replaced;
    const auto step = decoder.decode(rest, bytes.empty(), room.data(), replaced);
    for (const auto place : replaced) result.replaced.push_back(result.text.size() + place);
    result.text.append(room, 0, step.written);
    rest.erase(0, step.used);
    EXPECT_LT(rest.size(), 4U);
    if (bytes.empty()) break;
  }
  EXPECT_TRUE(rest.empty());
  EXPECT_TRUE(is_utf8(result.text));
  return result;
}

}  // namespace

TEST(DecoderTest, PiecesOfAnySizeGiveTheSameText) {
  const std::string text = "退款€，😀a\né";
  const std::pair<Encoding, std::string> cases[] = {
      {Encoding::utf8, text},
      {Encoding::utf16le, std::string("\x00\x90\x3E\x6B\xAC\x20\x0C\xFF\x3D\xD8\x00\xDE\x61\x00"
                                      "\x0A\x00\xE9\x00",
                                      18)},
      {Encoding::utf16be, std::string("\x90\x00\x6B\x3E\x20\xAC\xFF\x0C\xD8\x3D\xDE\x00\x00\x61"
                                      "\x00\x0A\x00\xE9",
                                      18)},
      {Encoding::gb18030,
       "\xCD\xCB\xBF\xEE\xA2\xE3\xA3\xAC\x94\x39\xFC\x36"
       "a\n\xA8\xA6"},
  };
  for (const auto& [encoding, bytes] : cases)
    for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
      const auto decoded = decode_in_pieces(encoding, bytes, piece);
      EXPECT_EQ(decoded.text, text) << to_name(encoding) << " in pieces of " << piece;
      EXPECT_TRUE(decoded.replaced.empty());
    }
  EXPECT_EQ(decode_text(Encoding::big5,
                        "\xB0\x68\xB4\xDA\xA1\x41"
                        "a\n"),
            "退款，a\n");
  EXPECT_EQ(decode_text(Encoding::windows_1252, "caf\xE9 \x80 \x81"), "café € \u0081");
  EXPECT_EQ(decode_text(Encoding::gb18030, "\x80"), "€");
}

TEST(DecoderTest, WhatIsNoCharacterIsReplacedAndTold) {
  const std::tuple<Encoding, std::string, std::string> cases[] = {
      {Encoding::utf8,
       "a\xFF"
       "b",
       "a\uFFFDb"},
      {Encoding::utf8, "\xE9\x80", "\uFFFD"},
      {Encoding::utf8, "\xED\xA0\x80", "\uFFFD\uFFFD\uFFFD"},
      {Encoding::gb18030,
       "\xFF"
       "a",
       "\uFFFDa"},
      {Encoding::gb18030, "a\xCD", "a\uFFFD"},
      {Encoding::utf16le, std::string("\x3D\xD8\x61\x00", 4), "\uFFFDa"},
      {Encoding::utf16le, "\x61", "\uFFFD"},
      {Encoding::big5,
       "\xB0\xFF"
       "a",
       "\uFFFD\uFFFDa"},
  };
  for (const auto& [encoding, bytes, text] : cases)
    for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
      const auto decoded = decode_in_pieces(encoding, bytes, piece);
      EXPECT_EQ(decoded.text, text) << to_name(encoding);
      EXPECT_FALSE(decoded.replaced.empty());
      for (const auto place : decoded.replaced) EXPECT_EQ(decoded.text.substr(place, 3), "\uFFFD");
    }
}

TEST(DecoderTest, ALineFeedIsNeverEaten) {
  for (const auto encoding :
       {Encoding::utf8, Encoding::gb18030, Encoding::big5, Encoding::windows_1252})
    for (int lead = 0x80; lead < 0x100; ++lead)
      for (const std::string_view between : {"", "\x81", "\x30", "\x81\x30", "\xE0\x80"}) {
        std::string bytes(1, static_cast<char>(lead));
        bytes += between;
        bytes += "\nz";
        const auto text = decode_text(encoding, bytes);
        EXPECT_TRUE(text.ends_with("\nz")) << to_name(encoding) << " " << lead;
      }
}

TEST(DecoderTest, FindsTheCharacterCutAtTheEnd) {
  EXPECT_EQ(size_of_whole_characters("ab"), 2U);
  EXPECT_EQ(size_of_whole_characters("a退"), 4U);
  EXPECT_EQ(size_of_whole_characters("a\xE9\x80"), 1U);
  EXPECT_EQ(size_of_whole_characters("a\xF0\x9F\x98"), 1U);
  EXPECT_EQ(size_of_whole_characters("a\x80"), 2U);  // No beginning: broken, not cut.
  EXPECT_EQ(size_of_whole_characters(""), 0U);
}

}  // namespace aftercare::base
