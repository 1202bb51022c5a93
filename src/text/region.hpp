// The gazetteer of provinces: what every way of writing one means.

#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace aftercare::text {

struct Province {
  std::string code;  // How it is stored: the short Chinese name, "广东".
  std::string full;  // "广东省".
  std::string en;    // "Guangdong".
};

/// Immutable once loaded; safe between threads.
class Regions {
 public:
  /// Reads catalog/regions.yaml and the workspace's overlay (path may be empty).
  /// Fails (usage) with file and line on an entry that is not one.
  static base::Result<Regions> load(const std::filesystem::path& workspace);
  static base::Result<Regions> load_files(const std::vector<std::filesystem::path>& files);

  /// The code of the province a text names: "广东省", "guangdong", "Guangdong Province",
  /// "广东省深圳市", "广东 深圳" are all "广东". Empty if it names none: a place whose name only
  /// begins like a province ("海南藏族自治州") is none.
  std::string_view province(std::string_view text) const;

  const std::vector<Province>& provinces() const { return provinces_; }

 private:
  std::vector<Province> provinces_;
  std::map<std::string, std::size_t, std::less<>> names_;  // In lower case.
};

}  // namespace aftercare::text
