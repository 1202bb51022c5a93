// A/A: every analysis on data in which nothing happened, many times, and how often it told
// something. Rows have a label that was shuffled; series have none, but days that lean on the day
// before.
//
// false_alarms [RUNS]: a line of JSON for each analysis.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "insight/anomaly/anomaly_watch.hpp"
#include "insight/anomaly/segment_scan.hpp"
#include "insight/anomaly/spikes.hpp"
#include "insight/association/next_problem.hpp"
#include "insight/association/rules.hpp"
#include "insight/cohorts/cohorts.hpp"
#include "insight/defects/failure_rates.hpp"
#include "insight/drivers/drivers.hpp"
#include "insight/impact/rate_impact.hpp"
#include "insight/impact/synthetic_control.hpp"
#include "insight/influence/influences.hpp"
#include "insight/rootcause/cause_tree.hpp"
#include "insight/statistics/difference.hpp"
#include "insight/statistics/false_discovery.hpp"
#include "insight/story/week_moves.hpp"
#include "insight/swot/lost_customers.hpp"
#include "insight/trend/trend.hpp"
#include "metrics/interval.hpp"

namespace {

using namespace aftercare::insight;
namespace metrics = aftercare::metrics;

using Random = std::mt19937;

/// Cases of a shop whose parts differ as those of shops do: few large, many small.
struct Case {
  std::uint32_t values[6];  // Topic, product, batch, province, carrier, channel.
  int day;
  int label;
};
constexpr std::uint32_t kinds[6] = {14, 40, 160, 31, 6, 7};

std::uint32_t uneven(Random& random, std::uint32_t n) {
  const double u = std::uniform_real_distribution<double>(0, 1)(random);
  return static_cast<std::uint32_t>(u * u * n);
}

std::vector<Case> cases_of(Random& random, int n) {
  std::vector<Case> cases(static_cast<std::size_t>(n));
  for (auto& one : cases) {
    one.values[1] = uneven(random, kinds[1]);
    one.values[2] = one.values[1] * 4 + random() % 4;
    // A product has topics of its own, a province its carrier.
    one.values[0] = (uneven(random, kinds[0]) + (random() % 3 == 0 ? one.values[1] : 0)) % kinds[0];
    one.values[3] = uneven(random, kinds[3]);
    one.values[4] = random() % 3 == 0 ? one.values[3] % kinds[4] : uneven(random, kinds[4]);
    one.values[5] = uneven(random, kinds[5]);
    one.day = static_cast<int>(random() % 180);
    one.label = random() % 5 == 0;
  }
  std::vector<int> labels;
  for (const auto& one : cases) labels.push_back(one.label);
  std::shuffle(labels.begin(), labels.end(), random);
  for (std::size_t i = 0; i < cases.size(); ++i) cases[i].label = labels[i];
  return cases;
}

std::string named(const char* prefix, std::uint32_t value) {
  return prefix + std::to_string(value);
}

/// Counts a day that lean on the day before, busier on weekdays.
Values days_of(Random& random, std::size_t n, double persistence) {
  std::normal_distribution<double> normal(0, 1);
  Values values;
  double state = normal(random);
  for (std::size_t i = 0; i < n; ++i) {
    state = persistence * state + std::sqrt(1 - persistence * persistence) * normal(random);
    std::poisson_distribution<int> count(30 * std::exp(0.15 * state));
    values.push_back(count(random));
  }
  return values;
}

bool drivers_alarm(Random& random, Measure measure) {
  const auto cases = cases_of(random, 4000);
  LabelledRowsBuilder builder({"topic", "product", "batch", "province", "carrier", "channel"});
  std::vector<std::string> texts(6);
  std::vector<std::string_view> values(6);
  for (const auto& one : cases) {
    for (std::size_t d = 0; d < 6; ++d) values[d] = texts[d] = std::to_string(one.values[d]);
    builder.add(values, static_cast<int>(random() % 2), measure == Measure::mean ? one.label : 1);
  }
  DriverSettings settings;
  settings.measure = measure;
  return !drivers_of(std::move(builder).build(), settings)->segments.empty();
}

bool impact_alarm(Random& random, std::size_t n, double persistence) {
  const auto series = days_of(random, n, persistence);
  return impact_of(series, {}, n * 2 / 3)->clear;
}

// Damaged parcels a week: few events on bases that move, beside others with the same weeks or
// alone.
bool rate_alarm(Random& random, std::size_t n, bool beside) {
  const auto together = days_of(random, n, 0.5);
  CountedSeries treated, others;
  for (std::size_t i = 0; i < n; ++i) {
    const double orders = 100 + static_cast<double>(random() % 60);
    treated.bases.push_back(orders);
    others.bases.push_back(6 * orders);
    const double rate = 0.03 * (beside ? together[i] / 30 : 1);
    std::gamma_distribution<double> uneven(8, 1.0 / 8);  // More than counting makes it.
    treated.events.push_back(
        std::poisson_distribution<int>(orders * rate * uneven(random))(random));
    others.events.push_back(
        std::poisson_distribution<int>(6 * orders * rate * uneven(random))(random));
  }
  return rate_impact_of(treated, beside ? others : CountedSeries{}, n * 2 / 3)->clear;
}

bool synthetic_alarm(Random& random, std::size_t n) {
  const auto together = days_of(random, n, 0.7);
  std::vector<Values> others(12, together);
  for (auto& other : others) {
    const auto own = days_of(random, n, 0.3);
    for (std::size_t i = 0; i < n; ++i) other[i] += own[i];
  }
  const auto treated = others.back();
  others.pop_back();
  const auto at = n * 2 / 3;
  const auto control = synthetic_control(treated, others, at);
  const auto impact = impact_of(treated, control->values, at);
  return impact->clear && control->placebo_p <= 1.0 / 12;
}

bool trend_alarm(Random& random, std::size_t n, double persistence) {
  return !trend_of(days_of(random, n, persistence), 1)->changes.empty();
}

bool slope_alarm(Random& random, std::size_t n, double persistence) {
  return slope_of(days_of(random, n, persistence)).p < kSlopeTold;
}

bool defects_alarm(Random& random) {
  const auto cases = cases_of(random, 6000);
  std::vector<Failures> groups(kinds[2]);
  for (const auto& one : cases) {
    groups[one.values[2]].n += 1;
    groups[one.values[2]].failed += one.label;
  }
  for (const auto& rate : shrunk_rates(groups))
    if (rate.q <= 0.02) return true;
  return false;
}

// Twelve kinds of failures, each with a rate of its own in each of eight categories; a batch has
// units of one to three of them.
bool mixed_defects_alarm(Random& random) {
  constexpr std::size_t batches = 160, categories = 8;
  std::vector<StratifiedFailures> sold(batches, StratifiedFailures(categories));
  for (auto& batch : sold)
    for (auto some = 1 + random() % 3; some > 0; --some)
      batch[random() % categories].n += static_cast<double>(20 + random() % 150);
  std::vector<double> p, expected;
  for (int kind = 0; kind < 12; ++kind) {
    double rates[categories];
    for (auto& rate : rates) rate = std::gamma_distribution<>(0.5, 0.02)(random);
    auto failed = sold;
    for (auto& batch : failed)
      for (std::size_t c = 0; c < categories; ++c)
        if (const double mean = batch[c].n * rates[c]; mean > 0)
          batch[c].failed = std::poisson_distribution<int>(mean)(random);
    for (const auto& rate : standardised_rates(failed)) {
      p.push_back(rate.p);
      expected.push_back(rate.expected);
    }
  }
  return std::ranges::any_of(weighted_benjamini_hochberg(p, expected),
                             [](double q) { return q <= 0.02; });
}

bool rules_alarm(Random& random) {
  // Items that stand together by chance alone.
  BasketBuilder builder;
  std::vector<std::string> names;
  std::vector<std::string_view> basket;
  for (int i = 0; i < 3000; ++i) {
    names.clear();
    for (std::uint32_t item = 0; item < 40; ++item)
      if (std::bernoulli_distribution(0.02 + 0.004 * item)(random))
        names.push_back(named("i", item));
    basket.assign(names.begin(), names.end());
    builder.add_whole(basket);
  }
  const auto baskets = std::move(builder).build();
  MiningSettings settings;
  settings.least_count = 20;
  return !association_rules(*frequent_sets(baskets, settings), baskets.size()).rules.empty();
}

bool next_alarm(Random& random) {
  NextProblemBuilder builder;
  for (const auto& one : cases_of(random, 4000))
    builder.add(named("p", static_cast<std::uint32_t>(random() % 1500)), named("t", one.values[0]),
                one.day);
  return !std::move(builder).build(180, 30).pairs.empty();
}

bool compare_alarm(Random& random) {
  std::vector<double> p;
  const double n[2] = {400, 1500};
  for (int metric = 0; metric < 23; ++metric) {
    Measured sides[2];
    for (int side = 0; side < 2; ++side) {
      if (metric % 3 == 2) {  // A mean of ratings.
        double sum = 0, squares = 0;
        for (int i = 0; i < n[side]; ++i) {
          const double rating = 1 + std::min<int>(4, static_cast<int>(random() % 9));
          sum += rating, squares += rating * rating;
        }
        const auto interval = metrics::mean_interval(n[side], sum, squares);
        sides[side] = {sum / n[side], interval->low, interval->high};
      } else if (metric % 3 == 1) {
        const double events = std::poisson_distribution<int>(n[side] * 0.08)(random);
        const auto interval = metrics::rate_interval(events, n[side]);
        sides[side] = {events / n[side], interval->low, interval->high};
      } else {
        const double part = std::binomial_distribution<int>(static_cast<int>(n[side]),
                                                            0.05 + 0.02 * metric)(random);
        const auto interval = metrics::share_interval(part, n[side]);
        sides[side] = {part / n[side], interval->low, interval->high};
      }
    }
    p.push_back(difference_of(sides[0], sides[1]).p);
  }
  for (const auto q : benjamini_hochberg(p))
    if (q <= 0.05) return true;
  return false;
}

bool cohorts_alarm(Random& random) {
  constexpr std::size_t complaint = 0, goods_back = 1;
  CohortBuilder builder(2);
  for (std::uint32_t i = 0; i < 2500; ++i) {
    const auto who = named("c", i);
    const int first = static_cast<int>(uneven(random, 8));
    builder.add_order(who, first);
    for (int month = first; month < 8; ++month) {
      if (month > first && random() % 2 == 0) builder.add_order(who, month);
      if (random() % 9 == 0) builder.add_event(who, month, complaint);
      if (random() % 14 == 0) builder.add_event(who, month, goods_back);
    }
  }
  const auto table = std::move(builder).build(7);
  for (const auto& cohort : table->cohorts)
    for (const auto& cells : cohort.cells)
      for (const auto& cell : cells)
        if (cell.mature && cell.q <= 0.05) return true;
  return false;
}

bool rootcause_alarm(Random& random) {
  CauseRows rows;
  const char* names[6] = {"topic", "product", "batch", "province", "carrier", "channel"};
  for (std::size_t d = 0; d < 6; ++d) {
    rows.dimensions.push_back({names[d], {}, d >= 1 && d <= 4, d == 0});
    for (std::uint32_t value = 0; value < kinds[d]; ++value)
      rows.dimensions[d].values.push_back(named(names[d], value));
  }
  for (const auto& one : cases_of(random, 9000)) {
    rows.base.push_back(
        {{kNoValue, one.values[1], one.values[2], one.values[3], one.values[4], kNoValue}, 1});
    if (one.label == 0) continue;
    // The topic is one of the shop's whatever the product: it must not tell anything either.
    const auto topic = uneven(random, kinds[0]);
    rows.events.push_back(
        {{topic, one.values[1], one.values[2], one.values[3], one.values[4], one.values[5]}, 1});
  }
  return !cause_tree(rows)->causes.empty();
}

bool story_alarm(Random& random) {
  std::vector<WeekCell> cells;
  for (std::uint32_t topic = 0; topic < kinds[0]; ++topic)
    for (std::uint32_t product = 0; product < kinds[1]; ++product) {
      WeekCell cell{{topic, product, uneven(random, kinds[3])}, {}, 0};
      std::poisson_distribution<int> level(12.0 / (2 + topic + product));
      for (int week = 0; week < 9; ++week) cell.counts.push_back(level(random));
      cells.push_back(std::move(cell));
    }
  return !week_moves(cells, 3).moves.empty();
}

bool lost_alarm(Random& random) {
  LostCustomers customers;
  for (std::uint32_t i = 0; i < 1500; ++i) {
    const auto who = named("c", i);
    customers.add_order(who, 1);
    customers.add_problem(who, named("t", uneven(random, kinds[0])),
                          static_cast<int>(random() % 100));
    if (random() % 2 == 0) customers.add_order(who, static_cast<int>(100 + random() % 40));
  }
  for (const auto& one : std::move(customers).build(200, 60))
    if (one.q <= 0.05) return true;
  return false;
}

// Of days, not of series: a watch tells every day.
int strange_days(Random& random, std::size_t n) {
  const auto series = days_of(random, n, 0.3);
  AnomalyWatch watch({});
  int strange = 0;
  for (std::size_t i = 0; i < n; ++i)
    strange += watch.next(static_cast<double>(i), series[i]).score >= 0.98;
  return strange;
}

// On one day of hundreds of products that scatter more than counting makes them.
bool scan_alarm(Random& random) {
  std::vector<Values> segments;
  for (int s = 0; s < 300; ++s) {
    auto& one = segments.emplace_back();
    const double level = 60.0 / (1 + s) + 0.2;
    for (std::size_t day = 0; day < 80; ++day) {
      const double mean = level * (day % 7 < 5 ? 1.2 : 0.5);
      std::gamma_distribution<double> uneven(2 * mean, 0.5);
      one.push_back(std::poisson_distribution<int>(std::max(1e-9, uneven(random)))(random));
    }
  }
  const auto scanned = scan_segments(segments, 79);
  return !scanned.empty() && scanned.front().q <= 0.05;
}

// Blame in 150 places, or one of 3,000 words, on the last day.
bool spike_alarm(Random& random, std::size_t things, double share) {
  Values cases;
  for (std::size_t day = 0; day < 57; ++day)
    cases.push_back(std::poisson_distribution<int>(day % 7 < 5 ? 180 : 90)(random));
  std::vector<SpikeSeries> all(things);
  for (std::size_t s = 0; s < things; ++s) {
    auto& one = all[s];
    one.bases = cases;
    const double own = share / (1 + static_cast<double>(s) / 30);
    for (const auto n : cases)
      one.events.push_back(std::binomial_distribution<int>(static_cast<int>(n), own)(random));
  }
  return !spikes_of(all, 56).told.empty();
}

// Six things that cases have, some of which go together, and answers that are shuffled.
bool influence_alarm(Random& random, int n) {
  InfluenceRows rows;
  const auto cases = cases_of(random, n);
  for (std::size_t d = 0; d < 6; ++d) {
    auto& factor = rows.factors.emplace_back();
    factor.name = named("d", static_cast<std::uint32_t>(d));
    for (std::uint32_t value = 0; value < kinds[d]; ++value)
      factor.values.push_back({named("v", value), named("v", value)});
    for (const auto& one : cases) factor.of.push_back(one.values[d]);
  }
  auto& wait = rows.factors.emplace_back();
  wait.name = "wait";
  std::lognormal_distribution<double> seconds(6, 1.5);
  for (const auto& one : cases) {
    wait.numbers.push_back(one.values[5] == 0 ? 4 * seconds(random) : seconds(random));
    rows.target.push_back(one.label);
  }
  const auto found = influences_on(rows);
  return found && found->influences.front().q <= InfluenceSettings().most_q;
}

void report(const char* name, const char* what, int runs,
            const std::function<bool(Random&)>& alarm) {
  int alarms = 0;
  for (int run = 0; run < runs; ++run) {
    Random random(static_cast<unsigned>(1000 + run));
    alarms += alarm(random);
  }
  fmt::print("{{\"analysis\":\"{}\",\"what\":\"{}\",\"runs\":{},\"alarms\":{}}}\n", name, what,
             runs, alarms);
}

}  // namespace

int main(int words, char** word) {
  const int runs = words > 1 ? std::atoi(word[1]) : 200;
  report("drivers", "of a rate, 4,000 rows, 6 dimensions", runs,
         [](Random& random) { return drivers_alarm(random, Measure::mean); });
  report("drivers", "of a count", runs,
         [](Random& random) { return drivers_alarm(random, Measure::count); });
  for (const double persistence : {0.0, 0.4, 0.7})
    for (const std::size_t n : {40, 90, 180}) {
      const auto what = fmt::format("{} days, persistence {}", n, persistence);
      report("impact", what.c_str(), runs,
             [&](Random& random) { return impact_alarm(random, n, persistence); });
      report("trend, changes", what.c_str(), runs,
             [&](Random& random) { return trend_alarm(random, n, persistence); });
      report("trend, slope", what.c_str(), runs,
             [&](Random& random) { return slope_alarm(random, n, persistence); });
    }
  for (const std::size_t n : {26, 60}) {
    const auto what = fmt::format("{} weeks of few events", n);
    report("impact, counts", what.c_str(), runs,
           [&](Random& random) { return rate_alarm(random, n, false); });
    report("impact, counts", (what + ", beside others").c_str(), runs,
           [&](Random& random) { return rate_alarm(random, n, true); });
  }
  report("impact, synthetic control", "120 days, 11 others", runs,
         [](Random& random) { return synthetic_alarm(random, 120); });
  int strange = 0;
  constexpr std::size_t days = 400;
  for (int run = 0; run < runs; ++run) {
    Random random(static_cast<unsigned>(1000 + run));
    strange += strange_days(random, days);
  }
  fmt::print(
      "{{\"analysis\":\"anomalies\",\"what\":\"days, 400 a series\",\"runs\":{},\"alarms\":{}}}\n",
      runs * static_cast<int>(days), strange);
  report("anomalies, segments", "300 products on one day", runs, scan_alarm);
  report("spikes", "150 places on one day", runs,
         [](Random& random) { return spike_alarm(random, 150, 0.3); });
  report("spikes", "3,000 words on one day", runs,
         [](Random& random) { return spike_alarm(random, 3000, 0.02); });
  report("influences", "800 answers, 7 factors", runs,
         [](Random& random) { return influence_alarm(random, 800); });
  report("influences", "5,000 answers, 7 factors", runs,
         [](Random& random) { return influence_alarm(random, 5000); });
  report("defects", "160 batches", runs, defects_alarm);
  report("defects", "160 batches, 12 kinds in 8 categories", runs, mixed_defects_alarm);
  report("rules", "40 items, 3,000 baskets", runs, rules_alarm);
  report("rules, next problem", "1,500 customers, 14 topics", runs, next_alarm);
  report("compare", "23 metrics", runs, compare_alarm);
  report("cohorts", "8 months, 4 measures", runs, cohorts_alarm);
  report("rootcause", "1,800 events on 9,000", runs, rootcause_alarm);
  report("story, segments", "9 weeks, 560 cells", runs, story_alarm);
  report("swot, lost customers", "14 topics", runs, lost_alarm);
}
