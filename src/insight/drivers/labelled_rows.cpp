#include "insight/drivers/labelled_rows.hpp"

namespace aftercare::insight {

GroupSums LabelledRows::whole() const {
  GroupSums all;
  for (std::size_t row = 0; row < size(); ++row) add_to(all, row);
  return all;
}

std::uint32_t ValuePlaces::of(std::string_view text, std::vector<std::string>& values) {
  const auto found = places_.find(text);
  if (found != places_.end()) return found->second;
  const auto place = static_cast<std::uint32_t>(values.size());
  places_.emplace(text, place);
  values.emplace_back(text);
  return place;
}

LabelledRowsBuilder::LabelledRowsBuilder(const std::vector<std::string>& dimensions)
    : places_(dimensions.size()) {
  for (const auto& name : dimensions) rows_.dimensions.push_back({name, {}, {}});
}

void LabelledRowsBuilder::add_row(const std::vector<std::string_view>& values, int group,
                                  double count, double sum, double square) {
  for (std::size_t d = 0; d < values.size(); ++d) {
    auto& dimension = rows_.dimensions[d];
    dimension.of.push_back(places_[d].of(values[d], dimension.values));
  }
  // Columns that say nothing more are left out: of ten million rows they would be large.
  if (count != 1 && rows_.counts.empty()) rows_.counts.assign(rows_.size(), 1);
  if (square != sum * sum && rows_.squares.empty())
    for (const auto one : rows_.sums) rows_.squares.push_back(one * one);
  const bool counted = count != 1 || !rows_.counts.empty(),
             squared = square != sum * sum || !rows_.squares.empty();
  rows_.groups.push_back(static_cast<std::uint8_t>(group));
  if (counted) rows_.counts.push_back(count);
  rows_.sums.push_back(sum);
  if (squared) rows_.squares.push_back(square);
}

void LabelledRowsBuilder::add(const std::vector<std::string_view>& values, int group,
                              double number) {
  add_row(values, group, 1, number, number * number);
}

void LabelledRowsBuilder::add(const std::vector<std::string_view>& values, const GroupSums& sums) {
  for (int group = 0; group < 2; ++group)
    if (sums.n[group] != 0)
      add_row(values, group, sums.n[group], sums.sum[group], sums.square[group]);
}

}  // namespace aftercare::insight
