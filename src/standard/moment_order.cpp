#include "standard/moment_order.hpp"

namespace aftercare::standard {
namespace {

constexpr double kOneReading = 0.98;

}  // namespace

MomentOrder::MomentOrder(const std::vector<std::string_view>& cells, records::FieldType type,
                         const MomentReader& plain)
    : cells_(cells), type_(type), plain_(plain) {}

MomentOrder::Readings MomentOrder::readings(std::string_view cell) {
  if (!month_first_) {
    month_first_.emplace(plain_.zone(), DateFormat::month_day_year);
    day_first_.emplace(plain_.zone(), DateFormat::day_month_year);
  }
  if (type_ == records::FieldType::day) return {month_first_->day(cell), day_first_->day(cell)};
  return {month_first_->moment(cell), day_first_->moment(cell)};
}

void MomentOrder::count() {
  counted_ = true;
  for (const auto cell : cells_) {
    const auto [month_first, day_first] = readings(cell);
    if (month_first.has_value() == day_first.has_value()) continue;
    ++(month_first ? months_first_ : days_first_);
  }
}

std::optional<MomentOrder::Reading> MomentOrder::read(std::string_view cell) {
  const auto [month_first, day_first] = readings(cell);
  if (!month_first && !day_first) return std::nullopt;
  if (!month_first || !day_first || *month_first == *day_first)
    return Reading{month_first ? *month_first : *day_first, kOneReading};
  if (!counted_) count();
  const bool months = months_first_ >= days_first_;
  const double agree = months ? months_first_ : days_first_;
  return Reading{months ? *month_first : *day_first,
                 (agree + 1) / (months_first_ + days_first_ + 2)};
}

}  // namespace aftercare::standard
