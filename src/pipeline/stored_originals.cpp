#include "pipeline/stored_originals.hpp"

#include "privacy/seal_batch.hpp"
#include "privacy/sealed_json.hpp"

namespace aftercare::pipeline {

base::Result<Originals> originals_of(privacy::Vault& vault, const std::string& person,
                                     const std::string& sealed) {
  if (person.empty() || sealed.empty()) return Originals();
  const auto known = vault.knows(person);
  if (!known) return base::failure_of(known);
  if (!*known) return Originals();
  const auto json = vault.unseal(person, sealed);
  if (!json) return base::failure_of(json);
  return privacy::originals_of(*json);
}

void set_person(records::Batch& batch, std::size_t row, std::string_view person) {
  const auto& entity = *batch.entity;
  const auto id = person.substr(person.find('/') + 1);
  std::string_view field;
  if (person.starts_with("customer/")) field = entity.person;
  if (person.starts_with("case/"))
    for (const auto& each : entity.fields)
      if (each.references == "case") field = each.name;
  if (!field.empty()) batch.column_or_add(field, records::FieldType::text).set(row, id);
}

}  // namespace aftercare::pipeline
