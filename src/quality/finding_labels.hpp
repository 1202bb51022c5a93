// What findings and reasons are called, by code: the rules' own labels, and those of
// what other stages find (catalog/rules/findings.yaml). Of repairs also how sure they are and why.

#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "records/dictionary.hpp"

namespace aftercare::quality {

/// How likely a repair of one code is right, and what speaks for it.
struct RepairTrust {
  double confidence = 0;
  bool always = false;  // Made whatever the threshold: without it nothing could be stored.
  records::Label why;
};

/// Immutable once loaded; safe between threads.
class FindingLabels {
 public:
  /// Fails (usage) with file and line on a label without zh or en, and on a confidence that is no
  /// number from 0 to 1 or says not why.
  static base::Result<FindingLabels> load(const std::filesystem::path& workspace);
  static base::Result<FindingLabels> load_files(const std::vector<std::filesystem::path>& files);

  /// The label of a rule or finding code; the code itself if nothing is known of it.
  records::Label of(std::string_view code) const;
  /// nullptr if the code repairs nothing. Rules that remove a value are trusted as
  /// `impossible_value`, unless they say how much.
  const RepairTrust* trust(std::string_view code) const;
  const std::map<std::string, records::Label, std::less<>>& all() const { return labels_; }

 private:
  std::map<std::string, records::Label, std::less<>> labels_;
  std::map<std::string, RepairTrust, std::less<>> trusts_;
};

}  // namespace aftercare::quality
