#include "metrics/ask/units.hpp"

#include <optional>
#include <span>

#include "base/utf8.hpp"
#include "records/moment.hpp"
#include "text/width.hpp"

namespace aftercare::metrics {
namespace {

struct AskPoint {
  char32_t value = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
};

bool is_letter(char32_t point) {
  return (point >= 'a' && point <= 'z') ||
         (point >= 0xC0 && point < 0x2000 && point != 0xD7 && point != 0xF7);
}
bool is_digit(char32_t point) {
  return point >= '0' && point <= '9';
}

// singular: "categories" -> "category", "batches" -> "batch", "days" -> "day"; so on both sides.
void make_singular(std::string& word) {
  const auto ends = [&](std::string_view with) { return word.ends_with(with); };
  if (word.size() <= 3 || !ends("s") || ends("ss") || ends("us") || ends("is")) return;
  if (ends("ies") && word.size() > 4)
    word.replace(word.size() - 3, 3, "y");
  else if (ends("sses") || ends("shes") || ends("ches") || ends("xes"))
    word.resize(word.size() - 2);
  else
    word.pop_back();
}

std::vector<AskPoint> folded_points(std::string_view text, const text::Simplifier* simplifier) {
  std::vector<AskPoint> points;
  std::vector<char32_t> values;
  for (std::size_t at = 0; at < text.size();) {
    const auto begin = at;
    auto point = text::half_width(base::next_code_point(text, at));
    if (text::is_invisible(point)) continue;
    if (point >= 'A' && point <= 'Z') point += 'a' - 'A';
    points.push_back({point, begin, at});
    values.push_back(point);
  }
  if (simplifier != nullptr) simplifier->simplify(values);
  for (std::size_t i = 0; i < values.size() && i < points.size(); ++i) points[i].value = values[i];
  return points;
}

class UnitCutter {
 public:
  explicit UnitCutter(std::vector<AskPoint> points) : points_(std::move(points)) {}

  std::vector<AskUnit> cut() {
    while (at_ < points_.size()) {
      if (take_date() || take_number() || take_word()) continue;
      take_sign();
    }
    return std::move(units_);
  }

 private:
  char32_t peek(std::size_t ahead = 0) const {
    return at_ + ahead < points_.size() ? points_[at_ + ahead].value : 0;
  }
  std::size_t digits(std::size_t from) const {
    std::size_t count = 0;
    while (is_digit(peek(from + count))) ++count;
    return count;
  }
  void add(AskUnit::Kind kind, std::string text, std::size_t length) {
    units_.push_back({kind, std::move(text), points_[at_].begin, points_[at_ + length - 1].end});
    at_ += length;
  }
  std::string plain(std::size_t from, std::size_t length) const {
    std::string text;
    for (std::size_t i = 0; i < length; ++i) base::append_code_point(text, peek(from + i));
    return text;
  }

  // YYYY-MM-DD with - / or . between, and YYYY-MM.
  bool take_date() {
    if (digits(0) != 4) return false;
    const auto sign = peek(4);
    if (sign != '-' && sign != '/' && sign != '.') return false;
    const auto month = digits(5);
    if (month < 1 || month > 2) return false;
    const auto padded = [&](std::size_t from, std::size_t length) {
      return (length == 1 ? "0" : "") + plain(from, length);
    };
    auto written = plain(0, 4) + "-" + padded(5, month);
    const auto day = peek(5 + month) == sign ? digits(6 + month) : 0;
    if (day == 1 || day == 2) {
      written += "-" + padded(6 + month, day);
      if (!records::parse_day(written)) return false;
      add(AskUnit::Kind::date, written, 6 + month + day);
      return true;
    }
    if (day > 2 || sign == '.' || !records::parse_day(written + "-01")) return false;
    add(AskUnit::Kind::month, written, 5 + month);
    return true;
  }

  bool take_number() {
    auto length = digits(0);
    if (length == 0) return false;
    std::string text = plain(0, length);
    while (peek(length) == ',' && digits(length + 1) == 3) {
      text += plain(length + 1, 3);
      length += 4;
    }
    if (peek(length) == '.' && digits(length + 1) > 0) {
      const auto more = digits(length + 1);
      text += plain(length, more + 1);
      length += more + 1;
    }
    add(AskUnit::Kind::number, std::move(text), length);
    return true;
  }

  bool take_word() {
    if (text::is_han(peek())) {
      add(AskUnit::Kind::han, plain(0, 1), 1);
      return true;
    }
    std::size_t length = 0;
    while (is_letter(peek(length))) ++length;
    if (length == 0) return false;
    auto word = plain(0, length);
    make_singular(word);
    add(AskUnit::Kind::latin, std::move(word), length);
    return true;
  }

  void take_sign() {
    const auto point = peek();
    std::string text;
    std::size_t length = 1;
    if ((point == '<' || point == '>') && peek(1) == '=') {
      text = plain(0, 1) + "=";
      length = 2;
    } else if (point == U'≥' || point == U'≤') {
      text = point == U'≥' ? ">=" : "<=";
    } else if (point == '<' || point == '>' || point == '=' || point == '%') {
      text = plain(0, 1);
    } else if (point == U'~' || point == U'～' || point == U'—' || point == U'–') {
      text = "~";
    } else if (point == '-' && is_digit(peek(1)) && at_ > 0 && ends_number()) {
      text = "~";
    } else if (point == ',' || point == U'，' || point == U'、' || point == ';' || point == U'；') {
      text = ",";
    } else if (point != ' ' && point != '\'' && point != '-' && point != '&' && point != '.') {
      text = "|";  // Parts phrases and is nothing else.
    }
    if (text.empty())
      ++at_;
    else
      add(AskUnit::Kind::sign, std::move(text), length);
  }

  // What a range may begin with: a number or the word for day, month or year behind one.
  bool ends_number() const {
    const auto last = points_[at_ - 1].value;
    return is_digit(last) || last == U'日' || last == U'号' || last == U'月' || last == U'年';
  }

  std::vector<AskPoint> points_;
  std::size_t at_ = 0;
  std::vector<AskUnit> units_;
};

}  // namespace

std::vector<AskUnit> ask_units(std::string_view text, const text::Simplifier* simplifier) {
  return UnitCutter(folded_points(text, simplifier)).cut();
}

std::string phrase_key(std::string_view text, const text::Simplifier* simplifier) {
  std::string key;
  for (const auto& unit : ask_units(text, simplifier))
    if (unit.text != "|" && unit.text != ",") key += unit.text;
  return key;
}

}  // namespace aftercare::metrics
