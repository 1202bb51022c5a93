// What a file would become: some of its rows, masked, and what a mapping would do to them.

#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "intake/reader.hpp"
#include "pipeline/session.hpp"
#include "pipeline/slice_maker.hpp"
#include "records/raw_batch.hpp"
#include "standard/mapping.hpp"

namespace aftercare::pipeline {

/// The first rows of a file, in clear.
struct FileSample {
  intake::FileDescription description;
  records::RawBatch rows;  // Its columns are those of the file also where it has no row.
  std::vector<records::RejectedRow> rejected;
};

/// Fails (input) as intake::open() and next() do.
base::Result<FileSample> sample_file(const std::filesystem::path& file);

struct PreviewedColumn {
  std::string column;
  std::vector<std::string> fields;   // "case.text": where the mapping puts it. Empty: unused.
  bool personal = false;             // Its values are sealed, or look personal.
  std::vector<std::string> samples;  // Different values, masked; at most 4.
  double filled = 0;                 // Share of the rows with a value.
  std::uint64_t unread = 0;          // Values that could not be read as the field.
  std::vector<std::string> unread_samples;  // Masked; at most 8.
};

struct PreviewedFinding {
  std::string rule;
  std::string field;
  bool sets_aside = false;
  std::uint64_t count = 0;
};

struct MappingPreview {
  std::vector<PreviewedColumn> columns;  // All of the file, in its order.
  std::uint64_t rows = 0;
  std::uint64_t set_aside = 0;             // Of them: would wait in quarantine.
  std::vector<PreviewedFinding> findings;  // The most frequent first.
};

/// Runs the mapping over the sample; writes nothing. Without a mapping the columns alone.
base::Result<MappingPreview> preview(const Session& session, const Stages& stages,
                                     const FileSample& sample, const standard::Mapping* mapping);

/// Keeps the mapping in the workspace, under a name made of `wish` that no other mapping has, and
/// makes it known: files with these columns are read by it from now on. One of the workspace's
/// own that the same columns identify is replaced; it stays beside it as NAME.yaml.old. Returns its
/// name. Fails (usage) if the mapping is not whole, (internal) if it cannot be written.
base::Result<std::string> keep_mapping(const Session& session, standard::Mapping mapping,
                                       std::string_view wish);

}  // namespace aftercare::pipeline
