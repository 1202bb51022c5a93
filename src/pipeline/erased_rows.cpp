#include "pipeline/erased_rows.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "store/writer.hpp"

namespace aftercare::pipeline {
namespace {

using records::Batch;
using records::Column;
using records::FindingKind;

// Columns that say whom a row is about, with what their values are called in the vault.
struct NamingColumn {
  const Column* column;
  std::string prefix;
  bool own = false;  // The row itself is what the value names.
};

std::vector<NamingColumn> naming_columns(const Batch& batch) {
  const auto& entity = *batch.entity;
  std::vector<NamingColumn> columns;
  for (const auto& field : entity.fields) {
    std::string named;
    bool own = false;
    if (field.name == entity.person) named = "customer";
    for (const auto* one : {"case", "order"}) {
      const bool is_key =
          entity.name == one && std::ranges::find(entity.key, field.name) != entity.key.end();
      if (field.references == one || is_key) named = one;
      own = own || is_key;
    }
    const auto* column = named.empty() ? nullptr : batch.column(field.name);
    if (column != nullptr && std::holds_alternative<std::vector<std::string_view>>(column->values))
      columns.push_back({column, named + "/", own});
  }
  return columns;
}

void set_aside(Batch& batch, const std::set<std::uint32_t>& rows, std::string_view reason) {
  if (rows.empty()) return;
  std::erase_if(batch.findings,
                [&rows](const records::Finding& finding) { return rows.contains(finding.row); });
  for (const auto row : rows) {
    batch.states[row] = records::RowState::quarantined;
    batch.findings.push_back(
        {row, FindingKind::quarantined, batch.entity->person, std::string(reason), {}, {}});
  }
}

}  // namespace

base::Result<void> set_erased_aside(privacy::Vault& vault, Batch& batch,
                                    const std::vector<std::string_view>& customers) {
  if (!vault.any_erased()) return {};
  const auto columns = naming_columns(batch);
  std::set<std::uint32_t> erased;
  std::string name;
  for (std::uint32_t row = 0; row < batch.rows(); ++row) {
    const auto about_erased = [&](std::string_view prefix, std::string_view id) {
      return vault.erased(name.assign(prefix).append(id));
    };
    bool found = !customers[row].empty() && about_erased("customer/", customers[row]);
    for (const auto& [column, prefix, own] : columns)
      found = found || (column->present[row] != 0 && about_erased(prefix, column->text(row)));
    if (found) erased.insert(row);
  }
  set_aside(batch, erased, store::kErasedPerson);
  std::vector<std::string> theirs;
  for (const auto& [column, prefix, own] : columns)
    for (const auto row : erased)
      if (own && column->present[row] != 0)
        if (name.assign(prefix).append(column->text(row)); !vault.erased(name))
          theirs.push_back(name);
  return theirs.empty() ? base::Result<void>() : vault.destroy(theirs);
}

void set_withdrawn_aside(const store::WithdrawnConsents& withdrawn, const std::string& purpose,
                         Batch& batch, const std::vector<std::string_view>& customers) {
  std::set<std::uint32_t> rows;
  for (std::uint32_t row = 0; row < batch.rows(); ++row)
    if (!customers[row].empty() && withdrawn.contains({purpose, std::string(customers[row])}))
      rows.insert(row);
  set_aside(batch, rows, store::kConsentWithdrawn);
}

bool keeps_nothing(std::string_view reason) {
  return reason == store::kErasedPerson || reason == store::kConsentWithdrawn;
}

void forget_erased(Batch& batch) {
  auto* keys = batch.column("record_key");
  if (keys == nullptr) return;
  for (const auto& finding : batch.findings)
    if (keeps_nothing(finding.rule)) keys->clear(finding.row);
}

}  // namespace aftercare::pipeline
