// The file of a TextModel, checked in every part before anything of it is used: a frame
// (model_frame.hpp) around
//
//   header size u32, header (JSON), keys u64[n], rarity f32[n], and for each member and class:
//   [scales u8[n], greatest scale f32, if naive Bayes], weights i16[n], weight of 32767 f32, bias
//   f32. Little endian.

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "language/learnt/model_frame.hpp"
#include "language/learnt/text_model.hpp"

namespace aftercare::language {
namespace {

using HeaderJson = nlohmann::json;

constexpr ModelKind kTextModel = {"AFTCTEXT", 1, "text train"};
constexpr std::size_t kMostModelLabels = 2000, kMostMembers = 8, kViewCount = 5;
constexpr float kMostWeight = 1e6F;

HeaderJson recipe_json(const Recipe& recipe) {
  return {{"views", recipe.views},
          {"local", recipe.local == LocalWeight::bm25 ? "bm25" : "sublinear"},
          {"per_view", recipe.per_view},
          {"naive_bayes", recipe.naive_bayes},
          {"floor", recipe.floor},
          {"cost", recipe.cost},
          {"balance", recipe.balance}};
}

bool has_number(const HeaderJson& json, const char* name) {
  return json.contains(name) && json.at(name).is_number() &&
         std::isfinite(json.at(name).get<double>());
}
bool has_flag(const HeaderJson& json, const char* name) {
  return json.contains(name) && json.at(name).is_boolean();
}
bool has_string(const HeaderJson& json, const char* name) {
  return json.contains(name) && json.at(name).is_string();
}
bool has_count(const HeaderJson& json, const char* name, std::uint64_t most) {
  return json.contains(name) && json.at(name).is_number_unsigned() &&
         json.at(name).get<std::uint64_t>() <= most;
}

bool read_recipe(const HeaderJson& json, Recipe& recipe) {
  if (!json.is_object() || !has_count(json, "views", (1U << kViewCount) - 1) ||
      !has_string(json, "local") || !has_flag(json, "per_view") || !has_flag(json, "naive_bayes") ||
      !has_number(json, "floor") || !has_number(json, "cost") || !has_number(json, "balance"))
    return false;
  recipe = {json.at("views").get<Views>(),
            json.at("local") == "bm25" ? LocalWeight::bm25 : LocalWeight::sublinear,
            json.at("per_view").get<bool>(),
            json.at("naive_bayes").get<bool>(),
            json.at("floor").get<float>(),
            json.at("cost").get<float>(),
            json.at("balance").get<float>()};
  return true;
}

bool read_floats(const HeaderJson& json, const char* name, std::size_t count,
                 std::vector<float>& values) {
  if (!json.contains(name) || !json.at(name).is_array() || json.at(name).size() != count)
    return false;
  for (const auto& value : json.at(name)) {
    if (!value.is_number() || !(std::abs(value.get<double>()) < kMostWeight)) return false;
    values.push_back(value.get<float>());
  }
  return true;
}

void put_class(std::string& payload, const LinearClass& learnt, bool scaled) {
  const std::size_t count = learnt.features.size();
  float scale = 0, weight = 0;
  for (const auto& feature : learnt.features) {
    scale = std::max(scale, feature.scale);
    weight = std::max(weight, std::abs(feature.weight));
  }
  if (scaled) {
    std::vector<std::uint8_t> scales(count);
    for (std::size_t i = 0; i < count; ++i)
      scales[i] = static_cast<std::uint8_t>(std::lround(255 * learnt.features[i].scale / scale));
    put(payload, scales.data(), count);
    put(payload, &scale, 1);
  }
  std::vector<std::int16_t> weights(count, 0);
  for (std::size_t i = 0; i < count && weight > 0; ++i)
    weights[i] = static_cast<std::int16_t>(std::lround(32767 * learnt.features[i].weight / weight));
  put(payload, weights.data(), count);
  put(payload, &weight, 1);
  put(payload, &learnt.bias, 1);
}

bool take_class(std::string_view& rest, std::size_t count, bool scaled, LinearClass& learnt) {
  std::vector<std::uint8_t> scales(scaled ? count : 0);
  float scale = 1, weight = 0;
  std::vector<std::int16_t> weights(count);
  if (scaled && (!take(rest, scales.data(), count) || !take(rest, &scale, 1))) return false;
  if (!take(rest, weights.data(), count) || !take(rest, &weight, 1) || !take(rest, &learnt.bias, 1))
    return false;
  if (!(scale >= 0 && scale < kMostWeight) || !(weight >= 0 && weight < kMostWeight) ||
      !(std::abs(learnt.bias) < kMostWeight))
    return false;
  learnt.features.resize(count);
  for (std::size_t i = 0; i < count; ++i)
    learnt.features[i] = {scaled ? scale * static_cast<float>(scales[i]) / 255 : 1.F,
                          weight * static_cast<float>(weights[i]) / 32767};
  return true;
}

}  // namespace

std::string TextModel::to_bytes() const {
  HeaderJson header = {{"labels", labels_},
                       {"multi", calibration_.multi},
                       {"separator", separator_},
                       {"segmenter", needs_segmenter_},
                       {"unsure", unsure_},
                       {"features", keys_.size()},
                       {"average_length", rarity_.average_length},
                       {"member_weights", calibration_.member_weights},
                       {"class_biases", calibration_.class_biases},
                       {"label_shares", shares_},
                       {"text_column", story_.text_column},
                       {"label_column", story_.label_column},
                       {"texts", story_.texts},
                       {"least_texts", story_.least_texts},
                       {"checked_accuracy", story_.checked_accuracy},
                       {"checked_macro_f1", story_.checked_macro_f1},
                       {"members", HeaderJson::array()}};
  for (const auto& member : members_) header["members"].push_back(recipe_json(member.recipe));
  const std::string json = header.dump(-1, ' ', false, HeaderJson::error_handler_t::replace);
  std::string payload;
  const auto size = static_cast<std::uint32_t>(json.size());
  put(payload, &size, 1);
  payload += json;
  put(payload, keys_.data(), keys_.size());
  put(payload, rarity_.rarity.data(), rarity_.rarity.size());
  for (const auto& member : members_)
    for (const auto& learnt : member.classes) put_class(payload, learnt, member.recipe.naive_bayes);
  return framed(kTextModel, payload);
}

bool TextModel::read_header(std::string_view text, std::size_t& features) {
  const auto json = HeaderJson::parse(text, nullptr, false);
  if (!json.is_object() || !json.contains("labels") || !json.at("labels").is_array() ||
      json.at("labels").empty() || json.at("labels").size() > kMostModelLabels ||
      !has_flag(json, "multi") || !has_string(json, "separator") || !has_flag(json, "segmenter") ||
      !has_number(json, "unsure") || !has_count(json, "features", 1U << 28) ||
      !has_number(json, "average_length") || !has_string(json, "text_column") ||
      !has_string(json, "label_column") || !has_count(json, "texts", std::uint64_t{1} << 40) ||
      !has_count(json, "least_texts", 1U << 30) || !has_number(json, "checked_accuracy") ||
      !has_number(json, "checked_macro_f1") || !json.contains("members") ||
      !json.at("members").is_array() || json.at("members").empty() ||
      json.at("members").size() > kMostMembers)
    return false;
  for (const auto& label : json.at("labels")) {
    if (!label.is_string()) return false;
    labels_.push_back(label.get<std::string>());
  }
  calibration_.multi = json.at("multi").get<bool>();
  if (labels_.size() < 2 && !calibration_.multi) return false;
  separator_ = json.at("separator").get<std::string>();
  needs_segmenter_ = json.at("segmenter").get<bool>();
  unsure_ = json.at("unsure").get<float>();
  features = json.at("features").get<std::size_t>();
  rarity_.average_length = json.at("average_length").get<float>();
  story_ = {json.at("text_column").get<std::string>(), json.at("label_column").get<std::string>(),
            json.at("texts").get<std::uint64_t>(),     json.at("least_texts").get<std::uint32_t>(),
            json.at("checked_accuracy").get<double>(), json.at("checked_macro_f1").get<double>()};
  for (const auto& member : json.at("members"))
    if (!read_recipe(member, members_.emplace_back().recipe)) return false;
  return rarity_.average_length >= 1 && unsure_ >= 0 && unsure_ <= 1 &&
         read_floats(json, "member_weights", members_.size(), calibration_.member_weights) &&
         read_floats(json, "class_biases", labels_.size(), calibration_.class_biases) &&
         read_floats(json, "label_shares", labels_.size(), shares_) &&
         std::ranges::all_of(shares_, [](float share) { return share >= 0 && share <= 1; });
}

base::Result<TextModel> TextModel::parse(std::string_view bytes, const std::string& name) {
  const auto payload = unframed(kTextModel, bytes, name);
  if (!payload) return base::failure_of(payload);
  const auto damaged = [&] { return tl::unexpected(damaged_model(name)); };
  auto rest = *payload;
  TextModel model;
  std::uint32_t header = 0;
  std::size_t features = 0;
  if (!take(rest, &header, 1) || header > rest.size() ||
      !model.read_header(rest.substr(0, header), features))
    return damaged();
  rest.remove_prefix(header);
  const std::size_t classes =
      !model.multi() && model.labels_.size() == 2 ? 1 : model.labels_.size();
  std::size_t expected = features * (sizeof(std::uint64_t) + sizeof(float));
  for (const auto& member : model.members_)
    expected += classes * (features * (member.recipe.naive_bayes ? 3 : 2) +
                           (member.recipe.naive_bayes ? 12 : 8));
  if (rest.size() != expected) return damaged();
  model.keys_.resize(features);
  model.rarity_.rarity.resize(features);
  if (!take(rest, model.keys_.data(), features) ||
      !take(rest, model.rarity_.rarity.data(), features))
    return damaged();
  for (const auto rarity : model.rarity_.rarity)
    if (!(rarity > 0 && rarity < kMostWeight)) return damaged();
  for (const auto key : model.keys_) {
    const auto view = static_cast<std::uint8_t>(view_of(key));
    if (view >= kViewCount) return damaged();
    model.rarity_.views.push_back(view);
  }
  for (auto& member : model.members_) {
    member.classes.resize(classes);
    for (auto& learnt : member.classes)
      if (!take_class(rest, features, member.recipe.naive_bayes, learnt)) return damaged();
  }
  model.numbers_ = FeatureNumbers(model.keys_);
  return model;
}

base::Result<TextModel> TextModel::load(const std::filesystem::path& file) {
  const auto bytes = read_model_file(file);
  if (!bytes) return base::failure_of(bytes);
  return parse(*bytes, file.string());
}

}  // namespace aftercare::language
