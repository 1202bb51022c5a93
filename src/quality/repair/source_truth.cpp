#include "quality/repair/source_truth.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

namespace aftercare::quality {
namespace {

constexpr double kSoftest = 0.25;    // Score of key -> column from which reports can be compared.
constexpr double kConflicts = 0.05;  // Share of disagreeing reports from which sources matter.
constexpr double kSpread = 0.08;     // Of the sources' agreement, beyond what chance gives.
constexpr int kRounds = 20;

struct SourceReport {
  std::uint32_t row;
  Code source;
  Code value;
};

// The reports about one column, by key.
struct SourceReports {
  std::size_t column;
  std::vector<std::vector<SourceReport>> by_key;
  double settled = 1;  // How much the column's own agreement says about a source.
};

class SourceJudge {
 public:
  SourceJudge(const CodedTable& table, std::size_t key, std::size_t source,
              const std::vector<std::size_t>& targets)
      : table_(table), key_(key), source_(source) {
    for (const auto target : targets) {
      SourceReports reports{target, {}, 1};
      reports.by_key.resize(table.column(key).values.size());
      for (std::size_t row = 0; row < table.rows(); ++row) {
        const auto k = table.code(row, key), s = table.code(row, source);
        if (k == kEmpty || s == kEmpty) continue;
        reports.by_key[k].push_back({static_cast<std::uint32_t>(row), s, table.code(row, target)});
      }
      reports_.push_back(std::move(reports));
    }
    trust_.assign(table.column(source).values.size(), 0.8);
  }

  // Standard deviation of the sources' agreement with the others, less the sampling noise; and
  // the share of reports that disagree.
  std::pair<double, double> spread() const {
    std::vector<double> agreed(trust_.size(), 0), said(trust_.size(), 0);
    for (const auto& reports : reports_)
      for (const auto& group : reports.by_key) {
        std::unordered_map<Code, int> votes;
        for (const auto& report : group)
          if (report.value != kEmpty) ++votes[report.value];
        for (const auto& report : group) {
          if (report.value == kEmpty) continue;
          int most = 0, own = 0;
          for (const auto& [value, count] : votes) {
            if (value == report.value)
              own = count - 1;
            else
              most = std::max(most, count);
          }
          if (own + most == 0) continue;
          said[report.source] += 1;
          agreed[report.source] += own > most ? 1 : own == most ? 0.5 : 0;
        }
      }
    double all_said = 0, all_agreed = 0;
    for (std::size_t s = 0; s < said.size(); ++s) all_said += said[s], all_agreed += agreed[s];
    if (all_said < 50) return {0, 0};
    const double mean = all_agreed / all_said;
    double variance = 0, noise = 0, sources = 0;
    for (std::size_t s = 0; s < said.size(); ++s) {
      if (said[s] < 5) continue;
      const double rate = agreed[s] / said[s];
      variance += (rate - mean) * (rate - mean);
      noise += mean * (1 - mean) / said[s];
      sources += 1;
    }
    if (sources < 3) return {0, 0};
    return {std::sqrt(std::max(0.0, (variance - noise) / sources)), 1 - mean};
  }

  void judge() {
    for (int round = 0; round < kRounds; ++round) {
      std::vector<double> right(trust_.size(), 0), said(trust_.size(), 0);
      for (auto& reports : reports_) {
        bool judged = false;
        for (const auto& group : reports.by_key) {
          const auto odds = weigh(group);
          if (odds.empty()) continue;
          judged = true;
          if (group.size() < 2) continue;
          for (const auto& report : group) {
            said[report.source] += reports.settled;
            if (report.value == kEmpty) continue;  // A miss.
            right[report.source] += reports.settled * odds.at(report.value);
          }
        }
        next_settled_.push_back(judged ? share_agreed(reports) : 1);
      }
      for (std::size_t i = 0; i < reports_.size(); ++i) reports_[i].settled = next_settled_[i];
      next_settled_.clear();
      for (std::size_t s = 0; s < trust_.size(); ++s)
        trust_[s] = (right[s] + 2 * 0.7) / (said[s] + 2);
    }
  }

  SourceTruth result() const {
    SourceTruth truth{key_, source_, {}};
    for (const auto& reports : reports_) {
      SourceTruth::Target target{reports.column, std::vector<Code>(table_.rows(), kNoCode),
                                 std::vector<double>(table_.rows(), 0)};
      for (const auto& group : reports.by_key) {
        if (group.size() < 2) continue;
        const auto odds = weigh(group);
        Code best = kNoCode;
        double probability = 0;
        for (const auto& [value, p] : odds)
          if (p > probability || (p == probability && value < best)) best = value, probability = p;
        if (best == kNoCode) continue;
        for (const auto& report : group)
          target.truth[report.row] = best, target.confidence[report.row] = probability;
      }
      truth.targets.push_back(std::move(target));
    }
    return truth;
  }

 private:
  // Probability of each value said about one key.
  std::unordered_map<Code, double> weigh(const std::vector<SourceReport>& group) const {
    std::unordered_map<Code, double> odds;
    for (const auto& report : group) {
      if (report.value == kEmpty) continue;
      const double trust = std::clamp(trust_[report.source], 0.02, 0.98);
      odds[report.value] += std::log(kFalseValues * trust / (1 - trust));
    }
    double most = -1e9, sum = 0;
    for (const auto& [value, weight] : odds) most = std::max(most, weight);
    for (auto& [value, weight] : odds) sum += weight = std::exp(weight - most);
    for (auto& [value, weight] : odds) weight /= sum;
    return odds;
  }

  double share_agreed(const SourceReports& reports) const {
    double agreed = 0, said = 0;
    for (const auto& group : reports.by_key) {
      if (group.size() < 2) continue;
      const auto odds = weigh(group);
      for (const auto& report : group) {
        if (report.value == kEmpty) continue;
        said += 1, agreed += odds.at(report.value);
      }
    }
    return said > 0 ? agreed / said : 1;
  }

  static constexpr double kFalseValues = 4;  // Wrong values a source may choose from.

  const CodedTable& table_;
  std::size_t key_, source_;
  std::vector<SourceReports> reports_;
  std::vector<double> trust_;
  std::vector<double> next_settled_;
};

bool source_names_rows(const CodedTable& table, std::size_t key, std::size_t source) {
  std::unordered_set<std::uint64_t> seen;
  std::size_t rows = 0, again = 0;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const auto k = table.code(row, key), s = table.code(row, source);
    if (k == kEmpty || s == kEmpty) continue;
    ++rows;
    again += !seen.insert((std::uint64_t{k} << 32) | s).second;
    if (again * 50 > table.rows()) return false;
  }
  return rows * 10 >= table.rows() * 8 &&
         static_cast<double>(seen.size()) >= 0.98 * static_cast<double>(rows);
}

}  // namespace

std::optional<SourceTruth> find_source_truth(const CodedTable& table,
                                             const Determinants& determinants) {
  const auto width = table.width();
  std::vector<std::vector<std::size_t>> targets(width);
  for (std::size_t target = 0; target < width; ++target)
    for (const auto& dependency : determinants.of[target]) {
      const auto& columns = determinants.keys[dependency.key].columns;
      if (columns.size() == 1 && dependency.score >= kSoftest && dependency.coverage >= 0.5 &&
          table.column(columns[0]).values.size() * 3 <= table.rows())
        if (auto& list = targets[columns[0]];
            std::find(list.begin(), list.end(), target) == list.end())
          list.push_back(target);
    }
  std::optional<SourceJudge> best;
  double widest = 0;
  for (std::size_t key = 0; key < width; ++key) {
    if (targets[key].size() < 2) continue;
    for (std::size_t source = 0; source < width; ++source) {
      const auto sources = table.column(source).values.size() - 1;
      if (source == key || sources < 3 || sources * 8 > table.rows()) continue;
      if (!source_names_rows(table, key, source)) continue;
      auto reported = targets[key];
      std::erase(reported, source);
      if (reported.size() < 2) continue;
      SourceJudge judge(table, key, source, reported);
      const auto [spread, conflicts] = judge.spread();
      if (spread < kSpread || conflicts < kConflicts || spread <= widest) continue;
      widest = spread;
      best.emplace(std::move(judge));
    }
  }
  if (!best) return std::nullopt;
  best->judge();
  return best->result();
}

}  // namespace aftercare::quality
