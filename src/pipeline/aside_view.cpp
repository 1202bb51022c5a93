#include "pipeline/aside_view.hpp"

#include <fmt/format.h>

#include "pipeline/intake_preview.hpp"
#include "privacy/sealed_row.hpp"

namespace aftercare::pipeline {

base::Result<AsideRow> aside_row(const Session& session, const Stages& stages, std::int64_t id,
                                 const std::optional<Actor>& reveal) {
  const bool clear = reveal.has_value();
  if (clear)
    if (auto given = need_reason(*reveal); !given) return base::failure_of(given);
  auto set_aside = store::quarantined_row(session.store(), records::Viewer::owner(), id);
  if (!set_aside) return base::failure_of(set_aside);
  auto row = privacy::unseal_row(session.vault(), set_aside->row.person, set_aside->row.sealed);
  if (!row) return base::failure_of(row);
  if (clear)
    if (auto noted =
            note(session, records::AuditAction::reveal, *reveal, fmt::format("quarantine/{}", id));
        !noted)
      return base::failure_of(noted);
  AsideRow out;
  out.about = std::move(*set_aside);
  out.about.row.sealed.clear();
  if (row->columns.empty()) {
    out.raw = clear ? row->raw : stages.masked(row->raw);
    return out;
  }
  FileSample one;
  one.rows.columns = row->columns;
  for (const auto& cell : row->cells) one.rows.cells.push_back(cell);
  one.rows.origins = {out.about.row.origin};
  one.rows.repairs = {records::TextRepair::none};
  const auto mapping = session.catalog().mapping(out.about.mapping);
  const auto masked = preview(session, stages, one, mapping.get());
  if (!masked) return base::failure_of(masked);
  for (std::size_t c = 0; c < row->columns.size(); ++c) {
    const auto& column = masked->columns[c];
    AsideCell cell{column.column, column.fields, row->cells[c], false};
    if (!clear) {
      cell.value = column.samples.empty() ? "" : column.samples.front();
      cell.masked = cell.value != row->cells[c];
    }
    out.cells.push_back(std::move(cell));
  }
  return out;
}

}  // namespace aftercare::pipeline
