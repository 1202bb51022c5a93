// A quality rule says what must hold for one column of one canonical table, row by row.
//
// Rules are data: catalog/rules/*.yaml -> rule_set.hpp -> RuleSpec -> Rule. They run in memory
// on clear values, before sealing, so personal fields can be judged too. A row that breaks
// a rule is a finding; a rule that cannot be run is an error.

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "records/dictionary.hpp"

namespace re2 {
class RE2;
}

namespace aftercare::quality {

/// The only condition that null breaks: a missing amount is one finding, not two.
struct Present {};
struct InRange {
  double lowest = 0;   // Both bounds belong to the range; either may be infinite. Money in
  double highest = 0;  // currency units.
};
struct OneOf {
  std::vector<std::string> codes;
};
struct Matches {
  std::string pattern;  // RE2, the whole value.
};
/// Not after the moment that the caller names; holds if he names none.
struct NotFuture {};
enum class Relation : std::uint8_t { at_least, at_most };
/// Against another column of the row; holds if that one is null.
struct Compared {
  Relation relation = Relation::at_least;
  std::string other;
};
using Condition = std::variant<Present, InRange, OneOf, Matches, NotFuture, Compared>;

enum class Severity : std::uint8_t {
  note,     // Worth counting.
  warning,  // Worth looking at.
  reject,   // The row is quarantined.
};

/// A rule as its author wrote it, not yet trusted.
struct RuleSpec {
  std::string name;  // Findings refer to the rule by it; unique over all tables.
  std::string table;
  std::string column;
  Condition condition;
  Severity severity = Severity::warning;
  std::string owner;            // Who looks after it; may be empty.
  bool repair_to_null = false;  // The impossible value goes; the finding keeps it.
  records::Label label;
};

/// A rule that can be run. Only make() builds one. Immutable, safe between threads.
class Rule {
 public:
  /// Fails (usage) if the dictionary has no such table or column, if the condition does not
  /// suit the column's type, or if no value could be judged.
  static base::Result<Rule> make(RuleSpec spec, const records::Dictionary& dictionary);

  const RuleSpec& spec() const { return spec_; }
  /// The compiled pattern of Matches; nullptr otherwise.
  const re2::RE2* pattern() const { return pattern_.get(); }

 private:
  Rule(RuleSpec spec, std::shared_ptr<const re2::RE2> pattern)
      : spec_(std::move(spec)), pattern_(std::move(pattern)) {}

  RuleSpec spec_;
  std::shared_ptr<const re2::RE2> pattern_;  // Shared, so that rules can be copied.
};

}  // namespace aftercare::quality
