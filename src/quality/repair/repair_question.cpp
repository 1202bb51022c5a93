#include "quality/repair/repair_question.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "quality/repair/rewriting.hpp"

namespace aftercare::quality {
namespace {

constexpr double kBands[] = {0.5, 0.7, 0.85, 0.95, 0.99};
constexpr double kPriorAnswers = 5;  // Answers that the own confidence of a cluster is worth.

int band_of(const Repair& repair) {
  if (repair.state == RepairState::suspected) return -1;
  return static_cast<int>(
      std::upper_bound(std::begin(kBands), std::end(kBands), repair.confidence) -
      std::begin(kBands));
}

// Column, reason, band, and what sources report about.
using ClusterName = std::tuple<std::size_t, RepairReason, int, std::string_view>;
using KindName = std::pair<RepairReason, int>;

bool is_reported(const Repair& repair) {
  return repair.reason == RepairReason::sources && !repair.because.empty();
}

ClusterName cluster_of(const Repair& repair, const records::RawBatch& table) {
  if (is_reported(repair))
    return {repair.column, repair.reason, 0, table.cell(repair.row, repair.because[0])};
  return {repair.column, repair.reason, band_of(repair), {}};
}

double logit(double p) {
  p = std::clamp(p, 0.001, 0.999);
  return std::log(p / (1 - p));
}

struct Trust {
  double confidence = 0, cells = 0;  // Sum over its repairs.
  double right = 0, wrong = 0;       // Answers.
  double mean() const { return cells > 0 ? confidence / cells : 0.5; }
};

// How unsure a cell is: 1 where both are as likely.
double unsureness(const Repair& repair) {
  if (repair.state == RepairState::suspected) return 0.3 * repair.suspicion;
  return 0.02 + 2 * std::min(repair.confidence, 1 - repair.confidence);
}

}  // namespace

std::vector<RepairQuestion> choose_questions(const RepairOutcome& found,
                                             const records::RawBatch& table, std::size_t most) {
  struct Cluster {
    std::vector<const Repair*> cells;  // Least sure first.
    double worth = 0;
    std::size_t asked = 0;
  };
  std::map<ClusterName, Cluster> clusters;
  for (const auto& repair : found.repairs) {
    auto& cluster = clusters[cluster_of(repair, table)];
    cluster.cells.push_back(&repair);
    cluster.worth += unsureness(repair);
  }
  for (auto& [name, cluster] : clusters)
    std::stable_sort(
        cluster.cells.begin(), cluster.cells.end(),
        [](const Repair* a, const Repair* b) { return a->confidence < b->confidence; });
  std::vector<RepairQuestion> questions;
  while (questions.size() < most) {
    Cluster* best = nullptr;
    const auto gain = [](const Cluster& one) {
      return one.worth / std::pow(1.0 + static_cast<double>(one.asked), 1.5);
    };
    for (auto& [name, cluster] : clusters)
      if (cluster.asked < cluster.cells.size() && (best == nullptr || gain(cluster) > gain(*best)))
        best = &cluster;
    if (best == nullptr) break;
    // From the middle outwards, each cell once.
    const auto size = best->cells.size();
    const auto step = (best->asked + 1) / 2;
    const auto at = best->asked % 2 == 1 ? size / 2 - std::min(step, size / 2)
                                         : std::min(size / 2 + step, size - 1);
    ++best->asked;
    const auto& cell = *best->cells[at];
    const bool put = std::any_of(questions.begin(), questions.end(), [&](const auto& one) {
      return one.row == cell.row && one.column == cell.column;
    });
    if (!put)
      questions.push_back(
          {cell.row, cell.column, cell.old, cell.now, size, cell.confidence, cell.reason});
  }
  return questions;
}

namespace {

class AnswerLearner {
 public:
  AnswerLearner(RepairOutcome& found, const records::RawBatch& table,
                const std::vector<RepairAnswer>& answers, double threshold)
      : found_(found), table_(table), threshold_(threshold) {
    for (const auto& answer : answers)
      if (answer.row < table.rows() && answer.column < table.columns.size())
        answers_[{answer.row, answer.column}] = answer.value;
  }

  void learn() {
    count();
    learn_rewritings();
    for (auto& repair : found_.repairs) judge(repair);
    settle_reports();
    settle_answers();
    std::erase_if(found_.repairs, [](const Repair& one) {
      return one.state != RepairState::suspected && one.now == one.old;
    });
    std::sort(found_.repairs.begin(), found_.repairs.end(), [](const Repair& a, const Repair& b) {
      return a.row != b.row ? a.row < b.row : a.column < b.column;
    });
  }

 private:
  void count() {
    for (const auto& repair : found_.repairs) {
      auto& cluster = clusters_[cluster_of(repair, table_)];
      auto& kind = kinds_[{repair.reason, band_of(repair)}];
      for (auto* trust : {&cluster, &kind})
        trust->confidence += repair.confidence, trust->cells += 1;
      const auto answer = answers_.find({repair.row, repair.column});
      if (answer == answers_.end()) continue;
      const bool right = repair.state != RepairState::suspected ? answer->second == repair.now
                                                                : answer->second != repair.old;
      // A cell that is wrong otherwise speaks less against its cluster than one that was right.
      const double against = answer->second == repair.old ? 1 : 0.5;
      for (auto* trust : {&cluster, &kind})
        (right ? trust->right : trust->wrong) += right ? 1 : against;
      const bool stays = answer->second == repair.old;
      auto& became = becomes_[{repair.column, repair.old}];
      became = became.empty() || became.back() == answer->second
                   ? std::vector<std::string>{answer->second}
                   : std::vector<std::string>{became.back(), answer->second};
      if (!right || repair.state == RepairState::suspected || stays)
        examples_[repair.column].push_back({repair.old, answer->second});
    }
  }

  void learn_rewritings() {
    for (const auto& [column, examples] : examples_) {
      if (auto rewriting = learn_rewriting(examples)) {
        const auto changed = std::count_if(examples.begin(), examples.end(),
                                           [](const auto& one) { return one.before != one.after; });
        rewritings_[column] = {std::move(rewriting), changed >= 2 ? 0.85 : 0.72};
      }
    }
  }

  void judge(Repair& repair) {
    if (answers_.contains({repair.row, repair.column}) || is_reported(repair)) return;
    // The same value of the column was asked about.
    if (const auto known = becomes_.find({repair.column, repair.old});
        known != becomes_.end() && !repair.old.empty() && known->second.size() == 1) {
      const auto& value = known->second.front();
      // A value that depends on its row (two answers differ) teaches nothing.
      if (value == repair.now || repair.state == RepairState::suspected) {
        take(repair, value, 0.95,
             repair.state == RepairState::suspected ? RepairReason::learnt : repair.reason);
        return;
      }
    }
    if (const auto learnt = rewritings_.find(repair.column); learnt != rewritings_.end())
      if (auto made = learnt->second.first->apply(repair.old);
          made && (repair.state == RepairState::suspected || repair.confidence < threshold_)) {
        take(repair, *made, learnt->second.second, RepairReason::learnt);
        return;
      }
    const auto& cluster = clusters_[cluster_of(repair, table_)];
    const auto& kind = kinds_[{repair.reason, band_of(repair)}];
    if (kind.right + kind.wrong == 0) return;
    // Few wrong answers do not speak against what stands elsewhere.
    double all = trusted(kind, kind.mean());
    if (all < kind.mean() && (kind.wrong < 3 || kind.wrong <= kind.right)) all = kind.mean();
    const double here =
        trusted(cluster, logistic(logit(cluster.mean()) + logit(all) - logit(kind.mean())));
    if (repair.state == RepairState::suspected) {
      repair.suspicion =
          std::clamp(repair.suspicion * here / std::max(0.05, cluster.mean()), 0.0, 0.99);
      return;
    }
    repair.confidence = logistic(logit(repair.confidence) + logit(here) - logit(cluster.mean()));
    repair.suspicion = std::max(repair.confidence, std::min(repair.suspicion, here + 0.3));
    repair.state = repair.confidence >= threshold_ ? RepairState::applied : RepairState::proposed;
  }

  static double logistic(double x) { return 1 / (1 + std::exp(-x)); }
  static double trusted(const Trust& trust, double prior) {
    return (kPriorAnswers * prior + trust.right) / (kPriorAnswers + trust.right + trust.wrong);
  }

  void take(Repair& repair, const std::string& value, double confidence, RepairReason reason) {
    repair.now = value, repair.confidence = confidence, repair.reason = reason;
    repair.suspicion = value == repair.old ? 0 : std::max(repair.suspicion, confidence);
    repair.state = value == repair.old        ? RepairState::proposed
                   : confidence >= threshold_ ? RepairState::applied
                                              : RepairState::proposed;
  }

  // Sources report about one thing: the answer is the truth in all its rows.
  void settle_reports() {
    std::map<std::tuple<std::size_t, std::size_t, std::string_view>, std::string> truths;
    for (const auto& repair : found_.repairs) {
      const auto answer = answers_.find({repair.row, repair.column});
      if (answer != answers_.end() && is_reported(repair) && !answer->second.empty())
        truths[{repair.column, repair.because[0], table_.cell(repair.row, repair.because[0])}] =
            answer->second;
    }
    for (const auto& [about, value] : truths) {
      const auto& [column, key, thing] = about;
      std::map<std::size_t, Repair*> known;
      for (auto& repair : found_.repairs)
        if (repair.column == column) known[repair.row] = &repair;
      for (std::size_t row = 0; row < table_.rows(); ++row) {
        if (table_.cell(row, key) != thing || answers_.contains({row, column})) continue;
        Repair told{row,
                    column,
                    std::string(table_.cell(row, column)),
                    value,
                    0.93,
                    0.93,
                    RepairReason::learnt,
                    RepairState::applied,
                    {key}};
        if (const auto found = known.find(row); found != known.end()) {
          *found->second = std::move(told);  // Dropped below if it is the old value.
        } else if (told.old != value) {
          added_.push_back(std::move(told));
        }
      }
    }
    found_.repairs.insert(found_.repairs.end(), added_.begin(), added_.end());
  }

  // The cells that were asked about are as the person said.
  void settle_answers() {
    std::erase_if(found_.repairs, [this](const Repair& one) {
      return answers_.contains({one.row, one.column}) ||
             (one.state == RepairState::suspected && one.suspicion < 0.5);
    });
    for (const auto& [cell, value] : answers_) {
      const std::string old(table_.cell(cell.first, cell.second));
      if (value == old) continue;
      found_.repairs.push_back({cell.first,
                                cell.second,
                                old,
                                value,
                                1,
                                1,
                                RepairReason::answer,
                                RepairState::applied,
                                {}});
    }
  }

  RepairOutcome& found_;
  const records::RawBatch& table_;
  double threshold_;
  std::vector<Repair> added_;
  std::map<std::pair<std::size_t, std::size_t>, std::string> answers_;
  std::map<ClusterName, Trust> clusters_;
  std::map<KindName, Trust> kinds_;
  std::map<std::pair<std::size_t, std::string>, std::vector<std::string>> becomes_;
  std::map<std::size_t, std::vector<RewritingExample>> examples_;
  std::map<std::size_t, std::pair<std::unique_ptr<Rewriting>, double>> rewritings_;
};

}  // namespace

void learn_from_answers(RepairOutcome& found, const records::RawBatch& table,
                        const std::vector<RepairAnswer>& answers, double threshold) {
  if (!answers.empty()) AnswerLearner(found, table, answers, threshold).learn();
}

}  // namespace aftercare::quality
