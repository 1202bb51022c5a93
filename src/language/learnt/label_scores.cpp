#include "language/learnt/label_scores.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace aftercare::language {
namespace {

double share(double part, double whole) {
  return whole > 0 ? part / whole : 0;
}

}  // namespace

double LabelScore::precision() const {
  return share(static_cast<double>(right), static_cast<double>(predicted));
}
double LabelScore::recall() const {
  return share(static_cast<double>(right), static_cast<double>(given));
}
double LabelScore::f1() const {
  return share(2 * static_cast<double>(right), static_cast<double>(given + predicted));
}

void wilson_interval(std::size_t right, std::size_t all, double& low, double& high) {
  low = 0, high = 1;
  if (all == 0) return;
  constexpr double z = 1.959964;
  const double n = static_cast<double>(all), p = static_cast<double>(right) / n;
  const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
  const double half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  low = std::max(0.0, middle - half);
  high = std::min(1.0, middle + half);
}

LabelScores score_labels(std::span<const std::vector<std::uint16_t>> given,
                         std::span<const LabelAnswer> answers, std::size_t labels, bool multi,
                         float unsure) {
  LabelScores scores;
  scores.texts = given.size();
  std::size_t most = labels;
  for (const auto& of : given)
    for (const auto label : of) most = std::max<std::size_t>(most, label + 1U);
  scores.labels.resize(most);
  struct Bin {
    double probability = 0;
    std::size_t texts = 0;
    std::size_t right = 0;
  };
  std::array<Bin, 10> bins{};
  std::map<std::pair<std::uint16_t, std::uint16_t>, std::size_t> confused;
  std::size_t right = 0, answered_right = 0;
  for (std::size_t t = 0; t < given.size(); ++t) {
    auto predicted = answers[t].labels;
    std::sort(predicted.begin(), predicted.end());
    for (const auto label : given[t]) {
      ++scores.labels[label].given;
      scores.labels[label].right += std::binary_search(predicted.begin(), predicted.end(), label);
    }
    for (const auto label : predicted) ++scores.labels[label].predicted;
    const bool same = predicted == given[t];
    right += same;
    if (multi) {
      for (std::uint16_t label = 0; label < labels; ++label) {
        const double probability = answers[t].probabilities[label];
        auto& bin = bins[std::min<std::size_t>(9, static_cast<std::size_t>(probability * 10))];
        bin.probability += probability;
        ++bin.texts;
        bin.right += std::binary_search(given[t].begin(), given[t].end(), label);
      }
      continue;
    }
    const auto best = answers[t].labels.front();
    const double probability = answers[t].probabilities[best];
    auto& bin = bins[std::min<std::size_t>(9, static_cast<std::size_t>(probability * 10))];
    bin.probability += probability;
    ++bin.texts;
    bin.right += same;
    if (probability >= unsure) {
      ++scores.answered;
      answered_right += same;
    }
    if (!same && !given[t].empty()) ++confused[{given[t].front(), best}];
  }
  scores.accuracy = share(static_cast<double>(right), static_cast<double>(scores.texts));
  wilson_interval(right, scores.texts, scores.accuracy_low, scores.accuracy_high);
  scores.answered_accuracy =
      share(static_cast<double>(answered_right), static_cast<double>(scores.answered));
  std::size_t seen = 0;
  LabelScore sum;
  for (const auto& label : scores.labels) {
    if (label.given + label.predicted == 0) continue;
    ++seen;
    scores.macro_f1 += label.f1();
    sum.right += label.right;
    sum.given += label.given;
    sum.predicted += label.predicted;
  }
  if (seen > 0) scores.macro_f1 /= static_cast<double>(seen);
  scores.micro_f1 = sum.f1();
  double judged = 0;
  for (const auto& bin : bins) judged += static_cast<double>(bin.texts);
  for (const auto& bin : bins)
    if (bin.texts > 0)
      scores.calibration_error +=
          std::abs(bin.probability - static_cast<double>(bin.right)) / std::max(1.0, judged);
  for (const auto& [pair, texts] : confused)
    scores.confused.push_back({pair.first, pair.second, texts});
  std::stable_sort(scores.confused.begin(), scores.confused.end(),
                   [](const auto& one, const auto& other) { return one.texts > other.texts; });
  return scores;
}

}  // namespace aftercare::language
