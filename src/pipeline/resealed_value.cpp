#include "pipeline/resealed_value.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>

#include "privacy/called.hpp"
#include "privacy/mask.hpp"
#include "privacy/seal_batch.hpp"
#include "privacy/sealed_json.hpp"

namespace aftercare::pipeline {
namespace {

using base::Result;
using Originals = std::map<std::string, std::string>;

std::optional<std::string> taken(Originals& from, const std::string& name) {
  auto node = from.extract(name);
  if (node.empty()) return std::nullopt;
  return std::move(node.mapped());
}

std::string value_of(const Originals& originals, const std::string& field) {
  const auto at = originals.find(field);
  return at == originals.end() ? std::string() : at->second;
}

void put(Originals& to, const std::string& field, std::string value) {
  if (value.empty())
    to.erase(field);
  else
    to.insert_or_assign(field, std::move(value));
}

// Whether the record had what the decision is about.
bool turn(Originals& originals, const store::ValueDecision& decision) {
  const auto before = privacy::before_name(decision.rule, decision.field);
  const auto proposed = privacy::proposed_name(decision.rule, decision.field);
  const bool accept = decision.state == "accepted";
  auto next = taken(originals, accept ? proposed : before);
  // Read after the decision, the record knows the repair by that name.
  if (!next && !accept)
    next = taken(originals, privacy::before_name(records::kDecidedRule, decision.field));
  if (!next) return false;
  originals.insert_or_assign(accept ? before : proposed, value_of(originals, decision.field));
  put(originals, decision.field, std::move(*next));
  return true;
}

std::string masked(records::PersonalKind kind, const std::string& value,
                   const store::SealedField& record) {
  if (value.empty()) return {};
  if (kind == records::PersonalKind::address)
    return privacy::mask_address(value, record.province, record.city);
  return privacy::mask(kind, value);
}

}  // namespace

store::Reseal resealing(const Session& session) {
  return [&session](const store::ValueDecision& decision,
                    const store::SealedField& record) -> Result<store::ResealedField> {
    auto& vault = session.vault();
    const auto json = vault.unseal(record.person, record.sealed);
    if (!json) return base::failure_of(json);
    auto originals = privacy::originals_of(*json);
    if (!originals) return base::failure_of(originals);
    if (!turn(*originals, decision))
      return base::failure(
          fmt::format("a record does not hold what is proposed for {}.{}: read its source again",
                      decision.entity, decision.field),
          fmt::format("有记录未保存 {}.{} 的建议值：请重新读入其来源", decision.entity,
                      decision.field));
    privacy::SealedJson clear;
    for (const auto& [name, value] : *originals) clear.add(name, value);
    auto sealed = vault.seal(record.person, clear.finish());
    if (!sealed) return base::failure_of(sealed);
    const auto kind = session.dictionary().entity(decision.entity)->field(decision.field)->personal;
    const auto value = value_of(*originals, decision.field);
    const auto plain = privacy::normalise(kind, value);
    return store::ResealedField{vault.seals() ? masked(kind, value, record) : value,
                                plain.empty() ? std::string() : vault.token(kind, plain),
                                std::move(*sealed)};
  };
}

}  // namespace aftercare::pipeline
