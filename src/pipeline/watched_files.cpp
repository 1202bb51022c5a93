#include "pipeline/watched_files.hpp"

#include <fmt/format.h>

#include <map>

#include "base/digest.hpp"
#include "store/duckdb/file_marks.hpp"

namespace aftercare::pipeline {
namespace {

namespace fs = std::filesystem;

void add_watched(const fs::path& file, const fs::path& root,
                 std::map<std::string, store::FileMark>& marks) {
  std::error_code none;
  const auto size = fs::file_size(file, none);
  const auto time = fs::last_write_time(file, none).time_since_epoch().count();
  if (none) return;
  marks[fs::relative(file, root, none).string()] = {fmt::format("{} {}", size, time), {}};
}

std::map<std::string, store::FileMark> files_now(const fs::path& root) {
  std::map<std::string, store::FileMark> marks;
  std::error_code none;
  add_watched(root / "aftercare.yaml", root, marks);
  for (const auto* folder : {"catalog", "models"})
    for (fs::recursive_directory_iterator at(root / folder, none), end; !none && at != end;
         at.increment(none))
      if (at->is_regular_file(none)) add_watched(at->path(), root, marks);
  return marks;
}

}  // namespace

base::Result<void> note_changed_files(const Session& session) {
  const auto root = session.workspace().root();
  auto now = files_now(root);
  const auto known = store::file_marks(session.store());
  if (!known) return base::failure_of(known);
  const bool first = known->empty();
  bool same = now.size() == known->size();
  std::vector<records::AuditEntry> entries;
  const auto note = [&](const std::string& name, std::string_view what) {
    const auto action =
        name.starts_with("models/") ? records::AuditAction::model : records::AuditAction::setting;
    if (!first)
      entries.push_back({{}, "found at opening", action, fmt::format("{} {}", name, what), {}});
  };
  for (auto& [name, mark] : now) {
    const auto before = known->find(name);
    if (before != known->end() && before->second.stamp == mark.stamp) {
      mark.digest = before->second.digest;
      continue;
    }
    same = false;
    const auto digest = base::digest_of_file(root / name);
    if (!digest) return base::failure_of(digest);
    mark.digest = base::to_hex(*digest);
    if (before == known->end())
      note(name, "added");
    else if (before->second.digest != mark.digest)
      note(name, "changed");
  }
  for (const auto& [name, mark] : *known)
    if (!now.contains(name)) {
      same = false;
      note(name, "removed");
    }
  if (same) return {};
  return store::keep_file_marks(session.store(), now, entries);
}

}  // namespace aftercare::pipeline
