// The store of a workspace in one DuckDB file. Entry point of src/store/duckdb.
//
//   auto database = Database::open(file, dictionary, {.zone = "Asia/Shanghai"});
//   Writer writer(**database);              // writer.hpp: slices in
//   (*database)->run(query, viewer);        // questions to the facts
//   ledger(**database, viewer);             // overview.hpp, quarantine.hpp, record_view.hpp

#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "records/business_calendar.hpp"
#include "records/dictionary.hpp"
#include "records/service_costs.hpp"
#include "records/service_targets.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/audit_log.hpp"
#include "store/engine.hpp"

namespace aftercare::store {

class Connection;
class Instance;
class LocalDays;
class SignKeys;
struct WriteSide;

struct DatabaseOptions {
  std::string zone = "UTC";  // What a day is, for the facts.
  // What business time is, for the facts; none: every second.
  std::optional<records::BusinessCalendar> calendar = {};
  records::ServiceTargets targets = {};  // What service was promised, for the facts.
  records::ServiceCosts costs = {};      // What service costs, for the facts.
  // The code of a part by its name, called from several threads; none: it is the name.
  std::function<std::string(std::string_view)> part_code = {};
  unsigned memory_mb = 256;
  unsigned threads = 2;
  std::filesystem::path spill = {};  // For what exceeds the memory; emptied on open. Empty:
                                     // ".spill" beside the file.
  bool read_only = false;            // Refuses writing; fails if there is no store.
};

/// Reads are safe from several threads. One process owns a store file, one object within it.
class Database final : public Engine {
 public:
  /// Makes or opens the store and brings it up to date with the dictionary, which must outlive
  /// it. Fails (internal) with one sentence if the file is held by another process (its number is
  /// named), is no store, is damaged, or the disk is full; (usage) on an unknown zone.
  static base::Result<std::unique_ptr<Database>> open(const std::filesystem::path& file,
                                                      const records::Dictionary& dictionary,
                                                      const DatabaseOptions& options = {});
  /// Writes the log into the file and closes it.
  ~Database() override;

  base::Result<Frame> run(const Query& query, const records::Viewer& viewer) const override;
  base::Result<CodedFrame> run_coded(const Query& query,
                                     const records::Viewer& viewer) const override;

  /// SQL of this module's own; values are bound to `?` in order. It sees every slice committed
  /// before, and facts that know them.
  base::Result<Frame> read(const std::string& sql, const std::vector<Cell>& values = {}) const;

  /// As read(), but may miss slices that would not survive a crash yet. For look-ups while slices
  /// are being made: read() would end the group they are gathered in (write_side.hpp).
  base::Result<Frame> read_durable(const std::string& sql,
                                   const std::vector<Cell>& values = {}) const;

  /// Calls `use` with a connection of its own, for reads too big for a frame.
  template <typename Use>
  auto with_connection(Use use) const {
    using Answer = decltype(use(std::declval<const Connection&>()));
    if (const auto settled = settle(); !settled) return Answer(base::failure_of(settled));
    const Lease lease(*this);
    if (!lease.failed) return use(*lease.connection);
    return Answer(tl::unexpected<base::Error>(*lease.failed));
  }

  /// As with_connection(), with one that nobody used before and that ends with the call: what is
  /// set or made on it (temporary views) goes with it.
  template <typename Use>
  auto with_own_connection(Use use) const {
    using Answer = decltype(use(std::declval<const Connection&>()));
    if (const auto settled = settle(); !settled) return Answer(base::failure_of(settled));
    const Lease lease(*this, true);
    if (!lease.failed) return use(*lease.connection);
    return Answer(tl::unexpected<base::Error>(*lease.failed));
  }

  /// The number by which SQL names the key of a viewer's signs (shown_values.hpp).
  std::int64_t sign_key(const records::Viewer& viewer) const;

  /// Runs before slices are committed: what they need elsewhere must be durable by then. If it
  /// fails, nothing of the slices is stored. Not while anybody writes.
  void before_commit(std::function<base::Result<void>()> run);

  /// Calls `use` with the store's file while nobody writes: all that was committed is in it.
  base::Result<void> hold_still(
      const std::function<base::Result<void>(const std::filesystem::path&)>& use) const;

  /// Whose key the audit log's hashes are made with. Not while anybody writes.
  void keep_audit(AuditKeeper keeper);

  const records::Dictionary& dictionary() const { return *dictionary_; }

 private:
  friend class Writer;
  /// A connection of the pool for as long as it lives.
  struct Lease {
    explicit Lease(const Database& database, bool own = false);
    ~Lease();
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    const Database& owner;
    std::unique_ptr<Connection> connection;
    std::unique_ptr<base::Error> failed;
    bool own = false;  // Not of the pool.
  };

  Database();
  /// The answer to a question for which the memory was too little: in ever more parts, while it is.
  base::Result<Frame> read_in_parts(const Query& query, base::Result<Frame> failed) const;
  /// Ends an open group of slices (write_side.hpp).
  base::Result<void> settle() const;

  const records::Dictionary* dictionary_ = nullptr;
  bool read_only_ = false;
  std::unique_ptr<LocalDays> days_;                    // Outlives the instance, which calls it.
  std::optional<records::BusinessCalendar> calendar_;  // As days_.
  records::ServiceTargets targets_;
  records::ServiceCosts costs_;
  std::function<std::string(std::string_view)> part_code_;
  std::unique_ptr<SignKeys> sign_keys_;  // As days_.
  std::unique_ptr<Instance> instance_;
  mutable std::mutex pool_mutex_;
  mutable std::vector<std::unique_ptr<Connection>> pool_;
  std::unique_ptr<WriteSide> write_side_;
};

}  // namespace aftercare::store
