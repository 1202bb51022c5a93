#include "records/viewer.hpp"

#include <fmt/format.h>

#include "base/utf8.hpp"

namespace aftercare::records {
namespace {

constexpr std::string_view kRefused = "not allowed: ";

}  // namespace

FieldRights FieldRights::all() {
  FieldRights rights;
  rights.by_class_.fill(Shown::clear);
  return rights;
}

Shown FieldRights::of(std::string_view entity, const Field& field) const {
  if (!by_field_.empty())
    if (const auto at = by_field_.find(fmt::format("{}.{}", entity, field.name));
        at != by_field_.end())
      return at->second;
  return of(field.pii);
}

Viewer Viewer::owner() {
  return {"owner", "administrator", FieldRights::all(), {}, {}};
}

tl::unexpected<base::Error> refusal(std::string en, std::string zh) {
  return base::failure(std::string(kRefused) + std::move(en), "没有权限：" + std::move(zh));
}

bool is_refusal(const base::Error& error) {
  return error.kind == base::ErrorKind::usage && error.message.starts_with(kRefused);
}

std::string masked_sign(std::string_view text) {
  std::size_t points = 0;
  for (std::size_t at = 0; at < text.size(); ++points) base::next_code_point(text, at);
  if (points < 4) return "***";
  std::size_t at = 0;
  for (std::size_t skipped = 0; skipped + 2 < points; ++skipped) base::next_code_point(text, at);
  return "***" + std::string(text.substr(at));
}

std::string_view to_name(Shown shown) {
  switch (shown) {
    case Shown::hidden:
      return "hidden";
    case Shown::token:
      return "token";
    case Shown::masked:
      return "masked";
    case Shown::clear:
      break;
  }
  return "clear";
}

}  // namespace aftercare::records
