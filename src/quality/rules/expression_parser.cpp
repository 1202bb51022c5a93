#include "quality/rules/expression_parser.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <charconv>

#include "base/utf8.hpp"

namespace aftercare::quality {
namespace {

constexpr std::size_t kMostNodes = 500;
constexpr int kDeepestExpression = 50;

char ascii_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

}  // namespace

std::string lowered(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), ascii_lower);
  return lower;
}

/// Reads an expression from left to right; every rule of the grammar is one function.
class ExpressionParser {
 public:
  using Op = RowExpression::Op;

  explicit ExpressionParser(std::string_view text) : text_(text) { next(); }

  base::Result<RowExpression> parse() {
    RowExpression expression;
    into_ = &expression;
    expression.written_ = text_;
    expression.root_ = read_or();
    if (flaw_.en.empty() && !token_.empty()) expect("the end", "结尾");
    if (flaw_.en.empty() && !is_condition(expression.root_))
      spoil("it is no condition: compare something", "不是条件：需要比较");
    if (!flaw_.en.empty())
      return base::failure(fmt::format("{}, in the expression '{}'", flaw_.en, text_),
                           fmt::format("{}，位于表达式“{}”", flaw_.zh, text_));
    return expression;
  }

 private:
  enum class Token : std::uint8_t { end, word, quoted_name, number, text, sign };

  void spoil(std::string en, std::string zh) {
    if (flaw_.en.empty()) flaw_ = {std::move(en), std::move(zh)};
    token_ = {};
    kind_ = Token::end;
    at_ = text_.size();
  }
  void expect(std::string_view en, std::string_view zh) {
    const auto where = base::count_code_points(text_.substr(0, begin_)) + 1;
    spoil(fmt::format("{} was expected at character {}", en, where),
          fmt::format("第 {} 个字符处应为{}", where, zh));
  }

  void next() {
    while (at_ < text_.size() && static_cast<unsigned char>(text_[at_]) <= ' ') ++at_;
    begin_ = at_;
    token_ = {};
    kind_ = Token::end;
    if (at_ == text_.size()) return;
    const char c = text_[at_];
    const auto digit = [](char d) { return d >= '0' && d <= '9'; };
    const auto letter = [&digit](char l) {
      return digit(l) || l == '_' || ascii_lower(l) != l || (l >= 'a' && l <= 'z') ||
             static_cast<unsigned char>(l) >= 0x80;
    };
    if (c == '\'' || c == '"') {
      const auto end = text_.find(c, at_ + 1);
      if (end == text_.npos) return expect("a closing quote", "结束引号");
      token_ = text_.substr(at_ + 1, end - at_ - 1);
      kind_ = c == '"' ? Token::quoted_name : Token::text;
      at_ = end + 1;
      return;
    }
    if (digit(c) || (c == '.' && at_ + 1 < text_.size() && digit(text_[at_ + 1]))) {
      while (at_ < text_.size() && (digit(text_[at_]) || text_[at_] == '.')) ++at_;
      kind_ = Token::number;
    } else if (letter(c)) {
      while (at_ < text_.size() && letter(text_[at_])) ++at_;
      kind_ = Token::word;
    } else {
      at_ += text_.substr(at_, 2) == "<=" || text_.substr(at_, 2) == ">=" ||
                     text_.substr(at_, 2) == "!=" || text_.substr(at_, 2) == "<>" ||
                     text_.substr(at_, 2) == "=="
                 ? 2
                 : 1;
      kind_ = Token::sign;
    }
    token_ = text_.substr(begin_, at_ - begin_);
  }

  bool is_word(std::string_view word) const {
    return kind_ == Token::word && lowered(token_) == word;
  }
  bool take_keyword(std::string_view word) {
    if (!is_word(word)) return false;
    next();
    return true;
  }
  bool take_sign(std::string_view sign) {
    if (kind_ != Token::sign || token_ != sign) return false;
    next();
    return true;
  }

  std::size_t add(Op op, std::vector<std::size_t> parts = {}) {
    auto& nodes = into_->nodes_;
    if (nodes.size() >= kMostNodes) spoil("it is too long", "表达式过长");
    RowExpression::Node node;
    node.op = op;
    node.parts = std::move(parts);
    nodes.push_back(std::move(node));
    return nodes.size() - 1;
  }
  RowExpression::Node& node(std::size_t at) { return into_->nodes_[at]; }

  bool is_condition(std::size_t at) {
    const auto op = node(at).op;
    return (op >= Op::equal && op <= Op::logical_or) || op == Op::boolean || op == Op::column;
  }

  struct Deeper {
    explicit Deeper(ExpressionParser& parser) : owner(parser) {
      if (++owner.depth_ > kDeepestExpression) owner.spoil("it is nested too deeply", "嵌套过深");
    }
    ~Deeper() { --owner.depth_; }
    ExpressionParser& owner;
  };

  std::size_t read_or() {
    const Deeper deeper(*this);
    auto left = read_and();
    while (take_keyword("or")) left = add(Op::logical_or, {left, read_and()});
    return left;
  }
  std::size_t read_and() {
    auto left = read_not();
    while (take_keyword("and")) left = add(Op::logical_and, {left, read_not()});
    return left;
  }
  std::size_t read_not() {
    const Deeper deeper(*this);
    if (take_keyword("not")) return add(Op::logical_not, {read_not()});
    return read_comparison();
  }

  std::size_t read_comparison() {
    const auto left = read_sum();
    if (take_keyword("is")) {
      const bool negated = take_keyword("not");
      if (!take_keyword("null")) expect("null", " null");
      const auto test = add(Op::is_null, {left});
      return negated ? add(Op::logical_not, {test}) : test;
    }
    const bool negated = take_keyword("not");
    std::size_t test = left;
    if (take_keyword("in"))
      test = read_list(left);
    else if (take_keyword("matches"))
      test = read_pattern(left);
    else if (take_keyword("between")) {
      const auto low = read_sum();
      if (!take_keyword("and")) expect("and", " and");
      test = add(Op::between, {left, low, read_sum()});
    } else if (negated)
      expect("in, matches or between", " in、matches 或 between");
    else
      return read_sign(left);
    return negated ? add(Op::logical_not, {test}) : test;
  }

  std::size_t read_sign(std::size_t left) {
    constexpr std::pair<std::string_view, Op> signs[] = {
        {"=", Op::equal},      {"==", Op::equal},
        {"!=", Op::not_equal}, {"<>", Op::not_equal},
        {"<", Op::less},       {"<=", Op::less_or_equal},
        {">", Op::greater},    {">=", Op::greater_or_equal}};
    for (const auto& [sign, op] : signs)
      if (take_sign(sign)) return add(op, {left, read_sum()});
    return left;
  }

  std::size_t read_list(std::size_t left) {
    std::vector<std::size_t> parts{left};
    if (!take_sign("(")) expect("(", "（");
    do parts.push_back(read_sum());
    while (flaw_.en.empty() && take_sign(","));
    if (!take_sign(")")) expect(")", "）");
    return add(Op::in_list, std::move(parts));
  }

  std::size_t read_pattern(std::size_t left) {
    if (kind_ != Token::text) {
      expect("a pattern in quotes", "引号中的正则表达式");
      return left;
    }
    auto pattern =
        std::make_shared<const RE2>(re2::StringPiece(token_.data(), token_.size()), RE2::Quiet);
    if (!pattern->ok()) {
      spoil(fmt::format("not a pattern ({})", pattern->error()),
            fmt::format("不是有效的正则表达式（{}）", pattern->error()));
      return left;
    }
    next();
    const auto test = add(Op::matches, {left});
    node(test).pattern = std::move(pattern);
    return test;
  }

  std::size_t read_sum() {
    auto left = read_product();
    for (;;) {
      if (take_sign("+"))
        left = add(Op::add, {left, read_product()});
      else if (take_sign("-"))
        left = add(Op::subtract, {left, read_product()});
      else
        return left;
    }
  }
  std::size_t read_product() {
    auto left = read_single();
    for (;;) {
      if (take_sign("*"))
        left = add(Op::multiply, {left, read_single()});
      else if (take_sign("/"))
        left = add(Op::divide, {left, read_single()});
      else
        return left;
    }
  }

  std::size_t read_single() {
    const Deeper deeper(*this);
    if (take_sign("-")) return add(Op::negate, {read_single()});
    if (take_sign("(")) {
      const auto inner = read_or();
      if (!take_sign(")")) expect(")", "）");
      return inner;
    }
    if (kind_ == Token::number) {
      double value = 0;
      const auto [end, error] =
          std::from_chars(token_.data(), token_.data() + token_.size(), value);
      if (error != std::errc() || end != token_.data() + token_.size()) expect("a number", "数字");
      next();
      const auto at = add(Op::number);
      node(at).number = value;
      return at;
    }
    if (kind_ == Token::text) {
      const auto at = add(Op::text);
      node(at).text = token_;
      next();
      return at;
    }
    if (kind_ == Token::word || kind_ == Token::quoted_name) return read_name();
    expect("a column, a number or a text", "列、数字或文本");
    return add(Op::null);
  }

  std::size_t read_name() {
    const auto word = lowered(token_);
    if (kind_ == Token::word) {
      for (const std::string_view reserved : {"and", "or", "not", "in", "is", "between", "matches"})
        if (word == reserved) {
          expect("a column, a number or a text", "列、数字或文本");
          return add(Op::null);
        }
      if (word == "null") return next(), add(Op::null);
      if (word == "true" || word == "false") {
        next();
        const auto at = add(Op::boolean);
        node(at).number = word == "true" ? 1 : 0;
        return at;
      }
    }
    const auto name = std::string(token_);
    const bool plain = kind_ == Token::word;
    next();
    if (plain && take_sign("(")) return read_call(word);
    const auto at = add(Op::column);
    auto& columns = into_->columns_;
    const auto known = std::ranges::find(columns, name);
    node(at).column = static_cast<std::size_t>(known - columns.begin());
    if (known == columns.end()) columns.push_back(name);
    return at;
  }

  std::size_t read_call(const std::string& name) {
    constexpr std::tuple<std::string_view, Op, std::size_t> functions[] = {
        {"length", Op::length, 1},
        {"abs", Op::absolute, 1},
        {"days", Op::days, 2},
        {"lower", Op::lower, 1},
        {"year", Op::year, 1}};
    const auto function =
        std::ranges::find(functions, name, [](const auto& f) { return std::get<0>(f); });
    if (function == std::end(functions)) {
      spoil(fmt::format("unknown function {}: known are length, abs, days, lower, year", name),
            fmt::format("未知的函数 {}：可用的有 length、abs、days、lower、year", name));
      return add(Op::null);
    }
    std::vector<std::size_t> parts;
    do parts.push_back(read_sum());
    while (flaw_.en.empty() && take_sign(","));
    if (!take_sign(")")) expect(")", "）");
    if (parts.size() != std::get<2>(*function))
      spoil(fmt::format("{} takes {} value(s)", name, std::get<2>(*function)),
            fmt::format("{} 需要 {} 个参数", name, std::get<2>(*function)));
    return add(std::get<1>(*function), std::move(parts));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;
  std::string_view token_;
  Token kind_ = Token::end;
  int depth_ = 0;
  base::Message flaw_;
  RowExpression* into_ = nullptr;
};

base::Result<RowExpression> read_expression(std::string_view written) {
  return ExpressionParser(written).parse();
}

}  // namespace aftercare::quality
