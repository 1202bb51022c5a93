// Reads one file and makes its slices on several threads, handing them out in order.

#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/result.hpp"
#include "intake/reader.hpp"
#include "pipeline/slice_maker.hpp"
#include "privacy/vault.hpp"
#include "standard/group_cutter.hpp"

namespace aftercare::pipeline {

// Several slices are held at once, each with its texts some times over (read, masked, sealed); and
// where slices are small, no thread waits long for the last one. Four and twenty are a row group
// of the engine: what does not end at one it writes twice.
inline constexpr std::size_t kSliceRows = 5'120;

/// Of slices of at most so many records.
constexpr intake::SliceLimits slice_limits(std::size_t records) {
  constexpr std::size_t bytes_of_five = 1024;
  return {.records = records, .bytes = records * bytes_of_five / 5};
}
inline constexpr intake::SliceLimits kSliceLimits = slice_limits(kSliceRows);

/// How a file is cut into slices.
struct Cut {
  intake::SliceLimits limits = kSliceLimits;
  bool header_counts = false;  // A header is one of the first slice's records.
};

/// Where an earlier run left a file.
struct Begun {
  std::uint32_t slices = 0;  // Committed slices...
  std::uint64_t rows = 0;    // ...and what they were read from.
  Cut cut = {};
};

class Conveyor {
 public:
  struct Made {
    store::Slice slice;
    std::uint64_t bytes_consumed = 0;
  };

  /// The slices of `begun` are read but not made: they are committed already. If they do not hold
  /// the rows that were committed, the first next() fails. What it is given must outlive it. With
  /// `source`, each slice carries the mark up to where that source is read.
  Conveyor(const Stages& stages, privacy::Vault& vault, const standard::Mapper& mapper,
           double repair_threshold, std::string file_id, std::unique_ptr<intake::Reader> reader,
           const Begun& begun, unsigned threads, std::string source = {});
  ~Conveyor();
  Conveyor(const Conveyor&) = delete;
  Conveyor& operator=(const Conveyor&) = delete;

  /// The next slice in order; nothing behind the last. Its keys are durable once the store commits
  /// it (Session), so that what only they open is never stored alone. An error ends it.
  base::Result<std::optional<Made>> next();

  /// Bytes of the input as far as they are known; 0: not at all.
  std::uint64_t bytes() const { return bytes_; }

 private:
  // The next raw slice to make. REQUIRES: reading_ is held.
  base::Result<std::optional<RawSlice>> read();
  // Counts a slice that was committed by an earlier run; fails where the last of them ends
  // elsewhere.
  base::Result<void> pass_over(RawSlice& raw);
  base::Result<Made> make(RawSlice&& raw) const;
  void work();

  const Stages& stages_;
  privacy::Vault& vault_;
  const standard::Mapper& mapper_;
  const double repair_threshold_;
  const std::string file_id_;
  const std::string source_;  // Empty: of a file, which is known by its content.

  std::mutex reading_;  // Held while reading: one thread at a time.
  std::unique_ptr<intake::Reader> reader_;
  standard::GroupCutter cutter_;
  std::uint32_t next_read_ = 0;
  const std::uint64_t bytes_;
  const Begun begun_;
  std::uint64_t passed_over_ = 0;  // Rows of slices that were committed.
  bool read_to_end_ = false;

  std::mutex state_;
  std::condition_variable changed_;
  std::map<std::uint32_t, base::Result<Made>> made_;
  const std::uint32_t first_;
  std::uint32_t next_out_;
  std::optional<std::uint32_t> end_;  // Number behind the last slice, once known.
  bool stopping_ = false;
  const unsigned ahead_;  // At most so many slices are made before they are taken.
  std::vector<std::thread> threads_;
};

}  // namespace aftercare::pipeline
