#include "quality/repair/written_value.hpp"

#include <fmt/format.h>

#include "base/utf8.hpp"
#include "text/width.hpp"

namespace aftercare::quality {
namespace {

bool is_ascii_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

// Reads a moment from left to right.
class MomentReader {
 public:
  explicit MomentReader(std::string_view text) : text_(text) {}

  bool done() const { return at_ == text_.size(); }
  bool take(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  // The digits here; empty if there are none or more than `most`.
  std::string_view digits(std::size_t most) {
    std::size_t end = at_;
    while (end < text_.size() && is_ascii_digit(text_[end])) ++end;
    if (end - at_ > most) return {};
    const auto found = text_.substr(at_, end - at_);
    at_ = end;
    return found;
  }
  char peek() const { return done() ? '\0' : text_[at_]; }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

int value_of_digits(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

bool read_day(MomentReader& reader, WrittenMoment& moment) {
  auto& style = moment.style;
  const auto first = reader.digits(8);
  if (first.size() == 8) {
    moment.year = value_of_digits(first.substr(0, 4));
    moment.month = value_of_digits(first.substr(4, 2));
    moment.day = value_of_digits(first.substr(6));
    style.separator = '0';
    return true;
  }
  std::string_view second, third;
  if (first.size() == 4 && reader.take("年")) {
    style.separator = 'h';
    second = reader.digits(2);
    if (!reader.take("月")) return false;
    third = reader.digits(2);
    if (!reader.take("日")) return false;
  } else {
    style.separator = reader.peek();
    if (style.separator != '-' && style.separator != '/' && style.separator != '.') return false;
    const std::string mark(1, style.separator);
    reader.take(mark);
    second = reader.digits(2);
    if (!reader.take(mark)) return false;
    third = reader.digits(4);
  }
  if (first.empty() || second.empty() || third.empty()) return false;
  if (first.size() == 4 && third.size() <= 2) {
    moment.year = value_of_digits(first), moment.month = value_of_digits(second),
    moment.day = value_of_digits(third);
    style.padded_day = second.size() == 2 && third.size() == 2;
  } else if (third.size() == 4 && first.size() <= 2) {
    moment.year = value_of_digits(third);
    const int a = value_of_digits(first), b = value_of_digits(second);
    const bool month_first = a <= 12 && b > 12;
    moment.month = month_first ? a : b, moment.day = month_first ? b : a;
    style.order = month_first ? MomentStyle::Order::month_first : MomentStyle::Order::day_first;
    moment.unsure_order = a <= 12 && b <= 12 && a != b;
    style.padded_day = first.size() == 2 && second.size() == 2;
  } else {
    return false;
  }
  moment.shows_day_padding = moment.month < 10 || moment.day < 10;
  return true;
}

bool read_time(MomentReader& reader, WrittenMoment& moment) {
  const auto hour = reader.digits(2);
  if (hour.empty() || !reader.take(":")) return false;
  const auto minute = reader.digits(2);
  if (minute.size() != 2) return false;
  moment.hour = value_of_digits(hour), moment.minute = value_of_digits(minute);
  moment.style.time = MomentStyle::Time::minutes;
  moment.style.padded_hour = hour.size() == 2;
  moment.shows_hour_padding = moment.hour < 10;
  if (reader.take(":")) {
    const auto second = reader.digits(2);
    if (second.size() != 2) return false;
    moment.second = value_of_digits(second);
    moment.style.time = MomentStyle::Time::seconds;
  }
  return moment.hour < 24 && moment.minute < 60 && moment.second < 60;
}

}  // namespace

std::string run_mask(std::string_view value) {
  std::string mask;
  const auto add = [&mask](std::string_view sign) {
    if (!std::string_view(mask).ends_with(sign)) mask += sign;
  };
  for (std::size_t at = 0; at < value.size();) {
    const char c = value[at];
    if (static_cast<unsigned char>(c) < 0x80) {
      ++at;
      if (is_ascii_digit(c))
        add("9");
      else if (is_lower(c) || is_upper(c))
        add("a");
      else if (c == ' ')
        add(" ");
      else
        mask += c;
      continue;
    }
    const auto point = base::next_code_point(value, at);
    if (text::is_han(point))
      add("汉");
    else if (point >= 0xC0 && point < 0x250)
      add("a");
    else
      base::append_code_point(mask, point);
  }
  return mask;
}

std::string exact_mask(std::string_view value) {
  std::string mask(value);
  for (char& c : mask) c = is_ascii_digit(c) ? '9' : is_lower(c) ? 'a' : is_upper(c) ? 'A' : c;
  return mask;
}

std::optional<WrittenMoment> parse_moment(std::string_view value) {
  if (value.size() < 8 || value.size() > 32 || !is_ascii_digit(value.front())) return std::nullopt;
  WrittenMoment moment;
  MomentReader reader(value);
  if (!read_day(reader, moment)) return std::nullopt;
  if (moment.year < 1900 || moment.year > 2100 || moment.month < 1 || moment.month > 12 ||
      moment.day < 1 || moment.day > 31)
    return std::nullopt;
  if (reader.done()) return moment;
  if (reader.take("T")) {
    moment.style.joint = 'T';
  } else if (!reader.take(" ")) {
    if (moment.style.separator != 'h') return std::nullopt;
  }
  while (reader.take(" ")) continue;
  if (!read_time(reader, moment) || !reader.done()) return std::nullopt;
  return moment;
}

std::string write_moment(const WrittenMoment& moment, const MomentStyle& style) {
  using Time = MomentStyle::Time;
  if (style.time != moment.style.time &&
      !(style.time == Time::none && moment.hour + moment.minute + moment.second == 0) &&
      !(style.time == Time::minutes && moment.second == 0 && moment.style.time == Time::seconds))
    return "";
  const auto two = [](int number, bool padded) {
    return fmt::format(fmt::runtime(padded ? "{:02}" : "{}"), number);
  };
  const auto year = fmt::format("{:04}", moment.year);
  const auto month = two(moment.month, style.padded_day || style.separator == '0');
  const auto day = two(moment.day, style.padded_day || style.separator == '0');
  std::string text;
  if (style.separator == 'h') {
    text = year + "年" + month + "月" + day + "日";
  } else {
    const std::string mark = style.separator == '0' ? "" : std::string(1, style.separator);
    switch (style.order) {
      case MomentStyle::Order::year_first:
        text = year + mark + month + mark + day;
        break;
      case MomentStyle::Order::day_first:
        text = day + mark + month + mark + year;
        break;
      case MomentStyle::Order::month_first:
        text = month + mark + day + mark + year;
        break;
    }
  }
  if (style.time == Time::none) return text;
  text += style.joint;
  text += two(moment.hour, style.padded_hour) + ":" + two(moment.minute, true);
  if (style.time == Time::seconds) text += ":" + two(moment.second, true);
  return text;
}

std::optional<WrittenNumber> parse_number(std::string_view value) {
  if (value.empty() || value.size() > 40) return std::nullopt;
  WrittenNumber number;
  const auto folded = text::fold_width(value);
  number.plain = folded == value;
  std::string_view rest = folded;
  const auto drop = [&](std::string_view word, bool front) {
    if (front ? !rest.starts_with(word) : !rest.ends_with(word)) return false;
    front ? rest.remove_prefix(word.size()) : rest.remove_suffix(word.size());
    while (rest.starts_with(' ')) rest.remove_prefix(1);
    while (rest.ends_with(' ')) rest.remove_suffix(1);
    number.plain = false;
    return true;
  };
  if (rest.starts_with('-')) number.negative = true, rest.remove_prefix(1);
  for (const auto sign : {"¥", "￥", "$", "€", "£", "RMB", "CNY"})
    if (drop(sign, true)) break;
  for (const auto sign : {"元", "块", "RMB", "CNY"})
    if (drop(sign, false)) break;
  const std::size_t shift = drop("万", false) ? 4 : drop("亿", false) ? 8 : 0;
  const auto point = rest.find('.');
  std::string_view whole = rest.substr(0, point);
  if (point != rest.npos) {
    number.fraction = rest.substr(point + 1);
    if (number.fraction.empty()) return std::nullopt;
  }
  if (whole.find(',') != whole.npos) {
    number.plain = false;
    // Groups of three from the right, the first of one to three.
    for (std::size_t i = 0; i < whole.size(); ++i) {
      const bool comma_here = whole[i] == ',';
      const bool comma_due = i > 0 && (whole.size() - i) % 4 == 0;
      if (comma_here != comma_due) return std::nullopt;
      if (!comma_here) number.whole += whole[i];
    }
  } else {
    number.whole = whole;
  }
  if (number.whole.empty()) return std::nullopt;
  for (const auto* part : {&number.whole, &number.fraction})
    for (const char c : *part)
      if (!is_ascii_digit(c)) return std::nullopt;
  for (std::size_t i = 0; i < shift; ++i) {
    number.whole += number.fraction.empty() ? '0' : number.fraction.front();
    if (!number.fraction.empty()) number.fraction.erase(0, 1);
  }
  if (shift > 0)
    while (number.whole.size() > 1 && number.whole.front() == '0') number.whole.erase(0, 1);
  return number;
}

std::string write_number(const WrittenNumber& number, std::optional<std::size_t> decimals) {
  auto fraction = number.fraction;
  if (decimals) {
    while (fraction.size() > *decimals && fraction.back() == '0') fraction.pop_back();
    if (fraction.size() > *decimals) return "";
    fraction.resize(*decimals, '0');
  }
  return (number.negative ? "-" : "") + number.whole + (fraction.empty() ? "" : "." + fraction);
}

}  // namespace aftercare::quality
