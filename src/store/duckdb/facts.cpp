#include "store/duckdb/facts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "store/duckdb/fact_definition.hpp"
#include "store/duckdb/layout.hpp"
#include "store/duckdb/more_memory.hpp"
#include "store/duckdb/person_marks.hpp"
#include "store/duckdb/rollup.hpp"

namespace aftercare::store {
namespace {

using base::Result;

constexpr std::uint64_t facts_at_once = 40'000;

// Which facts a stale entity reaches besides those of its own new records. (An item reaches its
// siblings: refunds stand at the first line of a product.)
struct Reach {
  std::string_view fact;
  std::vector<std::string_view> from;
};

const std::vector<Reach>& reaches() {
  static const std::vector<Reach> all = {
      {"case_fact",
       {"order", "order_item", "shipment", "product", "category", "customer", "agent", "survey"}},
      {"order_fact", {"shipment", "return", "customer"}},
      {"order_item_fact",
       {"order", "order_item", "shipment", "return", "product", "category", "customer"}},
      {"return_fact", {"order", "order_item", "shipment", "product", "category", "customer"}},
      {"survey_fact",
       {"case", "order", "order_item", "shipment", "product", "category", "customer", "agent"}},
  };
  return all;
}

class Refresh {
 public:
  Refresh(const Connection& connection, const Staleness& stale)
      : connection_(connection), stale_(stale) {}

  Result<void> run() {
    if (auto touched = collect(); !touched) return touched;
    for (const auto& fact : fact_definitions())
      if (fact.view_of.empty())
        if (auto made = make(fact); !made) return made;
    return {};
  }

 private:
  Result<void> execute(const std::string& sql) const {
    const auto done = connection_.execute(sql);
    if (!done) return base::failure_of(done);
    return {};
  }

  // changed_ids: values of a column in records written or replaced since; old values included,
  // because what a record no longer refers to is touched as well.
  std::string changed_ids(std::string_view entity, std::string_view column) const {
    auto sql = fmt::format(
        "SELECT {1} AS id FROM \"{0}\" WHERE commit_number >= {2} AND {1} IS NOT "
        "NULL",
        entity, column, stale_.since);
    if (stale_.changed(entity))
      sql += fmt::format(
          " UNION ALL SELECT {1} FROM \"{0}_history\" WHERE replaced_commit >= {2} "
          "AND {1} IS NOT NULL",
          entity, column, stale_.since);
    return sql;
  }

  // touched: makes a table of ids, if there is anything to ask for.
  Result<void> touched(std::string_view table, const std::vector<std::string>& parts) {
    if (parts.empty()) return {};
    touched_.insert(table);
    return execute(fmt::format("CREATE OR REPLACE TEMP TABLE {} AS SELECT DISTINCT id FROM ({})",
                               table, fmt::join(parts, " UNION ALL ")));
  }

  // referring: ids in a column of records that refer to touched ones. None if nothing is touched.
  void referring(std::vector<std::string>& parts, std::string_view entity, std::string_view id,
                 std::string_view column, std::string_view table) const {
    if (touched_.contains(table))
      parts.push_back(fmt::format("SELECT {} AS id FROM \"{}\" WHERE {} IN (SELECT id FROM {})", id,
                                  entity, column, table));
  }

  // collect: the ids of everything that stale records are or are referred to by.
  Result<void> collect() {
    const auto own = [this](std::string_view entity, std::string_view column) {
      std::vector<std::string> parts;
      if (stale_.has(entity)) parts.push_back(changed_ids(entity, column));
      return parts;
    };
    auto done = touched("touched_category", own("category", "category_id"));
    auto customers = own("customer", "customer_id");
    // Who became another person.
    if (!customers.empty())
      customers.push_back(
          fmt::format("SELECT record_key AS id FROM same_record WHERE entity = 'customer' AND "
                      "commit_number >= {}",
                      stale_.since));
    if (done) done = touched("touched_customer", customers);
    if (done) done = touched("touched_agent", own("agent", "agent_id"));
    if (done) done = touched("touched_parcel", own("shipment", "shipment_id"));
    if (done) done = touched("touched_survey", own("survey", "case_id"));
    if (done) done = collect_talks();

    auto products = own("product", "product_id");
    referring(products, "product", "product_id", "category", "touched_category");
    if (done) done = touched("touched_product", products);

    const auto asked = asks_for_orders();
    if (!asked) return base::failure_of(asked);
    std::vector<std::string> orders;
    for (const auto* entity : {"order", "shipment", "return"})
      if (*asked && stale_.has(entity)) orders.push_back(changed_ids(entity, "order_id"));
    referring(orders, "order", "order_id", "customer_id", "touched_customer");
    if (done) done = touched("touched_order", orders);

    // Orders of which the items or their products are touched count for facts that show products.
    auto lines = own("order_item", "order_id");
    if (touched_.contains("touched_order")) lines.push_back("SELECT id FROM touched_order");
    referring(lines, "order_item", "order_id", "product_id", "touched_product");
    if (done) done = touched("touched_line", lines);
    return done;
  }

  // False for orders in bulk that nothing refers to yet: their own facts need no list of them.
  Result<bool> asks_for_orders() const {
    if (stale_.has("shipment") || stale_.has("return") || stale_.has("customer")) return true;
    const auto some = connection_.frame(
        "SELECT EXISTS(SELECT 1 FROM \"case\") OR EXISTS(SELECT 1 FROM order_item) OR "
        "EXISTS(SELECT 1 FROM \"return\") OR EXISTS(SELECT 1 FROM survey)");
    if (!some) return base::failure_of(some);
    return std::get<bool>(some->rows[0][0]);
  }

  // Cases of which messages came after the case itself; those that came with it, as chats in bulk
  // do, are new anyway.
  Result<void> collect_talks() {
    if (!stale_.has("message")) return {};
    auto done =
        touched("touched_talk", {fmt::format("SELECT id FROM ({}) WHERE id IN (SELECT case_id FROM "
                                             "\"case\" WHERE commit_number < {})",
                                             changed_ids("message", "case_id"), stale_.since)});
    if (!done) return done;
    const auto any = count("touched_talk");
    if (!any) return base::failure_of(any);
    if (*any == 0) touched_.erase("touched_talk");
    return {};
  }

  // keys: record keys of the fact's entity whose facts are touched.
  std::vector<std::string> keys(const FactDefinition& fact) const {
    std::vector<std::string> parts;
    if (stale_.has(fact.entity)) parts.push_back(changed_ids(fact.entity, "record_key"));
    const auto by = [&](std::string_view column, std::string_view table) {
      referring(parts, fact.entity, "record_key", column, table);
    };
    if (fact.entity == "order") {
      by("order_id", "touched_order");
      return parts;
    }
    by("order_id", "touched_line");
    if (fact.entity == "survey") {
      by("customer_id", "touched_customer");
      by("case_id", "touched_case");
      return parts;
    }
    by("product_id", "touched_product");
    if (fact.entity == "order_item") return parts;
    by("customer_id", "touched_customer");
    if (fact.entity == "return") return parts;
    by("category", "touched_category");
    by("agent_id", "touched_agent");
    by("case_id", "touched_survey");
    by("case_id", "touched_talk");
    by("tracking_number", "touched_parcel");
    return parts;
  }

  Result<void> make(const FactDefinition& fact) {
    const auto& reach = *std::ranges::find(reaches(), fact.name, &Reach::fact);
    const bool reached = std::ranges::any_of(
        reach.from, [this](std::string_view entity) { return stale_.has(entity); });
    const bool told = (fact.entity == "case" && touched_.contains("touched_talk")) ||
                      (fact.entity == "survey" && touched_.contains("touched_case"));
    if (!reached && !told && !stale_.has(fact.entity)) return {};

    // In bulk, only new records of the fact's own entity came: nothing to find, nothing to delete.
    const bool only_new = !reached && !told && !stale_.changed(fact.entity);
    auto rows = fmt::format("commit_number >= {}", stale_.since);
    if (!only_new) {
      const auto asked = keys(fact);
      if (asked.empty()) return {};
      if (auto found = touched("touched_key", asked); !found) return found;
      const auto any = count("touched_key");
      if (!any) return base::failure_of(any);
      if (*any == 0) return {};
      rows = "record_key IN (SELECT id FROM touched_key)";
    }
    const auto wide = MoreMemory::for_columns(fact.columns.size());
    const MoreMemory more(connection_, only_new ? wide : std::max(wide, MoreMemory::kForJoins));
    const bool cases = fact.entity == "case";
    if (cases)
      if (auto begun = begin_person_marks(connection_, only_new); !begun) return begun;
    std::optional<RollupChange> rolled;
    if (const auto* rollup = rollup_of(fact.name); rollup != nullptr) {
      auto change = RollupChange::begin(connection_, *rollup);
      if (!change) return base::failure_of(change);
      rolled = std::move(*change);
    }
    if (!only_new) {
      if (rolled)
        if (auto out = rolled->take_out(
                fmt::format("{} IN (SELECT id FROM touched_key)", fact.columns.front().name));
            !out)
          return out;
      auto deleted = execute(fmt::format("DELETE FROM {} WHERE {} IN (SELECT id FROM touched_key)",
                                         fact.name, fact.columns.front().name));
      if (!deleted) return deleted;
    }
    if (auto inserted = insert(fact, rows, only_new); !inserted) return inserted;
    if (rolled)
      if (auto in = rolled->put_in(); !in) return in;
    if (!cases) return {};
    const auto new_cases =
        only_new ? std::optional(stale_.since) : std::optional<std::int64_t>(std::nullopt);
    if (auto finished = finish_person_marks(connection_, new_cases); !finished) return finished;
    return collect_cases(only_new);
  }

  // Cases whose facts were made: surveys show them.
  Result<void> collect_cases(bool only_new) {
    const auto surveyed = connection_.frame("SELECT EXISTS(SELECT 1 FROM survey)");
    if (!surveyed) return base::failure_of(surveyed);
    if (!std::get<bool>(surveyed->rows[0][0])) return {};
    const auto rows = only_new ? fmt::format("commit_number >= {}", stale_.since)
                               : std::string("record_key IN (SELECT id FROM touched_key)");
    return touched("touched_case", {"SELECT case_id AS id FROM \"case\" WHERE " + rows});
  }

  Result<std::uint64_t> count(const std::string& from) const {
    const auto frame = connection_.frame("SELECT count(*) FROM " + from);
    if (!frame) return base::failure_of(frame);
    return static_cast<std::uint64_t>(std::get<std::int64_t>(frame->rows[0][0]));
  }

  // insert: in portions, so that the joins fit in memory however many facts are touched.
  Result<void> insert(const FactDefinition& fact, const std::string& rows, bool only_new) const {
    if (only_new) return insert_new(fact);
    const auto all = count(fmt::format("\"{}\" WHERE {}", fact.entity, rows));
    if (!all) return base::failure_of(all);
    const auto portions = (*all + facts_at_once - 1) / facts_at_once;
    for (std::uint64_t i = 0; i < portions; ++i) {
      const auto portion =
          portions == 1 ? rows
                        : fmt::format("{} AND hash(record_key) % {} = {}", rows, portions, i);
      auto expected = all;
      if (portions > 1) expected = count(fmt::format("\"{}\" WHERE {}", fact.entity, portion));
      if (!expected) return base::failure_of(expected);
      if (auto done = insert_portion(fact, {portion, false}, *expected); !done) return done;
    }
    return {};
  }

  // insert_new: each portion is a range of commits, which stand together in the table.
  Result<void> insert_new(const FactDefinition& fact) const {
    const auto commits = connection_.frame(
        fmt::format("SELECT commit_number, count(*) FROM \"{}\" WHERE commit_number >= {} GROUP BY "
                    "ALL ORDER BY ALL",
                    fact.entity, stale_.since));
    if (!commits) return base::failure_of(commits);
    std::uint64_t held = 0;
    std::int64_t first = 0;
    for (std::size_t i = 0; i < commits->rows.size(); ++i) {
      const auto number = std::get<std::int64_t>(commits->rows[i][0]);
      if (held == 0) first = number;
      held += static_cast<std::uint64_t>(std::get<std::int64_t>(commits->rows[i][1]));
      if (held < facts_at_once && i + 1 < commits->rows.size()) continue;
      const auto range = fmt::format("commit_number BETWEEN {} AND {}", first, number);
      if (auto done = insert_portion(fact, {range, true}, held); !done) return done;
      held = 0;
    }
    return {};
  }

  Result<void> insert_portion(const FactDefinition& fact, const FactRows& rows,
                              std::uint64_t expected) const {
    const auto empty = empty_tables(fact);
    if (!empty) return base::failure_of(empty);
    const auto apart = apart_parts_sql(fact, rows, *empty);
    if (!apart.empty())
      if (auto made = execute(apart); !made) return made;
    const auto inserted = connection_.execute(insert_fact_sql(fact, rows, false, *empty));
    if (!inserted) return base::failure_of(inserted);
    if (*inserted == expected) return {};
    // Two sources use one id for different things, so a join gave a record twice: keep the grain.
    auto made =
        execute(fmt::format("DELETE FROM {} WHERE {} IN (SELECT record_key FROM \"{}\" WHERE {})",
                            fact.name, fact.columns.front().name, fact.entity, rows.where));
    if (made) made = execute(insert_fact_sql(fact, rows, true, *empty));
    return made;
  }

  // empty_tables: of those the fact joins, and parts of such.
  Result<std::vector<std::string_view>> empty_tables(const FactDefinition& fact) const {
    std::vector<std::string_view> empty;
    std::map<std::string_view, bool> known;  // Whether a table has rows.
    const auto has_rows = [&](std::string_view table) -> Result<bool> {
      if (const auto at = known.find(table); at != known.end()) return at->second;
      const auto some = connection_.frame(fmt::format("SELECT 1 FROM \"{}\" LIMIT 1", table));
      if (!some) return base::failure_of(some);
      return known[table] = !some->rows.empty();
    };
    for (const auto& join : fact.joins) {
      const auto part = std::ranges::find(fact.parts, join.table, &FactPart::name);
      bool some = false;
      for (const auto table :
           part == fact.parts.end() ? std::array<std::string_view, 2>{join.table} : part->of) {
        if (table.empty() || some) continue;
        const auto has = has_rows(table);
        if (!has) return base::failure_of(has);
        some = *has;
      }
      if (!some) empty.push_back(join.table);
    }
    return empty;
  }

  const Connection& connection_;
  const Staleness& stale_;
  std::set<std::string_view> touched_;  // Tables of touched ids that were made.
};

}  // namespace

bool Staleness::changed(std::string_view entity) const {
  const auto at = entities.find(entity);
  return at != entities.end() && at->second.changed > 0;
}

void Staleness::add(std::string_view entity, Count count, std::int64_t commit_number) {
  if (count.added + count.changed == 0 || std::ranges::count(fact_sources(), entity) == 0) return;
  if (since == 0 || commit_number < since) since = commit_number;
  auto& known = entities[std::string(entity)];
  known.added += count.added;
  known.changed += count.changed;
}

Result<void> refresh_facts(const Connection& connection, const Staleness& stale) {
  return Refresh(connection, stale).run();
}

Result<void> rebuild_facts(const Connection& connection) {
  Staleness all;
  for (const auto& fact : fact_definitions()) {
    const auto made = connection.execute(fmt::format("DROP {} IF EXISTS {}; {}",
                                                     fact.view_of.empty() ? "TABLE" : "VIEW",
                                                     fact.name, create_fact_sql(fact)));
    if (!made) return base::failure_of(made);
    if (const auto* rollup = rollup_of(fact.name); rollup != nullptr)
      if (auto emptied = empty_rollup(connection, *rollup); !emptied) return emptied;
  }
  for (const auto entity : fact_sources()) {
    const auto count = connection.frame(fmt::format("SELECT count(*) FROM \"{}\"", entity));
    if (!count) return base::failure_of(count);
    all.add(entity, {static_cast<std::uint64_t>(std::get<std::int64_t>(count->rows[0][0])), 0}, 1);
  }
  if (!all.any()) return {};
  const MoreMemory more(connection);
  return refresh_facts(connection, all);
}

}  // namespace aftercare::store
