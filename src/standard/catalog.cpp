#include "standard/catalog.hpp"

#include <algorithm>
#include <mutex>

#include "base/share.hpp"
#include "standard/cells.hpp"
#include "standard/mapping_file.hpp"
#include "standard/suggested_mapping.hpp"

namespace aftercare::standard {
namespace {

bool has_all(const Header& header, const std::vector<std::string>& columns) {
  return std::ranges::all_of(columns,
                             [&header](const auto& column) { return header.find(column) >= 0; });
}

}  // namespace

struct Catalog::Shelf {
  mutable std::mutex mutex;
  std::vector<std::shared_ptr<const Mapping>> mappings;
};

base::Result<Catalog> Catalog::load(const std::filesystem::path& workspace) {
  Catalog catalog;
  catalog.shelf_ = std::make_shared<Shelf>();
  auto dictionary = records::Dictionary::load(workspace);
  if (!dictionary) return base::failure_of(dictionary);
  catalog.dictionary_ = std::make_shared<const records::Dictionary>(std::move(*dictionary));
  auto regions = text::Regions::load(workspace);
  if (!regions) return base::failure_of(regions);
  catalog.regions_ = std::make_shared<const text::Regions>(std::move(*regions));
  auto couriers = text::Couriers::load(workspace);
  if (!couriers) return base::failure_of(couriers);
  catalog.couriers_ = std::make_shared<const text::Couriers>(std::move(*couriers));
  auto words = ColumnWords::load();
  if (!words) return base::failure_of(words);
  catalog.words_ = std::make_shared<const ColumnWords>(std::move(*words));
  const auto files = base::catalog_files("mappings", workspace);
  if (!files) return base::failure_of(files);
  for (const auto& file : *files) {
    auto mapping = load_mapping(file, *catalog.dictionary_);
    if (!mapping) return base::failure_of(mapping);
    catalog.add(std::move(*mapping));
  }
  return catalog;
}

std::vector<std::shared_ptr<const Mapping>> Catalog::mappings() const {
  const std::lock_guard lock(shelf_->mutex);
  return shelf_->mappings;
}

std::shared_ptr<const Mapping> Catalog::mapping(std::string_view name) const {
  const std::lock_guard lock(shelf_->mutex);
  const auto at = std::ranges::find_if(
      shelf_->mappings, [name](const auto& mapping) { return mapping->name == name; });
  return at == shelf_->mappings.end() ? nullptr : *at;
}

void Catalog::add(Mapping mapping) const {
  auto kept = std::make_shared<const Mapping>(std::move(mapping));
  const std::lock_guard lock(shelf_->mutex);
  std::erase_if(shelf_->mappings, [&kept](const auto& known) { return known->name == kept->name; });
  shelf_->mappings.push_back(std::move(kept));
}

std::optional<Recognition> Catalog::recognise(const std::vector<std::string>& columns,
                                              const records::RawBatch& sample,
                                              SourceHints hints) const {
  const Header header(columns);
  std::shared_ptr<const Mapping> best;
  for (const auto& mapping : mappings()) {
    if (mapping->recognised.empty() || !has_all(header, mapping->recognised)) continue;
    // Of equals the later one: that of the workspace.
    if (!best || mapping->recognised.size() >= best->recognised.size()) best = mapping;
  }
  if (best) return Recognition{best, 1.0, {}};
  auto suggestion = suggest(columns, sample, {}, std::move(hints));
  if (suggestion.entity.empty()) return {};
  auto mapping = std::make_shared<const Mapping>(to_mapping(suggestion));
  return Recognition{std::move(mapping), suggestion.confidence, std::move(suggestion)};
}

Suggestion Catalog::suggest(const std::vector<std::string>& columns,
                            const records::RawBatch& sample, std::string_view as,
                            SourceHints hints) const {
  return standard::suggest(
      columns, sample, {*dictionary_, *words_, regions_.get(), couriers_.get(), std::move(hints)},
      as);
}

base::Result<Mapper> Catalog::mapper(const Mapping& mapping, const records::Zone& zone) const {
  return Mapper::make(mapping, *dictionary_, regions_, zone, couriers_);
}

}  // namespace aftercare::standard
