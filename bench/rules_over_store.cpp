// Runs many rules over a stored table of many rows and prints the seconds; then one row more for
// every hundred, of which a tenth are newer versions of stored ones, and what judging costs with
// the states of the first run against judging all anew.
//
//   rules_over_store [ROWS] [RULES]      10,000,000 rows and 100 rules by default
//
// The table is made by the engine itself; only the rules are timed.

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "quality/rules/store_rules.hpp"
#include "store/duckdb/connection.hpp"
#include "store/duckdb/instance.hpp"
#include "store/duckdb/layout.hpp"
#include "store/render.hpp"

namespace aftercare::bench {
namespace {

namespace fs = std::filesystem;

class MadeStore : public store::Engine {
 public:
  explicit MadeStore(const fs::path& file)
      : instance_(std::move(store::Instance::open(file, {}).value())),
        connection_(instance_->connect().value()) {}

  void execute(const std::string& sql) {
    if (const auto done = connection_.execute(sql); !done) {
      fmt::print(stderr, "{}\n", done.error().message);
      std::exit(1);
    }
  }
  base::Result<store::Frame> run(const store::Query& query, const records::Viewer&) const override {
    const auto sql = store::render(query, store::Dialect::duckdb);
    if (!sql) return base::failure_of(sql);
    return connection_.frame(*sql);
  }

 private:
  std::unique_ptr<store::Instance> instance_;
  store::Connection connection_;
};

// Rules of every kind, over numbers, codes, moments and pairs of columns.
std::string made_rules(int count) {
  std::string yaml = "rules:\n";
  const auto label = "label: {zh: 规则, en: Rule}}\n";
  for (int i = 0; i < count; ++i) {
    yaml += fmt::format("  - {{name: made_{}, table: order, ", i);
    switch (i % 8) {
      case 0:
        yaml += fmt::format("column: amount, in_range: [0, {}], ", 900 + i);
        break;
      case 1:
        yaml += "column: province, one_of: [广东, 浙江, 江苏, 上海], ";
        break;
      case 2:
        yaml += "column: paid_at, not_before: ordered_at, ";
        break;
      case 3:
        yaml += "column: refund_amount, at_most: amount, ";
        break;
      case 4:
        yaml +=
            fmt::format("holds: \"refund_amount + {} <= amount * 2 or status = 'refunded'\", ", i);
        break;
      case 5:
        yaml += "column: delivered_at, present: true, ";
        break;
      case 6:
        yaml += i == 6 ? "column: order_id, unique: true, "
                       : "column: status, one_of: [paid, refunded], ";
        break;
      default:
        yaml += i == 7 ? "column: ordered_at, rows_per_day: [0.5, 2], "
                       : "column: paid_amount, at_most: amount, ";
    }
    yaml += label;
  }
  return yaml;
}

void insert_orders(MadeStore& engine, long from, long to, int commit) {
  engine.execute(fmt::format(
      "INSERT INTO \"order\" BY NAME SELECT 'O' || lpad(i::VARCHAR, 10, '0') AS order_id, {} AS "
      "commit_number, (i * 7919 % "
      "100000) / 100.0 AS amount, (i * 7919 % 100000) / 110.0 AS paid_amount, CASE WHEN i % 9 = 0 "
      "THEN (i % 500) / 1.0 END AS refund_amount, ['广东','浙江','江苏','上海','四川'][1 + i % 5] "
      "AS "
      "province, ['paid','refunded','shipped'][1 + i % 3] AS status, TIMESTAMP '2026-01-01' + "
      "to_seconds(i % 31536000) AS ordered_at, TIMESTAMP '2026-01-01' + to_seconds(i % 31536000 + "
      "60) AS paid_at, TIMESTAMP '2026-01-03' + to_seconds(i % 31536000) AS delivered_at FROM "
      "range({}, {}) t(i)",
      commit, from, to));
}

std::optional<std::vector<quality::RuleResult>> judged(const quality::RuleSet& rules,
                                                       const records::Dictionary& dictionary,
                                                       const store::Engine& engine,
                                                       quality::CountedTables* states,
                                                       double& seconds) {
  const auto begun = std::chrono::steady_clock::now();
  auto results = quality::run_store_rules(rules, dictionary, engine, records::Viewer::owner(),
                                          {.table = "order"}, {}, states);
  seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  if (results) return std::move(*results);
  fmt::print(stderr, "{}\n", results.error().message);
  return std::nullopt;
}

int run(long rows, int rules) {
  const auto folder = fs::temp_directory_path() / fmt::format("aftercare_rules_{}", ::getpid());
  fs::create_directories(folder);
  const auto dictionary = records::Dictionary::load({});
  if (!dictionary) return 1;
  std::ofstream(folder / "rules.yaml") << made_rules(rules);
  const auto set = quality::RuleSet::load_files({folder / "rules.yaml"}, *dictionary);
  if (!set) {
    fmt::print(stderr, "{}\n", set.error().message);
    return 1;
  }
  {
    MadeStore engine(folder / "store.duckdb");
    const auto& order = *dictionary->entity("order");
    engine.execute(
        fmt::format("CREATE TABLE \"order\" ({})", store::declared(store::entity_columns(order))));
    engine.execute(fmt::format("CREATE TABLE \"order_history\" ({})",
                               store::declared(store::history_columns(order))));
    insert_orders(engine, 0, rows, 1);
    quality::CountedTables states;
    double took = 0;
    const auto results = judged(*set, *dictionary, engine, &states, took);
    if (!results) return 1;
    std::uint64_t broken = 0;
    for (const auto& result : *results) broken += result.broken;
    fmt::print(
        "{} rules over {} rows: {:.1f} s ({} rows break one; {:.0f} million judgements a second)\n",
        results->size(), rows, took, broken,
        static_cast<double>(results->size()) * static_cast<double>(rows) / took / 1e6);

    const auto more = rows / 100, newer = more / 10;
    engine.execute(fmt::format(
        "INSERT INTO \"order_history\" BY NAME SELECT *, 2 AS replaced_commit FROM \"order\" ORDER "
        "BY rowid DESC LIMIT {}",
        newer));
    engine.execute(fmt::format(
        "DELETE FROM \"order\" WHERE order_id IN (SELECT order_id FROM \"order_history\")"));
    insert_orders(engine, rows - newer, rows + more - newer, 2);
    double took_more = 0, took_all = 0;
    const auto by_state = judged(*set, *dictionary, engine, &states, took_more);
    const auto anew = judged(*set, *dictionary, engine, nullptr, took_all);
    if (!by_state || !anew) return 1;
    bool same = by_state->size() == anew->size();
    for (std::size_t i = 0; same && i < anew->size(); ++i)
      same = (*by_state)[i].broken == (*anew)[i].broken &&
             (*by_state)[i].checked == (*anew)[i].checked &&
             (*by_state)[i].measured == (*anew)[i].measured;
    fmt::print(
        "1 % more rows ({} of them newer versions): {:.3f} s by states, {:.1f} s anew: "
        "{:.1f} % of it; results {}\n",
        newer, took_more, took_all, 100 * took_more / took_all, same ? "the same" : "DIFFER");
    if (!same) return 1;
  }
  fs::remove_all(folder);
  return 0;
}

}  // namespace
}  // namespace aftercare::bench

int main(int count, char** words) {
  const long rows = count > 1 ? std::atol(words[1]) : 10'000'000;
  const int rules = count > 2 ? std::atoi(words[2]) : 100;
  return aftercare::bench::run(rows, rules);
}
