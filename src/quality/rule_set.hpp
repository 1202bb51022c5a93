// The rules of all tables: those of catalog/rules/*.yaml and those that the dictionary implies.

#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "quality/rule.hpp"
#include "quality/rules/file_rule.hpp"
#include "records/dictionary.hpp"

namespace aftercare::quality {

/// Immutable once loaded; safe between threads.
class RuleSet {
 public:
  /// Shipped rules and the workspace's overlay (path may be empty): a later rule of the same
  /// name replaces the earlier one, `off: true` removes it. Fails (usage) with file and line.
  static base::Result<RuleSet> load(const std::filesystem::path& workspace,
                                    const records::Dictionary& dictionary);
  static base::Result<RuleSet> load_files(const std::vector<std::filesystem::path>& files,
                                          const records::Dictionary& dictionary);

  /// In the order in which they run: written ones, then the dictionary's (named
  /// required_missing, not_in_code_list, out_of_range, pattern_mismatch). A written range of a
  /// column replaces the dictionary's.
  const std::vector<Rule>& rules_of(std::string_view table) const;
  /// Rules over the whole stored table, in the order written. Of them only expressions run on
  /// each batch as well.
  const std::vector<FileRule>& table_rules_of(std::string_view table) const;
  /// Names of the rules that judge single rows and read this column: what may come out otherwise
  /// once its value is another.
  std::vector<std::string> row_rules_reading(std::string_view table, std::string_view column) const;

 private:
  std::map<std::string, std::vector<Rule>, std::less<>> rules_;
  std::map<std::string, std::vector<FileRule>, std::less<>> table_rules_;
};

}  // namespace aftercare::quality
