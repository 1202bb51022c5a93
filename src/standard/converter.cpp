#include "standard/converter.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "standard/null_word.hpp"
#include "standard/number_text.hpp"
#include "standard/spelling.hpp"

namespace aftercare::standard {
namespace {

using records::Column;
using records::FieldType;
using records::Finding;
using Cells = std::vector<std::string_view>;

constexpr double kHighestRating = 10;  // A scale that people give stars on.

}  // namespace

Converter::Converter(const records::Field& field, const MappedField& mapped,
                     std::shared_ptr<const text::Regions> regions,
                     std::shared_ptr<const text::Couriers> couriers)
    : field_(field),
      free_text_(field.pii == records::PiiClass::free_text),
      closed_(!field.codes.empty()),
      scale_(mapped.scale),
      otherwise_(mapped.otherwise),
      date_format_(date_format_of(mapped.format).value_or(DateFormat::plain)),
      regions_(field.gazetteer == "province" ? std::move(regions) : nullptr),
      couriers_(field.gazetteer == "courier" ? std::move(couriers) : nullptr) {
  if (field.highest && *field.highest <= kHighestRating) rating_ = field.highest;
  // The mapping's own words come first: emplace keeps what is there.
  for (const auto& [word, code] : mapped.codes) words_.emplace(fold(word), code);
  for (const auto& code : field.codes) words_.emplace(fold(code.code), code.code);
  for (const auto& code : field.codes) {
    words_.emplace(fold(code.label.zh), code.code);
    words_.emplace(fold(code.label.en), code.code);
    for (const auto& word : code.synonyms) words_.emplace(fold(word), code.code);
  }
}

bool Converter::is_null(std::string_view cell) const {
  return is_null_word(cell, free_text_);
}

template <typename Parse>
void Converter::each(const Cells& cells, std::string_view rule, Parse parse,
                     std::vector<Finding>& findings) const {
  std::string folded;
  for (std::size_t row = 0; row < cells.size(); ++row) {
    auto cell = free_text_ ? cells[row] : without_sheet_marks(cells[row]);
    if (!words_.empty()) {
      fold_into(cell, folded);
      if (const auto known = words_.find(std::string_view(folded)); known != words_.end())
        cell = known->second;
    }
    if (is_null(cell)) {
      if (otherwise_.empty()) continue;
      cell = otherwise_;
    }
    if (!parse(row, cell))
      findings.push_back({static_cast<std::uint32_t>(row),
                          records::FindingKind::flagged,
                          field_.name,
                          std::string(rule),
                          std::string(cells[row]),
                          {}});
  }
}

std::string_view Converter::in_gazetteer(std::string_view cell) const {
  if (regions_) {
    if (const auto province = regions_->province(cell); !province.empty()) return province;
    if (const auto place = regions_->place(cell); !place.province.empty()) return place.province;
    // An address in a column of provinces is nothing to be stored in clear.
    constexpr std::size_t longest_name = 40;
    const bool digits = cell.find_first_of("0123456789") != cell.npos;
    if (cell.size() > longest_name && digits) return {};
  }
  if (couriers_)
    if (const auto courier = couriers_->named(cell); !courier.empty()) return courier;
  return cell;
}

std::string_view Converter::variant_of(std::string_view cell, bool& sure) const {
  std::string folded;
  const auto known = [&](std::string_view word) -> std::string_view {
    const auto at = words_.find(word);
    return at == words_.end() ? std::string_view() : std::string_view(at->second);
  };
  fold_into(simple_form(cell), folded);
  if (const auto code = known(folded); !code.empty()) return code;
  const auto squeezed = loose(folded);
  std::string_view near;
  bool one = true;
  for (const auto& [word, code] : words_) {
    if (loose(word) == squeezed) return code;
    if (!is_one_slip(word, folded)) continue;
    if (near.empty()) near = code;
    one = one && near == code;
  }
  if (!near.empty() && one) return near;
  // "已发货，等待签收": the word before the first mark.
  sure = false;
  for (const std::string_view mark : {"，", ",", "；", ";", "(", "（", ":", "：", " - "})
    if (const auto at = folded.find(mark); at != folded.npos && at > 0)
      if (const auto code = known(trim(std::string_view(folded).substr(0, at))); !code.empty())
        return code;
  return {};
}

void Converter::codes(const Cells& cells, Column& to, std::vector<Finding>& findings) const {
  // Codes repeat, so an answer is remembered under the cell as it stands.
  std::unordered_map<std::string_view, std::string_view> seen;
  constexpr std::size_t most_seen = 4096;
  std::string folded;
  const auto meaning = [&](std::string_view cell) -> std::string_view {
    if (const auto at = seen.find(cell); at != seen.end()) return at->second;
    fold_into(cell, folded);
    std::string_view code = cell;
    if (const auto known = words_.find(std::string_view(folded)); known != words_.end())
      code = known->second;
    else if (closed_)
      code = {};
    else
      code = in_gazetteer(cell);
    if (seen.size() < most_seen) seen.emplace(cell, code);
    return code;
  };
  std::unordered_map<std::string_view, std::pair<std::string_view, bool>> variants;
  const auto variant = [&](std::string_view cell) {
    if (const auto at = variants.find(cell); at != variants.end()) return at->second;
    bool certain = true;
    const auto code = variant_of(cell, certain);
    if (variants.size() < most_seen) variants.emplace(cell, std::pair(code, certain));
    return std::pair(code, certain);
  };
  const bool as_given = words_.empty() && !regions_ && !couriers_;
  std::string_view last, last_code;
  for (std::size_t row = 0; row < cells.size(); ++row) {
    const auto cell = cells[row];
    if (as_given) {
      // Ids of two files must meet, whatever stands unseen around them.
      const auto seen_part = without_sheet_marks(without_marks(cell));
      if (!is_null(seen_part))
        to.set(row, seen_part);
      else if (!otherwise_.empty())
        to.set(row, std::string_view(otherwise_));
      continue;
    }
    if (row == 0 || cell != last) last = cell, last_code = meaning(cell);
    // A word of the list is a code even where it usually says nothing ("无").
    const bool empty = last_code.empty() || (last_code == cell && is_null(cell));
    if (!empty)
      to.set(row, last_code);
    else if (!is_null(cell)) {
      const auto [code, sure] = closed_ ? variant(cell) : std::pair(std::string_view(), true);
      const bool mended = !code.empty() && sure;
      if (mended) to.set(row, code);
      // A guess is told beside the word, for a person to take.
      findings.push_back({static_cast<std::uint32_t>(row),
                          mended ? records::FindingKind::repaired : records::FindingKind::flagged,
                          field_.name,
                          mended    ? "code_variant"
                          : closed_ ? "not_in_code_list"
                                    : "not_a_province",
                          std::string(cell), std::string(code)});
    } else if (!otherwise_.empty())
      to.set(row, std::string_view(otherwise_));
  }
}

Column Converter::convert(const Cells& cells, MomentReader& moments,
                          std::vector<Finding>& findings) const {
  auto to = Column::of(field_.name, field_.type, cells.size());
  const auto keep = [&to](std::size_t row, const auto& value) {
    if (value) to.set(row, *value);
    return value.has_value();
  };
  switch (field_.type) {
    case FieldType::code:
      codes(cells, to, findings);
      break;
    case FieldType::integer:
      each(
          cells, "not_a_number",
          [&](std::size_t row, std::string_view cell) {
            auto value = parse_integer(cell);
            if (value && scale_ != 1) value = std::llround(static_cast<double>(*value) * scale_);
            return keep(row, value);
          },
          findings);
      break;
    case FieldType::money:
      each(
          cells, "not_a_number",
          [&](std::size_t row, std::string_view cell) {
            auto value = parse_money(cell);
            if (value && scale_ != 1) value = std::llround(static_cast<double>(*value) * scale_);
            return keep(row, value);
          },
          findings);
      break;
    case FieldType::real:
      each(
          cells, "not_a_number",
          [&](std::size_t row, std::string_view cell) {
            bool converted = false;
            auto value =
                field_.unit == "kg" ? parse_kilograms(cell, &converted) : parse_real(cell, rating_);
            if (value) *value *= scale_;
            if (value && converted)
              findings.push_back({static_cast<std::uint32_t>(row), records::FindingKind::repaired,
                                  field_.name, "unit_form", std::string(cell),
                                  fmt::format("{:.10g}", *value)});
            return keep(row, value);
          },
          findings);
      break;
    case FieldType::boolean:
      each(
          cells, "not_a_boolean",
          [&](std::size_t row, std::string_view cell) {
            const auto value = parse_boolean(cell);
            if (value) to.set(row, std::int64_t{*value});
            return value.has_value();
          },
          findings);
      break;
    case FieldType::moment:
      each(
          cells, "not_a_moment",
          [&](std::size_t row, std::string_view cell) { return keep(row, moments.moment(cell)); },
          findings);
      break;
    case FieldType::day:
      each(
          cells, "not_a_moment",
          [&](std::size_t row, std::string_view cell) { return keep(row, moments.day(cell)); },
          findings);
      break;
    case FieldType::text:
    case FieldType::blob:
      each(
          cells, "",
          [&](std::size_t row, std::string_view cell) {
            to.set(row, cell);
            return true;
          },
          findings);
      break;
  }
  return to;
}

}  // namespace aftercare::standard
