// Finding and repairing wrong cells of any table, without being told anything about it.
//
// What a table says more than once, it says about itself: columns that determine others, sources
// that report about the same key, shapes and spellings that a column keeps. Each repair carries how
// sure it is and why; the old value stays beside the new one. Above a threshold it is applied,
// below it is proposed; where nothing can be chosen the cell is only suspected.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.hpp"
#include "base/result.hpp"
#include "quality/repair/knowledge.hpp"
#include "records/raw_batch.hpp"

namespace aftercare::quality {

/// Why a cell is thought to be wrong. Codes and sentences: repair_reason.hpp.
enum class RepairReason : std::uint8_t {
  format,         // The value, written as the column writes its values.
  spaces,         // Stray spaces, full-width or invisible characters.
  letter_case,    // Upper or lower case otherwise than in the column.
  number_form,    // A number with sign, unit or commas among plain ones.
  moment_form,    // A day or time in another form.
  digits_form,    // A number (phone, code) written with marks among bare digits.
  province_form,  // A province written otherwise.
  phone_form,     // A phone number with country code, marks, or letters for digits.
  tracking_form,  // A tracking number with marks, small letters, or letters for digits.
  courier_form,   // A courier written otherwise.
  unit_form,      // An amount in another unit, or its unit written otherwise.
  variant,        // A rare way of writing a frequent value.
  dependency,     // Other columns determine another value.
  usual,          // Nearly every row has another value.
  imputed,        // It was empty; other columns determine the value.
  sources,        // Several sources report about this; the trusted ones say otherwise.
  order,          // The rows follow each other (count up, stand in runs).
  arithmetic,     // Columns of numbers that belong together do not.
  exchanged,      // Two cells of the row stand in each other's place.
  spelling,       // One slip from a frequent value of a column that has few rare ones.
  sound,          // Other characters that sound like a frequent value.
  place,          // The address, or the city, of the row names another place.
  channel,        // A character that replaces others all over the table.
  answer,         // A person said so.
  learnt,         // A rewriting learnt from a person's answers.
  // Only suspicions, no value to put instead:
  missing,        // Empty in a column that is filled elsewhere.
  odd_shape,      // A shape that the column does not have.
  odd_value,      // Other columns speak against it, but not for one value.
  foreign_value,  // A value of another column.
};

enum class RepairState : std::uint8_t { applied, proposed, suspected };

struct Repair {
  std::size_t row = 0;     // From 0.
  std::size_t column = 0;  // From 0.
  std::string old;
  std::string now;        // Empty if suspected only.
  double confidence = 0;  // That `now` is right; of a suspicion, that `old` is wrong.
  double suspicion = 0;   // That `old` is wrong.
  RepairReason reason = RepairReason::format;
  RepairState state = RepairState::suspected;
  std::vector<std::size_t> because;  // Columns that speak for it.
};

/// What a person said: the right value of a cell.
struct RepairAnswer {
  std::size_t row = 0;  // From 0.
  std::size_t column = 0;
  std::string value;
};

struct RepairOptions {
  double threshold = 0.7;  // Repairs at least this sure are applied.
  RepairKnowledge knowledge;
  std::vector<RepairAnswer> answers;
};

struct RepairOutcome {
  std::vector<Repair> repairs;  // By row, then column; at most one per cell.
};

RepairOutcome find_repairs(const records::RawBatch& table, const RepairOptions& options,
                           base::Progress& progress);

}  // namespace aftercare::quality
