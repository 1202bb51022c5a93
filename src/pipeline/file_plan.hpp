// What will be read: which files, through which mapping, in which order.

#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "intake/reader.hpp"
#include "pipeline/session.hpp"
#include "pipeline/source_setting.hpp"
#include "standard/mapper.hpp"

namespace aftercare::pipeline {

/// What the user said of the files; empty: to be found out.
struct IngestOptions {
  std::string mapping_file;  // A mapping as YAML.
  std::string as;            // Name of a mapping, or of an entity to suggest a mapping for.
  std::string source;        // Name of the source.
  FilesSetting files;        // What its declared source says of how to read them.
  std::optional<double> repair_threshold = {};  // Of its declared source.
};

struct PlannedFile {
  std::filesystem::path path;  // Of a file or a part of one (intake/part.hpp).
  std::string source;
  standard::Mapper mapper;
  double confidence = 1;  // Below 1: the mapping was suggested.
  bool suggested = false;
  std::vector<std::string> unused_columns;  // Of the header; the mapping does not read them.
  intake::FileDescription description;
  intake::OpenOptions open;     // How it is opened again to be read.
  double repair_threshold = 0;  // A repair less sure is proposed, not made.
};

/// Files below the paths, each once: folders walked in name order, hidden files left out, patterns
/// (file_pattern.hpp) expanded where no file is called so. Fails (input) naming a folder without
/// files or a pattern without a match.
base::Result<std::vector<std::filesystem::path>> files_below(
    const std::vector<std::filesystem::path>& paths);

/// The files that a declared source names: a file, a folder, or a pattern, relative to the
/// workspace, or the complete files of a watched one. An empty folder or a pattern without a match
/// gives none.
base::Result<std::vector<std::filesystem::path>> source_files(const Workspace& workspace,
                                                              const SourceSetting& source);

/// Opens the file, looks at its header and first rows, and chooses the mapping. Fails (input) if
/// it cannot be read, (usage) if no mapping is sure enough: the sentence says how to go on.
base::Result<PlannedFile> plan_file(const Session& session, const std::filesystem::path& file,
                                    const IngestOptions& options);

/// As plan_file, of rows that are no file: `name` stands for them in what is said, `sample` holds
/// the first of them.
base::Result<PlannedFile> plan_rows(const Session& session, const std::string& name,
                                    const intake::FileDescription& description,
                                    const records::RawBatch& sample, const IngestOptions& options);

/// Customers before what they did, orders before cases: then names are known when texts are
/// read. Numbers do not depend on it.
void order_files(std::vector<PlannedFile>& files);

}  // namespace aftercare::pipeline
