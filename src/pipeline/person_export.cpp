#include "pipeline/person_export.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "pipeline/aside_search.hpp"
#include "pipeline/erasure.hpp"
#include "privacy/seal_batch.hpp"
#include "store/duckdb/person_records.hpp"
#include "store/duckdb/record_reading.hpp"

namespace aftercare::pipeline {
namespace {

using base::Result;

std::string cell_in_words(const store::Cell& cell) {
  struct Words {
    std::string operator()(std::monostate) const { return {}; }
    std::string operator()(bool yes) const { return yes ? "true" : "false"; }
    std::string operator()(std::int64_t number) const { return fmt::format("{}", number); }
    std::string operator()(double number) const { return fmt::format("{}", number); }
    std::string operator()(const std::string& text) const { return text; }
    std::string operator()(records::Day day) const { return records::to_iso(day); }
    std::string operator()(records::Moment moment) const { return records::to_iso(moment); }
  };
  return std::visit(Words{}, cell);
}

// Its values in clear where the key is there; else what is stored of them.
Result<ExportedRecord> opened(const Session& session, const records::Entity& entity,
                              const store::WholeRecord& record) {
  std::map<std::string, std::string> originals;
  if (!record.sealed.empty()) {
    const auto known = session.vault().seals() ? session.vault().knows(record.person) : true;
    if (!known) return base::failure_of(known);
    if (*known) {
      const auto json = session.vault().unseal(record.person, record.sealed);
      if (!json) return base::failure_of(json);
      auto values = privacy::originals_of(*json);
      if (!values) return base::failure_of(values);
      originals = std::move(*values);
    }
  }
  ExportedRecord exported{record.old_version, {}};
  for (std::size_t i = 0; i < entity.fields.size(); ++i) {
    const auto& field = entity.fields[i];
    const auto original = originals.find(field.name);
    auto value = original == originals.end() ? cell_in_words(record.cells[i]) : original->second;
    if (!value.empty()) exported.values.emplace_back(&field, std::move(value));
  }
  return exported;
}

}  // namespace

Result<PersonExport> export_person(const Session& session, const std::string& customer,
                                   const Actor& who) {
  const auto viewer = records::Viewer::owner();
  auto found = store::person_records(session.store(), viewer, customer);
  if (!found) return base::failure_of(found);
  const auto aside = rows_aside_about(session, customer);
  if (!aside) return base::failure_of(aside);
  if (found->empty() && aside->empty())
    return base::failure(fmt::format("nothing is stored about such a customer: {}", customer),
                         fmt::format("没有该客户的任何数据：{}", customer));
  if (auto noted = note(session, records::AuditAction::person_export, who,
                        "person/" + person_token(session, customer));
      !noted)
    return base::failure_of(noted);
  PersonExport exported;
  exported.customer = customer;
  exported.files = std::move(found->files);
  for (const auto& entity : session.dictionary().entities()) {
    auto keys = found->keys[entity.name];
    const auto& old_keys = found->old_keys[entity.name];
    keys.insert(keys.end(), old_keys.begin(), old_keys.end());
    if (keys.empty()) continue;
    const auto records = store::whole_records(session.store(), viewer, entity, keys);
    if (!records) return base::failure_of(records);
    std::vector<ExportedRecord> all;
    for (const auto& record : *records) {
      auto one = opened(session, entity, record);
      if (!one) return base::failure_of(one);
      all.push_back(std::move(*one));
    }
    exported.records.emplace_back(&entity, std::move(all));
  }
  for (const auto& row : *aside) {
    auto clear = privacy::unseal_row(session.vault(), row.row.person, row.row.sealed);
    if (!clear) return base::failure_of(clear);
    exported.set_aside.push_back(std::move(*clear));
  }
  auto others = store::accounts_of_same_person(session.store(), viewer, customer);
  if (!others) return base::failure_of(others);
  exported.other_accounts = std::move(*others);
  return exported;
}

}  // namespace aftercare::pipeline
