// Of the key file: erasures under way, keys destroyed, and who was erased.

#include "privacy/key_statement.hpp"
#include "privacy/key_store.hpp"

namespace aftercare::privacy {

base::Result<void> KeyStore::begin_erasures(std::vector<ErasureIntent>& intents) {
  return in_transaction([&]() -> base::Result<void> {
    const auto insert = prepare(
        "INSERT INTO erasure (customer, replacement, actor, reason) VALUES (?1, ?2, ?3, ?4)");
    if (!insert) return base::failure_of(insert);
    const auto name = prepare("INSERT OR IGNORE INTO erasure_name VALUES (?1, ?2)");
    if (!name) return base::failure_of(name);
    for (auto& intent : intents) {
      bind_text(insert->get(), 1, intent.customer);
      bind_text(insert->get(), 2, intent.replacement);
      bind_text(insert->get(), 3, intent.actor);
      bind_text(insert->get(), 4, intent.reason);
      if (auto done = step_to_end(insert->get()); !done) return done;
      intent.number = sqlite3_last_insert_rowid(database_.get());
      for (const auto& each : intent.names) {
        sqlite3_bind_int64(name->get(), 1, intent.number);
        bind_text(name->get(), 2, each);
        if (auto done = step_to_end(name->get()); !done) return done;
      }
    }
    return {};
  });
}

base::Result<std::vector<ErasureIntent>> KeyStore::open_erasures() {
  std::vector<ErasureIntent> open;
  auto read = each_row(
      "SELECT number, customer, replacement, actor, reason FROM erasure "
      "ORDER BY number",
      [&](sqlite3_stmt* row) -> base::Result<void> {
        open.push_back({sqlite3_column_int64(row, 0),
                        std::string(blob_of(row, 1)),
                        std::string(blob_of(row, 2)),
                        std::string(blob_of(row, 3)),
                        std::string(blob_of(row, 4)),
                        {}});
        return {};
      });
  if (read)
    read = each_row("SELECT number, name FROM erasure_name ORDER BY number, name",
                    [&](sqlite3_stmt* row) -> base::Result<void> {
                      for (auto& intent : open)
                        if (intent.number == sqlite3_column_int64(row, 0))
                          intent.names.emplace_back(blob_of(row, 1));
                      return {};
                    });
  if (!read) return base::failure_of(read);
  return open;
}

base::Result<void> KeyStore::destroy(const std::vector<std::string>& names,
                                     const std::vector<std::string>& marks,
                                     const std::vector<Chunk>& chunks) {
  const auto destroyed = in_transaction([&]() -> base::Result<void> {
    const auto gone = prepare("DELETE FROM data_key WHERE person = ?1");
    if (!gone) return base::failure_of(gone);
    for (const auto& name : names) {
      bind_text(gone->get(), 1, name);
      if (auto done = step_to_end(gone->get()); !done) return done;
    }
    if (auto done = replace_chunks(chunks); !done) return done;
    const auto mark = prepare("INSERT OR IGNORE INTO erased VALUES (?1)");
    if (!mark) return base::failure_of(mark);
    for (const auto& each : marks) {
      bind_blob(mark->get(), 1, each);
      if (auto done = step_to_end(mark->get()); !done) return done;
    }
    return {};
  });
  return destroyed ? empty_log() : destroyed;
}

base::Result<void> KeyStore::end_erasures(const std::vector<ErasureIntent>& intents) {
  const auto ended = in_transaction([&]() -> base::Result<void> {
    for (const auto* sql :
         {"DELETE FROM erasure_name WHERE number = ?1", "DELETE FROM erasure WHERE number = ?1"}) {
      const auto gone = prepare(sql);
      if (!gone) return base::failure_of(gone);
      for (const auto& intent : intents) {
        sqlite3_bind_int64(gone->get(), 1, intent.number);
        if (auto done = step_to_end(gone->get()); !done) return done;
      }
    }
    return {};
  });
  return ended ? empty_log() : ended;
}

base::Result<void> KeyStore::for_each_erased(
    const std::function<void(std::string_view mark)>& visit) {
  return each_row("SELECT mark FROM erased", [&](sqlite3_stmt* row) -> base::Result<void> {
    visit(blob_of(row, 0));
    return {};
  });
}

}  // namespace aftercare::privacy
