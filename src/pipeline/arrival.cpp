#include "pipeline/arrival.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <array>
#include <chrono>

#include "base/digest.hpp"
#include "pipeline/late_names.hpp"
#include "store/duckdb/source_state.hpp"
#include "store/duckdb/writer.hpp"

namespace aftercare::pipeline {
namespace {

// An arrival left open does not tell what its mapping brought: all is looked through.
standard::Mapping mapping_of_anything(const records::Dictionary& dictionary) {
  standard::Mapping mapping;
  for (const auto& entity : dictionary.entities()) {
    mapping.entities.emplace_back();
    mapping.entities.back().entity = entity.name;
  }
  return mapping;
}

}  // namespace

std::string arrival_prefix(const SourceSetting& source) {
  return fmt::format("{}:{}@", kind_of(source), source.name);
}

std::string arrival_name(const SourceSetting& source) {
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  return arrival_prefix(source) +
         records::to_iso(std::chrono::floor<std::chrono::microseconds>(now));
}

std::string fresh_file_id(const Session& session, const std::string& name) {
  std::array<char, 16> random;
  randombytes_buf(random.data(), random.size());
  base::Digester digester(session.vault().content_key());
  digester.add_field(name).add_field({random.data(), random.size()});
  return base::to_hex(digester.finish());
}

base::Result<void> finish_arrivals(const Session& session, const Stages& stages,
                                   const SourceSetting& source) {
  const auto open = store::open_files(session.store(), source.name, arrival_prefix(source));
  if (!open) return base::failure_of(open);
  for (const auto& file : *open) {
    auto masked =
        mask_late_names(session, stages, mapping_of_anything(session.dictionary()), file.file_id);
    if (!masked) return base::failure_of(masked);
    store::Slice end;
    end.file_id = file.file_id;
    end.number = file.slices;
    end.last = true;
    const auto ended = store::Writer(session.store()).commit(std::move(end));
    if (!ended) return base::failure_of(ended);
  }
  return {};
}

PeekedReader::PeekedReader(std::unique_ptr<intake::Reader> reader, intake::Slice first)
    : reader_(std::move(reader)), first_(std::move(first)) {
  description_ = reader_->description();
}

base::Result<bool> PeekedReader::fill(intake::Slice& slice, const intake::SliceLimits& limits) {
  auto next = first_ ? base::Result<std::optional<intake::Slice>>(std::exchange(first_, {}))
                     : reader_->next(limits);
  if (!next) return base::failure_of(next);
  if (!*next) return false;
  const auto number = slice.number;
  slice = std::move(**next);
  slice.number = number;
  records_read_ = slice.records_read;
  return true;
}

}  // namespace aftercare::pipeline
