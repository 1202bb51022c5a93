// Definitions of the shipped catalog as the build read them, so that a program is ready at once.
//
// Reading YAML takes many times longer than what is read takes to use. The build reads the shipped
// files once and lays down what it made of them, each kind under a digest of the files it was made
// of. It is used where exactly those files are to be read; with an overlay of a workspace, or a
// file edited since, they are parsed.

#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "base/prepared_file.hpp"
#include "base/result.hpp"

namespace aftercare::base {

/// A file of such definitions.
class PreparedDefinitions {
 public:
  /// Fails (internal) as PreparedFile::open does.
  static Result<PreparedDefinitions> open(const std::filesystem::path& file);

  /// What was prepared of a kind out of files with these contents, in this order, and of what else
  /// `made_of` tells; empty if nothing. Aligned for any number.
  std::string_view find(std::string_view kind, const std::vector<std::filesystem::path>& files,
                        std::string_view made_of = {}) const;

 private:
  explicit PreparedDefinitions(PreparedFile file) : file_(std::move(file)) {}

  PreparedFile file_;
  std::map<Digest, std::size_t> sections_;
};

/// find() in those that are shipped, which live as long as the program; empty if there are none.
std::string_view prepared_definition(std::string_view kind,
                                     const std::vector<std::filesystem::path>& files,
                                     std::string_view made_of = {});

struct PreparedDefinition {
  std::string kind;
  std::vector<std::filesystem::path> files;
  std::string made_of;
  std::string bytes;
};

/// Writes such a file; the shipped one is definitions.prepared beside the catalog. Fails (internal)
/// if one of the files cannot be read or it cannot be written.
Result<void> write_prepared_definitions(const std::filesystem::path& file,
                                        const std::vector<PreparedDefinition>& definitions);

}  // namespace aftercare::base
