#include "store/duckdb/topic_split.hpp"

#include "store/duckdb/bound_list.hpp"
#include "store/duckdb/cells.hpp"
#include "store/duckdb/write_side.hpp"
#include "store/duckdb/writer.hpp"
#include "store/rights.hpp"

namespace aftercare::store {

base::Result<std::uint64_t> cases_of_topic(const Database& database, const records::Viewer& viewer,
                                           const std::string& topic) {
  if (const auto may = needs_all_rows(viewer); !may) return base::failure_of(may);
  const auto frame = database.read("SELECT count(*) FROM \"case\" WHERE topic = ?", {topic});
  if (!frame) return base::failure_of(frame);
  return count_in(frame->rows[0][0]);
}

base::Result<std::vector<TopicText>> texts_of_topic(const Database& database,
                                                    const records::Viewer& viewer,
                                                    const std::string& topic,
                                                    const std::string& behind, std::size_t most) {
  if (const auto may = needs_all_rows(viewer); !may) return base::failure_of(may);
  const auto frame = database.read(
      "SELECT record_key, title, text, channel, kind, topics, rating::DOUBLE, opened_at FROM "
      "\"case\" WHERE topic = ? AND record_key > ? ORDER BY record_key LIMIT ?",
      {topic, behind, static_cast<std::int64_t>(most)});
  if (!frame) return base::failure_of(frame);
  std::vector<TopicText> texts;
  texts.reserve(frame->rows.size());
  for (const auto& row : frame->rows) {
    const auto* opened = std::get_if<records::Moment>(&row[7]);
    texts.push_back({text_in(row[0]), text_in(row[1]), text_in(row[2]), text_in(row[3]),
                     text_in(row[4]), text_in(row[5]), real_in(row[6]),
                     opened == nullptr ? std::nullopt : std::optional(*opened)});
  }
  return texts;
}

base::Result<void> set_topics(Database& database, const std::vector<NewTopic>& cases) {
  if (cases.empty()) return {};
  std::vector<std::string> keys, topics, groups, all;
  for (const auto& one : cases) {
    keys.push_back(one.case_key);
    topics.push_back(one.topic);
    groups.push_back(one.group);
    all.push_back(one.topics);
  }
  Writer writer(database);
  return writer.change([&](WriteSide& side) -> base::Result<void> {
    const auto commit = side.next_commit++;
    const auto set = side.connection.change(
        "UPDATE \"case\" SET topic = n.topic, topic_group = n.topic_group, topics = n.topics, "
        "commit_number = $5 FROM (SELECT unnest(string_split($1, chr(31))) AS record_key, "
        "unnest(string_split($2, chr(31))) AS topic, unnest(string_split($3, chr(31))) AS "
        "topic_group, unnest(string_split($4, chr(31))) AS topics) n WHERE n.record_key = "
        "\"case\".record_key",
        {bound_list(keys), bound_list(topics), bound_list(groups), bound_list(all), commit});
    if (!set) return base::failure_of(set);
    side.stale.add("case", {0, cases.size()}, commit);
    return {};
  });
}

}  // namespace aftercare::store
