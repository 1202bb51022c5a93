#include "store/duckdb/fact_groups.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "store/duckdb/cells.hpp"
#include "store/duckdb/connection.hpp"
#include "store/duckdb/fact_definition.hpp"

namespace aftercare::store {
namespace {

using base::Result;
using records::Coarsening;

constexpr std::string_view kAside = "rows_to_leave";
constexpr std::string_view kLeaving = "groups_to_leave";

const FactColumn* column_of(std::string_view fact, std::string_view column) {
  for (const auto& known : fact_definitions())
    if (known.name == fact)
      for (const auto& each : known.columns)
        if (each.name == column) return &each;
  return nullptr;
}

// A width of 1, 2 or 5 times a power of ten, so that a band tells nothing of the values in it.
double round_width(double width) {
  if (!(width > 0)) return 1;
  const auto power = std::pow(10.0, std::floor(std::log10(width)));
  for (const double step : {1.0, 2.0, 5.0})
    if (width <= step * power) return step * power;
  return 10 * power;
}

std::string band_of(const std::string& column, double span, int level) {
  constexpr int bands[] = {20, 8, 3};
  const auto width = round_width(span / bands[level - 1]);
  const auto from = fmt::format(
      "floor(try_cast({0} AS DOUBLE) / {1:.17g}::DOUBLE) * {1:.17g}::DOUBLE", column, width);
  return fmt::format("coalesce(format('[{{:g}}, {{:g}})', {0}, {0} + {1:.17g}::DOUBLE), '*')", from,
                     width);
}

std::string day_of(const std::string& column, int level) {
  if (level == 1) return fmt::format("substr({}, 1, 7)", column);
  if (level == 3) return fmt::format("substr({}, 1, 4)", column);
  return fmt::format("substr({0}, 1, 4) || '-Q' || ((substr({0}, 6, 2)::INTEGER + 2) // 3)",
                     column);
}

}  // namespace

bool may_leave(std::string_view fact, std::string_view column) {
  static const std::set<std::string_view> names = {"customer_id", "person_id", "order_id",
                                                   "agent_id", "agent"};
  if (column.ends_with("_key") || names.contains(column)) return false;
  return column_of(fact, column) != nullptr;
}

bool can_coarsen(std::string_view fact, std::string_view column, Coarsening how) {
  const auto* known = column_of(fact, column);
  if (known == nullptr) return false;
  if (how == Coarsening::day) return known->type == "DATE";
  if (how != Coarsening::number) return true;
  return known->type == "DOUBLE" || known->type == "BIGINT" || known->type == "INTEGER" ||
         known->type.starts_with("DECIMAL");
}

Result<void> FactGroups::copy_aside() {
  std::string list;
  for (std::size_t i = 0; i < fact_.columns.size(); ++i)
    list += fmt::format("{}coalesce(\"{}\"::VARCHAR, '') AS c{}", i == 0 ? "" : ", ",
                        fact_.columns[i], i);
  std::string where;
  std::vector<Cell> bound;
  const auto only = [&](std::string_view sign, const std::optional<records::Day>& day) {
    if (!day || fact_.days.column.empty()) return;
    where +=
        fmt::format("{} \"{}\" {} ?", where.empty() ? " WHERE" : " AND", fact_.days.column, sign);
    bound.emplace_back(*day);
  };
  only(">=", fact_.days.from);
  only("<=", fact_.days.to);
  const auto copied =
      connection_.change(fmt::format("CREATE OR REPLACE TEMP TABLE {} AS SELECT {} FROM {}{}",
                                     kAside, list, fact_.fact, where),
                         bound);
  if (!copied) return base::failure_of(copied);
  return measure_spans();
}

Result<void> FactGroups::put_aside(const std::vector<std::vector<std::string>>& rows) {
  constexpr std::size_t kAtOnce = 100;
  std::string columns, places;
  for (std::size_t i = 0; i < fact_.columns.size(); ++i) {
    columns += fmt::format("{}c{} VARCHAR", i == 0 ? "" : ", ", i);
    places += i == 0 ? "(?" : ", ?";
  }
  places += ')';
  if (auto made =
          connection_.execute(fmt::format("CREATE OR REPLACE TEMP TABLE {} ({})", kAside, columns));
      !made)
    return base::failure_of(made);
  for (std::size_t from = 0; from < rows.size(); from += kAtOnce) {
    std::string all;
    std::vector<Cell> bound;
    for (std::size_t at = from; at < std::min(from + kAtOnce, rows.size()); ++at) {
      all += (all.empty() ? "" : ", ") + places;
      bound.insert(bound.end(), rows[at].begin(), rows[at].end());
    }
    if (auto put = connection_.change(fmt::format("INSERT INTO {} VALUES {}", kAside, all), bound);
        !put)
      return base::failure_of(put);
  }
  return measure_spans();
}

Result<void> FactGroups::measure_spans() {
  for (const auto& column : fact_.quasi) {
    spans_.push_back(0);
    if (column.how != Coarsening::number) continue;
    const auto range = connection_.frame(fmt::format(
        "SELECT coalesce(max(x) - min(x), 0) FROM (SELECT try_cast(c{} AS DOUBLE) AS x FROM "
        "{})",
        column.column, kAside));
    if (!range) return base::failure_of(range);
    spans_.back() = std::get<double>(range->rows[0][0]);
  }
  return {};
}

// The SQL of a quasi column's text. What is empty stays so until it can be no coarser.
std::string FactGroups::value(std::size_t quasi, int level) const {
  const auto& column = fact_.quasi[quasi];
  const auto own = fmt::format("c{}", column.column);
  if (level == coarsest(column.how)) return "'*'";
  if (level == 0) return own;
  std::string coarse;
  switch (column.how) {
    case Coarsening::category:
      return own;
    case Coarsening::place:
      coarse = column.region ? fmt::format("c{}", *column.region) : "'*'";
      break;
    case Coarsening::day:
      coarse = day_of(own, level);
      break;
    case Coarsening::number:
      coarse = band_of(own, spans_[quasi], level);
      break;
  }
  return fmt::format("CASE WHEN {0} = '' THEN '' ELSE {1} END", own, coarse);
}

std::string FactGroups::values(const Levels& levels) const {
  std::string list;
  for (std::size_t i = 0; i < levels.size(); ++i)
    list += fmt::format("{}{} AS q{}", i == 0 ? "" : ", ", value(i, levels[i]), i);
  return list;
}

// A query of all groups: their values, rows (n) and the fewest different values of a sensitive
// column (d). In two steps, since what counts different values goes to no disk.
std::string FactGroups::groups(const Levels& levels) const {
  if (fact_.sensitive.empty())
    return fmt::format("SELECT count(*) AS n, count(*) AS d, {} FROM {} GROUP BY ALL",
                       values(levels), kAside);
  std::string names;
  for (std::size_t i = 0; i < levels.size(); ++i) names += fmt::format(", q{}", i);
  std::string each;
  for (const auto column : fact_.sensitive)
    each += fmt::format(
        "{}SELECT sum(n) AS n, count(*) AS d{} FROM (SELECT count(*) AS n, c{} AS s, {} FROM {} "
        "GROUP BY ALL) GROUP BY ALL",
        each.empty() ? "" : " UNION ALL ", names, column, values(levels), kAside);
  if (fact_.sensitive.size() == 1) return each;
  return fmt::format("SELECT max(n) AS n, min(d) AS d{} FROM ({}) GROUP BY ALL", names, each);
}

Result<records::GroupCounts> FactGroups::grouped(const Levels& levels,
                                                 const records::GroupDemand& demand) const {
  const auto frame = connection_.frame(fmt::format(
      "SELECT coalesce(sum(n), 0)::BIGINT, count(*) FILTER (n = 1), coalesce(sum(n) FILTER (NOT "
      "leaves), 0)::BIGINT, count(*) FILTER (leaves), coalesce(min(n) FILTER (leaves), 0)::BIGINT, "
      "coalesce(min(d) FILTER (leaves), 0)::BIGINT FROM (SELECT n, d, n >= {1} AND ({2} <= 1 OR d "
      ">= {2}) AS leaves FROM ({0}))",
      groups(levels), demand.k, fact_.sensitive.empty() ? 1 : demand.l));
  if (!frame) return base::failure_of(frame);
  const auto& row = frame->rows[0];
  const auto number = [&row](std::size_t at) {
    return static_cast<std::uint64_t>(number_in(row[at]));
  };
  return records::GroupCounts{number(0), number(1), number(2),
                              number(3), number(4), fact_.sensitive.empty() ? 0 : number(5)};
}

Result<std::uint64_t> FactGroups::different(std::size_t quasi, int level) const {
  const auto frame = connection_.frame(
      fmt::format("SELECT count(DISTINCT {}) FROM {}", value(quasi, level), kAside));
  if (!frame) return base::failure_of(frame);
  return static_cast<std::uint64_t>(number_in(frame->rows[0][0]));
}

Result<void> FactGroups::each_row(
    const Levels& levels, const records::GroupDemand& demand,
    const std::function<Result<void>(const std::vector<std::string>&)>& take) const {
  std::string same, list;
  for (std::size_t i = 0; i < levels.size(); ++i)
    same += fmt::format("{}t.q{} = g.q{}", i == 0 ? "" : " AND ", i, i);
  for (std::size_t i = 0; i < fact_.columns.size(); ++i) {
    const auto quasi = std::ranges::find(fact_.quasi, i, &records::QuasiColumn::column);
    list +=
        fmt::format("{}t.{}", i == 0 ? "" : ", ",
                    quasi == fact_.quasi.end() ? fmt::format("c{}", i)
                                               : fmt::format("q{}", quasi - fact_.quasi.begin()));
  }
  const auto made = connection_.execute(fmt::format(
      "CREATE OR REPLACE TEMP TABLE {0} AS SELECT * EXCLUDE (n, d) FROM ({1}) WHERE n >= {2} AND "
      "({3} <= 1 OR d >= {3})",
      kLeaving, groups(levels), demand.k, fact_.sensitive.empty() ? 1 : demand.l));
  if (!made) return base::failure_of(made);
  auto rows = connection_.query(
      fmt::format("SELECT {} FROM (SELECT *, {} FROM {}) t JOIN {} g ON {} ORDER BY ALL", list,
                  values(levels), kAside, kLeaving, same));
  if (!rows) return base::failure_of(rows);
  std::vector<std::string> texts(fact_.columns.size());
  for (;;) {
    const auto more = rows->next();
    if (!more) return base::failure_of(more);
    if (!*more) return {};
    for (std::size_t i = 0; i < texts.size(); ++i) texts[i] = rows->text(i);
    if (auto taken = take(texts); !taken) return taken;
  }
}

namespace {

// Uses the groups once `copied` has put their rows aside, and leaves nothing of them.
Result<void> use_and_drop(const Connection& connection, Result<void> copied,
                          const FactGroups& groups,
                          const std::function<Result<void>(const FactGroups&)>& use) {
  auto done = copied ? use(groups) : std::move(copied);
  connection.end_reading();
  for (const auto table : {kAside, kLeaving})
    if (auto gone = connection.execute(fmt::format("DROP TABLE IF EXISTS temp.{}", table));
        !gone && done)
      done = base::failure_of(gone);
  return done;
}

}  // namespace

Result<void> with_fact_groups(const Database& database, const records::Viewer&,
                              const GroupedFact& fact,
                              const std::function<Result<void>(const FactGroups&)>& use) {
  return database.with_connection([&](const Connection& connection) -> Result<void> {
    FactGroups groups(connection, fact);
    auto copied = groups.copy_aside();
    return use_and_drop(connection, std::move(copied), groups, use);
  });
}

Result<void> with_row_groups(const Database& database, const GroupedFact& fact,
                             const std::vector<std::vector<std::string>>& rows,
                             const std::function<Result<void>(const FactGroups&)>& use) {
  return database.with_connection([&](const Connection& connection) -> Result<void> {
    FactGroups groups(connection, fact);
    auto put = groups.put_aside(rows);
    return use_and_drop(connection, std::move(put), groups, use);
  });
}

}  // namespace aftercare::store
