// Labels that people gave to cases, set by set ("topic", "urgent"...).
//
// Nothing is changed or removed: giving, skipping and taking back each add a row with who and when.
// Of a case in a set the newest answer counts that was not taken back. Rows name the case, never
// its text: a case that is gone, or whose text is, labels nothing.

#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "records/moment.hpp"
#include "records/viewer.hpp"
#include "store/duckdb/database.hpp"

namespace aftercare::store {

enum class LabelAct : std::uint8_t { given, skipped, withdrawn };

struct HandLabel {
  std::int64_t id = 0;
  std::string set;
  std::string case_key;
  std::string label;  // Of one given.
  LabelAct act = LabelAct::given;
  std::string by;
  records::Moment at;
  std::int64_t undoes = 0;  // The answer that one withdrawn takes back.
};

/// A set with what is in force in it.
struct LabelSet {
  std::string name;
  std::uint64_t skipped = 0;
  std::uint64_t people = 0;                                   // Who labelled in it.
  std::vector<std::pair<std::string, std::uint64_t>> labels;  // The most frequent first.
  records::Moment at;                                         // Of the newest row.
};
base::Result<std::vector<LabelSet>> label_sets(const Database& database,
                                               const records::Viewer& viewer);

/// A case with its masked text.
struct LabelText {
  std::string key;
  std::string text;    // Title and text.
  std::string judged;  // What the analysis says in the column asked for; empty: nothing.
  std::string label;   // In force in the set; empty: none.
  bool skipped = false;
};
/// Columns of the analysis that labels can be compared with.
bool is_judged_column(const std::string& column);
/// Those labelled or skipped in the set and still with a text, in the order of the labels; then up
/// to `most` others, each text once, picked evenly over all cases and always the same. No noise.
/// `column` may be empty.
base::Result<std::vector<LabelText>> texts_to_label(const Database& database,
                                                    const records::Viewer& viewer,
                                                    const std::string& set,
                                                    const std::string& column, std::uint64_t most);
/// What a list of texts to label was made of; another one: it may be made anew.
struct LabelStamp {
  std::int64_t newest_label = 0;  // Of the set.
  std::int64_t newest_case = 0;   // Commit.
  bool operator==(const LabelStamp&) const = default;
};
base::Result<LabelStamp> label_stamp(const Database& database, const records::Viewer& viewer,
                                     const std::string& set);

/// Only those with a label in force.
base::Result<std::vector<LabelText>> labelled_texts(const Database& database,
                                                    const records::Viewer& viewer,
                                                    const std::string& set,
                                                    const std::string& column);
/// As they are now; gone ones are left out.
base::Result<std::vector<LabelText>> label_texts_of(const Database& database,
                                                    const records::Viewer& viewer,
                                                    const std::vector<std::string>& keys,
                                                    const std::string& column);

/// Every row of a set, the newest first.
base::Result<std::vector<HandLabel>> hand_labels(const Database& database,
                                                 const records::Viewer& viewer,
                                                 const std::string& set);

/// Adds rows, all or none; their ids, moments and order become theirs. Fails (usage) on a name that
/// is none, a label that is empty or longer than 200 bytes, or a case that is not stored.
base::Result<void> add_hand_labels(Database& database, std::vector<HandLabel>& rows);

/// Takes back the newest answer that is in force in the set and was given by this person, and
/// returns it. Fails (usage) if there is none.
base::Result<HandLabel> take_back_label(Database& database, const std::string& set,
                                        const std::string& by);
/// What is in force of one case in the set: its label, and whether it is skipped.
base::Result<LabelText> label_in_force(const Database& database, const records::Viewer& viewer,
                                       const std::string& set, const std::string& key);

}  // namespace aftercare::store
