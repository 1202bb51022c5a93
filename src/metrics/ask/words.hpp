// Every phrase a question may hold, and what it may mean there.
//
// From metrics and dimensions (labels and synonyms), their values (dictionary, topics, regions,
// couriers, and what the store holds), and catalog/ask.yaml for the words between.

#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "metrics/ask/units.hpp"
#include "metrics/model.hpp"
#include "text/traditional.hpp"

namespace aftercare::metrics {

enum class AskRole {
  metric,
  dimension,
  value,
  holiday,  // What is looked up elsewhere.
  filler,
  about,
  how_many,
  by,
  breakdown,
  separately,
  share,
  rolling,
  mean,
  cumulative,
  trend,
  changed,
  much,
  little,
  why,
  compare,
  year_over_year,
  before,
  and_,
  not_,
  top,
  bottom,
  most,
  least,
  slowest,
  fastest,
  worst,
  best,
  which_one,
  which_some,
  who,
  above,
  below,
  at_least,
  at_most,
  equal,
  or_more,
  or_less,
  classifier,
  percent,
  measure,
  multiple,
  from,
  to,
  onwards,
  day,
  period,
  last_n,
  unit,
  half,
  half_letter,
  quarter_letter,
  ordinal_quarter,
  month,
  day_ending,
  number
};

struct AskMeaning {
  AskRole role = AskRole::filler;
  std::string name;  // Of the metric, dimension or holiday; the dimension of a value.
  std::string code;  // Of the value, or which of its role.
  int rank = 0;      // 0: its name or label; 1: a synonym; 2: part of a label.
};

/// A day or days known by name. Per year, or the same in each.
struct Holiday {
  std::string code;
  records::Label label;
  std::optional<std::pair<std::string, std::string>> each_year;  // "11-11", "11-11".
  std::map<int, std::pair<std::string, std::string>> years;
};

/// Immutable but for add_values(); safe between threads once filled.
class AskWords {
 public:
  /// Fails (usage) with file and line of what is wrong in ask.yaml; on a phrase of an unknown
  /// dimension too. The model must outlive it.
  static base::Result<AskWords> load(const Model& model, const std::filesystem::path& workspace);

  /// Values that only the store knows: products, agents, batches.
  void add_values(const std::string& dimension, const std::vector<std::string>& values);

  /// nullptr: nobody knows this phrase.
  const std::vector<AskMeaning>* find(std::string_view key) const;
  /// Units of the longest phrase.
  std::size_t longest() const { return longest_; }
  const Model& model() const { return *model_; }
  const text::Simplifier* simplifier() const { return simplifier_.get(); }
  const Holiday* holiday(std::string_view code) const;
  const std::vector<Holiday>& holidays() const { return holidays_; }
  /// Phrases like this one that mean a metric, a dimension or a value.
  std::vector<std::string> near(std::string_view text) const;

 private:
  explicit AskWords(const Model& model) : model_(&model) {}
  void add(std::string_view phrase, AskMeaning meaning);
  void add_model();
  base::Result<void> add_places(const std::filesystem::path& workspace);
  base::Result<void> read(const std::filesystem::path& file);

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };

  const Model* model_;
  std::shared_ptr<const text::Simplifier> simplifier_;
  std::unordered_map<std::string, std::vector<AskMeaning>, Hash, std::equal_to<>> phrases_;
  std::vector<std::string> offered_;  // As written, for near().
  std::vector<Holiday> holidays_;
  std::size_t longest_ = 1;
};

}  // namespace aftercare::metrics
