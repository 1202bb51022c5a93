#include "store/duckdb/emptied_columns.hpp"

#include <fmt/format.h>

#include "store/duckdb/layout.hpp"

namespace aftercare::store {
namespace {

using records::Entity;
using records::Field;
using records::FieldType;
using records::PiiClass;

// Of the record that is the person: what counts of a customer and tells nobody apart.
bool stays_of_person(const Field& field) {
  return field.type == FieldType::code || field.type == FieldType::boolean || field.name == "city";
}

}  // namespace

bool holds_words(const Field& field) {
  return field.pii == PiiClass::free_text ||
         (field.derived &&
          (field.name == "keywords" || field.name == "entities" || field.name == "promises"));
}

std::string emptied_columns(const Entity& entity, bool whole_person) {
  const bool is_person =
      whole_person && entity.key.size() == 1 && entity.key.front() == entity.person;
  // Without them a row that is read again would not be known as the same; what is only too old
  // must not come back as a newer version.
  std::string set = "person = NULL, sealed = NULL, text_hash = NULL";
  if (whole_person) set += ", same_hash = NULL, content_hash = uuid()";
  for (const auto& field : entity.fields) {
    if (is_personal(field))
      set += fmt::format(", \"{0}\" = NULL, \"{0}_token\" = NULL", field.name);
    else if (field.name == entity.person)
      continue;
    else if (holds_words(field) || (whole_person && field.pii == PiiClass::pseudonym) ||
             (is_person && !stays_of_person(field)))
      set += fmt::format(", \"{}\" = NULL", field.name);
  }
  return set;
}

std::string anything_to_empty(const Entity& entity) {
  std::string any = "sealed IS NOT NULL";
  for (const auto& field : entity.fields)
    if (is_personal(field) || holds_words(field))
      any += fmt::format(" OR \"{}\" IS NOT NULL", field.name);
  return any;
}

}  // namespace aftercare::store
