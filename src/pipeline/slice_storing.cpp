#include "pipeline/slice_storing.hpp"

#include <algorithm>
#include <thread>

#include "pipeline/late_names.hpp"
#include "store/duckdb/writer.hpp"

namespace aftercare::pipeline {

unsigned threads_of(const Settings& settings) {
  if (settings.threads > 0) return settings.threads;
  return std::clamp(std::thread::hardware_concurrency(), 1U, 8U);
}

base::Result<void> store_slices(const Session& session, const Stages& stages,
                                const standard::Mapping& mapping, Conveyor& conveyor,
                                const std::string& file_id, records::Ledger& ledger,
                                base::Progress& progress) {
  store::Writer writer(session.store());
  for (;;) {
    auto made = conveyor.next();
    if (!made) return base::failure_of(made);
    if (!*made) return {};
    if ((*made)->slice.last)
      if (auto masked = mask_late_names(session, stages, mapping, file_id); !masked)
        return base::failure_of(masked);
    const auto stored = writer.commit(std::move((*made)->slice));
    if (!stored) return base::failure_of(stored);
    ledger += *stored;
    progress.update((*made)->bytes_consumed);
    if (!progress.wanted())
      return base::failure("stopped: what was read is kept. Read it again to go on",
                           "已停止：已读部分已保留。重新读入即可继续");
  }
}

}  // namespace aftercare::pipeline
