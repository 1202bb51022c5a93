#include "language/date_value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "language/date_words.hpp"
#include "text/check_digit.hpp"

namespace aftercare::language {
namespace {

using records::Day;
using std::chrono::days;
using std::chrono::months;
using std::chrono::year_month_day;

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
