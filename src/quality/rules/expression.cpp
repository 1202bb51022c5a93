#include "quality/rules/expression.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/utf8.hpp"
#include "quality/profile/value_reading.hpp"

namespace aftercare::quality {
namespace {

using ValueOf = std::function<ExpressionValue(std::size_t)>;
using Kind = ExpressionValue::Kind;

constexpr std::size_t kMostNodes = 500;
constexpr int kDeepestExpression = 50;

char ascii_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

std::string lowered(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), ascii_lower);
  return lower;
}

// Brings two values to one kind: text beside a number or a moment is read as one. False: they
// cannot be compared.
bool align(ExpressionValue& left, ExpressionValue& right) {
  if (left.kind == right.kind) return true;
  const auto convert = [](ExpressionValue& from, Kind to) {
    if (from.kind != Kind::text) return false;
    const auto read = value_of_cell(from.text);
    if (read.kind != to) return false;
    from = read;
    return true;
  };
  if (left.kind == Kind::text && convert(left, right.kind)) return true;
  if (right.kind == Kind::text && convert(right, left.kind)) return true;
  // An id of digits beside a word: both as they stand.
  if (!left.text.empty() && !right.text.empty()) {
    left.kind = right.kind = Kind::text;
    return true;
  }
  return false;
}

int compare_values(const ExpressionValue& left, const ExpressionValue& right) {
  if (left.kind == Kind::text) {
    const auto order = left.text.compare(right.text);
    return order < 0 ? -1 : order > 0 ? 1 : 0;
  }
  return left.number < right.number ? -1 : left.number > right.number ? 1 : 0;
}

ExpressionValue known(std::optional<bool> truth) {
  return truth ? ExpressionValue::of(*truth) : ExpressionValue{};
}

std::optional<bool> truth_of(const ExpressionValue& value) {
  if (value.kind == Kind::null) return std::nullopt;
  return value.number != 0;
}

}  // namespace

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

base::Result<RowExpression> RowExpression::parse(std::string_view written) {
  return ExpressionParser(written).parse();
}

std::optional<bool> RowExpression::judge(const ValueOf& value_of) const {
  return truth_of(value(root_, value_of));
}

ExpressionValue RowExpression::value(std::size_t at, const ValueOf& value_of) const {
  const auto& node = nodes_[at];
  const auto part = [&](std::size_t i) { return value(node.parts[i], value_of); };
  switch (node.op) {
    case Op::number:
      return ExpressionValue::of(node.number);
    case Op::text:
      return {Kind::text, 0, node.text};
    case Op::boolean:
      return ExpressionValue::of(node.number != 0);
    case Op::null:
      return {};
    case Op::column:
      return value_of(node.column);
    case Op::is_null:
      return ExpressionValue::of(part(0).kind == Kind::null);
    case Op::logical_not: {
      const auto truth = truth_of(part(0));
      return truth ? ExpressionValue::of(!*truth) : ExpressionValue{};
    }
    case Op::logical_and:
    case Op::logical_or: {
      const bool decides = node.op == Op::logical_or;
      const auto left = truth_of(part(0));
      if (left == decides) return ExpressionValue::of(decides);
      const auto right = truth_of(part(1));
      if (right == decides) return ExpressionValue::of(decides);
      return left && right ? ExpressionValue::of(!decides) : ExpressionValue{};
    }
    case Op::in_list: {
      const auto left = part(0);
      if (left.kind == Kind::null) return {};
      for (std::size_t i = 1; i < node.parts.size(); ++i) {
        auto of = left, one = part(i);
        if (one.kind != Kind::null && align(of, one) && compare_values(of, one) == 0)
          return ExpressionValue::of(true);
      }
      return ExpressionValue::of(false);
    }
    case Op::between: {
      auto low_of = part(0), low = part(1);
      auto high_of = low_of, high = part(2);
      if (low_of.kind == Kind::null || low.kind == Kind::null || high.kind == Kind::null) return {};
      if (!align(low_of, low) || !align(high_of, high)) return {};
      return ExpressionValue::of(compare_values(low_of, low) >= 0 &&
                                 compare_values(high_of, high) <= 0);
    }
    case Op::matches: {
      const auto of = part(0);
      if (of.kind == Kind::null) return {};
      return ExpressionValue::of(
          RE2::FullMatch(re2::StringPiece(of.text.data(), of.text.size()), *node.pattern));
    }
    default:
      break;
  }
  auto left = part(0);
  if (left.kind == Kind::null) return {};
  switch (node.op) {
    case Op::negate:
      return ExpressionValue::of(-left.number);
    case Op::absolute:
      return ExpressionValue::of(std::abs(left.number));
    case Op::length:
      return ExpressionValue::of(static_cast<double>(base::count_code_points(left.text)));
    case Op::year: {
      if (left.kind != Kind::moment) return {};
      const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(
          std::chrono::sys_seconds(std::chrono::seconds(static_cast<std::int64_t>(left.number))))};
      return ExpressionValue::of(static_cast<double>(static_cast<int>(date.year())));
    }
    case Op::lower: {
      thread_local std::string buffer[4];
      thread_local unsigned turn = 0;
      auto& to = buffer[turn++ % 4];  // A comparison has two sides at most.
      to = lowered(left.text);
      return {Kind::text, 0, to};
    }
    default:
      break;
  }
  auto right = part(1);
  if (right.kind == Kind::null) return {};
  const auto numbers = [&] { return left.kind != Kind::text && right.kind != Kind::text; };
  switch (node.op) {
    case Op::add:
      return numbers() ? ExpressionValue::of(left.number + right.number) : ExpressionValue{};
    case Op::subtract:
      return numbers() ? ExpressionValue::of(left.number - right.number) : ExpressionValue{};
    case Op::multiply:
      return numbers() ? ExpressionValue::of(left.number * right.number) : ExpressionValue{};
    case Op::divide:
      return numbers() && right.number != 0 ? ExpressionValue::of(left.number / right.number)
                                            : ExpressionValue{};
    case Op::days:
      return left.kind == Kind::moment && right.kind == Kind::moment
                 ? ExpressionValue::of((left.number - right.number) / 86'400)
                 : ExpressionValue{};
    default:
      break;
  }
  if (!align(left, right)) return known(std::nullopt);
  const int order = compare_values(left, right);
  // Cents do not add up exactly in binary: amounts that differ by less than a millionth are one.
  const bool same =
      order == 0 || (left.kind == Kind::number &&
                     std::abs(left.number - right.number) <=
                         1e-9 * std::max(std::abs(left.number), std::abs(right.number)));
  switch (node.op) {
    case Op::equal:
      return ExpressionValue::of(same);
    case Op::not_equal:
      return ExpressionValue::of(!same);
    case Op::less:
      return ExpressionValue::of(order < 0 && !same);
    case Op::less_or_equal:
      return ExpressionValue::of(order < 0 || same);
    case Op::greater:
      return ExpressionValue::of(order > 0 && !same);
    case Op::greater_or_equal:
      return ExpressionValue::of(order > 0 || same);
    default:
      return {};
  }
}

store::ExpressionPtr RowExpression::violation() const {
  const auto whole = query_part(root_);
  if (whole == nullptr) return nullptr;
  return std::make_shared<const store::Expression>(store::Expression{store::Not{whole}});
}

store::ExpressionPtr RowExpression::query_part(std::size_t at) const {
  const auto made = [](auto node) {
    return std::make_shared<const store::Expression>(store::Expression{std::move(node)});
  };
  const auto& node = nodes_[at];
  std::vector<store::ExpressionPtr> parts;
  for (const auto part : node.parts) {
    parts.push_back(query_part(part));
    if (parts.back() == nullptr) return nullptr;
  }
  switch (node.op) {
    case Op::number: {
      const auto whole = static_cast<std::int64_t>(node.number);
      if (static_cast<double>(whole) == node.number) return made(store::Literal{whole});
      return made(store::Literal{node.number});
    }
    case Op::text:
      return made(store::Literal{node.text});
    case Op::boolean:
      return made(store::Literal{node.number != 0});
    case Op::null:
      return made(store::Literal{std::monostate{}});
    case Op::column:
      return made(store::ColumnRef{columns_[node.column]});
    case Op::negate:
      return made(store::Arithmetic{made(store::Literal{std::int64_t{0}}),
                                    store::Operation::subtract, parts[0]});
    case Op::add:
    case Op::subtract:
    case Op::multiply:
    case Op::divide: {
      const auto op =
          static_cast<store::Operation>(static_cast<int>(node.op) - static_cast<int>(Op::add));
      return made(store::Arithmetic{parts[0], op, parts[1]});
    }
    case Op::equal:
    case Op::not_equal:
    case Op::less:
    case Op::less_or_equal:
    case Op::greater:
    case Op::greater_or_equal: {
      const auto op =
          static_cast<store::Comparison>(static_cast<int>(node.op) - static_cast<int>(Op::equal));
      return made(store::Compare{parts[0], op, parts[1]});
    }
    case Op::between:
      return made(
          store::And{{made(store::Compare{parts[0], store::Comparison::greater_or_equal, parts[1]}),
                      made(store::Compare{parts[0], store::Comparison::less_or_equal, parts[2]})}});
    case Op::is_null:
      return made(store::IsNull{parts[0], false});
    case Op::in_list: {
      store::InList list{parts[0], {}, false};
      for (std::size_t i = 1; i < parts.size(); ++i) {
        const auto* literal = std::get_if<store::Literal>(&parts[i]->node);
        if (literal == nullptr) return nullptr;
        list.list.push_back(*literal);
      }
      return made(std::move(list));
    }
    case Op::logical_not:
      return made(store::Not{parts[0]});
    case Op::logical_and:
      return made(store::And{{parts[0], parts[1]}});
    case Op::logical_or:
      return made(store::Or{{parts[0], parts[1]}});
    default:
      return nullptr;
  }
}

ExpressionValue value_of_cell(std::string_view cell) {
  const auto word = trimmed(cell);
  const auto reading = read_value(word);
  switch (reading.kind) {
    case ValueKind::missing:
      return {};
    case ValueKind::integer:
    case ValueKind::real:
    case ValueKind::money:
    case ValueKind::percent:
    case ValueKind::phone:
    case ValueKind::bank_card:
    case ValueKind::id_card:
      return {reading.kind == ValueKind::integer || reading.kind == ValueKind::real ||
                      reading.kind == ValueKind::money || reading.kind == ValueKind::percent
                  ? Kind::number
                  : Kind::text,
              reading.number, word};
    case ValueKind::moment:
      // Digits alone are a number until something asks for a date.
      if (reading.digits > 0) return {Kind::number, reading.number, word};
      return {Kind::moment, static_cast<double>(reading.seconds), word};
    default:
      return {Kind::text, 0, word};
  }
}

}  // namespace aftercare::quality
