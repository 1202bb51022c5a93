#include "metrics/condition_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/utf8.hpp"

namespace aftercare::metrics {
namespace {

enum class TokenKind { word, quoted, sign, end };

struct Token {
  TokenKind kind = TokenKind::end;
  std::string text;
  std::size_t at = 0;  // Byte offset.
};

// Full-width signs people type with a Chinese keyboard, and what they mean.
constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kWideSigns = {
    {{"（", "("},
     {"）", ")"},
     {"，", ","},
     {"、", ","},
     {"＝", "="},
     {"≥", ">="},
     {"≤", "<="},
     {"≠", "!="},
     {"＞", ">"},
     {"＜", "<"}}};
constexpr std::array<std::string_view, 10> kSigns = {
    ">=", "<=", "!=", "<>", "==", "=", ">", "<", "(", ")"};

std::string lower_ascii(std::string text) {
  for (auto& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return text;
}

class ConditionParser {
 public:
  ConditionParser(const ConditionNames& names, std::string_view text)
      : names_(names), text_(text) {}

  base::Result<std::vector<Filter>> parse() {
    std::vector<Filter> filters;
    if (!advance()) return failed();
    if (token_.kind == TokenKind::end) return filters;
    for (;;) {
      auto filter = condition();
      if (!filter) return failed();
      filters.push_back(std::move(*filter));
      if (token_.kind == TokenKind::end) return filters;
      const auto joint = lower_ascii(token_.text);
      if (token_.kind == TokenKind::word && (joint == "or" || joint == "或")) {
        spoil(token_.at, "only 'and' joins conditions; for several values write: name in (a, b)",
              "条件之间只能用 and；多个值请写：名称 in (a, b)");
        return failed();
      }
      if (token_.kind != TokenKind::word || (joint != "and" && joint != "且" && joint != "并且")) {
        spoil(token_.at, fmt::format("'and' expected, not '{}'", token_.text),
              fmt::format("此处应为 and，而不是“{}”", token_.text));
        return failed();
      }
      if (!advance()) return failed();
    }
  }

 private:
  tl::unexpected<base::Error> failed() const { return tl::unexpected<base::Error>(error_); }

  bool spoil(std::size_t at, const std::string& en, const std::string& zh) {
    const auto character = base::count_code_points(text_.substr(0, at)) + 1;
    const auto place = fmt::format("at character {} of: {}", character, text_),
               place_zh = fmt::format("位于第 {} 个字符：{}", character, text_);
    // After a question no comma can follow.
    error_ = {
        base::ErrorKind::usage,
        en.ends_with('?') ? fmt::format("{} ({})", en, place) : fmt::format("{}, {}", en, place),
        zh.ends_with("？") ? fmt::format("{}（{}）", zh, place_zh)
                           : fmt::format("{}，{}", zh, place_zh)};
    return false;
  }

  bool advance() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' ||
                                  text_[at_] == '\r' || text_.substr(at_).starts_with("　")))
      at_ += text_.substr(at_).starts_with("　") ? 3 : 1;
    token_ = {TokenKind::end, "", at_};
    if (at_ >= text_.size()) return true;
    if (const auto [sign, length] = sign_here(); length > 0) {
      token_ = {TokenKind::sign, std::string(sign), at_};
      at_ += length;
      return true;
    }
    const char first = text_[at_];
    if (first == '\'' || first == '"') return read_quoted(first);
    token_.kind = TokenKind::word;
    while (at_ < text_.size() && !ends_word()) token_.text += text_[at_++];
    return true;
  }

  // sign_here: the sign at the current place and how many bytes it takes; no bytes if none.
  std::pair<std::string_view, std::size_t> sign_here() const {
    const auto rest = text_.substr(at_);
    for (const auto& [wide, plain] : kWideSigns)
      if (rest.starts_with(wide)) return {plain, wide.size()};
    for (const auto sign : kSigns)
      if (rest.starts_with(sign)) return {sign, sign.size()};
    if (rest.starts_with(",")) return {",", 1};
    return {"", 0};
  }

  bool ends_word() const {
    const char c = text_[at_];
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\'' || c == '"' || c == '!' ||
           sign_here().second > 0 || text_.substr(at_).starts_with("　");
  }

  bool read_quoted(char quote) {
    const auto begin = at_++;
    token_ = {TokenKind::quoted, "", begin};
    while (at_ < text_.size()) {
      if (text_[at_] != quote) {
        token_.text += text_[at_++];
      } else if (at_ + 1 < text_.size() && text_[at_ + 1] == quote) {
        token_.text += quote;
        at_ += 2;
      } else {
        ++at_;
        return true;
      }
    }
    return spoil(begin, "the quote is not closed", "引号没有闭合");
  }

  bool is_word(std::string_view word) const {
    return token_.kind == TokenKind::word && lower_ascii(token_.text) == word;
  }
  bool is_sign(std::string_view sign) const {
    return token_.kind == TokenKind::sign && token_.text == sign;
  }
  bool expect_sign(std::string_view sign) {
    if (is_sign(sign)) return advance();
    return spoil(token_.at, fmt::format("'{}' expected, not '{}'", sign, token_.text),
                 fmt::format("此处应为“{}”，而不是“{}”", sign, token_.text));
  }

  std::optional<Filter> condition() {
    Filter filter;
    const auto begin = token_.at;
    if (token_.kind != TokenKind::word && token_.kind != TokenKind::quoted) {
      spoil(begin, fmt::format("{} expected, not '{}'", names_.kind().en, token_.text),
            fmt::format("此处应为{}，而不是“{}”", names_.kind().zh, token_.text));
      return {};
    }
    auto name = names_.name_of(token_.text);
    if (!name) {
      spoil(begin, name.error().message, name.error().message_zh);
      return {};
    }
    filter.dimension = std::move(*name);
    if (!advance() || !read_test(filter)) return {};
    if (const auto settled = names_.settle(filter); !settled) {
      spoil(begin, settled.error().message, settled.error().message_zh);
      return {};
    }
    return filter;
  }

  // read_test: what stands behind the dimension.
  bool read_test(Filter& filter) {
    if (is_word("is")) {
      if (!advance()) return false;
      const bool negated = is_word("not");
      if (negated && !advance()) return false;
      if (!is_word("null"))
        return spoil(token_.at, "'null' expected after 'is'", "is 之后应为 null");
      filter.op = negated ? FilterOperator::not_in : FilterOperator::in;
      filter.values = {std::nullopt};
      return advance();
    }
    if (is_word("not") || is_word("in")) {
      filter.op = is_word("not") ? FilterOperator::not_in : FilterOperator::in;
      if (is_word("not") && !advance()) return false;
      if (!is_word("in")) return spoil(token_.at, "'in' expected after 'not'", "not 之后应为 in");
      return advance() && read_list(filter);
    }
    static constexpr std::pair<std::string_view, FilterOperator> operators[] = {
        {"=", FilterOperator::in},        {"==", FilterOperator::in},
        {"!=", FilterOperator::not_in},   {"<>", FilterOperator::not_in},
        {">=", FilterOperator::at_least}, {"<=", FilterOperator::at_most},
        {">", FilterOperator::above},     {"<", FilterOperator::below}};
    for (const auto& [sign, op] : operators)
      if (is_sign(sign)) {
        filter.op = op;
        return advance() && read_value(filter);
      }
    return spoil(
        token_.at,
        fmt::format("=, !=, >, >=, <, <=, in, not in or is expected, not '{}'", token_.text),
        fmt::format("此处应为 =、!=、>、>=、<、<=、in、not in 或 is，而不是“{}”", token_.text));
  }

  bool read_list(Filter& filter) {
    if (!expect_sign("(")) return false;
    while (read_value(filter)) {
      if (is_sign(")")) return advance();
      if (!expect_sign(",")) return false;
    }
    return false;
  }

  bool read_value(Filter& filter) {
    if (token_.kind == TokenKind::word && lower_ascii(token_.text) == "null")
      filter.values.push_back(std::nullopt);
    else if (token_.kind == TokenKind::word || token_.kind == TokenKind::quoted)
      filter.values.push_back(token_.text);
    else
      return spoil(token_.at, fmt::format("a value expected, not '{}'", token_.text),
                   fmt::format("此处应为值，而不是“{}”", token_.text));
    return advance();
  }

  const ConditionNames& names_;
  std::string_view text_;
  std::size_t at_ = 0;
  Token token_;
  base::Error error_;
};

}  // namespace

base::Result<std::vector<Filter>> parse_conditions(const ConditionNames& names,
                                                   std::string_view text) {
  if (!base::is_utf8(text) || text.find('\0') != text.npos)
    return base::failure("a condition that is not UTF-8 text", "条件不是 UTF-8 文本");
  return ConditionParser(names, text).parse();
}

}  // namespace aftercare::metrics
