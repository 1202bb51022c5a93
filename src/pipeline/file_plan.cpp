#include "pipeline/file_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <system_error>

#include "intake/part.hpp"
#include "pipeline/file_pattern.hpp"
#include "standard/group_cutter.hpp"
#include "standard/mapping_file.hpp"
#include "standard/suggested_mapping.hpp"
#include "standard/word.hpp"

namespace aftercare::pipeline {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSampleRows = 300;

constexpr std::array kEntityOrder = {"category", "customer",   "agent",    "product",
                                     "order",    "order_item", "shipment", "return",
                                     "case",     "message",    "survey",   "event"};

std::size_t rank_of(const PlannedFile& file) {
  const auto& entity = file.mapper.mapping().entities.front().entity;
  return static_cast<std::size_t>(std::ranges::find(kEntityOrder, entity) - kEntityOrder.begin());
}

struct Chosen {
  standard::Mapping mapping;
  double confidence = 1;
  bool suggested = false;
};

// Rows without a mapping: what the user can do about it depends on what they are.
struct Rows {
  std::string name;
  bool file = true;
  std::string database = {};  // A source that can be looked at.

  tl::unexpected<base::Error> unmapped(const std::string& en, const std::string& zh) const {
    if (file)
      return base::failure(
          fmt::format("{} {}. Look at a proposal: aftercare map suggest {} -o mapping.yaml", en,
                      name, name),
          fmt::format("{}：{}。请查看建议：aftercare map suggest {} -o mapping.yaml", zh, name,
                      name));
    if (!database.empty())
      return base::failure(
          fmt::format("{} {}. Look at a proposal: aftercare map suggest --source {} -o "
                      "catalog/mappings/{}.yaml; or give the source a 'mapping' in aftercare.yaml",
                      en, name, database, database),
          fmt::format("{}：{}。请查看建议：aftercare map suggest --source {} -o "
                      "catalog/mappings/{}.yaml；或在 aftercare.yaml 中为数据源写明“mapping”",
                      zh, name, database, database));
    return base::failure(
        fmt::format("{} {}. Give the source a 'mapping' in aftercare.yaml", en, name),
        fmt::format("{}：{}。请在 aftercare.yaml 中为数据源写明“mapping”", zh, name));
  }
};

base::Result<Chosen> choose_mapping(const Session& session, const Rows& rows,
                                    const std::vector<std::string>& columns,
                                    const records::RawBatch& sample, const IngestOptions& options) {
  if (!options.mapping_file.empty()) {
    auto mapping = standard::load_mapping(options.mapping_file, session.dictionary());
    if (!mapping) return base::failure_of(mapping);
    return Chosen{std::move(*mapping)};
  }
  if (const auto known = session.catalog().mapping(options.as)) return Chosen{*known};
  // Not by what is stored: read again later, the same file must get the same mapping.
  const auto called = rows.file ? intake::name_of_part(rows.name) : rows.name;
  const standard::SourceHints hints{.file = called};
  if (!options.as.empty()) {
    if (session.dictionary().entity(options.as) == nullptr)
      return base::failure(fmt::format("'{}' is neither an entity nor a mapping", options.as),
                           fmt::format("“{}”既不是实体也不是映射", options.as));
    const auto suggestion = session.catalog().suggest(columns, sample, options.as, hints);
    if (suggestion.entity.empty() || !suggestion.covered)
      return rows.unmapped(fmt::format("the columns do not make a {}:", options.as),
                           fmt::format("这些列构不成 {}", options.as));
    return Chosen{standard::to_mapping(suggestion), suggestion.confidence, true};
  }
  const auto recognised = session.catalog().recognise(columns, sample, hints);
  if (!recognised || !recognised->sure())
    return rows.unmapped("no mapping is sure enough for", "没有足够可靠的映射");
  return Chosen{*recognised->mapping, recognised->confidence, recognised->suggestion.has_value()};
}

std::vector<std::string> unused(const std::vector<std::string>& columns,
                                const standard::Mapping& mapping) {
  std::set<std::string> read;
  for (const auto& column : standard::columns_of(mapping)) read.insert(standard::fold(column));
  std::vector<std::string> left;
  for (const auto& column : columns)
    if (!read.contains(standard::fold(column))) left.push_back(column);
  return left;
}

base::Result<std::vector<fs::path>> files_of_folder(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> files;
  for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    const bool hidden = at->path().filename().string().starts_with('.');
    if (hidden && at->is_directory(error)) at.disable_recursion_pending();
    if (!hidden && at->is_regular_file(error)) files.push_back(at->path());
  }
  if (error)
    return base::failure(
        base::ErrorKind::input,
        fmt::format("folder cannot be read: {}: {}", folder.string(), error.message()),
        fmt::format("无法读取文件夹：{}：{}", folder.string(), error.message()));
  std::ranges::sort(files);
  return files;
}

// Files that match, and those of folders that do.
base::Result<std::vector<fs::path>> files_matching(const fs::path& pattern) {
  const auto paths = paths_matching(pattern);
  if (!paths) return paths;
  std::vector<fs::path> files;
  for (const auto& path : *paths) {
    std::error_code none;
    if (!fs::is_directory(path, none)) {
      files.push_back(path);
      continue;
    }
    const auto below = files_of_folder(path);
    if (!below) return below;
    files.insert(files.end(), below->begin(), below->end());
  }
  std::ranges::sort(files);
  const auto twice = std::ranges::unique(files);
  files.erase(twice.begin(), twice.end());
  return files;
}

intake::OpenOptions open_options(const Workspace& workspace, const FilesSetting& files) {
  intake::OpenOptions options;
  options.ocr = workspace.settings().ocr;
  options.transcribe = files.transcribe;
  options.file_name = files.file_name;
  options.workspace = workspace.root();
  options.own_addresses = workspace.settings().own_addresses;
  return options;
}

double threshold_of(const Session& session, const IngestOptions& options) {
  return options.repair_threshold.value_or(
      session.workspace().settings().repair_threshold_of(options.source));
}

}  // namespace

base::Result<std::vector<fs::path>> files_below(const std::vector<fs::path>& paths) {
  std::vector<fs::path> files;
  std::set<fs::path> taken;
  const auto add = [&](const std::vector<fs::path>& more) {
    for (const auto& file : more)
      if (taken.insert(file).second) files.push_back(file);
  };
  for (const auto& path : paths) {
    std::error_code none;
    const bool folder = fs::is_directory(path, none);
    if (!folder && (fs::exists(path, none) || !is_pattern(path.string()))) {
      add({path});  // What is wrong with it, intake says best.
      continue;
    }
    const auto found = folder ? files_of_folder(path) : files_matching(path);
    if (!found) return found;
    if (found->empty())
      return base::failure(
          base::ErrorKind::input,
          fmt::format(fmt::runtime(folder ? "the folder has no files: {}"
                                          : "no file matches the pattern: {}"),
                      path.string()),
          fmt::format(fmt::runtime(folder ? "文件夹中没有文件：{}" : "没有文件与该模式相符：{}"),
                      path.string()));
    add(*found);
  }
  return files;
}

base::Result<std::vector<fs::path>> source_files(const Workspace& workspace,
                                                 const SourceSetting& source) {
  const auto path = workspace.root() / source.path;  // An absolute path stays as it is.
  std::error_code error;
  if (is_pattern(source.path) && !fs::exists(path, error)) return files_matching(path);
  return fs::is_directory(path, error) ? files_of_folder(path) : files_below({path});
}

base::Result<PlannedFile> plan_file(const Session& session, const fs::path& file,
                                    const IngestOptions& options) {
  auto open = open_options(session.workspace(), options.files);
  auto reader = intake::open(file, open);
  if (!reader) return base::failure_of(reader);
  intake::SliceLimits sample;
  sample.records = kSampleRows;
  const auto first = (*reader)->description().costly ? base::Result<std::optional<intake::Slice>>()
                                                     : (*reader)->next(sample);
  if (!first) return base::failure_of(first);
  static const records::RawBatch nothing;
  const auto& batch = *first ? (*first)->batch : nothing;
  const auto& columns = batch.columns.empty() ? (*reader)->description().columns : batch.columns;
  const auto& description = (*reader)->description();
  auto chosen = choose_mapping(session, {file.string()}, columns, batch, options);
  if (!chosen) return base::failure_of(chosen);
  auto source = !options.source.empty()           ? options.source
                : !chosen->mapping.source.empty() ? chosen->mapping.source
                                                  : intake::source_of_part(file);
  auto mapper = session.catalog().mapper(chosen->mapping, session.zone());
  if (!mapper) return base::failure_of(mapper);
  return PlannedFile{file,
                     std::move(source),
                     std::move(*mapper),
                     chosen->confidence,
                     chosen->suggested,
                     intake::is_document(description.format) ? std::vector<std::string>()
                                                             : unused(columns, chosen->mapping),
                     description,
                     std::move(open),
                     threshold_of(session, options)};
}

base::Result<PlannedFile> plan_rows(const Session& session, const std::string& name,
                                    const intake::FileDescription& description,
                                    const records::RawBatch& sample, const IngestOptions& options) {
  const auto few = standard::part_of(sample, 0, std::min<std::size_t>(sample.rows(), kSampleRows));
  const auto& sources = session.workspace().settings().sources;
  const bool database = std::ranges::any_of(sources, [&](const auto& source) {
    return source.name == options.source && source.template as<SqlSetting>() != nullptr;
  });
  auto chosen = choose_mapping(session, {name, false, database ? options.source : std::string()},
                               sample.columns, few, options);
  if (!chosen) return base::failure_of(chosen);
  auto mapper = session.catalog().mapper(chosen->mapping, session.zone());
  if (!mapper) return base::failure_of(mapper);
  return PlannedFile{name,
                     options.source,
                     std::move(*mapper),
                     chosen->confidence,
                     chosen->suggested,
                     unused(sample.columns, chosen->mapping),
                     description,
                     {},
                     threshold_of(session, options)};
}

void order_files(std::vector<PlannedFile>& files) {
  std::ranges::stable_sort(files, {}, rank_of);
}

}  // namespace aftercare::pipeline
