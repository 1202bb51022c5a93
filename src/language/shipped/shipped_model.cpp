#include "language/shipped/shipped_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/share.hpp"

namespace aftercare::language {
namespace {

template <typename T>
std::span<const T> shipped_section(const PreparedFile& file, ShippedSection section) {
  return file.section<T>(static_cast<std::size_t>(section));
}

base::Result<std::filesystem::path> shipped_model_file() {
  std::error_code none;
  const auto share = base::share_folder();
  const auto shipped = share ? *share / "texts.prepared" : std::filesystem::path("texts.prepared");
  for (const auto& file : {shipped, std::filesystem::path(AFTERCARE_SHIPPED_MODEL)})
    if (std::filesystem::is_regular_file(file, none)) return file;
  return base::failure(
      base::ErrorKind::internal,
      fmt::format("the shipped text model is missing: looked for {} and {}. Run "
                  "scripts/train_models",
                  shipped.string(), AFTERCARE_SHIPPED_MODEL),
      fmt::format("缺少随附的文本模型：已查找 {} 和 {}。请运行 scripts/train_models",
                  shipped.string(), AFTERCARE_SHIPPED_MODEL));
}

}  // namespace

Sentiment ShippedAnswer::mood() const {
  return static_cast<Sentiment>(std::ranges::max_element(moods) - moods.begin());
}

std::string_view ShippedAnswer::kind() const {
  return kKindNames[std::ranges::max_element(kinds) - kinds.begin()];
}

base::Result<ShippedModel> ShippedModel::load() {
  const auto file = shipped_model_file();
  if (!file) return base::failure_of(file);
  return open(*file);
}

base::Result<ShippedModel> ShippedModel::open(const std::filesystem::path& file) {
  auto prepared = PreparedFile::open(file, kShippedVersion);
  if (!prepared) return base::failure_of(prepared);
  ShippedModel model(std::move(*prepared));
  if (const auto done = model.read(file.string()); !done) return base::failure_of(done);
  return model;
}

base::Result<void> ShippedModel::read(const std::string& name) {
  keys_ = shipped_section<KeySlot>(file_, ShippedSection::keys);
  filter_ = shipped_section<std::uint64_t>(file_, ShippedSection::filter);
  weights_ = shipped_section<std::int8_t>(file_, ShippedSection::weights);
  scales_ = shipped_section<float>(file_, ShippedSection::scales);
  biases_ = shipped_section<float>(file_, ShippedSection::biases);
  moods_ = shipped_section<float>(file_, ShippedSection::moods);
  kinds_ = shipped_section<float>(file_, ShippedSection::kinds);
  sharpness_ = shipped_section<float>(file_, ShippedSection::sharpness);
  judging_ = shipped_section<float>(file_, ShippedSection::judging);
  const auto codes = shipped_section<char>(file_, ShippedSection::topics);
  for (std::size_t from = 0, at = 0; at < codes.size(); ++at) {
    if (codes[at] != '\n') continue;
    topics_.emplace_back(codes.data() + from, at - from);
    from = at + 1;
  }
  stride_ = scales_.size() - std::min(kHeads, scales_.size());
  const bool whole = !keys_.empty() && (keys_.size() & (keys_.size() - 1)) == 0 && stride_ > 0 &&
                     filter_.size() == kFilterBits / 64 && weights_.size() % stride_ == 0 &&
                     biases_.size() == scales_.size() && stride_ >= topics_.size() + 1 &&
                     moods_.size() == kMoods * kStacked && kinds_.size() == kKinds * kStacked &&
                     sharpness_.size() == 2 && judging_.size() == kTopicFacts;
  const auto rows = whole ? weights_.size() / stride_ : 0;
  const bool empty_slot =
      std::ranges::any_of(keys_, [](const auto& slot) { return slot.key == 0; });
  if (whole && empty_slot &&
      std::ranges::all_of(keys_, [rows](const auto& slot) { return slot.row < rows; }))
    return {};
  return base::failure(base::ErrorKind::internal,
                       fmt::format("the shipped text model does not hang together: {}. Run "
                                   "scripts/train_models",
                                   name),
                       fmt::format("随附的文本模型不完整：{}。请运行 scripts/train_models", name));
}

float ShippedModel::margin(std::size_t number, std::int16_t sum, std::size_t keys) const {
  const auto length = std::sqrt(static_cast<float>(std::max<std::size_t>(1, keys)));
  return static_cast<float>(sum) * scales_[number] / length + biases_[number];
}

void ShippedModel::judge(const ShippedInput& input, ShippedScratch& scratch,
                         ShippedAnswer& answer) const {
  std::array<std::int16_t, kHeads> sums{};
  scratch.rows.clear();
  scratch.keys = input.keys.size();
  const auto mask = static_cast<std::uint32_t>(keys_.size() - 1);
  for (const auto key : input.keys) {
    const auto bit = key % kFilterBits;
    if ((filter_[bit / 64] >> (bit % 64) & 1U) == 0) continue;
    auto place = key & mask;
    while (keys_[place].key != key && keys_[place].key != 0) place = (place + 1) & mask;
    const auto& slot = keys_[place];
    if (slot.key == 0) continue;
    for (std::size_t at = 0; at < kHeads; ++at)
      sums[at] = static_cast<std::int16_t>(sums[at] + slot.heads[at]);
    scratch.rows.push_back(slot.row);
    if (scratch.rows.size() == kMostCounted) break;
  }
  std::array<float, kStacked> inputs{};
  for (std::size_t at = 0; at < kHeads; ++at) inputs[at] = margin(at, sums[at], scratch.keys);
  std::ranges::copy(input.facts, inputs.begin() + kHeads);
  judge_stacked(moods_, inputs, answer.moods);
  judge_stacked(kinds_, inputs, answer.kinds);
}

void ShippedModel::judge_topics(ShippedScratch& scratch,
                                std::vector<TopicCandidate>& candidates) const {
  scratch.sums.assign(stride_, 0);
  for (const auto number : scratch.rows) {
    const auto* row = weights_.data() + number * stride_;
    auto* sums = scratch.sums.data();
    for (std::size_t at = 0; at < stride_; ++at)
      sums[at] = static_cast<std::int16_t>(sums[at] + row[at]);
  }
  scratch.margins.resize(topics_.size() + 1);
  for (std::size_t at = 0; at < scratch.margins.size(); ++at)
    scratch.margins[at] = margin(kHeads + at, scratch.sums[at], scratch.keys);
  sharpen(scratch.margins, sharpness_[0], scratch.probabilities);
  add_probable(scratch.probabilities, candidates);
  for (std::size_t at = 0; at < candidates.size(); ++at) {
    const auto facts = topic_facts(scratch.probabilities, candidates, at);
    float sum = 0;
    for (std::size_t fact = 0; fact < facts.size(); ++fact) sum += facts[fact] * judging_[fact];
    candidates[at].likely = 1 / (1 + std::exp(-sum));
  }
}

void sharpen(std::span<const float> margins, float sharpness, std::vector<float>& probabilities) {
  const float best = *std::ranges::max_element(margins);
  constexpr float nothing = -12;
  probabilities.resize(margins.size());
  float sum = 0;
  for (std::size_t at = 0; at < margins.size(); ++at) {
    const float behind = (margins[at] - best) * sharpness;
    probabilities[at] = behind < nothing ? 0 : std::exp(behind);
    sum += probabilities[at];
  }
  for (auto& one : probabilities) one /= sum;
}

void add_probable(std::span<const float> probabilities, std::vector<TopicCandidate>& candidates) {
  constexpr float least = 0.1F;
  constexpr std::size_t most = 3;
  std::size_t added = 0;
  for (std::size_t at = 0; at + 1 < probabilities.size() && added < most; ++at) {
    if (probabilities[at] < least) continue;
    const auto is_it = [at](const TopicCandidate& one) { return one.topic == at; };
    if (std::ranges::any_of(candidates, is_it)) continue;
    candidates.push_back({static_cast<std::uint16_t>(at)});
    ++added;
  }
}

std::array<float, kTopicFacts> topic_facts(std::span<const float> probabilities,
                                           std::span<const TopicCandidate> candidates,
                                           std::size_t which) {
  const auto& one = candidates[which];
  float most = 0;
  for (const auto& each : candidates) most = std::max(most, each.points);
  const bool of_rules = one.points > 0;
  const bool known = one.topic != kUnknownTopic;
  const float probability = known ? probabilities[one.topic] : 0;
  const float doubt = known ? std::log(std::max(probability, 1e-3F)) : -2.0F;
  constexpr float much = 6;
  return {1,
          of_rules ? 1.F : 0.F,
          std::min(one.points, much) / 3,
          of_rules ? one.points / most : 0,
          one.first ? 1.F : 0.F,
          of_rules ? doubt : 0,
          of_rules ? 0 : doubt,
          most > 0 && !of_rules ? std::min(most, much) / 3 : 0};
}

void judge_stacked(std::span<const float> rows, std::span<const float> inputs,
                   std::span<float> probabilities) {
  float highest = 0;
  for (std::size_t c = 0; c < probabilities.size(); ++c) {
    const auto row = rows.subspan(c * inputs.size(), inputs.size());
    float sum = 0;
    for (std::size_t at = 0; at < inputs.size(); ++at) sum += row[at] * inputs[at];
    probabilities[c] = sum;
    highest = c == 0 ? sum : std::max(highest, sum);
  }
  float all = 0;
  for (auto& value : probabilities) all += value = std::exp(value - highest);
  for (auto& value : probabilities) value /= all;
}

}  // namespace aftercare::language
