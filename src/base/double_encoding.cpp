#include "base/double_encoding.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "base/decoder.hpp"
#include "base/utf8.hpp"

namespace aftercare::base {
namespace {

constexpr int kNoByte = -1;

// The byte that was taken for this character.
int byte_behind(char32_t point) {
  if (point < 0x100) return static_cast<int>(point);
  for (int byte = 0x80; byte < 0xA0; ++byte)
    if (windows_1252_character(static_cast<unsigned char>(byte)) == point) return byte;
  return kNoByte;
}

// Scripts and signs that occur in messages of customers.
bool is_written_by_people(char32_t point) {
  constexpr std::pair<char32_t, char32_t> ranges[] = {
      {0x00A0, 0x017F}, {0x0370, 0x03FF},   {0x0400, 0x045F},   {0x05D0, 0x05EA}, {0x0600, 0x06FF},
      {0x0900, 0x097F}, {0x0E00, 0x0E7F},   {0x1E00, 0x1EFF},   {0x2000, 0x206F}, {0x20A0, 0x20BF},
      {0x2100, 0x22FF}, {0x2460, 0x27BF},   {0x3000, 0x30FF},   {0x3100, 0x312F}, {0x3200, 0x4DBF},
      {0x4E00, 0x9FFF}, {0xAC00, 0xD7AF},   {0xF900, 0xFAFF},   {0xFE00, 0xFE4F}, {0xFEFF, 0xFEFF},
      {0xFF00, 0xFFEF}, {0x1F000, 0x1FAFF}, {0x20000, 0x2FFFF},
  };
  return std::ranges::any_of(
      ranges, [point](const auto& range) { return point >= range.first && point <= range.second; });
}

// Signs that honest text sets right behind a letter: closing quotes, dots, dashes, marks.
bool may_follow_a_word(unsigned char byte) {
  constexpr std::string_view bytes =
      "\x85\x91\x92\x93\x94\x96\x97\x99\x9B\xA0\xA9\xAA\xAE\xB0\xB2\xB3\xB7\xBA\xBB";
  return bytes.find(static_cast<char>(byte)) != bytes.npos;
}

bool is_small_letter(std::string_view text, std::size_t at) {
  return at < text.size() && text[at] >= 'a' && text[at] <= 'z';
}

bool proves_itself(std::string_view bytes) {
  std::size_t characters = 0, telling_pairs = 0, telling_longer = 0, longer = 0, odd = 0;
  bool within_a_word = false;
  std::size_t at = 0;
  while (at < bytes.size()) {
    const std::size_t begin = at;
    const char32_t point = next_code_point(bytes, at);
    if (at - begin < 2) continue;
    ++characters;
    odd += !is_written_by_people(point);
    const auto trails = bytes.substr(begin + 1, at - begin - 1);
    const bool telling = !std::ranges::all_of(
        trails, [](char trail) { return may_follow_a_word(static_cast<unsigned char>(trail)); });
    if (at - begin == 2) {
      telling_pairs += telling;
      within_a_word =
          within_a_word ||
          (bytes[begin] == '\xC3' && bytes[begin + 1] >= '\xA0' &&
           ((begin > 0 && is_small_letter(bytes, begin - 1)) || is_small_letter(bytes, at)));
    } else {
      ++longer;
      telling_longer += telling;
    }
  }
  if (odd * 50 > characters || (odd > 0 && longer == 0)) return false;
  return telling_longer > 0 || longer >= 3 || telling_pairs >= 2 || within_a_word;
}

// The bytes that were taken for characters; nothing if they are no UTF-8.
std::optional<std::string> one_step_back(std::string_view text) {
  // The first byte of any sequence became a character of U+00C2 to U+00F4, all of which begin
  // with C3 in UTF-8: without one there is nothing to mend.
  if (text.empty() || std::memchr(text.data(), '\xC3', text.size()) == nullptr) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size());
  std::size_t at = 0;
  while (at < text.size()) {
    const auto behind = byte_behind(next_code_point(text, at));
    if (behind == kNoByte) return std::nullopt;
    bytes.push_back(static_cast<char>(behind));
  }
  if (!is_utf8(bytes)) return std::nullopt;
  return bytes;
}

// Text encoded three times proves itself only at the last step.
std::optional<std::string> steps_back(std::string_view text, Suspicion suspicion, int most) {
  auto bytes = one_step_back(text);
  if (!bytes) return std::nullopt;
  if (most > 1)
    if (auto further = steps_back(*bytes, Suspicion::none, most - 1)) return further;
  if (suspicion == Suspicion::none && !proves_itself(*bytes)) return std::nullopt;
  return bytes;
}

}  // namespace

std::optional<std::string> repair_double_encoded(std::string_view text, Suspicion suspicion) {
  return steps_back(text, suspicion, 3);
}

}  // namespace aftercare::base
