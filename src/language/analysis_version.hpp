// Which analysis a stored record has.

#pragma once

namespace aftercare::language {

/// Raised when the analysis stores something new, or judges so differently that what is stored
/// should follow. Records of a lower number are analysed again (pipeline/older_analysis.hpp), so
/// it costs every workspace one pass over its texts.
inline constexpr int kAnalysisVersion = 1;

}  // namespace aftercare::language
