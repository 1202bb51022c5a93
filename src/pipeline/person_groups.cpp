#include "pipeline/person_groups.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

namespace aftercare::pipeline {

std::vector<std::uint32_t> given_persons(const std::vector<GroupedCustomer>& customers) {
  std::vector<std::uint32_t> given(customers.size());
  std::unordered_map<std::string_view, std::uint32_t> numbers;
  for (std::size_t i = 0; i < customers.size(); ++i)
    if (!customers[i].person_id.empty())
      given[i] =
          numbers
              .try_emplace(customers[i].person_id, static_cast<std::uint32_t>(numbers.size() + 1))
              .first->second;
  return given;
}

std::vector<store::GroupMember> person_groups(const std::vector<GroupedCustomer>& customers,
                                              const std::vector<std::uint32_t>& firsts) {
  // In order of first rows: an id that two groups claim goes to the first.
  std::map<std::uint32_t, std::vector<std::uint32_t>> groups;
  std::vector<std::uint32_t> sizes(customers.size());
  for (const auto first : firsts) ++sizes[first];
  std::set<std::string_view> split;  // Ids of sources that more than one group has.
  std::unordered_map<std::string_view, std::uint32_t> seen;
  for (std::uint32_t row = 0; row < customers.size(); ++row) {
    const auto& id = customers[row].person_id;
    if (id.empty()) continue;
    const auto [at, is_new] = seen.try_emplace(id, firsts[row]);
    if (!is_new && at->second != firsts[row]) split.insert(id);
  }
  for (std::uint32_t row = 0; row < customers.size(); ++row)
    if (sizes[firsts[row]] > 1 || split.contains(customers[row].person_id))
      groups[firsts[row]].push_back(row);
  std::set<std::string_view> taken;
  std::vector<store::GroupMember> members;
  for (const auto& [first, rows] : groups) {
    std::string_view person;
    for (const auto row : rows) {
      const std::string_view id = customers[row].person_id;
      if (!id.empty() && !taken.contains(id) && (person.empty() || id < person)) person = id;
    }
    if (person.empty()) person = customers[first].key;
    taken.insert(person);
    for (const auto row : rows) members.push_back({customers[row].key, std::string(person)});
  }
  return members;
}

}  // namespace aftercare::pipeline
