#include "standard/converter.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "standard/moment_order.hpp"
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

std::string_view Converter::in_gazetteer(std::string_view cell, std::string_view& city) const {
  if (regions_) {
    if (const auto province = regions_->province(cell); !province.empty()) return province;
    if (const auto place = regions_->place(cell); !place.province.empty()) {
      city = place.city;
      return place.province;
    }
    // An address in a column of provinces is nothing to be stored in clear.
    constexpr std::size_t longest_name = 40;
    const bool digits = cell.find_first_of("0123456789") != cell.npos;
    if (cell.size() > longest_name && digits) return {};
  }
  if (couriers_)
    if (const auto courier = couriers_->named(cell); !courier.empty()) return courier;
  return cell;
}

std::string_view Converter::variant_of(std::string_view cell, const char*& rule) const {
  rule = "code_variant";
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
  rule = "code_slip";
  if (!near.empty() && one) return near;
  // "已发货，等待签收": the word before the first mark.
  rule = "code_in_words";
  for (const std::string_view mark : {"，", ",", "；", ";", "(", "（", ":", "：", " - "})
    if (const auto at = folded.find(mark); at != folded.npos && at > 0)
      if (const auto code = known(trim(std::string_view(folded).substr(0, at))); !code.empty())
        return code;
  return {};
}

void Converter::codes(const Cells& cells, Column& to, std::vector<Finding>& findings) const {
  // Codes repeat, so an answer is remembered under the cell as it stands.
  struct Stands {
    std::string_view code;
    std::string_view city;  // A city told the province.
  };
  std::unordered_map<std::string_view, Stands> seen;
  constexpr std::size_t most_seen = 4096;
  std::string folded;
  const auto meaning = [&](std::string_view cell) -> Stands {
    if (const auto at = seen.find(cell); at != seen.end()) return at->second;
    fold_into(cell, folded);
    Stands means{cell, {}};
    if (const auto known = words_.find(std::string_view(folded)); known != words_.end())
      means.code = known->second;
    else if (closed_)
      means.code = {};
    else
      means.code = in_gazetteer(cell, means.city);
    if (seen.size() < most_seen) seen.emplace(cell, means);
    return means;
  };
  std::unordered_map<std::string_view, std::pair<std::string_view, const char*>> variants;
  const auto variant = [&](std::string_view cell) {
    if (const auto at = variants.find(cell); at != variants.end()) return at->second;
    const char* rule = nullptr;
    const auto code = variant_of(cell, rule);
    if (variants.size() < most_seen) variants.emplace(cell, std::pair(code, rule));
    return std::pair(code, rule);
  };
  const bool as_given = words_.empty() && !regions_ && !couriers_;
  std::string_view last;
  Stands last_means;
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
    if (row == 0 || cell != last) last = cell, last_means = meaning(cell);
    const auto& code = last_means.code;
    const auto tell = [&](records::FindingKind kind, const char* rule, std::string_view before,
                          std::string_view after) {
      findings.push_back({static_cast<std::uint32_t>(row), kind, field_.name, rule,
                          std::string(before), std::string(after)});
    };
    // A word of the list is a code even where it usually says nothing ("无").
    const bool empty = code.empty() || (code == cell && is_null(cell));
    if (!empty) {
      to.set(row, code);
      // Of an address only the city is kept: a finding is read by more people than an address.
      if (!last_means.city.empty())
        tell(records::FindingKind::repaired, "province_from_place", last_means.city, code);
    } else if (!is_null(cell)) {
      const auto [near, rule] =
          closed_ ? variant(cell) : std::pair<std::string_view, const char*>({}, nullptr);
      if (!near.empty()) {
        to.set(row, near);
        tell(records::FindingKind::repaired, rule, cell, near);
      } else {
        tell(records::FindingKind::flagged, closed_ ? "not_in_code_list" : "not_a_province", cell,
             {});
      }
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
    case FieldType::day: {
      MomentOrder order(cells, field_.type, moments);
      const bool day = field_.type == FieldType::day;
      each(
          cells, "not_a_moment",
          [&](std::size_t row, std::string_view cell) {
            if (keep(row, day ? moments.day(cell) : moments.moment(cell))) return true;
            if (date_format_ != DateFormat::plain) return false;
            const auto read = order.read(cell);
            if (!read) return false;
            to.set(row, read->value);
            findings.push_back(
                {static_cast<std::uint32_t>(row), records::FindingKind::repaired, field_.name,
                 "moment_order", std::string(cell),
                 day ? records::to_iso(records::Day(std::chrono::days(read->value)))
                     : records::to_iso(records::Moment(std::chrono::microseconds(read->value))),
                 read->confidence});
            return true;
          },
          findings);
      break;
    }
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
