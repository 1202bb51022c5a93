// First every field's cells are gathered (views), then converted in one loop per column; a
// record per group differs only in how its cells are gathered.

#include "standard/mapper.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <span>

#include "standard/cells.hpp"
#include "standard/known_repair.hpp"
#include "standard/null_word.hpp"
#include "standard/number_text.hpp"
#include "standard/plan.hpp"
#include "standard/unfold.hpp"

namespace aftercare::standard {
namespace {

using records::Batch;
using records::Column;
using records::Finding;
using records::FindingKind;
using records::RawBatch;
using Rows = std::vector<std::uint32_t>;
using Views = std::vector<std::string_view>;

/// A reader of moments for each way of writing dates, for the time of one call.
class Moments {
 public:
  explicit Moments(const records::Zone& zone) : zone_(zone) {}
  MomentReader& of(DateFormat format) {
    return readers_.try_emplace(format, zone_, format).first->second;
  }

 private:
  records::Zone zone_;
  std::map<DateFormat, MomentReader> readers_;
};

bool less(const Column& column, std::uint32_t a, std::uint32_t b) {
  if (const auto* numbers = std::get_if<std::vector<std::int64_t>>(&column.values))
    return (*numbers)[a] < (*numbers)[b];
  if (const auto* reals = std::get_if<std::vector<double>>(&column.values))
    return (*reals)[a] < (*reals)[b];
  return column.text(a) < column.text(b);
}

/// Cells of one field, one for each group.
class GroupGatherer {
 public:
  GroupGatherer(CellReader& reader, const Rows& rows, std::span<const Group> groups,
                records::Arena& arena, Moments& moments)
      : reader_(reader), rows_(rows), groups_(groups), arena_(arena), moments_(moments) {}

  Views gather(const FieldPlan& plan) {
    cells_ = reader_.read(plan.mapped.origin, rows_);
    speaks_.assign(cells_.size(), 1);
    for (std::size_t row = 0; row < cells_.size(); ++row)
      speaks_[row] = !plan.converter.is_null(cells_[row]);
    if (plan.mapped.where) {
      const auto held = reader_.holds(*plan.mapped.where);
      for (std::size_t row = 0; row < held.size(); ++row) speaks_[row] &= held[row];
    }
    if (plan.mapped.after) mute_before(*plan.mapped.after);
    return plan.mapped.take == Take::joined ? joined(plan.mapped.with) : chosen(plan);
  }

 private:
  void mute_before(const Condition& condition) {
    const auto held = reader_.holds(condition);
    for (const auto& group : groups_)
      for (auto row = group.begin; row < group.end && held[row] == 0; ++row) speaks_[row] = 0;
  }

  Views joined(std::string_view with) {
    Views cells;
    for (const auto& group : groups_) {
      std::string text;
      for (auto row = group.begin; row < group.end; ++row) {
        if (speaks_[row] == 0) continue;
        if (!text.empty()) text += with;
        text += cells_[row];
      }
      cells.push_back(arena_.keep(text));
    }
    return cells;
  }

  Views chosen(const FieldPlan& plan) {
    const auto take = plan.mapped.take;
    Column values;
    if (take == Take::lowest || take == Take::highest) {
      std::vector<Finding> unused;  // The chosen cell is converted again, and judged then.
      values = plan.converter.convert(cells_, moments_.of(plan.converter.date_format()), unused);
    }
    Views cells;
    for (const auto& group : groups_) {
      std::int64_t best = -1;
      for (auto row = group.begin; row < group.end; ++row) {
        if (speaks_[row] == 0) continue;
        if (!values.present.empty() && values.present[row] == 0) continue;
        const auto known = static_cast<std::uint32_t>(std::max<std::int64_t>(best, 0));
        const bool better = best < 0 || take == Take::last ||
                            (take == Take::lowest && less(values, row, known)) ||
                            (take == Take::highest && less(values, known, row));
        if (better) best = row;
      }
      cells.push_back(best < 0 ? std::string_view() : cells_[static_cast<std::size_t>(best)]);
    }
    return cells;
  }

  CellReader& reader_;
  const Rows& rows_;
  std::span<const Group> groups_;
  records::Arena& arena_;
  Moments& moments_;
  Views cells_;
  std::vector<std::uint8_t> speaks_;
};

/// One cell for each of the rows; empty where the field's condition does not hold.
Views cells_of(CellReader& reader, const FieldPlan& plan, const Rows& rows) {
  auto cells = reader.read(plan.mapped.origin, rows);
  if (!plan.mapped.where) return cells;
  const auto held = reader.holds(*plan.mapped.where);
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (held[rows[i]] == 0) cells[i] = {};
  return cells;
}

/// Adds seconds to moments. Without a number of seconds there is no such moment.
void add_seconds(const Views& cells, Column& to, std::vector<Finding>& findings) {
  for (std::uint32_t row = 0; row < cells.size(); ++row) {
    if (to.present[row] == 0) continue;
    const auto seconds = parse_real(cells[row]);
    if (seconds && std::abs(*seconds) < 1e9) {
      to.set(row, to.number(row) + static_cast<std::int64_t>(std::llround(*seconds * 1e6)));
      continue;
    }
    to.clear(row);
    if (!is_null_word(cells[row], false))
      findings.push_back(
          {row, FindingKind::flagged, to.name, "not_a_number", std::string(cells[row]), {}});
  }
}

void quarantine_incomplete(const EntityPlan& plan, Batch& batch) {
  for (std::size_t i = 0; i < plan.fields.size(); ++i) {
    if (!plan.fields[i].needed) continue;
    const auto& column = batch.columns[i];
    for (std::uint32_t row = 0; row < batch.rows(); ++row) {
      if (column.present[row] != 0) continue;
      batch.states[row] = records::RowState::quarantined;
      batch.findings.push_back(
          {row, FindingKind::quarantined, column.name, "required_missing", {}, {}});
    }
  }
}

void tell_repairs(const RawBatch& raw, Batch& main) {
  for (std::uint32_t row = 0; row < raw.repairs.size() && row < main.rows(); ++row) {
    if (raw.repairs[row] == records::TextRepair::double_encoded)
      main.findings.push_back({row, FindingKind::repaired, {}, "double_encoding", {}, {}});
    if (raw.repairs[row] == records::TextRepair::replaced_invalid)
      main.findings.push_back({row, FindingKind::repaired, {}, "replaced_invalid", {}, {}});
    if (raw.repairs[row] == records::TextRepair::digits_lost)
      main.findings.push_back({row, FindingKind::flagged, {}, "digits_lost", {}, {}});
  }
}

}  // namespace

struct Mapper::State {
  Mapping mapping;
  records::Zone zone = records::Zone::utc();
  std::vector<EntityPlan> entities;
  std::shared_ptr<const text::Regions> regions;
  std::shared_ptr<const text::Couriers> couriers;
};

base::Result<Mapper> Mapper::make(Mapping mapping, const records::Dictionary& dictionary,
                                  std::shared_ptr<const text::Regions> regions,
                                  const records::Zone& zone,
                                  std::shared_ptr<const text::Couriers> couriers) {
  auto state = std::make_shared<State>();
  state->zone = zone;
  if (!mapping.zone.empty()) {
    const auto own = records::Zone::named(mapping.zone);
    if (!own) return base::failure_of(own);
    state->zone = *own;
  }
  for (const auto& each : mapping.entities) {
    EntityPlan plan{dictionary.entity(each.entity), each.per_group, each.each, each.when, {}};
    if (plan.entity == nullptr)
      return base::failure(
          fmt::format("unknown entity: {}, in mapping {}", each.entity, mapping.name),
          fmt::format("未知的实体：{}，位于映射 {}", each.entity, mapping.name));
    for (const auto& mapped : each.fields) {
      const auto* field = plan.entity->field(mapped.field);
      if (field == nullptr)
        return base::failure(
            fmt::format("unknown field: {}.{}, in mapping {}", each.entity, mapped.field,
                        mapping.name),
            fmt::format("未知的字段：{}.{}，位于映射 {}", each.entity, mapped.field, mapping.name));
      const bool key = std::ranges::find(plan.entity->key, field->name) != plan.entity->key.end();
      plan.fields.push_back(
          {mapped, Converter(*field, mapped, regions, couriers), key || field->required});
    }
    state->entities.push_back(std::move(plan));
  }
  state->mapping = std::move(mapping);
  state->regions = std::move(regions);
  state->couriers = std::move(couriers);
  return Mapper(std::move(state));
}

std::vector<Batch> Mapper::apply(const RawBatch& raw) const {
  const auto groups = groups_of(raw, Header(raw.columns).find(group_column()));
  std::vector<Group> named;
  std::ranges::copy_if(groups, std::back_inserter(named), &Group::named);
  Moments moments(state_->zone);
  std::vector<Batch> batches;
  for (const auto& plan : state_->entities) {
    auto& batch = batches.emplace_back();
    batch.entity = plan.entity;
    batch.main = batches.size() == 1;
    batch.keeps = raw.keeps;
    batch.keeps.push_back(state_);
    // The main entity's elements are rows already: see unfold_main().
    std::optional<Unfolded> elements;
    if (!plan.each.empty()) elements = unfold(raw, plan.each, batch.main, *batch.arena);
    const RawBatch& source = elements ? elements->rows : raw;
    CellReader reader(source, elements ? elements->groups : groups, *batch.arena);
    const auto rows = reader.rows_where(plan.per_group ? std::nullopt : plan.when);
    if (plan.per_group) {
      auto chosen = named;
      if (plan.when) {
        const auto held = reader.holds(*plan.when);
        std::erase_if(chosen, [&held](const Group& group) {
          return std::find(held.begin() + group.begin, held.begin() + group.end, 1) ==
                 held.begin() + group.end;
        });
      }
      for (const auto& group : chosen) batch.origins.push_back(raw.origins[group.begin]);
      GroupGatherer gatherer(reader, rows, chosen, *batch.arena, moments);
      for (const auto& field : plan.fields)
        batch.columns.push_back(field.converter.convert(
            gatherer.gather(field), moments.of(field.converter.date_format()), batch.findings));
    } else {
      for (const auto row : rows) batch.origins.push_back(source.origins[row]);
      for (const auto& field : plan.fields)
        batch.columns.push_back(field.converter.convert(cells_of(reader, field, rows),
                                                        moments.of(field.converter.date_format()),
                                                        batch.findings));
      for (std::size_t i = 0; i < plan.fields.size(); ++i)
        if (const auto& seconds = plan.fields[i].mapped.plus_seconds; !seconds.empty())
          add_seconds(reader.read(FromColumn{seconds}, rows), batch.columns[i], batch.findings);
    }
    batch.states.assign(batch.rows(), records::RowState::good);
    quarantine_incomplete(plan, batch);
    repair_known(batch, state_->regions.get(), state_->couriers.get());
  }
  tell_repairs(raw, batches.front());
  return batches;
}

void Mapper::unfold_main(RawBatch& raw) const {
  const auto& each = state_->entities.front().each;
  if (each.empty()) return;
  auto arena = std::make_shared<records::Arena>();
  raw = unfold(raw, each, true, *arena).rows;
  raw.keeps.push_back(std::move(arena));
}

const Mapping& Mapper::mapping() const {
  return state_->mapping;
}

std::string_view Mapper::group_column() const {
  return state_->mapping.group_by;
}

std::size_t Mapper::complete_rows(const RawBatch& raw) const {
  if (group_column().empty()) return raw.rows();
  const auto groups = groups_of(raw, Header(raw.columns).find(group_column()));
  return groups.empty() ? raw.rows() : groups.back().begin;
}

std::vector<std::string> Mapper::missing_columns(const std::vector<std::string>& columns) const {
  const Header header(columns);
  auto missing = columns_of(state_->mapping);
  std::erase_if(missing, [&header](const auto& column) { return header.find(column) >= 0; });
  return missing;
}

}  // namespace aftercare::standard
