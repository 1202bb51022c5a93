#include "quality/duplicates/boosted_trees.hpp"

#include <fmt/format.h>
#include <xgboost/c_api.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

namespace aftercare::quality {
namespace {

class XgbData {
 public:
  ~XgbData() {
    if (handle) XGDMatrixFree(handle);
  }
  DMatrixHandle handle = nullptr;
};

class XgbBooster {
 public:
  ~XgbBooster() {
    if (handle) XGBoosterFree(handle);
  }
  BoosterHandle handle = nullptr;
};

base::Result<void> xgb_checked(int code) {
  if (code == 0) return {};
  return base::failure(base::ErrorKind::internal,
                       fmt::format("XGBoost failed: {}", XGBGetLastError()),
                       fmt::format("XGBoost 出错：{}", XGBGetLastError()));
}

// Appends a dumped node and what is below it; returns its place.
std::uint32_t append_node(const nlohmann::json& dumped, std::vector<TreeNode>& tree) {
  const auto place = static_cast<std::uint32_t>(tree.size());
  tree.emplace_back();
  if (dumped.contains("leaf")) {
    tree[place].value = dumped.at("leaf").get<float>();
    return place;
  }
  TreeNode node;
  node.feature = std::stoi(dumped.at("split").get<std::string>().substr(1));
  node.value = dumped.at("split_condition").get<float>();
  const auto yes = dumped.at("yes").get<int>();
  node.missing_left = dumped.at("missing").get<int>() == yes;
  for (const auto& child : dumped.at("children"))
    (child.at("nodeid").get<int>() == yes ? node.left : node.right) = append_node(child, tree);
  tree[place] = node;
  return place;
}

}  // namespace

float BoostedTrees::ask(const float* row) const {
  float sum = 0;
  for (const auto& tree : trees) {
    const TreeNode* node = tree.data();
    while (node->feature >= 0) {
      const float value = row[node->feature];
      const bool left = std::isnan(value) ? node->missing_left : value < node->value;
      node = tree.data() + (left ? node->left : node->right);
    }
    sum += node->value;
  }
  return 1 / (1 + std::exp(-sum * scale));
}

bool BoostedTrees::sound(std::size_t width) const {
  if (!std::isfinite(scale) || trees.empty()) return false;
  for (const auto& tree : trees) {
    if (tree.empty()) return false;
    for (std::size_t i = 0; i < tree.size(); ++i) {
      const auto& node = tree[i];
      if (!std::isfinite(node.value)) return false;
      if (node.feature < 0) continue;
      if (static_cast<std::size_t>(node.feature) >= width) return false;
      if (node.left <= i || node.right <= i || node.left >= tree.size() ||
          node.right >= tree.size())
        return false;
    }
  }
  return true;
}

base::Result<BoostedTrees> grow_trees(const FeatureTable& features, std::span<const float> labels,
                                      std::span<const std::uint32_t> rows, const TreePlan& plan) {
  std::vector<float> cells;
  std::vector<float> wanted;
  for (const auto row : rows) {
    cells.insert(cells.end(), features.row(row), features.row(row) + features.width);
    wanted.push_back(labels[row]);
  }
  XgbData data;
  if (auto done = xgb_checked(XGDMatrixCreateFromMat(cells.data(), rows.size(), features.width,
                                                     std::numeric_limits<float>::quiet_NaN(),
                                                     &data.handle));
      !done)
    return base::failure_of(done);
  if (auto done =
          xgb_checked(XGDMatrixSetFloatInfo(data.handle, "label", wanted.data(), wanted.size()));
      !done)
    return base::failure_of(done);
  BoostedTrees grown;
  grown.scale = 1 / static_cast<float>(plan.forests);
  for (int forest = 0; forest < plan.forests; ++forest) {
    XgbBooster booster;
    if (auto done = xgb_checked(XGBoosterCreate(&data.handle, 1, &booster.handle)); !done)
      return base::failure_of(done);
    const std::pair<const char*, std::string> settings[] = {
        {"objective", "binary:logistic"},
        {"base_score", "0.5"},
        {"tree_method", "hist"},
        {"verbosity", "0"},
        {"nthread", "1"},
        {"seed", std::to_string(forest + 1)},
        {"max_depth", std::to_string(plan.depth)},
        {"eta", fmt::format("{}", plan.step)},
        {"subsample", fmt::format("{}", plan.rows)},
        {"colsample_bytree", fmt::format("{}", plan.features)},
        {"min_child_weight", fmt::format("{}", plan.least_weight)}};
    for (const auto& [name, value] : settings)
      if (auto done = xgb_checked(XGBoosterSetParam(booster.handle, name, value.c_str())); !done)
        return base::failure_of(done);
    for (int round = 0; round < plan.rounds; ++round)
      if (auto done = xgb_checked(XGBoosterUpdateOneIter(booster.handle, round, data.handle));
          !done)
        return base::failure_of(done);
    bst_ulong count = 0;
    const char** dumps = nullptr;
    if (auto done =
            xgb_checked(XGBoosterDumpModelEx(booster.handle, "", 0, "json", &count, &dumps));
        !done)
      return base::failure_of(done);
    for (bst_ulong i = 0; i < count; ++i) {
      const auto dumped = nlohmann::json::parse(dumps[i], nullptr, false);
      if (dumped.is_discarded())
        return base::failure(base::ErrorKind::internal, "XGBoost's trees cannot be read",
                             "无法读取 XGBoost 的树");
      append_node(dumped, grown.trees.emplace_back());
    }
  }
  return grown;
}

}  // namespace aftercare::quality
