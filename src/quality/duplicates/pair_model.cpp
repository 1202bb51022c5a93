#include "quality/duplicates/pair_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace aftercare::quality {
namespace {

constexpr std::size_t kFolds = 5;

TreePlan held_back_plan() {
  TreePlan plan;
  plan.forests = 1;
  return plan;
}

}  // namespace

PairScores score_pairs(const std::vector<float>& probabilities, const std::vector<float>& labels,
                       float threshold) {
  double hits = 0;
  double said = 0;
  double wanted = 0;
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    const bool yes = probabilities[i] >= threshold;
    said += yes;
    wanted += labels[i];
    hits += yes && labels[i] > 0;
  }
  PairScores scores;
  scores.pairs = probabilities.size();
  scores.precision = said > 0 ? hits / said : 0;
  scores.recall = wanted > 0 ? hits / wanted : 0;
  if (hits > 0)
    scores.f1 = 2 * scores.precision * scores.recall / (scores.precision + scores.recall);
  return scores;
}

float best_threshold(const std::vector<float>& probabilities, const std::vector<float>& labels) {
  std::vector<std::size_t> order(probabilities.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t one, std::size_t other) {
    return probabilities[one] > probabilities[other];
  });
  const double wanted = std::accumulate(labels.begin(), labels.end(), 0.0);
  // F1 over the threshold jumps about; the middle of all that come near the best holds elsewhere.
  std::vector<std::pair<float, double>> steps;
  double best = 0;
  double hits = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    hits += labels[order[i]];
    if (i + 1 < order.size() && probabilities[order[i + 1]] == probabilities[order[i]]) continue;
    const float here = probabilities[order[i]];
    const float next = i + 1 < order.size() ? probabilities[order[i + 1]] : 0;
    const double f1 = 2 * hits / (static_cast<double>(i + 1) + wanted);
    steps.emplace_back((here + next) / 2, f1);
    best = std::max(best, f1);
  }
  double sum = 0;
  double weight = 0;
  for (const auto& [threshold, f1] : steps) {
    if (f1 < best - 0.005) continue;
    sum += threshold;
    weight += 1;
  }
  return weight > 0 ? static_cast<float>(sum / weight) : 0.5F;
}

base::Result<PairModel> PairModel::train(const PairTable& pairs, const PairTable* valid,
                                         unsigned workers) {
  const auto& labels = pairs.labels();
  const auto yes = std::count(labels.begin(), labels.end(), 1.0F);
  if (yes < 5 || static_cast<std::size_t>(yes) + 5 > labels.size())
    return base::failure(
        base::ErrorKind::input,
        fmt::format("too few pairs to learn from: {} the same, {} different; it needs 5 of each",
                    yes, labels.size() - static_cast<std::size_t>(yes)),
        fmt::format("可供学习的配对太少：相同 {}，不同 {}；每类至少 5 对", yes,
                    labels.size() - static_cast<std::size_t>(yes)));
  PairModel model;
  for (const auto& field : pairs.fields()) model.fields_.push_back(field.name);
  model.kinds_ = kinds_of_fields(pairs);
  model.words_ = count_words(pairs, model.kinds_);
  const auto features = pair_features(pairs, model.kinds_, model.words_, workers);
  model.width_ = features.width;
  std::vector<std::uint32_t> all(labels.size());
  std::iota(all.begin(), all.end(), 0U);

  if (valid == nullptr) {
    // Every fold gets its share of either label.
    std::vector<std::uint32_t> fold(labels.size());
    std::size_t seen[2] = {0, 0};
    for (std::size_t i = 0; i < labels.size(); ++i)
      fold[i] = static_cast<std::uint32_t>(seen[labels[i] > 0]++ * 7 % kFolds);
    std::vector<float> held_back(labels.size());
    for (std::uint32_t out = 0; out < kFolds; ++out) {
      std::vector<std::uint32_t> rows;
      for (const auto row : all)
        if (fold[row] != out) rows.push_back(row);
      const auto trees = grow_trees(features, labels, rows, held_back_plan());
      if (!trees) return base::failure_of(trees);
      for (const auto row : all)
        if (fold[row] == out) held_back[row] = trees->ask(features.row(row));
    }
    model.threshold_ = best_threshold(held_back, labels);
  }
  auto trees = grow_trees(features, labels, all, TreePlan{});
  if (!trees) return base::failure_of(trees);
  model.trees_ = std::move(*trees);
  if (valid != nullptr) {
    const auto asked = model.ask(*valid, workers);
    if (!asked) return base::failure_of(asked);
    model.threshold_ = best_threshold(*asked, valid->labels());
  }
  return model;
}

base::Result<std::vector<float>> PairModel::ask(const PairTable& pairs, unsigned workers) const {
  const auto same = pairs.with_fields(fields_);
  if (!same) return base::failure_of(same);
  const auto features = pair_features(*same, kinds_, words_, workers);
  if (features.width != width_ && pairs.pairs() > 0)
    return base::failure(base::ErrorKind::input, "the model is of another version of the program",
                         "该模型来自程序的其他版本");
  std::vector<float> probabilities(pairs.pairs());
  for (std::size_t pair = 0; pair < probabilities.size(); ++pair)
    probabilities[pair] = trees_.ask(features.row(pair));
  return probabilities;
}

}  // namespace aftercare::quality
