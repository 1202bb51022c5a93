#include "language/learnt/model_registry.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

namespace aftercare::language {
namespace {

using TrialJson = nlohmann::ordered_json;

TrialJson to_json(const ModelTrial& trial) {
  TrialJson json = {{"at", trial.at},
                    {"kind", trial.kind},
                    {"texts", trial.texts},
                    {"tested", trial.tested},
                    {"held_back", trial.held_back},
                    {"accuracy", trial.accuracy},
                    {"macro_f1", trial.macro_f1}};
  if (trial.before_accuracy) {
    json["before_accuracy"] = *trial.before_accuracy;
    json["before_macro_f1"] = *trial.before_macro_f1;
  }
  json["used"] = trial.used;
  return json;
}

bool read_trial(const TrialJson& json, ModelTrial& trial) {
  const auto number = [&](const char* name, double& value) {
    if (!json.contains(name) || !json.at(name).is_number()) return false;
    value = json.at(name).get<double>();
    return true;
  };
  if (!json.is_object() || !json.contains("at") || !json.at("at").is_string()) return false;
  trial.at = json.at("at").get<std::string>();
  trial.kind = json.contains("kind") && json.at("kind") == "entities" ? "entities" : "labels";
  double texts = 0, tested = 0, held_back = 0, before = 0, before_f1 = 0;
  if (!number("texts", texts) || !number("tested", tested) || !number("held_back", held_back) ||
      !number("accuracy", trial.accuracy) || !number("macro_f1", trial.macro_f1))
    return false;
  trial.texts = static_cast<std::uint64_t>(std::clamp(texts, 0.0, 1e15));
  trial.tested = static_cast<std::uint64_t>(std::clamp(tested, 0.0, 1e15));
  trial.held_back = static_cast<unsigned>(std::clamp(held_back, 0.0, 4.0));
  if (number("before_accuracy", before) && number("before_macro_f1", before_f1)) {
    trial.before_accuracy = before;
    trial.before_macro_f1 = before_f1;
  }
  trial.used = json.contains("used") && json.at("used") == true;
  return true;
}

bool write_whole(const std::filesystem::path& file, const std::string& bytes) {
  const auto beside = std::filesystem::path(file).concat(".new");
  std::error_code failed;
  {
    std::ofstream out(beside, std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!out.flush()) return false;
  }
  std::filesystem::permissions(
      beside, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, failed);
  if (!failed) std::filesystem::rename(beside, file, failed);
  return !failed;
}

}  // namespace

base::Result<void> ModelRegistry::check_name(const std::string& name) {
  const bool sound =
      !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char byte) {
        return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
               (byte >= 'A' && byte <= 'Z') || byte == '_' || byte == '-' ||
               (static_cast<unsigned char>(byte) & 0x80U) != 0;
      });
  if (sound) return {};
  return base::failure(
      fmt::format("a model's name is made of letters, digits, _ and -, at most 64: {}", name),
      fmt::format("模型名称只能由字母、数字、_ 和 - 组成，最长 64：{}", name));
}

bool ModelRegistry::has(const std::string& name) const {
  std::error_code none;
  return check_name(name) && std::filesystem::is_regular_file(model_file(name), none);
}

std::vector<std::string> ModelRegistry::names() const {
  std::vector<std::string> names;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, none))
    if (has(entry.path().filename().string())) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<ModelTrial> ModelRegistry::story(const std::string& name) const {
  std::vector<ModelTrial> trials;
  std::ifstream in(folder_ / name / "story.jsonl");
  std::string line;
  while (std::getline(in, line)) {
    ModelTrial trial;
    if (read_trial(TrialJson::parse(line, nullptr, false), trial)) trials.push_back(trial);
  }
  return trials;
}

base::Result<void> ModelRegistry::offer(const std::string& name, const std::string& bytes,
                                        ModelTrial& trial) {
  if (auto sound = check_name(name); !sound) return sound;
  const auto folder = folder_ / name;
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  trial.used = trial.holds();
  std::string lines;
  {
    std::ifstream in(folder / "story.jsonl", std::ios::binary);
    lines.assign((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  }
  lines += to_json(trial).dump() + "\n";
  if (!failed && write_whole(folder / (trial.used ? "model" : "refused"), bytes) &&
      write_whole(folder / "story.jsonl", lines))
    return {};
  return base::failure(base::ErrorKind::internal,
                       fmt::format("the model cannot be kept: {}", folder.string()),
                       fmt::format("无法保存模型：{}", folder.string()));
}

}  // namespace aftercare::language
