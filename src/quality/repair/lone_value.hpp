// Wrong cells that a column shows by itself, or two columns by each other: slips from a frequent
// value, characters that stand for others all over the table, cells that changed places.

#pragma once

#include <span>
#include <vector>

#include "quality/repair/coded_table.hpp"
#include "quality/repair/column_format.hpp"
#include "quality/repair/spelling.hpp"
#include "quality/repair/vote_judge.hpp"

namespace aftercare::quality {

/// Two verdicts per exchange: each cell's value belongs into the other column of its row.
std::vector<Verdict> find_exchanged(CodedTable& table, std::span<const ColumnFormat> formats);

/// Rare values one slip from a frequent one. Sure only where frequent values themselves are never
/// so near to each other, and few values are rare: names and numbers stay as they are.
/// A Chinese name one character from another is another person.
std::vector<Verdict> find_misspelt(const CodedTable& table, const ColumnFormat& format,
                                   std::size_t column, const RepairKnowledge& knowledge);

/// Rare values that sound like one frequent value, in other characters (西红市 for 西红柿). Sure
/// only where frequent values do not sound like each other; names of persons stay as they are.
std::vector<Verdict> find_misheard(const CodedTable& table, const ColumnFormat& format,
                                   std::size_t column, const RepairKnowledge& knowledge);

/// Values that a known replacing of characters makes of a value of the column.
std::vector<Verdict> find_replaced(const CodedTable& table, const ColumnFormat& format,
                                   std::size_t column, const ErrorChannel& channel);

}  // namespace aftercare::quality
