#include "language/promised_time.hpp"

#include <array>
#include <chrono>

#include "language/date_words.hpp"

namespace aftercare::language {
namespace {

using records::Day;
using records::Moment;
using std::chrono::days;

enum class Unit { minute, hour, day, working_day, week, month };

constexpr std::pair<std::string_view, Unit> kUnits[] = {
    {"分钟", Unit::minute},    {"小时", Unit::hour},
    {"钟头", Unit::hour},      {"工作日", Unit::working_day},
    {"天", Unit::day},         {"日", Unit::day},
    {"周", Unit::week},        {"星期", Unit::week},
    {"礼拜", Unit::week},      {"月", Unit::month},
    {"minutes", Unit::minute}, {"minute", Unit::minute},
    {"mins", Unit::minute},    {"min", Unit::minute},
    {"hours", Unit::hour},     {"hour", Unit::hour},
    {"hrs", Unit::hour},       {"hr", Unit::hour},
    {"days", Unit::day},       {"day", Unit::day},
    {"weeks", Unit::week},     {"week", Unit::week},
    {"months", Unit::month},   {"month", Unit::month}};

// The longest that anybody promises, in the order of the units.
constexpr int kLongest[] = {600, 720, 90, 60, 12, 6};

bool is_letter(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

bool ends_with_one_of(std::string_view text, std::initializer_list<std::string_view> ends) {
  while (text.ends_with(' ') || text.ends_with(',')) text.remove_suffix(1);
  if (text.ends_with("，")) text.remove_suffix(std::string_view("，").size());
  for (const auto end : ends)
    if (text.ends_with(end)) return true;
  return false;
}

Moment last_of(Day day, const PromiseClock& clock) {
  return clock.zone.start_of(day + days(1)) - std::chrono::seconds(1);
}

bool is_working_day(Day day, const PromiseClock& clock) {
  if (clock.calendar != nullptr)
    if (const auto open = clock.calendar->seconds_between(clock.zone.start_of(day),
                                                          clock.zone.start_of(day + days(1))))
      return *open > 0;
  return std::chrono::weekday(day).iso_encoding() < 6;
}

Day working_days_on(Day day, int count, const PromiseClock& clock) {
  constexpr int most = 400;  // A calendar may have no working day at all.
  for (int looked = 0; count > 0 && looked < most; ++looked)
    if (is_working_day(day += days(1), clock)) --count;
  return day;
}

Moment due_after(Unit unit, int count, bool half, const PromiseClock& clock) {
  const auto today = clock.zone.day_of(clock.said);
  switch (unit) {
    case Unit::minute:
      return clock.said + std::chrono::minutes(count);
    case Unit::hour:
      return clock.said + std::chrono::minutes(60 * count + (half ? 30 : 0));
    case Unit::day:
      return last_of(today + days(count + (half ? 1 : 0)), clock);
    case Unit::working_day:
      return last_of(working_days_on(today, count, clock), clock);
    case Unit::week:
      return last_of(today + days(7 * count + (half ? 4 : 0)), clock);
    case Unit::month: {
      const std::chrono::year_month_day on(today);
      const auto month = on.year() / on.month() + std::chrono::months(count);
      const auto same = month / on.day();
      return last_of((same.ok() ? Day(same) : Day(month / std::chrono::last)) + days(half ? 15 : 0),
                     clock);
    }
  }
  return clock.said;
}

// The length of time that begins here, and where it ends; none: nothing is promised by it.
std::optional<std::pair<Moment, std::size_t>> length_at(std::string_view sentence, std::size_t at,
                                                        const PromiseClock& clock) {
  const auto before = sentence.substr(0, at);
  DateWords words(sentence.substr(at));
  const bool within = words.take("within ") || words.take("in ");
  if (within)
    for (const std::string_view filler :
         {"the next ", "next ", "about ", "approximately ", "around "})
      words.take(filler);
  const bool half = words.take("半");
  auto count = half ? std::optional(0) : words.take_number();
  if (!count) return std::nullopt;
  bool range = false;
  for (const std::string_view to : {"-", "~", "—", "–", "至", "到", "或", "to ", "or "})
    range = range || words.take(to);
  // "两三天" tells a range too.
  const bool spelt = !words.empty() && static_cast<unsigned char>(words.rest()[0]) >= 0x80;
  const auto longer = range || spelt ? words.take_number() : std::nullopt;
  if (range && !longer) return std::nullopt;
  if (longer) {
    count = longer;
    range = true;
  }
  words.take("个");
  const bool half_more = half || words.take("半");
  const bool working = words.take("business ") || words.take("working ");
  auto unit = words.take_one(kUnits);
  if (!unit) return std::nullopt;
  if (working) {
    if (*unit != Unit::day) return std::nullopt;
    unit = Unit::working_day;
  }
  if (!words.empty() && is_letter(words.rest()[0]) && is_letter(*(words.rest().data() - 1)))
    return std::nullopt;
  if (*count > kLongest[static_cast<std::size_t>(*unit)] || (*count == 0 && !half))
    return std::nullopt;
  const bool closed = words.take("之内") || words.take("以内") || words.take("内") ||
                      words.take("之后") || words.take("以后") || words.take("后");
  const bool about = words.take("左右");
  const bool led = within || ends_with_one_of(before, {"预计", "大概", "大约", "约", "最晚", "最迟",
                                                       "最多", "一般", "估计", "需要", "需"});
  const bool named = *unit == Unit::working_day || (range && *unit != Unit::month);
  if (!closed && !about && !led && !named) return std::nullopt;
  // Gone by already ("等了3个工作日"), or counted from something else than now.
  if (ends_with_one_of(before, {"了", "已经", "已", "过", "等"})) return std::nullopt;
  if (ends_with_one_of(before,
                       {"后", "之后", "后的", "起", "起的", "日起", "每", "after", "every"}))
    return std::nullopt;
  for (const std::string_view from :
       {"of ", "after ", "from ", "following ", "once ", "前", "之前", "以前"})
    if (words.rest().starts_with(from)) return std::nullopt;
  auto end = static_cast<std::size_t>(words.rest().data() - sentence.data());
  while (end > at && sentence[end - 1] == ' ') --end;
  return std::pair(due_after(*unit, *count, half_more, clock), end);
}

// A weekday or a day of a month that no word places: "周一", "on friday", "25号".
std::optional<days> step_of(std::string_view said) {
  DateWords words(said);
  words.take("on ");
  for (const std::string_view week : {"周", "星期", "礼拜"})
    if (words.rest().starts_with(week)) return days(7);
  if (words.take_one(kEnglishWeekdays)) return days(7);
  return std::nullopt;
}

bool is_day_of_month(std::string_view said) {
  DateWords words(said);
  return words.take_number().has_value() && (words.take("号") || words.take("日"));
}

int number_in(std::string_view digits) {
  int value = 0;
  for (const char byte : digits) value = value * 10 + (byte - '0');
  return value;
}

}  // namespace

std::optional<PromisedTime> promised_length(std::string_view sentence, std::size_t from,
                                            const PromiseClock& clock) {
  for (std::size_t at = from; at < sentence.size(); ++at) {
    const auto byte = static_cast<unsigned char>(sentence[at]);
    if ((byte & 0xC0U) == 0x80U || byte == ' ') continue;
    if (at > 0) {  // Not from the midst of a number or a word.
      const char last = sentence[at - 1];
      const bool digit = byte >= '0' && byte <= '9';
      if (digit && ((last >= '0' && last <= '9') || last == '.' || last == '-')) continue;
      if ((digit || is_letter(sentence[at])) && is_letter(last)) continue;
    }
    if (const auto found = length_at(sentence, at, clock))
      return PromisedTime{at, found->second, found->first};
  }
  return std::nullopt;
}

std::optional<Moment> promised_date(std::string_view said, std::string_view value,
                                    const PromiseClock& clock) {
  if (const auto stretch = value.find('/'); stretch != value.npos) value.remove_prefix(stretch + 1);
  if (value.size() < 7) return std::nullopt;
  const auto year = std::chrono::year(number_in(value.substr(0, 4)));
  const auto month = std::chrono::month(static_cast<unsigned>(number_in(value.substr(5, 2))));
  if (value.size() < 10) {
    const auto due = last_of(Day(year / month / std::chrono::last), clock);
    return due >= clock.said ? std::optional(due) : std::nullopt;
  }
  auto on = year / month / std::chrono::day(static_cast<unsigned>(number_in(value.substr(8, 2))));
  if (!on.ok()) return std::nullopt;
  const auto due_on = [&](Day day) {
    if (value.size() < 16) return last_of(day, clock);
    const auto at = std::chrono::local_days(day.time_since_epoch()) +
                    std::chrono::hours(number_in(value.substr(11, 2))) +
                    std::chrono::minutes(number_in(value.substr(14, 2)));
    return clock.zone.to_moment(at);
  };
  Day day(on);
  if (due_on(day) >= clock.said) return due_on(day);
  if (const auto step = step_of(said)) return due_on(day + *step);
  if (is_day_of_month(said)) {
    on += std::chrono::months(1);
    if (on.ok() && due_on(Day(on)) >= clock.said) return due_on(Day(on));
  }
  return std::nullopt;
}

}  // namespace aftercare::language
