// Reads files into a fresh workspace, sealed as the program does it or with sealing switched off,
// and prints the seconds. scripts/bench --sealing runs both in turns.
//
//   sealing_speed sealed|clear FOLDER FILE...     FOLDER: where the workspace is made, and removed

#include <fmt/format.h>

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <string_view>

#include "base/progress.hpp"
#include "pipeline/ingest.hpp"
#include "pipeline/session.hpp"
#include "pipeline/workspace.hpp"

namespace aftercare::bench {
namespace {

namespace fs = std::filesystem;

int fail(const base::Error& error) {
  fmt::print(stderr, "{}\n", error.message);
  return 1;
}

int measure(bool seal, const fs::path& folder, const std::vector<fs::path>& files) {
  auto workspace = pipeline::Workspace::create(folder, {});
  if (!workspace) return fail(workspace.error());
  pipeline::SessionOptions options;
  options.vault.seal = seal;
  const auto session = pipeline::Session::open(std::move(*workspace), options);
  if (!session) return fail(session.error());
  base::NoProgress progress;
  const auto report = pipeline::ingest(**session, files, {}, std::nullopt, progress);
  if (!report) return fail(report.error());
  for (const auto& file : report->files)
    if (file.error) return fail(*file.error);
  fmt::print("{{\"rows\": {}, \"seconds\": {:.3f}, \"processor\": {:.3f}}}\n", report->total.rows,
             report->seconds, static_cast<double>(std::clock()) / CLOCKS_PER_SEC);
  return 0;
}

}  // namespace
}  // namespace aftercare::bench

int main(int count, char** words) {
  if (count < 4) {
    fmt::print(stderr, "usage: sealing_speed sealed|clear FOLDER FILE...\n");
    return 2;
  }
  const std::filesystem::path folder(words[2]);
  const int code = aftercare::bench::measure(std::string_view(words[1]) != "clear", folder,
                                             {words + 3, words + count});
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  return code;
}
