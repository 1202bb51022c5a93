// Counts rows of a stored table, anew or by what changed since they were counted last.

#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "quality/rules/counted_table.hpp"
#include "records/dictionary.hpp"
#include "records/viewer.hpp"
#include "store/engine.hpp"

namespace aftercare::quality {

/// A question: how many rows hold this.
struct RowQuestion {
  store::ExpressionPtr holds;   // nullptr: all rows.
  bool texts_may_turn = false;  // It reads texts that are rewritten in place: always asked anew.
};

struct DifferentValues {
  std::int64_t known = 0;  // Rows with a value.
  std::int64_t different = 0;
};

/// REQUIRES that entity, engine and viewer outlive it.
class TableCounts {
 public:
  /// `before`: what the table was when it was counted last; nullptr: never. If the rows that came
  /// and went since do not explain how many there are now, everything is counted anew.
  static base::Result<TableCounts> make(const records::Entity& entity, const store::Engine& engine,
                                        const records::Viewer& viewer, const CountedTable* before);

  /// One number for each question, in order.
  base::Result<std::vector<std::int64_t>> rows_where(const std::vector<RowQuestion>& questions);
  /// Rows by the values of some expressions, which are named in the answer's order.
  base::Result<GroupCounts> groups(const std::vector<store::ExpressionPtr>& by,
                                   const store::ExpressionPtr& where);
  /// REQUIRES that the column holds text.
  base::Result<DifferentValues> distinct(const std::string& column);

  /// What is known now, for the next time.
  CountedTable take_state() { return std::move(now_); }
  bool incremental() const { return before_ != nullptr; }

 private:
  /// A part of the rows: of the table, or of the versions that newer ones replaced.
  struct Part {
    std::string fact;
    store::ExpressionPtr where;  // nullptr: all.
    int sign = 1;
  };

  TableCounts(const records::Entity& entity, const store::Engine& engine,
              const records::Viewer& viewer)
      : entity_(&entity), engine_(&engine), viewer_(&viewer) {}

  /// The parts that tell `question` now: all rows, or what changed.
  std::vector<Part> parts_for(std::string_view question) const;
  std::vector<Part> changes() const;
  const GroupCounts* earlier(std::string_view question) const;
  base::Result<GroupCounts> ask(const Part& part, const std::vector<store::ExpressionPtr>& by,
                                const store::ExpressionPtr& where) const;
  /// Values, and how many rows have one.
  using ValueRows = std::pair<std::vector<std::string>, std::int64_t>;
  base::Result<std::optional<ValueRows>> values_of(const Part& part, const std::string& column,
                                                   const store::ExpressionPtr& within) const;
  static store::ExpressionPtr between(const std::string& column, const std::string& least,
                                      const std::string& most);
  base::Result<std::optional<DifferentValues>> fresh_values(const Part& came,
                                                            const std::string& column) const;
  base::Result<std::int64_t> old_rows_between(const std::string& column, const std::string& least,
                                              const std::string& most) const;
  base::Result<std::optional<DifferentValues>> distinct_by_changes(
      const std::string& column, const DifferentValues& was) const;
  base::Result<std::int64_t> among_old_rows(const std::string& column,
                                            const std::vector<std::string>& values) const;

  const records::Entity* entity_;
  const store::Engine* engine_;
  const records::Viewer* viewer_;
  const CountedTable* before_ = nullptr;
  std::int64_t removed_ = 0;
  CountedTable now_;
};

}  // namespace aftercare::quality
