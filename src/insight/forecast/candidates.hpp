// The methods that a forecast is put together from.

#pragma once

#include <string>

#include "base/result.hpp"
#include "insight/series/season.hpp"

namespace aftercare::insight {

struct CandidateTask {
  Series series;
  const std::vector<std::size_t>& seasons;
  const std::vector<std::size_t>& log_seasons;  // Of the logarithms.
  std::size_t horizon;
  bool positive;  // Logarithms can be taken.
};

struct Candidate {
  std::string name;
  Values (*ahead)(Series, const std::vector<std::size_t>&, std::size_t);
  bool logarithm = false;  // The method sees logarithms.
  base::Message label;
};

const std::vector<Candidate>& candidates();

/// Empty where the method needs a longer series, cannot take logarithms, or gave what is no number.
Values ahead(const Candidate& candidate, const CandidateTask& task);

}  // namespace aftercare::insight
