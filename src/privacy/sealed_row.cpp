#include "privacy/sealed_row.hpp"

#include <fmt/format.h>

#include <cassert>
#include <nlohmann/json.hpp>

#include "privacy/sealed_json.hpp"

namespace aftercare::privacy {
namespace {

template <typename Texts>
void append_list(const Texts& texts, std::string& to) {
  to.push_back('[');
  for (std::size_t at = 0; at < texts.size(); ++at) {
    if (at > 0) to.push_back(',');
    append_json_text(texts[at], to);
  }
  to.push_back(']');
}

base::Result<SealedRow> seal_row(Vault& vault, std::string_view file_id, std::uint64_t row,
                                 std::string_view json) {
  SealedRow sealed{fmt::format("quarantine/{}/{}", file_id, row), {}};
  if (const auto done = vault.seal_into(sealed.person, json, sealed.sealed); !done)
    return base::failure_of(done);
  return sealed;
}

bool read_texts(const nlohmann::json& list, std::vector<std::string>& to) {
  if (!list.is_array()) return false;
  for (const auto& text : list) {
    if (!text.is_string()) return false;
    to.push_back(text.get<std::string>());
  }
  return true;
}

}  // namespace

base::Result<SealedRow> seal_cells(Vault& vault, std::string_view file_id, std::uint64_t row,
                                   std::span<const std::string> columns,
                                   std::span<const std::string_view> cells) {
  assert(columns.size() == cells.size());
  std::string json = R"({"columns":)";
  append_list(columns, json);
  json.append(R"(,"cells":)");
  append_list(cells, json);
  json.push_back('}');
  return seal_row(vault, file_id, row, json);
}

base::Result<SealedRow> seal_raw(Vault& vault, std::string_view file_id, std::uint64_t row,
                                 std::string_view raw) {
  std::string json = R"({"raw":)";
  append_json_text(raw, json);
  json.push_back('}');
  return seal_row(vault, file_id, row, json);
}

base::Result<RawRow> unseal_row(Vault& vault, std::string_view person, std::string_view sealed) {
  const auto json = vault.unseal(person, sealed);
  if (!json) return base::failure_of(json);
  const auto parsed = nlohmann::json::parse(*json, nullptr, false);
  RawRow row;
  bool good = parsed.is_object();
  if (good && parsed.contains("raw")) {
    good = parsed["raw"].is_string();
    if (good) row.raw = parsed["raw"].get<std::string>();
  } else if (good) {
    good = parsed.contains("columns") && parsed.contains("cells") &&
           read_texts(parsed["columns"], row.columns) && read_texts(parsed["cells"], row.cells) &&
           row.columns.size() == row.cells.size();
  }
  if (!good)
    return base::failure(base::ErrorKind::internal, "a sealed row is not what was sealed",
                         "封存的行内容不符合格式");
  return row;
}

}  // namespace aftercare::privacy
