// Periods as people name them, seen from one day.
//
// A period that is not over ends today, and what it is compared with is cut as short.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "metrics/ask/words.hpp"
#include "records/moment.hpp"

namespace aftercare::metrics {

struct AskSpan {
  enum class Unit { day, week, month, quarter, half, year, holiday, days };
  records::Day from;
  records::Day to;
  Unit unit = Unit::days;
  records::Day end{};        // The last day of the unit, when that is not reached yet; else `to`.
  std::string holiday = {};  // Its code.

  std::int64_t length() const { return (to - from).count() + 1; }
  bool unfinished() const { return to < end; }
};

class AskCalendar {
 public:
  explicit AskCalendar(records::Day today) : today_(today) {}

  records::Day today() const { return today_; }
  int year() const;

  AskSpan day(records::Day day) const;
  /// 0: the one that today is in; -1: the one before.
  AskSpan week(int offset) const;
  AskSpan month(int offset) const;
  AskSpan quarter(int offset) const;
  AskSpan whole_year(int year) const;
  /// Without a year: the last that has begun.
  AskSpan named_month(int month, std::optional<int> year) const;
  AskSpan named_quarter(int quarter, std::optional<int> year) const;
  AskSpan named_half(int half, std::optional<int> year) const;
  /// None: no such day, or its date in that year is not known.
  std::optional<AskSpan> named_day(int month, int day, std::optional<int> year) const;
  std::optional<AskSpan> named_holiday(const Holiday& holiday, std::optional<int> year) const;
  /// The last `count` days, weeks, months, quarters or years, today being the last day.
  AskSpan last(int count, std::string_view unit) const;
  AskSpan range(records::Day from, records::Day to) const;

  /// The one before, as long as this one has lasted so far. None: not known (a holiday's date).
  std::optional<AskSpan> before(const AskSpan& span, const AskWords& words) const;
  /// The same days of the year before; a week keeps its weekdays.
  std::optional<AskSpan> year_before(const AskSpan& span, int years, const AskWords& words) const;
  /// `against` cut to as many days as `span` has had so far, if they are of one unit.
  AskSpan as_far_as(const AskSpan& against, const AskSpan& span) const;

 private:
  AskSpan cut(records::Day from, records::Day last, AskSpan::Unit unit) const;

  records::Day today_;
};

}  // namespace aftercare::metrics
