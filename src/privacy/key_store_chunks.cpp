// Of the key file: keys that lie together in chunks.

#include <algorithm>
#include <utility>

#include "privacy/key_statement.hpp"
#include "privacy/key_store.hpp"

namespace aftercare::privacy {
namespace {

KeyStore::Chunk chunk_in(sqlite3_stmt* row) {
  return {sqlite3_column_int64(row, 0), sqlite3_column_int64(row, 1), std::string(blob_of(row, 2))};
}

}  // namespace

base::Result<void> KeyStore::add_chunks(const std::vector<Chunk>& chunks) {
  return in_transaction([&]() -> base::Result<void> {
    const auto insert = prepare("INSERT INTO key_chunk VALUES (?1, ?2, ?3)");
    if (!insert) return base::failure_of(insert);
    for (const auto& chunk : chunks) {
      sqlite3_bind_int64(insert->get(), 1, chunk.id);
      sqlite3_bind_int64(insert->get(), 2, chunk.keys);
      bind_blob(insert->get(), 3, chunk.sealed);
      if (auto done = step_to_end(insert->get()); !done) return done;
    }
    return {};
  });
}

base::Result<std::optional<KeyStore::Chunk>> KeyStore::last_chunk(std::int64_t from,
                                                                  std::int64_t to) {
  if (!find_chunk_) {
    auto made = prepare(
        "SELECT id, keys, sealed FROM key_chunk WHERE id BETWEEN ?1 AND ?2 ORDER BY id DESC LIMIT "
        "1");
    if (!made) return base::failure_of(made);
    find_chunk_ = std::move(*made);
  }
  auto* const statement = find_chunk_.get();
  sqlite3_bind_int64(statement, 1, from);
  sqlite3_bind_int64(statement, 2, to);
  const auto step = sqlite3_step(statement);
  std::optional<Chunk> found;
  if (step == SQLITE_ROW) found = chunk_in(statement);
  const bool failed = step != SQLITE_ROW && step != SQLITE_DONE;
  auto problem = failed ? error() : base::Error{};
  sqlite3_reset(statement);
  if (failed) return tl::unexpected<base::Error>(std::move(problem));
  return found;
}

base::Result<void> KeyStore::for_each_chunk(
    const std::function<base::Result<void>(const Chunk&)>& visit) {
  return each_row("SELECT id, keys, sealed FROM key_chunk ORDER BY id",
                  [&visit](sqlite3_stmt* row) { return visit(chunk_in(row)); });
}

base::Result<void> KeyStore::replace_chunks(const std::vector<Chunk>& chunks) {
  const auto update = prepare("UPDATE key_chunk SET keys = ?2, sealed = ?3 WHERE id = ?1");
  if (!update) return base::failure_of(update);
  for (const auto& chunk : chunks) {
    sqlite3_bind_int64(update->get(), 1, chunk.id);
    sqlite3_bind_int64(update->get(), 2, chunk.keys);
    bind_blob(update->get(), 3, chunk.sealed);
    if (auto done = step_to_end(update->get()); !done) return done;
  }
  return {};
}

base::Result<std::size_t> KeyStore::rewrap_chunks(
    std::size_t most, const std::function<base::Result<void>(Chunk& chunk)>& anew) {
  std::size_t keys = 0;
  const auto done = in_transaction([&]() -> base::Result<void> {
    std::vector<Chunk> chunks;
    const auto select = prepare(
        "SELECT id, keys, sealed FROM key_chunk WHERE id > (SELECT chunk FROM rotation) ORDER BY "
        "id LIMIT ?1");
    if (!select) return base::failure_of(select);
    sqlite3_bind_int64(select->get(), 1, static_cast<sqlite3_int64>(most));
    int step = 0;
    while ((step = sqlite3_step(select->get())) == SQLITE_ROW)
      chunks.push_back(chunk_in(select->get()));
    if (step != SQLITE_DONE) return tl::unexpected<base::Error>(error());
    if (chunks.empty()) return {};
    for (auto& chunk : chunks) {
      if (auto changed = anew(chunk); !changed) return changed;
      // One of which all keys were destroyed counts too: there may be more behind it.
      keys += static_cast<std::size_t>(std::max<std::int64_t>(chunk.keys, 1));
    }
    if (auto replaced = replace_chunks(chunks); !replaced) return replaced;
    const auto note = prepare("UPDATE rotation SET chunk = ?1");
    if (!note) return base::failure_of(note);
    sqlite3_bind_int64(note->get(), 1, chunks.back().id);
    return step_to_end(note->get());
  });
  if (!done) return base::failure_of(done);
  return keys;
}

}  // namespace aftercare::privacy
