// What the words of a column's name mean, in Chinese, English, pinyin and their abbreviations.
//
// Words are data: catalog/column_words.yaml. "订单编号", "orderNo", "ord_no", "dingdanhao" and
// "Order ID (required)" all read as the meanings {order, id}.

#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "records/dictionary.hpp"
#include "standard/kindred_word.hpp"
#include "standard/word.hpp"

namespace aftercare::standard {

struct Meaning {
  std::string name;  // Of the catalog; of a word it does not know, the word itself.
  double weight = 0;
  bool known = true;
};

/// A name taken apart.
struct ColumnName {
  std::vector<Meaning> meanings;   // Each once, in the order of the name.
  std::string plain;               // Loose, without brackets: to compare whole names.
  double scale = 1;                // Of the unit in its brackets.
  std::string unit;                // The dictionary's unit that the scale leads to; empty: any.
  bool pinyin = false;             // Read as pinyin.
  bool terse = false;              // Of a file whose names are initials: two letters may be some.
  std::vector<ColumnName> either;  // Of "A/B" in Chinese: what each side says.
  int part = 0;                    // From 1: it holds that part of a whole ("address 2").
  bool asks = false;               // A question of a form (question_name.hpp).

  bool has(std::string_view meaning) const;
};

/// Well-known columns that no field holds.
struct OtherColumn {
  records::Label label;
  std::vector<ColumnName> names;
};

/// Meanings side by side that together mean something else (said_together.hpp).
struct Together {
  std::vector<std::vector<std::string>> said;  // At each place any of these.
  std::vector<std::string> means;              // "first" stands for what was said at first.
};

/// Immutable once loaded; safe between threads.
class ColumnWords {
 public:
  /// Fails (usage) with file and line on what is not of the form.
  static base::Result<ColumnWords> load(const std::filesystem::path& file);
  /// The shipped file.
  static base::Result<ColumnWords> load();

  ColumnName read(std::string_view name) const;
  /// The first letters of a Chinese name's syllables ("订单号": "ddh", "会员ID": "hyid"); empty if
  /// a character has no known spelling, or none is Chinese.
  std::string initials(std::string_view name) const;

  const std::vector<OtherColumn>& others() const { return others_; }
  /// Meanings by which an entity itself is spoken of; empty for an unknown one.
  const std::vector<std::string>& nouns(std::string_view entity) const;
  /// The entity whose records a file of this name holds, as far as the name says; empty: it does
  /// not. Names of what a file stands in ("shop.zip#orders.csv#退货") say less than what is behind.
  std::string titled(std::string_view file) const;
  /// Fields without which an entity is hardly one; empty for an unknown one.
  const std::vector<std::string>& evidence(std::string_view entity) const;
  /// Fields and meanings of which its lists have at least one; empty for an unknown one.
  const std::vector<std::string>& needs(std::string_view entity) const;
  /// Whether the field is evidence of other entities and not of this one.
  bool speaks_of_another(std::string_view entity, std::string_view field) const;
  /// Meanings that only lists of this entity speak of; empty for an unknown one.
  const std::vector<std::string>& cues(std::string_view entity) const;
  /// Meanings of which a file must speak before "entity.field" is looked for; empty: none.
  const std::vector<std::string>& only_with(std::string_view field) const;
  /// Whether two different meanings are nearly the same ("delivery city", "shipping city").
  bool alike(std::string_view one, std::string_view other) const;

 private:
  using Meanings = std::vector<std::string>;
  using WordMap = std::unordered_map<std::string, Meanings, ViewHash, std::equal_to<>>;

  struct Unit {
    double scale = 1;
    std::string unit;
  };

  double weight_of(std::string_view meaning) const;
  void join_words(std::string& text) const;
  ColumnName read_one(std::string_view text) const;
  void add_bracket(std::string_view inside, ColumnName& to) const;
  void add_words(std::string_view text, double share, ColumnName& to) const;
  void add_wide(std::string_view run, double share, ColumnName& to) const;
  void add_narrow(const std::string& word, double share, ColumnName& to) const;
  void add(const Meanings& meanings, double share, ColumnName& to) const;
  void add_unknown(std::string_view word, double weight, ColumnName& to) const;
  /// Known words that together are the whole word; empty if there are none.
  std::vector<const Meanings*> pieces(const WordMap& words, std::string_view word,
                                      std::size_t shortest) const;

  std::map<std::string, double, std::less<>> weights_;
  WordMap wide_, narrow_, pinyin_;  // Narrow phrases have spaces.
  std::vector<std::string> ignored_;
  std::vector<std::string> form_;
  std::unordered_map<std::string, Unit, ViewHash, std::equal_to<>> units_;
  std::map<std::string, std::pair<std::string, int>, std::less<>> parts_;  // Part -> whole, place.
  std::map<std::string, std::vector<std::string>, std::less<>> nouns_, evidence_, needs_, cues_,
      only_with_, acts_;
  std::vector<std::map<std::string, std::vector<std::string>, std::less<>>> titles_;
  std::vector<std::vector<std::string>> alike_;
  std::vector<Together> together_;
  std::set<std::string, std::less<>> things_;  // All nouns of entities.
  KindredWords kindred_;
  std::unordered_map<std::string, std::string, ViewHash, std::equal_to<>> spellings_;
  std::vector<OtherColumn> others_;
};

}  // namespace aftercare::standard
