// How well the name of a source column fits a field of the dictionary.
//
// Names are compared by what their words mean (column_words.hpp). What both say counts for it,
// what only one says counts against it, by the weight of the word: "buyer order no" is nearly
// "order id", "order note" is not. An entity's own noun adds nothing to its fields ("order
// status"); another entity's noun speaks of that other one.

#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "records/dictionary.hpp"
#include "standard/column_words.hpp"

namespace aftercare::standard {

enum class NameLikeness { none, like, initials, same };

struct NameScore {
  double score = 0;  // 0..1.
  NameLikeness likeness = NameLikeness::none;
};

/// Names of the dictionary, made ready to be compared. REQUIRES that dictionary and words outlive
/// it.
class NameMatcher {
 public:
  NameMatcher(const records::Dictionary& dictionary, const ColumnWords& words);

  /// Of the entity and field at these places in the dictionary. 1: the same name or a synonym.
  NameScore match(const ColumnName& column, std::size_t entity, std::size_t field) const;
  struct OtherScore {
    double score = 0;
    const records::Label* label = nullptr;
  };
  /// By entity, the best of the well-known columns that belong to no field. A name of them that is
  /// also one of a field of the entity speaks of that field.
  std::vector<OtherScore> match_others(const ColumnName& column) const;
  /// Whether it is the initials of a Chinese name of three or more characters.
  bool is_initials(std::string_view plain) const;

 private:
  struct KnownName {
    ColumnName name;
    std::string initials;  // Of a Chinese name.
  };
  struct KnownEntity {
    std::vector<std::string> own;  // Its nouns.
    // By field: the nouns, not its own, of others that have such a field.
    std::vector<std::vector<std::string>> foreign;
    std::vector<std::vector<KnownName>> fields;
    std::vector<bool> counted;    // A part of a key of several: its name must be said whole.
    std::vector<bool> own_key;    // The whole key: a bare "ID" may be meant.
    std::vector<bool> reference;  // The key of another: "session id" is no order's.
    std::vector<bool> code;
    std::unordered_set<std::string> plain_names;  // Of all fields.
  };

  double likeness(const ColumnName& column, const ColumnName& known,
                  const std::vector<std::string>& own, const std::vector<std::string>& foreign,
                  double missing) const;

  const ColumnWords& words_;
  std::vector<KnownEntity> entities_;
  std::vector<std::vector<bool>> named_;  // Of each name of other columns: by entity.
  std::unordered_set<std::string> initials_;
};

}  // namespace aftercare::standard
