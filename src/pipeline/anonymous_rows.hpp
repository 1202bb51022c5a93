// Rows at hand made anonymous, for whoever may not take them out of the house as they are.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pipeline/anonymous_export.hpp"
#include "store/frame.hpp"

namespace aftercare::pipeline {

/// As `aftercare export` has it where nothing else is said.
inline constexpr privacy::AnonymityDemand kUsualDemand{5, 2, 0.05};

struct AnonymousRows {
  std::string plan;
  std::vector<std::string> columns;  // As the plan calls them.
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> coarser;  // Of the columns: those that are less exact than they were.
  std::vector<std::string> dropped;  // Columns that the plan lets not leave.
  privacy::AnonymityReport report;
};

/// By the plan of the fact that knows most of the columns; a moment leaves as its day. Noted
/// nowhere: the caller does. Fails (a refusal) if no plan of the fact knows a column that
/// outsiders may know: then nothing tells what to make coarser.
base::Result<AnonymousRows> make_anonymous(const Session& session, std::string_view fact,
                                           const std::vector<std::string>& columns,
                                           const std::vector<std::vector<store::Cell>>& rows,
                                           const privacy::AnonymityDemand& demand = kUsualDemand);

/// What whoever takes the rows is told of them.
records::Label in_words(const AnonymousRows& rows, std::size_t k = kUsualDemand.k);

}  // namespace aftercare::pipeline
