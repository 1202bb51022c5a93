// A value written as its column writes its values.

#pragma once

#include <string>

#include "quality/repair/repair.hpp"

namespace aftercare::quality {

struct RewrittenValue {
  std::string value;
  RepairReason reason;
  double confidence;
};

}  // namespace aftercare::quality
