#include "metrics/ask/calendar.hpp"

#include <algorithm>
#include <chrono>

namespace aftercare::metrics {
namespace {

using AskUnitOfTime = AskSpan::Unit;

records::Day first_of_month(int year, int month) {
  return std::chrono::sys_days(std::chrono::year(year) / month / 1);
}

// The same day of the month, or its last where there is no such day (February 30).
records::Day plus_months(records::Day day, int count) {
  const std::chrono::year_month_day date(day);
  const auto moved = date + std::chrono::months(count);
  return moved.ok() ? std::chrono::sys_days(moved)
                    : std::chrono::sys_days(moved.year() / moved.month() / std::chrono::last);
}

int year_of(records::Day day) {
  return static_cast<int>(std::chrono::year_month_day(day).year());
}
int month_in(records::Day day) {
  return static_cast<int>(static_cast<unsigned>(std::chrono::year_month_day(day).month()));
}

int months_of(AskUnitOfTime unit) {
  return unit == AskUnitOfTime::month     ? 1
         : unit == AskUnitOfTime::quarter ? 3
         : unit == AskUnitOfTime::half    ? 6
                                          : 12;
}

}  // namespace

int AskCalendar::year() const {
  return year_of(today_);
}

AskSpan AskCalendar::cut(records::Day from, records::Day last, AskUnitOfTime unit) const {
  const bool unfinished = from <= today_ && today_ < last;
  return {from, unfinished ? today_ : last, unit, last};
}

AskSpan AskCalendar::day(records::Day day) const {
  return {day, day, AskUnitOfTime::day, day};
}

AskSpan AskCalendar::week(int offset) const {
  const auto monday =
      today_ - (std::chrono::weekday(today_) - std::chrono::Monday) + std::chrono::days(7 * offset);
  return cut(monday, monday + std::chrono::days(6), AskUnitOfTime::week);
}

AskSpan AskCalendar::month(int offset) const {
  const auto first = plus_months(first_of_month(year(), month_in(today_)), offset);
  return cut(first, plus_months(first, 1) - std::chrono::days(1), AskUnitOfTime::month);
}

AskSpan AskCalendar::quarter(int offset) const {
  const auto first =
      plus_months(first_of_month(year(), (month_in(today_) - 1) / 3 * 3 + 1), 3 * offset);
  return cut(first, plus_months(first, 3) - std::chrono::days(1), AskUnitOfTime::quarter);
}

AskSpan AskCalendar::whole_year(int year) const {
  return cut(first_of_month(year, 1), first_of_month(year + 1, 1) - std::chrono::days(1),
             AskUnitOfTime::year);
}

AskSpan AskCalendar::named_month(int month, std::optional<int> of) const {
  const int in = of.value_or(month <= month_in(today_) ? year() : year() - 1);
  const auto first = first_of_month(in, month);
  return cut(first, plus_months(first, 1) - std::chrono::days(1), AskUnitOfTime::month);
}

AskSpan AskCalendar::named_quarter(int quarter, std::optional<int> of) const {
  const int month = quarter * 3 - 2;
  const auto first =
      first_of_month(of.value_or(month <= month_in(today_) ? year() : year() - 1), month);
  return cut(first, plus_months(first, 3) - std::chrono::days(1), AskUnitOfTime::quarter);
}

AskSpan AskCalendar::named_half(int half, std::optional<int> of) const {
  const int month = half * 6 - 5;
  const auto first =
      first_of_month(of.value_or(month <= month_in(today_) ? year() : year() - 1), month);
  return cut(first, plus_months(first, 6) - std::chrono::days(1), AskUnitOfTime::half);
}

std::optional<AskSpan> AskCalendar::named_day(int month, int day, std::optional<int> of) const {
  const auto in = [&](int year) -> std::optional<records::Day> {
    const std::chrono::year_month_day date(std::chrono::year(year),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day)));
    return date.ok() ? std::optional<records::Day>(std::chrono::sys_days(date)) : std::nullopt;
  };
  auto found = in(of.value_or(year()));
  if (!of && (!found || *found > today_)) found = in(year() - 1);
  if (!found) return std::nullopt;
  return AskSpan{*found, *found, AskUnitOfTime::day, *found};
}

std::optional<AskSpan> AskCalendar::named_holiday(const Holiday& holiday,
                                                  std::optional<int> of) const {
  const auto in = [&](int year) -> std::optional<AskSpan> {
    auto dates = holiday.each_year;
    if (const auto found = holiday.years.find(year); found != holiday.years.end())
      dates = found->second;
    if (!dates) return std::nullopt;
    const auto at = [&](const std::string& date) {
      return records::parse_day(std::to_string(year) + "-" + date);
    };
    const auto first = at(dates->first);
    const auto last = at(dates->second);
    if (!first || !last) return std::nullopt;
    auto span = cut(*first, *last, AskUnitOfTime::holiday);
    span.holiday = holiday.code;
    return span;
  };
  if (of) return in(*of);
  auto span = in(year());
  if (!span || span->from > today_) span = in(year() - 1);
  return span;
}

AskSpan AskCalendar::last(int count, std::string_view unit) const {
  if (unit == "day") return range(today_ - std::chrono::days(count - 1), today_);
  if (unit == "week") return range(today_ - std::chrono::days(7 * count - 1), today_);
  const int each = unit.starts_with("quarter") ? 3 : unit == "year" ? 12 : 1;
  return range(plus_months(today_, -each * count) + std::chrono::days(1), today_);
}

AskSpan AskCalendar::range(records::Day from, records::Day to) const {
  return {from, to, AskUnitOfTime::days, to};
}

std::optional<AskSpan> AskCalendar::before(const AskSpan& span, const AskWords& words) const {
  switch (span.unit) {
    case AskUnitOfTime::day:
      return day(span.from - std::chrono::days(1));
    case AskUnitOfTime::days:
      return range(span.from - std::chrono::days(span.length()), span.from - std::chrono::days(1));
    case AskUnitOfTime::week: {
      AskSpan week{span.from - std::chrono::days(7), span.from - std::chrono::days(1),
                   AskUnitOfTime::week, span.from - std::chrono::days(1)};
      return as_far_as(week, span);
    }
    case AskUnitOfTime::holiday:
      return year_before(span, 1, words);
    case AskUnitOfTime::month:
    case AskUnitOfTime::quarter:
    case AskUnitOfTime::half:
    case AskUnitOfTime::year:
      break;
  }
  const AskSpan whole{plus_months(span.from, -months_of(span.unit)),
                      span.from - std::chrono::days(1), span.unit,
                      span.from - std::chrono::days(1)};
  return as_far_as(whole, span);
}

std::optional<AskSpan> AskCalendar::year_before(const AskSpan& span, int years,
                                                const AskWords& words) const {
  if (span.unit == AskUnitOfTime::week) {
    const auto back = std::chrono::days(364 * years);
    return AskSpan{span.from - back, span.to - back, AskUnitOfTime::week, span.end - back};
  }
  if (span.unit == AskUnitOfTime::holiday) {
    const auto* holiday = words.holiday(span.holiday);
    if (holiday == nullptr) return std::nullopt;
    return named_holiday(*holiday, year_of(span.from) - years);
  }
  AskSpan moved = span;
  moved.from = plus_months(span.from, -12 * years);
  moved.to = plus_months(span.to, -12 * years);
  // The last of a month stays the last of a month.
  if (std::chrono::year_month_day(span.to + std::chrono::days(1)).day() == std::chrono::day(1))
    moved.to = plus_months(first_of_month(year_of(moved.to), month_in(moved.to)), 1) -
               std::chrono::days(1);
  moved.end = moved.to;
  return moved;
}

AskSpan AskCalendar::as_far_as(const AskSpan& against, const AskSpan& span) const {
  if (against.unit != span.unit || !span.unfinished()) return against;
  auto cut = against;
  // A year is cut at the same date, so that a February 29 moves nothing.
  cut.to = span.unit == AskUnitOfTime::year
               ? plus_months(span.to, 12 * (year_of(against.from) - year_of(span.from)))
               : against.from + (span.to - span.from);
  cut.to = std::min(cut.to, against.to);
  return cut;
}

}  // namespace aftercare::metrics
