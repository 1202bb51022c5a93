#include "quality/profile/dependencies.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

namespace aftercare::quality {
namespace {

constexpr double kStrongDependency = 0.9;
constexpr std::size_t kMostColumns = 60;  // Pairs grow with the square.
constexpr std::size_t kMostKeys = 12;

bool may_decide(const ColumnProfile& column) {
  return column.distinct > 1 && column.type != ColumnType::text &&
         column.type != ColumnType::json && column.type != ColumnType::empty;
}

// A measured number or a time identifies no record, however rarely it repeats.
bool may_identify(const ColumnProfile& column) {
  return may_decide(column) && column.type != ColumnType::real &&
         column.type != ColumnType::money && column.type != ColumnType::percent &&
         column.type != ColumnType::boolean && column.missing == 0;
}

}  // namespace

std::vector<SampledColumn> coded_columns(const std::vector<SampledRow>& sample,
                                         std::size_t columns) {
  std::vector<SampledColumn> coded(columns);
  for (std::size_t column = 0; column < columns; ++column) {
    std::unordered_map<std::uint64_t, std::uint32_t> codes;
    auto& to = coded[column];
    to.codes.reserve(sample.size());
    for (const auto& row : sample) {
      if (is_missing_word(trimmed(row.cells[column]))) {
        to.codes.push_back(0);
        continue;
      }
      const auto next = static_cast<std::uint32_t>(codes.size() + 1);
      to.codes.push_back(codes.try_emplace(row.hashes[column], next).first->second);
    }
    to.different = static_cast<std::uint32_t>(codes.size());
  }
  return coded;
}

Dependency judge_dependency(const SampledColumn& from, const SampledColumn& to) {
  Dependency found;
  // Rows in order of their group, by counting.
  std::vector<std::uint32_t> starts(from.different + 2, 0);
  for (const auto code : from.codes) ++starts[code + 1];
  for (std::size_t i = 1; i < starts.size(); ++i) starts[i] += starts[i - 1];
  std::vector<std::uint32_t> grouped(from.codes.size());
  auto next = starts;
  for (std::size_t row = 0; row < from.codes.size(); ++row)
    grouped[next[from.codes[row]]++] = to.codes[row];
  std::vector<std::uint32_t> count(to.different + 1, 0);
  std::vector<std::uint64_t> overall(to.different + 1, 0);
  double agreeing = 0;
  for (std::uint32_t group = 1; group <= from.different; ++group) {
    const auto begin = starts[group], end = next[group];
    if (end - begin < 2) continue;
    std::uint32_t most = 0;
    for (auto i = begin; i < end; ++i) most = std::max(most, ++count[grouped[i]]);
    const double others = end - begin - 1;
    for (auto i = begin; i < end; ++i) {
      agreeing += (count[grouped[i]] - 1) / others;
      ++overall[grouped[i]];
    }
    found.judged += end - begin;
    found.exceptions += (end - begin) - most;
    for (auto i = begin; i < end; ++i) count[grouped[i]] = 0;
  }
  if (found.judged == 0) return found;
  const auto all = static_cast<double>(found.judged);
  double chance = 0;
  for (const auto n : overall)
    chance += (static_cast<double>(n) / all) * (static_cast<double>(n) / all);
  if (chance < 1) found.strength = std::max(0.0, (agreeing / all - chance) / (1 - chance));
  return found;
}

std::vector<CandidateKey> find_keys(const std::vector<SampledColumn>& sample,
                                    const std::vector<ColumnProfile>& columns) {
  std::vector<CandidateKey> keys;
  std::vector<std::size_t> others;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!may_identify(columns[i])) continue;
    if (columns[i].unique)
      keys.push_back({{columns[i].name}, !columns[i].distinct_exact});
    else
      others.push_back(i);
  }
  // The columns with most different values first; a pair must be able to tell all rows apart.
  std::ranges::stable_sort(
      others, [&](auto a, auto b) { return columns[a].distinct > columns[b].distinct; });
  if (others.size() > kMostColumns) others.resize(kMostColumns);
  std::unordered_set<std::uint64_t> seen;
  for (std::size_t i = 0; i < others.size(); ++i)
    for (std::size_t j = i + 1; j < others.size() && keys.size() < kMostKeys; ++j) {
      const auto &a = sample[others[i]], &b = sample[others[j]];
      const auto rows = a.codes.size();
      if (rows < 20 || std::uint64_t{a.different} * b.different < rows) continue;
      seen.clear();
      std::size_t row = 0;
      while (row < rows && seen.insert(std::uint64_t{a.codes[row]} << 32 | b.codes[row]).second)
        ++row;
      if (row == rows) keys.push_back({{columns[others[i]].name, columns[others[j]].name}, true});
    }
  return keys;
}

std::vector<Dependency> find_dependencies(const std::vector<SampledColumn>& sample,
                                          const std::vector<ColumnProfile>& columns) {
  std::vector<Dependency> found;
  std::vector<std::size_t> looked;
  for (std::size_t i = 0; i < columns.size(); ++i)
    if (may_decide(columns[i]) && sample[i].different > 1) looked.push_back(i);
  if (looked.size() > kMostColumns) looked.resize(kMostColumns);
  for (const auto from : looked) {
    if (columns[from].unique || columns[from].type == ColumnType::real) continue;
    for (const auto to : looked) {
      if (from == to) continue;
      auto dependency = judge_dependency(sample[from], sample[to]);
      const auto rows = sample[from].codes.size();
      if (dependency.strength < kStrongDependency || dependency.judged < 20 ||
          dependency.judged * 20 < rows)
        continue;
      dependency.from = columns[from].name;
      dependency.to = columns[to].name;
      found.push_back(std::move(dependency));
    }
  }
  std::ranges::stable_sort(found, std::greater<>(), &Dependency::strength);
  return found;
}

}  // namespace aftercare::quality
