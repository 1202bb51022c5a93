#include "pipeline/file_pattern.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <system_error>

#include "base/utf8.hpp"

namespace aftercare::pipeline {
namespace {

namespace fs = std::filesystem;

constexpr int kDeepestFolders = 64;

// The set that begins at `at`: whether it holds the character, and the place behind it; nothing if
// it is never closed.
struct SetMatch {
  bool holds = false;
  std::size_t end = 0;
};

std::optional<SetMatch> match_set(std::string_view pattern, std::size_t at, char32_t point) {
  ++at;
  bool negated = false;
  if (at < pattern.size() && (pattern[at] == '!' || pattern[at] == '^')) negated = true, ++at;
  bool holds = false;
  for (bool first = true; at < pattern.size(); first = false) {
    if (pattern[at] == ']' && !first) return SetMatch{holds != negated, at + 1};
    const auto low = base::next_code_point(pattern, at);
    auto high = low;
    if (at + 1 < pattern.size() && pattern[at] == '-' && pattern[at + 1] != ']') {
      ++at;
      high = base::next_code_point(pattern, at);
    }
    holds = holds || (low <= point && point <= high);
  }
  return std::nullopt;
}

// Matches one character at both places and moves them on.
bool match_one(std::string_view pattern, std::size_t& at, std::string_view name,
               std::size_t& name_at) {
  auto next = name_at;
  const auto point = base::next_code_point(name, next);
  if (pattern[at] == '?') {
    ++at;
  } else if (const auto set = pattern[at] == '[' ? match_set(pattern, at, point) : std::nullopt) {
    if (!set->holds) return false;
    at = set->end;
  } else {
    auto behind = at;
    if (base::next_code_point(pattern, behind) != point) return false;
    at = behind;
  }
  name_at = next;
  return true;
}

class PatternWalk {
 public:
  explicit PatternWalk(const fs::path& pattern) {
    for (const auto& step : pattern.relative_path())
      if (!step.empty() && !(step == "**" && !steps_.empty() && steps_.back() == "**"))
        steps_.push_back(step.string());
    root_ = pattern.root_path();
  }

  base::Result<std::vector<fs::path>> run() {
    walk(root_, 0, 0);
    if (error_) return tl::unexpected(*error_);
    return std::vector<fs::path>(found_.begin(), found_.end());
  }

 private:
  std::vector<fs::path> entries(const fs::path& folder) {
    std::vector<fs::path> names;
    std::error_code error;
    for (fs::directory_iterator at(folder.empty() ? fs::path(".") : folder, error), end;
         !error && at != end; at.increment(error))
      names.push_back(at->path().filename());
    if (error && !error_)
      error_ = base::Error{
          base::ErrorKind::input,
          fmt::format("folder cannot be read: {}: {}", folder.string(), error.message()),
          fmt::format("无法读取文件夹：{}：{}", folder.string(), error.message())};
    return names;
  }

  void walk(const fs::path& folder, std::size_t step, int depth) {
    std::error_code none;
    if (step == steps_.size()) {
      found_.insert(folder);
      return;
    }
    const auto& name = steps_[step];
    const bool any_folders = name == "**";
    if (!any_folders && !is_pattern(name)) {
      if (fs::exists(folder / name, none)) walk(folder / name, step + 1, depth);
      return;
    }
    if (!fs::is_directory(folder.empty() ? fs::path(".") : folder, none)) return;
    if (any_folders) walk(folder, step + 1, depth);
    if (any_folders && depth >= kDeepestFolders) return;
    for (const auto& entry : entries(folder)) {
      const auto text = entry.string();
      if (text.starts_with('.') && !name.starts_with('.')) continue;
      const auto path = folder / entry;
      const bool is_folder = fs::is_directory(path, none);
      if (any_folders) {
        if (is_folder && !fs::is_symlink(path, none)) walk(path, step, depth + 1);
        if (!is_folder && step + 1 == steps_.size()) found_.insert(path);
      } else if (matches(name, text)) {
        if (step + 1 == steps_.size() || is_folder) walk(path, step + 1, depth);
      }
    }
  }

  std::vector<std::string> steps_;
  fs::path root_;
  std::set<fs::path> found_;
  std::optional<base::Error> error_;
};

}  // namespace

bool is_pattern(std::string_view name) {
  return name.find_first_of("*?[") != name.npos;
}

bool matches(std::string_view pattern, std::string_view name) {
  std::size_t at = 0, name_at = 0;
  // Behind the last star, and where what it took begins: it takes one more on a mismatch.
  std::optional<std::size_t> star;
  std::size_t star_name = 0;
  while (name_at < name.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = ++at;
      star_name = name_at;
    } else if (at < pattern.size() && match_one(pattern, at, name, name_at)) {
      continue;
    } else if (star) {
      at = *star;
      base::next_code_point(name, star_name);
      name_at = star_name;
    } else {
      return false;
    }
  }
  while (at < pattern.size() && pattern[at] == '*') ++at;
  return at == pattern.size();
}

base::Result<std::vector<fs::path>> paths_matching(const fs::path& pattern) {
  return PatternWalk(pattern).run();
}

}  // namespace aftercare::pipeline
