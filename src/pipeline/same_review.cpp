#include "pipeline/same_review.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <set>

#include "pipeline/case_groups.hpp"
#include "pipeline/known_same.hpp"
#include "pipeline/person_groups.hpp"
#include "store/duckdb/alike_records.hpp"

namespace aftercare::pipeline {
namespace {

using store::AlikeChange;

base::Result<std::vector<store::GroupMember>> person_groups_of(
    const Session& session, const std::vector<store::PairVerdict>& verdicts,
    const std::vector<store::KeyPair>& pairs) {
  const auto sources = store::source_persons(session.store(), records::Viewer::owner());
  if (!sources) return base::failure_of(sources);
  std::map<std::string, std::string> persons(sources->begin(), sources->end());
  for (const auto& [one, other] : pairs) persons[one], persons[other];
  for (const auto& verdict : verdicts) persons[verdict.keys.first], persons[verdict.keys.second];
  KeyRows rows;
  std::vector<GroupedCustomer> customers;
  for (const auto& [key, person] : persons) {
    rows.add(key);
    customers.push_back({key, person});
  }
  std::vector<quality::RowPair> joined;
  for (const auto& [one, other] : pairs) joined.emplace_back(*rows.find(one), *rows.find(other));
  const quality::KnownSame known{row_verdicts(verdicts, rows), given_persons(customers), {}};
  return person_groups(customers, quality::settle_groups(customers.size(), known, joined).firsts());
}

// Completes the change with the groups that follow from it, and stores it.
base::Result<store::AlikeChanged> settle(const Session& session, AlikeChange change) {
  const auto viewer = records::Viewer::owner();
  auto& store = session.store();
  auto verdicts = store::pair_verdicts(store, viewer, change.entity, true);
  if (!verdicts) return base::failure_of(verdicts);
  if (change.undone)
    std::erase_if(*verdicts, [&](const auto& one) { return one.id == change.undone->id; });
  if (change.verdict)
    for (const auto& pair : change.verdict->pairs)
      verdicts->insert(verdicts->begin(), {0, pair, change.verdict->same, "", {}, ""});
  const auto pairs = store::joined_pairs(store, viewer, change.entity);
  if (!pairs) return base::failure_of(pairs);
  auto groups = change.entity == "customer" ? person_groups_of(session, *verdicts, *pairs)
                                            : case_groups(session, *verdicts, *pairs);
  if (!groups) return base::failure_of(groups);
  change.groups = std::move(*groups);
  return store::change_alike(store, change);
}

base::Result<void> check_keys(const Session& session, const std::string& entity,
                              const std::vector<std::string>& keys) {
  if (entity != "customer" && entity != "case")
    return base::failure(fmt::format("only customers and cases are compared: {}", entity),
                         fmt::format("只比较客户与案例：{}", entity));
  const auto unknown = store::unknown_keys(session.store(), entity, keys);
  if (!unknown) return base::failure_of(unknown);
  if (unknown->empty()) return {};
  return base::failure(
      fmt::format("no such {}: {}", entity, unknown->front()),
      fmt::format("没有该{}：{}", entity == "case" ? "案例" : "客户", unknown->front()));
}

}  // namespace

base::Result<store::AlikeChanged> say_same(const Session& session, const std::string& entity,
                                           const std::vector<std::string>& keys,
                                           const std::string& by) {
  const std::set<std::string> all(keys.begin(), keys.end());
  if (all.size() < 2)
    return base::failure("it takes two records to be the same", "至少需要两条记录才能合并");
  const std::lock_guard writing(session.writing());
  if (auto checked = check_keys(session, entity, {all.begin(), all.end()}); !checked)
    return base::failure_of(checked);
  AlikeChange change;
  change.entity = entity;
  change.verdict = store::NewVerdict{{}, true, by};
  for (auto at = std::next(all.begin()); at != all.end(); ++at)
    change.verdict->pairs.push_back(key_pair(*all.begin(), *at));
  return settle(session, std::move(change));
}

base::Result<store::AlikeChanged> say_apart(const Session& session, const std::string& entity,
                                            const std::vector<std::string>& keys,
                                            const std::string& by) {
  const std::lock_guard writing(session.writing());
  if (auto checked = check_keys(session, entity, keys); !checked) return base::failure_of(checked);
  AlikeChange change;
  change.entity = entity;
  change.verdict = store::NewVerdict{{}, false, by};
  if (keys.size() == 2 && keys[0] != keys[1]) {
    change.verdict->pairs.push_back(key_pair(keys[0], keys[1]));
  } else if (keys.size() == 1) {
    const auto group = store::group_of(session.store(), records::Viewer::owner(), entity, keys[0]);
    if (!group) return base::failure_of(group);
    for (const auto& key : *group)
      if (key != keys[0]) change.verdict->pairs.push_back(key_pair(keys[0], key));
    if (change.verdict->pairs.empty())
      return base::failure(fmt::format("it is in no group: {}", keys[0]),
                           fmt::format("该记录不在任何合并组中：{}", keys[0]));
  } else {
    return base::failure("one record is split off its group, or two from each other",
                         "拆分需要一条记录（移出合并组）或两条记录");
  }
  return settle(session, std::move(change));
}

base::Result<store::AlikeChanged> unsay(const Session& session, std::int64_t verdict,
                                        const std::string& by) {
  const std::lock_guard writing(session.writing());
  AlikeChange change;
  for (const auto* entity : {"customer", "case"}) {
    const auto verdicts =
        store::pair_verdicts(session.store(), records::Viewer::owner(), entity, true);
    if (!verdicts) return base::failure_of(verdicts);
    if (std::ranges::any_of(*verdicts, [&](const auto& one) { return one.id == verdict; }))
      change.entity = entity;
  }
  change.undone = store::VerdictUndone{verdict, by};
  return settle(session, std::move(change));
}

}  // namespace aftercare::pipeline
