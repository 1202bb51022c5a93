#include "pipeline/value_review.hpp"

#include <algorithm>
#include <mutex>
#include <set>

#include "pipeline/judged_again.hpp"
#include "pipeline/replay.hpp"
#include "pipeline/resealed_value.hpp"
#include "standard/nearest_code.hpp"
#include "store/duckdb/writer.hpp"

namespace aftercare::pipeline {

base::Result<std::vector<ProposedMeaning>> proposed_meanings(const Session& session) {
  auto values = store::undecided_values(session.store(), records::Viewer::owner());
  if (!values) return base::failure_of(values);
  std::vector<ProposedMeaning> proposed;
  for (auto& value : *values) {
    if (value.rule != store::kUnlistedRule) {
      proposed.push_back({value, value.suggested, {}, value.confidence});
      continue;
    }
    const auto& field = *session.dictionary().entity(value.entity)->field(value.field);
    auto near = standard::nearest_code(field, value.value);
    proposed.push_back(
        {std::move(value), std::move(near.code), std::move(near.word), near.likeness});
  }
  return proposed;
}

base::Result<Decided> decide(const Session& session, const Meaning& meaning,
                             std::optional<records::Moment> as_of, const std::string& by) {
  Decided done;
  std::set<std::int64_t> waiting;
  {
    const std::lock_guard writing(session.writing());
    store::Writer writer(session.store());
    for (const auto& value : meaning.values) {
      store::ValueDecision decision;
      decision.entity = meaning.entity;
      decision.field = meaning.field;
      decision.value = value;
      decision.code = meaning.code;
      decision.suggested = meaning.suggested;
      if (meaning.verdict == Meaning::Verdict::accept) decision.state = "accepted";
      if (meaning.verdict == Meaning::Verdict::reject) decision.state = "rejected";
      auto decided = writer.decide(decision, by, resealing(session));
      if (!decided) return base::failure_of(decided);
      done.changed += decided->rows;
      if (auto judged = judge_again(session, *decided); !judged) return base::failure_of(judged);
      done.decisions.push_back(std::move(*decided));
      const auto& made = done.decisions.back();
      // Of a value that was left only a key is stored as it stands.
      if (made.state == "rejected" && made.rule == store::kUnlistedRule) continue;
      store::UndecidedValue same;
      same.entity = meaning.entity;
      same.field = meaning.field;
      same.value = value;
      same.rule = made.rule;
      same.suggested = made.suggested;
      const auto ids = store::rows_waiting_for(session.store(), records::Viewer::owner(), same);
      if (!ids) return base::failure_of(ids);
      waiting.insert(ids->begin(), ids->end());
    }
  }
  if (waiting.empty()) return done;
  const auto replayed = replay(session, {waiting.begin(), waiting.end()}, {}, as_of);
  if (!replayed) return base::failure_of(replayed);
  done.replayed = replayed->replayed;
  return done;
}

base::Result<Decided> undo(const Session& session, std::int64_t decision, const std::string& by) {
  const std::lock_guard writing(session.writing());
  store::Writer writer(session.store());
  auto undone = writer.undo_decision(decision, by, resealing(session));
  if (!undone) return base::failure_of(undone);
  if (auto judged = judge_again(session, *undone); !judged) return base::failure_of(judged);
  Decided done;
  done.changed = undone->rows;
  done.decisions.push_back(std::move(*undone));
  return done;
}

}  // namespace aftercare::pipeline
