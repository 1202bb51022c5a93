#include "pipeline/upkeep/retention_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "pipeline/signed_receipt.hpp"
#include "store/duckdb/audit_log.hpp"
#include "store/duckdb/overview.hpp"

namespace aftercare::pipeline {
namespace {

using base::Result;
using records::Moment;

// A workspace may rest so long; a clock that stands further ahead has leapt.
constexpr std::chrono::days kMostRest{7};
// Files of a shop come monthly at the least.
constexpr std::chrono::days kMostWithoutData{31};
constexpr std::chrono::minutes kRetryRetention{15};

tl::unexpected<base::Error> clock_is_ahead(const Session& session, Moment now, Moment known,
                                           std::chrono::days allowed, std::string_view of,
                                           std::string_view of_zh) {
  const auto day = [&session](Moment at) { return day_in_zone(session, at); };
  return base::failure(
      fmt::format(
          "nothing was emptied: the clock says {0}, more than {1} days after {2} ({3}). Set "
          "the clock, or if it is right, say so once: aftercare retain --apply --as-of {0}",
          day(now), allowed.count(), of, day(known)),
      fmt::format(
          "未清空任何数据：系统时钟为 {0}，比{2}（{3}）晚 {1} "
          "天以上。请校准时钟；若时钟无误，请确认一次：aftercare retain --apply --as-of {0}",
          day(now), allowed.count(), of_zh, day(known)));
}

// When anything was last noted here, not after `now`: an entry of the audit log, a file read in.
Result<std::optional<Moment>> last_noted(const Session& session, Moment now) {
  const auto viewer = records::Viewer::owner();
  store::AuditFilter filter;
  filter.to = now + std::chrono::microseconds(1);
  const auto page = store::audit_page(session.store(), viewer, filter, 1, 0);
  if (!page) return base::failure_of(page);
  std::optional<Moment> last;
  if (!page->rows.empty()) last = page->rows.front().at;
  const auto ledger = store::ledger(session.store(), viewer);
  if (!ledger) return base::failure_of(ledger);
  for (const auto& file : ledger->files)
    if (file.at <= now && (!last || file.at > *last)) last = file.at;
  return last;
}

std::string receipt_of_retention(const Session& session, const RetentionReport& report,
                                 Moment as_of, const Actor& who, Moment now) {
  nlohmann::json entities = nlohmann::json::array();
  for (const auto& one : report.counts)
    entities.push_back({{"entity", one.entity->name},
                        {"retention", one.entity->retention},
                        {"until", records::to_iso(one.until)},
                        {"rows", one.rows},
                        {"old_versions", one.old_versions},
                        {"findings", one.findings},
                        {"set_aside", one.set_aside}});
  return signed_receipt(session.vault(), {{"kind", "aftercare retention receipt"},
                                          {"workspace", session.workspace().settings().name},
                                          {"done_at", records::to_iso(now)},
                                          {"as_of", records::to_iso(as_of)},
                                          {"by", who.name},
                                          {"entities", std::move(entities)},
                                          {"customers_erased", report.erased}});
}

}  // namespace

std::string day_in_zone(const Session& session, Moment at) {
  return records::to_local_text(at, session.zone()).substr(0, 10);
}

Result<void> believe_clock(const Session& session, Moment now) {
  const auto past = retention_past(session.workspace().root());
  if (past.believed) {
    if (now - *past.believed <= kMostRest) return {};
    return clock_is_ahead(session, now, *past.believed, kMostRest, "it was last known to be right",
                          "上次确认无误的时间");
  }
  const auto noted = last_noted(session, now);
  if (!noted) return base::failure_of(noted);
  if (*noted && now - **noted > kMostRest)
    return clock_is_ahead(session, now, **noted, kMostRest, "anything was last noted here",
                          "此处最近一次记录");
  const auto data = newest_data(session, now);
  if (!data) return base::failure_of(data);
  if (*data && now - **data > kMostWithoutData)
    return clock_is_ahead(session, now, **data, kMostWithoutData, "the newest stored data",
                          "最新入库数据");
  return {};
}

void refuse_retention(RetentionPast& past, const base::Error& why, Moment now) {
  past.failed = now;
  past.failure = why.message;
  past.failure_zh = why.message_zh;
}

Result<RetentionDone> run_retention(const Session& session, const std::optional<Moment>& as_of,
                                    const Actor& who, Moment now) {
  auto done = [&]() -> Result<RetentionDone> {
    if (!as_of)
      if (auto right = believe_clock(session, now); !right) return base::failure_of(right);
    auto report = apply_retention(session, as_of.value_or(now), who);
    if (!report) return base::failure_of(report);
    auto receipt = receipt_of_retention(session, *report, as_of.value_or(now), who, now);
    return RetentionDone{std::move(*report), std::move(receipt)};
  }();
  auto kept = change_retention_past(session.workspace().root(), [&](RetentionPast& past) {
    if (!done) return refuse_retention(past, done.error(), now);
    past.done = now;
    past.failed = {};
    past.failure.clear();
    past.failure_zh.clear();
    past.receipt = done->receipt;
    // Whoever names today's day says that the clock is right; another day says nothing of it.
    constexpr std::chrono::days about_today{2};  // In whatever zone it was named.
    if (!as_of || std::chrono::abs(now - *as_of) <= about_today) past.believed = now;
  });
  if (!kept) return base::failure_of(kept);
  return done;
}

bool retention_is_due(const RetentionPast& past, std::chrono::milliseconds every, Moment now) {
  if (every.count() == 0) return false;
  const auto rests = [now](const std::optional<Moment>& at, std::chrono::milliseconds pause) {
    return at && *at <= now && now - *at < pause;
  };
  return !rests(past.done, every) && !rests(past.failed, kRetryRetention);
}

Result<std::optional<RetentionDone>> run_due_retention(const Session& session, Moment now) {
  const auto& root = session.workspace().root();
  if (!retention_is_due(retention_past(root), session.workspace().settings().retention.every,
                        now)) {
    // Between two runs the clock is believed day by day.
    const auto another_day = [now](const RetentionPast& past) {
      return past.believed && now - *past.believed > std::chrono::days(1) &&
             now - *past.believed <= kMostRest;
    };
    if (another_day(retention_past(root))) {
      auto kept = change_retention_past(root, [&](RetentionPast& past) {
        if (another_day(past)) past.believed = now;
      });
      if (!kept) return base::failure_of(kept);
    }
    return std::nullopt;
  }
  auto done = run_retention(session, {}, {"schedule", {}}, now);
  if (!done) return base::failure_of(done);
  return std::optional<RetentionDone>(std::move(*done));
}

}  // namespace aftercare::pipeline
