#include "metrics/definition_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/yaml_file.hpp"
#include "text/nearest.hpp"

namespace aftercare::metrics {

void Flaws::add(const std::filesystem::path& file, const YAML::Node& at, std::string en,
                std::string zh) {
  const auto place = base::where(file, at);
  lines_.push_back({fmt::format("{}, at {}", en, place), fmt::format("{}，位于 {}", zh, place)});
}

tl::unexpected<base::Error> Flaws::failure() const {
  constexpr std::size_t kMost = 20;
  std::string en;
  std::string zh;
  for (std::size_t line = 0; line < lines_.size() && line < kMost; ++line) {
    en += fmt::format("{}{}", line == 0 ? "" : "\n", lines_[line].en);
    zh += fmt::format("{}{}", line == 0 ? "" : "\n", lines_[line].zh);
  }
  if (lines_.size() > kMost) {
    en += fmt::format("\nand {} more", lines_.size() - kMost);
    zh += fmt::format("\n另有 {} 处", lines_.size() - kMost);
  }
  return base::failure(std::move(en), std::move(zh));
}

YAML::Node DefinitionReader::at(std::string_view key) const {
  // Of a const node: a missing key is then an undefined node and adds nothing.
  const YAML::Node& map = node_;
  return map.IsMap() ? map[std::string(key)] : YAML::Node(YAML::NodeType::Undefined);
}

bool DefinitionReader::has_only(std::initializer_list<std::string_view> keys) const {
  if (!node_.IsMap()) {
    flaw(node_, "no definition: a map of keys and values is expected", "不是定义：应为键值映射");
    return false;
  }
  for (const auto& pair : node_) {
    const auto key = pair.first.IsScalar() ? pair.first.Scalar() : std::string();
    if (std::ranges::find(keys, key) != keys.end()) continue;
    const auto near = text::nearest(key, {keys.begin(), keys.end()}, 1);
    const auto en = near.empty() ? "" : fmt::format("; did you mean {}?", near.front());
    const auto zh = near.empty() ? "" : fmt::format("；是否想写 {}？", near.front());
    flaw(pair.first, fmt::format("unknown key: '{}'{}", key, en),
         fmt::format("未知的键：“{}”{}", key, zh));
  }
  return true;
}

std::string DefinitionReader::text(std::string_view key, bool required) const {
  const auto found = at(key);
  if (found.IsDefined() && found.IsScalar()) return found.Scalar();
  if (found.IsDefined())
    flaw(found, fmt::format("no single value: '{}'", key), fmt::format("不是单个值：“{}”", key));
  else if (required)
    flaw(node_, fmt::format("missing: '{}'", key), fmt::format("缺少：“{}”", key));
  return {};
}

std::string DefinitionReader::name(std::string_view key, bool required) const {
  constexpr std::string_view allowed = "abcdefghijklmnopqrstuvwxyz0123456789_";
  auto found = text(key, required);
  if (found.empty()) return found;
  if (found.size() <= 40 && found.find_first_not_of(allowed) == found.npos &&
      (found[0] < '0' || found[0] > '9'))
    return found;
  flaw(at(key), fmt::format("no name (a-z, 0-9 and _, at most 40): '{}'", found),
       fmt::format("不是名称（小写字母、数字和下划线，至多 40 个）：“{}”", found));
  return {};
}

records::Label DefinitionReader::label(std::string_view key, bool required) const {
  const auto found = at(key);
  if (!found.IsDefined() && !required) return {};
  if (!found.IsDefined() || !found.IsMap()) {
    flaw(found.IsDefined() ? found : node_, fmt::format("missing: '{}' with zh and en", key),
         fmt::format("缺少：含 zh 和 en 的“{}”", key));
    return {};
  }
  const auto both = inner(found);
  both.has_only({"zh", "en"});
  records::Label label{both.text("en"), both.text("zh")};
  if (found["zh"].IsDefined() && found["en"].IsDefined() && (label.zh.empty() || label.en.empty()))
    flaw(found, fmt::format("empty text: '{}' needs zh and en", key),
         fmt::format("文字为空：“{}”需要 zh 和 en", key));
  return label;
}

std::vector<std::string> DefinitionReader::texts(std::string_view key) const {
  std::vector<std::string> list;
  const auto found = at(key);
  if (!found.IsDefined()) return list;
  bool good = found.IsSequence();
  if (good)
    for (const auto& item : found) {
      good = good && item.IsScalar() && !item.Scalar().empty();
      if (item.IsScalar()) list.push_back(item.Scalar());
    }
  if (!good)
    flaw(found, fmt::format("no list of texts: '{}'", key),
         fmt::format("不是文字的列表：“{}”", key));
  return list;
}

double DefinitionReader::number(std::string_view key, double otherwise) const {
  const auto written = text(key, false);
  if (written.empty()) return otherwise;
  double value = 0;
  const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), value);
  if (error == std::errc() && end == written.data() + written.size() && std::isfinite(value))
    return value;
  flaw(at(key), fmt::format("no number: {} '{}'", key, written),
       fmt::format("不是数字：{} “{}”", key, written));
  return otherwise;
}

bool DefinitionReader::truth(std::string_view key, bool otherwise) const {
  const auto written = text(key, false);
  if (written.empty()) return otherwise;
  if (written == "true") return true;
  if (written != "false")
    flaw(at(key), fmt::format("neither true nor false: {} '{}'", key, written),
         fmt::format("既不是 true 也不是 false：{} “{}”", key, written));
  return false;
}

std::size_t DefinitionReader::one_of(std::string_view key,
                                     const std::vector<std::string>& words) const {
  const auto written = text(key);
  if (written.empty()) return 0;
  const auto found = std::ranges::find(words, written);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  flaw(at(key), fmt::format("unknown {}: '{}'; one of {}", key, written, fmt::join(words, ", ")),
       fmt::format("未知的 {}：“{}”；可用 {}", key, written, fmt::join(words, "、")));
  return 0;
}

std::vector<DefinitionReader> DefinitionReader::items(std::string_view key) const {
  const auto found = at(key);
  std::vector<DefinitionReader> list;
  if (found.IsDefined() && found.IsMap()) {
    list.push_back(inner(found));
  } else if (found.IsDefined() && found.IsSequence() && found.size() > 0) {
    for (const auto& item : found) list.push_back(inner(item));
  } else {
    flaw(found.IsDefined() ? found : node_, fmt::format("missing or empty: '{}'", key),
         fmt::format("缺少或为空：“{}”", key));
  }
  return list;
}

}  // namespace aftercare::metrics
