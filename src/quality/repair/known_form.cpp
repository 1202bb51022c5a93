#include "quality/repair/known_form.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include "quality/repair/written_value.hpp"
#include "text/phone_text.hpp"
#include "text/width.hpp"

namespace aftercare::quality {
namespace {

constexpr double kMostly = 0.8;           // Share of a column from which it is of such things.
constexpr std::size_t kLookedAt = 400;    // Values that tell what a column is.
constexpr std::size_t kLongestForm = 64;  // Bytes; longer is nothing of what is known here.
constexpr double kFewUnits = 0.1;         // Cells in other units, up to which they are faults.

// Digits become 9, letters stay: "SF999".
std::string number_shape(std::string_view value) {
  std::string shape(value);
  for (char& c : shape)
    if (c >= '0' && c <= '9') c = '9';
  return shape;
}

// The digits put one by one where the shape has 9. Empty if they are not as many.
std::string into_shape(std::string_view digits, std::string_view shape) {
  std::string text;
  std::size_t next = 0;
  for (const char c : shape) {
    if (c != '9') {
      text += c;
    } else {
      if (next == digits.size()) return {};
      text += digits[next++];
    }
  }
  return next == digits.size() ? text : std::string();
}

std::optional<double> plain_amount(std::string_view value) {
  const auto number = parse_number(value);
  if (!number || !number->plain || number->negative) return std::nullopt;
  double read = 0;
  std::from_chars(value.data(), value.data() + value.size(), read);
  return read;
}

}  // namespace

KnownForm::KnownForm(const CodedColumn& column, const RepairKnowledge& knowledge)
    : column_(&column), knowledge_(&knowledge), filled_(std::max<double>(1, column.filled())) {
  constexpr double fewest = 5;
  if (filled_ < fewest) return;
  if (learn_phones()) return;
  if (knowledge.couriers != nullptr && (learn_tracking_numbers() || learn_couriers())) return;
  if (knowledge.units != nullptr && !learn_amounts()) learn_named_unit();
}

std::optional<RewrittenValue> KnownForm::rewrite(Code code) const {
  if (code == kEmpty || column_->values[code].size() > kLongestForm) return std::nullopt;
  return std::visit([&](const auto& form) { return written(form, code); }, form_);
}

template <typename Is>
bool KnownForm::mostly(const Is& is) const {
  double looked = 0, held = 0;
  const auto step = column_->values.size() / kLookedAt + 1;
  for (Code code = 1; code < column_->values.size(); code += static_cast<Code>(step)) {
    const double count = column_->counts[code];
    if (count == 0) continue;
    looked += count;
    if (column_->values[code].size() <= kLongestForm && is(column_->values[code])) held += count;
  }
  return looked > 0 && held >= kMostly * looked;
}

bool KnownForm::learn_phones() {
  const auto is_mobile = [](std::string_view value) {
    const auto phone = text::read_phone(value);
    return phone && phone->mobile;
  };
  if (!mostly(is_mobile)) return false;
  std::map<std::string, double> shapes;
  for (Code code = 1; code < column_->values.size(); ++code)
    if (column_->counts[code] > 0 && column_->values[code].size() <= kLongestForm)
      shapes[number_shape(column_->values[code])] += column_->counts[code];
  const auto most = std::ranges::max_element(
      shapes, [](const auto& a, const auto& b) { return a.second < b.second; });
  const auto places = std::ranges::count(most->first, '9');
  if (most->second < 0.7 * filled_ || (places != 11 && places != 13)) return false;
  form_ = Phones{most->first};
  return true;
}

std::optional<RewrittenValue> KnownForm::written(const Phones& form, Code code) const {
  const auto value = column_->values[code];
  if (number_shape(value) == form.shape) return std::nullopt;
  const auto phone = text::read_phone(value);
  if (!phone || !phone->mobile) return std::nullopt;
  const bool with_country = std::ranges::count(form.shape, '9') == 13;
  const auto digits = std::string(with_country ? "86" : "").append(phone->number);
  auto text = into_shape(digits, form.shape);
  if (text.empty()) return std::nullopt;
  // As sure as the same repair is while reading.
  const auto* const trust =
      knowledge_->labels == nullptr
          ? nullptr
          : knowledge_->labels->trust(phone->letters ? "phone_letters" : "phone_form");
  const double unknown = phone->letters ? 0.5 : 0.95;
  return RewrittenValue{std::move(text), RepairReason::phone_form,
                        trust == nullptr ? unknown : trust->confidence};
}

bool KnownForm::learn_tracking_numbers() {
  const auto& couriers = *knowledge_->couriers;
  double own = 0, all = 0;
  TrackingNumbers form;
  const auto is_number = [&](std::string_view value) {
    ++all;
    if (couriers.of_number(value).empty()) return false;
    own += couriers.has_own_form(value);
    if (couriers.read_number(value) == value) form.shapes.insert(number_shape(value));
    return true;
  };
  // Ten or twelve digits may be anything: some must be a courier's alone.
  if (!mostly(is_number) || own < 0.1 * all) return false;
  form_ = std::move(form);
  return true;
}

std::optional<RewrittenValue> KnownForm::written(const TrackingNumbers& form, Code code) const {
  const auto value = column_->values[code];
  if (form.shapes.contains(number_shape(value))) return std::nullopt;
  auto number = knowledge_->couriers->read_number(value);
  // Only into a shape that the column has: everything else would be a guess.
  if (!number || *number == value || !form.shapes.contains(number_shape(*number)))
    return std::nullopt;
  return RewrittenValue{std::move(*number), RepairReason::tracking_form, 0.92};
}

bool KnownForm::learn_couriers() {
  const auto& couriers = *knowledge_->couriers;
  if (!mostly([&](std::string_view value) { return !couriers.named(value).empty(); })) return false;
  Couriers form;
  for (Code code = 1; code < column_->values.size(); ++code) {
    if (column_->counts[code] == 0 || column_->values[code].size() > kLongestForm) continue;
    const auto courier = couriers.named(column_->values[code]);
    if (courier.empty()) continue;
    const auto [usual, fresh] = form.usual.emplace(courier, code);
    if (!fresh && column_->counts[usual->second] < column_->counts[code]) usual->second = code;
  }
  form_ = std::move(form);
  return true;
}

std::optional<RewrittenValue> KnownForm::written(const Couriers& form, Code code) const {
  const auto courier = knowledge_->couriers->named(column_->values[code]);
  const auto usual = form.usual.find(courier);
  if (courier.empty() || usual == form.usual.end() || usual->second == code) return std::nullopt;
  // Where neither way prevails the column has both.
  const double mine = column_->counts[code], other = column_->counts[usual->second];
  if (other < 4 * mine + 1) return std::nullopt;
  return RewrittenValue{std::string(column_->values[usual->second]), RepairReason::courier_form,
                        0.93};
}

bool KnownForm::learn_amounts() {
  const auto& units = *knowledge_->units;
  if (!mostly([&](std::string_view value) { return units.read(value).has_value(); })) return false;
  struct Seen {
    const text::Unit* unit;
    double count, lowest, highest;
  };
  std::map<std::string, Seen, std::less<>> seen;  // By gap and word.
  for (Code code = 1; code < column_->values.size(); ++code) {
    const double count = column_->counts[code];
    if (count == 0 || column_->values[code].size() > kLongestForm) continue;
    const auto amount = units.read(column_->values[code]);
    if (!amount) continue;
    auto behind = std::string(amount->gap) + std::string(amount->word);
    auto& one =
        seen.try_emplace(std::move(behind), Seen{amount->unit, 0, amount->number, amount->number})
            .first->second;
    one.count += count;
    one.lowest = std::min(one.lowest, amount->number);
    one.highest = std::max(one.highest, amount->number);
  }
  const auto most = std::ranges::max_element(
      seen, [](const auto& a, const auto& b) { return a.second.count < b.second.count; });
  if (most->second.count < 0.6 * filled_) return false;
  form_ = Amounts{most->second.unit, most->first, most->second.count / filled_, most->second.lowest,
                  most->second.highest};
  return true;
}

// Bare numbers under a name like "weight_kg" or 容量（ml）.
bool KnownForm::learn_named_unit() {
  const auto name = text::fold_width(column_->name);
  const text::Unit* unit = nullptr;
  std::size_t end = name.size();
  while (end > 0 && (name[end - 1] == ')' || name[end - 1] == ']' || name[end - 1] == ' ')) --end;
  for (std::string_view closed = "）"; name.substr(0, end).ends_with(closed);) end -= closed.size();
  std::size_t begin = end;
  for (const std::string_view mark : {"(", "（", "_", " ", "/", "["})
    if (const auto at = name.rfind(mark, end); at != name.npos && at + mark.size() < end)
      begin = begin == end ? at + mark.size() : std::max(begin, at + mark.size());
  if (begin == 0 || begin >= end) return false;
  unit = knowledge_->units->named(std::string_view(name).substr(begin, end - begin));
  if (unit == nullptr ||
      !mostly([](std::string_view value) { return plain_amount(value).has_value(); }))
    return false;
  Amounts form{unit, "", 0, 0, 0};
  bool any = false;
  for (Code code = 1; code < column_->values.size(); ++code) {
    const double count = column_->counts[code];
    const auto number = count > 0 ? plain_amount(column_->values[code]) : std::nullopt;
    if (!number) continue;
    form.share += count / filled_;
    form.lowest = any ? std::min(form.lowest, *number) : *number;
    form.highest = any ? std::max(form.highest, *number) : *number;
    any = true;
  }
  form_ = form;
  return true;
}

std::optional<RewrittenValue> KnownForm::written(const Amounts& form, Code code) const {
  const auto folded = text::fold_width(column_->values[code]);
  auto amount = knowledge_->units->read(folded);
  const bool bare = !amount && !form.behind.empty();
  if (bare) {
    // "500" among "500ml": likely the same, but the table does not say so.
    const auto number = plain_amount(folded);
    if (!number) return std::nullopt;
    amount = text::Amount{*number, form.unit, {}, {}};
  }
  if (!amount || amount->unit->kind != form.unit->kind) return std::nullopt;
  const double number = amount->number * amount->unit->factor / form.unit->factor;
  // Half a step beyond the column's own range is still its world.
  const bool agrees = number >= form.lowest / 1.5 && number <= form.highest * 1.5;
  auto written = amount->unit == form.unit
                     ? folded.substr(0, folded.find_first_not_of("0123456789."))
                     : text::number_in(*amount, *form.unit);
  if (written.empty()) return std::nullopt;
  written += form.behind;
  if (written == column_->values[code]) return std::nullopt;
  double sure = bare ? 0.6 : 0.93;
  if (!agrees || form.share < 1 - 2 * kFewUnits) sure = std::min(sure, 0.5);
  if (bare && !agrees) return std::nullopt;
  // A column that writes 500g and 1kg side by side is written so.
  if (amount->unit != form.unit && form.share < 1 - kFewUnits) sure = std::min(sure, 0.6);
  return RewrittenValue{std::move(written), RepairReason::unit_form, sure};
}

}  // namespace aftercare::quality
