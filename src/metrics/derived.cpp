#include "metrics/derived.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

namespace aftercare::metrics {
namespace {

using Operator = DerivedStep::Operator;

tl::unexpected<base::Error> no_expression(std::string_view en, std::string_view zh,
                                          std::string_view text) {
  return base::failure(fmt::format("{}: '{}'", en, text), fmt::format("{}：“{}”", zh, text));
}

// Recursive descent over + - * / and brackets.
class DerivedParser {
 public:
  explicit DerivedParser(std::string_view text) : text_(text) {}

  base::Result<DerivedSteps> parse() {
    if (auto read = sum(0); !read) return base::failure_of(read);
    skip();
    if (at_ < text_.size())
      return no_expression("not expected here", "此处多余", text_.substr(at_));
    return std::move(steps_);
  }

 private:
  static constexpr int kDeepest = 50;

  void skip() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
  }
  bool take(char sign) {
    skip();
    if (at_ >= text_.size() || text_[at_] != sign) return false;
    ++at_;
    return true;
  }

  base::Result<void> sum(int depth) {
    if (auto read = product(depth); !read) return read;
    for (;;) {
      const bool plus = take('+');
      if (!plus && !take('-')) return {};
      if (auto read = product(depth); !read) return read;
      steps_.push_back({plus ? Operator::add : Operator::subtract});
    }
  }

  base::Result<void> product(int depth) {
    if (auto read = operand(depth); !read) return read;
    for (;;) {
      const bool times = take('*');
      if (!times && !take('/')) return {};
      if (auto read = operand(depth); !read) return read;
      steps_.push_back({times ? Operator::multiply : Operator::divide});
    }
  }

  base::Result<void> operand(int depth) {
    if (take('(')) {
      if (depth > kDeepest) return no_expression("too many brackets", "括号过多", text_);
      if (auto read = sum(depth + 1); !read) return read;
      if (!take(')')) return no_expression("a bracket is not closed", "括号未闭合", text_);
      return {};
    }
    skip();
    const auto rest = text_.substr(at_);
    const auto is_digit = [](char sign) { return sign >= '0' && sign <= '9'; };
    const auto in_name = [&](char sign) {
      return (sign >= 'a' && sign <= 'z') || sign == '_' || is_digit(sign);
    };
    if (!rest.empty() && is_digit(rest.front())) {
      double number = 0;
      const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), number);
      at_ += static_cast<std::size_t>(read.ptr - rest.data());
      steps_.push_back({number});
      return {};
    }
    const auto length =
        static_cast<std::size_t>(std::ranges::find_if_not(rest, in_name) - rest.begin());
    if (length == 0)
      return no_expression("a metric or a number is expected at", "此处应为指标或数字",
                           rest.empty() ? text_ : rest);
    at_ += length;
    if (take('('))
      return no_expression("unknown function; there are only + - * / and brackets",
                           "未知的函数；只能用 + - * / 与括号", rest.substr(0, length));
    steps_.push_back({std::string(rest.substr(0, length))});
    return {};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  DerivedSteps steps_;
};

}  // namespace

base::Result<DerivedSteps> parse_derived(std::string_view text) {
  return DerivedParser(text).parse();
}

std::vector<std::string> names_in(const DerivedSteps& steps) {
  std::vector<std::string> names;
  for (const auto& step : steps)
    if (const auto* name = std::get_if<std::string>(&step.what);
        name != nullptr && std::ranges::find(names, *name) == names.end())
      names.push_back(*name);
  return names;
}

std::optional<double> value_of(
    const DerivedSteps& steps,
    const std::function<std::optional<double>(const std::string&)>& value) {
  std::vector<double> stack;
  for (const auto& step : steps) {
    if (const auto* number = std::get_if<double>(&step.what)) {
      stack.push_back(*number);
    } else if (const auto* name = std::get_if<std::string>(&step.what)) {
      const auto known = value(*name);
      if (!known) return std::nullopt;
      stack.push_back(*known);
    } else {
      const auto right = stack.back();
      stack.pop_back();
      auto& left = stack.back();
      switch (std::get<Operator>(step.what)) {
        case Operator::add:
          left += right;
          break;
        case Operator::subtract:
          left -= right;
          break;
        case Operator::multiply:
          left *= right;
          break;
        case Operator::divide:
          if (right == 0) return std::nullopt;
          left /= right;
      }
    }
  }
  return stack.back();
}

base::Result<std::string> unit_of(const DerivedSteps& steps,
                                  const std::function<std::string(const std::string&)>& unit) {
  struct Part {
    std::string unit;
    bool bare = false;  // A number as written: it scales, but has no unit to add to one.
  };
  std::vector<Part> stack;
  for (const auto& step : steps) {
    if (std::holds_alternative<double>(step.what)) {
      stack.push_back({"", true});
    } else if (const auto* name = std::get_if<std::string>(&step.what)) {
      stack.push_back({unit(*name), false});
    } else {
      const auto right = stack.back();
      stack.pop_back();
      auto& left = stack.back();
      const auto what = std::get<Operator>(step.what);
      if (what == Operator::add || what == Operator::subtract) {
        const bool told = !left.unit.empty() && !right.unit.empty();
        if ((told && left.unit != right.unit) ||
            (left.bare != right.bare && !(left.unit.empty() && right.unit.empty())))
          return base::failure(
              fmt::format("wrong unit: '{}' and '{}' cannot be added or subtracted",
                          left.bare ? "number" : left.unit, right.bare ? "number" : right.unit),
              fmt::format("单位不符：“{}”与“{}”不能相加减", left.bare ? "数字" : left.unit,
                          right.bare ? "数字" : right.unit));
        if (left.unit.empty()) left.unit = right.unit;
        left.bare = left.bare && right.bare;
      } else {
        if (right.bare) continue;  // Scaled: the unit stays.
        left = {left.bare && what == Operator::multiply ? right.unit : "", false};
      }
    }
  }
  return stack.back().unit;
}

}  // namespace aftercare::metrics
