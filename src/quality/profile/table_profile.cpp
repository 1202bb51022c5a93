#include "quality/profile/table_profile.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>

#include "quality/profile/dependencies.hpp"
#include "quality/profile/issues.hpp"
#include "quality/profile/personal_column.hpp"
#include "quality/profile/seasonal.hpp"

namespace aftercare::quality {
namespace {

constexpr double kNearlyAll = 0.9;
constexpr double kMostOf = 0.8;  // Of kinds with an unmistakable form.
constexpr std::size_t kTopShown = 10;
constexpr std::size_t kShapesShown = 12;
constexpr double kRobustLimit = 3.5;  // Iglewicz and Hoaglin, 1993.
constexpr double kNormalQuartile = 0.6745;

std::uint64_t kind_count(const ColumnState& state, ValueKind kind) {
  return state.kinds[static_cast<std::size_t>(kind)];
}

// Dates written as digits alone look like numbers and the other way round: the majority decides.
std::uint64_t digit_dates(const ColumnState& state) {
  std::uint64_t count = 0;
  for (const auto order :
       {DateOrder::ymd_compact, DateOrder::unix_seconds, DateOrder::unix_milliseconds})
    for (std::size_t form = 0; form < ColumnState::kForms; ++form)
      count += state.formats[static_cast<std::size_t>(order) * ColumnState::kForms + form];
  return count;
}

// Whether a column's name says that it tells things apart instead of measuring them.
bool says_identifier(std::string_view name) {
  for (const std::string_view word :
       {"编号", "编码", "单号", "号码", "代码", "邮编", "货号", "账号"})
    if (name.find(word) != name.npos) return true;
  if (name.ends_with("ID") || name.ends_with("Id") || name.ends_with("号")) return true;
  std::string lower(name);
  for (auto& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const auto cut = lower.find_last_of(" _-.");
  const auto last = cut == lower.npos ? lower : lower.substr(cut + 1);
  for (const std::string_view word :
       {"id", "no", "code", "key", "zip", "postcode", "sku", "uid", "uuid", "guid", "isbn", "ean"})
    if (last == word) return true;
  return false;
}

struct TypeChoice {
  ColumnType type = ColumnType::empty;
  std::uint64_t fitting = 0;
};

TypeChoice numeric_type(const ColumnState& state, std::uint64_t values, std::uint64_t numeric,
                        std::string_view name) {
  const auto distinct = state.distinct.count();
  if (kind_count(state, ValueKind::money) * 2 > numeric) return {ColumnType::money, numeric};
  if (kind_count(state, ValueKind::percent) * 2 > numeric) return {ColumnType::percent, numeric};
  if (kind_count(state, ValueKind::real) > 0) {
    // "19.0": whole numbers that passed through a spreadsheet or a data frame stay reals.
    return {ColumnType::real, numeric};
  }
  if (distinct == 2 && state.numbers.count() > 0 && state.numbers.lowest() >= 0 &&
      state.numbers.highest() <= 1)
    return {ColumnType::boolean, numeric};
  std::uint64_t longer = 0;
  for (std::size_t size = 12; size < ColumnState::kDigitLengths; ++size)
    longer += state.digit_lengths[size];
  const bool no_quantity = longer * 2 > numeric || state.leading_zeros * 20 > numeric ||
                           kind_count(state, ValueKind::spreadsheet_number) * 2 > numeric;
  const bool identifies = says_identifier(name);
  if (no_quantity || identifies)
    return {distinct * 2 > values ? ColumnType::id : ColumnType::code, numeric};
  return {ColumnType::integer, numeric};
}

TypeChoice worded_type(const ColumnState& state, std::uint64_t values, std::string_view name) {
  const auto distinct = state.distinct.count();
  const QuantileView lengths(state.lengths);
  const auto texts = kind_count(state, ValueKind::text);
  const auto typical = lengths.empty() ? 0 : lengths.quantile(0.75);
  const bool few = distinct <= std::max<std::uint64_t>(30, values / 50) && distinct * 2 <= values;
  if (few && typical <= 60) return {ColumnType::code, values};
  const auto shapes = state.shapes.top(3);
  std::uint64_t with_digits = 0, all_shapes = 0;
  for (const auto& shape : shapes) {
    all_shapes += shape.count;
    if (shape.value.find('9') != shape.value.npos && shape.value.find(' ') == shape.value.npos &&
        shape.value.find("汉") == shape.value.npos)
      with_digits += shape.count;
  }
  const bool short_values = lengths.empty() || lengths.quantile(0.99) <= 48;
  if (texts * 10 < values && short_values &&
      (says_identifier(name) || (distinct * 10 > values * 9 && with_digits * 2 > all_shapes)))
    return {distinct * 2 > values ? ColumnType::id : ColumnType::code, values};
  if (texts * 10 > values * 3 && typical > 12) return {ColumnType::text, values};
  if (typical > 24) return {ColumnType::text, values};
  return {ColumnType::word, values};
}

TypeChoice choose_type(const ColumnState& state, std::string_view name) {
  const auto values = state.rows - kind_count(state, ValueKind::missing);
  if (values == 0) return {};
  const auto share = [values](std::uint64_t part) {
    return static_cast<double>(part) / static_cast<double>(values);
  };
  const auto sure = [&](ValueKind kind) { return share(kind_count(state, kind)) >= kMostOf; };
  if (sure(ValueKind::boolean)) return {ColumnType::boolean, kind_count(state, ValueKind::boolean)};
  const std::pair<ValueKind, ColumnType> marked[] = {{ValueKind::email, ColumnType::email},
                                                     {ValueKind::url, ColumnType::url},
                                                     {ValueKind::phone, ColumnType::phone},
                                                     {ValueKind::id_card, ColumnType::id_card},
                                                     {ValueKind::bank_card, ColumnType::bank_card},
                                                     {ValueKind::ip, ColumnType::ip},
                                                     {ValueKind::json, ColumnType::json}};
  for (const auto& [kind, type] : marked)
    if (sure(kind)) return {type, kind_count(state, kind)};
  auto dates = kind_count(state, ValueKind::moment);
  const auto of_digits = digit_dates(state);
  const auto integers = kind_count(state, ValueKind::integer);
  std::uint64_t numeric =
      integers + kind_count(state, ValueKind::real) + kind_count(state, ValueKind::money) +
      kind_count(state, ValueKind::percent) + kind_count(state, ValueKind::spreadsheet_number);
  for (const auto kind : {ValueKind::phone, ValueKind::id_card, ValueKind::bank_card})
    numeric += kind_count(state, kind);
  // Numbers of eight digits are dates only if nearly all of them are.
  if (of_digits > 0 && of_digits < (of_digits + integers) * 0.9) {
    dates -= of_digits;
    numeric += of_digits;
  }
  if (share(dates) >= kMostOf) {
    std::uint64_t timed = 0;
    for (std::size_t order = 0; order < ColumnState::kOrders; ++order)
      for (std::size_t form = 0; form < ColumnState::kForms; ++form) {
        const bool unix_time = order >= static_cast<std::size_t>(DateOrder::unix_seconds);
        if (form > 0 || unix_time) timed += state.formats[order * ColumnState::kForms + form];
      }
    return {timed * 2 > dates ? ColumnType::moment : ColumnType::day, dates};
  }
  if (share(numeric) >= kNearlyAll) return numeric_type(state, values, numeric, name);
  return worded_type(state, values, name);
}

double nice_step(double raw) {
  if (raw <= 0 || !std::isfinite(raw)) return 1;
  const double power = std::pow(10.0, std::floor(std::log10(raw)));
  for (const double factor : {1.0, 2.0, 2.5, 5.0})
    if (factor * power >= raw * 0.999) return factor * power;
  return 10 * power;
}

std::vector<HistogramBin> histogram_of(const QuantileView& view, const NumberProfile& numbers,
                                       double count, bool whole) {
  constexpr double bins = 24;
  const double spread = numbers.p75 - numbers.p25;
  double low = numbers.lowest, high = numbers.highest;
  if (spread > 0) {
    low = std::max(low, numbers.p25 - 3 * spread);
    high = std::min(high, numbers.p75 + 3 * spread);
  }
  if (high <= low) return {{numbers.lowest, numbers.highest, count}};
  double step = nice_step((high - low) / bins);
  if (whole) step = std::max(1.0, std::ceil(step));
  std::vector<HistogramBin> histogram;
  double before = 0;
  for (double from = std::floor(low / step) * step; from <= high && histogram.size() < 100;
       from += step) {
    const double to = from + step;
    const double upto = to > high ? 1 : view.share_up_to(to, true);
    histogram.push_back({from, to, std::max(0.0, upto - before) * count});
    before = upto;
  }
  // The tails beyond the shown range belong to its ends.
  histogram.front().from = std::min(histogram.front().from, numbers.lowest);
  histogram.back().to = std::max(histogram.back().to, numbers.highest);
  return histogram;
}

NumberProfile numbers_of(const QuantileSketch& sketch, bool whole) {
  const QuantileView view(sketch);
  NumberProfile numbers;
  numbers.lowest = sketch.lowest();
  numbers.highest = sketch.highest();
  numbers.p1 = view.quantile(0.01);
  numbers.p5 = view.quantile(0.05);
  numbers.p25 = view.quantile(0.25);
  numbers.median = view.quantile(0.5);
  numbers.p75 = view.quantile(0.75);
  numbers.p95 = view.quantile(0.95);
  numbers.p99 = view.quantile(0.99);
  numbers.mad = view.median_distance(numbers.median);
  const auto count = static_cast<double>(sketch.count());
  const double spread = numbers.p75 - numbers.p25;
  const auto beyond = [&](double low, double high) {
    return static_cast<std::uint64_t>(
        std::llround((view.share_up_to(low, true) + 1 - view.share_up_to(high)) * count));
  };
  numbers.fence_low = numbers.p25 - 1.5 * spread;
  numbers.fence_high = numbers.p75 + 1.5 * spread;
  if (spread > 0) numbers.beyond_fences = beyond(numbers.fence_low, numbers.fence_high);
  if (numbers.mad > 0) {
    const double reach = kRobustLimit * numbers.mad / kNormalQuartile;
    numbers.robust_outliers = beyond(numbers.median - reach, numbers.median + reach);
  }
  numbers.histogram = histogram_of(view, numbers, count, whole);
  return numbers;
}

bool is_numeric(ColumnType type) {
  return type == ColumnType::integer || type == ColumnType::real || type == ColumnType::money ||
         type == ColumnType::percent;
}

bool is_dated(ColumnType type) {
  return type == ColumnType::day || type == ColumnType::moment;
}

void set_formats(ColumnProfile& column, const ColumnState& state) {
  for (std::size_t order = 0; order < ColumnState::kOrders; ++order)
    for (std::size_t form = 0; form < ColumnState::kForms; ++form)
      if (const auto times = state.formats[order * ColumnState::kForms + form]; times > 0)
        column.formats.push_back(
            {format_name(static_cast<DateOrder>(order), static_cast<TimeForm>(form)), times});
  std::ranges::stable_sort(column.formats, std::greater<>(), &Counted::count);
}

// Of very many different values none may be left that was seen often.
bool repeats(const FrequentValues& values) {
  const auto most = values.top(1);
  return !most.empty() && most.front().count > 1;
}

ColumnProfile column_of(const ColumnState& state, const std::string& name) {
  ColumnProfile column;
  column.name = name;
  column.rows = state.rows;
  column.missing = kind_count(state, ValueKind::missing);
  for (const auto& [word, times] : state.missing_words)
    column.missing_words.push_back({word, times});
  std::ranges::stable_sort(column.missing_words, std::greater<>(), &Counted::count);
  if (column.missing_words.size() > kTopShown) column.missing_words.resize(kTopShown);
  column.distinct = state.distinct.count();
  column.distinct_exact = state.distinct.exact();
  const auto values = column.values();
  // The estimate is right to 0.8 %; three of these are allowed for.
  column.unique = column.missing == 0 && values > 1 &&
                  (column.distinct_exact ? column.distinct == values
                                         : column.distinct * 1.024 >= static_cast<double>(values) &&
                                               !repeats(state.values));
  if (!column.distinct_exact) column.distinct = std::min(column.distinct, values);
  const auto [type, fitting] = choose_type(state, name);
  column.type = type;
  column.type_share = values == 0 ? 0 : static_cast<double>(fitting) / static_cast<double>(values);
  column.top = state.values.top(kTopShown);
  column.top_exact = state.values.exact();
  for (const auto& shape : state.shapes.top(kShapesShown))
    column.shapes.push_back({shape.value, shape.count});
  column.shape_count = state.shapes.size();
  for (std::size_t kind = 1; kind < ColumnState::kKinds; ++kind)
    if (state.kinds[kind] > 0)
      column.kinds.push_back(
          {std::string(to_name(static_cast<ValueKind>(kind))), state.kinds[kind]});
  std::ranges::stable_sort(column.kinds, std::greater<>(), &Counted::count);
  if (state.lengths.count() > 0) {
    const QuantileView lengths(state.lengths);
    column.shortest = state.lengths.lowest();
    column.middle_length = lengths.quantile(0.5);
    column.longest = state.lengths.highest();
  }
  if (is_dated(type)) {
    set_formats(column, state);
    column.numbers = numbers_of(state.moments, false);
  } else if (is_numeric(type) && state.numbers.count() > 0) {
    column.numbers = numbers_of(state.numbers, type == ColumnType::integer);
    column.numbers->mean = state.mean.mean;
    column.numbers->deviation = state.mean.deviation();
    column.numbers->zeros = state.zeros;
    column.numbers->negatives = state.negatives;
    column.numbers->lowest_values = state.lowest;
    column.numbers->highest_values = state.highest;
  }
  return column;
}

void hide_values(ColumnProfile& column) {
  column.top.clear();
  if (!column.numbers) return;
  column.numbers.reset();
}

}  // namespace

std::string_view to_name(ColumnType type) {
  constexpr std::string_view names[] = {"empty",   "integer",   "real",   "money", "percent",
                                        "boolean", "day",       "moment", "code",  "id",
                                        "word",    "text",      "email",  "url",   "phone",
                                        "id_card", "bank_card", "ip",     "json"};
  return names[static_cast<std::size_t>(type)];
}

records::Label label_of(ColumnType type) {
  constexpr std::string_view zh[] = {"空",       "整数",     "数字",     "金额", "百分比",
                                     "是否",     "日期",     "日期时间", "代码", "编号",
                                     "短文字",   "文本",     "邮箱",     "网址", "电话",
                                     "身份证号", "银行卡号", "IP 地址",  "JSON"};
  constexpr std::string_view en[] = {"empty",
                                     "whole number",
                                     "number",
                                     "amount",
                                     "percentage",
                                     "yes or no",
                                     "date",
                                     "date and time",
                                     "code",
                                     "number of a record",
                                     "short text",
                                     "text",
                                     "e-mail address",
                                     "link",
                                     "phone number",
                                     "resident id",
                                     "bank card number",
                                     "IP address",
                                     "JSON"};
  const auto at = static_cast<std::size_t>(type);
  return {std::string(en[at]), std::string(zh[at])};
}

TableProfile profile_of(const TableState& state, const ProfileContext& context) {
  TableProfile profile;
  profile.rows = state.rows();
  profile.rejected = context.rejected;
  const auto sample = state.sample();
  profile.sampled = sample.size();
  profile.duplicates_exact = state.different_rows().exact();
  const auto different = state.different_rows().count();
  profile.duplicate_rows = profile.rows - std::min(different, profile.rows);
  // An estimate that is within its own error of "none" says nothing.
  if (!profile.duplicates_exact && profile.duplicate_rows < profile.rows / 40)
    profile.duplicate_rows = 0;
  for (std::size_t i = 0; i < state.columns().size(); ++i)
    profile.columns.push_back(column_of(state.columns()[i], state.names()[i]));

  for (std::size_t i = 0; i < profile.columns.size(); ++i) {
    auto& column = profile.columns[i];
    std::vector<std::string_view> sampled;
    for (const auto& row : sample)
      if (const auto word = trimmed(row.cells[i]); !is_missing_word(word)) sampled.push_back(word);
    const auto named = i < context.named.size() ? context.named[i] : records::PersonalKind::none;
    judge_personal(column, sampled, named, context.recognisers);
    if (context.languages != nullptr && column.type == ColumnType::text) {
      std::map<std::string_view, std::uint64_t> languages;
      const auto step = std::max<std::size_t>(1, sampled.size() / 1'000);
      for (std::size_t at = 0; at < sampled.size(); at += step)
        ++languages[context.languages->of(sampled[at])];
      for (const auto& [language, times] : languages)
        column.languages.push_back({std::string(language), times});
      std::ranges::stable_sort(column.languages, std::greater<>(), &Counted::count);
    }
  }
  const auto coded = coded_columns(sample, profile.columns.size());
  profile.keys = find_keys(coded, profile.columns);
  profile.dependencies = find_dependencies(coded, profile.columns);
  judge_seasons(profile, sample);
  profile.issues = find_issues(profile, state);
  for (auto& column : profile.columns)
    if (column.masked) hide_values(column);
  return profile;
}

}  // namespace aftercare::quality
