// Findings about records whose values were changed where they lie: what no longer holds is marked
// resolved and stays, what holds once more is as before, what is new is added.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "records/finding.hpp"

namespace aftercare::store {

struct WriteSide;

/// What the kind of a finding is called that is true no more.
inline constexpr std::string_view kResolved = "resolved";

struct FoundAgain {
  std::string record_key;
  std::string field;
  std::string rule;
  std::string before;  // Empty: not quoted. Nothing personal.
  bool proposed = false;
  double confidence = records::kNoConfidence;
};

struct JudgedAgain {
  std::string entity;
  std::vector<std::string> keys;   // Records that were judged...
  std::vector<std::string> rules;  // ...by these rules...
  std::vector<FoundAgain> found;   // ...and what broke them.
};

/// Within the caller's transaction. Only findings about the rows that the records are made of.
base::Result<void> write_judged_again(WriteSide& side, const JudgedAgain& judged);

}  // namespace aftercare::store
