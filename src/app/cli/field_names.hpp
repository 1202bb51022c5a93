// What people call entities and their fields, in the console's language.

#pragma once

#include <fmt/format.h>

#include <string>

#include "app/cli/console.hpp"
#include "records/dictionary.hpp"

namespace aftercare::app {

/// The dictionary must outlive it.
class FieldNames {
 public:
  FieldNames(const records::Dictionary& dictionary, const Console& console)
      : dictionary_(dictionary), chinese_(console.chinese()) {}

  std::string of(const std::string& entity) const {
    const auto* known = dictionary_.entity(entity);
    return known == nullptr ? entity : in_words(known->label);
  }
  /// "Order · Customer id"; the entity alone where no field is meant.
  std::string of(const std::string& entity, const std::string& field) const {
    if (field.empty()) return of(entity);
    const auto* known = dictionary_.entity(entity);
    const auto* column = known == nullptr ? nullptr : known->field(field);
    return fmt::format("{} · {}", of(entity), column == nullptr ? field : in_words(column->label));
  }

 private:
  std::string in_words(const records::Label& label) const { return chinese_ ? label.zh : label.en; }

  const records::Dictionary& dictionary_;
  bool chinese_;
};

/// "flagged", "repaired" ... in words.
inline std::string kind_in_words(const std::string& kind, const Console& console) {
  if (kind == "flagged") return std::string(console.say("doubtful", "存疑"));
  if (kind == "repaired") return std::string(console.say("repaired", "已修复"));
  if (kind == "proposed") return std::string(console.say("proposed", "待定修复"));
  if (kind == "unresolved") return std::string(console.say("refers to nothing yet", "引用未到"));
  if (kind == "resolved") return std::string(console.say("no longer so", "已消除"));
  if (kind == "quarantined") return std::string(console.say("set aside", "已隔离"));
  return kind;
}

}  // namespace aftercare::app
