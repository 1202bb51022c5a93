#include "language/own_entities.hpp"

#include <algorithm>
#include <string>

#include "base/utf8.hpp"
#include "language/learnt/model_frame.hpp"

namespace aftercare::language {
namespace {

constexpr std::string_view kByModel = "model";

// The points of [from, to) that stand for the given text's bytes [begin, end).
std::pair<std::uint32_t, std::uint32_t> points_of(const text::NormalText& text, std::size_t from,
                                                  std::size_t to, std::size_t begin,
                                                  std::size_t end) {
  std::size_t low = from, high = to;
  while (low < high) {
    const auto middle = low + (high - low) / 2;
    if (text.begin_of(middle) < begin)
      low = middle + 1;
    else
      high = middle;
  }
  auto last = low;
  while (last < to && text.end_of(last) <= end) ++last;
  return {static_cast<std::uint32_t>(low), static_cast<std::uint32_t>(last)};
}

}  // namespace

std::optional<records::SpanKind> kind_of_type(std::string_view type) {
  std::string name(type);
  for (auto& sign : name) {
    if (sign >= 'A' && sign <= 'Z') sign = static_cast<char>(sign - 'A' + 'a');
    if (sign == '-') sign = '_';
  }
  for (auto kind = 0U; kind <= static_cast<unsigned>(records::SpanKind::account); ++kind)
    if (records::to_name(static_cast<records::SpanKind>(kind)) == name)
      return static_cast<records::SpanKind>(kind);
  return std::nullopt;
}

base::Result<OwnEntities> OwnEntities::load(const std::filesystem::path& models) {
  OwnEntities own;
  const auto file = models / kOwnEntities / "model";
  std::error_code none;
  if (models.empty() || !std::filesystem::is_regular_file(file, none)) return own;
  const auto bytes = read_model_file(file);
  if (!bytes) return base::failure_of(bytes);
  if (!SpanModel::is_one(*bytes)) return own;
  auto model = SpanModel::parse(*bytes, file.string());
  if (!model) return base::failure_of(model);
  if (std::ranges::none_of(model->types(),
                           [](const std::string& type) { return kind_of_type(type).has_value(); }))
    return own;
  auto tools = TextTools::load(model->needs_segmenter());
  if (!tools) return base::failure_of(tools);
  own.tools_ = std::move(*tools);
  own.model_ = std::move(*model);
  return own;
}

void OwnEntities::mark(std::string_view given, const text::NormalText& text, std::size_t from,
                       std::size_t to, std::size_t first, OwnEntityScratch& scratch,
                       std::vector<Marked>& marked) const {
  if (!model_ || from >= to) return;
  model_->find(given, SpanReader(tools_.segmenter.get()), scratch.model, scratch.found);
  const auto known = marked.size();
  std::size_t byte = 0;
  std::uint32_t character = 0;
  const auto byte_at = [&](std::uint32_t place) {
    for (; character < place && byte < given.size(); ++character)
      base::next_code_point(given, byte);
    return byte;
  };
  for (const auto& one : scratch.found) {
    const auto begin_byte = byte_at(one.span.begin), end_byte = byte_at(one.span.end);
    const auto kind = kind_of_type(one.span.type);
    if (!kind) continue;
    const auto [begin, end] = points_of(text, from, to, begin_byte, end_byte);
    if (begin >= end) continue;
    const bool overlaps =
        std::any_of(marked.begin() + static_cast<std::ptrdiff_t>(first),
                    marked.begin() + static_cast<std::ptrdiff_t>(known),
                    [&](const Marked& mark) { return mark.begin < end && begin < mark.end; });
    if (!overlaps) marked.push_back({begin, end, *kind, one.probability, kByModel});
  }
  if (marked.size() > known)
    std::ranges::stable_sort(marked.begin() + static_cast<std::ptrdiff_t>(first), marked.end(), {},
                             &Marked::begin);
}

}  // namespace aftercare::language
