#include "privacy/known_persons.hpp"

#include <algorithm>
#include <utility>

#include "privacy/seal_batch.hpp"

namespace aftercare::privacy {
namespace {

void add_values(const records::Entity& customer,
                const std::map<std::string, std::string>& originals,
                std::vector<KnownValue>& values) {
  for (const auto& [name, value] : originals) {
    // What stood there before a repair, and what one would put there, are the person's too.
    const auto* const field = customer.field(name.substr(name.rfind('/') + 1));
    if (field == nullptr || field->personal == records::PersonalKind::none || value.empty())
      continue;
    const bool twice =
        std::ranges::find(values, std::string_view(value), &KnownValue::value) != values.end();
    if (!twice) values.push_back({field->personal, value});
  }
}

}  // namespace

KnownPersons::KnownPersons(Vault& vault, const records::Entity& customer, Lookup lookup,
                           std::size_t capacity)
    : vault_(vault), customer_(customer), lookup_(std::move(lookup)), recent_(capacity) {}

base::Result<void> KnownPersons::learn(const std::vector<std::string_view>& ids) {
  std::vector<std::string> missing;
  TextMap<Values> slice;
  {
    const std::scoped_lock guard(lock_);
    for (const auto id : ids) {
      if (id.empty() || slice.contains(id)) continue;
      const auto* const known = recent_.find(id);
      if (known == nullptr) missing.emplace_back(id);
      slice.emplace(std::string(id), known == nullptr ? nullptr : *known);
    }
  }
  if (!missing.empty() && lookup_) {
    const auto found = lookup_(missing);
    if (!found) return base::failure_of(found);
    TextMap<std::vector<KnownValue>> learnt;
    for (const auto& customer : *found) {
      const auto has_key = vault_.seals() ? vault_.knows(customer.person) : true;
      if (!has_key) return base::failure_of(has_key);
      if (!*has_key) continue;
      const auto json = vault_.unseal(customer.person, customer.sealed);
      if (!json) return base::failure_of(json);
      const auto originals = originals_of(*json);
      if (!originals) return base::failure_of(originals);
      add_values(customer_, *originals, learnt[customer.customer_id]);
    }
    for (auto& [id, values] : learnt)
      slice.insert_or_assign(id,
                             std::make_shared<const std::vector<KnownValue>>(std::move(values)));
  }
  const std::scoped_lock guard(lock_);
  for (const auto& [id, values] : slice)
    if (values) recent_.put(id, values);
  slices_[std::this_thread::get_id()] = std::move(slice);
  return {};
}

void KnownPersons::remember(std::string_view customer_id, std::vector<KnownValue> values) {
  auto shared = std::make_shared<const std::vector<KnownValue>>(std::move(values));
  const std::scoped_lock guard(lock_);
  recent_.put(std::string(customer_id), std::move(shared));
}

void KnownPersons::append(std::string_view customer_id, std::vector<KnownValue>& known) {
  Values values;
  {
    const std::scoped_lock guard(lock_);
    for (const auto& [thread, slice] : slices_) {
      if (const auto at = slice.find(customer_id); at != slice.end()) values = at->second;
      if (values) break;
    }
    if (!values)
      if (const auto* const remembered = recent_.find(customer_id)) values = *remembered;
  }
  if (values) known.insert(known.end(), values->begin(), values->end());
}

void KnownPersons::clear() {
  const std::scoped_lock guard(lock_);
  recent_.clear();
  slices_.clear();
}

}  // namespace aftercare::privacy
