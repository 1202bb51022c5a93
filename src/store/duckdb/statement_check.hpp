// Whether a statement that somebody wrote may be run: one SELECT over views, made of known parts.
//
// The engine's own parser reads it, so there is no second grammar to fool; the tree that it gives
// (json_serialize_sql) is walked against lists of what is allowed. What is on no list is refused:
// a new kind of node in a newer engine too.

#pragma once

#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace aftercare::store {

inline constexpr std::size_t kLongestStatement = 20'000;  // Bytes.

/// What a statement may name.
struct StatementNames {
  std::vector<std::string> tables;  // The views; lower case.
  std::set<std::string> stored;     // Names of the store and of the engine itself; lower case.
};

/// Fails (usage) on what no statement can be: empty, too long, not UTF-8, with a NUL.
base::Result<void> check_statement_text(std::string_view statement);

/// `tree`: what the engine gave for the text. Returns the views it reads. Fails (usage), saying
/// what is refused, where, and what could have been meant.
base::Result<std::set<std::string>> check_statement(const nlohmann::json& tree,
                                                    std::string_view statement,
                                                    const StatementNames& names);

/// The tree without anything of the writer's own: constants are '?', names that are not `known`
/// (lower case) are name1, name2, ... For the audit log, which may hold nothing personal.
void leave_out_own_words(nlohmann::json& tree, const std::set<std::string>& known);

/// " (character 17)", from a place in bytes; nothing if the engine knows none.
std::string place_in_words(std::string_view statement, std::uint64_t byte, bool chinese);

}  // namespace aftercare::store
