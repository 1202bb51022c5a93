#include "pipeline/backup/snapshot_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "privacy/sealing.hpp"

namespace aftercare::pipeline {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr int kPageFormat = 1;

std::string page_file(const std::string& name) {
  return "snapshots/" + name;
}

std::string head_file(const std::string& name) {
  return "heads/" + name;
}

const std::uint8_t* sealing_key(std::string_view key) {
  return reinterpret_cast<const std::uint8_t*>(key.data());
}

base::Result<void> put_sealed(BackupPlace& place, std::string_view key, const std::string& file,
                              const std::string& text) {
  std::string sealed;
  privacy::seal_with(sealing_key(key), file, text, sealed);
  return place.put(file, sealed);
}

tl::unexpected<base::Error> no_page(const std::string& name) {
  return base::failure(base::ErrorKind::input, fmt::format("no page of a backup: {}", name),
                       fmt::format("不是备份的目录页：{}", name));
}

std::optional<PageHead> head_from(std::string_view key, const std::string& name,
                                  std::string_view sealed) {
  const auto text = privacy::unseal_with(sealing_key(key), head_file(name), sealed);
  if (!text) return std::nullopt;
  const auto json = OrderedJson::parse(*text, nullptr, false);
  if (!json.is_object()) return std::nullopt;
  return PageHead{name, json.value("made_at", ""), json.value("bytes", std::uint64_t{0}),
                  json.value("files", std::uint64_t{0}), json.value("rows", std::uint64_t{0})};
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

PageHead head_of(const SnapshotPage& page) {
  return {page.name, page.made_at, page.bytes(), page.files.size(), page.rows()};
}

std::string to_json(const SnapshotPage& page) {
  OrderedJson files = OrderedJson::array();
  for (const auto& file : page.files)
    files.push_back({{"path", file.path},
                     {"bytes", file.bytes},
                     {"digest", file.digest},
                     {"chunks", file.chunks}});
  return OrderedJson{{"format", kPageFormat},
                     {"made_at", page.made_at},
                     {"turn", page.turn},
                     {"files", std::move(files)},
                     {"content", page.content}}
      .dump();
}

base::Result<SnapshotPage> page_from(std::string_view text, const std::string& name) {
  const auto json = OrderedJson::parse(text, nullptr, false);
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
    page.turn = json.value("turn", 0U);
    page.content = json.at("content").get<std::map<std::string, std::string>>();
  } catch (const nlohmann::json::exception&) {
    return no_page(name);
  }
  return page;
}

base::Result<void> put_head(BackupPlace& place, std::string_view key, const SnapshotPage& page) {
  const auto head = head_of(page);
  const OrderedJson shown{
      {"made_at", head.made_at}, {"bytes", head.bytes}, {"files", head.files}, {"rows", head.rows}};
  return put_sealed(place, key, head_file(page.name), shown.dump());
}

base::Result<void> put_page(BackupPlace& place, std::string_view key, const SnapshotPage& page) {
  // The head first: a backup is there when its page is.
  if (auto put = put_head(place, key, page); !put) return put;
  if (auto put = put_sealed(place, key, page_file(page.name), to_json(page)); !put) return put;
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
  const auto text = privacy::unseal_with(sealing_key(key), page_file(name), *sealed);
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

base::Result<PageHead> get_head(const BackupPlace& place, std::string_view key,
                                const std::string& name) {
  if (name.find('/') != std::string::npos) return no_page(name);
  const auto sealed = place.get(head_file(name));
  if (!sealed && sealed.error().kind != base::ErrorKind::input) return base::failure_of(sealed);
  if (sealed)
    if (auto head = head_from(key, name, *sealed)) return std::move(*head);
  const auto page = get_page(place, key, name);
  if (!page) return base::failure_of(page);
  return head_of(*page);
}

base::Result<bool> head_is_good(const BackupPlace& place, std::string_view key,
                                const SnapshotPage& page) {
  const auto sealed = place.get(head_file(page.name));
  if (!sealed && sealed.error().kind != base::ErrorKind::input) return base::failure_of(sealed);
  return !sealed || head_from(key, page.name, *sealed) == head_of(page);
}

base::Result<void> remove_page(BackupPlace& place, const std::string& name) {
  if (auto removed = place.remove(page_file(name)); !removed) return removed;
  return place.remove(head_file(name));
}

base::Result<void> remove_heads_but(BackupPlace& place, const std::vector<std::string>& names) {
  const auto heads = place.list("heads");
  if (!heads) return base::failure_of(heads);
  for (const auto& head : *heads) {
    const auto name = std::filesystem::path(head.name).filename().string();
    if (std::ranges::find(names, name) != names.end()) continue;
    if (auto removed = place.remove(head.name); !removed) return removed;
  }
  return {};
}

base::Result<std::vector<std::string>> page_names(const BackupPlace& place) {
  const auto pieces = place.list("snapshots");
  if (!pieces) return base::failure_of(pieces);
  std::vector<std::string> names;
  for (const auto& piece : *pieces)
    names.push_back(std::filesystem::path(piece.name).filename().string());
  return names;
}

}  // namespace aftercare::pipeline
