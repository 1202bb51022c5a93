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
  weights_ = shipped_section<std::int8_t>(file_, ShippedSection::weights);
  scales_ = shipped_section<float>(file_, ShippedSection::scales);
  biases_ = shipped_section<float>(file_, ShippedSection::biases);
  moods_ = shipped_section<float>(file_, ShippedSection::moods);
  kinds_ = shipped_section<float>(file_, ShippedSection::kinds);
  sharpness_ = shipped_section<float>(file_, ShippedSection::sharpness);
  const auto codes = shipped_section<char>(file_, ShippedSection::topics);
  for (std::size_t from = 0, at = 0; at < codes.size(); ++at) {
    if (codes[at] != '\n') continue;
    topics_.emplace_back(codes.data() + from, at - from);
    from = at + 1;
  }
  stride_ = scales_.size();
  const bool whole = !keys_.empty() && (keys_.size() & (keys_.size() - 1)) == 0 && stride_ > 0 &&
                     weights_.size() % stride_ == 0 && biases_.size() == stride_ &&
                     stride_ >= kHeads + topics_.size() + 1 && moods_.size() == kMoods * kStacked &&
                     kinds_.size() == kKinds * kStacked && sharpness_.size() == 3;
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

void ShippedModel::add_up(const ShippedInput& input, ShippedScratch& scratch) const {
  scratch.sums.assign(stride_, 0);
  const auto mask = static_cast<std::uint32_t>(keys_.size() - 1);
  std::size_t counted = 0;
  for (const auto key : input.keys) {
    auto place = key & mask;
    while (keys_[place].key != key && keys_[place].key != 0) place = (place + 1) & mask;
    if (keys_[place].key == 0) continue;
    const auto* row = weights_.data() + keys_[place].row * stride_;
    auto* sums = scratch.sums.data();
    for (std::size_t at = 0; at < stride_; ++at)
      sums[at] = static_cast<std::int16_t>(sums[at] + row[at]);
    if (++counted == kMostCounted) break;
  }
  const auto length = std::sqrt(static_cast<float>(std::max<std::size_t>(1, input.keys.size())));
  scratch.margins.resize(stride_);
  for (std::size_t at = 0; at < stride_; ++at)
    scratch.margins[at] = static_cast<float>(scratch.sums[at]) * scales_[at] / length + biases_[at];
}

void ShippedModel::judge(const ShippedInput& input, ShippedScratch& scratch,
                         ShippedAnswer& answer) const {
  add_up(input, scratch);
  std::array<float, kStacked> inputs{};
  std::copy_n(scratch.margins.begin(), kHeads, inputs.begin());
  std::ranges::copy(input.facts, inputs.begin() + kHeads);
  judge_stacked(moods_, inputs, answer.moods);
  judge_stacked(kinds_, inputs, answer.kinds);
  const auto margins = std::span(scratch.margins).subspan(kHeads, topics_.size() + 1);
  const auto best = std::ranges::max_element(margins);
  float sum = 0;
  for (const auto margin : margins) sum += std::exp((margin - *best) * sharpness_[0]);
  answer.topic_probability = 1 / sum;
  answer.topic = static_cast<int>(best - margins.begin());
  if (static_cast<std::size_t>(answer.topic) == topics_.size()) answer.topic = -1;
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
