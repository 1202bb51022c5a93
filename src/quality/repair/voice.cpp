// Voices: what speaks for a cell's value without a group of rows.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>

#include "quality/repair/determinant.hpp"
#include "quality/repair/known_voice.hpp"

namespace aftercare::quality {
namespace {

constexpr double kHeard = 0.5;  // Share of right rows from which a voice counts.
constexpr double kUsualWeight = 0.2;
constexpr double kCertain = 0.85;  // The same of a formula, which chance does not reach.

// Share of rows that the voice is right about, of those it and the column speak about.
double voice_score(const CodedTable& table, std::size_t target, const std::vector<Code>& says) {
  double right = 0, judged = 0;
  for (std::size_t row = 0; row < says.size(); ++row) {
    const auto code = table.code(row, target);
    if (says[row] == kNoCode || code == kEmpty) continue;
    ++judged;
    right += says[row] == code;
  }
  return judged < 10 ? 0 : right / judged;
}

double voice_share(const std::vector<Code>& says) {
  const auto silent = std::count(says.begin(), says.end(), kNoCode);
  return 1 -
         static_cast<double>(silent) / static_cast<double>(std::max<std::size_t>(1, says.size()));
}

std::optional<long long> whole_number(std::string_view text) {
  if (text.empty() || text.size() > 15) return std::nullopt;
  long long value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return text.size() > 1 && text.front() == '0' ? std::nullopt : std::optional(value);
}

class VoiceSearch {
 public:
  VoiceSearch(CodedTable& table, std::span<const ColumnFormat> formats,
              const RepairKnowledge& knowledge, std::size_t target)
      : table_(table),
        formats_(formats),
        knowledge_(knowledge),
        target_(target),
        rows_(table.rows()) {}

  std::vector<Voice> run() {
    if (rows_ < 10) return {};
    usual_value();
    counting();
    runs();
    if (!formats_[target_].is_prose()) joined();
    if (formats_[target_].has_numbers()) sums();
    for (auto& voice : known_voices(table_, knowledge_, target_)) keep(std::move(voice), kHeard);
    return std::move(found_);
  }

 private:
  // 17, 18, 19: the row number plus a constant.
  void counting() {
    const auto& column = table_.column(target_);
    std::map<long long, std::size_t> offsets;
    std::size_t counted = 0;
    for (std::size_t row = 0; row < rows_; ++row) {
      const auto value = whole_number(column.values[column.cells[row]]);
      if (!value) continue;
      ++counted;
      if (offsets.size() < 1000) ++offsets[*value - static_cast<long long>(row)];
    }
    if (counted * 10 < rows_ * 8) return;
    const auto most =
        std::max_element(offsets.begin(), offsets.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    if (most == offsets.end() || most->second * 10 < rows_ * 8) return;
    std::vector<Code> says(rows_);
    for (std::size_t row = 0; row < rows_; ++row)
      says[row] = table_.intern(target_, std::to_string(most->first + static_cast<long long>(row)));
    keep({{}, std::move(says), RepairReason::order, 0, 0}, kCertain);
  }

  // Rows stand in runs: the one above and the one below agree.
  void runs() {
    const auto& cells = table_.column(target_).cells;
    std::vector<Code> says(rows_, kNoCode);
    for (std::size_t row = 1; row + 1 < rows_; ++row)
      if (cells[row - 1] == cells[row + 1] && cells[row - 1] != kEmpty) says[row] = cells[row - 1];
    if (voice_share(says) < 0.2) return;
    keep({{}, std::move(says), RepairReason::order, 0, 0}, 0.6);
  }

  // The value of another column, or two others with something constant between.
  void joined() {
    const auto width = table_.width();
    const std::size_t step = rows_ / 500 + 1;
    std::vector<std::size_t> before, behind;
    for (std::size_t c = 0; c < width; ++c) {
      if (c == target_ || table_.column(c).values.size() < 3) continue;
      std::size_t looked = 0, starts = 0, ends = 0, same = 0;
      for (std::size_t row = 0; row < rows_; row += step) {
        const auto whole = table_.text_at(row, target_), part = table_.text_at(row, c);
        if (whole.empty() || part.empty()) continue;
        ++looked;
        same += whole == part;
        starts += whole.starts_with(part) && whole != part;
        ends += whole.ends_with(part) && whole != part;
      }
      if (looked < 10) continue;
      if (same * 10 >= looked * 5) copy(c);
      if (starts * 10 >= looked * 8) before.push_back(c);
      if (ends * 10 >= looked * 8) behind.push_back(c);
    }
    for (const auto a : before)
      for (const auto b : behind)
        if (a != b) join_of(a, b, step);
  }

  void copy(std::size_t c) {
    std::vector<Code> says(rows_, kNoCode);
    for (std::size_t row = 0; row < rows_; ++row)
      if (const auto text = table_.text_at(row, c); !text.empty())
        says[row] = table_.intern(target_, text);
    keep({{c}, std::move(says), RepairReason::dependency, 0, 0}, kHeard);
  }

  void join_of(std::size_t a, std::size_t b, std::size_t step) {
    std::map<std::string, std::size_t, std::less<>> middles;
    std::size_t looked = 0;
    for (std::size_t row = 0; row < rows_; row += step) {
      const auto whole = table_.text_at(row, target_);
      const auto left = table_.text_at(row, a), right = table_.text_at(row, b);
      if (whole.empty() || left.empty() || right.empty()) continue;
      ++looked;
      if (whole.size() >= left.size() + right.size() && whole.starts_with(left) &&
          whole.ends_with(right))
        ++middles[std::string(
            whole.substr(left.size(), whole.size() - left.size() - right.size()))];
    }
    for (const auto& [middle, times] : middles) {
      if (times * 10 < looked * 8) continue;
      std::vector<Code> says(rows_, kNoCode);
      for (std::size_t row = 0; row < rows_; ++row) {
        const auto left = table_.text_at(row, a), right = table_.text_at(row, b);
        if (left.empty() || right.empty()) continue;
        says[row] = table_.intern(target_, fmt::format("{}{}{}", left, middle, right));
      }
      keep({{a, b}, std::move(says), RepairReason::dependency, 0, 0}, kCertain);
      return;
    }
  }

  // target = x * y, x + y, x - y, y - x, x / y.
  void sums() {
    std::vector<std::size_t> numbers;
    for (std::size_t c = 0; c < table_.width(); ++c)
      if (c != target_ && formats_[c].has_numbers() && table_.column(c).values.size() > 3)
        numbers.push_back(c);
    if (numbers.size() < 2 || numbers.size() > 16 || table_.column(target_).values.size() < 6)
      return;
    decimals_ = most_decimals();
    const std::size_t step = rows_ / 300 + 1;
    for (std::size_t i = 0; i < numbers.size(); ++i)
      for (std::size_t j = 0; j < numbers.size(); ++j)
        for (const char sign : {'*', '+', '-', '/'}) {
          if ((sign == '*' || sign == '+') ? i >= j : i == j) continue;
          const auto a = numbers[i], b = numbers[j];
          std::size_t looked = 0, held = 0, telling = 0;
          for (std::size_t row = 0; row < rows_; row += step) {
            const auto x = number_at(row, a), y = number_at(row, b), z = number_at(row, target_);
            if (!x || !y || !z) continue;
            ++looked;
            const auto made = calculate(*x, sign, *y);
            if (!made || std::abs(*made - *z) > tolerance()) continue;
            ++held;
            // 5 + 0 and 5 * 1 are no sums.
            telling += std::abs(*x - *z) > tolerance() && std::abs(*y - *z) > tolerance();
          }
          if (looked < 20 || held * 100 < looked * 85 || telling * 10 < looked) continue;
          sum_of(a, sign, b);
        }
  }

  void sum_of(std::size_t a, char sign, std::size_t b) {
    std::vector<Code> says(rows_, kNoCode);
    for (std::size_t row = 0; row < rows_; ++row) {
      const auto x = number_at(row, a), y = number_at(row, b);
      const auto made = x && y ? calculate(*x, sign, *y) : std::nullopt;
      if (!made) continue;
      // A value that is the same number keeps its writing.
      const auto now = number_at(row, target_);
      says[row] = now && std::abs(*now - *made) <= tolerance()
                      ? table_.code(row, target_)
                      : table_.intern(target_, fmt::format("{:.{}f}", *made, decimals_));
    }
    keep({{a, b}, std::move(says), RepairReason::arithmetic, 0, 0}, kCertain);
  }

  static std::optional<double> calculate(double x, char sign, double y) {
    switch (sign) {
      case '*':
        return x * y;
      case '+':
        return x + y;
      case '-':
        return x - y;
      default:
        return y == 0 ? std::nullopt : std::optional(x / y);
    }
  }
  double tolerance() const { return 0.5001 * std::pow(10.0, -decimals_); }
  std::optional<double> number_at(std::size_t row, std::size_t c) const {
    const auto text = table_.text_at(row, c);
    if (text.empty() || text.size() > 20) return std::nullopt;
    const std::string copy(text);
    char* end = nullptr;
    const double value = std::strtod(copy.c_str(), &end);
    return *end == '\0' && std::isfinite(value) ? std::optional(value) : std::nullopt;
  }
  // Of nearly all values: that many decimals a sum is written with.
  int most_decimals() const {
    std::map<std::size_t, std::size_t> seen;
    const auto& column = table_.column(target_);
    for (Code code = 1; code < column.values.size(); ++code) {
      const auto point = column.values[code].find('.');
      if (column.values[code].size() <= 20)
        seen[point == std::string_view::npos ? 0 : column.values[code].size() - point - 1] +=
            column.counts[code];
    }
    std::size_t best = 0, decimals = 0;
    for (const auto& [places, count] : seen)
      if (count > best) best = count, decimals = places;
    return static_cast<int>(std::min<std::size_t>(decimals, 9));
  }

  // Keeps a voice that is right more often than the column's usual value would be.
  void keep(Voice voice, double least) {
    const auto& column = table_.column(target_);
    double usual = 0, filled = std::max<double>(1, column.filled());
    for (std::size_t code = 1; code < column.counts.size(); ++code)
      usual = std::max(usual, column.counts[code] / filled);
    voice.score = voice_score(table_, target_, voice.says);
    if (usual >= 1) return;
    const double better = (voice.score - usual) / (1 - usual);
    if (better < least) return;
    voice.weight = vote_weight(std::min(0.99, better));
    found_.push_back(std::move(voice));
  }

  // What nearly every row has, for rows about which nothing else speaks.
  void usual_value() {
    const auto& column = table_.column(target_);
    Code usual = kNoCode;
    for (Code code = 1; code < column.counts.size(); ++code)
      if (column.counts[code] * 10 >= column.filled() * 6) usual = code;
    if (usual == kNoCode) return;
    const double share = static_cast<double>(column.counts[usual]) / column.filled();
    std::vector<Code> says(rows_, usual);
    const bool often_empty = column.counts[kEmpty] * 20 > rows_;
    if (often_empty)
      for (std::size_t row = 0; row < rows_; ++row)
        if (column.cells[row] == kEmpty) says[row] = kNoCode;
    found_.push_back({{}, std::move(says), RepairReason::usual, share, kUsualWeight});
  }

  CodedTable& table_;
  std::span<const ColumnFormat> formats_;
  const RepairKnowledge& knowledge_;
  std::size_t target_;
  std::size_t rows_;
  int decimals_ = 0;
  std::vector<Voice> found_;
};

}  // namespace

std::vector<Voice> find_voices(CodedTable& table, std::span<const ColumnFormat> formats,
                               const RepairKnowledge& knowledge, std::size_t target) {
  return VoiceSearch(table, formats, knowledge, target).run();
}

}  // namespace aftercare::quality
