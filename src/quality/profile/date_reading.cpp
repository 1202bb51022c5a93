#include "quality/profile/date_reading.hpp"

#include <algorithm>
#include <chrono>
#include <string>

#include "text/check_digit.hpp"

namespace aftercare::quality {
namespace {

bool is_date_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_ascii_letter(char c) {
  return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

std::optional<std::int64_t> seconds_of_day(int year, int month, int day) {
  if (year < 1000 || year > 9999 || !text::is_real_day(year, month, day)) return {};
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  return std::chrono::sys_days{date}.time_since_epoch().count() * std::int64_t{86'400};
}

// The time behind a date; true if the whole rest was read.
bool read_time(std::string_view rest, ReadDate& to) {
  if (rest.empty()) return true;
  if (!take_word(rest, "T") && !take_word(rest, " ")) return false;
  while (take_word(rest, " ")) {
  }
  const int hour = take_digits(rest, 1, 2);
  const bool chinese = take_word(rest, "时") || take_word(rest, "点");
  if (hour < 0 || hour > 23 || (!chinese && !take_word(rest, ":"))) return false;
  const int minute = rest.empty() ? 0 : take_digits(rest, 1, 2);
  if (minute < 0 || minute > 59) return false;
  to.time = TimeForm::minutes;
  int second = 0;
  if (chinese) {
    take_word(rest, "分");
    if (!rest.empty() && is_date_digit(rest.front()))
      second = take_digits(rest, 1, 2), take_word(rest, "秒");
  } else if (take_word(rest, ":")) {
    second = take_digits(rest, 1, 2);
    to.time = TimeForm::seconds;
  }
  if (second < 0 || second > 59) return false;
  to.seconds += (hour * 60 + minute) * 60 + second;
  if (take_word(rest, ".")) {
    to.time = TimeForm::fraction;
    while (!rest.empty() && is_date_digit(rest.front())) rest.remove_prefix(1);
  }
  take_word(rest, " ");
  if (rest.empty()) return true;
  for (const std::string_view half : {"AM", "PM", "am", "pm"})
    if (take_word(rest, half)) return rest.empty();
  to.time = TimeForm::zoned;
  if (take_word(rest, "Z") || take_word(rest, "UTC") || take_word(rest, "GMT")) return rest.empty();
  if (!take_word(rest, "+") && !take_word(rest, "-")) return false;
  return rest.size() <= 5 && rest.size() >= 2 &&
         std::ranges::all_of(rest, [](char c) { return is_date_digit(c) || c == ':'; });
}

// 1 to 12 for a name of a month at the front; taken off. 0: none.
int take_month(std::string_view& text) {
  constexpr std::string_view names[] = {"january",   "february", "march",    "april",
                                        "may",       "june",     "july",     "august",
                                        "september", "october",  "november", "december"};
  std::size_t size = 0;
  std::string word;
  while (size < text.size() && is_ascii_letter(text[size]))
    word += static_cast<char>(text[size++] | 0x20);
  if (word.size() < 3) return 0;
  for (int i = 0; i < 12; ++i)
    if (names[i] == word || names[i].substr(0, 3) == word || (i == 8 && word == "sept")) {
      text.remove_prefix(size);
      return i + 1;
    }
  return 0;
}

}  // namespace

int take_digits(std::string_view& text, std::size_t least, std::size_t most) {
  std::size_t size = 0;
  int value = 0;
  while (size < text.size() && size < most && is_date_digit(text[size]))
    value = value * 10 + (text[size++] - '0');
  if (size < least || (size < text.size() && is_date_digit(text[size]))) return -1;
  text.remove_prefix(size);
  return value;
}

bool take_word(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

std::optional<ReadDate> read_year_first(std::string_view text) {
  ReadDate date;
  const int year = take_digits(text, 4, 4);
  if (year < 0) return {};
  std::string_view between;
  for (const auto& [mark, order] :
       {std::pair<std::string_view, DateOrder>{"-", DateOrder::ymd_dash},
        {"/", DateOrder::ymd_slash},
        {".", DateOrder::ymd_dot},
        {"年", DateOrder::ymd_chinese}})
    if (between.empty() && take_word(text, mark)) between = mark, date.order = order;
  if (between.empty()) return {};
  const int month = take_digits(text, 1, 2);
  if (month < 0 || !take_word(text, between == "年" ? "月" : between)) return {};
  const int day = take_digits(text, 1, 2);
  if (between == "年" && !take_word(text, "日")) take_word(text, "号");
  const auto seconds = seconds_of_day(year, month, day);
  if (!seconds) return {};
  date.seconds = *seconds;
  if (between == "年" && !text.empty() && is_date_digit(text.front())) {
    const auto spaced = " " + std::string(text);
    return read_time(spaced, date) ? std::optional(date) : std::nullopt;
  }
  return read_time(text, date) ? std::optional(date) : std::nullopt;
}

std::optional<ReadDate> read_year_last(std::string_view text) {
  ReadDate date;
  const int first = take_digits(text, 1, 2);
  if (first < 0 || text.empty()) return {};
  const char mark = text.front();
  if (mark != '/' && mark != '-' && mark != '.') return {};
  text.remove_prefix(1);
  const int second = take_digits(text, 1, 2);
  if (second < 0 || text.empty() || text.front() != mark) return {};
  text.remove_prefix(1);
  const auto size =
      static_cast<std::size_t>(std::ranges::find_if_not(text, is_date_digit) - text.begin());
  if (size != 4 && (size != 2 || mark == '.')) return {};
  int year = take_digits(text, size, size);
  if (size == 2) year += year < 70 ? 2000 : 1900;
  const auto month_first = seconds_of_day(year, first, second);
  const auto day_first = seconds_of_day(year, second, first);
  if (!month_first && !day_first) return {};
  date.seconds = month_first ? *month_first : *day_first;
  date.order = month_first && day_first && first != second ? DateOrder::day_or_month_first
               : month_first && !day_first                 ? DateOrder::month_first
               : day_first && !month_first                 ? DateOrder::day_first
                                                           : DateOrder::day_or_month_first;
  return read_time(text, date) ? std::optional(date) : std::nullopt;
}

std::optional<ReadDate> read_named_month(std::string_view text) {
  if (const auto comma = text.find(", ");
      comma != text.npos && comma >= 3 && comma <= 9 && !is_date_digit(text[comma - 1]))
    text.remove_prefix(comma + 2);
  const auto separators = [&text] {
    while (!text.empty() && (text.front() == ' ' || text.front() == '-' || text.front() == ',' ||
                             text.front() == '.'))
      text.remove_prefix(1);
  };
  int month = take_month(text);
  separators();
  const int day = take_digits(text, 1, 2);
  separators();
  if (month == 0) month = take_month(text);
  separators();
  const int year = take_digits(text, 4, 4);
  if (month == 0 || day < 0 || year < 0) return {};
  const auto seconds = seconds_of_day(year, month, day);
  if (!seconds) return {};
  ReadDate date{*seconds, DateOrder::named_month, TimeForm::none};
  return read_time(text, date) ? std::optional(date) : std::nullopt;
}

std::optional<ReadDate> read_digit_date(std::string_view digits) {
  const auto number = [&digits](std::size_t at, std::size_t size) {
    int value = 0;
    for (std::size_t i = at; i < at + size; ++i) value = value * 10 + (digits[i] - '0');
    return value;
  };
  if (digits.size() == 8 || digits.size() == 14) {
    const int year = number(0, 4);
    if (year < 1900 || year > 2099) return {};
    const auto seconds = seconds_of_day(year, number(4, 2), number(6, 2));
    if (!seconds) return {};
    ReadDate date{*seconds, DateOrder::ymd_compact, TimeForm::none};
    if (digits.size() == 14) {
      if (number(8, 2) > 23 || number(10, 2) > 59 || number(12, 2) > 59) return {};
      date.time = TimeForm::seconds;
      date.seconds += (number(8, 2) * 60 + number(10, 2)) * 60 + number(12, 2);
    }
    return date;
  }
  if ((digits.size() == 10 || digits.size() == 13) && digits.front() >= '1' &&
      digits.front() < '2') {
    std::int64_t value = 0;
    for (const char c : digits.substr(0, 10)) value = value * 10 + (c - '0');
    if (value < 1'000'000'000) return {};
    return ReadDate{value,
                    digits.size() == 10 ? DateOrder::unix_seconds : DateOrder::unix_milliseconds,
                    TimeForm::none};
  }
  return {};
}

}  // namespace aftercare::quality
