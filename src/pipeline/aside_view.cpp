#include "pipeline/aside_view.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "pipeline/file_mapping.hpp"
#include "pipeline/intake_preview.hpp"
#include "privacy/sealed_row.hpp"

namespace aftercare::pipeline {
namespace {

using records::Shown;

// Some part of what is personal.
bool shown_masked(const records::Viewer& viewer) {
  return viewer.fields.of(records::PiiClass::personal) >= Shown::masked;
}

// How much of a cell may be seen that stands for all these fields. A column that none stands for
// may hold anything: it counts as sensitive in clear, as personal when masked.
Shown shown_of(const records::Dictionary& dictionary, const records::Viewer& viewer,
               const std::vector<std::string>& fields) {
  Shown least = Shown::clear;
  for (const auto& name : fields) {
    const auto dot = std::min(name.find('.'), name.size());
    const auto* entity = dictionary.entity(name.substr(0, dot));
    const auto* field =
        entity == nullptr || dot == name.size() ? nullptr : entity->field(name.substr(dot + 1));
    least =
        std::min(least, field == nullptr ? Shown::hidden : viewer.fields.of(entity->name, *field));
  }
  if (!fields.empty()) return least;
  if (viewer.fields.of(records::PiiClass::sensitive) == Shown::clear) return Shown::clear;
  return shown_masked(viewer) ? Shown::masked : Shown::hidden;
}

}  // namespace

base::Result<AsideRow> aside_row(const Session& session, const Stages& stages,
                                 const records::Viewer& viewer, std::int64_t id,
                                 const std::optional<Actor>& reveal) {
  const bool clear = reveal.has_value();
  if (clear)
    if (auto given = need_reason(*reveal); !given) return base::failure_of(given);
  auto set_aside = store::quarantined_row(session.store(), viewer, id);
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
    // What nobody has given a class counts as sensitive.
    const auto shown = viewer.fields.of(records::PiiClass::sensitive);
    out.raw = clear && shown == Shown::clear ? row->raw
              : shown_masked(viewer)         ? stages.masked(row->raw)
                                             : std::string();
    return out;
  }
  FileSample one;
  one.rows.columns = row->columns;
  for (const auto& cell : row->cells) one.rows.cells.push_back(cell);
  one.rows.origins = {out.about.row.origin};
  one.rows.repairs = {records::TextRepair::none};
  const auto mapping = mapping_of_file(session, out.about.file_id, out.about.mapping);
  if (!mapping) return base::failure_of(mapping);
  const auto masked = preview(session, stages, one, *mapping ? &**mapping : nullptr);
  if (!masked) return base::failure_of(masked);
  for (std::size_t c = 0; c < row->columns.size(); ++c) {
    const auto& column = masked->columns[c];
    AsideCell cell{column.column, column.fields, row->cells[c], false};
    const auto shown = shown_of(session.dictionary(), viewer, column.fields);
    if (!clear || shown != Shown::clear) {
      cell.value = shown >= Shown::masked && !column.samples.empty() ? column.samples.front() : "";
      cell.masked = cell.value != row->cells[c];
    }
    out.cells.push_back(std::move(cell));
  }
  return out;
}

}  // namespace aftercare::pipeline
