// The analyser a command over a file of texts asks: the workspace's, where there is one.

#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "app/cli/commands.hpp"
#include "app/cli/text_file.hpp"
#include "language/analyser.hpp"
#include "records/moment.hpp"

namespace aftercare::app {

/// Knows the workspace's products, brands, catalog and zone if `workspace` is one and its store can
/// be opened (a server that runs holds it: then a note says so and its catalog alone is used);
/// otherwise the shipped catalog and the zone of the arguments.
class TextAnalyser {
 public:
  static base::Result<TextAnalyser> open(const std::filesystem::path& workspace,
                                         const TextArguments& arguments, const Place& place);
  /// The same without the models that the workspace keeps: what its rules and words alone find.
  static base::Result<TextAnalyser> open_without_models(const std::filesystem::path& workspace,
                                                        const TextArguments& arguments,
                                                        const Place& place);

  const language::Analyser& get() const { return *analyser_; }
  const records::Zone& zone() const { return zone_; }

 private:
  static base::Result<TextAnalyser> open(const std::filesystem::path& workspace,
                                         const TextArguments& arguments, const Place& place,
                                         bool models);

  std::shared_ptr<const language::Analyser> analyser_;
  records::Zone zone_ = records::Zone::utc();
};

/// When each used text was written, by the column of the arguments; all unknown without one. Fails
/// (usage) on a column that is not there; a cell that is no time is unknown.
base::Result<std::vector<std::optional<records::Moment>>> moments_of(const TextFile& file,
                                                                     const TextArguments& arguments,
                                                                     const records::Zone& zone);

}  // namespace aftercare::app
