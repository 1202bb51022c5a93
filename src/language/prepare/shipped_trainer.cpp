#include "language/prepare/shipped_trainer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace aftercare::language {
namespace {

constexpr float kCost = 0.5F;
constexpr std::size_t kMoodFact = 2, kKindFact = 17;  // Where the facts say what the rules said.

// Whether each text is of a class: moods, then kinds.
std::vector<std::vector<bool>> classes_of(const std::vector<ReadText>& texts) {
  std::vector<std::vector<bool>> is_of(kHeads, std::vector<bool>(texts.size(), false));
  for (std::size_t t = 0; t < texts.size(); ++t) {
    const auto& text = *texts[t].text;
    is_of[static_cast<std::size_t>(text.mood)][t] = true;
    const auto kind = std::ranges::find(kKindNames, text.kind) - std::begin(kKindNames);
    is_of[kMoods + static_cast<std::size_t>(kind)][t] = true;
  }
  return is_of;
}

LinearClass learn(const KeyRows& all, const std::vector<std::uint32_t>& rows,
                  const std::vector<bool>& is_of) {
  LinearClass learnt;
  learnt.features.resize(all.number_of.size());
  std::vector<bool> of;
  std::size_t own = 0;
  for (const auto row : rows) {
    of.push_back(is_of[row]);
    own += is_of[row];
  }
  if (own == 0) {
    learnt.bias = -1;
    return learnt;
  }
  SolverSettings settings;
  const float others = static_cast<float>(rows.size() - own) / static_cast<float>(own);
  settings.cost_against = kCost;
  settings.cost_for = kCost * std::sqrt(std::max(1.F, others));
  solve_linear(all.rows(), rows, of, settings, learnt);
  return learnt;
}

// Softmax regression by resilient steps; L2 on all weights.
std::vector<float> fit_stack(const std::vector<std::array<float, kStacked>>& inputs,
                             const std::vector<std::size_t>& right, std::size_t classes) {
  constexpr double penalty = 2;
  std::vector<float> rows(classes * kStacked, 0), probabilities(classes);
  std::vector<double> slope(rows.size()), before(rows.size(), 0), step(rows.size(), 0.05);
  for (int round = 0; round < 150; ++round) {
    std::ranges::fill(slope, 0);
    for (std::size_t t = 0; t < inputs.size(); ++t) {
      judge_stacked(rows, inputs[t], probabilities);
      for (std::size_t c = 0; c < classes; ++c) {
        const float off = probabilities[c] - (right[t] == c ? 1.F : 0.F);
        for (std::size_t at = 0; at < kStacked; ++at)
          slope[c * kStacked + at] += off * inputs[t][at];
      }
    }
    for (std::size_t at = 0; at < rows.size(); ++at) {
      slope[at] += penalty * rows[at];
      const double agrees = slope[at] * before[at];
      step[at] = agrees > 0   ? std::min(step[at] * 1.2, 0.5)
                 : agrees < 0 ? step[at] * 0.5
                              : step[at];
      before[at] = agrees < 0 ? 0 : slope[at];
      if (before[at] != 0) rows[at] -= static_cast<float>(std::copysign(step[at], slope[at]));
    }
  }
  return rows;
}

struct HeldBack {
  std::vector<std::vector<float>> margins;  // By text, by class.
};

HeldBack hold_back(const std::vector<ReadText>& texts, const KeyRows& all,
                   const std::vector<std::vector<bool>>& is_of, std::uint32_t folds) {
  HeldBack held{std::vector<std::vector<float>>(texts.size(), std::vector<float>(is_of.size()))};
  for (std::uint32_t fold = 0; fold < folds; ++fold) {
    std::vector<std::uint32_t> rows;
    for (std::uint32_t t = 0; t < texts.size(); ++t)
      if (texts[t].text->source % folds != fold) rows.push_back(t);
    for (std::size_t c = 0; c < is_of.size(); ++c) {
      const auto learnt = learn(all, rows, is_of[c]);
      for (std::size_t t = 0; t < texts.size(); ++t)
        if (texts[t].text->source % folds == fold)
          held.margins[t][c] = margin(learnt, all, t, texts[t].input.keys.size());
    }
  }
  return held;
}

std::array<float, kStacked> stack(const std::vector<float>& margins, const ShippedInput& input) {
  std::array<float, kStacked> inputs{};
  std::copy_n(margins.begin(), kHeads, inputs.begin());
  std::ranges::copy(input.facts, inputs.begin() + kHeads);
  return inputs;
}

void tell(std::string_view what, const std::vector<ReadText>& texts,
          const std::vector<std::size_t>& right, const std::vector<std::array<float, kStacked>>& in,
          const std::vector<float>& rows, std::size_t classes, std::size_t fact) {
  std::map<bool, std::array<std::size_t, 3>> counts;  // By: of an example.
  std::vector<float> probabilities(classes);
  for (std::size_t t = 0; t < texts.size(); ++t) {
    judge_stacked(rows, in[t], probabilities);
    const auto best =
        static_cast<std::size_t>(std::ranges::max_element(probabilities) - probabilities.begin());
    auto& count = counts[texts[t].text->channel.empty()];
    ++count[0];
    count[1] += best == right[t];
    count[2] += texts[t].input.facts[fact + right[t]] > 0;
  }
  for (const auto& [example, count] : counts)
    fmt::print("{} of {}: {} texts, rules {:.3f}, with the model {:.3f}\n", what,
               example ? "examples" : "simulated", count[0],
               static_cast<double>(count[2]) / static_cast<double>(count[0]),
               static_cast<double>(count[1]) / static_cast<double>(count[0]));
}

// Weights in 8 bits beside their keys.
void write_weights(const KeyRows& rows, const std::vector<LinearClass>& learnt,
                   ShippedSections& model) {
  std::size_t places = 16;
  while (places < rows.number_of.size() * 2) places *= 2;
  model.keys.assign(places, {});
  model.filter.assign(kFilterBits / 64, 0);
  for (const auto& one : learnt) {
    float most = 1e-6F;
    for (const auto& feature : one.features) most = std::max(most, std::abs(feature.weight));
    model.scales.push_back(most / 127);
    model.biases.push_back(one.bias);
  }
  for (const auto& [key, number] : std::map(rows.number_of.begin(), rows.number_of.end())) {
    auto place = key & (places - 1);
    while (model.keys[place].key != 0) place = (place + 1) & (places - 1);
    auto& slot = model.keys[place];
    slot.key = key;
    for (std::size_t c = 0; c < kHeads; ++c)
      slot.heads[c] = static_cast<std::int8_t>(
          std::lround(learnt[c].features[number].weight / model.scales[c]));
    model.filter[key % kFilterBits / 64] |= std::uint64_t{1} << (key % 64);
  }
}

}  // namespace

ShippedSections train_shipped(const std::vector<ReadText>& texts,
                              const std::vector<JoinedText>& joined, const Taxonomy& taxonomy,
                              std::uint32_t folds) {
  std::vector<std::span<const std::uint32_t>> keys;
  for (const auto& text : texts) keys.emplace_back(text.input.keys);
  const auto rows = number_keys(keys);
  const auto is_of = classes_of(texts);
  const auto held = hold_back(texts, rows, is_of, folds);
  std::vector<std::array<float, kStacked>> inputs;
  std::vector<std::size_t> moods, kinds;
  for (std::size_t t = 0; t < texts.size(); ++t) {
    inputs.push_back(stack(held.margins[t], texts[t].input));
    moods.push_back(static_cast<std::size_t>(texts[t].text->mood));
    kinds.push_back(static_cast<std::size_t>(std::ranges::find(kKindNames, texts[t].text->kind) -
                                             std::begin(kKindNames)));
  }
  ShippedSections model;
  model.moods = fit_stack(inputs, moods, kMoods);
  model.kinds = fit_stack(inputs, kinds, kKinds);
  tell("moods", texts, moods, inputs, model.moods, kMoods, kMoodFact);
  tell("kinds", texts, kinds, inputs, model.kinds, kKinds, kKindFact);

  std::vector<std::uint32_t> all_rows(texts.size());
  for (std::uint32_t t = 0; t < texts.size(); ++t) all_rows[t] = t;
  std::vector<LinearClass> learnt;
  for (const auto& one : is_of) learnt.push_back(learn(rows, all_rows, one));
  write_weights(rows, learnt, model);
  model.topics = train_topics(texts, joined, taxonomy, folds);
  fmt::print("{} texts, {} keys\n", texts.size(), rows.number_of.size());
  return model;
}

}  // namespace aftercare::language
