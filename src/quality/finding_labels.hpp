// What findings and reasons are called, by code: the rules' own labels, and those of
// what other stages find (catalog/rules/findings.yaml).

#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "records/dictionary.hpp"

namespace aftercare::quality {

/// Immutable once loaded; safe between threads.
class FindingLabels {
 public:
  static base::Result<FindingLabels> load(const std::filesystem::path& workspace);
  static base::Result<FindingLabels> load_files(const std::vector<std::filesystem::path>& files);

  /// The label of a rule or finding code; the code itself if nothing is known of it.
  records::Label of(std::string_view code) const;
  const std::map<std::string, records::Label, std::less<>>& all() const { return labels_; }

 private:
  std::map<std::string, records::Label, std::less<>> labels_;
};

}  // namespace aftercare::quality
