#include "pipeline/file_mapping.hpp"

#include "standard/mapping_file.hpp"
#include "standard/mapping_writer.hpp"
#include "store/duckdb/kept_note.hpp"

namespace aftercare::pipeline {
namespace {

std::string note_of(const std::string& file_id) {
  return "mapping of " + file_id;
}

}  // namespace

base::Result<void> keep_mapping_of_file(const Session& session, const std::string& file_id,
                                        const standard::Mapping& mapping) {
  if (session.catalog().mapping(mapping.name)) return {};
  const auto kept = store::kept_note(session.store(), note_of(file_id));
  if (!kept) return base::failure_of(kept);
  if (*kept) return {};
  return store::keep_note(session.store(), note_of(file_id), standard::to_yaml(mapping));
}

base::Result<std::optional<standard::Mapping>> mapping_of_file(const Session& session,
                                                               const std::string& file_id,
                                                               const std::string& name) {
  if (const auto known = session.catalog().mapping(name)) return *known;
  const auto kept = store::kept_note(session.store(), note_of(file_id));
  if (!kept) return base::failure_of(kept);
  if (!*kept) return std::nullopt;
  auto mapping = standard::mapping_in(**kept, session.dictionary());
  if (!mapping) return base::failure_of(mapping);
  return std::move(*mapping);
}

}  // namespace aftercare::pipeline
