#include "metrics/ask/ask_answer.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "metrics/answer.hpp"
#include "metrics/answer_json.hpp"
#include "metrics/cell.hpp"
#include "store/build.hpp"

namespace aftercare::metrics {
namespace {

constexpr std::uint64_t kStoredValues = 20'000;  // Of a dimension in a fact, the most frequent.

bool asks_by_time(const Asked& asked, const Model& model) {
  return std::ranges::any_of(asked.question.by, [&](const std::string& name) {
    return (*model.dimension(name))->kind == DimensionKind::time;
  });
}

// align: rows of `before` in the order of `now`, one for each.
void align(const Answer& now, Answer& before) {
  const auto dimensions = now.columns.size() - now.total.size();
  std::map<Key, std::size_t, KeyLess> place;
  const auto key_of = [&](const std::vector<store::Cell>& row) {
    return Key(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(dimensions));
  };
  for (std::size_t i = 0; i < before.rows.size(); ++i) place.emplace(key_of(before.rows[i]), i);
  std::vector<std::vector<store::Cell>> rows;
  std::vector<std::vector<store::Cell>> n;
  std::vector<std::vector<std::optional<Interval>>> intervals;
  for (const auto& row : now.rows) {
    const auto found = place.find(key_of(row));
    if (found != place.end()) {
      rows.push_back(before.rows[found->second]);
      n.push_back(before.n[found->second]);
      intervals.push_back(before.intervals[found->second]);
      continue;
    }
    auto none = key_of(row);
    none.resize(now.columns.size());
    rows.push_back(std::move(none));
    n.emplace_back(now.total.size());
    intervals.emplace_back(now.total.size());
  }
  before.rows = std::move(rows);
  before.n = std::move(n);
  before.intervals = std::move(intervals);
}

std::string_view role_word(AskRole role) {
  switch (role) {
    case AskRole::metric:
      return "metric";
    case AskRole::dimension:
      return "dimension";
    case AskRole::value:
      return "value";
    case AskRole::period:
      return "period";
    case AskRole::compare:
      return "compared_with";
    default:
      return "other";
  }
}

nlohmann::ordered_json message_json(const base::Message& message) {
  return {{"zh", message.zh}, {"en", message.en}};
}

std::string_view operator_word(FilterOperator op) {
  static constexpr std::string_view words[] = {"in", "not_in", ">=", "<=", ">", "<"};
  return words[static_cast<std::size_t>(op)];
}

nlohmann::ordered_json question_json(const Question& question) {
  using AskJson = nlohmann::ordered_json;
  auto where = AskJson::array();
  for (const auto& filter : question.where) {
    auto values = AskJson::array();
    for (const auto& value : filter.values)
      values.push_back(value ? AskJson(*value) : AskJson(nullptr));
    where.push_back({{"dimension", filter.dimension},
                     {"op", operator_word(filter.op)},
                     {"values", std::move(values)}});
  }
  auto having = AskJson::array();
  for (const auto& one : question.having)
    having.push_back({{"metric", one.metric}, {"op", operator_word(one.op)}, {"value", one.value}});
  auto order = AskJson::array();
  for (const auto& one : question.order)
    order.push_back({{"name", one.name}, {"descending", one.descending}});
  const auto day = [](const std::optional<records::Day>& one) {
    return one ? AskJson(records::to_iso(*one)) : AskJson(nullptr);
  };
  return {{"metrics", question.metrics},
          {"by", question.by},
          {"where", std::move(where)},
          {"having", std::move(having)},
          {"from", day(question.from)},
          {"to", day(question.to)},
          {"order", std::move(order)},
          {"limit", question.limit ? AskJson(*question.limit) : AskJson(nullptr)},
          {"rolling", question.rolling ? AskJson(*question.rolling) : AskJson(nullptr)},
          {"moving_average", question.moving_average},
          {"cumulative", question.cumulative}};
}

}  // namespace

base::Result<void> add_stored_values(AskWords& words, const store::Engine& engine,
                                     const records::Viewer& viewer) {
  for (const auto& dimension : words.model().dimensions()) {
    if (dimension.kind != DimensionKind::text || (!dimension.values.empty() && !dimension.open))
      continue;
    for (const auto& [fact, column] : dimension.columns) {
      if (!words.model().fact(fact).rows_of.empty()) continue;
      store::Query query;
      query.fact = fact;
      const auto of = store::column(column);
      query.select = {{of, "value"}, {store::aggregate(store::Function::count, nullptr), "n"}};
      query.where = store::is_known(of);
      query.group_by = {of};
      query.order_by = {{"n", true}, {"value", false}};
      query.limit = kStoredValues;
      const auto frame = engine.run(query, viewer);
      if (!frame) return tl::unexpected(frame.error());
      std::vector<std::string> values;
      for (const auto& row : frame->rows)
        if (const auto* text = std::get_if<std::string>(&row[0])) values.push_back(*text);
      words.add_values(dimension.name, values);
    }
  }
  return {};
}

base::Result<records::Day> ask_today(const Model& model, records::Day today,
                                     const store::Engine& engine, const records::Viewer& viewer) {
  const auto period = data_period(model, engine, viewer);
  if (!period) return base::failure_of(period);
  return period->to ? std::min(today, *period->to) : today;
}

base::Result<AskAnswer> answer(const Model& model, const Asked& asked, const store::Engine& engine,
                               const records::Viewer& viewer) {
  AskAnswer answered;
  if (asked.why) {
    auto found = changes(model, asked.question, engine, viewer, asked.against);
    if (!found) return base::failure_of(found);
    answered.changes = std::move(*found);
    return answered;
  }
  auto question = asked.question;
  question.mean_intervals = true;
  auto now = answer(model, question, engine, viewer);
  if (!now) return base::failure_of(now);
  if (asked.against) {
    question.from = asked.against->from;
    question.to = asked.against->to;
    question.having.clear();
    question.limit.reset();
    auto before = answer(model, question, engine, viewer);
    if (!before) return base::failure_of(before);
    if (!asks_by_time(asked, model)) align(*now, *before);
    answered.before = std::move(*before);
  }
  answered.now = std::move(*now);
  return answered;
}

nlohmann::ordered_json to_json(const Asked& asked, const AskWords& words) {
  using AskJson = nlohmann::ordered_json;
  auto list = AskJson::array();
  for (const auto& word : asked.words) {
    auto others = AskJson::array();
    for (const auto& other : word.others)
      others.push_back({{"dimension", other.name}, {"code", other.code}});
    list.push_back({{"text", word.text},
                    {"as", role_word(word.role)},
                    {"name", word.name},
                    {"code", word.code},
                    {"could_also_be", std::move(others)}});
  }
  auto lost = AskJson::array();
  for (const auto& word : asked.not_understood)
    lost.push_back({{"text", word}, {"near", words.near(word)}});
  return {{"answerable", asked.answerable()},
          {"understood", asked.question.metrics.empty()
                             ? AskJson(nullptr)
                             : message_json(understanding(asked, words.model()))},
          {"query", question_json(asked.question)},
          {"against", asked.against ? to_json(*asked.against) : AskJson(nullptr)},
          {"share", asked.share},
          {"why", asked.why},
          {"chart", to_name(asked.chart)},
          {"words", std::move(list)},
          {"not_understood", std::move(lost)},
          {"problem", asked.problem ? message_json(*asked.problem) : AskJson(nullptr)}};
}

nlohmann::ordered_json to_json(const Asked& asked, const AskWords& words, const AskAnswer& answer) {
  auto json = to_json(asked, words);
  if (answer.now) json["answer"] = to_json(*answer.now);
  if (answer.before) json["before"] = to_json(*answer.before);
  if (answer.changes) json["changes"] = to_json(*answer.changes);
  return json;
}

nlohmann::ordered_json to_json(const Asked& asked, const AskWords& words,
                               const base::Error& refusal) {
  auto json = to_json(asked, words);
  json["answerable"] = false;
  json["problem"] = {{"zh", refusal.message_zh}, {"en", refusal.message}};
  return json;
}

}  // namespace aftercare::metrics
