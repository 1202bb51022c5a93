// Influences as they are told: of a metric, or of a column of any table.

#pragma once

#include "app/explained.hpp"
#include "insight/influence/influences.hpp"

namespace aftercare::app {

Explained told_influences(const insight::InfluenceRows& rows, const insight::Influences& found,
                          const base::Message& target);

}  // namespace aftercare::app
