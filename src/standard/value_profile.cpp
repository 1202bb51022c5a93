#include "standard/value_profile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <unordered_set>

#include "base/utf8.hpp"
#include "standard/moment_text.hpp"
#include "standard/null_word.hpp"
#include "standard/number_text.hpp"
#include "standard/word.hpp"

namespace aftercare::standard {
namespace {

constexpr std::size_t kMostRows = 300;
constexpr std::size_t kMostWords = 200;

/// Eleven digits that start like a mobile number, or an international number; stars may hide some.
bool looks_like_phone(std::string_view text) {
  std::size_t digits = 0, stars = 0;
  for (const char byte : text) {
    if (byte >= '0' && byte <= '9')
      ++digits;
    else if (byte == '*')
      ++stars;
    else if (std::string_view(" -+()").find(byte) == std::string_view::npos)
      return false;
  }
  if (digits + stars < 10 || digits + stars > 15 || digits < 4) return false;
  const bool chinese_mobile = digits + stars == 11 && text.front() == '1' && text.size() > 1 &&
                              text[1] >= '3' && text[1] <= '9';
  return chinese_mobile || text.front() == '+' || text.front() == '(' ||
         text.find('-') != text.npos;
}

bool looks_like_email(std::string_view text) {
  const auto at = text.find('@');
  return at != text.npos && at > 0 && text.find('.', at + 2) != text.npos &&
         text.find(' ') == text.npos && text.find('@', at + 1) == text.npos;
}

/// An identifier may be ten digits long too; only times of the last decades are likely ones.
bool is_likely_unix_time(std::string_view text) {
  return (text.size() == 10 || text.size() == 13) && text >= "0946" && text < "2000000000";
}

bool is_all_digits(std::string_view text) {
  return text.find_first_not_of("0123456789") == text.npos;
}

bool looks_like_id(std::string_view text) {
  constexpr std::size_t longest = 48;
  return text.size() <= longest && text.find(' ') == text.npos &&
         text.find_first_of("0123456789") != text.npos;
}

/// "Ann Lee", "J. R. Smith": what Latin letters write of a person and of few identifiers.
bool looks_like_person(std::string_view text) {
  std::size_t words = 0;
  bool in_word = false;
  for (const char byte : text) {
    const bool capital = byte >= 'A' && byte <= 'Z', small = byte >= 'a' && byte <= 'z';
    const bool joins =
        byte == '\'' || byte == '-' || byte == '.' || static_cast<unsigned char>(byte) >= 0x80;
    if (byte == ' ') {
      in_word = false;
    } else if (!in_word) {
      if (!capital) return false;
      ++words, in_word = true;
    } else if (!capital && !small && !joins) {
      return false;
    }
  }
  return words == 2 || words == 3;
}

/// A day as spreadsheets count it, of 2000 to 2100.
bool looks_like_serial(std::string_view text) {
  const auto number = parse_real(text);
  return number && *number >= 36'526 && *number < 73'051;
}

bool looks_like_sentence(std::string_view text) {
  std::size_t words = 0, characters = 0;
  bool in_word = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto point = base::next_code_point(text, at);
    const bool letter = (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z') ||
                        (point >= 0xC0 && point < 0x2000);
    words += letter && !in_word;
    in_word = letter || (in_word && point == '\'');
    characters += point >= 0x4E00 && point <= 0x9FFF;
  }
  return words >= 4 || characters >= 8;
}

bool says_clock(std::string_view value) {
  return value.find(':') != value.npos || value.find("时") != value.npos ||
         value.find("点") != value.npos;
}

// Before one o'clock it is rather how long something took.
bool is_clock(std::string_view value, MomentReader& reader) {
  constexpr std::int64_t an_hour = 3'600'000'000, that_day = 20'454 * 24 * an_hour;
  if (!says_clock(value)) return false;
  const auto moment = reader.moment(fmt::format("2026-01-01 {}", value));
  return moment && *moment >= that_day + an_hour;
}

bool says_no_clock(std::string_view value, std::int64_t moment) {
  constexpr std::int64_t a_day = 86'400'000'000;
  return moment % a_day == 0 && !says_clock(value);
}

}  // namespace

double ValueProfile::outside(std::optional<double> least, std::optional<double> most) const {
  if (numbers_sorted.empty()) return 0;
  const auto count = [this](auto at) { return static_cast<double>(at - numbers_sorted.begin()); };
  const double all = static_cast<double>(numbers_sorted.size());
  const double below = least ? count(std::ranges::lower_bound(numbers_sorted, *least)) : 0;
  const double above = most ? all - count(std::ranges::upper_bound(numbers_sorted, *most)) : 0;
  return (below + above) / all;
}

bool are_day_and_clock(const ValueProfile& day, const ValueProfile& clock) {
  constexpr double nearly_all = 0.8;
  return day.days >= nearly_all && clock.clocks >= nearly_all;
}

ValueProfile profile_of(const records::RawBatch& sample, std::size_t column,
                        const text::Regions* regions, const text::Couriers* couriers) {
  ValueProfile profile;
  const auto utc = records::Zone::utc();
  MomentReader plain(utc), month_first(utc, DateFormat::month_day_year),
      day_first(utc, DateFormat::day_month_year);
  std::array<std::size_t, 18> count{};  // In the order of the shares below.
  std::size_t chars = 0, numbers = 0;
  std::unordered_set<std::string_view> words;
  for (std::size_t row = 0; row < std::min(sample.rows(), kMostRows); ++row) {
    const auto value = without_sheet_marks(trim(sample.cell(row, column)));
    if (is_null_word(value, false)) continue;
    ++profile.values;
    words.insert(value);
    const auto size = base::count_code_points(value);
    chars += size;
    count[14] += size == value.size() && std::ranges::count(value, ' ') < 5;
    const bool digits = is_all_digits(value);
    const auto read = plain.moment(value);
    const auto month_read = read ? read : month_first.moment(value);
    const auto day_read = read ? read : day_first.moment(value);
    const bool moment =
        read && (!digits || value.size() == 8 || value.size() == 14 || is_likely_unix_time(value));
    count[0] += moment;
    count[1] += moment || (!read && month_read);
    count[2] += moment || (!read && day_read);
    const auto any = month_read ? month_read : day_read;
    count[16] += any && (moment || !read) && says_no_clock(value, *any);
    count[17] += !any && is_clock(value, plain);
    count[3] += parse_boolean(value).has_value();
    count[4] += looks_like_phone(value);
    count[5] += looks_like_email(value);
    count[6] += looks_like_sentence(value);
    count[10] += looks_like_id(value);
    count[11] += value.front() >= 'a' && value.front() <= 'z';
    count[12] += looks_like_serial(value);
    count[13] += looks_like_person(value);
    count[7] += value.starts_with("http://") || value.starts_with("https://");
    count[8] += regions != nullptr && !regions->province(value).empty();
    count[15] += couriers != nullptr && !digits && !couriers->named(value).empty();
    auto number = parse_real(value, 5);
    if (!number)
      if (const auto money = parse_money(value)) number = static_cast<double>(*money) / 10'000;
    if (!number) continue;
    profile.lowest = numbers == 0 ? *number : std::min(profile.lowest, *number);
    profile.highest = numbers == 0 ? *number : std::max(profile.highest, *number);
    ++numbers;
    profile.numbers_sorted.push_back(*number);
    count[9] += std::floor(*number) != *number;
  }
  const auto rows = std::min(sample.rows(), kMostRows);
  if (rows > 0) profile.filled = static_cast<double>(profile.values) / static_cast<double>(rows);
  if (profile.values == 0) return profile;
  const auto share = [&](std::size_t part) {
    return static_cast<double>(part) / static_cast<double>(profile.values);
  };
  constexpr double nearly_all = 0.95;
  const double month_share = share(count[1]), day_share = share(count[2]);
  profile.moments = share(count[0]);
  if (profile.moments < nearly_all && std::max(month_share, day_share) >= nearly_all) {
    profile.two_readings = month_share >= nearly_all && day_share >= nearly_all;
    if (!profile.two_readings)
      profile.date_format = month_share > day_share ? "month/day/year" : "day/month/year";
    profile.moments = std::max(month_share, day_share);
  }
  profile.days = share(count[16]);
  profile.clocks = share(count[17]);
  profile.booleans = share(count[3]);
  profile.phones = share(count[4]);
  profile.emails = share(count[5]);
  profile.sentences = share(count[6]);
  profile.ids = share(count[10]);
  profile.lower = share(count[11]);
  profile.serials = share(count[12]);
  profile.people = share(count[13]);
  profile.phrases = share(count[14]);
  profile.urls = share(count[7]);
  profile.places = share(count[8]);
  profile.couriers = share(count[15]);
  profile.fractions = numbers == 0 ? 0 : double(count[9]) / double(numbers);
  profile.numbers = share(numbers);
  std::ranges::sort(profile.numbers_sorted);
  profile.distinct = share(words.size());
  profile.mean_chars = share(chars);
  profile.words.assign(words.begin(), words.end());
  if (profile.words.size() > kMostWords) profile.words.resize(kMostWords);
  return profile;
}

}  // namespace aftercare::standard
