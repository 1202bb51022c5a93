#include "quality/repair/column_format.hpp"

#include <algorithm>
#include <cctype>

#include "base/utf8.hpp"
#include "quality/repair/look_alike.hpp"
#include "text/look_alike_digit.hpp"
#include "text/width.hpp"

namespace aftercare::quality {
namespace {

constexpr double kHabit = 0.9;           // Share of cells from which a format is the column's own.
constexpr double kRare = 0.05;           // Share of cells up to which a way of writing is a fault.
constexpr std::size_t kMostText = 2000;  // Bytes; longer values are never rewritten.

std::string with_case(std::string_view value, bool upper) {
  std::string text(value);
  for (char& c : text)
    c = static_cast<char>(upper ? std::toupper(static_cast<unsigned char>(c))
                                : std::tolower(static_cast<unsigned char>(c)));
  return text;
}

char small(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
bool is_small(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_capital(char c) {
  return c >= 'A' && c <= 'Z';
}
// A letter after anything but a letter, a digit, an apostrophe or a byte of another script.
bool begins_word(std::string_view value, std::size_t at) {
  if (at == 0) return true;
  const char c = value[at - 1];
  return c == ' ' || c == '-' || c == '/' || c == '(' || c == ',' || c == '&';
}

struct LetterCase {
  bool lower = false, upper = false;
  bool capital_first = false;   // The first letter is a capital.
  std::size_t small_words = 0;  // Words that begin with a small letter.
};
LetterCase case_of(std::string_view value) {
  LetterCase seen;
  for (std::size_t at = 0; at < value.size(); ++at) {
    const char c = value[at];
    if (is_capital(c) && !seen.lower && !seen.upper) seen.capital_first = true;
    seen.lower |= is_small(c);
    seen.upper |= is_capital(c);
    seen.small_words += is_small(c) && begins_word(value, at);
  }
  return seen;
}

// The first letter of every word, or only of the value, as a capital.
std::string with_capitals(std::string_view value, bool every_word) {
  std::string text(value);
  bool done = false;
  for (std::size_t at = 0; at < text.size(); ++at)
    if (is_small(text[at]) && (every_word ? begins_word(value, at) : !done)) {
      text[at] = static_cast<char>(text[at] - ('a' - 'A'));
      done = true;
    }
  return text;
}

// Letters and digits only, lower case; digits of different numbers stay apart.
std::string fingerprint(std::string_view value) {
  const auto folded = text::fold_width(value);
  std::string print;
  bool gap = false;
  for (std::size_t at = 0; at < folded.size();) {
    const auto begin = at;
    const auto point = base::next_code_point(folded, at);
    const bool digit = point >= '0' && point <= '9';
    const char letter = point < 0x80 ? small(static_cast<char>(point)) : '\0';
    if (point < 0x80 && !digit && !(letter >= 'a' && letter <= 'z')) {
      gap = true;
      continue;
    }
    if (gap && digit && !print.empty() && print.back() >= '0' && print.back() <= '9') print += '|';
    gap = false;
    if (point < 0x80)
      print += letter;
    else
      print.append(folded, begin, at - begin);
  }
  return print;
}

void count_shape(std::unordered_map<std::string, double>& shapes, std::string shape, double share,
                 std::size_t most) {
  if (shapes.size() >= most) {
    if (const auto known = shapes.find(shape); known != shapes.end()) known->second += share;
    return;
  }
  shapes[std::move(shape)] += share;
}

std::size_t print_hash(std::string_view print) {
  return std::hash<std::string_view>()(print);
}

bool has_letters(std::string_view print) {
  return std::any_of(print.begin(), print.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x80 || (c >= 'a' && c <= 'z');
  });
}

}  // namespace

ColumnFormat::ColumnFormat(const CodedColumn& column, const RepairKnowledge& knowledge)
    : column_(&column),
      regions_(knowledge.regions),
      known_(column, knowledge),
      filled_(std::max<double>(1, column.filled())) {
  count_shapes();
  learn_moments();
  if (!moments_) learn_numbers();
  learn_letters();
  learn_provinces(regions_);
}

void ColumnFormat::count_shapes() {
  double bytes = 0, single = 0, distinct = 0, unfolded = 0;
  std::vector<std::size_t> prints(column_->values.size());
  by_print_.reserve(prints.size());
  // More than a fifth: the column has no shape, and more of them tell nothing.
  const auto most_shapes = static_cast<std::size_t>(0.2 * filled_) + 1000;
  for (Code code = 1; code < column_->values.size(); ++code) {
    const double count = column_->counts[code];
    if (count == 0) continue;
    const auto value = column_->values[code];
    distinct += 1;
    bytes += count * static_cast<double>(value.size());
    if (count == 1) single += 1;
    if (value.size() > kMostText) continue;
    count_shape(run_masks_, run_mask(value), count / filled_, most_shapes);
    if (value.size() <= 64)
      count_shape(exact_masks_, exact_mask(value), count / filled_, most_shapes);
    if (text::tidy_width(value) != value) unfolded += count;
    prints[code] = print_hash(fingerprint(value));
    auto [best, fresh] = by_print_.try_emplace(prints[code], code);
    if (!fresh && column_->counts[best->second] < count) best->second = code;
  }
  folded_share_ = unfolded / filled_;
  novelty_ = single / filled_;
  double variants = 0;
  for (Code code = 1; code < column_->values.size(); ++code)
    if (column_->counts[code] > 0 && column_->values[code].size() <= kMostText)
      if (by_print_.find(prints[code])->second != code) variants += column_->counts[code];
  loose_ = novelty_ > 0.2 && variants > 0.01 * filled_;
  key_ = distinct >= 0.95 * filled_ && filled_ >= 10;
  prose_ = bytes / filled_ > 40 && distinct > 0.5 * filled_ && run_masks_.size() > 0.2 * filled_;
  const auto most = [](const auto& shares) {
    std::string found;
    double best = 0;
    for (const auto& [mask, share] : shares)
      if (share > best || (share == best && mask < found)) best = share, found = mask;
    return best >= kHabit ? found : std::string();
  };
  main_run_ = most(run_masks_);
  main_exact_ = most(exact_masks_);
  if (!main_exact_.empty() && main_exact_.size() >= 6 &&
      main_exact_.find_first_not_of('9') == std::string::npos)
    digits_ = main_exact_.size();
}

void ColumnFormat::learn_moments() {
  struct Padding {
    double day = 0, bare_day = 0, hour = 0, bare_hour = 0;
  };
  struct Seen {
    MomentStyle style;
    double count = 0, unsure = 0;
    Padding padding;
  };
  std::vector<Seen> seen;
  double month_first = 0, day_first = 0, all = 0;
  for (Code code = 1; code < column_->values.size(); ++code) {
    const double count = column_->counts[code];
    const auto moment = count > 0 ? parse_moment(column_->values[code]) : std::nullopt;
    if (!moment) continue;
    all += count;
    auto style = moment->style;
    if (!moment->unsure_order) {
      if (style.order == MomentStyle::Order::month_first) month_first += count;
      if (style.order == MomentStyle::Order::day_first) day_first += count;
    }
    if (style.order == MomentStyle::Order::month_first) style.order = MomentStyle::Order::day_first;
    style.padded_day = style.padded_hour = true;
    auto same =
        std::find_if(seen.begin(), seen.end(), [&](const Seen& one) { return one.style == style; });
    if (same == seen.end()) same = seen.insert(seen.end(), {style, 0, 0, {}});
    same->count += count;
    if (moment->shows_day_padding)
      (moment->style.padded_day ? same->padding.day : same->padding.bare_day) += count;
    if (moment->shows_hour_padding)
      (moment->style.padded_hour ? same->padding.hour : same->padding.bare_hour) += count;
  }
  if (all < 0.8 * filled_) return;
  const auto main = std::max_element(
      seen.begin(), seen.end(), [](const Seen& a, const Seen& b) { return a.count < b.count; });
  if (main->count < 0.8 * filled_) return;
  moments_ = true;
  moment_style_ = main->style;
  const auto& padding = main->padding;
  moment_style_.padded_day = padding.day >= padding.bare_day;
  moment_style_.padded_hour = padding.hour >= padding.bare_hour;
  day_first_known_ = month_first == 0 || day_first == 0;
  if (moment_style_.order == MomentStyle::Order::day_first && month_first > day_first)
    moment_style_.order = MomentStyle::Order::month_first;
}

void ColumnFormat::learn_numbers() {
  double plain = 0;
  std::map<std::size_t, double> by_decimals;
  for (Code code = 1; code < column_->values.size(); ++code) {
    const double count = column_->counts[code];
    if (count == 0 || column_->values[code].size() > 40) continue;
    const auto number = parse_number(column_->values[code]);
    if (!number || !number->plain) continue;
    plain += count;
    by_decimals[number->fraction.size()] += count;
  }
  if (plain < kHabit * filled_) return;
  numbers_ = true;
  for (const auto& [decimals, count] : by_decimals)
    if (count >= 0.97 * plain) decimals_ = decimals;
}

void ColumnFormat::learn_letters() {
  double lettered = 0, lower = 0, upper = 0, initial = 0, first = 0;
  for (Code code = 1; code < column_->values.size(); ++code) {
    const double count = column_->counts[code];
    const auto value = column_->values[code];
    if (count == 0 || value.size() > kMostText) continue;
    const auto seen = case_of(value);
    if (!seen.lower && !seen.upper) continue;
    lettered += count;
    if (!seen.upper) lower += count;
    if (!seen.lower) upper += count;
    if (seen.upper && seen.small_words == 0) initial += count;
    if (seen.capital_first) first += count;
  }
  if (lettered < 0.2 * filled_ || lettered < 20) return;
  constexpr double habit = 0.95;
  const std::pair<double, Letters> ways[] = {{lower, Letters::lower},
                                             {upper, Letters::upper},
                                             {initial, Letters::initial},
                                             {first, Letters::first}};
  for (const auto& [count, way] : ways)
    if (count >= habit * lettered) {
      letters_share_ = count / lettered;
      letters_ = way;
      return;
    }
}

void ColumnFormat::learn_provinces(const text::Regions* regions) {
  if (regions == nullptr) return;
  double code = 0, full = 0, english = 0, known = 0;
  for (Code value = 1; value < column_->values.size(); ++value) {
    const double count = column_->counts[value];
    const auto text = column_->values[value];
    if (count == 0 || text.size() > 60) continue;
    const auto province = regions->province(text);
    if (province.empty()) continue;
    const auto& list = regions->provinces();
    const auto found = std::find_if(
        list.begin(), list.end(), [&](const text::Province& one) { return one.code == province; });
    if (found == list.end()) continue;
    known += count;
    if (text == found->code)
      code += count;
    else if (text == found->full)
      full += count;
    else if (text == found->en)
      english += count;
  }
  if (known < 0.8 * filled_) return;
  const double most = std::max({code, full, english});
  if (most < 0.7 * filled_) return;
  province_ = most == code ? Province::code : most == full ? Province::full : Province::english;
}

bool ColumnFormat::is_odd_shape(std::string_view value) const {
  if (prose_ || value.size() > kMostText) return false;
  if (numbers_)
    if (const auto number = parse_number(value); number && number->plain) return false;
  if (!main_exact_.empty() && value.size() <= 64) {
    const auto share = exact_masks_.find(exact_mask(value));
    return share == exact_masks_.end() || share->second <= 0.002;
  }
  if (main_run_.empty()) return false;
  const auto share = run_masks_.find(run_mask(value));
  return share == run_masks_.end() || share->second <= 0.005;
}

double ColumnFormat::shape_share(std::string_view value) const {
  if (value.size() > kMostText) return 0;
  if (!main_exact_.empty()) {
    const auto share = exact_masks_.find(exact_mask(value));
    return share == exact_masks_.end() ? 0 : share->second;
  }
  const auto share = run_masks_.find(run_mask(value));
  return share == run_masks_.end() ? 0 : share->second;
}

std::optional<RewrittenValue> ColumnFormat::rewrite(Code code) const {
  const auto value = column_->values[code];
  if (code == kEmpty || value.size() > kMostText) return std::nullopt;
  if (auto rewritten = known_.rewrite(code)) return rewritten;
  for (auto rewritten : {province(code), fold(code)})
    if (rewritten) return rewritten;
  if (prose_) return std::nullopt;
  if (moments_) return moment(value);
  if (numbers_) {
    if (auto rewritten = number(value)) return rewritten;
    return digits(value);
  }
  for (auto rewritten : {digits(value), variant(code), letters(code), inner(value)})
    if (rewritten) return rewritten;
  return std::nullopt;
}

std::optional<RewrittenValue> ColumnFormat::province(Code value_code) const {
  const auto value = column_->values[value_code];
  if (province_ == Province::none || value.size() > 60) return std::nullopt;
  const auto code = regions_->province(value);
  if (code.empty()) return std::nullopt;
  for (const auto& one : regions_->provinces()) {
    if (one.code != code) continue;
    const auto& wanted = province_ == Province::code   ? one.code
                         : province_ == Province::full ? one.full
                                                       : one.en;
    if (wanted == value) return std::nullopt;
    // What the column always writes about this province is its way, whatever it does elsewhere.
    const auto same = by_print_.find(print_hash(fingerprint(wanted)));
    const auto others = same == by_print_.end() ? 0 : column_->counts[same->second];
    if (column_->counts[value_code] > std::max<std::uint32_t>(2, others)) return std::nullopt;
    return RewrittenValue{wanted, RepairReason::province_form, 0.96};
  }
  return std::nullopt;
}

std::optional<RewrittenValue> ColumnFormat::fold(Code code) const {
  const auto value = column_->values[code];
  const auto folded = without_look_alikes(text::tidy_width(value));
  if (folded == value || folded.empty()) return std::nullopt;
  const auto count = column_->counts[code];
  // Where spaces inside are the column's own, only the ends are cleaned.
  std::uint32_t others = 0;
  for (const auto other : {by_print_.find(print_hash(fingerprint(value)))})
    if (other != by_print_.end() && column_->values[other->second] == folded)
      others = column_->counts[other->second];
  if (folded_share_ > 0.3) return std::nullopt;  // The column is written so.
  if (loose_) return RewrittenValue{folded, RepairReason::spaces, 0.5};
  if (others > count) return RewrittenValue{folded, RepairReason::spaces, 0.97};
  if (folded_share_ > kRare || count > 2) return std::nullopt;
  if (others == count) return RewrittenValue{folded, RepairReason::spaces, 0.9};
  if (prose_)
    return RewrittenValue{folded, RepairReason::spaces, folded_share_ < 0.02 ? 0.75 : 0.5};
  // The folded value may itself want more: half-width digits into a day or number.
  if (moments_)
    if (const auto more = moment(folded)) return RewrittenValue{more->value, more->reason, 0.9};
  if (numbers_)
    if (const auto more = number(folded)) return RewrittenValue{more->value, more->reason, 0.9};
  return RewrittenValue{folded, RepairReason::spaces, 0.93};
}

std::optional<RewrittenValue> ColumnFormat::moment(std::string_view value) const {
  const auto parsed = parse_moment(value);
  if (!parsed) return inner(value);
  auto read = *parsed;
  const bool other_order = read.style.order != moment_style_.order;
  if (read.unsure_order && moment_style_.order == MomentStyle::Order::year_first)
    return std::nullopt;
  if (read.unsure_order && other_order) {
    std::swap(read.day, read.month);
    if (!day_first_known_) return std::nullopt;
  }
  const auto written = write_moment(read, moment_style_);
  if (written.empty() || written == value) return std::nullopt;
  return RewrittenValue{written, RepairReason::moment_form, 0.93};
}

std::optional<RewrittenValue> ColumnFormat::number(std::string_view value) const {
  const auto parsed = parse_number(value);
  if (!parsed) return std::nullopt;
  if (parsed->plain) {
    // "12.5" among "12.50" is a habit of writing only if nearly nobody breaks it.
    if (!decimals_ || parsed->fraction.size() == *decimals_) return std::nullopt;
    const auto written = write_number(*parsed, decimals_);
    if (written.empty() || written == value) return std::nullopt;
    return RewrittenValue{written, RepairReason::number_form, *decimals_ == 0 ? 0.6 : 0.85};
  }
  const auto written = write_number(*parsed, decimals_);
  if (written.empty() || written == value) return std::nullopt;
  return RewrittenValue{written, RepairReason::number_form, 0.93};
}

std::optional<RewrittenValue> ColumnFormat::digits(std::string_view value) const {
  if (digits_ == 0) return std::nullopt;
  std::string bare;
  bool marks = false, letters = false, abroad = false;
  for (const char c : text::fold_width(value)) {
    const char like = text::digit_like(c);
    if (c >= '0' && c <= '9')
      bare += c;
    else if (like != '\0')
      bare += like, letters = true;
    else if (c == '-' || c == ' ' || c == '(' || c == ')' || c == '+' || c == '.')
      marks = true, abroad |= c == '+';
    else
      return std::nullopt;
  }
  if ((!marks && !letters) || bare == value) return std::nullopt;
  if (bare.size() == digits_ + 2 && bare.starts_with("86"))
    bare.erase(0, 2);
  else if (abroad)
    return std::nullopt;
  if (bare.size() != digits_) return std::nullopt;
  return RewrittenValue{bare, RepairReason::digits_form, letters ? 0.9 : 0.95};
}

std::optional<RewrittenValue> ColumnFormat::letters(Code code) const {
  const auto value = column_->values[code];
  // A code whose letters stand otherwise than in the one shape of the column.
  if (!main_exact_.empty() && exact_mask(value) != main_exact_) {
    for (const bool upper : {false, true})
      if (auto other = with_case(value, upper); exact_mask(other) == main_exact_)
        return RewrittenValue{std::move(other), RepairReason::letter_case, 0.95};
  }
  if (letters_ == Letters::mixed || column_->counts[code] > 2) return std::nullopt;
  const bool capitals = letters_ == Letters::initial || letters_ == Letters::first;
  // Which letters of a mixed word are small ("iPhone") nobody knows; only small words want
  // capitals.
  if (capitals && case_of(value).upper) return std::nullopt;
  auto other = capitals ? with_capitals(value, letters_ == Letters::initial)
                        : with_case(value, letters_ == Letters::upper);
  if (other == value || is_odd_shape(other)) return std::nullopt;
  // A name that no other row has may be told from another by its letters alone ("Base64").
  const bool sure = letters_share_ >= 0.985 && !key_;
  return RewrittenValue{std::move(other), RepairReason::letter_case, sure ? 0.93 : 0.6};
}

std::optional<RewrittenValue> ColumnFormat::variant(Code code) const {
  const auto value = column_->values[code];
  const auto print = fingerprint(value);
  if (print.empty() || !has_letters(print)) return std::nullopt;
  const auto found = by_print_.find(print_hash(print));
  if (found == by_print_.end() || found->second == code) return std::nullopt;
  const double mine = column_->counts[code], other = column_->counts[found->second];
  const auto wanted = column_->values[found->second];
  const bool case_only = with_case(value, false) == with_case(wanted, false);
  const auto reason = case_only ? RepairReason::letter_case : RepairReason::variant;
  if (other < 4 * mine + 1 || loose_) {
    // Neither way prevails: a person may choose.
    if (other <= mine) return std::nullopt;
    return RewrittenValue{std::string(wanted), reason, 0.5};
  }
  return RewrittenValue{std::string(wanted), reason, case_only ? 0.95 : 0.85};
}

std::optional<RewrittenValue> ColumnFormat::inner(std::string_view value) const {
  // "6:55 a.m. (est)" where the column writes "6:55 a.m.": a part with the column's shape that
  // stands apart from the rest.
  if (main_run_.empty() || value.size() > 128 || run_mask(value) == main_run_) return std::nullopt;
  const auto edge = [](char c) {
    return c == ' ' || c == '(' || c == ')' || c == '[' || c == ']' || c == '*' || c == ',' ||
           c == ';' || c == '&' || c == '"' || c == '\'';
  };
  std::vector<std::size_t> starts{0}, ends{value.size()};
  for (std::size_t i = 0; i < value.size(); ++i)
    if (edge(value[i])) starts.push_back(i + 1), ends.push_back(i);
  std::string found;
  for (const auto from : starts)
    for (const auto to : ends) {
      if (to <= from + 1) continue;
      const auto part = value.substr(from, to - from);
      if (run_mask(part) != main_run_) continue;
      if (!found.empty() && found != part) return std::nullopt;
      found = part;
    }
  // A bare word or number has no shape to be known by.
  if (found.empty() || main_run_.size() < 3) return std::nullopt;
  return RewrittenValue{found, RepairReason::format, 0.9};
}

}  // namespace aftercare::quality
