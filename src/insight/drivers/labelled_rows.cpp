#include "insight/drivers/labelled_rows.hpp"

namespace aftercare::insight {

GroupSums LabelledRows::whole() const {
  GroupSums all;
  for (const auto& one : sums) all.add(one);
  return all;
}

LabelledRowsBuilder::LabelledRowsBuilder(const std::vector<std::string>& dimensions)
    : numbers_(dimensions.size()) {
  for (const auto& name : dimensions) rows_.dimensions.push_back({name, {}});
}

std::size_t LabelledRowsBuilder::cell_at(const std::vector<std::string_view>& values) {
  cell_.clear();
  for (std::size_t d = 0; d < values.size(); ++d) {
    auto found = numbers_[d].find(values[d]);
    if (found == numbers_[d].end()) {
      auto& names = rows_.dimensions[d].values;
      found = numbers_[d]
                  .emplace(std::string(values[d]), static_cast<std::uint32_t>(names.size()))
                  .first;
      names.emplace_back(values[d]);
    }
    cell_.push_back(found->second);
  }
  const auto [at, is_new] = cell_of_.try_emplace(cell_, rows_.cells.size());
  if (is_new) {
    rows_.cells.push_back(cell_);
    rows_.sums.emplace_back();
  }
  return at->second;
}

void LabelledRowsBuilder::add(const std::vector<std::string_view>& values, int group,
                              double number) {
  auto& sums = rows_.sums[cell_at(values)];
  sums.n[group] += 1;
  sums.sum[group] += number;
  sums.square[group] += number * number;
}

void LabelledRowsBuilder::add(const std::vector<std::string_view>& values, const GroupSums& sums) {
  rows_.sums[cell_at(values)].add(sums);
}

}  // namespace aftercare::insight
