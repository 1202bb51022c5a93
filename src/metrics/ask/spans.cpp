// Periods in a question: small patterns over its phrases.

#include <algorithm>
#include <chrono>

#include "metrics/ask/items.hpp"

namespace aftercare::metrics {
namespace {

class SpanReader {
 public:
  SpanReader(std::vector<AskItem> items, const AskCalendar& calendar, const AskWords& words)
      : items_(std::move(items)), calendar_(calendar), words_(words) {}

  std::vector<AskItem> read() {
    std::vector<AskItem> read;
    for (std::size_t at = 0; at < items_.size();) {
      const auto window = window_at(at);
      const auto found = window ? std::optional<Found>({{}, window->next}) : range_at(at);
      if (found) {
        AskItem item;
        item.begin = items_[at].begin;
        item.end = items_[found->next - 1].end;
        for (auto i = at; i < found->next; ++i)
          item.text += (i > at && items_[i].begin > items_[i - 1].end ? " " : "") + items_[i].text;
        if (window)
          item.window = window->window;
        else
          item.span = found->span;
        read.push_back(std::move(item));
        at = found->next;
      } else {
        read.push_back(std::move(items_[at++]));
      }
    }
    return read;
  }

 private:
  struct Found {
    AskSpan span;
    std::size_t next;
  };

  struct FoundWindow {
    AskWindow window;
    std::size_t next;
  };

  bool is(std::size_t at, AskRole role, std::string_view code = {}) const {
    if (at >= items_.size()) return false;
    return std::ranges::any_of(items_[at].meanings, [&](const AskMeaning& meaning) {
      return meaning.role == role && (code.empty() || meaning.code == code);
    });
  }
  std::optional<int> whole(std::size_t at, int low, int high) const {
    if (at >= items_.size() || !items_[at].number) return std::nullopt;
    const double number = *items_[at].number;
    if (number < low || number > high || number != static_cast<int>(number)) return std::nullopt;
    return static_cast<int>(number);
  }
  int code_of(std::size_t at, AskRole role) const {
    return std::stoi(items_[at].meaning(role)->code);
  }
  bool is_comparator(std::size_t at) const {
    for (const auto role :
         {AskRole::above, AskRole::below, AskRole::at_least, AskRole::at_most, AskRole::equal})
      if (is(at, role)) return true;
    return false;
  }
  // "滚动7天", "rolling 7-day average", "近7天移动平均", "7 day moving average".
  std::optional<FoundWindow> window_at(std::size_t at) const {
    auto next = at;
    const bool first = is(next, AskRole::rolling);
    AskWindow window;
    window.mean = is(next, AskRole::rolling, "mean");
    if (first) next = skip_filler(next + 1);
    if (is(next, AskRole::last_n)) ++next;
    const auto steps = whole(next, 2, 3660);
    if (!steps) return std::nullopt;
    window.steps = static_cast<unsigned>(*steps);
    ++next;
    if (!is(next, AskRole::unit) && is(next, AskRole::classifier)) ++next;
    if (!is(next, AskRole::unit)) return std::nullopt;
    for (const auto* unit : {"day", "week", "month"})
      if (is(next, AskRole::unit, unit)) window.unit = unit;
    if (is(next, AskRole::unit, "months")) window.unit = "month";
    if (window.unit.empty()) return std::nullopt;
    ++next;
    const auto behind = skip_filler(next);
    if (!first) {
      if (!is(behind, AskRole::rolling)) return std::nullopt;
      window.mean = is(behind, AskRole::rolling, "mean");
      next = behind + 1;
    }
    if (is(next, AskRole::mean)) {
      window.mean = true;
      ++next;
    }
    return FoundWindow{std::move(window), next};
  }
  std::size_t skip_filler(std::size_t at) const { return is(at, AskRole::filler) ? at + 1 : at; }

  // A year: 去年, 2026年, or 2026 alone where nothing is compared with it.
  std::optional<std::pair<int, std::size_t>> year_at(std::size_t at) const {
    if (at >= items_.size()) return std::nullopt;
    if (const auto* period = items_[at].meaning(AskRole::period);
        period != nullptr && period->code.starts_with("year "))
      return std::pair{calendar_.year() + std::stoi(period->code.substr(5)), at + 1};
    const auto year = whole(at, 1990, 2100);
    if (!year) return std::nullopt;
    if (is(at + 1, AskRole::unit, "year")) return std::pair{*year, at + 2};
    if (items_[at].text.size() != 4 || (at > 0 && is_comparator(at - 1))) return std::nullopt;
    return std::pair{*year, at + 1};
  }

  // What a year may stand before: a month, a day of one, a quarter, a half, a holiday.
  std::optional<Found> named_at(std::size_t at, std::optional<int> year) const {
    if (at >= items_.size()) return std::nullopt;
    const auto& item = items_[at];
    if (const auto* holiday = item.meaning(AskRole::holiday);
        holiday != nullptr && !(item.number && at > 0 && is_comparator(at - 1)))
      if (const auto* known = words_.holiday(holiday->name))
        if (const auto span = calendar_.named_holiday(*known, year)) return Found{*span, at + 1};
    if (is(at, AskRole::half))
      return Found{calendar_.named_half(code_of(at, AskRole::half), year), at + 1};
    if (is(at, AskRole::ordinal_quarter))
      return Found{calendar_.named_quarter(code_of(at, AskRole::ordinal_quarter), year), at + 1};
    if (is(at, AskRole::quarter_letter))
      if (const auto number = whole(at + 1, 1, 4))
        return Found{calendar_.named_quarter(*number, year), at + 2};
    if (is(at, AskRole::half_letter))
      if (const auto number = whole(at + 1, 1, 2))
        return Found{calendar_.named_half(*number, year), at + 2};
    if (is(at, AskRole::filler) && item.text == "第") return named_at(at + 1, year);
    if (const auto number = whole(at, 1, 4); number && is(at + 1, AskRole::unit, "quarter"))
      return Found{calendar_.named_quarter(*number, year), at + 2};
    if (const auto month = whole(at, 1, 12); month && is(at + 1, AskRole::unit, "month")) {
      const auto day = whole(at + 2, 1, 31);
      if (day && is(at + 3, AskRole::unit, "day"))
        if (const auto span = calendar_.named_day(*month, *day, year)) return Found{*span, at + 4};
      return Found{calendar_.named_month(*month, year), at + 2};
    }
    if (is(at, AskRole::month)) return english_month(at, year);
    if (const auto day = whole(at, 1, 31)) {  // 5 March, 5th of March.
      auto next = at + 1;
      if (is(next, AskRole::day_ending)) ++next;
      next = skip_filler(next);
      if (is(next, AskRole::month))
        if (const auto span = calendar_.named_day(code_of(next, AskRole::month), *day, year))
          return Found{*span, next + 1};
    }
    return std::nullopt;
  }

  std::optional<Found> english_month(std::size_t at, std::optional<int> year) const {
    const int month = code_of(at, AskRole::month);
    const auto day = whole(at + 1, 1, 31);
    // "may" is a month only where one is expected.
    if (items_[at].text == "may" && !day && !year_at(at + 1) &&
        !(at > 0 && (is(at - 1, AskRole::filler) || is(at - 1, AskRole::from) ||
                     is(at - 1, AskRole::to) || is(at - 1, AskRole::last_n))))
      return std::nullopt;
    if (day)
      if (const auto span = calendar_.named_day(month, *day, year))
        return Found{*span, is(at + 2, AskRole::day_ending) ? at + 3 : at + 2};
    return Found{calendar_.named_month(month, year), at + 1};
  }

  std::optional<Found> span_at(std::size_t at, std::optional<int> usual_year = {}) const {
    if (at >= items_.size()) return std::nullopt;
    const auto& item = items_[at];
    if (item.date.size() == 10) return Found{calendar_.day(*records::parse_day(item.date)), at + 1};
    if (item.date.size() == 7)
      return Found{calendar_.named_month(std::stoi(item.date.substr(5)), std::stoi(item.date)),
                   at + 1};
    if (const auto year = year_at(at)) {
      if (const auto named = named_at(skip_filler(year->second), year->first)) return named;
      return Found{calendar_.whole_year(year->first), year->second};
    }
    if (const auto named = named_at(at, usual_year)) {
      auto behind = named->next;
      if (behind < items_.size() && items_[behind].text == ",") ++behind;
      behind = skip_filler(behind);
      if (const auto year = year_at(behind))
        if (const auto again = named_at(at, year->first)) return Found{again->span, year->second};
      return named;
    }
    if (is(at, AskRole::day))
      return Found{calendar_.day(calendar_.today() + std::chrono::days(code_of(at, AskRole::day))),
                   at + 1};
    if (is(at, AskRole::period)) return period_at(at);
    if (is(at, AskRole::last_n)) return last_at(at);
    return std::nullopt;
  }

  std::optional<Found> period_at(std::size_t at) const {
    const auto& code = items_[at].meaning(AskRole::period)->code;
    const auto blank = code.find(' ');
    const auto unit = code.substr(0, blank);
    const int offset = std::stoi(code.substr(blank + 1));
    if (unit == "week") return Found{calendar_.week(offset), at + 1};
    if (unit == "month") return Found{calendar_.month(offset), at + 1};
    return Found{calendar_.quarter(offset), at + 1};
  }

  std::optional<Found> last_at(std::size_t at) const {
    auto next = at + 1;
    const auto count = whole(next, 1, 3660);
    if (count) ++next;
    if (!is(next, AskRole::unit) && is(next, AskRole::classifier)) ++next;
    if (!is(next, AskRole::unit)) return std::nullopt;
    const auto& unit = items_[next].meaning(AskRole::unit)->code;
    return Found{calendar_.last(count.value_or(1), unit), next + 1};
  }

  // The end of a range: a span, or a day of the month that it began in.
  std::optional<Found> end_at(std::size_t at, const AskSpan& begin) const {
    const int year = static_cast<int>(std::chrono::year_month_day(begin.from).year());
    auto found = span_at(at, year);
    if (found && found->span.to < begin.from) found = span_at(at, year + 1);
    if (found && found->span.to >= begin.from) return found;
    const auto day = whole(at, 1, 31);
    if (!day || begin.unit != AskSpan::Unit::day) return std::nullopt;
    const std::chrono::year_month_day first(begin.from);
    const std::chrono::year_month_day last(first.year(), first.month(),
                                           std::chrono::day(static_cast<unsigned>(*day)));
    if (!last.ok() || std::chrono::sys_days(last) < begin.from) return std::nullopt;
    auto next = at + 1;
    if (is(next, AskRole::unit, "day") || is(next, AskRole::day_ending)) ++next;
    return Found{calendar_.day(std::chrono::sys_days(last)), next};
  }

  std::optional<Found> range_at(std::size_t at) const {
    const bool opened = is(at, AskRole::from);
    const bool since = is(at, AskRole::from, "since");
    const auto begin = span_at(opened ? at + 1 : at);
    if (!begin) return std::nullopt;
    const bool joined = is(begin->next, AskRole::to) || (opened && is(begin->next, AskRole::and_));
    if (joined)
      if (const auto end = end_at(begin->next + 1, begin->span))
        return Found{calendar_.range(begin->span.from, end->span.to), end->next};
    const bool onwards = is(begin->next, AskRole::onwards);
    if (since || onwards)
      return Found{calendar_.range(begin->span.from, std::max(begin->span.from, calendar_.today())),
                   onwards ? begin->next + 1 : begin->next};
    return begin;
  }

  std::vector<AskItem> items_;
  const AskCalendar& calendar_;
  const AskWords& words_;
};

}  // namespace

std::vector<AskItem> with_spans(std::vector<AskItem> items, const AskCalendar& calendar,
                                const AskWords& words) {
  return SpanReader(std::move(items), calendar, words).read();
}

}  // namespace aftercare::metrics
