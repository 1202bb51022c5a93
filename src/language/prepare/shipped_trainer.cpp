#include "language/prepare/shipped_trainer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <unordered_map>

#include "language/learnt/linear_solver.hpp"

namespace aftercare::language {
namespace {

constexpr float kCost = 0.5F;
constexpr std::uint32_t kLeastTexts = 2;

// Texts as rows of numbered keys.
struct KeyRows {
  std::unordered_map<std::uint32_t, std::uint32_t> number_of;
  std::vector<std::size_t> begin{0};
  std::vector<std::uint32_t> numbers;
  std::vector<float> values;

  WeightedRows rows() const {
    return {std::span(begin).first(begin.size() - 1), std::span(begin).subspan(1), numbers, values,
            number_of.size()};
  }
};

KeyRows number_keys(const std::vector<ReadText>& texts) {
  std::map<std::uint32_t, std::uint32_t> users;
  for (const auto& text : texts)
    for (const auto key : std::set<std::uint32_t>(text.input.keys.begin(), text.input.keys.end()))
      ++users[key];
  KeyRows rows;
  for (const auto& [key, count] : users)
    if (count >= kLeastTexts)
      rows.number_of.emplace(key, static_cast<std::uint32_t>(rows.number_of.size()));
  for (const auto& text : texts) {
    std::map<std::uint32_t, float> counted;
    for (const auto key : text.input.keys)
      if (const auto found = rows.number_of.find(key); found != rows.number_of.end())
        counted[found->second] += 1;
    for (const auto& [number, count] : counted) {
      rows.numbers.push_back(number);
      rows.values.push_back(count);
    }
    rows.begin.push_back(rows.numbers.size());
  }
  return rows;
}

// Whether each text is of a class: moods, kinds, topics, nothing in particular.
std::vector<std::vector<bool>> classes_of(const std::vector<ReadText>& texts,
                                          const std::vector<std::string>& topics) {
  std::vector<std::vector<bool>> is_of(kHeads + topics.size() + 1,
                                       std::vector<bool>(texts.size(), false));
  for (std::size_t t = 0; t < texts.size(); ++t) {
    const auto& text = *texts[t].text;
    is_of[static_cast<std::size_t>(text.mood)][t] = true;
    const auto kind = std::ranges::find(kKindNames, text.kind) - std::begin(kKindNames);
    is_of[kMoods + static_cast<std::size_t>(kind)][t] = true;
    if (text.topics.empty()) is_of.back()[t] = true;
    for (const auto& topic : text.topics)
      is_of[kHeads + static_cast<std::size_t>(std::ranges::lower_bound(topics, topic) -
                                              topics.begin())][t] = true;
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

float margin(const LinearClass& learnt, const KeyRows& all, std::size_t row, std::size_t keys) {
  float sum = 0;
  for (auto at = all.begin[row]; at < all.begin[row + 1]; ++at)
    sum += learnt.features[all.numbers[at]].weight * all.values[at];
  return sum / std::sqrt(static_cast<float>(std::max<std::size_t>(1, keys))) + learnt.bias;
}

// Softmax regression by resilient steps; L2 on all weights.
std::vector<float> fit_stack(const std::vector<std::array<float, kStacked>>& inputs,
                             const std::vector<std::size_t>& right,
                             const std::vector<float>& weight, std::size_t classes) {
  constexpr double penalty = 2;
  std::vector<float> rows(classes * kStacked, 0), probabilities(classes);
  std::vector<double> slope(rows.size()), before(rows.size(), 0), step(rows.size(), 0.05);
  for (int round = 0; round < 150; ++round) {
    std::ranges::fill(slope, 0);
    for (std::size_t t = 0; t < inputs.size(); ++t) {
      judge_stacked(rows, inputs[t], probabilities);
      for (std::size_t c = 0; c < classes; ++c) {
        const float off = (probabilities[c] - (right[t] == c ? 1.F : 0.F)) * weight[t];
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

// The candidates of each text, and which of them are right.
struct Candidates {
  std::vector<std::vector<TopicCandidate>> of;
  std::vector<std::vector<std::array<float, kTopicFacts>>> facts;
  std::vector<std::vector<bool>> right;
  std::size_t true_topics = 0;
};

float fit_sharpness(const std::vector<ReadText>& texts, const HeldBack& held,
                    const std::vector<std::vector<bool>>& is_of) {
  float sharpness = 1;
  double least_loss = 1e30;
  std::vector<float> probabilities;
  for (const float tried : {1.F, 1.5F, 2.F, 2.5F, 3.F, 4.F, 5.F, 6.F, 8.F, 10.F}) {
    double loss = 0;
    for (std::size_t t = 0; t < texts.size(); ++t) {
      sharpen(std::span(held.margins[t]).subspan(kHeads), tried, probabilities);
      float right = 0;
      for (std::size_t c = 0; c < probabilities.size(); ++c)
        if (is_of[kHeads + c][t]) right = std::max(right, probabilities[c]);
      loss -= std::log(std::max(right, 1e-3F));
    }
    if (loss < least_loss) least_loss = loss, sharpness = tried;
  }
  return sharpness;
}

Candidates collect(const std::vector<ReadText>& texts, const HeldBack& held,
                   const std::vector<std::string>& topics, float sharpness) {
  Candidates all;
  std::vector<float> probabilities;
  for (std::size_t t = 0; t < texts.size(); ++t) {
    sharpen(std::span(held.margins[t]).subspan(kHeads), sharpness, probabilities);
    auto& candidates = all.of.emplace_back();
    for (const auto& topic : texts[t].topics) {
      const auto at = std::ranges::lower_bound(topics, topic.code);
      const bool known = at != topics.end() && *at == topic.code;
      candidates.push_back({known ? static_cast<std::uint16_t>(at - topics.begin()) : kUnknownTopic,
                            topic.points, candidates.empty()});
    }
    add_probable(probabilities, candidates);
    auto& facts = all.facts.emplace_back();
    auto& right = all.right.emplace_back();
    const auto& wanted = texts[t].text->topics;
    all.true_topics += wanted.size();
    for (std::size_t at = 0; at < candidates.size(); ++at) {
      facts.push_back(topic_facts(probabilities, candidates, at));
      const auto topic = candidates[at].topic;
      right.push_back(topic != kUnknownTopic &&
                      std::ranges::find(wanted, topics[topic]) != wanted.end());
    }
  }
  return all;
}

double logit(std::span<const float> weights, const std::array<float, kTopicFacts>& facts) {
  double sum = 0;
  for (std::size_t at = 0; at < kTopicFacts; ++at) sum += weights[at] * facts[at];
  return sum;
}

// Logistic regression by resilient steps, then the share at which most is right (micro F1).
std::vector<float> fit_judging(const Candidates& all, float& least_likely) {
  std::vector<float> weights(kTopicFacts, 0);
  std::vector<double> before(kTopicFacts, 0), step(kTopicFacts, 0.1);
  for (int round = 0; round < 200; ++round) {
    std::vector<double> slope(kTopicFacts, 0);
    for (std::size_t t = 0; t < all.of.size(); ++t)
      for (std::size_t one = 0; one < all.of[t].size(); ++one) {
        const double likely = 1 / (1 + std::exp(-logit(weights, all.facts[t][one])));
        for (std::size_t at = 0; at < kTopicFacts; ++at)
          slope[at] += (likely - (all.right[t][one] ? 1 : 0)) * all.facts[t][one][at];
      }
    for (std::size_t at = 0; at < kTopicFacts; ++at) {
      const double agrees = slope[at] * before[at];
      step[at] = agrees > 0   ? std::min(step[at] * 1.2, 0.5)
                 : agrees < 0 ? step[at] * 0.5
                              : step[at];
      before[at] = agrees < 0 ? 0 : slope[at];
      if (before[at] != 0) weights[at] -= static_cast<float>(std::copysign(step[at], slope[at]));
    }
  }
  const auto f1 = [&](auto&& is_told) {
    std::size_t told = 0, right = 0;
    for (std::size_t t = 0; t < all.of.size(); ++t)
      for (std::size_t one = 0; one < all.of[t].size(); ++one) {
        if (!is_told(t, one)) continue;
        ++told;
        right += all.right[t][one];
      }
    return 2 * static_cast<double>(right) / static_cast<double>(told + all.true_topics);
  };
  double best = 0;
  for (float least = 0.1F; least < 0.9F; least += 0.05F) {
    const double got = f1([&](std::size_t t, std::size_t one) {
      return 1 / (1 + std::exp(-logit(weights, all.facts[t][one]))) >= least;
    });
    if (got > best) best = got, least_likely = least;
  }
  fmt::print("topics: micro F1 of the rules {:.3f}, with the model {:.3f} (from {:.2f} on)\n",
             f1([&](std::size_t t, std::size_t one) { return all.of[t][one].points > 0; }), best,
             least_likely);
  for (const auto weight : weights) fmt::print(" {:.2f}", weight);
  fmt::print("\n");
  return weights;
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

// Weights in 8 bits, those of mood and kind beside the keys, those of topics in rows.
void write_weights(const KeyRows& rows, const std::vector<LinearClass>& learnt,
                   ShippedSections& model) {
  constexpr std::size_t wide = 16;
  const std::size_t stride = (learnt.size() - kHeads + wide - 1) / wide * wide;
  model.weights.assign(rows.number_of.size() * stride, 0);
  model.scales.assign(kHeads + stride, 0);
  model.biases.assign(kHeads + stride, 0);
  std::size_t places = 16;
  while (places < rows.number_of.size() * 2) places *= 2;
  model.keys.assign(places, {});
  model.filter.assign(kFilterBits / 64, 0);
  for (std::size_t c = 0; c < learnt.size(); ++c) {
    float most = 1e-6F;
    for (const auto& feature : learnt[c].features) most = std::max(most, std::abs(feature.weight));
    model.scales[c] = most / 127;
    model.biases[c] = learnt[c].bias;
  }
  const auto small = [&](std::size_t c, std::uint32_t number) {
    return static_cast<std::int8_t>(
        std::lround(learnt[c].features[number].weight / model.scales[c]));
  };
  for (const auto& [key, number] : std::map(rows.number_of.begin(), rows.number_of.end())) {
    auto place = key & (places - 1);
    while (model.keys[place].key != 0) place = (place + 1) & (places - 1);
    auto& slot = model.keys[place];
    slot.key = key;
    slot.row = number;
    for (std::size_t c = 0; c < kHeads; ++c) slot.heads[c] = small(c, number);
    for (std::size_t c = kHeads; c < learnt.size(); ++c)
      model.weights[number * stride + c - kHeads] = small(c, number);
    model.filter[key % kFilterBits / 64] |= std::uint64_t{1} << (key % 64);
  }
}

}  // namespace

ShippedSections train_shipped(const std::vector<ReadText>& texts, std::uint32_t folds) {
  std::set<std::string> codes;
  for (const auto& text : texts) codes.insert(text.text->topics.begin(), text.text->topics.end());
  const std::vector<std::string> topics(codes.begin(), codes.end());
  const auto rows = number_keys(texts);
  const auto is_of = classes_of(texts, topics);

  ShippedSections model;
  const auto held = hold_back(texts, rows, is_of, folds);
  model.sharpness = {fit_sharpness(texts, held, is_of), 0.5F};
  model.judging = fit_judging(collect(texts, held, topics, model.sharpness[0]), model.sharpness[1]);
  std::vector<std::array<float, kStacked>> inputs;
  std::vector<std::size_t> moods, kinds;
  std::vector<float> weight;
  for (std::size_t t = 0; t < texts.size(); ++t) {
    inputs.push_back(stack(held.margins[t], texts[t].input));
    moods.push_back(static_cast<std::size_t>(texts[t].text->mood));
    kinds.push_back(static_cast<std::size_t>(std::ranges::find(kKindNames, texts[t].text->kind) -
                                             std::begin(kKindNames)));
    weight.push_back(1);
  }
  model.moods = fit_stack(inputs, moods, weight, kMoods);
  model.kinds = fit_stack(inputs, kinds, weight, kKinds);
  tell("moods", texts, moods, inputs, model.moods, kMoods, 2);
  tell("kinds", texts, kinds, inputs, model.kinds, kKinds, 17);

  std::vector<std::uint32_t> all_rows(texts.size());
  for (std::uint32_t t = 0; t < texts.size(); ++t) all_rows[t] = t;
  std::vector<LinearClass> learnt;
  for (const auto& one : is_of) learnt.push_back(learn(rows, all_rows, one));
  write_weights(rows, learnt, model);
  for (const auto& topic : topics) model.topics += topic + '\n';
  fmt::print("{} texts, {} keys, {} classes\n", texts.size(), rows.number_of.size(), is_of.size());
  return model;
}

}  // namespace aftercare::language
