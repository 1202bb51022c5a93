// The questions of bench/dashboard.yaml on a generated store, each beside the SQL that a person
// would write for it: milliseconds of both and their ratio.
//
//   dashboard FILE FOLDER [CASES] [ROUNDS]      1,000,000 cases and 5 rounds by default
//
// The store is made by the engine itself; only the questions are timed. The first run of each
// question is told apart: nothing of its columns has been read by this process before.

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "metrics/answer.hpp"
#include "store/duckdb/connection.hpp"
#include "store/duckdb/fact_definition.hpp"
#include "store/duckdb/instance.hpp"
#include "store/render.hpp"

namespace aftercare::bench {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void give_up(const std::string& what) {
  fmt::print(stderr, "dashboard: {}\n", what);
  std::exit(1);
}

class MadeStore : public store::Engine {
 public:
  explicit MadeStore(const fs::path& file)
      : instance_(std::move(store::Instance::open(file, ample()).value())),
        connection_(instance_->connect().value()) {}

  void execute(const std::string& sql) {
    if (const auto done = connection_.execute(sql); !done) give_up(done.error().message);
  }
  void read(const std::string& sql) const {
    if (const auto done = connection_.frame(sql); !done) give_up(done.error().message);
  }
  base::Result<store::Frame> run(const store::Query& query, const records::Viewer&) const override {
    const auto sql = store::render(query, store::Dialect::duckdb);
    if (!sql) return base::failure_of(sql);
    return connection_.frame(*sql);
  }

 private:
  static store::InstanceOptions ample() {
    store::InstanceOptions options;
    options.memory_mb = 4096;
    return options;
  }

  std::unique_ptr<store::Instance> instance_;
  store::Connection connection_;
};

// Two years of cases and as many orders, spread by digests of their numbers.
void make(MadeStore& store, std::uint64_t cases) {
  for (const auto& fact : store::fact_definitions()) store.execute(store::create_fact_sql(fact));
  store.execute(fmt::format(R"(INSERT INTO case_fact BY NAME SELECT
  'c' || i AS case_key, DATE '2024-10-01' + (i * 730 // {0})::INT AS opened_day,
  (DATE '2024-10-01' + (i * 730 // {0})::INT)::TIMESTAMP AS opened_at,
  ['chat','email','ticket','phone','review','social'][1 + h % 6] AS channel,
  h % 5 = 0 AS is_complaint, h % 6 < 4 AS expects_answer, h % 37 = 0 AS is_noise,
  'topic.' || (h // 7) % 60 AS topic, 'p' || (h // 11) % 31 AS province,
  'product ' || (h // 13) % 2000 AS product, 'category ' || (h // 17) % 20 AS category,
  'carrier ' || (h // 19) % 8 AS carrier, 'agent ' || (h // 23) % 200 AS agent,
  'team ' || (h // 23) % 12 AS team, 'u' || (h // 29) % ({0} // 4 + 1) AS person_id,
  CASE WHEN h % 6 < 4 AND h % 11 > 0 THEN exp(((h // 31) % 1000) / 100.0) END AS first_response_seconds,
  CASE WHEN h % 6 < 4 AND h % 13 > 2 THEN 3600 * exp(((h // 37) % 500) / 100.0) END AS resolution_seconds,
  CASE WHEN h % 6 = 4 THEN 1 + (h // 41) % 5 END AS rating,
  CASE WHEN h % 4 = 1 THEN 1 + (h // 43) % 5 END AS survey_score,
  ['positive','neutral','negative','unscored'][1 + (h // 47) % 4] AS sentiment,
  h % 5 = 0 AND (h // 53) % 12 = 0 AS is_repeat
  FROM (SELECT i, (hash(i) % 9007199254740991)::BIGINT AS h FROM range({0}) t(i)))",
                            cases));
  store.execute(fmt::format(R"(INSERT INTO order_fact BY NAME SELECT
  'o' || i AS order_key, DATE '2024-10-01' + (i * 730 // {0})::INT AS ordered_day,
  h % 20 > 0 AS is_paid, ((h // 7) % 100000) / 100.0 AS paid_amount,
  'carrier ' || (h // 19) % 8 AS carrier, 'p' || (h // 11) % 31 AS province
  FROM (SELECT i, (hash(i + 7) % 9007199254740991)::BIGINT AS h FROM range({0}) t(i)))",
                            cases));
  store.execute(
      "INSERT INTO survey_fact BY NAME SELECT 's' || case_key AS survey_key, opened_day AS "
      "answered_day, survey_score, case_key, channel, category FROM case_fact WHERE survey_score "
      "IS "
      "NOT NULL");
  store.execute("CHECKPOINT");
}

struct Asked {
  std::string name;
  metrics::Question question;
  std::vector<std::string> sql;
  std::vector<double> ours;
  std::vector<double> by_hand;
};

std::vector<std::string> words_of(const YAML::Node& list) {
  std::vector<std::string> words;
  for (const auto& word : list) words.push_back(word.Scalar());
  return words;
}

std::string placed(std::string sql, const std::string& key, const std::string& value) {
  for (auto at = sql.find(key); at != sql.npos; at = sql.find(key, at))
    sql.replace(at, key.size(), value);
  return sql;
}

std::vector<Asked> questions_of(const YAML::Node& root) {
  const auto day = [](const char* text) { return *records::parse_day(text); };
  std::vector<Asked> all;
  const auto add = [&](const YAML::Node& one, bool card) {
    Asked asked;
    asked.name = one["name"].Scalar();
    asked.question.from = day("2026-09-01");
    asked.question.to = day("2026-09-30");
    if (card) {
      asked.question.metrics = {one["metric"].Scalar()};
      asked.question.by = {"day"};
      asked.question.compare = metrics::Against::previous;
    } else {
      asked.question.metrics = words_of(one["metrics"]);
      asked.question.by = words_of(one["by"]);
      if (one["top"]) asked.question.limit = one["top"].as<std::uint64_t>();
      asked.question.other = one["other"] && one["other"].as<bool>();
    }
    for (auto sql : words_of(one["sql"])) {
      sql = placed(sql, "{before_from}", "DATE '2026-08-01'");
      sql = placed(sql, "{from}", "DATE '2026-09-01'");
      asked.sql.push_back(placed(sql, "{to}", "DATE '2026-09-30'"));
    }
    all.push_back(std::move(asked));
  };
  for (const auto& one : root["cards"]) add(one, true);
  for (const auto& one : root["breakdowns"]) add(one, false);
  return all;
}

template <typename Work>
double milliseconds(const Work& work) {
  const auto begun = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begun)
      .count();
}

double median_of(std::vector<double> values) {
  std::ranges::sort(values);
  return values[values.size() / 2];
}

int measure(const char* file, const fs::path& folder, std::uint64_t cases, int rounds) {
  const auto dictionary = records::Dictionary::load({});
  if (!dictionary) give_up(dictionary.error().message);
  const auto model = metrics::Model::load({}, *dictionary);
  if (!model) give_up(model.error().message);
  const auto place = folder / "dashboard.duckdb";
  fs::remove(place);
  {
    MadeStore making(place);
    make(making, cases);
  }
  const MadeStore store(place);
  auto all = questions_of(YAML::LoadFile(file));
  for (int round = 0; round < rounds; ++round)
    for (auto& asked : all) {
      const auto ask = [&] {
        asked.ours.push_back(milliseconds([&] {
          const auto answer =
              metrics::answer(*model, asked.question, store, records::Viewer::owner());
          if (!answer) give_up(asked.name + ": " + answer.error().message);
        }));
      };
      // Who comes second finds the columns at hand: each is it in every other round.
      if (round % 2 == 0) ask();
      asked.by_hand.push_back(milliseconds([&] {
        for (const auto& sql : asked.sql) store.read(sql);
      }));
      if (round % 2 == 1) ask();
    }
  fmt::print("{{\"cases\": {}, \"questions\": [", cases);
  const char* between = "";
  for (const auto& asked : all) {
    fmt::print(
        "{}{{\"name\": \"{}\", \"first_ms\": {:.2f}, \"ms\": {:.2f}, \"by_hand_ms\": {:.2f}}}",
        between, asked.name, asked.ours.front(), median_of(asked.ours), median_of(asked.by_hand));
    between = ", ";
  }
  fmt::print("]}}\n");
  fs::remove(place);
  return 0;
}

}  // namespace
}  // namespace aftercare::bench

int main(int count, char** words) {
  if (count < 3) aftercare::bench::give_up("dashboard FILE FOLDER [CASES] [ROUNDS]");
  return aftercare::bench::measure(words[1], words[2],
                                   count > 3 ? std::strtoull(words[3], nullptr, 10) : 1'000'000,
                                   count > 4 ? std::atoi(words[4]) : 5);
}
