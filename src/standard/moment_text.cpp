// A date is scanned by hand: this runs for every moment of every row. An offset of the zone
// is looked up once a day of the calendar, unless daylight saving changes on that day.

#include "standard/moment_text.hpp"

#include <chrono>
#include <cmath>
#include <string>

#include "standard/number_text.hpp"
#include "standard/word.hpp"

namespace aftercare::standard {
namespace {

using std::chrono::microseconds;
constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kDay = 86'400 * kSecond;

/// A date and time as written, and its offset from UTC if one was written too.
struct Written {
  std::int64_t day = 0;
  std::int64_t time = 0;  // Microseconds since the day's start.
  std::optional<std::int64_t> offset;
};

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  bool done() const { return at_ == text_.size(); }
  std::string_view rest() const { return text_.substr(at_); }
  bool take(std::string_view word) {
    if (!rest().starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  void spaces() {
    while (take(" ") || take("\t")) {
    }
  }
  std::size_t digits_ahead() const {
    std::size_t count = 0;
    while (at_ + count < text_.size() && text_[at_ + count] >= '0' && text_[at_ + count] <= '9')
      ++count;
    return count;
  }
  /// A number of least to most digits; -1 if there is none.
  int number(std::size_t least, std::size_t most) {
    const auto size = digits_ahead();
    if (size < least || size > most) return -1;
    return fixed(size);
  }
  /// REQUIRES that many digits ahead.
  int fixed(std::size_t size) {
    int value = 0;
    for (std::size_t i = 0; i < size; ++i) value = value * 10 + (text_[at_++] - '0');
    return value;
  }
  /// 1 to 12 for an English month name in lower case, 0 otherwise.
  int month_name() {
    constexpr std::string_view names[] = {"january",   "february", "march",    "april",
                                          "may",       "june",     "july",     "august",
                                          "september", "october",  "november", "december"};
    for (int i = 0; i < 12; ++i)
      if (take(names[i]) || take(names[i].substr(0, 3))) return i + 1;
    return 0;
  }
  bool weekday() {
    constexpr std::string_view names[] = {"monday", "tuesday",  "wednesday", "thursday",
                                          "friday", "saturday", "sunday"};
    for (const auto name : names)
      if (take(name) || take(name.substr(0, 3))) return true;
    return false;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

std::optional<std::int64_t> calendar_day(int year, int month, int day) {
  if (year < 1900 || year > 2200 || month < 1 || month > 12 || day < 1 || day > 31) return {};
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return {};
  return records::Day{date}.time_since_epoch().count();
}

std::optional<std::int64_t> clock_time(int hour, int minute, int second, std::int64_t micros) {
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return {};
  return ((hour * 60 + minute) * 60 + second) * kSecond + micros;
}

std::int64_t fraction(Scanner& scan) {
  std::int64_t micros = 0;
  std::int64_t unit = 100'000;
  for (auto left = scan.digits_ahead(); left > 0; --left, unit /= 10)
    micros += scan.fixed(1) * unit;
  return micros;
}

/// "Z", "+08:00", "+0800", "+08", "UTC", "GMT", "UTC-6".
bool scan_offset(Scanner& scan, std::optional<std::int64_t>& offset) {
  bool said = false;
  if (scan.take("z") || scan.take("utc") || scan.take("gmt")) {
    offset = 0;
    said = true;
    if (scan.done()) return true;
  }
  const bool minus = scan.take("-");
  if (!minus && !scan.take("+")) return false;
  const auto size = scan.digits_ahead();
  if (size != 2 && size != 4 && !(said && size == 1)) return false;
  const int hours = scan.fixed(size == 1 ? 1 : 2);
  int minutes = 0;
  if (size == 4)
    minutes = scan.fixed(2);
  else if (scan.take(":"))
    minutes = scan.number(2, 2);
  if (hours > 14 || minutes < 0 || minutes > 59) return false;
  offset = (hours * 60 + minutes) * 60 * kSecond * (minus ? -1 : 1);
  return true;
}

/// "CST(UTC-6)", "(GMT+8)": the name of a zone may be several's, the offset in brackets is not.
bool scan_named_offset(Scanner& scan, std::optional<std::int64_t>& offset) {
  constexpr std::size_t longest_name = 5;
  const auto rest = scan.rest();
  const auto open = rest.find('(');
  if (open > longest_name || !rest.ends_with(")")) return false;
  for (const char sign : rest.substr(0, open))
    if (sign != ' ' && (sign < 'a' || sign > 'z')) return false;
  Scanner inside(rest.substr(open + 1, rest.size() - open - 2));
  if (!inside.rest().starts_with("utc") && !inside.rest().starts_with("gmt")) return false;
  return scan_offset(inside, offset) && inside.done() && scan.take(rest);
}

/// Half of the day: 0 none, 1 first, 2 second.
int scan_half(Scanner& scan) {
  scan.spaces();
  if (scan.take("am") || scan.take("上午") || scan.take("凌晨") || scan.take("早上") ||
      scan.take("早晨") || scan.take("清晨"))
    return 1;
  if (scan.take("pm") || scan.take("下午") || scan.take("晚上") || scan.take("傍晚")) return 2;
  return 0;
}

/// The time of day and the offset: everything after a date.
bool scan_time(Scanner& scan, Written& to) {
  scan.take(",");
  if (!scan.take("t")) scan.spaces();
  if (scan.take("- ") || scan.take("at ")) scan.spaces();
  if (scan.done()) return true;
  int half = scan_half(scan);
  scan.spaces();
  const int hour = scan.number(1, 2);
  int minute = 0, second = 0;
  std::int64_t micros = 0;
  const bool chinese = scan.take("时") || scan.take("点") || scan.take("點");
  if (chinese) {
    scan.take("整");
    if (scan.take("半")) minute = 30;
    if (scan.digits_ahead() > 0) minute = scan.number(1, 2), scan.take("分");
    if (scan.digits_ahead() > 0) second = scan.number(1, 2), scan.take("秒");
  } else {
    if (!scan.take(":")) return false;
    minute = scan.number(1, 2);
    if (scan.take(":")) second = scan.number(1, 2);
    if (scan.take(".") || (second >= 0 && scan.take(","))) {
      if (scan.digits_ahead() == 0) return false;
      micros = fraction(scan);
    }
  }
  if (half == 0) half = scan_half(scan);
  if (half != 0 && (hour < 0 || hour > (half == 2 && chinese ? 23 : 12))) return false;
  int of_day = hour;
  if (half == 1 && hour == 12) of_day = 0;
  if (half == 2 && hour < 12) of_day = hour + 12;
  const auto time = clock_time(of_day, minute, second, micros);
  if (!time) return false;
  to.time = *time;
  scan.spaces();
  if (scan.done()) return true;
  if (scan_named_offset(scan, to.offset)) return true;
  if (!scan_offset(scan, to.offset)) return false;
  scan.spaces();
  if (scan.take("(")) return scan.rest().ends_with(")");  // A zone's name, as mail writes it.
  return scan.done();
}

/// A year of two digits: those up to 69 are of this century, as POSIX reads them.
int full_year(Scanner& scan) {
  const auto size = scan.digits_ahead();
  const int year = scan.number(2, 4);
  if (size == 3 || year < 0) return -1;
  return size == 4 ? year : year + (year < 70 ? 2000 : 1900);
}

bool set_day(Written& to, int year, int month, int day) {
  const auto date = calendar_day(year, month, day);
  if (date) to.day = *date;
  return date.has_value();
}

/// 8, 12 or 14 digits.
bool scan_compact(Scanner& scan, std::size_t size, Written& to) {
  const int year = scan.fixed(4), month = scan.fixed(2), day = scan.fixed(2);
  if (!set_day(to, year, month, day)) return false;
  if (size == 8) return scan_time(scan, to);
  const int hour = scan.fixed(2), minute = scan.fixed(2);
  const auto time = clock_time(hour, minute, size == 14 ? scan.fixed(2) : 0, 0);
  if (time) to.time = *time;
  return time && scan.done();
}

/// "2026-3-1", "2026/03/01", "2026.3.1", "2026年3月1日".
bool scan_year_first(Scanner& scan, Written& to) {
  const int year = scan.fixed(4);
  std::string_view between;
  for (const std::string_view mark : {"-", "/", ".", "年"})
    if (scan.take(mark)) between = mark;
  if (between.empty()) return false;
  const int month = scan.number(1, 2);
  if (!scan.take(between == "年" ? "月" : between)) return false;
  const int day = scan.number(1, 2);
  if (between == "年") scan.take("日") || scan.take("号");
  return set_day(to, year, month, day) && scan_time(scan, to);
}

/// "03/01/2026" in the declared order.
bool scan_declared(Scanner& scan, DateFormat format, Written& to) {
  const int first = scan.number(1, 2);
  std::string_view between;
  for (const std::string_view mark : {"/", "-", "."})
    if (between.empty() && scan.take(mark)) between = mark;
  if (first < 0 || between.empty()) return false;
  const int second = scan.number(1, 2);
  if (!scan.take(between)) return false;
  const int year = full_year(scan);
  const bool month_first = format == DateFormat::month_day_year;
  return set_day(to, year, month_first ? first : second, month_first ? second : first) &&
         scan_time(scan, to);
}

/// "26年3月1日": the year of two digits is one, because 年 says so.
bool scan_short_year(Scanner& scan, Written& to) {
  const int year = scan.number(2, 2);
  if (year < 0 || !scan.take("年")) return false;
  const int month = scan.number(1, 2);
  if (!scan.take("月")) return false;
  const int day = scan.number(1, 2);
  scan.take("日") || scan.take("号");
  return set_day(to, year + (year < 70 ? 2000 : 1900), month, day) && scan_time(scan, to);
}

/// "Mon, 02 Mar 2026", "2-Mar-2026", "Mar-02-26", "March 2nd, 2026".
bool scan_named_month(Scanner& scan, Written& to) {
  if (scan.weekday()) {
    scan.take(",");
    scan.spaces();
  }
  const auto between = [&scan] {
    if (!scan.take("-") && !scan.take("/")) scan.take(","), scan.spaces();
  };
  int month = scan.month_name();
  if (month > 0) scan.take("."), between();
  const int day = scan.number(1, 2);
  if (day < 0) return false;
  for (const std::string_view ending : {"st", "nd", "rd", "th"})
    if (scan.take(ending)) break;
  between();
  if (month == 0) {
    month = scan.month_name();
    if (month == 0) return false;
    scan.take(".");
    between();
  }
  return set_day(to, full_year(scan), month, day) && scan_time(scan, to);
}

/// Chinese numerals of a date and a time as digits: "二〇二六年三月十二日下午三点半".
std::string with_digits(std::string_view text) {
  constexpr std::pair<std::string_view, int> numerals[] = {
      {"〇", 0}, {"零", 0}, {"一", 1}, {"二", 2}, {"两", 2}, {"三", 3},
      {"四", 4}, {"五", 5}, {"六", 6}, {"七", 7}, {"八", 8}, {"九", 9}};
  const auto numeral_at = [&](std::size_t at) {
    for (const auto& [word, value] : numerals)
      if (text.substr(at).starts_with(word)) return value;
    return -1;
  };
  constexpr std::string_view ten = "十", half = "半";
  std::string to;
  for (std::size_t at = 0; at < text.size();) {
    if (const int value = numeral_at(at); value >= 0) {
      to += static_cast<char>('0' + value);
      at += ten.size();  // All of them are three bytes long.
    } else if (text.substr(at).starts_with(ten)) {
      const bool tens = !to.empty() && to.back() >= '0' && to.back() <= '9';
      at += ten.size();
      if (!tens) to += '1';
      if (at >= text.size() || numeral_at(at) < 0) to += '0';
    } else if (text.substr(at).starts_with(half)) {
      to += "30分";
      at += half.size();
    } else {
      to += text[at++];
    }
  }
  return to;
}

/// Digits at fixed places; -1 if one is none.
template <int size>
int digits_at(const char* at) {
  int value = 0;
  for (int i = 0; i < size; ++i) {
    const auto digit = static_cast<unsigned>(at[i] - '0');
    if (digit > 9) return -1;
    value = value * 10 + static_cast<int>(digit);
  }
  return value;
}

/// What nearly every machine writes: "2026-03-01 08:00:05", perhaps with "Z" or "+08:00" behind.
/// Says nothing about any other text.
bool scan_common(std::string_view text, Written& to) {
  if (text.size() != 19 && text.size() != 20 && text.size() != 25) return false;
  const char* at = text.data();
  const bool marked = (at[4] == '-' || at[4] == '/') && at[7] == at[4] &&
                      (at[10] == ' ' || at[10] == 'T') && at[13] == ':' && at[16] == ':';
  if (!marked) return false;
  const auto day = calendar_day(digits_at<4>(at), digits_at<2>(at + 5), digits_at<2>(at + 8));
  const auto time =
      clock_time(digits_at<2>(at + 11), digits_at<2>(at + 14), digits_at<2>(at + 17), 0);
  if (!day || !time) return false;
  to = {*day, *time, {}};
  if (text.size() == 19) return true;
  if (text.size() == 20) {
    to.offset = 0;
    return at[19] == 'Z';
  }
  const int hours = digits_at<2>(at + 20), minutes = digits_at<2>(at + 23);
  if ((at[19] != '+' && at[19] != '-') || at[22] != ':') return false;
  if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59) return false;
  to.offset = (hours * 60 + minutes) * 60 * kSecond * (at[19] == '-' ? -1 : 1);
  return true;
}

std::optional<Written> scan_written(std::string_view text, DateFormat format) {
  Written written;
  Scanner scan(text);
  const auto digits = scan.digits_ahead();
  if (digits == 4 && scan_year_first(scan, written)) return written;
  if (digits == 8 || digits == 12 || digits == 14)
    return scan_compact(scan, digits, written) ? std::optional(written) : std::nullopt;
  if (digits == 1 || digits == 2) {
    if (format == DateFormat::month_day_year || format == DateFormat::day_month_year) {
      if (scan_declared(scan, format, written)) return written;
    }
    scan = Scanner(text);
  }
  if (digits == 2 && scan_short_year(scan, written)) return written;
  scan = Scanner(text);
  if (digits <= 2 && scan_named_month(scan, written)) return written;
  // Only a text with 年 holds a day in Chinese numerals.
  if (digits == 0 && text.find("年") != text.npos) {
    const auto plain = with_digits(text);
    if (plain != text) return scan_written(plain, format);
  }
  return {};
}

/// Unix seconds or milliseconds, as microseconds.
std::optional<std::int64_t> scan_unix(std::string_view text) {
  Scanner scan(text);
  const auto digits = scan.digits_ahead();
  if ((digits != 10 && digits != 13) || digits != text.size() || text.front() == '0') return {};
  std::int64_t value = 0;
  for (const char byte : text) value = value * 10 + (byte - '0');
  return digits == 10 ? value * kSecond : value * 1'000;
}

/// Lower case and half width only where the text needs it.
std::string_view folded(std::string_view text, std::string& buffer) {
  for (const char byte : text)
    if (static_cast<unsigned char>(byte) >= 0x80 || (byte >= 'A' && byte <= 'Z')) {
      fold_into(text, buffer);
      return buffer;
    }
  return text;
}

std::optional<std::int64_t> excel_local(std::string_view text) {
  const auto days = parse_real(text);
  if (!days || *days < 1 || *days > 100'000) return {};
  constexpr double epoch = 25'569;  // 1970-01-01 in that count.
  return std::llround((*days - epoch) * 86'400.0) * kSecond;
}

}  // namespace

std::optional<DateFormat> date_format_of(std::string_view name) {
  if (name == "month/day/year") return DateFormat::month_day_year;
  if (name == "day/month/year") return DateFormat::day_month_year;
  if (name == "excel") return DateFormat::excel_serial;
  return {};
}

std::int64_t MomentReader::to_utc(std::int64_t local) {
  const auto convert = [this](std::int64_t at) {
    return zone_.to_moment(std::chrono::local_time<microseconds>{microseconds{at}})
        .time_since_epoch()
        .count();
  };
  const auto day = local >= 0 ? local / kDay : -((-local + kDay - 1) / kDay);
  auto& known = known_[static_cast<std::size_t>(day) % known_.size()];
  if (known.day != day) {
    const auto first = day * kDay - convert(day * kDay);
    if (first != (day + 1) * kDay - convert((day + 1) * kDay)) return convert(local);
    known = {day, first};
  }
  return local - known.offset;
}

std::optional<std::int64_t> MomentReader::moment(std::string_view text) {
  const auto to_moment = [this](const Written& written) {
    const auto local = written.day * kDay + written.time;
    return written.offset ? local - *written.offset : to_utc(local);
  };
  if (Written common; scan_common(text, common)) return to_moment(common);
  std::string buffer;
  const auto word = folded(text, buffer);
  if (word.empty()) return {};
  if (format_ == DateFormat::excel_serial)
    if (const auto local = excel_local(word)) return to_utc(*local);
  if (const auto unix_time = scan_unix(word)) return unix_time;
  const auto written = scan_written(word, format_);
  if (!written) return {};
  return to_moment(*written);
}

std::optional<std::int64_t> MomentReader::day(std::string_view text) {
  std::string buffer;
  const auto word = folded(text, buffer);
  if (format_ == DateFormat::excel_serial)
    if (const auto local = excel_local(word)) return *local / kDay;
  const auto written = scan_written(word, format_);
  if (!written) return {};
  return written->day;
}

}  // namespace aftercare::standard
