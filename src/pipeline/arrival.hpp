// What becomes of rows that are no file: they are kept as one, known by where and when they came.

#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "intake/reader.hpp"
#include "pipeline/file_plan.hpp"
#include "pipeline/session.hpp"
#include "pipeline/slice_maker.hpp"

namespace aftercare::pipeline {

/// "postgres:shop@2026-03-01T08:00:05Z": what rows of the source that come now are called.
std::string arrival_name(const SourceSetting& source);
/// How the names of all its arrivals begin.
std::string arrival_prefix(const SourceSetting& source);
/// An identity that nothing else has.
std::string fresh_file_id(const Session& session, const std::string& name);

/// Completes arrivals of the source that a crash or a lost connection left open: their rows are
/// stored; names that they brought are masked in older texts. Safe to repeat.
/// REQUIRES: writing() is held.
base::Result<void> finish_arrivals(const Session& session, const Stages& stages,
                                   const SourceSetting& source);

/// A reader that was looked into: gives the slice already read once more, then the rest.
class PeekedReader final : public intake::Reader {
 public:
  PeekedReader(std::unique_ptr<intake::Reader> reader, intake::Slice first);
  std::string position_behind(std::uint64_t row) override { return reader_->position_behind(row); }

 protected:
  base::Result<bool> fill(intake::Slice& slice, const intake::SliceLimits& limits) override;

 private:
  std::unique_ptr<intake::Reader> reader_;
  std::optional<intake::Slice> first_;
};

}  // namespace aftercare::pipeline
