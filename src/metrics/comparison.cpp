#include "metrics/comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <set>

#include "metrics/buckets.hpp"
#include "metrics/plain_answer.hpp"

namespace aftercare::metrics {
namespace {

namespace chrono = std::chrono;

// The same date so many months before; a day that month lacks is its last.
records::Day months_before(records::Day day, int months) {
  auto date = chrono::year_month_day(day) - chrono::months(months);
  if (!date.ok()) date = date.year() / date.month() / chrono::last;
  return chrono::sys_days(date);
}

// Months that a period is made of whole; 0: it is not.
int whole_months(records::Day from, records::Day to) {
  const chrono::year_month_day first(from);
  const chrono::year_month_day after(to + chrono::days(1));
  if (first.day() != chrono::day(1) || after.day() != chrono::day(1)) return 0;
  return static_cast<int>((after.year() / after.month() - first.year() / first.month()).count());
}

// Which bucket of the period stands beside which of the other.
std::map<records::Day, records::Day> buckets_beside(const Period& now, const Period& before,
                                                    store::DayUnit unit, Against against) {
  std::map<records::Day, records::Day> beside;
  const auto current = buckets_between(*now.from, *now.to, unit);
  const auto earlier = buckets_between(*before.from, *before.to, unit);
  for (std::size_t at = 0; at < current.size(); ++at) {
    if (against == Against::year && unit != store::DayUnit::week)
      beside[current[at]] = months_before(current[at], 12);
    else if (at < earlier.size())
      beside[current[at]] = earlier[at];
  }
  return beside;
}

}  // namespace

Period period_against(const Period& period, Against against) {
  if (!period.from || !period.to || against == Against::nothing) return {};
  const int months = whole_months(*period.from, *period.to);
  if (months > 0) {
    const int back = against == Against::year ? 12 : months;
    return {months_before(*period.from, back),
            months_before(*period.to + chrono::days(1), back) - chrono::days(1)};
  }
  if (against == Against::year)
    return {months_before(*period.from, 12), months_before(*period.to, 12)};
  const auto days = *period.to - *period.from + chrono::days(1);
  return {*period.from - days, *period.from - chrono::days(1)};
}

Change change_of(const store::Cell& now, const store::Cell& before) {
  const auto current = number_in(now);
  const auto earlier = number_in(before);
  if (!current || !earlier) return {};
  Change change{*current - *earlier, std::nullopt};
  if (*earlier != 0) change.relative = *change.absolute / std::abs(*earlier);
  return change;
}

Question question_before(const Question& question, const Period& before) {
  auto earlier = question;
  earlier.compare = Against::nothing;
  earlier.share = earlier.other = false;
  earlier.from = before.from;
  earlier.to = before.to;
  earlier.having.clear();
  earlier.limit.reset();
  earlier.order.clear();
  return earlier;
}

base::Result<void> add_comparison(const Model& model, const Question& question,
                                  const store::Engine& engine, const records::Viewer& viewer,
                                  const std::optional<Answer>& earlier_answer, Answer& answer) {
  const auto resolved = resolve(model, question);
  if (!resolved) return base::failure_of(resolved);
  Compared before;
  before.period = period_against(answer.period, question.compare);
  const auto dimensions = resolved->by.size();
  const auto metrics = resolved->metrics.size();
  if (!before.period.from) {  // No data: nothing to compare with.
    before.rows.resize(answer.rows.size(), std::vector<store::Cell>(metrics));
    before.n = before.rows;
    before.total = before.total_n = std::vector<store::Cell>(metrics);
    answer.before = std::move(before);
    return {};
  }
  const auto earlier = question_before(question, before.period);
  const auto time = time_position(resolved->by);
  const auto found = earlier_answer ? base::Result<Answer>(*earlier_answer)
                                    : metrics::answer(model, earlier, engine, viewer);
  if (!found) return base::failure_of(found);
  before.total = found->total;
  before.total_n = found->total_n;

  std::map<Key, std::size_t, KeyLess> place;
  for (std::size_t row = 0; row < found->rows.size(); ++row)
    place[Key(found->rows[row].begin(),
              found->rows[row].begin() + static_cast<std::ptrdiff_t>(dimensions))] = row;
  std::map<records::Day, records::Day> beside;
  if (time)
    beside =
        buckets_beside(answer.period, before.period, resolved->by[*time]->unit, question.compare);

  // The rest of a limited answer is compared with the same rest.
  std::map<Key, std::pair<std::vector<store::Cell>, std::vector<store::Cell>>, KeyLess> rest;
  if (!answer.other_rows.empty()) {
    const auto ranked = time && *time == 0 ? std::size_t{1} : std::size_t{0};
    std::vector<std::optional<std::string>> shown;
    std::set<Key, KeyLess> seen;
    for (std::size_t row = 0; row < answer.rows.size(); ++row) {
      const auto& cell = answer.rows[row][ranked];
      if (std::ranges::find(answer.other_rows, row) != answer.other_rows.end() ||
          !seen.insert({cell}).second)
        continue;
      const auto* text = std::get_if<std::string>(&cell);
      const auto number = number_in(cell);
      shown.push_back(text != nullptr ? std::optional(*text)
                      : number        ? std::optional(fmt::format("{}", *number))
                                      : std::nullopt);
    }
    auto others = earlier;
    others.where.push_back({resolved->by[ranked]->name, FilterOperator::not_in, shown});
    others.by.clear();
    if (time) others.by = {resolved->by[*time]->name};
    const auto asked = metrics::answer(model, others, engine, viewer);
    if (!asked) return base::failure_of(asked);
    const auto skipped = static_cast<std::ptrdiff_t>(others.by.size());
    for (std::size_t row = 0; row < asked->rows.size(); ++row)
      rest[Key(asked->rows[row].begin(), asked->rows[row].begin() + skipped)] = {
          {asked->rows[row].begin() + skipped, asked->rows[row].end()}, asked->n[row]};
  }

  std::vector<store::Cell> nothing;
  for (const auto* metric : resolved->metrics) nothing.push_back(of_nothing(*metric));
  std::set<std::size_t> taken;
  for (std::size_t at = 0; at < answer.rows.size(); ++at) {
    const auto& row = answer.rows[at];
    Key key(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(dimensions));
    bool known = true;
    if (time) {
      const auto* bucket = std::get_if<records::Day>(&key[*time]);
      const auto other = bucket == nullptr ? beside.end() : beside.find(*bucket);
      known = other != beside.end();
      if (known) key[*time] = other->second;
    }
    if (std::ranges::find(answer.other_rows, at) != answer.other_rows.end()) {
      const auto same = rest.find(time ? Key{key[*time]} : Key{});
      before.rows.push_back(known && same != rest.end() ? same->second.first : nothing);
      before.n.push_back(known && same != rest.end() ? same->second.second
                                                     : std::vector<store::Cell>(metrics));
      continue;
    }
    const auto same = known ? place.find(key) : place.end();
    if (same == place.end()) {
      before.rows.push_back(known ? nothing : std::vector<store::Cell>(metrics));
      before.n.emplace_back(metrics);
      continue;
    }
    taken.insert(same->second);
    const auto& values = found->rows[same->second];
    before.rows.emplace_back(values.begin() + static_cast<std::ptrdiff_t>(dimensions),
                             values.end());
    before.n.push_back(found->n[same->second]);
  }
  const bool chosen = question.limit || !question.having.empty() || time || question.by.empty();
  for (std::size_t row = 0; row < found->rows.size() && !chosen; ++row) {
    if (taken.contains(row)) continue;
    auto cells = Key(found->rows[row].begin(),
                     found->rows[row].begin() + static_cast<std::ptrdiff_t>(dimensions));
    cells.insert(cells.end(), nothing.begin(), nothing.end());
    before.rows.emplace_back(found->rows[row].begin() + static_cast<std::ptrdiff_t>(dimensions),
                             found->rows[row].end());
    before.n.push_back(found->n[row]);
    answer.rows.push_back(std::move(cells));
    answer.n.emplace_back(metrics, store::Cell{std::int64_t{0}});
    answer.intervals.emplace_back(metrics);
    if (question.share) answer.shares.emplace_back(metrics, std::optional<double>(0));
  }
  answer.all_rows = std::max<std::uint64_t>(answer.all_rows, answer.rows.size());
  answer.before = std::move(before);
  return {};
}

}  // namespace aftercare::metrics
