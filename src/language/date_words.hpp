// The words that dates are told in, and taking them off a text one after the other.

#pragma once

#include <optional>
#include <string_view>
#include <utility>

namespace aftercare::language {

/// Takes words and numbers off the front of what is left of a date.
class DateWords {
 public:
  explicit DateWords(std::string_view said) : rest_(said) { skip_spaces(); }

  bool empty() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

  bool take(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    skip_spaces();
    return true;
  }
  template <typename Table>
  auto take_one(const Table& table) -> std::optional<decltype(table[0].second)> {
    for (const auto& [word, meaning] : table)
      if (take(word)) return meaning;
    return std::nullopt;
  }
  /// Digits, or Chinese or English numerals up to 99.
  std::optional<int> take_number();

 private:
  void skip_spaces() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\n'))
      rest_.remove_prefix(1);
  }

  std::string_view rest_;
};

struct Hours {
  int from = 0;
  int to = 24;
};

inline constexpr std::pair<std::string_view, Hours> kPartsOfDay[] = {
    {"凌晨", {0, 6}},     {"早上", {6, 10}},       {"早晨", {6, 10}},     {"清早", {6, 10}},
    {"一早", {6, 10}},    {"上午", {8, 12}},       {"中午", {11, 14}},    {"下午", {12, 18}},
    {"傍晚", {17, 20}},   {"晚上", {18, 24}},      {"夜里", {18, 24}},    {"半夜", {0, 6}},
    {"深夜", {22, 24}},   {"早", {6, 10}},         {"晚", {18, 24}},      {"夜", {18, 24}},
    {"morning", {6, 12}}, {"afternoon", {12, 18}}, {"evening", {18, 24}}, {"night", {18, 24}},
    {"at noon", {11, 14}}};

inline constexpr std::pair<std::string_view, int> kDayWords[] = {{"大前天", -3},
                                                                 {"前天", -2},
                                                                 {"前日", -2},
                                                                 {"昨天", -1},
                                                                 {"昨日", -1},
                                                                 {"昨儿个", -1},
                                                                 {"昨儿", -1},
                                                                 {"昨", -1},
                                                                 {"前晚", -2},
                                                                 {"今天", 0},
                                                                 {"今日", 0},
                                                                 {"今儿个", 0},
                                                                 {"今儿", 0},
                                                                 {"今", 0},
                                                                 {"大后天", 3},
                                                                 {"后天", 2},
                                                                 {"后日", 2},
                                                                 {"明天", 1},
                                                                 {"明日", 1},
                                                                 {"明儿", 1},
                                                                 {"明", 1},
                                                                 {"当天", 0},
                                                                 {"yesterday", -1},
                                                                 {"today", 0},
                                                                 {"tomorrow", 1},
                                                                 {"tonight", 0},
                                                                 {"last night", -1},
                                                                 {"this ", 0},
                                                                 {"the day before yesterday", -2},
                                                                 {"day before yesterday", -2},
                                                                 {"the day after tomorrow", 2},
                                                                 {"day after tomorrow", 2}};

inline constexpr std::pair<std::string_view, int> kWeekdays[] = {
    {"一", 1}, {"二", 2}, {"三", 3}, {"四", 4}, {"五", 5}, {"六", 6}, {"日", 7}, {"天", 7},
    {"7", 7},  {"1", 1},  {"2", 2},  {"3", 3},  {"4", 4},  {"5", 5},  {"6", 6}};
inline constexpr std::pair<std::string_view, int> kEnglishWeekdays[] = {
    {"monday", 1}, {"tuesday", 2},  {"wednesday", 3}, {"thursday", 4},
    {"friday", 5}, {"saturday", 6}, {"sunday", 7}};
inline constexpr std::pair<std::string_view, int> kWeekWords[] = {
    {"上上个", -2}, {"上上", -2},  {"上个", -1}, {"上", -1},  {"这个", 0}, {"这", 0},
    {"本", 0},      {"下下个", 2}, {"下下", 2},  {"下个", 1}, {"下", 1}};
inline constexpr std::pair<std::string_view, int> kEnglishTurns[] = {
    {"last ", -1}, {"this past ", -1}, {"past ", -1}, {"this ", 0}, {"next ", 1}, {"on ", 0}};
inline constexpr std::pair<std::string_view, int> kYearWords[] = {
    {"大前年", -3}, {"前年", -2}, {"去年", -1}, {"今年", 0}, {"本年", 0}, {"明年", 1}, {"后年", 2}};
inline constexpr std::string_view kMonths[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                               "jul", "aug", "sep", "oct", "nov", "dec"};

struct Feast {
  int month = 0;
  int day = 0;
};
inline constexpr std::pair<std::string_view, Feast> kFeasts[] = {
    {"双十一", {11, 11}}, {"双十二", {12, 12}}, {"双11", {11, 11}},     {"双12", {12, 12}},
    {"618", {6, 18}},     {"元旦", {1, 1}},     {"国庆", {10, 1}},      {"十一假期", {10, 1}},
    {"五一", {5, 1}},     {"圣诞", {12, 25}},   {"情人节", {2, 14}},    {"妇女节", {3, 8}},
    {"儿童节", {6, 1}},   {"black friday", {}}, {"christmas", {12, 25}}};

}  // namespace aftercare::language
