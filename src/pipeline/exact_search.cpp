#include "pipeline/exact_search.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "privacy/mask.hpp"
#include "standard/word.hpp"
#include "text/width.hpp"

namespace aftercare::pipeline {
namespace {

using records::PersonalKind;

constexpr std::pair<std::string_view, SearchedFor> kSearchedFor[] = {{"any", SearchedFor::any},
                                                                     {"phone", SearchedFor::phone},
                                                                     {"email", SearchedFor::email},
                                                                     {"order", SearchedFor::order}};

std::vector<SearchedFor> kinds_of(std::string_view value, SearchedFor what) {
  if (what != SearchedFor::any) return {what};
  if (value.find('@') != value.npos) return {SearchedFor::email};
  constexpr std::ptrdiff_t least_digits = 7;
  std::vector<SearchedFor> kinds = {SearchedFor::order};
  if (std::ranges::count_if(value, [](char byte) { return byte >= '0' && byte <= '9'; }) >=
      least_digits)
    kinds.push_back(SearchedFor::phone);
  return kinds;
}

}  // namespace

std::optional<SearchedFor> searched_for(std::string_view name) {
  const auto* known =
      std::ranges::find(kSearchedFor, name, [](const auto& one) { return one.first; });
  if (known == std::end(kSearchedFor)) return std::nullopt;
  return known->second;
}

base::Result<std::vector<SearchHits>> search_exactly(const Session& session,
                                                     const records::Viewer& viewer,
                                                     std::string_view value, SearchedFor what,
                                                     const Actor& who, std::size_t most) {
  const auto folded = text::fold_width(standard::trim(value));
  if (folded.empty())
    return base::failure("nothing to search for: the value is empty", "没有可查找的内容：值为空");
  std::vector<store::ExactValue> values;
  for (const auto kind : kinds_of(folded, what)) {
    if (kind == SearchedFor::order) {
      values.push_back({PersonalKind::none, std::string(standard::trim(value))});
      continue;
    }
    const auto personal = kind == SearchedFor::email ? PersonalKind::email : PersonalKind::phone;
    const auto plain = privacy::normalise(personal, folded);
    if (!plain.empty()) values.push_back({personal, session.vault().token(personal, plain)});
  }
  const auto hits = store::find_exactly(session.store(), viewer, values, most);
  if (!hits) return base::failure_of(hits);
  std::vector<SearchHits> found;
  std::size_t records = 0;
  for (const auto& one : *hits) {
    auto faces = store::faces_of(session.store(), viewer, one.entity, one.keys);
    if (!faces) return base::failure_of(faces);
    records += faces->size();
    found.push_back({one.entity, std::move(*faces), one.more});
  }
  const auto* asked =
      std::ranges::find(kSearchedFor, what, [](const auto& one) { return one.second; });
  if (auto noted = note(session, records::AuditAction::search, who,
                        fmt::format("{} {} records", asked->first, records));
      !noted)
    return base::failure_of(noted);
  return found;
}

}  // namespace aftercare::pipeline
