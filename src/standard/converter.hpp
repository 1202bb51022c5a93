// Turns the cells of one mapped field into a typed column.

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "records/batch.hpp"
#include "standard/mapping.hpp"
#include "standard/moment_text.hpp"
#include "standard/word.hpp"
#include "text/courier.hpp"
#include "text/region.hpp"

namespace aftercare::standard {

/// Immutable; safe between threads. The columns it fills view its words: it must outlive them.
class Converter {
 public:
  Converter(const records::Field& field, const MappedField& mapped,
            std::shared_ptr<const text::Regions> regions,
            std::shared_ptr<const text::Couriers> couriers = nullptr);

  const std::string& field() const { return field_.name; }
  DateFormat date_format() const { return date_format_; }
  bool is_null(std::string_view cell) const;

  /// REQUIRES trimmed cells, and a reader of the converter's date format. A cell that cannot be
  /// converted is null, and a finding that keeps it. Repairs are made however unsure they are:
  /// quality/weigh.hpp takes those back.
  records::Column convert(const std::vector<std::string_view>& cells, MomentReader& moments,
                          std::vector<records::Finding>& findings) const;

 private:
  using Words = std::unordered_map<std::string, std::string, ViewHash, std::equal_to<>>;

  template <typename Parse>
  void each(const std::vector<std::string_view>& cells, std::string_view rule, Parse parse,
            std::vector<records::Finding>& findings) const;
  void codes(const std::vector<std::string_view>& cells, records::Column& to,
             std::vector<records::Finding>& findings) const;

  /// The code that a word means which stands in no list: another spelling of one, or a guess. Sets
  /// `rule` to what the repair is called.
  std::string_view variant_of(std::string_view cell, const char*& rule) const;
  /// What a place or a courier is stored as; the cell itself if it is not known. Sets `city` where
  /// only a city told the province.
  std::string_view in_gazetteer(std::string_view cell, std::string_view& city) const;

  records::Field field_;
  bool free_text_;
  bool closed_;  // Only words of the list are codes.
  double scale_;
  std::string otherwise_;
  DateFormat date_format_;
  std::optional<double> rating_;  // Highest value, if the field is a rating.
  Words words_;                   // Folded word of a source -> what it stands for.
  std::shared_ptr<const text::Regions> regions_;
  std::shared_ptr<const text::Couriers> couriers_;
};

}  // namespace aftercare::standard
