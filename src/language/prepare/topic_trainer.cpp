#include "language/prepare/topic_trainer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <set>
#include <thread>

#include "language/prepare/calibration_trainer.hpp"

namespace aftercare::language {
namespace {

constexpr std::size_t kLeastTemplates = 4;  // Of a topic with a head.
constexpr float kTopicCost = 1;

struct Heads {
  std::vector<std::string> codes;
  std::vector<std::uint32_t> texts;      // Those that tell their topics, all with a head or none.
  std::vector<std::vector<bool>> is_of;  // By head, by place in `texts`.
};

Heads heads_of(const std::vector<ReadText>& texts) {
  std::map<std::string, std::set<std::uint32_t>> templates;
  for (const auto& text : texts)
    for (const auto& topic : text.text->topics) templates[topic].insert(text.text->source);
  Heads heads;
  for (const auto& [topic, sources] : templates)
    if (sources.size() >= kLeastTemplates) heads.codes.push_back(topic);
  const auto known = [&heads](const std::string& topic) {
    return std::ranges::binary_search(heads.codes, topic);
  };
  for (std::uint32_t t = 0; t < texts.size(); ++t)
    if (texts[t].text->tells_topics && std::ranges::all_of(texts[t].text->topics, known))
      heads.texts.push_back(t);
  heads.is_of.resize(heads.codes.size());
  for (std::size_t head = 0; head < heads.codes.size(); ++head)
    for (const auto t : heads.texts)
      heads.is_of[head].push_back(std::ranges::find(texts[t].text->topics, heads.codes[head]) !=
                                  texts[t].text->topics.end());
  return heads;
}

// One head's class, from the places that `kept` names.
LinearClass learn_head(const KeyRows& all, const Heads& heads, std::size_t head,
                       const std::vector<std::size_t>& kept) {
  LinearClass learnt;
  learnt.features.resize(all.number_of.size());
  std::vector<std::uint32_t> rows;
  std::vector<bool> of;
  std::size_t own = 0;
  for (const auto place : kept) {
    rows.push_back(heads.texts[place]);
    of.push_back(heads.is_of[head][place]);
    own += heads.is_of[head][place];
  }
  learnt.bias = -1;
  if (own == 0) return learnt;
  SolverSettings settings;
  settings.cost_against = kTopicCost;
  settings.cost_for =
      kTopicCost * std::sqrt(static_cast<float>(rows.size() - own) / static_cast<float>(own));
  solve_linear(all.rows(), rows, of, settings, learnt);
  return learnt;
}

template <typename Work>
void for_each_head(std::size_t heads, const Work& work) {
  std::atomic<std::size_t> next = 0;
  const auto run = [&] {
    for (std::size_t head; (head = next++) < heads;) work(head);
  };
  std::jthread other(run);
  run();
}

// Slope and offset that turn margins into probabilities, by Newton's steps (Platt, 1999).
std::vector<float> fit_sigmoid(const std::vector<std::vector<float>>& margins, const Heads& heads) {
  double slope = 2, offset = -1;
  for (int step = 0; step < 30; ++step) {
    double g0 = 0, g1 = 0, h00 = 1e-6, h01 = 0, h11 = 1e-6;
    for (std::size_t head = 0; head < margins.size(); ++head)
      for (std::size_t place = 0; place < margins[head].size(); ++place) {
        const double x = margins[head][place];
        const double p = 1 / (1 + std::exp(-(slope * x + offset)));
        const double off = p - (heads.is_of[head][place] ? 1 : 0), weight = p * (1 - p);
        g0 += off * x;
        g1 += off;
        h00 += weight * x * x;
        h01 += weight * x;
        h11 += weight;
      }
    const double size = h00 * h11 - h01 * h01;
    slope -= (h11 * g0 - h01 * g1) / size;
    offset -= (h00 * g1 - h01 * g0) / size;
  }
  return {static_cast<float>(slope), static_cast<float>(offset)};
}

void tell_topics(const std::vector<ReadText>& texts, const Heads& heads,
                 const std::vector<std::vector<float>>& margins,
                 const std::vector<float>& sigmoid) {
  // By: of an example. All, rules right, surest right; rules silent, of them it is sure, and right.
  std::map<bool, std::array<std::size_t, 6>> counts;
  for (std::size_t place = 0; place < heads.texts.size(); ++place) {
    const auto& text = texts[heads.texts[place]];
    if (text.text->topics.empty()) continue;
    std::size_t best = 0;
    for (std::size_t head = 0; head < margins.size(); ++head)
      if (margins[head][place] > margins[best][place]) best = head;
    auto& count = counts[text.text->channel.empty()];
    const bool sure = sigmoid[0] * margins[best][place] + sigmoid[1] > 0;
    ++count[0];
    count[1] += std::ranges::find(text.text->topics, text.topic) != text.text->topics.end();
    count[2] += heads.is_of[best][place];
    if (!text.topic.empty()) continue;
    ++count[3];
    count[4] += sure;
    count[5] += sure && heads.is_of[best][place];
  }
  for (const auto& [example, count] : counts)
    fmt::print(
        "topics of {}: {} texts, rules right {:.3f}, the surest right {:.3f}; of {} where the "
        "rules "
        "are silent it is sure of {}, right in {}\n",
        example ? "examples" : "simulated", count[0],
        static_cast<double>(count[1]) / static_cast<double>(count[0]),
        static_cast<double>(count[2]) / static_cast<double>(count[0]), count[3], count[4],
        count[5]);
}

}  // namespace

TopicSections train_topics(const std::vector<ReadText>& texts,
                           const std::vector<JoinedText>& joined, const Taxonomy& taxonomy,
                           std::uint32_t folds) {
  std::vector<std::span<const std::uint32_t>> keys;
  for (const auto& text : texts) keys.emplace_back(text.about.keys);
  const auto rows = number_keys(keys);
  const auto heads = heads_of(texts);
  const std::size_t count = heads.codes.size();
  std::vector<std::vector<float>> held(count, std::vector<float>(heads.texts.size()));
  std::vector<LinearClass> learnt(count);
  for_each_head(count, [&](std::size_t head) {
    std::vector<std::size_t> all(heads.texts.size());
    for (std::size_t place = 0; place < all.size(); ++place) all[place] = place;
    learnt[head] = learn_head(rows, heads, head, all);
    for (std::uint32_t fold = 0; fold < folds; ++fold) {
      std::vector<std::size_t> kept;
      for (const auto place : all)
        if (texts[heads.texts[place]].text->source % folds != fold) kept.push_back(place);
      const auto without = learn_head(rows, heads, head, kept);
      for (const auto place : all) {
        const auto& text = texts[heads.texts[place]];
        if (text.text->source % folds == fold)
          held[head][place] = margin(without, rows, heads.texts[place], text.about.keys.size());
      }
    }
  });
  TopicSections sections;
  sections.sigmoid = fit_sigmoid(held, heads);
  tell_topics(texts, heads, held, sections.sigmoid);
  const std::size_t width = topic_row_width(count);
  sections.weights.assign(rows.number_of.size() * width, 0);
  for (std::size_t head = 0; head < count; ++head) {
    float most = 1e-6F;
    for (const auto& feature : learnt[head].features)
      most = std::max(most, std::abs(feature.weight));
    const float scale = most / 127;
    sections.scales.push_back(scale);
    sections.biases.push_back(learnt[head].bias);
    for (std::size_t number = 0; number < learnt[head].features.size(); ++number)
      sections.weights[number * width + head] =
          static_cast<std::int8_t>(std::lround(learnt[head].features[number].weight / scale));
    sections.codes += heads.codes[head] + '\n';
  }
  std::size_t places = 16;
  while (places < rows.number_of.size() * 2) places *= 2;
  sections.keys.assign(places, {});
  sections.filter.assign(kTopicFilterBits / 64, 0);
  for (const auto& [key, number] : std::map(rows.number_of.begin(), rows.number_of.end())) {
    auto place = key & (places - 1);
    while (sections.keys[place].key != 0) place = (place + 1) & (places - 1);
    sections.keys[place] = {key, number};
    sections.filter[key % kTopicFilterBits / 64] |= std::uint64_t{1} << (key % 64);
  }
  sections.trust.assign(kTopicSigns, 0);  // Of a size to be read; fitted next.
  ShippedTopics whole;
  if (whole.read(sections.view())) {
    std::vector<HeldBackText> judged;
    for (std::size_t place = 0; place < heads.texts.size(); ++place) {
      auto& one = judged.emplace_back(HeldBackText{&texts[heads.texts[place]], {}});
      for (std::size_t head = 0; head < count; ++head) one.margins.push_back(held[head][place]);
    }
    std::map<std::size_t, std::size_t> place_of;
    for (std::size_t place = 0; place < heads.texts.size(); ++place)
      place_of[heads.texts[place]] = place;
    for (const auto& pair : joined) {
      const auto one = place_of.find(pair.one), other = place_of.find(pair.other);
      if (one == place_of.end() || other == place_of.end()) continue;
      auto& text = judged.emplace_back(HeldBackText{&pair.read, {}, true});
      for (std::size_t head = 0; head < count; ++head)  // As surest in any clause.
        text.margins.push_back(std::max(held[head][one->second], held[head][other->second]));
    }
    sections.trust = fit_calibration(taxonomy, whole, judged);
  }
  fmt::print("{} keys of topics\n", rows.number_of.size());
  fmt::print("{} topics, sigmoid {:.2f} {:.2f}\n", count, sections.sigmoid[0], sections.sigmoid[1]);
  return sections;
}

}  // namespace aftercare::language
