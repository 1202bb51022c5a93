// The file of a PairModel: JSON, checked in every part before anything of it is used.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>

#include "quality/duplicates/pair_model.hpp"

namespace aftercare::quality {
namespace {

using ModelJson = nlohmann::json;

constexpr const char* kModelFormat = "aftercare pair matcher";
constexpr int kModelVersion = 1;
constexpr std::uintmax_t kLargestModel = std::uintmax_t{256} << 20;
constexpr std::size_t kMostModelFields = 200;

bool is_count(const ModelJson& json, std::uint64_t most) {
  return json.is_number_unsigned() && json.get<std::uint64_t>() <= most;
}

bool has_array(const ModelJson& json, const char* name) {
  return json.contains(name) && json.at(name).is_array();
}

// The trees, or nothing if any part is not what it should be.
bool read_trees(const ModelJson& json, BoostedTrees& trees) {
  if (!has_array(json, "trees") || !json.contains("scale") || !json.at("scale").is_number())
    return false;
  trees.scale = json.at("scale").get<float>();
  for (const auto& listed : json.at("trees")) {
    if (!listed.is_array() || listed.empty()) return false;
    auto& tree = trees.trees.emplace_back();
    for (const auto& node : listed) {
      if (!node.is_array()) return false;
      TreeNode read;
      if (node.size() == 1 && node[0].is_number()) {
        read.value = node[0].get<float>();
      } else {
        constexpr std::uint64_t most = std::numeric_limits<std::int32_t>::max();
        if (node.size() != 5 || !is_count(node[0], most) || !node[1].is_number() ||
            !is_count(node[2], most) || !is_count(node[3], most) || !is_count(node[4], 1))
          return false;
        read.feature = node[0].get<std::int32_t>();
        read.value = node[1].get<float>();
        read.left = node[2].get<std::uint32_t>();
        read.right = node[3].get<std::uint32_t>();
        read.missing_left = node[4].get<int>() == 1;
      }
      tree.push_back(read);
    }
  }
  return true;
}

}  // namespace

std::string PairModel::to_json() const {
  ModelJson json = {{"format", kModelFormat}, {"version", kModelVersion}, {"threshold", threshold_},
                    {"width", width_},        {"texts", words_.texts},    {"scale", trees_.scale}};
  for (std::size_t i = 0; i < fields_.size(); ++i)
    json["fields"].push_back(
        {{"name", fields_[i]}, {"kind", kinds_[i] == PairFieldKind::text ? "text" : "number"}});
  std::vector<std::pair<std::uint64_t, std::uint32_t>> words(words_.counts.begin(),
                                                             words_.counts.end());
  std::sort(words.begin(), words.end());
  json["words"] = words;
  json["trees"] = ModelJson::array();
  for (const auto& tree : trees_.trees) {
    auto& listed = json["trees"].emplace_back(ModelJson::array());
    for (const auto& node : tree) {
      if (node.feature < 0)
        listed.push_back({node.value});
      else
        listed.push_back(
            {node.feature, node.value, node.left, node.right, node.missing_left ? 1 : 0});
    }
  }
  return json.dump(-1, ' ', false, ModelJson::error_handler_t::replace) + "\n";
}

base::Result<PairModel> PairModel::load(const std::filesystem::path& file) {
  const auto refuse = [&](const std::string& en, const std::string& zh) {
    return base::failure(base::ErrorKind::input, fmt::format("{}: {}", en, file.string()),
                         fmt::format("{}：{}", zh, file.string()));
  };
  std::error_code none;
  const auto size = std::filesystem::file_size(file, none);
  std::ifstream in(file, std::ios::binary);
  if (none || !in) return refuse("model cannot be read", "无法读取模型");
  if (size > kLargestModel) return refuse("model is too large to be one", "文件过大，不是模型");
  const std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  const auto json = ModelJson::parse(bytes, nullptr, false);
  if (!json.is_object() || json.value("format", ModelJson()) != kModelFormat)
    return refuse("no model of 'dedupe pairs train'", "不是 dedupe pairs train 生成的模型");
  if (json.value("version", ModelJson()) != kModelVersion)
    return refuse("the model is of another version of the program: train it again",
                  "该模型来自程序的其他版本：请重新训练");
  PairModel model;
  const auto damaged = [&] { return refuse("the model is damaged", "模型已损坏"); };
  if (!has_array(json, "fields") || !has_array(json, "words") || !json.contains("width") ||
      !is_count(json.at("width"), 1'000'000) || !json.contains("texts") ||
      !is_count(json.at("texts"), std::numeric_limits<std::uint32_t>::max()) ||
      !json.contains("threshold") || !json.at("threshold").is_number() ||
      json.at("fields").empty() || json.at("fields").size() > kMostModelFields)
    return damaged();
  for (const auto& field : json.at("fields")) {
    if (!field.is_object() || !field.contains("name") || !field.at("name").is_string() ||
        !field.contains("kind"))
      return damaged();
    model.fields_.push_back(field.at("name").get<std::string>());
    model.kinds_.push_back(field.at("kind") == "number" ? PairFieldKind::number
                                                        : PairFieldKind::text);
  }
  for (const auto& word : json.at("words")) {
    if (!word.is_array() || word.size() != 2 ||
        !is_count(word[0], std::numeric_limits<std::uint64_t>::max()) ||
        !is_count(word[1], std::numeric_limits<std::uint32_t>::max()))
      return damaged();
    model.words_.counts[word[0].get<std::uint64_t>()] = word[1].get<std::uint32_t>();
  }
  model.words_.texts = json.at("texts").get<std::uint32_t>();
  model.width_ = json.at("width").get<std::size_t>();
  model.threshold_ = json.at("threshold").get<float>();
  if (!std::isfinite(model.threshold_) || !read_trees(json, model.trees_) ||
      !model.trees_.sound(model.width_))
    return damaged();
  return model;
}

}  // namespace aftercare::quality
