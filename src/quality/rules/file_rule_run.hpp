// Runs rules over a file that streams by, in bounded memory.

#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "quality/profile/distinct_count.hpp"
#include "quality/profile/quantile_sketch.hpp"
#include "quality/rules/file_rule.hpp"
#include "records/moment.hpp"
#include "records/raw_batch.hpp"

namespace aftercare::quality {

struct RuleExample {
  std::uint64_t row = 0;
  std::string value;
};

/// What came of one rule.
struct RuleResult {
  std::string name;
  std::string table;
  std::string column;
  std::string condition;
  Severity severity = Severity::warning;
  std::string owner;
  records::Label label;
  std::uint64_t checked = 0;
  std::uint64_t broken = 0;
  double measured = 0;  // Of rules over a whole table: hours, the index, days outside.
  bool exact = true;
  bool passed = true;
  base::Message found;  // A sentence about what was measured; empty for row rules.
  std::vector<RuleExample> examples;
};

class FileRuleRun {
 public:
  /// Fails (usage) if a rule names a column the table does not have. `values_of` gives every value
  /// of a column of another file, for references.
  using ValuesOf = std::function<base::Result<std::vector<std::string>>(const std::string& file,
                                                                        const std::string& column)>;
  static base::Result<std::unique_ptr<FileRuleRun>> make(const std::vector<FileRule>& rules,
                                                         const std::vector<std::string>& columns,
                                                         records::Moment now,
                                                         const ValuesOf& values_of);
  ~FileRuleRun();

  void add(const records::RawBatch& batch);
  /// In the order of the rules.
  std::vector<RuleResult> finish();

 private:
  struct Judged;
  FileRuleRun();

  std::vector<std::unique_ptr<Judged>> judged_;
  double now_ = 0;  // Seconds since 1970.
};

}  // namespace aftercare::quality
