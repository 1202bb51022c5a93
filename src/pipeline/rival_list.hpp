// Rivals that cases name, and how they come off beside the own shop.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "pipeline/session.hpp"
#include "records/viewer.hpp"

namespace aftercare::pipeline {

struct NamedRival {
  std::string rival;
  std::uint64_t cases = 0;
  std::uint64_t better = 0, worse = 0;  // Cases in which it comes off better, or worse.
  std::vector<std::string> samples;     // Case keys, at most three.
};

struct RivalList {
  std::uint64_t cases = 0;         // Looked through.
  std::vector<NamedRival> rivals;  // The most named first.
};

/// Reads the texts of these cases, so it takes about a second and then 30 microseconds a case.
/// Fails (a refusal) for who does not see every row, or no texts.
base::Result<RivalList> rival_list(const Session& session, const std::vector<std::string>& cases,
                                   const records::Viewer& viewer);

}  // namespace aftercare::pipeline
