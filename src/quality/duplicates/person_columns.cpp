#include "quality/duplicates/person_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <unordered_map>

#include "base/share.hpp"
#include "base/yaml_file.hpp"
#include "quality/duplicates/person_values.hpp"
#include "text/width.hpp"

namespace aftercare::quality {
namespace {

constexpr std::size_t kMostFields = 16;
constexpr std::size_t kProfiledRows = 20'000;

constexpr std::array<std::string_view, 15> kKindNames = {
    "given_name", "surname",  "full_name",  "phone",        "email",
    "date",       "postcode", "identifier", "house_number", "street",
    "address",    "locality", "region",     "category",     "text"};

// A column's name in small letters without separators, and without numbers at its end.
std::string plain_name(std::string_view column) {
  std::string plain;
  for (char byte : text::fold_width(column)) {
    if (byte >= 'A' && byte <= 'Z') byte = static_cast<char>(byte + 32);
    const bool letter = static_cast<unsigned char>(byte) >= 0x80 || (byte >= 'a' && byte <= 'z') ||
                        (byte >= '0' && byte <= '9');
    if (letter) plain += byte;
  }
  while (!plain.empty() && plain.back() >= '0' && plain.back() <= '9') plain.pop_back();
  return plain;
}

struct PersonColumnShape {
  std::size_t filled = 0;
  std::size_t distinct = 0;
  std::size_t emails = 0;
  std::size_t dates = 0;
  std::size_t mobiles = 0;
  std::size_t codes = 0;  // Five or more digits, perhaps with letters.
  std::size_t bytes = 0;
};

bool is_mobile(std::string_view phone) {
  if (phone.size() != 11 || phone[0] != '1' || phone[1] < '3') return false;
  return std::ranges::all_of(phone, [](char byte) { return byte == '*' || byte <= '9'; });
}

bool is_code(std::string_view value) {
  std::size_t digits = 0;
  for (const char byte : value) {
    const bool digit = byte >= '0' && byte <= '9';
    if (!digit && byte != '-' && byte != '*' && (byte < 'A' || byte > 'z')) return false;
    digits += digit;
  }
  return digits >= 5;
}

PersonColumnShape shape_of_person_column(const records::RawBatch& table, std::size_t column) {
  PersonColumnShape profile;
  std::set<std::string_view> values;
  const std::size_t step = std::max<std::size_t>(1, table.rows() / kProfiledRows);
  for (std::size_t row = 0; row < table.rows(); row += step) {
    const auto cell = table.cell(row, column);
    const auto value = person_value(cell, FieldKind::text, nullptr);
    if (value.empty()) continue;
    ++profile.filled;
    values.insert(cell);
    profile.bytes += value.size();
    profile.emails += cell.find('@') != cell.npos && cell.find('.') != cell.npos;
    profile.dates += !date_value(cell).empty() && cell.size() <= 32;
    profile.mobiles += is_mobile(person_value(cell, FieldKind::phone, nullptr));
    profile.codes += is_code(person_value(cell, FieldKind::email, nullptr));
  }
  profile.distinct = values.size();
  return profile;
}

// What the values are, whatever the column is called.
std::optional<FieldKind> kind_by_values(const PersonColumnShape& profile,
                                        std::optional<FieldKind> named) {
  const auto most = [&](std::size_t count) { return count * 10 >= profile.filled * 8; };
  if (most(profile.emails)) return FieldKind::email;
  // Numbers of eight digits may be dates by accident.
  if (most(profile.dates) && named != FieldKind::phone && named != FieldKind::identifier &&
      named != FieldKind::postcode && named != FieldKind::house_number)
    return FieldKind::date;
  if (most(profile.mobiles) && named != FieldKind::identifier) return FieldKind::phone;
  if (named == FieldKind::date || named == FieldKind::email) return FieldKind::text;
  if (named) return named;
  if (most(profile.codes)) return FieldKind::identifier;
  if (profile.distinct <= 40 || profile.distinct * 100 <= profile.filled)
    return FieldKind::category;
  return FieldKind::text;
}

}  // namespace

std::string_view to_name(FieldKind kind) {
  return kKindNames[static_cast<std::size_t>(kind)];
}

std::optional<FieldKind> field_kind_named(std::string_view name) {
  const auto found = std::ranges::find(kKindNames, name);
  if (found == kKindNames.end()) return std::nullopt;
  return static_cast<FieldKind>(found - kKindNames.begin());
}

base::Result<PersonWords> PersonWords::load(const std::filesystem::path& workspace) {
  const auto files = base::catalog_files("person_columns.yaml", workspace);
  if (!files) return base::failure_of(files);
  PersonWords words;
  for (const auto& file : *files) {
    const auto root = base::load_yaml(file);
    if (!root) return base::failure_of(root);
    const auto list = root->IsMap() ? (*root)["kinds"] : YAML::Node();
    if (!list.IsSequence())
      return base::failure(fmt::format("missing: kinds, at {}", base::where(file, *root)),
                           fmt::format("缺少：kinds，位于 {}", base::where(file, *root)));
    for (const auto& node : list) {
      const auto kind =
          node.IsMap() ? field_kind_named(base::text_or(node, "kind", "")) : std::nullopt;
      if (!kind)
        return base::failure(
            fmt::format("no kind of person column, at {}", base::where(file, node)),
            fmt::format("不是人员列的种类，位于 {}", base::where(file, node)));
      Words one{*kind, {}, {}};
      for (const auto& [key, list_of] :
           {std::pair{"names", &one.names}, std::pair{"against", &one.against}})
        if (node[key] && node[key].IsSequence())
          for (const auto& word : node[key])
            if (word.IsScalar()) list_of->push_back(plain_name(word.Scalar()));
      words.kinds_.push_back(std::move(one));
    }
  }
  return words;
}

std::optional<FieldKind> PersonWords::kind_of(std::string_view column) const {
  const auto name = plain_name(column);
  std::optional<FieldKind> best;
  std::size_t best_score = 0;
  for (const auto& one : kinds_) {
    if (std::ranges::any_of(one.against, [&](const auto& word) {
          return !word.empty() && name.find(word) != name.npos;
        }))
      continue;
    for (const auto& word : one.names) {
      // Short words count only as the whole: "tel" is no part of "hotel".
      const auto at = word.empty() ? name.npos : name.rfind(word);
      if (at == name.npos) continue;
      const bool whole = name.size() == word.size();
      const bool han = static_cast<unsigned char>(word[0]) >= 0x80;
      if (!whole && !han && word.size() < 4) continue;
      if (!whole && han && word.size() < 6 && at + word.size() != name.size()) continue;
      const bool ends = at + word.size() == name.size();
      const std::size_t score = word.size() * 4 + (whole ? 1000 : 0) + (ends ? 2 : 0);
      if (score > best_score) best = one.kind, best_score = score;
    }
  }
  return best;
}

std::vector<PersonField> choose_person_fields(const records::RawBatch& table,
                                              std::optional<std::size_t> id_column,
                                              const PersonWords& words) {
  std::vector<PersonField> fields;
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    if (column == id_column) continue;
    const auto profile = shape_of_person_column(table, column);
    if (profile.filled == 0 || profile.distinct < 2) continue;
    const auto named = words.kind_of(table.columns[column]);
    const auto kind = *kind_by_values(profile, named);
    // Never repeated and nobody's by name: a row's own number, or free text.
    const bool personal = named || kind == FieldKind::email || kind == FieldKind::phone;
    if (!personal && profile.distinct == profile.filled) continue;
    if (kind == FieldKind::text && profile.bytes > profile.filled * 60) continue;
    fields.push_back({column, kind});
  }
  // Of too many, those that say least about who it is go first.
  for (const auto kind : {FieldKind::text, FieldKind::category, FieldKind::region}) {
    for (auto i = fields.size(); i-- > 0 && fields.size() > kMostFields;)
      if (fields[i].kind == kind) fields.erase(fields.begin() + static_cast<std::ptrdiff_t>(i));
  }
  if (fields.size() > kMostFields) fields.resize(kMostFields);
  return fields;
}

bool describe_persons(const std::vector<PersonField>& fields) {
  const auto count = [&](std::initializer_list<FieldKind> kinds) {
    return std::ranges::count_if(fields, [&](const PersonField& field) {
      return std::ranges::find(kinds, field.kind) != kinds.end();
    });
  };
  const auto names = count({FieldKind::given_name, FieldKind::surname, FieldKind::full_name});
  const auto reach = count({FieldKind::phone, FieldKind::email});
  const auto more = count({FieldKind::date, FieldKind::postcode, FieldKind::street,
                           FieldKind::address, FieldKind::locality});
  return (names > 0 && reach + more > 0) || reach > 1;
}

}  // namespace aftercare::quality
