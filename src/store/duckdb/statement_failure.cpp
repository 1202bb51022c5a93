#include "store/duckdb/statement_failure.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <string>

#include "text/nearest.hpp"

namespace aftercare::store {
namespace {

base::Error said(std::string en, std::string zh) {
  return {base::ErrorKind::usage, std::move(en), std::move(zh)};
}

// between: what stands behind `before` up to the next `after`.
std::optional<std::string> between(const std::string& text, std::string_view before,
                                   std::string_view after) {
  const auto at = text.find(before);
  if (at == text.npos) return std::nullopt;
  const auto begin = at + before.size();
  const auto end = text.find(after, begin);
  if (end == text.npos) return std::nullopt;
  return text.substr(begin, end - begin);
}

std::optional<std::string> unknown_column(const std::string& words) {
  if (auto name = between(words, "Referenced column \"", "\" not found")) return name;
  return between(words, "does not have a column named \"", "\"");
}

base::Error about_column(const std::string& name, const std::vector<RoleView>& views) {
  std::vector<std::string> names;
  for (const auto& view : views) {
    if (std::ranges::find(view.hidden, name) != view.hidden.end())
      return said(fmt::format("your role does not see the column {} of {}", name, view.name),
                  fmt::format("您的角色不能查看 {} 的列 {}", view.name, name));
    for (const auto& column : view.columns)
      if (std::ranges::find(names, column.name) == names.end()) names.push_back(column.name);
  }
  const auto near = text::nearest(name, names);
  return said(
      fmt::format("no such column: {}{}; 'aftercare sql --tables' lists them", name,
                  near.empty() ? "" : fmt::format("; did you mean {}?", fmt::join(near, ", "))),
      fmt::format("没有该列：{}{}；aftercare sql --tables 可列出全部", name,
                  near.empty() ? "" : fmt::format("；是否指 {}？", fmt::join(near, "、"))));
}

}  // namespace

base::Error statement_failure(const base::Error& engine, const std::vector<RoleView>& views) {
  if (engine.kind == base::ErrorKind::usage) return engine;
  const auto& words = engine.message;
  if (words.find("Out of Memory") != words.npos || words.find("bad_alloc") != words.npos ||
      words.find("could not allocate") != words.npos ||
      words.find("failed to allocate") != words.npos)
    return said(
        "the statement needs more memory than the store has; ask for less, or narrow its "
        "joins",
        "语句需要的内存超过数据库上限；请缩小范围或收紧连接条件");
  if (const auto column = unknown_column(words)) return about_column(*column, views);
  auto first = words.substr(0, words.find('\n'));
  constexpr std::string_view by_engine = "the engine failed: ";
  if (first.starts_with(by_engine)) first.erase(0, by_engine.size());
  return said(fmt::format("the statement cannot be answered: {}", first),
              fmt::format("语句无法执行：{}", first));
}

}  // namespace aftercare::store
