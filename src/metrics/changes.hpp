// What changed against the period before, and where: the few cells (values of up to three
// dimensions) that explain most of it.
//
// Every cell of one, two and three dimensions competes; the one whose change stands out most
// against chance (change / sqrt(current + before)) is taken, then narrowed to a part of it that
// still carries 80 % of its change. A cell that holds nearly all rows is taken only if no other is.
// Cells that share rows with one already taken are out, so no case is told twice and the numbers
// are those of the cells' own rows.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "metrics/answer.hpp"

namespace aftercare::metrics {

struct Driver {
  std::vector<std::pair<std::string, store::Cell>> values;  // Dimension and value; 1 to 3.
  std::int64_t current = 0;
  std::int64_t before = 0;
  std::int64_t change = 0;
  std::optional<double> share;  // Of the whole change; none if that is 0.
};

struct Changes {
  Period period;
  Period previous;
  std::int64_t current = 0;
  std::int64_t before = 0;
  std::int64_t change = 0;
  std::vector<Driver> drivers;  // At most 8, the largest change first.
};

/// A combination of all dimensions and its counts in both periods. Null: not known.
struct ChangeLeaf {
  std::vector<store::Cell> values;
  std::int64_t current = 0;
  std::int64_t before = 0;
};

/// `question` names one metric that counts rows; `by` names up to three dimensions (none: topic,
/// product and province, as far as the metric has them). Without a period: all data. `against`: the
/// period to compare with; none: as long, ending the day before.
base::Result<Changes> changes(const Model& model, const Question& question,
                              const store::Engine& engine, const records::Viewer& viewer,
                              const std::optional<Period>& against = {});

/// The choice itself, on counts. REQUIRES: 1 to 3 dimensions, as many values in every leaf.
std::vector<Driver> drivers_of(const std::vector<std::string>& dimensions,
                               const std::vector<ChangeLeaf>& leaves);

}  // namespace aftercare::metrics
