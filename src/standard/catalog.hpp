// What standard knows: the dictionary, the mappings, the gazetteer, and which mapping fits a file.

#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "records/dictionary.hpp"
#include "records/raw_batch.hpp"
#include "standard/mapper.hpp"
#include "standard/mapping.hpp"
#include "standard/suggest.hpp"
#include "text/courier.hpp"
#include "text/region.hpp"

namespace aftercare::standard {

/// A suggestion as sure as this, that fills every required and key field, may be used unasked.
inline constexpr double kSureEnough = 0.75;

struct Recognition {
  std::shared_ptr<const Mapping> mapping;
  double confidence = 0;                 // 1: a known header.
  std::optional<Suggestion> suggestion;  // Set if the mapping was suggested, not known.

  /// Whether an ingest may go on with it unasked.
  bool sure() const { return !suggestion || (suggestion->covered && confidence >= kSureEnough); }
};

/// Cheap to copy; safe between threads. Its dictionary lives as long as a copy. Copies share what
/// is added.
class Catalog {
 public:
  /// Shipped definitions and the workspace's overlay (path may be empty): a mapping of the same
  /// name replaces the shipped one. Fails (usage) with file and line on a wrong definition.
  static base::Result<Catalog> load(const std::filesystem::path& workspace);

  const records::Dictionary& dictionary() const { return *dictionary_; }
  std::vector<std::shared_ptr<const Mapping>> mappings() const;
  /// nullptr if unknown.
  std::shared_ptr<const Mapping> mapping(std::string_view name) const;

  /// Makes a mapping known from now on; one of the same name is replaced.
  void add(Mapping mapping) const;

  /// The mapping whose identifying columns are all in the header (of several the one with most),
  /// else a suggestion from names and values of the sample; nothing if no entity fits at all.
  std::optional<Recognition> recognise(const std::vector<std::string>& columns,
                                       const records::RawBatch& sample,
                                       SourceHints hints = {}) const;
  /// As standard::suggest, with what the catalog knows.
  Suggestion suggest(const std::vector<std::string>& columns, const records::RawBatch& sample,
                     std::string_view as = {}, SourceHints hints = {}) const;
  /// Ready to run. `zone` is the workspace's. Fails as Mapper::make.
  base::Result<Mapper> mapper(const Mapping& mapping, const records::Zone& zone) const;

 private:
  std::shared_ptr<const records::Dictionary> dictionary_;
  std::shared_ptr<const text::Regions> regions_;
  std::shared_ptr<const text::Couriers> couriers_;
  std::shared_ptr<const ColumnWords> words_;
  struct Shelf;
  std::shared_ptr<Shelf> shelf_;
};

}  // namespace aftercare::standard
