#include "quality/repair/determinant.hpp"

#include <algorithm>
#include <unordered_map>

#include "base/utf8.hpp"
#include "quality/repair/dependency_meter.hpp"

namespace aftercare::quality {
namespace {

constexpr double kWeakest = 0.35;  // Score from which a key may vote at all.
constexpr double kLeastCoverage = 0.05;
constexpr std::size_t kMostDeterminantKeys = 8;  // Per target.
constexpr std::size_t kSampleRows = 100'000;
constexpr std::size_t kPairRows = 20'000;  // Pairs are many: a smaller sample finds them.
// Cells looked at in search of pairs, some seconds; of a wide table fewer rows and sides are taken.
constexpr std::size_t kPairCells = 600'000'000;
constexpr std::size_t kLeastPairRows = 2'000;

// Groups with one row say nothing; numbering only the others keeps the tables small.
Key make_key(std::vector<std::size_t> columns, std::vector<Code> group, std::size_t groups) {
  std::vector<std::uint32_t> size(groups, 0);
  for (const auto g : group)
    if (g != kNoCode) ++size[g];
  std::vector<Code> number(groups, kNoCode);
  std::size_t kept = 0;
  for (std::size_t g = 0; g < groups; ++g)
    if (size[g] > 1) number[g] = static_cast<Code>(kept++);
  for (auto& g : group)
    if (g != kNoCode) g = number[g];
  return {std::move(columns), std::move(group), kept};
}

Key column_key(const CodedTable& table, std::size_t c) {
  auto group = table.column(c).cells;
  for (auto& g : group)
    if (g == kEmpty) g = kNoCode;
  return make_key({c}, std::move(group), table.column(c).values.size());
}

Key pair_key(const CodedTable& table, std::size_t a, std::size_t b, std::size_t rows) {
  std::unordered_map<std::uint64_t, Code> known;
  std::vector<Code> group(table.rows(), kNoCode);
  for (std::size_t row = 0; row < rows; ++row) {
    const auto left = table.code(row, a), right = table.code(row, b);
    if (left == kEmpty || right == kEmpty) continue;
    const auto joint = (std::uint64_t{left} << 32) | right;
    group[row] = known.try_emplace(joint, static_cast<Code>(known.size())).first->second;
  }
  const auto groups = known.size();
  return make_key({a, b}, std::move(group), groups);
}

// A key from what `part` cuts out of each distinct value of a column; empty: no group.
template <typename Part>
Key part_key(const CodedTable& table, std::size_t c, const Part& part) {
  const auto& column = table.column(c);
  std::unordered_map<std::string_view, Code> known;
  std::vector<Code> of_value(column.values.size(), kNoCode);
  for (Code code = 1; code < column.values.size(); ++code) {
    const std::string_view cut = part(column.values[code]);
    if (!cut.empty())
      of_value[code] = known.try_emplace(cut, static_cast<Code>(known.size())).first->second;
  }
  std::vector<Code> group(column.cells.size());
  for (std::size_t row = 0; row < group.size(); ++row) group[row] = of_value[column.cells[row]];
  const auto groups = known.size();
  return make_key({c}, std::move(group), groups);
}

// The first value of `target` that stands inside a value of another column, the longest there.
class InnerValues {
 public:
  InnerValues(const CodedTable& table, std::size_t target) : table_(table), target_(target) {
    const auto& column = table.column(target);
    std::size_t values = 0;
    for (Code code = 1; code < column.values.size(); ++code) {
      if (column.counts[code] < 2 || column.values[code].size() < 2) continue;
      ++values;
      lengths_.push_back(column.values[code].size());
    }
    std::sort(lengths_.begin(), lengths_.end(), std::greater<>());
    lengths_.erase(std::unique(lengths_.begin(), lengths_.end()), lengths_.end());
    usable_ = values >= 2 && values <= 5000 && lengths_.size() <= 40;
  }

  bool usable() const { return usable_; }
  std::string_view in(std::string_view text) const {
    for (std::size_t at = 0; at < text.size(); base::next_code_point(text, at))
      for (const auto length : lengths_) {
        if (at + length >= text.size() + (at == 0 ? 0 : 1)) continue;  // A part, not the whole.
        const auto part = text.substr(at, length);
        const auto code = table_.find(target_, part);
        if (code != kNoCode && table_.column(target_).counts[code] > 1) return part;
      }
    return {};
  }

 private:
  const CodedTable& table_;
  std::size_t target_;
  std::vector<std::size_t> lengths_;
  bool usable_ = false;
};

bool joins(char c) {
  return c == '-' || c == '_' || c == '/' || c == ' ' || c == ':' || c == '@' || c == '|' ||
         c == '.';
}

std::string_view first_part(std::string_view value) {
  const auto end = std::find_if(value.begin(), value.end(), joins);
  return end == value.end() ? std::string_view()
                            : value.substr(0, static_cast<std::size_t>(end - value.begin()));
}

std::string_view last_part(std::string_view value) {
  const auto found = std::find_if(value.rbegin(), value.rend(), joins);
  return found == value.rend()
             ? std::string_view()
             : value.substr(static_cast<std::size_t>(found.base() - value.begin()));
}

class DeterminantSearch {
 public:
  DeterminantSearch(CodedTable& table, std::span<const ColumnFormat> formats,
                    const RepairKnowledge& knowledge, base::Progress& progress)
      : table_(table),
        formats_(formats),
        knowledge_(knowledge),
        progress_(progress),
        meter_(table) {
    found_.of.resize(table.width());
    found_.voices.resize(table.width());
  }

  Determinants run() {
    const auto width = table_.width();
    progress_.begin("dependencies", width * 3, "steps");
    for (std::size_t c = 0; c < width; ++c) {
      if (may_be_key(c)) offer(column_key(table_, c), 0);
      progress_.update(c);
    }
    for (std::size_t c = 0; c < width; ++c) {
      offer_parts(c);
      progress_.update(width + c);
    }
    offer_pairs();
    for (std::size_t target = 0; target < width; ++target) {
      settle(target);
      if (!formats_[target].is_prose())
        found_.voices[target] = find_voices(table_, formats_, knowledge_, target);
      progress_.update(2 * width + target);
    }
    drop_unused();
    progress_.end();
    return std::move(found_);
  }

 private:
  bool may_be_key(std::size_t c) const {
    const auto& column = table_.column(c);
    return !formats_[c].is_prose() && column.values.size() > 2 && column.filled() >= 2;
  }
  // A number that is measured, not a code, identifies nothing.
  double best(std::size_t target) const {
    double most = 0;
    for (const auto& one : found_.of[target]) most = std::max(most, one.score * one.coverage);
    return most;
  }

  // Keeps the key if it determines any target better by `gain` than what is known.
  void offer(Key key, double gain, std::size_t only_target = kNoCode) {
    if (key.groups == 0) return;
    const auto grouped = rows_by_group(key.group, key.groups);
    const std::size_t step = grouped.rows.size() / kSampleRows + 1;
    bool useful = false;
    for (std::size_t target = 0; target < table_.width(); ++target) {
      if (only_target != kNoCode && target != only_target) continue;
      if (std::find(key.columns.begin(), key.columns.end(), target) != key.columns.end()) continue;
      if (formats_[target].is_prose()) continue;
      auto measured = meter_.measure(grouped, target, step);
      if (measured.score < kWeakest || measured.coverage < kLeastCoverage) continue;
      if (gain > 0 &&
          (measured.score < 0.8 || measured.score * measured.coverage < best(target) + gain))
        continue;
      measured.key = found_.keys.size();
      found_.of[target].push_back(measured);
      useful = true;
    }
    if (useful) found_.keys.push_back(std::move(key));
  }

  void offer_parts(std::size_t c) {
    const auto& column = table_.column(c);
    if (column.values.size() < 3) return;
    // A place inside an address, a code inside a longer one.
    for (std::size_t target = 0; target < table_.width(); ++target) {
      if (target == c || formats_[target].is_measure() || formats_[target].is_prose()) continue;
      const InnerValues inner(table_, target);
      if (!inner.usable()) continue;
      std::size_t looked = 0, held = 0;
      const std::size_t step = table_.rows() / 300 + 1;
      for (std::size_t row = 0; row < table_.rows(); row += step) {
        const auto whole = table_.text_at(row, c), part = table_.text_at(row, target);
        if (whole.empty() || part.empty()) continue;
        ++looked;
        held += whole.size() > part.size() && whole.find(part) != whole.npos;
      }
      if (looked < 20 || held * 10 < looked * 7) continue;
      offer(part_key(table_, c, [&](std::string_view value) { return inner.in(value); }), 0.0,
            target);
    }
    if (formats_[c].is_prose() || formats_[c].has_numbers()) {
      if (!formats_[c].has_numbers()) return;
    }
    const auto rows = table_.rows();
    const auto offer_part = [&](const auto& part) {
      auto key = part_key(table_, c, part);
      if (key.groups >= 2 && key.groups * 3 < rows) offer(std::move(key), 0.05);
    };
    offer_part(first_part);
    offer_part(last_part);
    std::size_t shortest = 99, longest = 0;
    for (Code code = 1; code < column.values.size(); ++code)
      if (column.counts[code] > 1 || column.values.size() > rows / 2) {
        shortest = std::min(shortest, column.values[code].size());
        longest = std::max(longest, column.values[code].size());
      }
    if (longest - std::min(shortest, longest) > 2 || shortest < 4 || longest > 20) return;
    for (std::size_t length = 2; length + 1 < shortest && length <= 6; ++length)
      offer_part([length](std::string_view value) {
        return value.size() > length ? value.substr(0, length) : std::string_view();
      });
  }

  void offer_pairs() {
    const auto width = table_.width();
    std::vector<std::size_t> sides, needy;
    for (std::size_t c = 0; c < width; ++c) {
      const auto values = table_.column(c).values.size();
      if (may_be_key(c) && values * 10 < table_.rows() * 7) sides.push_back(c);
      if (!formats_[c].is_prose() && best(c) < 0.93) needy.push_back(c);
    }
    if (needy.empty() || sides.size() < 2) return;
    // The first rows suffice to see which pairs determine.
    const auto rows = std::min(table_.rows(), rows_for_pairs(sides, needy.size()));
    struct Found {
      std::size_t a, b, target;
      double worth;
    };
    std::vector<Found> found;
    std::vector<KeyDependency> measured;
    for (std::size_t i = 0; i < sides.size(); ++i)
      for (std::size_t j = i + 1; j < sides.size(); ++j) {
        const auto a = sides[i], b = sides[j];
        const auto key = pair_key(table_, a, b, rows);
        if (key.groups == 0) continue;
        const auto grouped = rows_by_group(key.group, key.groups);
        if (grouped.rows.size() * 10 < rows) continue;
        for (const auto target : needy) {
          if (target == a || target == b) continue;
          auto one = meter_.measure(grouped, target, 1);
          one.coverage *= static_cast<double>(table_.rows()) / static_cast<double>(rows);
          // Better than each side alone, or it is only the side again.
          double alone = 0;
          for (const auto& known : found_.of[target]) {
            const auto& columns = found_.keys[known.key].columns;
            if (columns.size() == 1 && (columns[0] == a || columns[0] == b))
              alone = std::max(alone, known.score);
          }
          if (one.score >= 0.8 && one.coverage >= 0.1 && one.score > alone + 0.05)
            found.push_back({a, b, target, one.score * one.coverage});
        }
      }
    std::sort(found.begin(), found.end(), [](const Found& x, const Found& y) {
      return x.worth != y.worth ? x.worth > y.worth
                                : std::tie(x.target, x.a, x.b) < std::tie(y.target, y.a, y.b);
    });
    std::vector<std::size_t> taken(width, 0);
    for (const auto& one : found)
      if (taken[one.target]++ < 4)
        offer(pair_key(table_, one.a, one.b, table_.rows()), 0, one.target);
  }

  // How many rows the search may look at; leaves so many sides, those of the fewest values, that it
  // is enough of them.
  std::size_t rows_for_pairs(std::vector<std::size_t>& sides, std::size_t targets) const {
    const auto rows_within = [&](std::size_t count) {
      return kPairCells / std::max<std::size_t>(1, count * (count - 1) / 2 * targets);
    };
    const auto enough = std::min(table_.rows(), kLeastPairRows);
    if (rows_within(sides.size()) < enough) {
      std::ranges::stable_sort(sides, {},
                               [&](std::size_t c) { return table_.column(c).values.size(); });
      while (sides.size() > 2 && rows_within(sides.size()) < enough) sides.pop_back();
      std::ranges::sort(sides);
    }
    return std::clamp(rows_within(sides.size()), kLeastPairRows, kPairRows);
  }

  void settle(std::size_t target) {
    auto& list = found_.of[target];
    std::sort(list.begin(), list.end(), [](const KeyDependency& a, const KeyDependency& b) {
      const auto worth = [](const KeyDependency& one) {
        return one.score * one.score * (0.3 + 0.7 * one.coverage);
      };
      return worth(a) != worth(b) ? worth(a) > worth(b) : a.key < b.key;
    });
    if (list.size() > kMostDeterminantKeys) list.resize(kMostDeterminantKeys);
  }

  void drop_unused() {
    std::vector<bool> used(found_.keys.size(), false);
    for (const auto& list : found_.of)
      for (const auto& one : list) used[one.key] = true;
    for (std::size_t k = 0; k < used.size(); ++k)
      if (!used[k]) found_.keys[k] = {};
  }

  CodedTable& table_;
  std::span<const ColumnFormat> formats_;
  const RepairKnowledge& knowledge_;
  base::Progress& progress_;
  DependencyMeter meter_;
  Determinants found_;
};

}  // namespace

KeyDependency measure_dependency(const CodedTable& table, const Key& key, std::size_t target) {
  DependencyMeter meter(table);
  return meter.measure(rows_by_group(key.group, key.groups), target, 1);
}

Determinants find_determinants(CodedTable& table, std::span<const ColumnFormat> formats,
                               const RepairKnowledge& knowledge, base::Progress& progress) {
  return DeterminantSearch(table, formats, knowledge, progress).run();
}

}  // namespace aftercare::quality
