#include "quality/repair/knowledge.hpp"

namespace aftercare::quality {

base::Result<KnownToRepair> KnownToRepair::load(const std::filesystem::path& workspace) {
  auto regions = text::Regions::load(workspace);
  if (!regions) return base::failure_of(regions);
  auto couriers = text::Couriers::load(workspace);
  if (!couriers) return base::failure_of(couriers);
  auto units = text::Units::load(workspace);
  if (!units) return base::failure_of(units);
  auto pinyin = text::Pinyin::load(workspace);
  if (!pinyin) return base::failure_of(pinyin);
  auto persons = PersonWords::load(workspace);
  if (!persons) return base::failure_of(persons);
  auto labels = FindingLabels::load(workspace);
  if (!labels) return base::failure_of(labels);
  return KnownToRepair{std::move(*regions), std::move(*couriers), std::move(*units),
                       std::move(*pinyin),  std::move(*persons),  std::move(*labels)};
}

}  // namespace aftercare::quality
