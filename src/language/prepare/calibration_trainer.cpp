#include "language/prepare/calibration_trainer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "language/shipped/topic_calibration.hpp"
#include "language/topic_choice.hpp"

namespace aftercare::language {
namespace {

constexpr std::size_t kBins = 10;
constexpr double kPrior = 1;  // Keeps a sign that few texts have near 0.

struct JudgedTopic {
  TopicSigns signs;
  bool right = false;
  double weight = 1;
  std::uint32_t source = 0;
};

// Texts of one template count as one, and what the simulated shop's customers write as much as the
// examples, which were written because the rules miss such.
std::map<std::uint32_t, double> weights_of(const std::vector<HeldBackText>& texts) {
  std::map<std::uint32_t, double> of_source;
  std::map<bool, std::set<std::uint32_t>> sources;  // By: of the simulated shop.
  for (const auto& one : texts) {
    ++of_source[one.text->text->source];
    sources[!one.text->text->channel.empty()].insert(one.text->text->source);
  }
  const double share = static_cast<double>(std::max<std::size_t>(sources[false].size(), 1)) /
                       static_cast<double>(std::max<std::size_t>(sources[true].size(), 1));
  for (auto& [source, weight] : of_source)
    weight = (sources[true].contains(source) ? share : 1) / weight;
  return of_source;
}

std::vector<JudgedTopic> judged_topics(const Taxonomy& taxonomy, const ShippedTopics& learnt,
                                       const std::vector<HeldBackText>& texts) {
  const auto topic_of_head = topics_of_heads(taxonomy, learnt.codes());
  const auto weight_of = weights_of(texts);
  std::vector<JudgedTopic> judged;
  for (const auto& one : texts) {
    const auto& truth = one.text->text->topics;
    auto topics = one.text->found;
    const bool asks = asks_learnt(taxonomy, topics);
    if (asks) take_learnt(taxonomy, learnt, topic_of_head, one.margins, one.text->told, topics);
    // Of most texts only the matter is told: what else is found may be right or wrong.
    const auto judged_here = one.all_told ? topics.size() : std::min<std::size_t>(topics.size(), 1);
    for (std::size_t at = 0; at < judged_here; ++at) {
      JudgedTopic& topic = judged.emplace_back();
      topic.signs = signs_of(taxonomy, topic_of_head,
                             asks ? std::span<const float>(one.margins) : std::span<const float>(),
                             topics, at, one.text->chars);
      topic.right = std::ranges::find(truth, taxonomy.topics[topics[at].topic].code) != truth.end();
      topic.weight = weight_of.at(one.text->text->source);
      topic.source = one.text->text->source;
    }
  }
  return judged;
}

using Square = std::array<std::array<double, kTopicSigns>, kTopicSigns>;

// Solves a * x = b; a is symmetric and positive.
std::array<double, kTopicSigns> solve(Square a, std::array<double, kTopicSigns> b) {
  for (std::size_t i = 0; i < kTopicSigns; ++i)
    for (std::size_t row = i + 1; row < kTopicSigns; ++row) {
      const double factor = a[row][i] / a[i][i];
      for (std::size_t column = i; column < kTopicSigns; ++column)
        a[row][column] -= factor * a[i][column];
      b[row] -= factor * b[i];
    }
  for (std::size_t i = kTopicSigns; i-- > 0;) {
    for (std::size_t column = i + 1; column < kTopicSigns; ++column)
      b[i] -= a[i][column] * b[column];
    b[i] /= a[i][i];
  }
  return b;
}

// Logistic regression by Newton's steps. Of `fold` nothing is learnt from.
std::vector<float> fit(const std::vector<JudgedTopic>& judged, std::uint32_t folds,
                       std::uint32_t fold) {
  std::vector<float> weights(kTopicSigns, 0);
  for (int step = 0; step < 30; ++step) {
    Square curvature{};
    std::array<double, kTopicSigns> slope{};
    for (std::size_t i = 0; i < kTopicSigns; ++i) {
      curvature[i][i] = kPrior;
      slope[i] = kPrior * static_cast<double>(weights[i]);
    }
    for (const auto& topic : judged) {
      if (topic.source % folds == fold) continue;
      const auto values = values_of(topic.signs);
      const double p = probability_right(weights, topic.signs);
      for (std::size_t i = 0; i < kTopicSigns; ++i) {
        slope[i] += topic.weight * (p - topic.right) * static_cast<double>(values[i]);
        for (std::size_t j = 0; j < kTopicSigns; ++j)
          curvature[i][j] +=
              topic.weight * p * (1 - p) * static_cast<double>(values[i] * values[j]);
      }
    }
    const auto change = solve(curvature, slope);
    for (std::size_t i = 0; i < kTopicSigns; ++i) weights[i] -= static_cast<float>(change[i]);
  }
  return weights;
}

struct ToldBin {
  double topics = 0, told = 0, right = 0;
};

void tell_bins(const char* what, const std::array<ToldBin, kBins>& bins) {
  double all = 0, error = 0;
  for (const auto& bin : bins) all += bin.topics, error += std::abs(bin.told - bin.right);
  fmt::print("{}: expected calibration error {:.3f} of {:.0f} topics;", what, error / all, all);
  for (const auto& bin : bins)
    if (bin.topics > 0)
      fmt::print(" {:.2f}->{:.2f} ({:.0f})", bin.told / bin.topics, bin.right / bin.topics,
                 bin.topics);
  fmt::print("\n");
}

}  // namespace

std::vector<float> fit_calibration(const Taxonomy& taxonomy, const ShippedTopics& learnt,
                                   const std::vector<HeldBackText>& texts) {
  const auto judged = judged_topics(taxonomy, learnt, texts);
  constexpr std::uint32_t folds = 5;
  std::array<ToldBin, kBins> bins{}, by_points{};
  const auto count = [](std::array<ToldBin, kBins>& into, float told, const JudgedTopic& topic) {
    const auto at = std::min(static_cast<std::size_t>(told * kBins), kBins - 1);
    into[at].topics += topic.weight;
    into[at].told += topic.weight * static_cast<double>(told);
    into[at].right += topic.right ? topic.weight : 0;
  };
  for (std::uint32_t fold = 0; fold < folds; ++fold) {
    const auto weights = fit(judged, folds, fold);
    for (const auto& topic : judged) {
      if (topic.source % folds != fold) continue;
      count(bins, probability_right(weights, topic.signs), topic);
      count(by_points, topic.signs.points / (topic.signs.points + 1), topic);
    }
  }
  tell_bins("topics by points alone", by_points);
  tell_bins("topics calibrated", bins);
  auto weights = fit(judged, folds, folds);
  for (std::size_t i = 0; i < weights.size(); ++i)
    fmt::print("{}{:.3f}", i == 0 ? "weights " : " ", weights[i]);
  fmt::print("\n");
  return weights;
}

}  // namespace aftercare::language
