// A tree of causes as it is told: of a metric, or of the rows of any table.

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/explained.hpp"
#include "insight/rootcause/cause_tree.hpp"

namespace aftercare::app {

using insight::CauseConditions;

struct CausesAsked {
  const insight::CauseRows& rows;
  std::vector<base::Message> labels;  // Of each dimension.
  base::Message of;                   // What is explained.
  double scale = 1;                   // Of a rate.
  base::Message sample_name;          // What tells a sample apart: its key, or its row.
  /// Of the events that meet all of the path and none of what was taken, each a conjunction, a few:
  /// `key` or `row`, `day`, `text`.
  std::function<base::Result<nlohmann::ordered_json>(const CauseConditions& path,
                                                     const std::vector<CauseConditions>& taken)>
      samples;
};

/// Fails as `samples` does.
base::Result<Explained> told_causes(const insight::Cause& tree, const CausesAsked& asked);

}  // namespace aftercare::app
