#include "store/duckdb/exact_search.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "store/duckdb/cells.hpp"
#include "store/duckdb/layout.hpp"
#include "store/rights.hpp"

namespace aftercare::store {
namespace {

using base::Result;
using records::Entity;
using records::PersonalKind;

constexpr std::string_view kLookedInto[] = {"customer", "order", "case"};

// Conditions on a table named r, and what is bound in them.
struct Condition {
  std::vector<std::string> parts;
  std::vector<Cell> values;

  void add(std::string part, const std::string& value) {
    parts.push_back(std::move(part));
    values.emplace_back(value);
  }
};

void hold_token(const Entity& entity, const ExactValue& value, const std::string& table,
                Condition& condition) {
  for (const auto& field : entity.fields)
    if (field.personal == value.kind && is_personal(field))
      condition.add(fmt::format("{}.\"{}_token\" = ?::UUID", table, field.name), value.text);
}

Condition condition_of(const records::Dictionary& dictionary, const Entity& entity,
                       const std::vector<ExactValue>& values) {
  Condition condition;
  for (const auto& value : values) {
    if (value.kind == PersonalKind::none) {
      for (const auto& field : entity.fields)
        if (field.references == "order" || (entity.name == "order" && field.name == "order_id"))
          condition.add(fmt::format("r.\"{}\" = ?", field.name), value.text);
      continue;
    }
    if (value.kind != PersonalKind::phone && value.kind != PersonalKind::email) continue;
    hold_token(entity, value, "r", condition);
    const auto* customer = dictionary.entity("customer");
    if (customer == nullptr || entity.person.empty() || entity.name == "customer") continue;
    Condition owner;
    hold_token(*customer, value, "c", owner);
    for (std::size_t i = 0; i < owner.parts.size(); ++i)
      condition.add(fmt::format("r.\"{}\" IN (SELECT c.customer_id FROM customer c WHERE {})",
                                entity.person, owner.parts[i]),
                    value.text);
  }
  return condition;
}

}  // namespace

Result<std::vector<ExactHits>> find_exactly(const Database& database, const records::Viewer& viewer,
                                            const std::vector<ExactValue>& values,
                                            std::size_t most) {
  std::vector<ExactHits> found;
  for (const auto name : kLookedInto) {
    const auto* entity = database.dictionary().entity(name);
    if (entity == nullptr) continue;
    const auto condition = condition_of(database.dictionary(), *entity, values);
    if (condition.parts.empty()) continue;
    const auto frame = database.read(
        fmt::format("SELECT r.record_key FROM \"{}\" r WHERE ({}) AND {} ORDER BY r.commit_number "
                    "DESC, r.record_key DESC LIMIT {}",
                    name, fmt::join(condition.parts, " OR "), inside(viewer, name, "r"), most + 1),
        condition.values);
    if (!frame) return base::failure_of(frame);
    if (frame->rows.empty()) continue;
    ExactHits hits{std::string(name), {}, frame->rows.size() > most};
    for (const auto& row : frame->rows)
      if (hits.keys.size() < most) hits.keys.push_back(text_in(row[0]));
    found.push_back(std::move(hits));
  }
  return found;
}

}  // namespace aftercare::store
