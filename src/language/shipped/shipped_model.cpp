#include "language/shipped/shipped_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/share.hpp"

namespace aftercare::language {
namespace {

constexpr std::size_t kFew = 4;  // Known keys that are little to go by.

template <typename T>
std::span<const T> shipped_section(const base::PreparedFile& file, ShippedSection section) {
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

// A verdict of the rules is not turned round lightly, and two words are little to go by.
Sentiment ShippedAnswer::mood_beside(Sentiment rules) const {
  const auto best = std::ranges::max_element(moods);
  const auto said = static_cast<Sentiment>(best - moods.begin());
  constexpr float of_few = 0.9F, of_neutral = 0.55F, to_neutral = 0.7F, turned = 0.9F;
  const float least = known < kFew                  ? of_few
                      : rules == Sentiment::neutral ? of_neutral
                      : said == Sentiment::neutral  ? to_neutral
                                                    : turned;
  return *best < least ? rules : said;
}

std::string_view ShippedAnswer::kind_beside(std::string_view rules, Sentiment told) const {
  const auto best = std::ranges::max_element(kinds);
  const auto said = kKindNames[best - kinds.begin()];
  constexpr float least = 0.5F;
  const bool contradicts = (said == "complaint" && told == Sentiment::positive) ||
                           (said == "praise" && told == Sentiment::negative);
  return known < kFew || *best < least || contradicts ? rules : said;
}

base::Result<ShippedModel> ShippedModel::load() {
  const auto file = shipped_model_file();
  if (!file) return base::failure_of(file);
  return open(*file);
}

base::Result<ShippedModel> ShippedModel::open(const std::filesystem::path& file) {
  auto prepared = base::PreparedFile::open(file, kShippedVersion);
  if (!prepared) return base::failure_of(prepared);
  ShippedModel model(std::move(*prepared));
  if (const auto done = model.read(file.string()); !done) return base::failure_of(done);
  return model;
}

base::Result<void> ShippedModel::read(const std::string& name) {
  keys_ = shipped_section<KeySlot>(file_, ShippedSection::keys);
  filter_ = shipped_section<std::uint64_t>(file_, ShippedSection::filter);
  scales_ = shipped_section<float>(file_, ShippedSection::scales);
  biases_ = shipped_section<float>(file_, ShippedSection::biases);
  moods_ = shipped_section<float>(file_, ShippedSection::moods);
  kinds_ = shipped_section<float>(file_, ShippedSection::kinds);
  const bool empty_slot =
      std::ranges::any_of(keys_, [](const auto& slot) { return slot.key == 0; });
  if (empty_slot && (keys_.size() & (keys_.size() - 1)) == 0 &&
      filter_.size() == kFilterBits / 64 && scales_.size() == kHeads && biases_.size() == kHeads &&
      moods_.size() == kMoods * kStacked && kinds_.size() == kKinds * kStacked &&
      topics_.read({shipped_section<TopicKey>(file_, ShippedSection::topic_keys),
                    shipped_section<std::uint64_t>(file_, ShippedSection::topic_filter),
                    shipped_section<std::int8_t>(file_, ShippedSection::topic_weights),
                    shipped_section<float>(file_, ShippedSection::topic_scales),
                    shipped_section<float>(file_, ShippedSection::topic_biases),
                    shipped_section<float>(file_, ShippedSection::topic_sigmoid),
                    shipped_section<char>(file_, ShippedSection::topic_codes),
                    shipped_section<float>(file_, ShippedSection::topic_trust)}))
    return {};
  return base::failure(base::ErrorKind::internal,
                       fmt::format("the shipped text model does not hang together: {}. Run "
                                   "scripts/train_models",
                                   name),
                       fmt::format("随附的文本模型不完整：{}。请运行 scripts/train_models", name));
}

void ShippedModel::judge(const ShippedInput& input, ShippedAnswer& answer) const {
  std::array<std::int16_t, kHeads> sums{};
  answer.known = 0;
  const auto mask = static_cast<std::uint32_t>(keys_.size() - 1);
  // The table is larger than the nearer caches: what will be read is asked for some keys ahead.
  std::array<std::uint32_t, kMostKeys> likely;
  std::size_t count = 0;
  for (const auto key : input.keys) {
    const auto bit = key % kFilterBits;
    likely[count] = key;
    const bool may = (filter_[bit / 64] >> (bit % 64) & 1U) != 0;
    if (may) __builtin_prefetch(&keys_[key & mask]);
    count += may ? 1 : 0;
    if (count == likely.size()) break;
  }
  for (const auto key : std::span(likely).first(count)) {
    auto place = key & mask;
    while (keys_[place].key != key && keys_[place].key != 0) place = (place + 1) & mask;
    const auto& slot = keys_[place];
    if (slot.key == 0) continue;
    for (std::size_t at = 0; at < kHeads; ++at)
      sums[at] = static_cast<std::int16_t>(sums[at] + slot.heads[at]);
    if (++answer.known == kMostCounted) break;
  }
  const auto length = std::sqrt(static_cast<float>(std::max<std::size_t>(1, input.keys.size())));
  std::array<float, kStacked> inputs{};
  for (std::size_t at = 0; at < kHeads; ++at)
    inputs[at] = static_cast<float>(sums[at]) * scales_[at] / length + biases_[at];
  std::ranges::copy(input.facts, inputs.begin() + kHeads);
  judge_stacked(moods_, inputs, answer.moods);
  judge_stacked(kinds_, inputs, answer.kinds);
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
