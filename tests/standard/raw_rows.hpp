// Raw rows written down in a test.

#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "records/batch.hpp"
#include "records/raw_batch.hpp"
#include "standard/catalog.hpp"

namespace aftercare::standard {

using Row = std::vector<std::string>;

/// Rows as intake reads them, the header being row 1.
inline records::RawBatch raw_rows(std::vector<std::string> columns, const std::vector<Row>& rows,
                                  std::uint64_t first_row = 2) {
  records::RawBatch batch;
  batch.columns = std::move(columns);
  const auto arena = std::make_shared<records::Arena>();
  for (const auto& row : rows) {
    for (const auto& cell : row) batch.cells.push_back(arena->keep(cell));
    batch.origins.push_back({first_row + batch.origins.size(), 0});
  }
  batch.repairs.resize(rows.size(), records::TextRepair::none);
  batch.keeps.push_back(arena);
  return batch;
}

/// The shipped definitions.
inline const Catalog& shipped() {
  static const auto catalog = [] {
    auto loaded = Catalog::load({});
    if (!loaded) throw std::runtime_error(loaded.error().message);
    return *loaded;
  }();
  return catalog;
}

inline Mapper shipped_mapper(std::string_view name) {
  const auto zone = records::Zone::named("Asia/Shanghai").value();
  return shipped().mapper(*shipped().mapping(name), zone).value();
}

/// A value as a person would write it; "null" if it is none.
inline std::string value_text(const records::Batch& batch, std::string_view name, std::size_t row) {
  const auto* column = batch.column(name);
  if (column == nullptr) return "no column";
  if (column->present.at(row) == 0) return "null";
  using records::FieldType;
  switch (column->type) {
    case FieldType::text:
    case FieldType::code:
    case FieldType::blob:
      return std::string(column->text(row));
    case FieldType::moment:
      return records::to_iso(records::Moment{std::chrono::microseconds{column->number(row)}});
    case FieldType::money: {
      const auto value = column->number(row);
      return fmt::format("{}{}.{:04}", value < 0 ? "-" : "", std::abs(value) / 10'000,
                         std::abs(value) % 10'000);
    }
    case FieldType::real: {
      auto text = std::to_string(column->real(row));
      text.erase(text.find_last_not_of('0') + 1);
      return text.ends_with('.') ? text + "0" : text;
    }
    default:
      return std::to_string(column->number(row));
  }
}

/// Findings as "row kind rule field before", sorted by nothing.
inline std::vector<std::string> finding_texts(const records::Batch& batch) {
  constexpr std::string_view kinds[] = {"flagged", "repaired", "proposed", "unresolved",
                                        "quarantined"};
  std::vector<std::string> texts;
  for (const auto& finding : batch.findings) {
    auto text = std::to_string(finding.row) + " " +
                std::string(kinds[static_cast<std::size_t>(finding.kind)]) + " " + finding.rule;
    if (!finding.field.empty()) text += " " + finding.field;
    if (!finding.before.empty()) text += " " + finding.before;
    texts.push_back(text);
  }
  return texts;
}

}  // namespace aftercare::standard
