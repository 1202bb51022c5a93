#include "language/learnt/span_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <unordered_map>

#include "base/digest.hpp"
#include "base/workers.hpp"

namespace aftercare::language {
namespace {

constexpr std::size_t kMostTypes = 32;

// Tags: 0 is none of a span; 1 + 2 t begins a span of type t, 2 + 2 t goes on with it.
constexpr std::uint16_t begins(std::size_t type) {
  return static_cast<std::uint16_t>(1 + 2 * type);
}

constexpr float kReserves[] = {0, 0.3F, 0.6F, 0.9F, 1.2F, 1.6F, 2.0F};
constexpr double kReserveGain = 0.001;  // Of F1: less is chance.

// Where spans of tags begin and end, and their type.
std::vector<std::array<std::size_t, 3>> spans_of(const std::vector<std::uint16_t>& tags) {
  std::vector<std::array<std::size_t, 3>> spans;
  for (std::size_t i = 0; i < tags.size(); ++i) {
    if (tags[i] == 0) continue;
    const std::size_t type = (tags[i] - 1U) / 2;
    if (tags[i] % 2 == 1)
      spans.push_back({i, i + 1, type});
    else if (!spans.empty())
      spans.back()[1] = i + 1;
  }
  return spans;
}

unsigned fold_of(std::string_view text) {
  return base::digest_of(text)[0] % kNameFolds;
}

}  // namespace

void SpanModel::set_rules() {
  const std::size_t tags = 1 + 2 * types_.size();
  weights_.tags = tags;
  weights_.follows.assign(tags * tags, 1);
  weights_.starts.assign(tags, 1);
  for (std::size_t y = 2; y < tags; y += 2) {
    weights_.starts[y] = 0;
    for (std::size_t x = 0; x < tags; ++x)
      weights_.follows[x * tags + y] = x == y || x + 1 == y ? 1 : 0;
  }
}

void SpanModel::number(const SpanScratch& read, ChainSequence& sequence) const {
  sequence.numbers.clear();
  sequence.begin.assign(1, 0);
  sequence.tags.clear();
  for (std::size_t i = 0; i < read.units.size(); ++i) {
    for (const auto key : read.keys[i])
      if (const auto known = numbers_.find(key); known != FeatureNumbers::kUnknown)
        sequence.numbers.push_back(known);
    sequence.begin.push_back(sequence.numbers.size());
  }
}

base::Result<SpanModel> SpanModel::train(std::vector<MarkedText> texts, const SpanReader& reader,
                                         const SpanTrainSettings& settings) {
  // By content, so that the order of the file tells nothing.
  std::sort(texts.begin(), texts.end(),
            [](const auto& one, const auto& other) { return one.text < other.text; });
  SpanModel model;
  std::set<std::string> types;
  for (const auto& marked : texts)
    for (const auto& span : marked.spans) types.insert(span.type);
  if (types.empty())
    return base::failure(base::ErrorKind::input,
                         fmt::format("nothing is marked in {} texts", texts.size()),
                         fmt::format("{} 条文本中没有任何标注", texts.size()));
  if (types.size() > kMostTypes)
    return base::failure(
        base::ErrorKind::input,
        fmt::format("{} types are marked; at most {} can be learnt", types.size(), kMostTypes),
        fmt::format("标注了 {} 种类型，最多可学习 {} 种", types.size(), kMostTypes));
  model.types_.assign(types.begin(), types.end());
  model.needs_segmenter_ = settings.with_segmenter;
  model.text_column_ = settings.text_column;
  model.span_column_ = settings.span_column;

  // Tags of each text's units, and the names that are marked.
  SpanScratch scratch;
  std::vector<ChainSequence> sequences(texts.size());
  for (std::size_t t = 0; t < texts.size(); ++t) {
    reader.cut(texts[t].text, scratch);
    auto& tags = sequences[t].tags;
    tags.assign(scratch.units.size(), 0);
    std::size_t unit = 0;
    for (const auto& span : texts[t].spans) {
      const auto type = static_cast<std::size_t>(
          std::lower_bound(model.types_.begin(), model.types_.end(), span.type) -
          model.types_.begin());
      while (unit < scratch.units.size() && scratch.units[unit].end <= span.begin) ++unit;
      const std::size_t first = unit;
      for (; unit < scratch.units.size() && scratch.units[unit].begin < span.end; ++unit)
        tags[unit] = static_cast<std::uint16_t>(begins(type) + (unit == first ? 0 : 1));
      if (unit == first || unit - first > kLongestName) continue;
      auto& name = model.names_[SpanReader::name_of(scratch, first, unit)];
      name.types |= 1U << type;
      name.folds |= static_cast<std::uint8_t>(1U << fold_of(texts[t].text));
    }
  }
  // Features that enough different texts use.
  std::unordered_map<std::uint64_t, std::pair<std::uint32_t, std::uint32_t>> users;
  const auto read = [&](std::size_t t) {
    reader.cut(texts[t].text, scratch);
    reader.read(model.names_, fold_of(texts[t].text), scratch);
  };
  for (std::size_t t = 0; t < texts.size(); ++t) {
    if (t > 0 && texts[t].text == texts[t - 1].text) continue;
    read(t);
    for (std::size_t i = 0; i < scratch.units.size(); ++i)
      for (const auto key : scratch.keys[i]) {
        auto& [last, count] = users[key];
        if (last != t + 1) last = static_cast<std::uint32_t>(t + 1), ++count;
      }
  }
  for (const auto& [key, used] : users)
    if (used.second >= settings.least_texts) model.keys_.push_back(key);
  std::sort(model.keys_.begin(), model.keys_.end());
  model.numbers_ = FeatureNumbers(model.keys_);
  for (std::size_t t = 0; t < texts.size(); ++t) {
    read(t);
    auto tags = std::move(sequences[t].tags);
    model.number(scratch, sequences[t]);
    sequences[t].tags = std::move(tags);
  }
  model.set_rules();
  model.weights_.features.assign(model.keys_.size() * model.weights_.tags, 0);
  model.weights_.before.assign(model.weights_.tags * model.weights_.tags, 0);
  model.choose_reserve(texts, sequences, settings.seed);
  learn_chain(sequences, settings.seed, model.weights_);
  return model;
}

void SpanModel::choose_reserve(const std::vector<MarkedText>& texts,
                               const std::vector<ChainSequence>& sequences, std::uint64_t seed) {
  std::vector<ChainSequence> others;
  std::vector<std::size_t> held;
  for (std::size_t t = 0; t < texts.size(); ++t) {
    if (fold_of(texts[t].text) != 0)
      others.push_back(sequences[t]);
    else
      held.push_back(t);
  }
  if (others.empty() || held.empty()) return;
  auto weights = weights_;
  learn_chain(others, seed, weights);
  ChainScratch scratch;
  double most = -1;
  for (const float reserve : kReserves) {
    weights.reserve = reserve;
    std::size_t right = 0, given = 0, found = 0;
    for (const auto t : held) {
      ask_chain(weights, sequences[t], scratch);
      const auto asked = spans_of(scratch.path), truth = spans_of(sequences[t].tags);
      given += truth.size();
      found += asked.size();
      for (const auto& one : asked) right += std::binary_search(truth.begin(), truth.end(), one);
    }
    const double f1 =
        2.0 * static_cast<double>(right) / std::max<double>(1, static_cast<double>(given + found));
    if (f1 > most + kReserveGain) most = f1, weights_.reserve = reserve;
  }
}

void SpanModel::find(std::string_view text, const SpanReader& reader, SpanAskScratch& scratch,
                     std::vector<FoundSpan>& found) const {
  found.clear();
  reader.cut(text, scratch.reading);
  reader.read(names_, kNameFolds, scratch.reading);
  number(scratch.reading, scratch.sequence);
  ask_chain(weights_, scratch.sequence, scratch.chain);
  const auto& units = scratch.reading.units;
  for (std::size_t i = 0; i < scratch.chain.path.size(); ++i) {
    const auto tag = scratch.chain.path[i];
    if (tag == 0) continue;
    const float sure = scratch.chain.marginals[i * weights_.tags + tag];
    if (tag % 2 == 1) {
      found.push_back({{units[i].begin, units[i].end, types_[(tag - 1) / 2]}, sure});
    } else if (!found.empty()) {
      found.back().span.end = units[i].end;
      found.back().probability = std::min(found.back().probability, sure);
    }
  }
}

std::vector<std::vector<FoundSpan>> SpanModel::find_all(const std::vector<std::string_view>& texts,
                                                        const SpanReader& reader,
                                                        unsigned workers) const {
  std::vector<std::vector<FoundSpan>> found(texts.size());
  base::for_blocks(texts.size(), 128, workers, [&](std::size_t, std::size_t from, std::size_t to) {
    SpanAskScratch scratch;
    for (std::size_t i = from; i < to; ++i) find(texts[i], reader, scratch, found[i]);
  });
  return found;
}

}  // namespace aftercare::language
