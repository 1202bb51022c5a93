#include "base/yaml_file.hpp"

#include <fmt/format.h>

namespace aftercare::base {

Result<YAML::Node> load_yaml(const std::filesystem::path& file) try {
  return YAML::LoadFile(file.string());
} catch (const YAML::BadFile&) {
  return failure(fmt::format("file cannot be read: {}", file.string()),
                 fmt::format("无法读取文件:{}", file.string()));
} catch (const YAML::Exception& error) {
  return failure(
      fmt::format("not valid YAML: {}, at {}:{}", error.msg, file.string(), error.mark.line + 1),
      fmt::format("不是有效的 YAML:{},位于 {}:{}", error.msg, file.string(), error.mark.line + 1));
}

std::string where(const std::filesystem::path& file, const YAML::Node& node) {
  if (!node.IsDefined()) return file.string();  // What is not there has no line.
  return fmt::format("{}:{}", file.string(), node.Mark().line + 1);
}

tl::unexpected<Error> flaw(const std::filesystem::path& file, const YAML::Node& at,
                           const std::string& en, const std::string& zh) {
  const auto place = where(file, at);
  return failure(fmt::format("{} ({})", en, place), fmt::format("{}（{}）", zh, place));
}

std::string text_or(const YAML::Node& map, std::string_view key, std::string_view otherwise) {
  if (!map.IsMap()) return std::string(otherwise);
  const auto node = map[std::string(key)];
  return node && node.IsScalar() ? node.Scalar() : std::string(otherwise);
}

}  // namespace aftercare::base
