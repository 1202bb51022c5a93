#include "quality/duplicates/person_table.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "quality/duplicates/person_values.hpp"
#include "quality/duplicates/workers.hpp"

namespace aftercare::quality {
namespace {

constexpr int kNames = -1;

// Fields of one group share their values.
int group_of(FieldKind kind, std::size_t field) {
  switch (kind) {
    case FieldKind::given_name:
    case FieldKind::surname:
    case FieldKind::full_name:
      return kNames;
    case FieldKind::street:
    case FieldKind::address:
    case FieldKind::locality:
      return -2;
    case FieldKind::phone:
      return -3;
    case FieldKind::email:
    case FieldKind::date:
    case FieldKind::postcode:
    case FieldKind::identifier:
    case FieldKind::house_number:
    case FieldKind::region:
    case FieldKind::category:
    case FieldKind::text:
      break;
  }
  return static_cast<int>(field);
}

}  // namespace

void ValueList::append(std::string_view value) {
  bytes_.insert(bytes_.end(), value.begin(), value.end());
  ends_.push_back(bytes_.size());
  ascii_.push_back(std::ranges::all_of(
      value, [](char byte) { return static_cast<unsigned char>(byte) < 0x80; }));
}

PersonTable PersonTable::make(const records::RawBatch& table, std::vector<PersonField> fields,
                              const Writing& writing, unsigned workers) {
  PersonTable persons;
  persons.rows_ = table.rows();
  persons.fields_ = std::move(fields);
  const auto width = persons.fields_.size();
  std::map<int, std::vector<std::size_t>> groups;
  for (std::size_t field = 0; field < width; ++field)
    groups[group_of(persons.fields_[field].kind, field)].push_back(field);
  std::vector<std::vector<std::size_t>> members;
  persons.list_of_.resize(width);
  for (auto& [number, group] : groups) {
    for (const auto field : group) persons.list_of_[field] = members.size();
    members.push_back(std::move(group));
  }
  persons.lists_.resize(members.size());
  persons.sounds_.resize(members.size());
  persons.counts_.resize(width);
  persons.cells_.resize(persons.rows_ * width);
  for_blocks(members.size(), 1, workers, [&](std::size_t number, std::size_t, std::size_t) {
    auto& list = persons.lists_[number];
    list.append("");
    std::unordered_map<std::string, std::uint32_t> known{{"", 0}};
    // Cells are few beside rows: what a cell becomes is worked out once.
    std::unordered_map<std::string_view, std::uint32_t> seen;
    for (const auto field : members[number]) {
      seen.clear();
      const auto& [column, kind] = persons.fields_[field];
      for (std::size_t row = 0; row < persons.rows_; ++row) {
        const auto cell = table.cell(row, column);
        const auto [at, is_new] = seen.try_emplace(cell, 0);
        if (is_new) {
          const auto [value, unknown] =
              known.try_emplace(person_value(cell, kind, writing.simplifier),
                                static_cast<std::uint32_t>(list.size()));
          if (unknown) list.append(value->first);
          at->second = value->second;
        }
        persons.cells_[row * width + field] = at->second;
      }
    }
    const auto kind = persons.fields_[members[number].front()].kind;
    if (writing.pinyin && group_of(kind, 0) == kNames)
      for (std::uint32_t value = 0; value < list.size(); ++value)
        persons.sounds_[number].append(
            list.is_ascii(value) ? std::string() : writing.pinyin->of_name(list.of(value)));
    for (const auto field : members[number]) {
      auto& counts = persons.counts_[field];
      counts.assign(list.size(), 0);
      for (std::size_t row = 0; row < persons.rows_; ++row)
        ++counts[persons.cells_[row * width + field]];
    }
  });
  return persons;
}

}  // namespace aftercare::quality
