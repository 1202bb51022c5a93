#include "pipeline/pull.hpp"

#include <fmt/format.h>

#include "intake/sql/sql_source.hpp"
#include "pipeline/arrival.hpp"
#include "pipeline/late_names.hpp"
#include "pipeline/slice_storing.hpp"
#include "store/duckdb/source_state.hpp"
#include "store/duckdb/writer.hpp"

namespace aftercare::pipeline {
namespace {

// `from`: a watermark; empty: all rows.
base::Result<std::unique_ptr<intake::Reader>> open_rows(const Session& session,
                                                        const SqlSetting& setting,
                                                        const std::string& from) {
  const auto password = read_secret(setting.password, session.workspace().root());
  if (!password) return base::failure_of(password);
  auto what = setting.what;
  if (!what.ca_file.empty()) what.ca_file = (session.workspace().root() / what.ca_file).string();
  return intake::open_sql(what, *password, from);
}

base::Result<std::unique_ptr<intake::Reader>> open_new_rows(const Session& session,
                                                            const SourceSetting& source) {
  const auto& setting = *source.as<SqlSetting>();
  std::string from;
  if (!setting.what.watermark.empty()) {
    const auto marks = store::marks_of(session.store(), source.name);
    if (!marks) return base::failure_of(marks);
    for (const auto& mark : *marks)
      if (mark.part.empty()) from = mark.value;
  }
  return open_rows(session, setting, from);
}

base::Result<void> pull_into(const Session& session, const Stages& stages,
                             const SourceSetting& source, IngestedFile& done,
                             base::Progress& progress) {
  if (auto finished = finish_arrivals(session, stages, source); !finished) return finished;
  auto reader = open_new_rows(session, source);
  if (!reader) return base::failure_of(reader);
  auto first = (*reader)->next(kSliceLimits);
  if (!first) return base::failure_of(first);
  if (!*first) return {};  // Nothing there: nothing to note.

  IngestOptions options;
  options.as = source.mapping;
  options.source = source.name;
  const auto plan =
      plan_rows(session, done.name, (*reader)->description(), (*first)->batch, options);
  if (!plan) return base::failure_of(plan);
  const auto name = std::exchange(done, described(*plan)).name;
  done.name = name;
  if (plan->mapper.mapping().entities.front().entity == "case")
    if (const auto loaded = session.analyser(); !loaded) return base::failure_of(loaded);

  store::FileInfo info;
  info.file_id = fresh_file_id(session, done.name);
  info.source = source.name;
  info.name = done.name;
  info.entity = done.entity;
  info.mapping = done.mapping;
  info.encoding = done.encoding;
  if (auto begun = store::Writer(session.store()).begin_file(info); !begun) return begun;
  progress.begin(done.name, 0, "rows");
  Conveyor conveyor(stages, session.vault(), plan->mapper, plan->repair_threshold, info.file_id,
                    std::make_unique<PeekedReader>(std::move(*reader), std::move(**first)), Begun{},
                    threads_of(session.workspace().settings()), source.name);
  auto stored = store_slices(session, stages, plan->mapper.mapping(), conveyor, info.file_id,
                             done.ledger, progress);
  // What came stays, so its customers' names are masked in older texts all the same.
  if (!stored) (void)mask_late_names(session, stages, plan->mapper.mapping(), info.file_id);
  progress.end();
  return stored;
}

}  // namespace

IngestedFile pull(const Session& session, const Stages& stages, const SourceSetting& source,
                  base::Progress& progress) {
  IngestedFile done;
  done.name = arrival_name(source);
  done.source = source.name;
  done.format = std::string(kind_of(source));
  if (auto pulled = pull_into(session, stages, source, done, progress); !pulled)
    done.error = pulled.error();
  return done;
}

base::Result<records::RawBatch> first_rows(const Session& session, const SourceSetting& source,
                                           std::size_t most) {
  const auto* const setting = source.as<SqlSetting>();
  if (setting == nullptr)
    return base::failure(
        fmt::format("source '{}' is of kind {}: only a database can be looked at. Put some of its "
                    "rows into a file: aftercare map suggest FILE",
                    source.name, kind_of(source)),
        fmt::format("数据源“{}”的类型是 {}：只能查看数据库。请把它的若干行存成文件：aftercare map "
                    "suggest 文件",
                    source.name, kind_of(source)));
  auto reader = open_rows(session, *setting, {});
  if (!reader) return base::failure_of(reader);
  intake::SliceLimits few;
  few.records = most;
  auto first = (*reader)->next(few);
  if (!first) return base::failure_of(first);
  if (*first) return std::move((*first)->batch);
  records::RawBatch none;
  none.columns = (*reader)->description().columns;
  return none;
}

}  // namespace aftercare::pipeline
