#include "base/prepared_definitions.hpp"

#include <fmt/format.h>

#include <optional>
#include <span>

#include "base/share.hpp"

namespace aftercare::base {
namespace {

constexpr std::uint32_t kDefinitionsVersion = 3;
constexpr const char* kDefinitionsName = "definitions.prepared";

// Nothing if a file cannot be read.
std::optional<Digest> digest_of_definition(std::string_view kind,
                                           const std::vector<std::filesystem::path>& files,
                                           std::string_view made_of) {
  Digester digester;
  digester.add_field(kind).add_field(made_of);
  for (const auto& file : files) {
    const auto digest = digest_of_file(file);
    if (!digest) return std::nullopt;
    digester.add_field({reinterpret_cast<const char*>(digest->data()), digest->size()});
  }
  return digester.finish();
}

}  // namespace

// The digests stand in the first section, one for each that follows.
Result<PreparedDefinitions> PreparedDefinitions::open(const std::filesystem::path& file) {
  auto opened = PreparedFile::open(file, kDefinitionsVersion);
  if (!opened) return failure_of(opened);
  PreparedDefinitions definitions(std::move(*opened));
  if (definitions.file_.sections() == 0) return definitions;
  const auto digests = definitions.file_.section<Digest>(0);
  for (std::size_t at = 0; at < digests.size() && at + 1 < definitions.file_.sections(); ++at)
    definitions.sections_.emplace(digests[at], at + 1);
  return definitions;
}

std::string_view PreparedDefinitions::find(std::string_view kind,
                                           const std::vector<std::filesystem::path>& files,
                                           std::string_view made_of) const {
  const auto digest = digest_of_definition(kind, files, made_of);
  if (!digest) return {};
  const auto at = sections_.find(*digest);
  if (at == sections_.end()) return {};
  const auto bytes = file_.section<char>(at->second);
  return {bytes.data(), bytes.size()};
}

std::string_view prepared_definition(std::string_view kind,
                                     const std::vector<std::filesystem::path>& files,
                                     std::string_view made_of) {
  static const auto shipped = [] {
    const auto share = share_folder();
    return PreparedDefinitions::open(share ? *share / kDefinitionsName : kDefinitionsName);
  }();
  return shipped ? shipped->find(kind, files, made_of) : std::string_view();
}

Result<void> write_prepared_definitions(const std::filesystem::path& file,
                                        const std::vector<PreparedDefinition>& definitions) {
  std::vector<Digest> digests;
  std::vector<std::span<const std::byte>> sections(1);
  for (const auto& definition : definitions) {
    const auto digest = digest_of_definition(definition.kind, definition.files, definition.made_of);
    if (!digest)
      return failure(ErrorKind::internal,
                     fmt::format("cannot be read: a file of {}", definition.kind),
                     fmt::format("无法读取：{} 的文件", definition.kind));
    digests.push_back(*digest);
    sections.push_back(std::as_bytes(std::span(definition.bytes)));
  }
  sections[0] = std::as_bytes(std::span(digests));
  return write_prepared(file, kDefinitionsVersion, sections);
}

}  // namespace aftercare::base
