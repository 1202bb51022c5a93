// The file of a SpanModel: a frame (model_frame.hpp) around
//
//   header size u32, header (JSON), keys u64[n], names: hash u64[m] and types u32[m], weights of
//   features i16[n * tags] and the weight of 32767 f32, weights of tags f32[tags * tags].

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "language/learnt/model_frame.hpp"
#include "language/learnt/span_model.hpp"

namespace aftercare::language {
namespace {

constexpr ModelKind kSpanModel = {"AFTCSPAN", 1, "text train --entities"};
constexpr std::size_t kMostSpanTypes = 32;

using SpanHeader = nlohmann::json;

bool has_size(const SpanHeader& json, const char* name) {
  return json.contains(name) && json.at(name).is_number_unsigned() &&
         json.at(name).get<std::uint64_t>() <= 1U << 28;
}

bool has_text(const SpanHeader& json, const char* name) {
  return json.contains(name) && json.at(name).is_string();
}

}  // namespace

bool SpanModel::is_one(std::string_view bytes) {
  return bytes.starts_with(kSpanModel.magic);
}

std::string SpanModel::to_bytes() const {
  const SpanHeader header = {{"types", types_},
                             {"segmenter", needs_segmenter_},
                             {"text_column", text_column_},
                             {"span_column", span_column_},
                             {"features", keys_.size()},
                             {"reserve", weights_.reserve},
                             {"names", names_.size()}};
  const auto json = header.dump(-1, ' ', false, SpanHeader::error_handler_t::replace);
  std::string payload;
  const auto size = static_cast<std::uint32_t>(json.size());
  put(payload, &size, 1);
  payload += json;
  put(payload, keys_.data(), keys_.size());
  std::vector<std::pair<std::uint64_t, std::uint32_t>> names;
  for (const auto& [hash, name] : names_) names.emplace_back(hash, name.types);
  std::sort(names.begin(), names.end());
  for (const auto& name : names) put(payload, &name.first, 1);
  for (const auto& name : names) put(payload, &name.second, 1);
  float most = 0;
  for (const auto weight : weights_.features) most = std::max(most, std::abs(weight));
  std::vector<std::int16_t> weights;
  for (const auto weight : weights_.features)
    weights.push_back(static_cast<std::int16_t>(most > 0 ? std::lround(32767 * weight / most) : 0));
  put(payload, weights.data(), weights.size());
  put(payload, &most, 1);
  put(payload, weights_.before.data(), weights_.before.size());
  return framed(kSpanModel, payload);
}

base::Result<SpanModel> SpanModel::parse(std::string_view bytes, const std::string& name) {
  const auto payload = unframed(kSpanModel, bytes, name);
  if (!payload) return base::failure_of(payload);
  const auto damaged = [&] { return tl::unexpected(damaged_model(name)); };
  auto rest = *payload;
  std::uint32_t size = 0;
  if (!take(rest, &size, 1) || size > rest.size()) return damaged();
  const auto header = SpanHeader::parse(rest.substr(0, size), nullptr, false);
  rest.remove_prefix(size);
  if (!header.is_object() || !header.contains("types") || !header.at("types").is_array() ||
      header.at("types").empty() || header.at("types").size() > kMostSpanTypes ||
      !header.contains("segmenter") || !header.at("segmenter").is_boolean() ||
      !has_text(header, "text_column") || !has_text(header, "span_column") ||
      !has_size(header, "features") || !header.contains("reserve") ||
      !header.at("reserve").is_number() || !has_size(header, "names"))
    return damaged();
  SpanModel model;
  for (const auto& type : header.at("types")) {
    if (!type.is_string()) return damaged();
    model.types_.push_back(type.get<std::string>());
  }
  model.needs_segmenter_ = header.at("segmenter").get<bool>();
  model.text_column_ = header.at("text_column").get<std::string>();
  model.span_column_ = header.at("span_column").get<std::string>();
  const auto features = header.at("features").get<std::size_t>();
  const auto names = header.at("names").get<std::size_t>();
  model.set_rules();
  model.weights_.reserve = header.at("reserve").get<float>();
  if (!(std::abs(model.weights_.reserve) <= 10)) return damaged();
  const std::size_t tags = model.weights_.tags;
  if (rest.size() != features * 8 + names * 12 + features * tags * 2 + 4 + tags * tags * 4)
    return damaged();
  model.keys_.resize(features);
  std::vector<std::uint64_t> hashes(names);
  std::vector<std::uint32_t> types(names);
  std::vector<std::int16_t> weights(features * tags);
  float most = 0;
  model.weights_.before.resize(tags * tags);
  if (!take(rest, model.keys_.data(), features) || !take(rest, hashes.data(), names) ||
      !take(rest, types.data(), names) || !take(rest, weights.data(), weights.size()) ||
      !take(rest, &most, 1) || !take(rest, model.weights_.before.data(), tags * tags))
    return damaged();
  if (!(most >= 0 && most < 1e4F)) return damaged();
  for (const auto weight : model.weights_.before)
    if (!(std::abs(weight) < 80)) return damaged();
  model.weights_.features.reserve(weights.size());
  for (const auto weight : weights)
    model.weights_.features.push_back(most * static_cast<float>(weight) / 32767);
  for (std::size_t i = 0; i < names; ++i) model.names_[hashes[i]] = {types[i], 0};
  model.numbers_ = FeatureNumbers(model.keys_);
  return model;
}

base::Result<SpanModel> SpanModel::load(const std::filesystem::path& file) {
  const auto bytes = read_model_file(file);
  if (!bytes) return base::failure_of(bytes);
  return parse(*bytes, file.string());
}

}  // namespace aftercare::language
