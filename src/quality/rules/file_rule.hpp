// Rules for the columns of any file, as YAML (docs/formats/rules.md).
//
// The columns need not be known to the dictionary; values are read as they stand.

#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "quality/rule.hpp"
#include "quality/rules/expression.hpp"

namespace YAML {
class Node;
}
namespace re2 {
class RE2;
}

namespace aftercare::quality {

/// What a value must be.
enum class TypeWord : std::uint8_t { integer, number, money, moment, boolean, email, phone, url };

struct FileCondition {
  struct Present {};
  struct OfType {
    TypeWord type = TypeWord::number;
  };
  struct Within {
    double lowest = 0, highest = 0;
  };
  struct OneOf {
    std::vector<std::string> words;
  };
  struct Matches {
    std::string pattern;
    std::shared_ptr<const re2::RE2> compiled;
  };
  struct NotFuture {};
  /// Whatever compares columns: `at_most`, `at_least`, `not_before` are written so, too.
  struct Holds {
    std::shared_ptr<const RowExpression> expression;
  };
  /// No two rows have the same values in these columns (a missing one counts as none).
  struct Unique {
    std::vector<std::string> columns;
  };
  /// Every value stands in that column of another file.
  struct References {
    std::string file;
    std::string column;
  };
  /// The newest moment is not older than so many hours when the rules run.
  struct Fresh {
    double hours = 24;
  };
  /// Rows a day, as shares of the median day.
  struct Volume {
    double lowest = 0.5, highest = 2;
  };
  /// The last days of `over` have the distribution of the days before.
  struct Stable {
    std::string over;
    int days = 7;
    double most_index = 0.25;             // Of words.
    std::optional<double> most_distance;  // Set: the values are numbers and judged as such.
  };
};
using FileConditionOf =
    std::variant<FileCondition::Present, FileCondition::OfType, FileCondition::Within,
                 FileCondition::OneOf, FileCondition::Matches, FileCondition::NotFuture,
                 FileCondition::Holds, FileCondition::Unique, FileCondition::References,
                 FileCondition::Fresh, FileCondition::Volume, FileCondition::Stable>;

struct FileRule {
  std::string name;
  std::string column;  // Empty where the condition names its columns itself.
  FileConditionOf condition;
  Severity severity = Severity::warning;
  std::string owner;
  double allowed = 0;  // Share of rows that may break it.
  records::Label label;
};

/// The word under which a condition is written.
std::string_view condition_name(const FileConditionOf& condition);

/// One rule of a file that was parsed. The error names the rule, not the file.
base::Result<FileRule> read_file_rule(const YAML::Node& node);
/// Whether the node's condition is about a whole table.
bool is_table_rule(const YAML::Node& node);

/// Fails (usage) with file and line on what is no rule.
base::Result<std::vector<FileRule>> load_file_rules(const std::filesystem::path& file);

}  // namespace aftercare::quality
