// Of the key file: every key wrapped anew, in steps.

#include <utility>

#include "privacy/key_statement.hpp"
#include "privacy/key_store.hpp"

namespace aftercare::privacy {

base::Result<bool> KeyStore::rotation() {
  const auto open = number("SELECT count(*) FROM rotation");
  if (!open) return base::failure_of(open);
  return *open > 0;
}

base::Result<void> KeyStore::begin_rotation(std::string_view root) {
  const auto insert = prepare("INSERT INTO rotation (root, done_to) VALUES (?1, '')");
  if (!insert) return base::failure_of(insert);
  bind_blob(insert->get(), 1, root);
  return step_to_end(insert->get());
}

base::Result<std::size_t> KeyStore::rewrap(std::size_t most, const Rewrap& anew) {
  std::size_t count = 0;
  const auto done = in_transaction([&]() -> base::Result<void> {
    std::vector<std::pair<std::string, std::string>> keys;
    const auto select = prepare(
        "SELECT person, wrapped FROM data_key WHERE person > (SELECT done_to FROM rotation) ORDER "
        "BY person LIMIT ?1");
    if (!select) return base::failure_of(select);
    sqlite3_bind_int64(select->get(), 1, static_cast<sqlite3_int64>(most));
    int step = 0;
    while ((step = sqlite3_step(select->get())) == SQLITE_ROW)
      keys.emplace_back(blob_of(select->get(), 0), blob_of(select->get(), 1));
    if (step != SQLITE_DONE) return tl::unexpected<base::Error>(error());
    if (keys.empty()) return {};
    const auto update = prepare("UPDATE data_key SET wrapped = ?2 WHERE person = ?1");
    if (!update) return base::failure_of(update);
    for (const auto& [person, wrapped] : keys) {
      const auto fresh = anew(person, wrapped);
      if (!fresh) return base::failure_of(fresh);
      bind_text(update->get(), 1, person);
      bind_blob(update->get(), 2, *fresh);
      if (auto written = step_to_end(update->get()); !written) return written;
    }
    const auto note = prepare("UPDATE rotation SET done_to = ?1");
    if (!note) return base::failure_of(note);
    bind_text(note->get(), 1, keys.back().first);
    count = keys.size();
    return step_to_end(note->get());
  });
  if (!done) return base::failure_of(done);
  return count;
}

base::Result<void> KeyStore::end_rotation() {
  const auto ended = in_transaction([&]() -> base::Result<void> {
    if (auto changed = run("UPDATE root SET wrapped = (SELECT root FROM rotation)"); !changed)
      return changed;
    return run("DELETE FROM rotation");
  });
  if (!ended) return ended;
  const auto read =
      each_row("SELECT wrapped FROM root", [&](sqlite3_stmt* row) -> base::Result<void> {
        root_ = std::string(blob_of(row, 0));
        return {};
      });
  return read ? empty_log() : read;
}

}  // namespace aftercare::privacy
