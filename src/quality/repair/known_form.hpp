// Columns of things that are known beyond their writing: phone numbers, tracking numbers, couriers,
// amounts with a unit. What such a column holds is judged by its values, how it writes them too.

#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>

#include "quality/repair/coded_table.hpp"
#include "quality/repair/knowledge.hpp"
#include "quality/repair/rewritten_value.hpp"

namespace aftercare::quality {

class KnownForm {
 public:
  /// Column and knowledge must live as long.
  KnownForm(const CodedColumn& column, const RepairKnowledge& knowledge);

  /// The value as the column writes such things, if it is one and is written otherwise. Near
  /// misses stay: another country's number, one that can be read two ways, a unit of another kind.
  std::optional<RewrittenValue> rewrite(Code code) const;

 private:
  struct Phones {
    std::string shape;  // Of the column: "999-9999-9999".
  };
  struct TrackingNumbers {
    std::set<std::string, std::less<>> shapes;  // Of numbers that are somebody's.
  };
  struct Couriers {
    std::map<std::string_view, Code> usual;  // Courier -> how the column writes it.
  };
  struct Amounts {
    const text::Unit* unit;
    std::string behind;      // Gap and word that the column writes; nothing among bare numbers.
    double share;            // Of the cells that have exactly that.
    double lowest, highest;  // Of the numbers in this unit.
  };
  using Form = std::variant<std::monostate, Phones, TrackingNumbers, Couriers, Amounts>;

  /// Each learns one form; false if the column has it not.
  bool learn_phones();
  bool learn_tracking_numbers();
  bool learn_couriers();
  bool learn_amounts();
  bool learn_named_unit();
  /// Whether nearly all of some values spread over the column are such.
  template <typename Is>
  bool mostly(const Is& is) const;

  std::optional<RewrittenValue> written(const std::monostate&, Code) const { return {}; }
  std::optional<RewrittenValue> written(const Phones& form, Code code) const;
  std::optional<RewrittenValue> written(const TrackingNumbers& form, Code code) const;
  std::optional<RewrittenValue> written(const Couriers& form, Code code) const;
  std::optional<RewrittenValue> written(const Amounts& form, Code code) const;

  const CodedColumn* column_;
  const RepairKnowledge* knowledge_;
  double filled_;
  Form form_;
};

}  // namespace aftercare::quality
