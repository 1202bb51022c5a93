// What repair knows beside the table: places, couriers, units, how characters sound, which columns
// are of persons.

#pragma once

#include <filesystem>

#include "base/result.hpp"
#include "quality/duplicates/person_columns.hpp"
#include "quality/finding_labels.hpp"
#include "text/courier.hpp"
#include "text/pinyin.hpp"
#include "text/region.hpp"
#include "text/unit.hpp"

namespace aftercare::quality {

/// Each may be missing; then nothing of its kind is recognised. Owned by the caller.
struct RepairKnowledge {
  const text::Regions* regions = nullptr;
  const text::Couriers* couriers = nullptr;
  const text::Units* units = nullptr;
  const text::Pinyin* pinyin = nullptr;
  const PersonWords* persons = nullptr;
  const FindingLabels* labels = nullptr;  // How sure repairs are that reading makes too.
};

/// All of it, as the catalog has it.
struct KnownToRepair {
  text::Regions regions;
  text::Couriers couriers;
  text::Units units;
  text::Pinyin pinyin;
  PersonWords persons;
  FindingLabels labels;

  /// With the workspace's overlays (path may be empty). Fails (usage) as the parts do.
  static base::Result<KnownToRepair> load(const std::filesystem::path& workspace);
  RepairKnowledge view() const { return {&regions, &couriers, &units, &pinyin, &persons, &labels}; }
};

}  // namespace aftercare::quality
