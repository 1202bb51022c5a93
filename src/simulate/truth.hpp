// What really happened, for scoring later work: plain CSV files under truth/.
//
// Row numbers count as intake's do: records from 1, the header included.

#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "simulate/output.hpp"

namespace aftercare::simulate {

struct CaseTruth {
  std::string_view case_id;
  std::string_view topic;
  std::string_view sentiment;
  std::string_view kind;
  int severity;  // 0..3
  std::string_view component;
  std::string_view cause;
  std::string_view language;
};

class Truth {
 public:
  static base::Result<Truth> create(const std::filesystem::path& folder, const Gb18030& gb18030);

  /// `kind`: exact (the whole row again), key (a newer version under the same id) or
  /// content (the same under a new id).
  void duplicate(std::string_view file, std::uint64_t row, std::string_view id,
                 std::uint64_t original_row, std::string_view original_id, std::string_view kind);
  /// An empty column means the whole row.
  void broken_cell(std::string_view file, std::uint64_t row, std::string_view column,
                   std::string_view value, std::string_view broken, std::string_view kind);
  void one_case(const CaseTruth& truth);
  void anomaly(std::string_view name, std::string_view from, std::string_view to,
               std::string_view dimensions, std::string_view what);
  void churn(std::string_view customer, bool churned, std::string_view when, std::string_view why);
  void person(std::string_view kind, std::string_view value);

  base::Result<void> close();

  std::uint64_t cases() const { return cases_; }
  std::uint64_t anomalies() const { return anomalies_; }
  const std::map<std::string, std::uint64_t>& duplicates() const { return duplicates_; }
  const std::map<std::string, std::uint64_t>& broken_cells() const { return broken_; }

 private:
  struct Files {
    Output duplicates;
    Output broken_cells;
    Output cases;
    Output anomalies;
    Output churn;
    Output people;
  };
  explicit Truth(Files files) : files_(std::move(files)) {}

  void add(Output& to, std::initializer_list<std::string_view> cells);

  Files files_;
  std::string line_;
  std::uint64_t cases_ = 0;
  std::uint64_t anomalies_ = 0;
  std::map<std::string, std::uint64_t> duplicates_;  // By kind.
  std::map<std::string, std::uint64_t> broken_;      // By kind.
};

/// Appends a cell, quoted if it must be.
void append_csv(std::string& to, std::string_view cell);

}  // namespace aftercare::simulate
