#include "pipeline/ingest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/digest.hpp"
#include "intake/part.hpp"
#include "pipeline/conveyor.hpp"
#include "pipeline/late_names.hpp"
#include "pipeline/pull.hpp"
#include "pipeline/slice_storing.hpp"
#include "pipeline/stored_rules.hpp"
#include "pipeline/stream_intake.hpp"
#include "pipeline/watch_folder.hpp"
#include "standard/mapping_writer.hpp"
#include "store/duckdb/writer.hpp"

namespace aftercare::pipeline {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begun) {
  return std::chrono::duration<double>(Clock::now() - begun).count();
}

// The file's content read through this mapping: read again with a better mapping it is new.
base::Result<std::string> file_id_of(const Session& session, const PlannedFile& file) {
  const auto key = session.vault().content_key();
  const auto content = intake::digest_of_part(file.path, key);
  if (!content) return base::failure_of(content);
  base::Digester digester(key);
  digester.add_field(base::to_hex(*content));
  digester.add_field(standard::to_yaml(file.mapper.mapping()));
  // Other addresses of the shop's make other senders of the same mails; and so on.
  if (intake::is_document(file.description.format))
    for (const auto* words : {&file.open.own_addresses, &file.open.transcribe})
      for (const auto& word : *words) digester.add_field(word);
  return base::to_hex(digester.finish());
}

// A file is read on under the cut that it was begun with.
Begun begun_at(const store::FileState& state) {
  Begun begun{.slices = state.slices, .rows = state.rows_read};
  if (state.slices == 0) return begun;
  begun.cut.limits = slice_limits(state.slice_rows);
  if (state.slice_rows == 0) begun.cut = {.limits = {20'000, 4 << 20}, .header_counts = true};
  return begun;
}

// True if texts will be read, so that their resources are loaded before the clock starts.
bool reads_texts(const PlannedFile& file) {
  return std::ranges::any_of(file.mapper.mapping().entities,
                             [](const auto& entity) { return entity.entity == "case"; });
}

base::Result<void> read_file(const Session& session, const Stages& stages, const PlannedFile& file,
                             IngestedFile& done, base::Progress& progress) {
  const auto file_id = file_id_of(session, file);
  if (!file_id) return base::failure_of(file_id);
  done.file_id = *file_id;
  store::Writer writer(session.store());
  const auto state = writer.file_state(*file_id);
  if (!state) return base::failure_of(state);
  done.ledger = state->ledger;
  if (state->complete) {
    done.already = true;
    return {};
  }
  auto reader = intake::open(file.path, file.open);
  if (!reader) return base::failure_of(reader);
  store::FileInfo info;
  info.file_id = *file_id;
  info.source = file.source;
  info.name = stages.masked_name(done.name);
  info.entity = done.entity;
  info.mapping = done.mapping;
  info.encoding = done.encoding;
  info.bytes = file.description.size;
  info.slice_rows = static_cast<std::uint32_t>(kSliceRows);
  if (auto begun = writer.begin_file(info); !begun) return begun;

  progress.begin(done.name, file.description.size, "bytes");
  Conveyor conveyor(stages, session.vault(), file.mapper, file.repair_threshold, *file_id,
                    std::move(*reader), begun_at(*state),
                    threads_of(session.workspace().settings()));
  const auto stored = store_slices(session, stages, file.mapper.mapping(), conveyor, *file_id,
                                   done.ledger, progress);
  if (!stored) {
    // What came of the file stays, so its customers' names are masked in older texts all the same.
    (void)mask_late_names(session, stages, file.mapper.mapping(), *file_id);
    return stored;
  }
  progress.end();
  return {};
}

base::Result<void> read_files(const Session& session, const Stages& stages,
                              std::vector<PlannedFile> files, IngestReport& report,
                              base::Progress& progress) {
  order_files(files);
  for (const auto& file : files) {
    if (reads_texts(file)) {
      const auto loading = Clock::now();
      if (const auto loaded = session.analyser(); !loaded) return base::failure_of(loaded);
      report.load_seconds += seconds_since(loading);
    }
    auto done = described(file);
    if (auto read = read_file(session, stages, file, done, progress); !read)
      done.error = read.error();
    if (!done.already) report.total += done.ledger;
    report.files.push_back(std::move(done));
  }
  return {};
}

// Plans the files; those that cannot be planned go to the report with their error.
std::vector<PlannedFile> plan_all(const Session& session, const std::vector<fs::path>& paths,
                                  const IngestOptions& options, IngestReport& report) {
  std::vector<PlannedFile> planned;
  const auto failed = [&report](const fs::path& path, const base::Error& error) {
    IngestedFile file;
    file.name = intake::name_of_part(path);
    file.error = error;
    report.files.push_back(std::move(file));
  };
  for (const auto& path : paths) {
    const auto parts = intake::parts(path);
    if (!parts) {
      failed(path, parts.error());
      continue;
    }
    for (const auto& part : *parts) {
      if (part.left_out) {
        report.left_out.push_back({intake::name_of_part(part.path), *part.left_out});
        continue;
      }
      auto file = plan_file(session, part.path, options);
      if (file)
        planned.push_back(std::move(*file));
      else
        failed(part.path, file.error());
    }
  }
  return planned;
}

void add(IngestReport& report, IngestedFile&& file) {
  report.total += file.ledger;
  report.files.push_back(std::move(file));
}

void add_failed(IngestReport& report, const std::string& name, const base::Error& error) {
  IngestedFile failed;
  failed.name = name;
  failed.error = error;
  report.files.push_back(std::move(failed));
}

IngestOptions options_of(const SourceSetting& source) {
  IngestOptions options;
  options.as = source.mapping;
  options.repair_threshold = source.repair_threshold;
  if (const auto* setting = source.as<FilesSetting>()) options.files = *setting;
  // A declared folder holds many sources; its files keep the names of their mappings.
  if (!source.mapping.empty()) options.source = source.name;
  return options;
}

// Each file by itself: only one that is stored whole is put away.
base::Result<void> read_watched(const Session& session, const Stages& stages,
                                const SourceSetting& source, const std::vector<fs::path>& paths,
                                IngestReport& report, base::Progress& progress) {
  for (const auto& path : paths) {
    const auto before = report.files.size();
    auto planned = plan_all(session, {path}, options_of(source), report);
    auto read = read_files(session, stages, std::move(planned), report, progress);
    if (!read) return read;
    const auto is_bad = [](const IngestedFile& file) { return file.error.has_value(); };
    if (std::any_of(report.files.begin() + static_cast<std::ptrdiff_t>(before), report.files.end(),
                    is_bad))
      continue;
    if (auto away = put_away(path, *source.as<WatchSetting>()); !away)
      add_failed(report, path.filename().string(), away.error());
  }
  return {};
}

// What a source that is no set of files has now.
base::Result<void> read_source(const Session& session, const Stages& stages,
                               const SourceSetting& source, IngestReport& report,
                               base::Progress& progress) {
  if (source.as<SqlSetting>()) {
    add(report, pull(session, stages, source, progress));
  } else if (source.as<KafkaSetting>()) {
    for (auto& file : drain(session, stages, source, progress)) add(report, std::move(file));
  } else if (const auto* watch = source.as<WatchSetting>()) {
    const auto files = settled_files(session.workspace().root() / source.path, *watch);
    if (files) return read_watched(session, stages, source, *files, report, progress);
    add_failed(report, source.name, files.error());
  }
  return {};
}

// What the rules over whole tables say of the store as it is now.
base::Result<void> judge_tables(const Session& session, std::optional<records::Moment> as_of,
                                IngestReport& report) {
  if (!as_of || report.total.stored + report.total.updated == 0) return {};
  auto rules = judge_stored_tables(session, "", quality::StoredRules::whole_table, *as_of);
  if (!rules) return base::failure_of(rules);
  report.rules = std::move(*rules);
  return {};
}

}  // namespace

base::Result<IngestReport> ingest(const Session& session, const std::vector<fs::path>& paths,
                                  const IngestOptions& options,
                                  std::optional<records::Moment> as_of, base::Progress& progress) {
  const std::lock_guard writing(session.writing());
  const auto files = files_below(paths);
  if (!files) return base::failure_of(files);
  IngestReport report;
  auto planned = plan_all(session, *files, options, report);
  const auto begun = Clock::now();
  const auto stages = Stages::make(session, as_of);
  if (!stages) return base::failure_of(stages);
  report.load_seconds = seconds_since(begun);
  if (auto read = read_files(session, **stages, std::move(planned), report, progress); !read)
    return base::failure_of(read);
  if (auto judged = judge_tables(session, as_of, report); !judged) return base::failure_of(judged);
  report.seconds = seconds_since(begun) - report.load_seconds;
  return report;
}

IngestedFile described(const PlannedFile& file) {
  IngestedFile done;
  const auto& mapping = file.mapper.mapping();
  done.name = intake::name_of_part(file.path);
  done.source = file.source;
  done.entity = mapping.entities.front().entity;
  done.mapping = mapping.name;
  done.encoding = file.description.encoding;
  done.format = std::string(intake::to_name(file.description.format));
  done.confidence = file.confidence;
  done.suggested = file.suggested;
  done.unused_columns = file.unused_columns;
  return done;
}

base::Result<IngestReport> ingest_sources(const Session& session, const std::string& only,
                                          std::optional<records::Moment> as_of,
                                          base::Progress& progress) {
  const auto& sources = session.workspace().settings().sources;
  if (!only.empty() && std::ranges::find(sources, only, &SourceSetting::name) == sources.end())
    return base::failure(fmt::format("no source of aftercare.yaml is called '{}'", only),
                         fmt::format("aftercare.yaml 中没有名为“{}”的数据源", only));
  const auto is_wanted = [&only](const SourceSetting& source) {
    return only.empty() || source.name == only;
  };
  const std::lock_guard writing(session.writing());
  IngestReport report;
  std::vector<PlannedFile> planned;
  for (const auto& source : sources) {
    if (!is_wanted(source) || !source.as<FilesSetting>()) continue;
    const auto files = source_files(session.workspace(), source);
    if (!files) {
      add_failed(report, source.name, files.error());
      continue;
    }
    auto more = plan_all(session, *files, options_of(source), report);
    std::ranges::move(more, std::back_inserter(planned));
  }
  const auto begun = Clock::now();
  const auto stages = Stages::make(session, as_of);
  if (!stages) return base::failure_of(stages);
  report.load_seconds = seconds_since(begun);
  auto read = read_files(session, **stages, std::move(planned), report, progress);
  for (const auto& source : sources)
    if (read && is_wanted(source)) read = read_source(session, **stages, source, report, progress);
  if (read) read = judge_tables(session, as_of, report);
  if (!read) return base::failure_of(read);
  report.seconds = seconds_since(begun) - report.load_seconds;
  return report;
}

base::Result<IngestReport> ingest_watched(const Session& session, const SourceSetting& source,
                                          const std::vector<fs::path>& files,
                                          std::optional<records::Moment> as_of,
                                          base::Progress& progress) {
  const std::lock_guard writing(session.writing());
  IngestReport report;
  const auto stages = Stages::make(session, as_of);
  if (!stages) return base::failure_of(stages);
  auto read = read_watched(session, **stages, source, files, report, progress);
  if (read) read = judge_tables(session, as_of, report);
  if (!read) return base::failure_of(read);
  return report;
}

}  // namespace aftercare::pipeline
