// Cohorts as they are told: of the workspace's customers, or of whom the rows of a table name.

#pragma once

#include <string>
#include <vector>

#include "app/explained.hpp"
#include "insight/cohorts/cohorts.hpp"

namespace aftercare::app {

struct CohortWords {
  struct Measure {
    std::string name;
    base::Message label;
    bool event = false;  // Named by the data: below "events".
  };
  base::Message first;   // "their first order".
  base::Message column;  // "first order".
  std::vector<Measure> measures;
};

Explained told_cohorts(const insight::CohortTable& table, const CohortWords& words);

}  // namespace aftercare::app
