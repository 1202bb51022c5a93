// Rows that leave as they are: how many of them stand out to somebody who knows the person.
//
// Nothing is left out of them, unlike in an anonymous export; whoever takes them is told. Who may
// not take them so gets them anonymous (anonymous_rows.hpp).

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/anonymous_export.hpp"
#include "store/frame.hpp"

namespace aftercare::pipeline {

struct StandingOut {
  std::uint64_t rows = 0;
  std::uint64_t standing_out = 0;  // Of groups of fewer than k with the same `known`.
  std::vector<std::string> known;  // Columns that somebody outside may know, as they are called.
  std::string plan;                // That makes such rows anonymous.
};

/// `k`: from so many alike rows on none of them stands out. A moment counts by its day. Nothing if
/// no row stands out, or no plan knows any column as one that is known outside.
std::optional<StandingOut> standing_out(const std::vector<ExportPlan>& plans,
                                        const std::vector<std::string>& columns,
                                        const std::vector<std::vector<store::Cell>>& rows,
                                        std::uint64_t k = 5);

/// Whether a column tells what a plan's column does: itself, or the moment of its day.
bool tells(std::string_view column, std::string_view known);

/// A value as it leaves: null is empty, a moment its day.
std::string leaving_text(const store::Cell& cell);

/// What whoever takes the rows is told.
records::Label in_words(const StandingOut& found, std::uint64_t k = 5);

}  // namespace aftercare::pipeline
