// What in a row determines the value of one of its columns.
//
// A key groups rows that agree on something: a column, two columns, a part of a column. How well it
// determines a target is measured by leaving each row out: how often do the others of its group
// agree on the row's value, less what chance alone would reach, so that 1 is a functional
// dependency and 0 is none. A voice speaks for one value per row without a group: the rows above
// and below, another column, a sum.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/progress.hpp"
#include "quality/repair/coded_table.hpp"
#include "quality/repair/column_format.hpp"

namespace aftercare::quality {

struct Key {
  std::vector<std::size_t> columns;  // That it reads.
  std::vector<Code> group;           // Per row; kNoCode: in none.
  std::size_t groups = 0;
};

struct Voice {
  std::vector<std::size_t> columns;
  std::vector<Code> says;  // Per row: a code of the target; kNoCode: nothing.
  RepairReason reason = RepairReason::dependency;
  double score = 0;   // Share of rows, of those it speaks about, that it is right about.
  double weight = 0;  // Of its vote beside the keys'.
};

struct KeyDependency {
  std::size_t key = 0;  // Index into Determinants::keys.
  double score = 0;
  double coverage = 0;  // Share of rows in a group of two or more.
};

struct Determinants {
  std::vector<Key> keys;
  std::vector<std::vector<KeyDependency>> of;  // Per target, best first.
  std::vector<std::vector<Voice>> voices;      // Per target.
};

/// The weight of a vote by how well its voter determines.
inline double vote_weight(double score) {
  return score * score / (1.02 - score);
}

/// How well a key determines a target over the given table.
KeyDependency measure_dependency(const CodedTable& table, const Key& key, std::size_t target);

/// Looks for all of them. Large tables are judged on a sample of whole groups.
Determinants find_determinants(CodedTable& table, std::span<const ColumnFormat> formats,
                               const RepairKnowledge& knowledge, base::Progress& progress);

/// The voices for one target; part of find_determinants().
std::vector<Voice> find_voices(CodedTable& table, std::span<const ColumnFormat> formats,
                               const RepairKnowledge& knowledge, std::size_t target);

}  // namespace aftercare::quality
