// keys.sqlite: the wrapped data keys, one per person, apart from the data they open.
//
// A file of its own (SQLite, secure_delete, every commit synced), because a destroyed key is the
// only way to erase: rows deleted from the store stay readable in its file. One process has it
// open at a time; a second one would not see the first one's new keys.

#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "privacy/erasure_intent.hpp"
#include "records/audit_entry.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace aftercare::privacy {

/// Not safe between threads.
class KeyStore {
 public:
  struct Entry {
    std::string_view person;
    std::string_view wrapped;
  };

  /// Keys that were made at one time, sealed as a whole. The id's upper bits number the run they
  /// were written in, the lower ones are the place of the first (key_chunk.hpp).
  struct Chunk {
    std::int64_t id = 0;
    std::int64_t keys = 0;
    std::string sealed;
  };

  /// Makes the file (0600) holding only the wrapped root key. Fails if it exists.
  static base::Result<void> create(const std::filesystem::path& file, std::string_view root);
  /// Fails with one sentence if it is missing, damaged, of a newer program, or in use elsewhere.
  static base::Result<KeyStore> open(const std::filesystem::path& file);
  KeyStore(KeyStore&&) noexcept = default;

  /// As wrapped under the current key.
  const std::string& wrapped_root() const { return root_; }
  base::Result<std::optional<std::string>> find(std::string_view person);
  /// All or none; durable when it returns. REQUIRES: no person is known yet.
  base::Result<void> add(const std::vector<Entry>& entries);
  /// The same for a run. REQUIRES: in the order of ids, behind all that are there.
  base::Result<void> add_chunks(const std::vector<Chunk>& chunks);
  /// The last chunk of which the id is in [from, to].
  base::Result<std::optional<Chunk>> last_chunk(std::int64_t from, std::int64_t to);
  base::Result<void> for_each_chunk(const std::function<base::Result<void>(const Chunk&)>& visit);
  base::Result<std::uint64_t> count();
  /// Its size in pages: what reading it whole costs.
  base::Result<std::uint64_t> pages();
  base::Result<void> for_each_person(const std::function<void(std::string_view)>& visit);

  /// Writes a copy of the file (0600) that holds nothing of keys that were destroyed.
  base::Result<void> copy_to(const std::filesystem::path& file);

  /// The end of the audit log as last remembered; nothing before the first.
  base::Result<std::optional<records::AuditEnd>> audit_end();
  base::Result<void> remember_audit_end(const records::AuditEnd& end);

  /// Writes what is to be erased, durably, and returns its number.
  base::Result<void> begin_erasures(std::vector<ErasureIntent>& intents);
  /// Those that are not ended, in the order of their numbers.
  base::Result<std::vector<ErasureIntent>> open_erasures();
  /// Overwrites the keys of these names, and chunks by what is left of them; `marks` (16 bytes
  /// each) stay to know the names by. The log of the file holds nothing of them afterwards. May be
  /// repeated.
  base::Result<void> destroy(const std::vector<std::string>& names,
                             const std::vector<std::string>& marks,
                             const std::vector<Chunk>& chunks);
  /// Forgets the intent, overwriting it.
  base::Result<void> end_erasures(const std::vector<ErasureIntent>& intents);
  /// How a key is wrapped anew. Called with the person and the form it has.
  using Rewrap =
      std::function<base::Result<std::string>(std::string_view person, std::string_view wrapped)>;
  /// Whether keys are being rotated.
  base::Result<bool> rotation();
  /// Keeps the root key as wrapped under the new key, until end_rotation().
  base::Result<void> begin_rotation(std::string_view root);
  /// Wraps the next so many data keys; returns how many, 0 behind the last.
  base::Result<std::size_t> rewrap(std::size_t most, const Rewrap& anew);
  /// The same for so many chunks; `anew` changes what is sealed. Returns how many keys.
  base::Result<std::size_t> rewrap_chunks(
      std::size_t most, const std::function<base::Result<void>(Chunk& chunk)>& anew);
  /// The new root takes the old one's place; the log of the file holds no old form afterwards.
  base::Result<void> end_rotation();

  base::Result<void> for_each_erased(const std::function<void(std::string_view mark)>& visit);

 private:
  struct Close {
    void operator()(sqlite3* database) const;
    void operator()(sqlite3_stmt* statement) const;
  };
  using Statement = std::unique_ptr<sqlite3_stmt, Close>;

  KeyStore() = default;
  static base::Result<KeyStore> connect(const std::filesystem::path& file);
  base::Result<void> run(const char* sql);
  base::Result<void> bring_up_to_date(int format);
  /// All or none.
  base::Result<void> in_transaction(const std::function<base::Result<void>()>& work);
  base::Result<void> step_to_end(sqlite3_stmt* statement);
  base::Result<void> each_row(const char* sql,
                              const std::function<base::Result<void>(sqlite3_stmt*)>& visit);
  /// Empties the log of the file, so that no older form of a page stays in it.
  base::Result<void> empty_log();
  base::Result<void> replace_chunks(const std::vector<Chunk>& chunks);
  base::Result<Statement> prepare(const char* sql);
  base::Result<std::uint64_t> number(const char* sql);
  base::Error error() const;

  std::filesystem::path file_;
  std::unique_ptr<sqlite3, Close> database_;  // Freed after its statements: declared before them.
  Statement find_;
  Statement add_;
  Statement find_chunk_;  // Made when first needed.
  std::string root_;
};

}  // namespace aftercare::privacy
