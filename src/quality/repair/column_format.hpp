// What a column's values look like, and which values are the same ones written otherwise.

#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "quality/repair/coded_table.hpp"
#include "quality/repair/knowledge.hpp"
#include "quality/repair/known_form.hpp"
#include "quality/repair/rewritten_value.hpp"
#include "quality/repair/written_value.hpp"

namespace aftercare::quality {

/// The formats that prevail in one column. Judges by what the column itself does: a habit must hold
/// for nearly all cells before what differs is called a fault.
class ColumnFormat {
 public:
  /// Column and knowledge must live as long.
  ColumnFormat(const CodedColumn& column, const RepairKnowledge& knowledge);

  /// How a value would be written here, if that is another way. Near misses stay: a value that
  /// stands often as it is, one whose rewriting would lose something.
  std::optional<RewrittenValue> rewrite(Code code) const;

  /// Long texts, each its own: nothing is voted or suspected in them.
  bool is_prose() const { return prose_; }
  /// Nearly every filled cell has its own value.
  bool is_key() const { return key_; }
  /// Numbers or moments, for which nearness of writing means nothing.
  bool is_measure() const { return numbers_ || moments_; }
  bool has_numbers() const { return numbers_; }
  /// Share of filled rows that hold a value standing once: how often to expect a new value.
  double novelty() const { return novelty_; }
  /// Share of filled cells with the shape of this value.
  double shape_share(std::string_view value) const;
  /// True if the value has a shape that all but a few of the filled cells do not have.
  bool is_odd_shape(std::string_view value) const;

 private:
  void count_shapes();
  void learn_moments();
  void learn_numbers();
  void learn_letters();
  void learn_provinces(const text::Regions* regions);

  std::optional<RewrittenValue> fold(Code code) const;
  std::optional<RewrittenValue> province(Code code) const;
  std::optional<RewrittenValue> moment(std::string_view value) const;
  std::optional<RewrittenValue> number(std::string_view value) const;
  std::optional<RewrittenValue> digits(std::string_view value) const;
  std::optional<RewrittenValue> letters(Code code) const;
  std::optional<RewrittenValue> variant(Code code) const;
  std::optional<RewrittenValue> inner(std::string_view value) const;

  const CodedColumn* column_;
  const text::Regions* regions_;
  KnownForm known_;
  double filled_ = 0;
  bool prose_ = false, key_ = false;
  double novelty_ = 1;
  bool loose_ = false;       // The column's own values differ in case and marks all the time.
  double folded_share_ = 0;  // Of cells that are not as folding would have them.
  std::unordered_map<std::string, double> run_masks_, exact_masks_;  // Share of filled cells.
  std::string main_run_, main_exact_;
  bool moments_ = false;
  MomentStyle moment_style_;
  bool day_first_known_ = false;
  bool numbers_ = false;
  std::optional<std::size_t> decimals_;
  std::size_t digits_ = 0;  // Length of bare digits that prevails; 0: none.
  double letters_share_ = 0;
  // `initial`: every word begins with a capital; `first`: the value does.
  enum class Letters : std::uint8_t { mixed, lower, upper, initial, first };
  Letters letters_ = Letters::mixed;
  enum class Province : std::uint8_t { none, code, full, english } province_ = Province::none;
  // By hash of a fingerprint: the most frequent value that has it.
  std::unordered_map<std::size_t, Code> by_print_;
};

}  // namespace aftercare::quality
