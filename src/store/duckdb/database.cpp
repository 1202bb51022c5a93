#include "store/duckdb/database.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/digest.hpp"
#include "store/duckdb/business_seconds.hpp"
#include "store/duckdb/coded_rows.hpp"
#include "store/duckdb/connection.hpp"
#include "store/duckdb/cost_standards.hpp"
#include "store/duckdb/failure.hpp"
#include "store/duckdb/instance.hpp"
#include "store/duckdb/local_day.hpp"
#include "store/duckdb/normal_texts.hpp"
#include "store/duckdb/part_codes.hpp"
#include "store/duckdb/parted_query.hpp"
#include "store/duckdb/rolled_query.hpp"
#include "store/duckdb/rollup.hpp"
#include "store/duckdb/schema.hpp"
#include "store/duckdb/service_promises.hpp"
#include "store/duckdb/shown_values.hpp"
#include "store/duckdb/write_side.hpp"
#include "store/render.hpp"
#include "store/rights.hpp"

namespace aftercare::store {
namespace {

base::Result<std::int64_t> next_number(const Connection& connection, const std::string& sql) {
  const auto frame = connection.frame(sql);
  if (!frame) return base::failure_of(frame);
  return std::get<std::int64_t>(frame->rows[0][0]) + 1;
}

constexpr std::chrono::seconds kWaitForReaders{5};

// stamp_of: tells apart settings under which facts could differ.
std::string stamp_of(const records::Zone& zone, const DatabaseOptions& options) {
  auto stamp = zone.name();
  const auto add = [&stamp](const std::string& of) {
    if (!of.empty()) stamp += ' ' + base::to_hex(base::digest_of(of)).substr(0, 16);
  };
  if (options.calendar) add(options.calendar->stamp());
  add(records::stamp_of(options.targets));
  add(records::stamp_of(options.costs));
  return stamp;
}

// What the side remembers of the tables.
base::Result<void> learn_state(WriteSide& side) {
  auto layouts = read_layouts(side.connection);
  if (!layouts) return base::failure_of(layouts);
  side.layouts = std::move(*layouts);
  side.has_rollups = std::ranges::all_of(
      rollups(), [&](const Rollup& one) { return side.layouts.contains(one.name); });
  if (!side.layouts.contains("slice")) return {};  // No store; who opened it says so.
  const auto commit =
      next_number(side.connection, "SELECT coalesce(max(commit_number), 0) FROM slice");
  if (!commit) return base::failure_of(commit);
  side.next_commit = *commit;
  const auto quarantine =
      next_number(side.connection, "SELECT coalesce(max(id), 0) FROM quarantine");
  if (!quarantine) return base::failure_of(quarantine);
  side.next_quarantine = *quarantine;
  return {};
}

}  // namespace

Database::Database() = default;

base::Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& file,
                                                       const records::Dictionary& dictionary,
                                                       const DatabaseOptions& options) {
  const auto zone = records::Zone::named(options.zone);
  if (!zone) return base::failure_of(zone);
  std::unique_ptr<Database> database(new Database());
  database->dictionary_ = &dictionary;
  database->read_only_ = options.read_only;
  database->days_ = std::make_unique<LocalDays>(*zone);
  database->calendar_ = options.calendar;
  database->targets_ = options.targets;
  database->costs_ = options.costs;
  database->part_code_ = options.part_code ? options.part_code : [](std::string_view name) {
    return std::string(name);
  };
  database->sign_keys_ = std::make_unique<SignKeys>();
  InstanceOptions how{options.memory_mb, options.threads, options.spill, options.read_only};
  auto instance = Instance::open(file, how);
  if (!instance) return base::failure_of(instance);
  database->instance_ = std::move(*instance);
  auto connection = database->instance_->connect();
  if (!connection) return base::failure_of(connection);
  database->write_side_ = std::make_unique<WriteSide>(std::move(*connection));
  auto& side = *database->write_side_;
  const auto learn_functions = [self = database.get()](const Connection& of) -> base::Result<void> {
    if (auto known = register_local_day(of, self->days_.get()); !known) return known;
    const auto* calendar = self->calendar_ ? &*self->calendar_ : nullptr;
    auto known = register_business_seconds(of, calendar);
    if (known) known = define_service_promises(of, self->targets_, calendar);
    if (known) known = define_cost_standards(of, self->costs_);
    if (known) known = register_part_codes(of, &self->part_code_);
    if (known) known = register_normal_text(of);
    if (known) known = register_shown_values(of, self->sign_keys_.get());
    return known;
  };
  if (auto known = learn_functions(side.connection); !known) return base::failure_of(known);
  const auto clocks = stamp_of(*zone, options);
  if (!options.read_only)
    if (auto current = bring_up_to_date(side.connection, dictionary, clocks); !current)
      return base::failure_of(current);
  if (auto learnt = learn_state(side); !learnt) return base::failure_of(learnt);
  if (options.read_only && !side.layouts.contains("migration"))
    return base::failure(base::ErrorKind::internal,
                         fmt::format("the file is no Aftercare store: {}", file.string()),
                         fmt::format("该文件不是 Aftercare 数据库：{}", file.string()));
  how.keep_spill = true;
  // Called with the side's mutex held. Waits a little for those who read, and keeps others from
  // beginning to.
  side.reopen = [self = database.get(), file, how, learn_functions]() -> base::Result<void> {
    auto& torn_side = *self->write_side_;
    std::unique_lock lock(self->pool_mutex_);
    const auto nobody_reads = [&torn_side] { return torn_side.readers == 0; };
    if (!torn_side.reader_left.wait_for(lock, kWaitForReaders, nobody_reads))
      return tl::unexpected<base::Error>(*torn_side.torn);
    self->pool_.clear();
    torn_side.keys.clear();
    { const Connection gone(std::move(torn_side.connection)); }
    self->instance_.reset();
    auto opened = Instance::open(file, how);
    if (!opened) return base::failure_of(opened);
    auto made = (*opened)->connect();
    if (!made) return base::failure_of(made);
    self->instance_ = std::move(*opened);
    torn_side.connection = std::move(*made);
    if (auto known = learn_functions(torn_side.connection); !known) return known;
    return learn_state(torn_side);
  };
  return database;
}

Database::~Database() {
  if (!write_side_ || read_only_) return;
  write_side_->reopen = {};
  // Nothing to tell if it fails: what is not in the file is in the log or is ingested again.
  (void)write_side_->close_group();
  (void)write_side_->checkpoint();
}

void Database::before_commit(std::function<base::Result<void>()> run) {
  write_side_->before_commit = std::move(run);
}

void Database::keep_audit(AuditKeeper keeper) {
  write_side_->audit = std::move(keeper);
}

base::Result<void> Database::hold_still(
    const std::function<base::Result<void>(const std::filesystem::path&)>& use) const {
  auto& side = *write_side_;
  const std::lock_guard lock(side.mutex);
  if (auto closed = side.close_group(); !closed) return closed;
  if (auto written = side.checkpoint(); !written) return written;
  return use(side.connection.file());
}

base::Result<void> Database::settle() const {
  if (!write_side_->has_group && !write_side_->is_torn) return {};
  const std::lock_guard lock(write_side_->mutex);
  return write_side_->close_group();
}

base::Result<Frame> Database::run(const Query& query, const records::Viewer& viewer) const {
  const auto narrow = narrowed(query, viewer, *dictionary_);
  if (!narrow) return base::failure_of(narrow);
  const auto rolled = write_side_->has_rollups ? rolled_up(*narrow) : std::nullopt;
  const auto sql = render(rolled ? rolled->query : *narrow, Dialect::duckdb);
  if (!sql) return base::failure_of(sql);
  auto frame = read(*sql);
  if (!frame && !rolled && ran_out_of_memory(frame.error()))
    frame = read_in_parts(*narrow, std::move(frame));
  if (frame && rolled) rolled->settle(*frame);
  if (frame) cover(*frame, *narrow, viewer, *dictionary_);
  return frame;
}

base::Result<Frame> Database::read_in_parts(const Query& query, base::Result<Frame> failed) const {
  const auto parted = in_parts(query);
  if (!parted) return failed;
  for (const unsigned parts : {4U, 16U, 64U}) {
    if (failed || !ran_out_of_memory(failed.error())) break;
    failed = parted->ask(parts, [this](const Query& part) -> base::Result<Frame> {
      const auto sql = render(part, Dialect::duckdb);
      if (!sql) return base::failure_of(sql);
      return read(*sql);
    });
  }
  return failed;
}

base::Result<CodedFrame> Database::run_coded(const Query& query,
                                             const records::Viewer& viewer) const {
  auto grouped = query;  // Values that tell rows apart show, as those of groups do.
  for (const auto& selected : query.select) grouped.group_by.push_back(selected.expression);
  auto narrow = narrowed(grouped, viewer, *dictionary_);
  if (!narrow) return base::failure_of(narrow);
  narrow->group_by.clear();
  const auto sql = render(*narrow, Dialect::duckdb);
  if (!sql) return base::failure_of(sql);
  if (needs_cover(*narrow, viewer, *dictionary_)) {
    auto frame = read(*sql);
    if (!frame) return base::failure_of(frame);
    cover(*frame, *narrow, viewer, *dictionary_);
    return coded(*frame);
  }
  return with_connection(
      [&](const Connection& connection) { return coded_rows(connection, *sql); });
}

base::Result<Frame> Database::read(const std::string& sql, const std::vector<Cell>& values) const {
  return with_connection(
      [&](const Connection& connection) { return connection.frame(sql, values); });
}

base::Result<Frame> Database::read_durable(const std::string& sql,
                                           const std::vector<Cell>& values) const {
  const Lease lease(*this);
  if (lease.failed) return tl::unexpected<base::Error>(*lease.failed);
  return lease.connection->frame(sql, values);
}

std::int64_t Database::sign_key(const records::Viewer& viewer) const {
  return sign_keys_->number_of(viewer.token_key);
}

Database::Lease::Lease(const Database& database, bool of_its_own)
    : owner(database), own(of_its_own) {
  const std::lock_guard lock(owner.pool_mutex_);
  if (!owner.instance_) {
    failed = std::make_unique<base::Error>(
        base::Error{base::ErrorKind::internal, "the store could not be opened anew; try again",
                    "数据库未能重新打开；请重试"});
    return;
  }
  if (!own && !owner.pool_.empty()) {
    connection = std::move(owner.pool_.back());
    owner.pool_.pop_back();
  } else if (auto made = owner.instance_->connect()) {
    connection = std::make_unique<Connection>(std::move(*made));
  } else {
    failed = std::make_unique<base::Error>(made.error());
    return;
  }
  ++owner.write_side_->readers;
}

Database::Lease::~Lease() {
  if (!connection) return;
  connection->end_reading();
  const std::lock_guard lock(owner.pool_mutex_);
  if (own)
    connection.reset();
  else
    owner.pool_.push_back(std::move(connection));
  --owner.write_side_->readers;
  owner.write_side_->reader_left.notify_all();
}

}  // namespace aftercare::store
