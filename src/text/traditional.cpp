#include "text/traditional.hpp"

#include <fmt/format.h>
#include <opencc/SimpleConverter.hpp>

#include <array>
#include <cstring>
#include <exception>
#include <mutex>
#include <optional>
#include <span>

#include "base/prepared_definitions.hpp"
#include "base/utf8.hpp"

namespace aftercare::text {
namespace {

// The two blocks Chinese texts come from; what OpenCC changes beyond them is too rare to look for.
constexpr char32_t kFirstHan = 0x3400;
constexpr char32_t kLastHan = 0x9FFF;
constexpr const char* kSimplified = "simplified";  // Kind of prepared definition.

}  // namespace

struct Simplifier::State {
  // What a character becomes on its own; itself where nothing changes.
  std::array<char32_t, kLastHan - kFirstHan + 1> alone{};
  // Asked for by the first text that is traditional.
  const opencc::SimpleConverter& converter() {
    std::call_once(once, [this] { made.emplace("t2s.json"); });
    return *made;
  }
  std::once_flag once;
  std::optional<opencc::SimpleConverter> made;
};

Simplifier::Simplifier() : state_(std::make_unique<State>()) {
  if (const auto prepared = base::prepared_definition(kSimplified, {});
      prepared.size() == sizeof state_->alone) {
    std::memcpy(state_->alone.data(), prepared.data(), prepared.size());
    return;
  }
  std::string all;
  for (char32_t point = kFirstHan; point <= kLastHan; ++point) {
    base::append_code_point(all, point);
    all.push_back('\n');
  }
  const std::string changed = state_->converter().Convert(all);
  std::size_t at = 0;
  for (auto& to : state_->alone) {
    to = at < changed.size() ? base::next_code_point(changed, at) : U'\n';
    ++at;  // The line break.
  }
}

Simplifier::~Simplifier() = default;

base::Result<std::unique_ptr<Simplifier>> Simplifier::load() try {
  return std::unique_ptr<Simplifier>(new Simplifier());
} catch (const std::exception& error) {
  return base::failure(
      base::ErrorKind::internal,
      fmt::format("OpenCC cannot be used: {}. Install the package libopencc-data", error.what()),
      fmt::format("无法使用 OpenCC：{}。请安装软件包 libopencc-data", error.what()));
}

base::Result<base::PreparedDefinition> Simplifier::prepare() {
  const auto made = load();
  if (!made) return base::failure_of(made);
  const auto bytes = std::as_bytes(std::span((*made)->state_->alone));
  return base::PreparedDefinition{
      kSimplified, {}, {}, {reinterpret_cast<const char*>(bytes.data()), bytes.size()}};
}

bool Simplifier::is_traditional(char32_t point) const {
  return point >= kFirstHan && point <= kLastHan && state_->alone[point - kFirstHan] != point;
}

bool Simplifier::has_traditional(std::string_view text) const {
  for (std::size_t at = 0; at < text.size();)
    if (is_traditional(base::next_code_point(text, at))) return true;
  return false;
}

std::string Simplifier::simplify(std::string_view text) const {
  if (!has_traditional(text)) return std::string(text);
  std::vector<char32_t> points;
  for (std::size_t at = 0; at < text.size();) points.push_back(base::next_code_point(text, at));
  simplify(points);
  std::string simple;
  simple.reserve(text.size());
  for (const char32_t point : points) base::append_code_point(simple, point);
  return simple;
}

void Simplifier::simplify(std::vector<char32_t>& points) const {
  std::string given;
  given.reserve(points.size() * 3);
  for (const char32_t point : points) base::append_code_point(given, point);
  std::vector<char32_t> simple;
  simple.reserve(points.size());
  try {
    const std::string converted = state_->converter().Convert(given);
    for (std::size_t at = 0; at < converted.size();)
      simple.push_back(base::next_code_point(converted, at));
  } catch (const std::exception&) {
    simple.clear();  // Character by character below.
  }
  if (simple.size() == points.size()) {
    points.swap(simple);
    return;
  }
  // A phrase that changed its length would move every position behind it.
  for (char32_t& point : points)
    if (is_traditional(point)) point = state_->alone[point - kFirstHan];
}

}  // namespace aftercare::text
