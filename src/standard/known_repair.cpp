#include "standard/known_repair.hpp"

#include <algorithm>
#include <string>

#include "text/phone_text.hpp"

namespace aftercare::standard {
namespace {

using records::Batch;
using records::Column;
using records::FieldType;
using records::FindingKind;

bool is_text(const records::Field& field) {
  return field.type == FieldType::text || field.type == FieldType::code;
}

// Eleven digits are what nearly every cell has.
bool is_bare_mobile(std::string_view cell) {
  return cell.size() == 11 && cell.find_first_not_of("0123456789") == cell.npos;
}

constexpr double kCityAlone = 0.88;  // A city told the province; the address does not name it.

void put(Batch& batch, Column& column, std::uint32_t row, std::string_view now, const char* rule,
         double confidence = records::kNoConfidence) {
  std::string before(column.present[row] != 0 ? column.text(row) : std::string_view());
  column.set(row, batch.arena->keep(now));
  batch.findings.push_back({row, FindingKind::repaired, column.name, rule, std::move(before),
                            std::string(now), confidence});
}

void mend_phones(Batch& batch, Column& column) {
  for (std::uint32_t row = 0; row < column.present.size(); ++row) {
    if (column.present[row] == 0 || is_bare_mobile(column.text(row))) continue;
    const auto phone = text::read_phone(column.text(row));
    if (phone && phone->number != column.text(row))
      put(batch, column, row, phone->number, phone->letters ? "phone_letters" : "phone_form");
  }
}

void mend_tracking_numbers(Batch& batch, Column& column, const text::Couriers& couriers) {
  for (std::uint32_t row = 0; row < column.present.size(); ++row) {
    if (column.present[row] == 0) continue;
    const auto cell = column.text(row);
    // Own numbers of a shop are nobody's and stay; so does what stands as couriers print it.
    const bool plain = cell.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == cell.npos;
    if (plain && !couriers.of_number(cell).empty()) continue;
    const auto number = couriers.read_number(cell);
    if (number && *number != cell) put(batch, column, row, *number, "tracking_form");
  }
}

// Puts the name where nothing stands. `told`: whether the source has the field.
void fill_place(Batch& batch, const records::Field* field, std::uint32_t row, std::string_view name,
                bool told, double confidence) {
  if (field == nullptr || name.empty() || !is_text(*field)) return;
  auto& column = batch.column_or_add(field->name, field->type);
  if (column.present[row] != 0) return;
  if (told)
    put(batch, column, row, name, "place_from_address", confidence);
  else
    column.set(row, batch.arena->keep(name));
}

void fill_places(Batch& batch, const std::string& address, const text::Regions& regions) {
  const auto& fields = batch.entity->fields;
  const auto province = std::ranges::find(fields, "province", &records::Field::gazetteer);
  const auto* const city = batch.entity->field("city");
  const auto* const district = batch.entity->field("district");
  const auto* const region = province == fields.end() ? nullptr : &*province;
  const auto told = [&batch](const records::Field* field) {
    return field != nullptr && batch.column(field->name) != nullptr;
  };
  const bool province_told = told(region), city_told = told(city), district_told = told(district);
  for (std::uint32_t row = 0; row < batch.rows(); ++row) {
    const auto* const column = batch.column(address);
    if (column->present[row] == 0) continue;
    const auto place = regions.place(column->text(row));
    if (place.province.empty()) continue;
    // An address somewhere else than the row's own province names no city of it.
    if (province_told) {
      const auto* const own = batch.column(region->name);
      if (own->present[row] != 0 && own->text(row) != place.province) continue;
    }
    // "深圳市南山区" says its province only to who knows the city.
    const auto address_text = column->text(row);
    const auto named = [&address_text](std::string_view name) {
      return address_text.find(name) != address_text.npos ? records::kNoConfidence : kCityAlone;
    };
    fill_place(batch, region, row, place.province, province_told, named(place.province));
    fill_place(batch, city, row, place.city, city_told, named(place.city));
    fill_place(batch, district, row, place.district, district_told, named(place.district));
  }
}

}  // namespace

void repair_known(Batch& batch, const text::Regions* regions, const text::Couriers* couriers) {
  std::string address;
  for (const auto& field : batch.entity->fields) {
    auto* const column = batch.column(field.name);
    if (column == nullptr || !is_text(field)) continue;
    if (field.personal == records::PersonalKind::phone) mend_phones(batch, *column);
    if (field.personal == records::PersonalKind::address && address.empty()) address = field.name;
    const bool number = field.name == "tracking_number" ||
                        (batch.entity->name == "shipment" && field.name == "shipment_id");
    if (number && couriers != nullptr) mend_tracking_numbers(batch, *column, *couriers);
  }
  if (!address.empty() && regions != nullptr) fill_places(batch, address, *regions);
}

}  // namespace aftercare::standard
