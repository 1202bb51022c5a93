#include "language/learnt/label_queue.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace aftercare::language {
namespace {

constexpr std::size_t kMostWeighed = 2000;  // Candidates whose likeness is compared.

// Shared features of two sorted sets, of all they have.
double likeness(const std::vector<std::uint64_t>& one, const std::vector<std::uint64_t>& other) {
  std::size_t shared = 0;
  for (auto i = one.begin(), k = other.begin(); i != one.end() && k != other.end();) {
    if (*i == *k)
      ++shared, ++i, ++k;
    else if (*i < *k)
      ++i;
    else
      ++k;
  }
  const auto all = one.size() + other.size() - shared;
  return all == 0 ? 1 : static_cast<double>(shared) / static_cast<double>(all);
}

double doubt_of(const LabelAnswer& answer) {
  float best = 0, second = 0;
  for (const auto probability : answer.probabilities) {
    if (probability > best)
      second = best, best = probability;
    else
      second = std::max(second, probability);
  }
  return 1 - static_cast<double>(best - second);
}

}  // namespace

std::vector<std::uint32_t> next_to_label(std::span<const std::string_view> texts,
                                         std::span<const LabelAnswer> answers,
                                         const std::vector<bool>& done, const FeatureReader& reader,
                                         std::size_t most) {
  std::vector<std::uint32_t> open;
  for (std::uint32_t i = 0; i < texts.size(); ++i)
    if (!done[i] && !texts[i].empty()) open.push_back(i);
  std::vector<double> worth(texts.size(), 1);
  if (!answers.empty())
    for (const auto i : open) worth[i] = doubt_of(answers[i]);
  std::stable_sort(open.begin(), open.end(), [&worth](std::uint32_t one, std::uint32_t other) {
    return worth[one] > worth[other];
  });
  if (answers.empty() && open.size() > kMostWeighed) {
    // Spread over the file, not its beginning.
    std::vector<std::uint32_t> some;
    for (std::size_t k = 0; k < kMostWeighed; ++k)
      some.push_back(open[k * open.size() / kMostWeighed]);
    open = some;
  }
  if (open.size() > kMostWeighed) open.resize(kMostWeighed);
  constexpr Views words = bit_of(View::word) | bit_of(View::adjacent);
  FeatureScratch scratch;
  TextFeatures features;
  std::vector<std::vector<std::uint64_t>> keys;
  std::unordered_map<std::uint64_t, std::uint32_t> users;
  for (const auto i : open) {
    reader.read(texts[i], words, scratch, features);
    keys.push_back(features.keys);
    for (const auto key : features.keys) ++users[key];
  }
  if (answers.empty())
    for (std::size_t k = 0; k < open.size(); ++k) {
      double common = 0;
      for (const auto key : keys[k]) common += users[key] - 1;
      worth[open[k]] = keys[k].empty() ? 0 : common / static_cast<double>(keys[k].size() + 10);
    }
  std::vector<std::uint32_t> chosen;
  std::vector<double> nearest(open.size(), 0);
  std::vector<bool> taken(open.size(), false);
  while (chosen.size() < most) {
    std::size_t best = open.size();
    double highest = -1;
    for (std::size_t k = 0; k < open.size(); ++k) {
      if (taken[k] || nearest[k] > 0.999) continue;
      const double value = worth[open[k]] * (1 - nearest[k]);
      if (value > highest) highest = value, best = k;
    }
    if (best == open.size()) break;
    taken[best] = true;
    chosen.push_back(open[best]);
    for (std::size_t k = 0; k < open.size(); ++k)
      if (!taken[k]) nearest[k] = std::max(nearest[k], likeness(keys[best], keys[k]));
  }
  return chosen;
}

}  // namespace aftercare::language
