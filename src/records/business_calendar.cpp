#include "records/business_calendar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "base/share.hpp"
#include "base/yaml_file.hpp"

namespace aftercare::records {
namespace {

namespace chrono = std::chrono;
using base::Result;

constexpr std::array<std::string_view, 7> kWeekdays = {"sunday",   "monday", "tuesday", "wednesday",
                                                       "thursday", "friday", "saturday"};

using Shifts = std::vector<BusinessShift>;

constexpr Moment kFirstMoment = chrono::sys_days(chrono::year{2000} / 1 / 1);
constexpr Moment kEndOfMoments = chrono::sys_days(chrono::year{2050} / 1 / 1);

// "HH:MM", up to 24:00.
std::optional<chrono::minutes> minutes_of(std::string_view text) {
  const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
  if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4))
    return std::nullopt;
  const int hours = (text[0] - '0') * 10 + (text[1] - '0');
  const int minutes = (text[3] - '0') * 10 + (text[4] - '0');
  if (minutes > 59 || hours * 60 + minutes > 24 * 60) return std::nullopt;
  return chrono::minutes(hours * 60 + minutes);
}

Result<Shifts> shifts_of(const std::filesystem::path& file, const YAML::Node& list) {
  if (!list.IsSequence())
    return base::flaw(file, list, "no list of shifts: [\"09:00-12:00\", ...]",
                      "不是班次列表：[\"09:00-12:00\", ...]");
  Shifts shifts;
  for (const auto& item : list) {
    const std::string text = item.IsScalar() ? item.Scalar() : std::string();
    const auto dash = text.find('-');
    const auto from = minutes_of(std::string_view(text).substr(0, std::min(dash, text.size())));
    auto to =
        dash == text.npos ? std::nullopt : minutes_of(std::string_view(text).substr(dash + 1));
    if (!from || !to || *from == *to || *from == chrono::hours(24))
      return base::flaw(file, item, fmt::format("no shift: '{}'; written \"09:00-18:00\"", text),
                        fmt::format("不是班次：“{}”；写法如 \"09:00-18:00\"", text));
    if (*to < *from) *to += chrono::hours(24);
    shifts.push_back({*from, *to});
  }
  std::ranges::sort(shifts, {}, &BusinessShift::from);
  for (std::size_t i = 1; i < shifts.size(); ++i)
    if (shifts[i].from < shifts[i - 1].to)
      return base::flaw(file, list, "two shifts of a day overlap", "同一天的两个班次重叠");
  return shifts;
}

Result<Day> day_in(const std::filesystem::path& file, const YAML::Node& node) {
  const std::string text = node.IsDefined() && node.IsScalar() ? node.Scalar() : std::string();
  if (const auto day = parse_day(text)) return *day;
  return base::flaw(file, node, fmt::format("no day (YYYY-MM-DD): '{}'", text),
                    fmt::format("不是日期（YYYY-MM-DD）：“{}”", text));
}

Result<void> only_keys(const std::filesystem::path& file, const YAML::Node& map,
                       std::initializer_list<std::string_view> keys) {
  if (!map.IsMap()) return base::flaw(file, map, "no map of settings", "不是键值表");
  for (const auto& entry : map)
    if (std::ranges::find(keys, entry.first.Scalar()) == keys.end())
      return base::flaw(file, entry.first, fmt::format("unknown key: '{}'", entry.first.Scalar()),
                        fmt::format("未知的键：“{}”", entry.first.Scalar()));
  return {};
}

}  // namespace

struct BusinessCalendar::Rules {
  Zone zone = Zone::utc();
  std::array<std::vector<BusinessShift>, 7> week;  // By C encoding of weekdays: 0 is Sunday.
  std::map<Day, std::vector<BusinessShift>>
      days;  // Holidays (no shift) and working days of their own.
  std::string stamp;

  Result<void> read_week(const std::filesystem::path& file, const YAML::Node& node) {
    if (!node.IsDefined() || !node.IsMap())
      return base::flaw(file, node, "no 'week': shifts by weekday", "缺少“week”：每个星期几的班次");
    for (const auto& entry : node) {
      const auto* found = std::ranges::find(kWeekdays, entry.first.Scalar());
      if (found == kWeekdays.end())
        return base::flaw(
            file, entry.first,
            fmt::format("no weekday: '{}'; monday to sunday", entry.first.Scalar()),
            fmt::format("不是星期几：“{}”；应为 monday 至 sunday", entry.first.Scalar()));
      auto shifts = shifts_of(file, entry.second);
      if (!shifts) return base::failure_of(shifts);
      week[static_cast<std::size_t>(found - kWeekdays.begin())] = std::move(*shifts);
    }
    return {};
  }

  Result<void> read_holidays(const std::filesystem::path& file, const YAML::Node& list) {
    if (!list.IsDefined()) return {};
    if (!list.IsSequence())
      return base::flaw(file, list, "no list: 'holidays'", "不是列表：“holidays”");
    for (const auto& item : list) {
      if (auto known = only_keys(file, item, {"name", "day", "from", "to"}); !known) return known;
      const bool one = item["day"].IsDefined();
      const auto from = day_in(file, one ? item["day"] : item["from"]);
      if (!from) return base::failure_of(from);
      const auto to = day_in(file, one ? item["day"] : item["to"]);
      if (!to) return base::failure_of(to);
      if (*to < *from || *to - *from > chrono::days(366))
        return base::flaw(file, item, "the holiday ends before it begins, or lasts over a year",
                          "假期的结束早于开始，或超过一年");
      for (auto day = *from; day <= *to; day += chrono::days(1)) days[day] = {};
    }
    return {};
  }

  // Behind the holidays: a day named here is worked though a holiday holds it.
  Result<void> read_working_days(const std::filesystem::path& file, const YAML::Node& list) {
    if (!list.IsDefined()) return {};
    if (!list.IsSequence())
      return base::flaw(file, list, "no list: 'working_days'", "不是列表：“working_days”");
    for (const auto& item : list) {
      if (auto known = only_keys(file, item, {"name", "day", "like", "shifts"}); !known)
        return known;
      const auto day = day_in(file, item["day"]);
      if (!day) return base::failure_of(day);
      if (item["shifts"].IsDefined()) {
        auto shifts = shifts_of(file, item["shifts"]);
        if (!shifts) return base::failure_of(shifts);
        days[*day] = std::move(*shifts);
        continue;
      }
      const auto like = base::text_or(item, "like", "monday");
      const auto* found = std::ranges::find(kWeekdays, like);
      if (found == kWeekdays.end())
        return base::flaw(file, item["like"], fmt::format("no weekday: '{}'", like),
                          fmt::format("不是星期几：“{}”", like));
      days[*day] = week[static_cast<std::size_t>(found - kWeekdays.begin())];
    }
    return {};
  }

  const Shifts& shifts_on(Day day) const {
    const auto own = days.find(day);
    return own != days.end() ? own->second : week[chrono::weekday(day).c_encoding()];
  }

  void write_stamp() {
    const auto write = [this](const Shifts& shifts) {
      for (const auto& [from, to] : shifts)
        stamp += fmt::format("{}-{},", from.count(), to.count());
      stamp += ';';
    };
    stamp = zone.name() + ':';
    for (const auto& shifts : week) write(shifts);
    for (const auto& [day, shifts] : days) {
      stamp += to_iso(day) + '=';
      write(shifts);
    }
  }
};

// The calendar as spans of open time, made when the first moment is asked about.
class BusinessCalendar::Spans {
 public:
  explicit Spans(Rules rules) : rules_(std::move(rules)) {}

  const std::string& stamp() const { return rules_.stamp; }

  // Open microseconds from the first span to the moment.
  std::int64_t open_until(std::int64_t moment) const {
    std::call_once(made_, [this] { make(); });
    auto next = std::ranges::upper_bound(list_, moment, {}, &Span::from);
    if (next == list_.begin()) return 0;
    --next;
    return next->before + std::min(moment, next->to) - next->from;
  }

  // The first moment until which so many microseconds were open; none if there never are.
  std::optional<std::int64_t> moment_of(std::int64_t open) const {
    std::call_once(made_, [this] { make(); });
    const auto all = [](const Span& span) { return span.before + span.to - span.from; };
    const auto at = std::ranges::lower_bound(list_, open, {}, all);
    if (at == list_.end()) return std::nullopt;
    return at->from + (open - at->before);
  }

 private:
  struct Span {
    std::int64_t from;
    std::int64_t to;
    std::int64_t before;  // Open time of all earlier spans.
  };

  void make() const {
    const auto utc = [this](Day day, chrono::minutes at) {
      const chrono::local_time<chrono::microseconds> local{day.time_since_epoch() + at};
      return rules_.zone.to_moment(local).time_since_epoch().count();
    };
    // A day more at both ends: shifts over midnight, zones ahead and behind.
    const Day first = chrono::sys_days(chrono::year{1999} / 12 / 30);
    const Day last = chrono::sys_days(chrono::year{2050} / 1 / 2);
    for (auto day = first; day <= last; day += chrono::days(1))
      for (const auto& [from, to] : rules_.shifts_on(day)) {
        const auto begin = utc(day, from);
        const auto end = utc(day, to);
        if (begin >= end) continue;  // A shift inside an hour that the clock skips.
        if (!list_.empty() && begin <= list_.back().to)
          list_.back().to = std::max(list_.back().to, end);
        else
          list_.push_back({begin, end, 0});
      }
    for (std::size_t i = 1; i < list_.size(); ++i)
      list_[i].before = list_[i - 1].before + list_[i - 1].to - list_[i - 1].from;
  }

  Rules rules_;
  mutable std::once_flag made_;
  mutable std::vector<Span> list_;
};

BusinessCalendar::BusinessCalendar(Rules rules)
    : spans_(std::make_shared<const Spans>(std::move(rules))) {}

std::optional<double> BusinessCalendar::seconds_between(Moment from, Moment to) const {
  if (to < from || from < kFirstMoment || to >= kEndOfMoments) return std::nullopt;
  const auto open = spans_->open_until(to.time_since_epoch().count()) -
                    spans_->open_until(from.time_since_epoch().count());
  return static_cast<double>(open) / 1e6;
}

std::optional<Moment> BusinessCalendar::moment_after(Moment from, double seconds) const {
  if (from < kFirstMoment || from >= kEndOfMoments || !(seconds >= 0) || seconds > 1e10)
    return std::nullopt;
  if (seconds == 0) return from;
  const auto open = static_cast<std::int64_t>(std::llround(seconds * 1e6));
  const auto at = spans_->moment_of(spans_->open_until(from.time_since_epoch().count()) + open);
  if (!at || Moment{chrono::microseconds{*at}} >= kEndOfMoments) return std::nullopt;
  return Moment{chrono::microseconds{*at}};
}

const std::string& BusinessCalendar::stamp() const {
  return spans_->stamp();
}

Result<std::optional<BusinessCalendar>> BusinessCalendar::read(const std::filesystem::path& file,
                                                               std::string_view name,
                                                               const Zone& zone) {
  const auto root = base::load_yaml(file);
  if (!root) return base::failure_of(root);
  if (auto known = only_keys(file, *root, {"calendars"}); !known) return base::failure_of(known);
  const auto list = (*root)["calendars"];
  if (!list.IsDefined() || !list.IsSequence())
    return base::flaw(file, *root, "no list: 'calendars'", "不是列表：“calendars”");
  for (const auto& one : list) {
    if (auto known =
            only_keys(file, one, {"name", "label", "zone", "week", "holidays", "working_days"});
        !known)
      return base::failure_of(known);
    if (base::text_or(one, "name", "") != name) continue;
    Rules rules;
    rules.zone = zone;
    if (const auto own = base::text_or(one, "zone", ""); !own.empty()) {
      const auto named = Zone::named(own);
      if (!named)
        return base::flaw(file, one["zone"], fmt::format("unknown time zone: '{}'", own),
                          fmt::format("未知的时区：“{}”", own));
      rules.zone = *named;
    }
    auto done = rules.read_week(file, one["week"]);
    if (done) done = rules.read_holidays(file, one["holidays"]);
    if (done) done = rules.read_working_days(file, one["working_days"]);
    if (!done) return base::failure_of(done);
    rules.write_stamp();
    return BusinessCalendar(std::move(rules));
  }
  return std::nullopt;
}

Result<BusinessCalendar> BusinessCalendar::load(const std::filesystem::path& workspace,
                                                std::string_view name, const Zone& zone) {
  const auto files = base::catalog_files("calendars.yaml", workspace);
  if (!files) return base::failure_of(files);
  std::optional<BusinessCalendar> found;
  for (const auto& file : *files) {
    auto calendar = read(file, name, zone);
    if (!calendar) return base::failure_of(calendar);
    if (*calendar) found = std::move(*calendar);
  }
  if (found) return *found;
  return base::failure(fmt::format("no calendar of this name: '{}'", name),
                       fmt::format("没有这个日历：“{}”", name));
}

}  // namespace aftercare::records
