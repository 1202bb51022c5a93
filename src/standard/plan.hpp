// A mapping made ready to run: its names looked up in the dictionary.

#pragma once

#include <optional>
#include <vector>

#include "records/dictionary.hpp"
#include "standard/converter.hpp"
#include "standard/mapping.hpp"

namespace aftercare::standard {

struct FieldPlan {
  MappedField mapped;
  Converter converter;
  bool needed = false;  // Null: the row is quarantined.
};

struct EntityPlan {
  const records::Entity* entity = nullptr;
  bool per_group = false;
  std::string each;
  std::optional<Condition> when;
  std::vector<FieldPlan> fields;
};

}  // namespace aftercare::standard
