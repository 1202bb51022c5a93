#include "pipeline/replay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "pipeline/file_mapping.hpp"
#include "pipeline/late_names.hpp"
#include "pipeline/slice_maker.hpp"
#include "store/duckdb/quarantine.hpp"
#include "store/duckdb/writer.hpp"

namespace aftercare::pipeline {
namespace {

base::Result<void> mend(privacy::RawRow& row, const Mending& mending) {
  for (const auto& [column, value] : mending) {
    const auto at = std::ranges::find(row.columns, column);
    if (at == row.columns.end())
      return base::failure(fmt::format("the row has no column '{}'", column),
                           fmt::format("该行没有“{}”列", column));
    row.cells[static_cast<std::size_t>(at - row.columns.begin())] = value;
  }
  return {};
}

// The row alone, as intake would have given it.
RawSlice slice_of(const privacy::RawRow& row, const records::RowOrigin& origin, double threshold) {
  RawSlice raw;
  raw.repair_threshold = threshold;
  auto arena = std::make_shared<records::Arena>();
  raw.batch.columns = row.columns;
  for (const auto& cell : row.cells) raw.batch.cells.push_back(arena->keep(cell));
  raw.batch.origins = {origin};
  raw.batch.repairs = {records::TextRepair::none};
  raw.batch.keeps = {arena};
  raw.records = 1;
  return raw;
}

}  // namespace

base::Result<privacy::RawRow> row_in_clear(const Session& session, const records::Viewer& viewer,
                                           std::int64_t id, const Actor& who) {
  if (auto given = need_reason(who); !given) return base::failure_of(given);
  if (viewer.fields.of(records::PiiClass::sensitive) != records::Shown::clear)
    return records::refusal("your role does not see a whole row in clear",
                            "您的角色不能查看整行原文");
  const auto set_aside = store::quarantined_row(session.store(), viewer, id);
  if (!set_aside) return base::failure_of(set_aside);
  if (auto noted =
          note(session, records::AuditAction::reveal, who, fmt::format("quarantine/{}", id));
      !noted)
    return base::failure_of(noted);
  return privacy::unseal_row(session.vault(), set_aside->row.person, set_aside->row.sealed);
}

base::Result<Replayed> replay(const Session& session, std::vector<std::int64_t> ids,
                              const Mending& mending, std::optional<records::Moment> as_of) {
  const std::lock_guard writing(session.writing());
  const auto viewer = records::Viewer::owner();
  if (!mending.empty() && ids.size() != 1)
    return base::failure("--set mends one row: name its id", "--set 只能修改一行：请给出其编号");
  if (ids.empty()) {
    const auto waiting = store::quarantine_list(session.store(), viewer);
    if (!waiting) return base::failure_of(waiting);
    for (const auto& one : *waiting) ids.push_back(one.id);
  }
  const auto stages = Stages::make(session, as_of);
  if (!stages) return base::failure_of(stages);
  store::Writer writer(session.store());
  Replayed result;
  std::map<std::string, standard::Mapping> touched;  // By file.
  for (const auto id : ids) {
    ++result.tried;
    const auto set_aside = store::quarantined_row(session.store(), viewer, id);
    if (!set_aside) return base::failure_of(set_aside);
    if (set_aside->state != "waiting")
      return base::failure(fmt::format("row {} does not wait: it was {}", id, set_aside->state),
                           fmt::format("第 {} 行并非等待状态：{}", id, set_aside->state));
    auto row = privacy::unseal_row(session.vault(), set_aside->row.person, set_aside->row.sealed);
    if (!row) return base::failure_of(row);
    // What could not become cells has no columns to mend; it stays until its file is mended.
    if (row->columns.empty()) {
      if (!mending.empty())
        return base::failure(
            fmt::format("row {} could not be cut into columns: mend its file and ingest it again",
                        id),
            fmt::format("第 {} 行无法拆分成列：请修正源文件后重新读入", id));
      result.refused.emplace_back(id, set_aside->row.reason);
      continue;
    }
    if (auto mended = mend(*row, mending); !mended) return base::failure_of(mended);
    const auto mapping = mapping_of_file(session, set_aside->file_id, set_aside->mapping);
    if (!mapping) return base::failure_of(mapping);
    if (!*mapping) {
      result.refused.emplace_back(id, "unknown_mapping");
      continue;
    }
    auto mapper = session.catalog().mapper(**mapping, session.zone());
    if (!mapper) return base::failure_of(mapper);
    const auto threshold = session.workspace().settings().repair_threshold_of(set_aside->source);
    auto slice = (*stages)->process(*mapper, set_aside->file_id,
                                    slice_of(*row, set_aside->row.origin, threshold));
    if (!slice) return base::failure_of(slice);
    if (!slice->quarantined.empty()) {
      result.refused.emplace_back(id, slice->quarantined.front().reason);
      continue;
    }
    const auto ledger = writer.commit_replay(id, slice->batches);
    if (!ledger) return base::failure_of(ledger);
    ++result.replayed;
    touched.emplace(set_aside->file_id, **mapping);
  }
  for (const auto& [file_id, mapping] : touched)
    if (auto masked = mask_late_names(session, **stages, mapping, file_id); !masked)
      return base::failure_of(masked);
  return result;
}

}  // namespace aftercare::pipeline
