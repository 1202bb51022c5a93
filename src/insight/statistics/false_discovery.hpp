// Many tests at once: how many of what is called a discovery may be none.

#pragma once

#include <cstddef>
#include <vector>

namespace aftercare::insight {

/// The p-values adjusted as Benjamini and Hochberg (1995): calling everything with q <= x a
/// discovery, the expected share of false ones is at most x. In the order given. `tests` counts
/// tests that were made but are not among the p-values (all larger); 0: none.
std::vector<double> benjamini_hochberg(const std::vector<double>& p, std::size_t tests = 0);

/// The same where some tests are worth more than others by what was known before their counts were
/// (Genovese, Roeder and Wasserman 2006): weights >= 0, one for each p, only their proportions
/// matter; a test of weight 0 finds nothing. All weights 0: as if all were alike.
std::vector<double> weighted_benjamini_hochberg(std::vector<double> p,
                                                const std::vector<double>& weights);

}  // namespace aftercare::insight
