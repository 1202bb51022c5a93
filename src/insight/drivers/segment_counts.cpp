#include "insight/drivers/segment_counts.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "base/workers.hpp"

namespace aftercare::insight {
namespace {

constexpr std::size_t kBlock = 4096;  // Rows that are read at once.
constexpr std::size_t kMostKinds = 254;

/// Counts of rows whose numbers are 0 or 1. They wrap around like any whole numbers of the machine:
/// a weight may be negative, the result is none.
class WholeTable {
 public:
  explicit WholeTable(std::size_t cells) : counts_(cells * 4) {}

  struct Unit {
    std::uint8_t slot;
    std::int32_t weight;
  };
  static Unit unit(const CodedRows& rows, std::size_t row) {
    return {rows.slots[row], rows.weights.empty() ? 1 : rows.weights[row]};
  }
  void add(std::size_t cell, const Unit& unit) { counts_[cell * 4 + unit.slot] += unit.weight; }
  GroupSums at(std::size_t cell) const {
    GroupSums sums;
    for (int g = 0; g < 2; ++g) {
      const double no = counts_[cell * 4 + 2 * g], yes = counts_[cell * 4 + 2 * g + 1];
      sums.n[g] = no + yes;
      sums.sum[g] = sums.square[g] = yes;
    }
    return sums;
  }

 private:
  std::vector<std::int32_t> counts_;
};

class RealTable {
 public:
  explicit RealTable(std::size_t cells) : sums_(cells) {}

  struct Unit {
    int group;
    double n, sum, square;
  };
  static Unit unit(const CodedRows& rows, std::size_t row) {
    return {rows.slots[row] / 2, rows.n[row], rows.sum[row], rows.square[row]};
  }
  void add(std::size_t cell, const Unit& unit) {
    auto& to = sums_[cell];
    to.n[unit.group] += unit.n;
    to.sum[unit.group] += unit.sum;
    to.square[unit.group] += unit.square;
  }
  const GroupSums& at(std::size_t cell) const { return sums_[cell]; }

 private:
  std::vector<GroupSums> sums_;
};

template <typename Table>
Table counted(const CodedRows& rows, std::size_t dimension) {
  Table table(rows.kinds[dimension] + 1);
  const auto& codes = rows.codes[dimension];
  for (std::size_t row = 0; row < rows.size(); ++row) table.add(codes[row], Table::unit(rows, row));
  return table;
}

template <typename Table>
Table counted(const CodedRows& rows, std::size_t a, std::size_t b) {
  const auto width = rows.kinds[b] + 1;
  Table table((rows.kinds[a] + 1) * width);
  const auto &first = rows.codes[a], &second = rows.codes[b];
  for (std::size_t row = 0; row < rows.size(); ++row)
    table.add(first[row] * width + second[row], Table::unit(rows, row));
  return table;
}

// Of every dimension behind b, by place of the pair and code.
template <typename Table>
std::vector<Table> counted_behind(const CodedRows& rows, std::size_t a, std::size_t b,
                                  const std::vector<std::uint16_t>& place_of, std::size_t places,
                                  std::uint16_t nowhere) {
  std::vector<Table> tables;
  for (auto c = b + 1; c < rows.codes.size(); ++c)
    tables.emplace_back(places * (rows.kinds[c] + 1));
  const auto width = rows.kinds[b] + 1;
  const auto &first = rows.codes[a], &second = rows.codes[b];
  std::array<std::uint32_t, kBlock> row_of;
  std::array<std::uint16_t, kBlock> place;
  std::array<typename Table::Unit, kBlock> unit;
  for (std::size_t from = 0; from < rows.size(); from += kBlock) {
    const auto to = std::min(rows.size(), from + kBlock);
    std::size_t kept = 0;
    for (auto row = from; row < to; ++row) {
      const auto at = place_of[first[row] * width + second[row]];
      row_of[kept] = static_cast<std::uint32_t>(row);
      place[kept] = at;
      unit[kept] = Table::unit(rows, row);
      kept += at != nowhere;
    }
    for (auto c = b + 1; c < rows.codes.size(); ++c) {
      auto& table = tables[c - b - 1];
      const auto across = rows.kinds[c] + 1;
      const auto& codes = rows.codes[c];
      for (std::size_t i = 0; i < kept; ++i)
        table.add(place[i] * across + codes[row_of[i]], unit[i]);
    }
  }
  return tables;
}

/// Calls use(table type) with the table that fits the rows.
template <typename Use>
void with_table_of(const CodedRows& rows, const Use& use) {
  if (rows.whole)
    use(static_cast<const WholeTable*>(nullptr));
  else
    use(static_cast<const RealTable*>(nullptr));
}

bool is_whole(double number) {
  return std::abs(number) < 1e9 && number == std::floor(number);
}

// The most frequent values, those with `least` rows at least, in their own order.
std::vector<std::uint32_t> frequent_values(const LabelledRows& rows,
                                           const LabelledRows::Dimension& dimension, double least) {
  std::vector<double> counts(dimension.values.size());
  for (std::size_t row = 0; row < rows.size(); ++row) counts[dimension.of[row]] += rows.count(row);
  std::vector<std::uint32_t> values;
  for (std::uint32_t value = 0; value < counts.size(); ++value)
    if (counts[value] >= least) values.push_back(value);
  if (values.size() > kMostKinds) {
    std::stable_sort(values.begin(), values.end(),
                     [&](auto one, auto other) { return counts[one] > counts[other]; });
    values.resize(kMostKinds);
    std::sort(values.begin(), values.end());
  }
  return values;
}

}  // namespace

void CodedRows::add_to(GroupSums& to, std::size_t row) const {
  const int group = slots[row] / 2;
  if (!whole) {
    to.n[group] += n[row];
    to.sum[group] += sum[row];
    to.square[group] += square[row];
    return;
  }
  const double weight = weights.empty() ? 1 : weights[row];
  to.n[group] += weight;
  if (slots[row] % 2 == 0) return;
  to.sum[group] += weight;
  to.square[group] += weight;
}

CodedRows CodedRows::part(const std::vector<std::uint32_t>& rows) const {
  CodedRows part;
  part.kinds = kinds;
  part.whole = whole;
  const auto taken = [&rows](const auto& column) {
    std::decay_t<decltype(column)> of;
    if (column.empty()) return of;
    of.reserve(rows.size());
    for (const auto row : rows) of.push_back(column[row]);
    return of;
  };
  for (const auto& column : codes) part.codes.push_back(taken(column));
  part.slots = taken(slots);
  part.weights = taken(weights);
  part.n = taken(n), part.sum = taken(sum), part.square = taken(square);
  return part;
}

Segments::Segments(const LabelledRows& rows, std::size_t depth, double least)
    : depth_(depth), least_(least) {
  code_rows(rows);
  for (std::size_t row = 0; row < rows.size(); ++row) all_ += rows.count(row);
  find_singles();
  if (depth_ >= 2) find_pairs();
  if (depth_ >= 3) find_triples();
}

void Segments::code_rows(const LabelledRows& rows) {
  const auto dimensions = rows.dimensions.size();
  const auto n = rows.size();
  for (std::size_t row = 0; row < n && rows_.whole; ++row)
    rows_.whole =
        is_whole(rows.count(row)) && is_whole(rows.sum(row)) && rows.sum(row) == rows.square(row);
  // Where each coded row comes from; one of several with 0 and 1 becomes two.
  std::vector<std::uint32_t> source;
  source.reserve(n);
  bool weighted = false;
  for (std::uint32_t row = 0; row < n; ++row) {
    const auto slot = static_cast<std::uint8_t>(2 * rows.groups[row]);
    const auto put = [&](int more, double weight) {
      if (weight == 0) return;
      source.push_back(row);
      rows_.slots.push_back(static_cast<std::uint8_t>(slot + more));
      weighted = weighted || weight != 1;
      if (rows_.whole) rows_.weights.push_back(static_cast<std::int32_t>(weight));
    };
    if (rows_.whole) {
      put(1, rows.sum(row));
      put(0, rows.count(row) - rows.sum(row));
    } else {
      put(0, 1);
      rows_.n.push_back(rows.count(row));
      rows_.sum.push_back(rows.sum(row));
      rows_.square.push_back(rows.square(row));
    }
  }
  if (!weighted) rows_.weights = {};
  value_of_.resize(dimensions);
  rows_.codes.resize(dimensions);
  rows_.kinds.resize(dimensions);
  base::for_blocks(dimensions, 1, base::default_workers(),
                   [&](std::size_t d, std::size_t, std::size_t) {
                     const auto& dimension = rows.dimensions[d];
                     value_of_[d] = frequent_values(rows, dimension, least_);
                     rows_.kinds[d] = value_of_[d].size();
                     std::vector<std::uint8_t> code(dimension.values.size(),
                                                    static_cast<std::uint8_t>(rows_.kinds[d]));
                     for (std::size_t at = 0; at < value_of_[d].size(); ++at)
                       code[value_of_[d][at]] = static_cast<std::uint8_t>(at);
                     auto& codes = rows_.codes[d];
                     codes.reserve(source.size());
                     for (const auto row : source) codes.push_back(code[dimension.of[row]]);
                   });
}

std::uint32_t Segments::add(Conditions conditions, const GroupSums& sums) {
  segments_.push_back(std::move(conditions));
  sums_.push_back(sums);
  return static_cast<std::uint32_t>(segments_.size() - 1);
}

const Segments::Pair& Segments::pair(std::size_t a, std::size_t b) const {
  const auto dimensions = rows_.kinds.size();
  // Those of the dimensions before a, then those of a before b.
  return pairs_[a * (2 * dimensions - a - 1) / 2 + b - a - 1];
}

void Segments::find_singles() {
  with_table_of(rows_, [this]<typename Table>(const Table*) {
    singles_.resize(rows_.kinds.size());
    for (std::size_t d = 0; d < rows_.kinds.size(); ++d) {
      const auto table = counted<Table>(rows_, d);
      for (std::size_t code = 0; code < rows_.kinds[d]; ++code) {
        const auto& sums = table.at(code);
        // All rows are no segment of them.
        const bool told = sums.n[0] + sums.n[1] < all_;
        singles_[d].push_back(told ? add({{d, value_of_[d][code]}}, sums) : kNone);
      }
    }
  });
}

void Segments::find_pairs() {
  for (std::size_t a = 0; a < rows_.kinds.size(); ++a)
    for (auto b = a + 1; b < rows_.kinds.size(); ++b)
      pairs_.push_back({a, b, std::vector<std::uint16_t>(width(a) * width(b), kNowhere), {}, {}});
  std::vector<std::vector<GroupSums>> found(pairs_.size());
  with_table_of(rows_, [&]<typename Table>(const Table*) {
    base::for_blocks(
        pairs_.size(), 1, base::default_workers(), [&](std::size_t p, std::size_t, std::size_t) {
          auto& [a, b, place, segments, triples] = pairs_[p];
          const auto table = counted<Table>(rows_, a, b);
          for (std::size_t x = 0; x < rows_.kinds[a]; ++x)
            for (std::size_t y = 0; y < rows_.kinds[b]; ++y) {
              const auto& sums = table.at(x * width(b) + y);
              const double count = sums.n[0] + sums.n[1];
              const auto one = singles_[a][x], other = singles_[b][y];
              if (count < least_ || one == kNone || other == kNone || count == count_of(one) ||
                  count == count_of(other) || found[p].size() == kNowhere)
                continue;
              place[x * width(b) + y] = static_cast<std::uint16_t>(found[p].size());
              found[p].push_back(sums);
            }
        });
  });
  for (std::size_t p = 0; p < pairs_.size(); ++p) {
    auto& pair = pairs_[p];
    pair.segments.resize(found[p].size());
    for (std::size_t x = 0; x < rows_.kinds[pair.a]; ++x)
      for (std::size_t y = 0; y < rows_.kinds[pair.b]; ++y)
        if (const auto place = pair.place[x * width(pair.b) + y]; place != kNowhere)
          pair.segments[place] = add(
              {{pair.a, value_of_[pair.a][x]}, {pair.b, value_of_[pair.b][y]}}, found[p][place]);
  }
}

void Segments::find_triples() {
  const auto dimensions = rows_.kinds.size();
  struct Found {
    std::size_t c, cell;  // The third dimension; place in the pair and code of the third.
    Conditions conditions;
    GroupSums sums;
  };
  std::vector<std::vector<Found>> found(pairs_.size());
  const auto look = [&]<typename Table>(std::size_t p, const Table*) {
    const auto& [a, b, place, segments, triples] = pairs_[p];
    if (segments.empty() || b + 1 == dimensions) return;
    const auto tables = counted_behind<Table>(rows_, a, b, place, segments.size(), kNowhere);
    for (auto c = b + 1; c < dimensions; ++c) {
      const auto &with_a = pair(a, c), &with_b = pair(b, c);
      for (std::size_t x = 0; x < rows_.kinds[a]; ++x)
        for (std::size_t y = 0; y < rows_.kinds[b]; ++y) {
          const auto at = place[x * width(b) + y];
          if (at == kNowhere) continue;
          for (std::size_t z = 0; z < rows_.kinds[c]; ++z) {
            const auto one = with_a.place[x * width(c) + z], other = with_b.place[y * width(c) + z];
            if (one == kNowhere || other == kNowhere) continue;
            const auto cell = at * width(c) + z;
            const auto& sums = tables[c - b - 1].at(cell);
            const double count = sums.n[0] + sums.n[1];
            if (count < least_ || count == count_of(segments[at]) ||
                count == count_of(with_a.segments[one]) ||
                count == count_of(with_b.segments[other]))
              continue;
            found[p].push_back({c,
                                cell,
                                {{a, value_of_[a][x]}, {b, value_of_[b][y]}, {c, value_of_[c][z]}},
                                sums});
          }
        }
    }
  };
  with_table_of(rows_, [&]<typename Table>(const Table* table) {
    base::for_blocks(pairs_.size(), 1, base::default_workers(),
                     [&](std::size_t p, std::size_t, std::size_t) { look(p, table); });
  });
  for (std::size_t p = 0; p < pairs_.size(); ++p) {
    auto& pair = pairs_[p];
    for (auto c = pair.b + 1; c < dimensions; ++c)
      pair.triples.emplace_back(pair.segments.size() * width(c), kNone);
    for (auto& one : found[p])
      pair.triples[one.c - pair.b - 1][one.cell] = add(std::move(one.conditions), one.sums);
  }
}

std::vector<GroupSums> Segments::count(const CodedRows& rows) const {
  std::vector<GroupSums> sums(size());
  const auto count_pair = [&]<typename Table>(std::size_t p, const Table*) {
    const auto& [a, b, place, segments, triples] = pairs_[p];
    if (segments.empty()) return;
    const auto table = counted<Table>(rows, a, b);
    for (std::size_t cell = 0; cell < place.size(); ++cell)
      if (place[cell] != kNowhere) sums[segments[place[cell]]] = table.at(cell);
    if (triples.empty()) return;
    const auto tables = counted_behind<Table>(rows, a, b, place, segments.size(), kNowhere);
    for (std::size_t c = 0; c < triples.size(); ++c)
      for (std::size_t cell = 0; cell < triples[c].size(); ++cell)
        if (triples[c][cell] != kNone) sums[triples[c][cell]] = tables[c].at(cell);
  };
  with_table_of(rows_, [&]<typename Table>(const Table* kind) {
    for (std::size_t d = 0; d < singles_.size(); ++d) {
      const auto table = counted<Table>(rows, d);
      for (std::size_t code = 0; code < singles_[d].size(); ++code)
        if (singles_[d][code] != kNone) sums[singles_[d][code]] = table.at(code);
    }
    base::for_blocks(pairs_.size(), 1, base::default_workers(),
                     [&](std::size_t p, std::size_t, std::size_t) { count_pair(p, kind); });
  });
  return sums;
}

std::vector<std::uint32_t> Segments::rows_of(std::size_t segment) const {
  std::vector<std::pair<const std::vector<std::uint8_t>*, std::uint8_t>> wanted;
  for (const auto& [dimension, value] : segments_[segment]) {
    const auto& values = value_of_[dimension];
    const auto code = std::lower_bound(values.begin(), values.end(), value) - values.begin();
    wanted.emplace_back(&rows_.codes[dimension], static_cast<std::uint8_t>(code));
  }
  std::vector<std::uint32_t> rows;
  for (std::uint32_t row = 0; row < rows_.size(); ++row)
    if (std::all_of(wanted.begin(), wanted.end(),
                    [row](const auto& one) { return (*one.first)[row] == one.second; }))
      rows.push_back(row);
  return rows;
}

}  // namespace aftercare::insight
