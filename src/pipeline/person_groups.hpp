// The persons that customers stand for, named.

#pragma once

#include <string>
#include <vector>

#include "quality/duplicates/groups.hpp"
#include "store/duckdb/alike_records.hpp"

namespace aftercare::pipeline {

/// A customer as groups of persons are made of it.
struct GroupedCustomer {
  std::string key;
  std::string person_id;  // As its source says; empty: it does not.
};

/// Per customer a number that those of one source's person share; 0: none.
std::vector<std::uint32_t> given_persons(const std::vector<GroupedCustomer>& customers);

/// The members of all groups of more than one, and customers that are not who their source says.
/// A person is called as a source calls it, else by the first key. REQUIRES: customers are in order
/// of their keys.
std::vector<store::GroupMember> person_groups(const std::vector<GroupedCustomer>& customers,
                                              const std::vector<std::uint32_t>& firsts);

}  // namespace aftercare::pipeline
