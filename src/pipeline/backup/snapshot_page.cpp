#include "pipeline/backup/snapshot_page.hpp"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "privacy/sealing.hpp"

namespace aftercare::pipeline {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kPageFormat = 1;

std::string page_file(const std::string& name) {
  return "snapshots/" + name;
}

tl::unexpected<base::Error> no_page(const std::string& name) {
  return base::failure(base::ErrorKind::input, fmt::format("no page of a backup: {}", name),
                       fmt::format("不是备份的目录页：{}", name));
}

}  // namespace

std::uint64_t SnapshotPage::bytes() const {
  std::uint64_t sum = 0;
  for (const auto& file : files) sum += file.bytes;
  return sum;
}

std::uint64_t SnapshotPage::rows() const {
  std::uint64_t sum = 0;
  for (const auto& [table, digest] : content) {
    std::uint64_t rows = 0;
    std::from_chars(digest.data(), digest.data() + digest.size(), rows);
    sum += rows;
  }
  return sum;
}

std::string to_json(const SnapshotPage& page) {
  Json files = Json::array();
  for (const auto& file : page.files)
    files.push_back({{"path", file.path},
                     {"bytes", file.bytes},
                     {"digest", file.digest},
                     {"chunks", file.chunks}});
  return Json{{"format", kPageFormat},
              {"made_at", page.made_at},
              {"files", std::move(files)},
              {"content", page.content}}
      .dump();
}

base::Result<SnapshotPage> page_from(std::string_view text, const std::string& name) {
  const auto json = Json::parse(text, nullptr, false);
  if (!json.is_object() || json.value("format", 0) <= 0) return no_page(name);
  if (json.value("format", 0) > kPageFormat)
    return base::failure(
        base::ErrorKind::input,
        fmt::format("a newer Aftercare made the backup: {}; use the newer program", name),
        fmt::format("备份由更新版本的 Aftercare 制作：{}；请使用新版本", name));
  SnapshotPage page;
  page.name = name;
  try {
    page.made_at = json.at("made_at").get<std::string>();
    for (const auto& file : json.at("files")) {
      KeptFile kept{file.at("path").get<std::string>(), file.at("bytes").get<std::uint64_t>(),
                    file.at("digest").get<std::string>(),
                    file.at("chunks").get<std::vector<std::string>>()};
      // Never out of the workspace that it is restored to.
      const auto path = std::filesystem::path(kept.path).lexically_normal();
      if (path.empty() || path.is_absolute() || *path.begin() == "..") return no_page(name);
      for (const auto& chunk : kept.chunks)
        if (chunk.size() != 32 || chunk.find_first_not_of("0123456789abcdef") != std::string::npos)
          return no_page(name);
      page.files.push_back(std::move(kept));
    }
    page.content = json.at("content").get<std::map<std::string, std::string>>();
  } catch (const nlohmann::json::exception&) {
    return no_page(name);
  }
  return page;
}

base::Result<void> put_page(BackupPlace& place, std::string_view key, const SnapshotPage& page) {
  std::string sealed;
  privacy::seal_with(reinterpret_cast<const std::uint8_t*>(key.data()), page_file(page.name),
                     to_json(page), sealed);
  if (auto put = place.put(page_file(page.name), sealed); !put) return put;
  return place.settle();
}

base::Result<SnapshotPage> get_page(const BackupPlace& place, std::string_view key,
                                    const std::string& name) {
  if (name.find('/') != std::string::npos) return no_page(name);
  const auto sealed = place.get(page_file(name));
  if (!sealed && sealed.error().kind != base::ErrorKind::input) return base::failure_of(sealed);
  if (!sealed)
    return base::failure(base::ErrorKind::input,
                         fmt::format("no such backup: {}, at {}", name, place.name()),
                         fmt::format("没有这份备份：{}，位于 {}", name, place.name()));
  const auto text = privacy::unseal_with(reinterpret_cast<const std::uint8_t*>(key.data()),
                                         page_file(name), *sealed);
  if (!text)
    return base::failure(
        base::ErrorKind::input,
        fmt::format("a backup does not open: {}, at {}; it was changed, or made with the keys of "
                    "another workspace",
                    name, place.name()),
        fmt::format("备份无法打开：{}，位于 {}；它被改动过，或使用了其他工作区的密钥", name,
                    place.name()));
  return page_from(*text, name);
}

base::Result<std::vector<std::string>> page_names(const BackupPlace& place) {
  auto names = place.list("snapshots");
  if (!names) return names;
  for (auto& name : *names) name = std::filesystem::path(name).filename().string();
  return names;
}

}  // namespace aftercare::pipeline
