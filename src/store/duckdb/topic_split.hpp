// Stored cases of one topic again: their masked texts, and the topics they are of now.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "records/moment.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::store {

struct TopicText {
  std::string case_key;
  std::string title;
  std::string text;
  std::string channel;
  std::string kind;
  std::string topics;  // All that the case has, by vertical bars.
  std::optional<double> rating;
  std::optional<records::Moment> opened;
};

/// How many cases are stored with this topic first. Fails (a refusal) for who does not see every
/// row, as the next does.
base::Result<std::uint64_t> cases_of_topic(const Database& database, const records::Viewer& viewer,
                                           const std::string& topic);

/// So many of them at most, in the order of their keys, behind the one named.
base::Result<std::vector<TopicText>> texts_of_topic(const Database& database,
                                                    const records::Viewer& viewer,
                                                    const std::string& topic,
                                                    const std::string& behind, std::size_t most);

struct NewTopic {
  std::string case_key;
  std::string topic;
  std::string group;
  std::string topics;
};

/// Sets the topics of these cases and makes their facts anew, all or none; survives a crash.
base::Result<void> set_topics(Database& database, const std::vector<NewTopic>& cases);

}  // namespace aftercare::store
