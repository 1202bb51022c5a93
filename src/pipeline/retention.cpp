#include "pipeline/retention.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <mutex>
#include <optional>

#include "pipeline/erasure.hpp"
#include "privacy/processing.hpp"

namespace aftercare::pipeline {
namespace {

using base::Result;

struct RetentionRules {
  std::vector<store::RetentionRule> entities;
  std::optional<store::RetentionRule> customers;
};

// Entities that have a period and a field to count it from; the customers apart, who are kept as
// long as something newer is.
Result<RetentionRules> rules_of(const Session& session, records::Moment as_of) {
  const auto processing =
      privacy::Processing::load(session.workspace().root(), session.dictionary());
  if (!processing) return base::failure_of(processing);
  RetentionRules rules;
  for (const auto& entity : session.dictionary().entities()) {
    const auto from = processing->counted_from(entity.name);
    if (entity.retention.empty() || from.empty()) continue;
    store::RetentionRule rule{&entity, from, before_period(as_of, entity.retention)};
    if (entity.name == "customer")
      rules.customers = rule;
    else
      rules.entities.push_back(rule);
  }
  return rules;
}

// So many go together: a batch is one transaction, and a few hundred bytes each in memory.
constexpr std::size_t kBatch = 256;

Result<std::vector<std::string>> idle_of(const Session& session, const RetentionRules& rules,
                                         std::optional<std::size_t> most = std::nullopt) {
  if (!rules.customers) return std::vector<std::string>{};
  return store::idle_customers(session.store(), rules.entities, *rules.customers, most);
}

}  // namespace

records::Moment before_period(records::Moment as_of, const std::string& period) {
  int number = 0;
  std::from_chars(period.data(), period.data() + period.size(), number);
  const auto day = std::chrono::floor<std::chrono::days>(as_of);
  const auto time = as_of - day;
  if (period.ends_with('d')) return as_of - std::chrono::days(number);
  std::chrono::year_month_day date{std::chrono::sys_days(day)};
  if (period.ends_with('m'))
    date -= std::chrono::months(number);
  else
    date -= std::chrono::years(number);
  if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
  return records::Moment(std::chrono::sys_days(date)) + time;
}

Result<std::optional<records::Moment>> newest_data(const Session& session, records::Moment now) {
  auto rules = rules_of(session, now);
  if (!rules) return base::failure_of(rules);
  if (rules->customers) rules->entities.push_back(*rules->customers);
  return store::newest_counted(session.store(), rules->entities, now);
}

Result<RetentionReport> expired(const Session& session, records::Moment as_of) {
  const auto rules = rules_of(session, as_of);
  if (!rules) return base::failure_of(rules);
  RetentionReport report;
  auto counts = store::count_expired(session.store(), rules->entities);
  if (!counts) return base::failure_of(counts);
  report.counts = std::move(*counts);
  auto idle = idle_of(session, *rules);
  if (!idle) return base::failure_of(idle);
  report.idle = std::move(*idle);
  return report;
}

Result<RetentionReport> apply_retention(const Session& session, records::Moment as_of,
                                        const Actor& who) {
  const auto rules = rules_of(session, as_of);
  if (!rules) return base::failure_of(rules);
  RetentionReport report;
  for (;;) {
    // Looked for again before each batch: between two of them somebody may have come back.
    const auto erased =
        erase_customers(session,
                        [&]() -> Result<std::vector<std::string>> {
                          auto idle = idle_of(session, *rules, kBatch);
                          if (idle)
                            report.idle.insert(report.idle.end(), idle->begin(), idle->end());
                          return idle;
                        },
                        {who.name, "retention"});
    if (!erased) return base::failure_of(erased);
    if (*erased == 0) break;
    report.erased += *erased;
  }
  const std::lock_guard writing(session.writing());
  auto counts = store::empty_expired(
      session.store(), rules->entities,
      {{},
       who.name,
       records::AuditAction::retention,
       fmt::format("as of {}, {} customers erased", records::to_iso(as_of), report.erased),
       who.reason});
  if (!counts) return base::failure_of(counts);
  report.counts = std::move(*counts);
  return report;
}

}  // namespace aftercare::pipeline
