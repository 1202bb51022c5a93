// Which columns of a table say who somebody is, and what each holds.
//
// Decided from the columns' names (catalog/person_columns.yaml) and their values; what values
// prove (e-mail addresses, dates, mobile numbers) counts more than a name.

#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "records/raw_batch.hpp"

namespace aftercare::quality {

enum class FieldKind : std::uint8_t {
  given_name,
  surname,
  full_name,
  phone,
  email,
  date,
  postcode,
  identifier,
  house_number,
  street,
  address,
  locality,
  region,
  category,
  text,  // Says something, but not what.
};

std::string_view to_name(FieldKind kind);
std::optional<FieldKind> field_kind_named(std::string_view name);

/// The words by which columns are known. Immutable.
class PersonWords {
 public:
  /// Reads catalog/person_columns.yaml and the workspace's overlay (path may be empty). Fails
  /// (usage) with file and line.
  static base::Result<PersonWords> load(const std::filesystem::path& workspace);

  /// The kind a column's name tells; nothing if none.
  std::optional<FieldKind> kind_of(std::string_view column) const;

 private:
  struct Words {
    FieldKind kind;
    std::vector<std::string> names;
    std::vector<std::string> against;
  };
  std::vector<Words> kinds_;
};

struct PersonField {
  std::size_t column;
  FieldKind kind;
};

/// At most 16 fields worth comparing, in order of the columns; never `id_column`, nor a column
/// whose values never repeat unless its name says that they are a person's.
std::vector<PersonField> choose_person_fields(const records::RawBatch& table,
                                              std::optional<std::size_t> id_column,
                                              const PersonWords& words);

/// True if the fields say who somebody is: a name and something else of a person, or two ways to
/// reach or identify him.
bool describe_persons(const std::vector<PersonField>& fields);

}  // namespace aftercare::quality
