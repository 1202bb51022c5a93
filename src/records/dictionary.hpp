// The dictionary: every entity and field that Aftercare knows.
//
// It is data (catalog/dictionary.yaml, overlaid by a workspace) and executable: it alone
// decides what a column holds, how it is validated and masked, what it is called in zh and
// en, which names of source columns mean it, and what can be asked.

#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace aftercare::records {

enum class FieldType {
  text,     // UTF-8, free.
  code,     // A short word; if the field has a code list, one of it.
  integer,  // 64 bits.
  real,     // double.
  money,    // Money: int64 of 1/10000.
  boolean,  // 0 or 1.
  moment,   // int64 microseconds since 1970 UTC.
  day,      // int64 days since 1970.
  blob,     // Bytes; held like text. Only stages make such columns (sealed originals).
};

/// How personal a field is. What happens to it on the way to disk follows from it:
/// none, pseudonym: stored as it is. personal, sensitive: token + mask + sealed original,
/// never in clear. free_text: masked text + sealed original.
enum class PiiClass { none, pseudonym, free_text, personal, sensitive };

/// How a personal value is masked and normalised before it becomes a token.
enum class PersonalKind { none, name, phone, email, address, id_card, bank_card, account, other };

struct Label {
  std::string en;
  std::string zh;
};

struct Code {
  std::string code;
  Label label;
  std::vector<std::string>
      synonyms;  // What sources write instead; compared without case and width.
};

struct Field {
  std::string name;
  FieldType type = FieldType::text;
  Label label;
  Label description;
  std::vector<std::string> synonyms;  // Source column names that mean this field, zh and en.
  std::vector<Code> codes;            // Empty: any.
  std::string unit;                   // "" or e.g. "CNY", "s", "kg".
  PiiClass pii = PiiClass::none;
  PersonalKind personal = PersonalKind::none;
  std::string retention;         // e.g. "3y"; empty: as the entity.
  bool required = false;         // Missing: the row is quarantined.
  bool derived = false;          // Filled by a stage, never by a source.
  bool compared = true;          // Another value makes another version of the record.
  std::string references;        // Entity whose key this field holds; empty: none.
  std::optional<double> lowest;  // Range of a number; money in currency units.
  std::optional<double> highest;
  std::string pattern;  // RE2, whole value; empty: any.
  std::string
      gazetteer;  // "province", "courier": names are normalised by the catalog; empty: none.
};

struct Entity {
  std::string name;  // "case", "order_item".
  Label label;
  Label grain;                       // What one row is.
  std::vector<std::string> key;      // Fields that identify a record within a source's world.
  std::vector<std::string> same_if;  // Content identity: equal in all of these = a duplicate,
                                     // also under another key. Empty: never by content.
  std::string person;                // Field holding the id of the person the record is about.
  std::string version;               // Field saying how new a version is; empty: by arrival.
  std::string retention;
  std::vector<Field> fields;

  /// nullptr if the entity has no such field.
  const Field* field(std::string_view name) const;
};

/// Immutable once loaded; shared by every stage.
class Dictionary {
 public:
  /// Reads catalog/dictionary.yaml and the workspace's overlay (path may be empty).
  /// Fails (usage) with file and line on an unknown type, class or reference.
  static base::Result<Dictionary> load(const std::filesystem::path& workspace);
  /// Parses given files, later ones over earlier ones.
  static base::Result<Dictionary> load_files(const std::vector<std::filesystem::path>& files);

  const std::vector<Entity>& entities() const { return entities_; }
  /// nullptr if unknown.
  const Entity* entity(std::string_view name) const;

 private:
  std::vector<Entity> entities_;
};

std::string_view to_name(FieldType type);
std::string_view to_name(PiiClass pii);

}  // namespace aftercare::records
