#include "pipeline/slice_storing.hpp"

#include <algorithm>
#include <optional>
#include <thread>

#include "pipeline/file_mapping.hpp"
#include "pipeline/late_names.hpp"
#include "store/duckdb/writer.hpp"

namespace aftercare::pipeline {

unsigned threads_of(const Settings& settings) {
  if (settings.threads > 0) return settings.threads;
  return std::clamp(std::thread::hardware_concurrency(), 1U, 8U);
}

namespace {

// What is stored of a file is brought up to date once, when only so many slices of it are still to
// come: their makers have a core each meanwhile, and behind the last of them little is left to do
// for one core alone.
class EarlyPreparing {
 public:
  explicit EarlyPreparing(std::uint64_t bytes) : bytes_(bytes) {}

  /// About how many rows are still to come, when it is time; once at most.
  std::optional<std::uint64_t> is_now(std::uint64_t bytes_consumed, std::uint64_t rows) {
    ++slices_;
    rows_ += rows;
    if (done_ || slices_ < fewest || bytes_consumed >= bytes_) return std::nullopt;
    const auto left = bytes_ - bytes_consumed;
    done_ = left * slices_ <= bytes_consumed * last_ones;
    if (!done_) return std::nullopt;
    return static_cast<std::uint64_t>(static_cast<double>(rows_) * static_cast<double>(left) /
                                      static_cast<double>(bytes_consumed));
  }

 private:
  static constexpr std::uint64_t fewest = 6;
  static constexpr std::uint64_t last_ones = 4;

  std::uint64_t bytes_;
  std::uint64_t slices_ = 0;  // Of this run.
  std::uint64_t rows_ = 0;
  bool done_ = false;
};

}  // namespace

base::Result<void> store_slices(const Session& session, const Stages& stages,
                                const standard::Mapping& mapping, Conveyor& conveyor,
                                const std::string& file_id, records::Ledger& ledger,
                                base::Progress& progress) {
  store::Writer writer(session.store());
  EarlyPreparing early(conveyor.bytes());
  for (;;) {
    auto made = conveyor.next();
    if (!made) return base::failure_of(made);
    if (!*made) return {};
    if ((*made)->slice.last)
      if (auto masked = mask_late_names(session, stages, mapping, file_id); !masked)
        return base::failure_of(masked);
    if (!(*made)->slice.quarantined.empty())
      if (auto kept = keep_mapping_of_file(session, file_id, mapping); !kept) return kept;
    const auto stored = writer.commit(std::move((*made)->slice));
    if (!stored) return base::failure_of(stored);
    ledger += *stored;
    progress.update((*made)->bytes_consumed);
    if (const auto to_come = early.is_now((*made)->bytes_consumed, stored->rows))
      if (auto prepared = writer.prepare(*to_come); !prepared) return prepared;
    if (!progress.wanted())
      return base::failure("stopped: what was read is kept. Read it again to go on",
                           "已停止：已读部分已保留。重新读入即可继续");
  }
}

}  // namespace aftercare::pipeline
