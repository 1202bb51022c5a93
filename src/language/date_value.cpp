#include "language/date_value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "text/check_digit.hpp"

namespace aftercare::language {
namespace {

using records::Day;
using std::chrono::days;
using std::chrono::months;
using std::chrono::year_month_day;

// Takes words and numbers off the front of what is left of a date.
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
  // Digits, or Chinese or English numerals up to 99.
  std::optional<int> take_number() {
    int value = 0;
    std::size_t at = 0;
    while (at < rest_.size() && at < 8 && rest_[at] >= '0' && rest_[at] <= '9')
      value = value * 10 + (rest_[at++] - '0');
    if (at > 0) {
      rest_.remove_prefix(at);
      skip_spaces();
      return value;
    }
    static constexpr std::pair<std::string_view, int> english[] = {
        {"a couple of", 2}, {"couple of", 2}, {"one", 1},     {"two", 2},   {"three", 3},
        {"four", 4},        {"five", 5},      {"six", 6},     {"seven", 7}, {"eight", 8},
        {"nine", 9},        {"ten", 10},      {"twelve", 12}, {"an ", 1},   {"a ", 1}};
    if (const auto number = take_one(english)) return number;
    static constexpr std::pair<std::string_view, int> digits[] = {
        {"一", 1}, {"二", 2}, {"两", 2}, {"三", 3}, {"四", 4},
        {"五", 5}, {"六", 6}, {"七", 7}, {"八", 8}, {"九", 9}};
    const auto tens = take_one(digits);
    if (!take("十")) return tens;
    const auto ones = take_one(digits);
    return tens.value_or(1) * 10 + ones.value_or(0);
  }

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

constexpr std::pair<std::string_view, Hours> kPartsOfDay[] = {
    {"凌晨", {0, 6}},     {"早上", {6, 10}},       {"早晨", {6, 10}},     {"清早", {6, 10}},
    {"一早", {6, 10}},    {"上午", {8, 12}},       {"中午", {11, 14}},    {"下午", {12, 18}},
    {"傍晚", {17, 20}},   {"晚上", {18, 24}},      {"夜里", {18, 24}},    {"半夜", {0, 6}},
    {"深夜", {22, 24}},   {"早", {6, 10}},         {"晚", {18, 24}},      {"夜", {18, 24}},
    {"morning", {6, 12}}, {"afternoon", {12, 18}}, {"evening", {18, 24}}, {"night", {18, 24}},
    {"at noon", {11, 14}}};

constexpr std::pair<std::string_view, int> kDayWords[] = {{"大前天", -3},
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

constexpr std::pair<std::string_view, int> kWeekdays[] = {
    {"一", 1}, {"二", 2}, {"三", 3}, {"四", 4}, {"五", 5}, {"六", 6}, {"日", 7}, {"天", 7},
    {"7", 7},  {"1", 1},  {"2", 2},  {"3", 3},  {"4", 4},  {"5", 5},  {"6", 6}};
constexpr std::pair<std::string_view, int> kEnglishWeekdays[] = {
    {"monday", 1}, {"tuesday", 2},  {"wednesday", 3}, {"thursday", 4},
    {"friday", 5}, {"saturday", 6}, {"sunday", 7}};
constexpr std::pair<std::string_view, int> kWeekWords[] = {
    {"上上个", -2}, {"上上", -2},  {"上个", -1}, {"上", -1},  {"这个", 0}, {"这", 0},
    {"本", 0},      {"下下个", 2}, {"下下", 2},  {"下个", 1}, {"下", 1}};
constexpr std::pair<std::string_view, int> kEnglishTurns[] = {
    {"last ", -1}, {"this past ", -1}, {"past ", -1}, {"this ", 0}, {"next ", 1}, {"on ", 0}};
constexpr std::pair<std::string_view, int> kYearWords[] = {
    {"大前年", -3}, {"前年", -2}, {"去年", -1}, {"今年", 0}, {"本年", 0}, {"明年", 1}, {"后年", 2}};
constexpr std::string_view kMonths[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                        "jul", "aug", "sep", "oct", "nov", "dec"};

struct Feast {
  int month = 0;
  int day = 0;
};
constexpr std::pair<std::string_view, Feast> kFeasts[] = {
    {"双十一", {11, 11}}, {"双十二", {12, 12}}, {"双11", {11, 11}},     {"双12", {12, 12}},
    {"618", {6, 18}},     {"元旦", {1, 1}},     {"国庆", {10, 1}},      {"十一假期", {10, 1}},
    {"五一", {5, 1}},     {"圣诞", {12, 25}},   {"情人节", {2, 14}},    {"妇女节", {3, 8}},
    {"儿童节", {6, 1}},   {"black friday", {}}, {"christmas", {12, 25}}};

std::string stretch(Day from, Day to) {
  return records::to_iso(from) + "/" + records::to_iso(to);
}

std::string month_text(year_month_day month) {
  return fmt::format("{:04}-{:02}", static_cast<int>(month.year()),
                     static_cast<unsigned>(month.month()));
}

// The text's own day, and what is found from it.
class DateReader {
 public:
  DateReader(std::string_view next, const DateContext& context)
      : next_(next), known_(context.moment.has_value()) {
    if (!known_) return;
    const auto local = context.zone.to_local(*context.moment);
    now_ = std::chrono::sys_time<std::chrono::microseconds>(local.time_since_epoch());
    today_ = std::chrono::floor<days>(now_);
  }

  std::string read(std::string_view said) const {
    DateWords words(said);
    if (auto value = written_out(words); value) return *value;
    words = DateWords(said);
    if (auto value = month_and_day(words); value) return *value;
    if (!known_) return {};
    using Form = std::optional<std::string> (DateReader::*)(DateWords) const;
    for (const Form form : {&DateReader::long_ago, &DateReader::of_a_week, &DateReader::of_a_day,
                            &DateReader::of_a_month, &DateReader::of_a_year, &DateReader::feast,
                            &DateReader::vague, &DateReader::english_week})
      if (auto value = (this->*form)(DateWords(said))) return *value;
    return {};
  }

 private:
  static Day day_at(int year, int month, int day) {
    return Day(std::chrono::year{year} / month / day);
  }
  year_month_day today() const { return year_month_day(today_); }

  // The day, or the hours of it that the rest of the words names.
  std::string with_time(Day day, DateWords& words) const {
    std::optional<Hours> part = words.take_one(kPartsOfDay);
    words.take("的");
    DateWords clock = words;
    if (const auto hour = clock.take_number()) {
      int minute = 0;
      bool told = false;
      if (clock.take("点半")) {
        minute = 30;
        told = true;
      } else if (clock.take("点") || clock.take("时") || clock.take(":")) {
        told = true;
        minute = clock.take_number().value_or(0);
        if (clock.take("半")) minute = 30;
        if (clock.take("刻")) minute *= 15;
      } else if (clock.take("am") || clock.take("a.m")) {
        told = true;
      } else if (clock.take("pm") || clock.take("p.m")) {
        told = true;
        if (!part) part = Hours{12, 24};
      }
      int hour24 = *hour;
      if (part && part->from >= 11 && hour24 < 12 && hour24 + 12 < 24 &&
          !(part->from == 11 && hour24 == 11))
        hour24 += 12;
      if (told && hour24 < 24 && minute < 60)
        return fmt::format("{}T{:02}:{:02}", records::to_iso(day), hour24, minute);
    }
    if (!part) return records::to_iso(day);
    return fmt::format("{}T{:02}:00/{}T{:02}:{}", records::to_iso(day), part->from,
                       records::to_iso(day), part->to == 24 ? 23 : part->to,
                       part->to == 24 ? "59" : "00");
  }

  // "2026年3月5日", "2026-03-05", "3/5/2026", "Nov 3, 2026", "5 November".
  std::optional<std::string> written_out(DateWords words) const {
    DateWords english = words;
    if (auto value = in_english(english)) return value;
    const auto first = words.take_number();
    if (!first) return std::nullopt;
    const bool dash = words.take("年") || words.take("-") || words.take("/") || words.take(".");
    if (!dash) return std::nullopt;
    const auto second = words.take_number();
    if (*first >= 1900 && *first < 2200) {
      if (!second) return words.empty() ? std::optional(std::to_string(*first)) : std::nullopt;
      if (*second < 1 || *second > 12) return std::nullopt;
      if (words.take("月份") || words.take("月") || words.take("-") || words.take("/") ||
          words.take(".")) {
        const auto third = words.take_number();
        if (third) {
          if (!text::is_real_day(*first, *second, *third)) return std::string();
          words.take("日") || words.take("号");
          words.take("t");
          return with_time(day_at(*first, *second, *third), words);
        }
      }
      return fmt::format("{:04}-{:02}", *first, *second);
    }
    if (second && (words.take("/") || words.take("-"))) {
      const auto year = words.take_number();
      if (!year || *year < 1900 || *year > 2199) return std::nullopt;
      const bool month_first = text::is_real_day(*year, *first, *second);
      const bool day_first = text::is_real_day(*year, *second, *first);
      if (month_first && day_first && *first != *second) return std::string();  // Either.
      if (month_first) return records::to_iso(day_at(*year, *first, *second));
      if (day_first) return records::to_iso(day_at(*year, *second, *first));
      return std::string();
    }
    if (second && known_ && words.empty()) return nearest(*first, *second, words);  // "11.20"
    return std::nullopt;
  }

  std::optional<std::string> in_english(DateWords words) const {
    std::optional<int> day = words.take_number();
    const auto take_ending = [&words] {
      words.take("st") || words.take("nd") || words.take("rd") || words.take("th");
      words.take("of");
    };
    if (day) take_ending();
    const auto* const month = std::ranges::find_if(
        kMonths, [&words](std::string_view name) { return words.rest().starts_with(name); });
    if (month == std::end(kMonths)) return std::nullopt;
    const auto letters = words.rest().find_first_not_of("abcdefghijklmnopqrstuvwxyz");
    words.take(words.rest().substr(0, letters));
    words.take(".");
    if (!day) {
      day = words.take_number();
      take_ending();
    }
    words.take(",");
    const auto number = static_cast<int>(month - std::begin(kMonths)) + 1;
    if (const auto year = words.take_number(); year && *year >= 1900 && *year < 2200) {
      if (!day) return fmt::format("{:04}-{:02}", *year, number);
      return text::is_real_day(*year, number, *day) ? records::to_iso(day_at(*year, number, *day))
                                                    : std::string();
    }
    if (!day || !known_) return std::string();
    return nearest(number, *day, words);
  }

  // The month and day of the year that lies nearest, at most 90 days ahead.
  std::string nearest(int month, int day, DateWords& words) const {
    constexpr int leap = 2024;
    if (!known_ || !text::is_real_day(leap, month, day)) return {};
    int year = static_cast<int>(today().year()) + 1;
    while (!text::is_real_day(year, month, day) || day_at(year, month, day) > today_ + days(90))
      --year;
    return with_time(day_at(year, month, day), words);
  }

  // "3月5号", "去年12月", "10月份".
  std::optional<std::string> month_and_day(DateWords words) const {
    const auto turn = words.take_one(kYearWords);
    words.take("的");
    const auto month = words.take_number();
    if (!month || *month < 1 || *month > 12 || !(words.take("月份") || words.take("月")))
      return std::nullopt;
    const auto day = words.take_number();
    words.take("日") || words.take("号");
    if (!known_) return std::string();
    int year = static_cast<int>(today().year()) + turn.value_or(0);
    if (day) {
      if (!turn) return nearest(*month, *day, words);
      return text::is_real_day(year, *month, *day) ? with_time(day_at(year, *month, *day), words)
                                                   : std::string();
    }
    if (!turn && day_at(year, *month, 1) > today_ + days(90)) --year;
    return fmt::format("{:04}-{:02}", year, *month);
  }

  // "3天前", "半个月前", "2 hours ago", "三天后".
  std::optional<std::string> long_ago(DateWords words) const {
    const bool half = words.take("半");
    auto count = half ? std::optional(0) : words.take_number();
    if (!count) return std::nullopt;
    words.take("多");
    words.take("来");
    words.take("个");
    enum Unit { hour, day, week, month, year };
    static constexpr std::pair<std::string_view, Unit> units[] = {
        {"小时", hour},    {"钟头", hour},   {"天", day},     {"日", day},     {"周", week},
        {"星期", week},    {"礼拜", week},   {"月", month},   {"年", year},    {"hours", hour},
        {"hour", hour},    {"days", day},    {"day", day},    {"weeks", week}, {"week", week},
        {"months", month}, {"month", month}, {"years", year}, {"year", year}};
    const auto unit = words.take_one(units);
    if (!unit) return std::nullopt;
    const bool half_more = words.take("半") || words.take("多");
    int way = 0;
    for (const std::string_view word : {"之前", "以前", "前", "ago", "earlier", "before"})
      if (way == 0 && words.take(word)) way = -1;
    for (const std::string_view word : {"之后", "以后", "后", "later", "from now"})
      if (way == 0 && words.take(word)) way = 1;
    if (way == 0) return std::nullopt;
    const int n = *count * way;
    const int rest = half || half_more ? way : 0;
    switch (*unit) {
      case hour: {
        const auto at = now_ + std::chrono::hours(n) + std::chrono::minutes(30 * rest);
        const auto on = std::chrono::floor<days>(at);
        return fmt::format("{}T{:02}:00", records::to_iso(on),
                           std::chrono::duration_cast<std::chrono::hours>(at - on).count());
      }
      case day:
        return records::to_iso(today_ + days(n));
      case week:
        return records::to_iso(today_ + days(7 * n + 3 * rest));
      case month:
        return records::to_iso(months_on(n) + days(15 * rest));
      case year:
        return records::to_iso(months_on(12 * n + 6 * rest));
    }
    return std::nullopt;
  }

  // The same day so many months on, or the last of a shorter month.
  Day months_on(int count) const {
    const auto month = today().year() / today().month() + months(count);
    const auto same = month / today().day();
    return same.ok() ? Day(same) : Day(month / std::chrono::last);
  }

  // "上周三", "下周", "周五", "本周末".
  std::optional<std::string> of_a_week(DateWords words) const {
    const auto turn = words.take_one(kWeekWords);
    if (!words.take("周") && !words.take("星期") && !words.take("礼拜")) return std::nullopt;
    const Day monday = today_ - days(weekday_of_today() - 1);
    const Day week = monday + days(7 * turn.value_or(0));
    if (words.take("末")) return stretch(week + days(5), week + days(6));
    if (const auto weekday = words.take_one(kWeekdays))
      return with_time(turn ? week + days(*weekday - 1) : nearest_weekday(*weekday), words);
    return turn ? std::optional(stretch(week, week + days(6))) : std::nullopt;
  }

  int weekday_of_today() const {
    return static_cast<int>(std::chrono::weekday(today_).iso_encoding());
  }
  Day nearest_weekday(int weekday) const {
    const int back = (weekday_of_today() - weekday + 7) % 7;
    const bool ahead =
        next_.starts_with("前") || next_.starts_with("之前") || next_.starts_with("以前");
    return ahead && back > 0 ? today_ + days(7 - back) : today_ - days(back);
  }

  std::optional<std::string> of_a_day(DateWords words) const {
    const auto offset = words.take_one(kDayWords);
    if (!offset) return std::nullopt;
    if (words.rest().starts_with("年") || words.rest().starts_with("月")) return std::nullopt;
    for (const std::string_view unit : {"week", "month", "year"})  // "this week"
      if (words.rest().starts_with(unit)) return std::nullopt;
    return with_time(today_ + days(*offset), words);
  }

  // "上个月", "这个月15号", "月底", "月初", "15号".
  std::optional<std::string> of_a_month(DateWords words) const {
    const auto turn = words.take_one(kWeekWords);
    DateWords alone = words;
    const auto day_alone = turn ? std::nullopt : alone.take_number();
    const auto month_of = [this](int offset) {
      return year_month_day(today().year() / today().month() / 1 + months(offset));
    };
    if (day_alone && (alone.take("号") || alone.take("日"))) {
      auto month = month_of(0);
      // A day that lies more than a week ahead was last month's.
      for (int i = 0; i < 2; ++i) {
        const auto day = month.year() / month.month() / *day_alone;
        if (day.ok() && Day(day) <= today_ + days(7)) return with_time(Day(day), alone);
        month = year_month_day(month.year() / month.month() / 1 - months(1));
      }
      return std::string();
    }
    if (!words.take("月")) return std::nullopt;
    words.take("份");
    words.take("的");
    const auto month = month_of(turn.value_or(0));
    const Day first(month.year() / month.month() / 1);
    const Day last(month.year() / month.month() / std::chrono::last);
    if (words.take("初")) return stretch(first, first + days(9));
    if (words.take("中")) return stretch(first + days(10), first + days(19));
    if (words.take("底") || words.take("末")) return stretch(first + days(20), last);
    if (!turn) return std::nullopt;
    if (const auto day = words.take_number()) {
      words.take("号") || words.take("日");
      const auto on = month.year() / month.month() / *day;
      return on.ok() ? with_time(Day(on), words) : std::string();
    }
    return month_text(month);
  }

  std::optional<std::string> of_a_year(DateWords words) const {
    const auto turn = words.take_one(kYearWords);
    if (!turn) return std::nullopt;
    const int year = static_cast<int>(today().year()) + *turn;
    if (const auto on = words.take_one(kFeasts)) {
      return on->month > 0 ? records::to_iso(day_at(year, on->month, on->day)) : std::string();
    }
    if (words.take("年初")) return fmt::format("{:04}-01/{:04}-03", year, year);
    if (words.take("年底")) return fmt::format("{:04}-10/{:04}-12", year, year);
    return std::to_string(year);
  }

  std::optional<std::string> feast(DateWords words) const {
    const auto on = words.take_one(kFeasts);
    if (!on || on->month == 0) return std::nullopt;
    return nearest(on->month, on->day, words);
  }

  std::optional<std::string> vague(DateWords words) const {
    if (words.take("前几天") || words.take("前些天") || words.take("the other day"))
      return stretch(today_ - days(7), today_ - days(2));
    return std::nullopt;
  }

  // "last Monday", "on Friday", "next week", "last month".
  std::optional<std::string> english_week(DateWords words) const {
    const auto turn = words.take_one(kEnglishTurns);
    if (const auto weekday = words.take_one(kEnglishWeekdays)) {
      const int back = (weekday_of_today() - *weekday + 7) % 7;
      if (turn == 1) return with_time(today_ + days(back == 0 ? 7 : 7 - back), words);
      if (turn == -1) return with_time(today_ - days(back == 0 ? 7 : back), words);
      return with_time(nearest_weekday(*weekday), words);
    }
    if (!turn) return std::nullopt;
    const Day monday = today_ - days(weekday_of_today() - 1) + days(7 * *turn);
    if (words.take("weekend")) return stretch(monday + days(5), monday + days(6));
    if (words.take("week")) return stretch(monday, monday + days(6));
    if (words.take("month"))
      return month_text(year_month_day(today().year() / today().month() / 1 + months(*turn)));
    if (words.take("year")) return std::to_string(static_cast<int>(today().year()) + *turn);
    return std::nullopt;
  }

  std::string_view next_;
  bool known_ = false;
  std::chrono::sys_time<std::chrono::microseconds> now_{};
  Day today_{};
};

}  // namespace

std::string date_value(std::string_view said, std::string_view next, const DateContext& context) {
  std::string lower(said);
  for (char& byte : lower)
    if (byte >= 'A' && byte <= 'Z') byte = static_cast<char>(byte + 32);
  return DateReader(next, context).read(lower);
}

}  // namespace aftercare::language
