#include "language/learnt/model_frame.hpp"

#include <fmt/format.h>

#include <fstream>

#include "base/digest.hpp"

namespace aftercare::language {
namespace {

constexpr std::uintmax_t kLargestModelFile = std::uintmax_t{4} << 30;

base::Error refusal(const std::string& en, const std::string& zh, const std::string& name) {
  return {base::ErrorKind::input, fmt::format("{}: {}", en, name), fmt::format("{}：{}", zh, name)};
}

}  // namespace

std::string framed(const ModelKind& kind, std::string_view payload) {
  std::string bytes(kind.magic);
  const std::uint64_t length = payload.size();
  put(bytes, &kind.version, 1);
  put(bytes, &length, 1);
  const auto digest = base::digest_of(payload);
  put(bytes, digest.data(), digest.size());
  bytes += payload;
  return bytes;
}

base::Error damaged_model(const std::string& name) {
  return refusal("the model is damaged", "模型文件已损坏", name);
}

base::Result<std::string_view> unframed(const ModelKind& kind, std::string_view bytes,
                                        const std::string& name) {
  if (!bytes.starts_with(kind.magic))
    return tl::unexpected(refusal(fmt::format("this is no model of '{}'", kind.made_by),
                                  fmt::format("不是 {} 生成的模型", kind.made_by), name));
  auto rest = bytes.substr(kind.magic.size());
  std::uint32_t version = 0;
  std::uint64_t length = 0;
  base::Digest digest{};
  const auto cut_off = [&] {
    return tl::unexpected(refusal("the model is cut off", "模型文件不完整", name));
  };
  if (!take(rest, &version, 1)) return cut_off();
  if (version != kind.version)
    return tl::unexpected(refusal(
        fmt::format("the model is of version {}, this program reads {}: train it again", version,
                    kind.version),
        fmt::format("模型版本为 {}，本程序读取 {}：请重新训练", version, kind.version), name));
  if (!take(rest, &length, 1) || !take(rest, digest.data(), digest.size()) || rest.size() < length)
    return cut_off();
  if (rest.size() != length || base::digest_of(rest) != digest)
    return tl::unexpected(damaged_model(name));
  return rest;
}

base::Result<std::string> read_model_file(const std::filesystem::path& file) {
  std::error_code none;
  const auto size = std::filesystem::file_size(file, none);
  std::ifstream in(file, std::ios::binary);
  if (none || !in)
    return tl::unexpected(refusal("the model cannot be read", "无法读取模型", file.string()));
  if (size > kLargestModelFile)
    return tl::unexpected(
        refusal("the file is too large to be a model", "文件过大，不是模型", file.string()));
  std::string bytes(size, '\0');
  in.read(bytes.data(), static_cast<std::streamsize>(size));
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return bytes;
}

}  // namespace aftercare::language
