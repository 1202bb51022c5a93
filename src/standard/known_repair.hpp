// Repairs of values that are known beyond their writing: phone and tracking numbers, the places
// that an address names. Each keeps the old value in a finding.

#pragma once

#include <memory>

#include "records/batch.hpp"
#include "text/courier.hpp"
#include "text/region.hpp"

namespace aftercare::standard {

/// Of one entity's rows, before they are judged:
/// - fields of phones: `phone_form`, `phone_letters`; only a number that can be read in one way is
/// changed;
/// - `tracking_number` and the key of a shipment: `tracking_form`, where the number as it stands
///   is nobody's and one reading of it is somebody's;
/// - province, city and district out of the row's address, where they are empty: a finding
///   `place_from_address` if the source has the field, none if only we have it.
/// Regions and couriers may be null: then nothing of theirs is done.
void repair_known(records::Batch& batch, const text::Regions* regions,
                  const text::Couriers* couriers);

}  // namespace aftercare::standard
