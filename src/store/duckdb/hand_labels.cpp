#include "store/duckdb/hand_labels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "store/duckdb/bound_list.hpp"
#include "store/duckdb/cells.hpp"
#include "store/duckdb/write_side.hpp"
#include "store/duckdb/writer.hpp"

namespace aftercare::store {
namespace {

using base::Result;
using records::Viewer;

constexpr std::array<std::string_view, 3> kActNames = {"given", "skipped", "withdrawn"};
constexpr std::size_t kLongestLabel = 200;
constexpr std::size_t kLongestSet = 64;

// Answers that nobody took back.
constexpr std::string_view kStanding =
    "act <> 'withdrawn' AND id NOT IN (SELECT undoes FROM hand_label WHERE undoes IS NOT NULL)";

// The answer in force of each case of a set ($1).
std::string in_force() {
  return fmt::format(
      "(SELECT case_key, max(id) AS id, arg_max(act, id) AS act, arg_max(label, id) AS label, "
      "arg_max(given_by, id) AS given_by FROM hand_label WHERE set_name = $1 AND {} GROUP BY "
      "case_key)",
      kStanding);
}

constexpr std::string_view kSaid = "nullif(trim(concat_ws(chr(10), c.title, c.text)), '')";

LabelAct act_in(const Cell& cell) {
  const auto name = text_in(cell);
  const auto at = std::ranges::find(kActNames, name);
  return at == kActNames.end() ? LabelAct::withdrawn
                               : static_cast<LabelAct>(at - kActNames.begin());
}

HandLabel hand_label_in(const std::vector<Cell>& row) {
  HandLabel label;
  label.id = number_in(row[0]);
  label.set = text_in(row[1]);
  label.case_key = text_in(row[2]);
  label.label = text_in(row[3]);
  label.act = act_in(row[4]);
  label.by = text_in(row[5]);
  if (const auto* at = std::get_if<records::Moment>(&row[6])) label.at = *at;
  label.undoes = number_in(row[7]);
  return label;
}
constexpr std::string_view kHandLabelColumns =
    "id, set_name, case_key, label, act, given_by, noted_at, undoes";

Result<void> check_new(const HandLabel& row) {
  if (row.set.empty() || row.set.size() > kLongestSet)
    return base::failure(
        fmt::format("a set of labels has a name of at most {} bytes: '{}'", kLongestSet, row.set),
        fmt::format("标签集的名称最长 {} 字节：“{}”", kLongestSet, row.set));
  if (row.act == LabelAct::given && (row.label.empty() || row.label.size() > kLongestLabel))
    return base::failure(fmt::format("a label has 1 to {} bytes: '{}'", kLongestLabel, row.label),
                         fmt::format("标签长度为 1 至 {} 字节：“{}”", kLongestLabel, row.label));
  return {};
}

Result<void> write_row(const Connection& connection, HandLabel& row) {
  const auto known = connection.frame(
      "SELECT (SELECT coalesce(max(id), 0) + 1 FROM hand_label), (SELECT count(*) FROM \"case\" "
      "WHERE record_key = ?), now() AT TIME ZONE 'UTC'",
      {row.case_key});
  if (!known) return base::failure_of(known);
  if (number_in(known->rows[0][1]) == 0)
    return base::failure(fmt::format("no such case: {}", row.case_key),
                         fmt::format("没有该案例：{}", row.case_key));
  row.id = number_in(known->rows[0][0]);
  if (const auto* at = std::get_if<records::Moment>(&known->rows[0][2])) row.at = *at;
  const auto noted = connection.change(
      "INSERT INTO hand_label VALUES ($1, $2, $3, nullif($4, ''), $5, $6, $7, nullif($8, 0))",
      {row.id, row.set, row.case_key, row.act == LabelAct::given ? row.label : std::string(),
       std::string(kActNames[static_cast<std::size_t>(row.act)]), row.by, row.at, row.undoes});
  if (!noted) return base::failure_of(noted);
  return {};
}

Result<std::vector<LabelText>> texts_in(const Database& database, const std::string& sql,
                                        const std::vector<Cell>& values) {
  const auto frame = database.read(sql, values);
  if (!frame) return base::failure_of(frame);
  std::vector<LabelText> texts;
  texts.reserve(frame->rows.size());
  for (const auto& row : frame->rows)
    texts.push_back({text_in(row[0]), text_in(row[1]), text_in(row[2]), text_in(row[3]),
                     text_in(row[4]) == kActNames[1]});
  return texts;
}

// A column of the facts as a select item.
std::string judged_item(const std::string& column) {
  return is_judged_column(column) ? fmt::format("f.\"{}\"", column) : std::string("NULL");
}

std::string labelled_sql(const std::string& column, std::string_view condition) {
  return fmt::format(
      "SELECT c.record_key, {0}, {1}, l.label, l.act FROM {2} l JOIN \"case\" c ON c.record_key = "
      "l.case_key LEFT JOIN case_fact f ON f.case_key = c.record_key WHERE {3} AND {0} IS NOT NULL "
      "ORDER BY l.id",
      kSaid, judged_item(column), in_force(), condition);
}

}  // namespace

bool is_judged_column(const std::string& column) {
  return column == "topic" || column == "kind" || column == "sentiment" || column == "severity" ||
         column == "urgency" || column == "emotion";
}

Result<std::vector<LabelSet>> label_sets(const Database& database, const Viewer&) {
  const auto frame = database.read(fmt::format(
      "SELECT set_name, act, label, count(*) AS n, max(newest) FROM (SELECT set_name, "
      "case_key, arg_max(act, id) AS act, arg_max(label, id) AS label, max(noted_at) "
      "AS newest FROM hand_label WHERE {} GROUP BY set_name, case_key) GROUP BY set_name, "
      "act, label ORDER BY set_name, n DESC, label",
      kStanding));
  if (!frame) return base::failure_of(frame);
  const auto people =
      database.read("SELECT set_name, count(DISTINCT given_by) FROM hand_label GROUP BY set_name");
  if (!people) return base::failure_of(people);
  std::vector<LabelSet> sets;
  for (const auto& row : frame->rows) {
    const auto name = text_in(row[0]);
    if (sets.empty() || sets.back().name != name) {
      sets.push_back({});
      sets.back().name = name;
      for (const auto& of : people->rows)
        if (text_in(of[0]) == name) sets.back().people = count_in(of[1]);
    }
    auto& set = sets.back();
    if (const auto* at = std::get_if<records::Moment>(&row[4])) set.at = std::max(set.at, *at);
    if (act_in(row[1]) == LabelAct::given)
      set.labels.emplace_back(text_in(row[2]), count_in(row[3]));
    else if (act_in(row[1]) == LabelAct::skipped)
      set.skipped += count_in(row[3]);
  }
  return sets;
}

Result<std::vector<LabelText>> labelled_texts(const Database& database, const Viewer&,
                                              const std::string& set, const std::string& column) {
  return texts_in(database, labelled_sql(column, "l.act = 'given'"), {set});
}

Result<LabelStamp> label_stamp(const Database& database, const Viewer&, const std::string& set) {
  const auto frame = database.read(
      "SELECT (SELECT coalesce(max(id), 0) FROM hand_label WHERE set_name = ?), (SELECT "
      "coalesce(max(commit_number), 0) FROM \"case\")",
      {set});
  if (!frame) return base::failure_of(frame);
  return LabelStamp{number_in(frame->rows[0][0]), number_in(frame->rows[0][1])};
}

Result<std::vector<LabelText>> texts_to_label(const Database& database, const Viewer&,
                                              const std::string& set, const std::string& column,
                                              std::uint64_t most) {
  auto texts = texts_in(database, labelled_sql(column, "true"), {set});
  if (!texts) return texts;
  auto others = texts_in(
      database,
      fmt::format(
          "SELECT c.record_key, {0} AS said, {1}, NULL, NULL FROM \"case\" c JOIN case_fact "
          "f ON f.case_key = c.record_key WHERE NOT f.is_noise AND {0} IS NOT NULL AND "
          "c.record_key NOT IN (SELECT case_key FROM {2}) QUALIFY "
          "row_number() OVER (PARTITION BY said ORDER BY c.record_key) = 1 ORDER BY "
          "md5(c.record_key), c.record_key LIMIT {3}",
          kSaid, judged_item(column), in_force(), most),
      {set});
  if (!others) return others;
  std::ranges::move(*others, std::back_inserter(*texts));
  return texts;
}

Result<std::vector<LabelText>> label_texts_of(const Database& database, const Viewer&,
                                              const std::vector<std::string>& keys,
                                              const std::string& column) {
  if (keys.empty()) return std::vector<LabelText>{};
  return texts_in(
      database,
      fmt::format("SELECT c.record_key, {0}, {1}, NULL, NULL FROM \"case\" c LEFT JOIN case_fact f "
                  "ON f.case_key = c.record_key WHERE {0} IS NOT NULL AND c.record_key IN ({2})",
                  kSaid, judged_item(column), kBoundList),
      {bound_list(keys)});
}

Result<std::vector<HandLabel>> hand_labels(const Database& database, const Viewer&,
                                           const std::string& set) {
  const auto frame =
      database.read(fmt::format("SELECT {} FROM hand_label WHERE set_name = ? ORDER BY id DESC",
                                kHandLabelColumns),
                    {set});
  if (!frame) return base::failure_of(frame);
  std::vector<HandLabel> rows;
  for (const auto& row : frame->rows) rows.push_back(hand_label_in(row));
  return rows;
}

Result<void> add_hand_labels(Database& database, std::vector<HandLabel>& rows) {
  for (const auto& row : rows)
    if (auto sound = check_new(row); !sound) return sound;
  Writer writer(database);
  return writer.change([&](WriteSide& side) -> Result<void> {
    for (auto& row : rows)
      if (auto written = write_row(side.connection, row); !written) return written;
    return {};
  });
}

Result<HandLabel> take_back_label(Database& database, const std::string& set,
                                  const std::string& by) {
  HandLabel taken;
  Writer writer(database);
  const auto done = writer.change([&](WriteSide& side) -> Result<void> {
    const auto newest = side.connection.frame(
        fmt::format("SELECT {} FROM hand_label WHERE id = (SELECT max(id) FROM {} WHERE given_by = "
                    "$2)",
                    kHandLabelColumns, in_force()),
        {set, by});
    if (!newest) return base::failure_of(newest);
    if (newest->rows.empty())
      return base::failure(fmt::format("no answer is left to take back: {}", set),
                           fmt::format("没有可撤销的回答：{}", set));
    taken = hand_label_in(newest->rows[0]);
    HandLabel row{0, set, taken.case_key, "", LabelAct::withdrawn, by, {}, taken.id};
    return write_row(side.connection, row);
  });
  if (!done) return base::failure_of(done);
  return taken;
}

Result<LabelText> label_in_force(const Database& database, const Viewer&, const std::string& set,
                                 const std::string& key) {
  const auto frame = database.read(
      fmt::format("SELECT label, act FROM {} WHERE case_key = $2", in_force()), {set, key});
  if (!frame) return base::failure_of(frame);
  LabelText found;
  found.key = key;
  if (!frame->rows.empty()) {
    found.label = text_in(frame->rows[0][0]);
    found.skipped = act_in(frame->rows[0][1]) == LabelAct::skipped;
  }
  return found;
}

}  // namespace aftercare::store
