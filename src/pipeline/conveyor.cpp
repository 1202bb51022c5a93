#include "pipeline/conveyor.hpp"

#include <fmt/format.h>

#include <utility>

namespace aftercare::pipeline {

Conveyor::Conveyor(const Stages& stages, privacy::Vault& vault, const standard::Mapper& mapper,
                   double repair_threshold, std::string file_id,
                   std::unique_ptr<intake::Reader> reader, const Begun& begun, unsigned threads,
                   std::string source)
    : stages_(stages),
      vault_(vault),
      mapper_(mapper),
      repair_threshold_(repair_threshold),
      file_id_(std::move(file_id)),
      source_(std::move(source)),
      reader_(std::move(reader)),
      cutter_(mapper),
      bytes_(reader_->description().size),
      begun_(begun),
      first_(begun.slices),
      next_out_(begun.slices),
      ahead_(threads + 1) {
  for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

Conveyor::~Conveyor() {
  {
    const std::lock_guard lock(state_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (auto& thread : threads_) thread.join();
}

base::Result<std::optional<RawSlice>> Conveyor::read() {
  if (read_to_end_) return std::optional<RawSlice>();
  auto limits = begun_.cut.limits;
  if (next_read_ == 0 && reader_->description().has_header && !begun_.cut.header_counts)
    ++limits.records;
  auto slice = reader_->next(limits);
  if (!slice) {
    read_to_end_ = true;
    return base::failure_of(slice);
  }
  RawSlice raw;
  raw.number = next_read_++;
  raw.repair_threshold = repair_threshold_;
  if (*slice) {
    auto& read = **slice;
    raw.rejected = std::move(read.rejected);
    raw.headers = read.headers;
    raw.blanks = read.blanks;
    raw.bytes_consumed = read.bytes_consumed;
    raw.batch = cutter_.next(std::move(read.batch));
  } else {
    // The end is a slice without rows: it says that the file is complete, when all rows are stored.
    raw.batch = cutter_.finish();
    raw.last = raw.batch.rows() == 0;
    raw.bytes_consumed = reader_->description().size;
    read_to_end_ = raw.last;
  }
  // Of what this slice holds: rows that the cutter keeps back count where they come out.
  raw.records = raw.batch.rows() + raw.rejected.size() + raw.headers + raw.blanks;
  if (!source_.empty() && raw.batch.rows() > 0)
    raw.position = reader_->position_behind(raw.batch.origins.back().row);
  return std::optional<RawSlice>(std::move(raw));
}

base::Result<void> Conveyor::pass_over(RawSlice& raw) {
  const auto rows = raw.batch.rows();
  mapper_.unfold_main(raw.batch);
  passed_over_ += raw.records + raw.batch.rows() - rows;
  if (!raw.last && (raw.number + 1 < first_ || passed_over_ == begun_.rows)) return {};
  return base::failure(
      fmt::format("the file was begun by another version, which cut it otherwise: {} rows are "
                  "stored of its first {} slices, which hold {} here; nothing more was stored: let "
                  "that version read it to its end",
                  begun_.rows, first_, passed_over_),
      fmt::format("该文件由另一版本开始读入，分片方式不同：前 {1} 片已存 {0} 行，本版本切分为 {2} "
                  "行；未再存入任何内容：请用原版本读完该文件",
                  begun_.rows, first_, passed_over_));
}

base::Result<Conveyor::Made> Conveyor::make(RawSlice&& raw) const {
  const auto bytes = raw.bytes_consumed;
  const auto position = std::move(raw.position);
  auto slice = stages_.process(mapper_, file_id_, std::move(raw));
  if (!slice) return base::failure_of(slice);
  if (auto synced = vault_.sync_if_many(); !synced) return base::failure_of(synced);
  if (!position.empty()) slice->marks.push_back({source_, "", position});
  return Made{std::move(*slice), bytes};
}

void Conveyor::work() {
  for (;;) {
    std::optional<RawSlice> raw;
    std::uint32_t number = 0;
    {
      const std::lock_guard reading(reading_);
      {
        std::unique_lock lock(state_);
        changed_.wait(lock, [this] {
          return stopping_ || end_ || next_read_ < next_out_ + ahead_ || next_read_ < first_;
        });
        if (stopping_ || end_) return;
      }
      number = next_read_;
      auto got = read();
      if (got && *got && number < first_)
        if (auto fits = pass_over(**got); !fits) got = base::failure_of(fits);
      if (!got) {
        const std::lock_guard lock(state_);
        made_.emplace(std::max(number, first_), tl::unexpected<base::Error>(got.error()));
        end_ = std::max(number, first_) + 1;
      } else {
        raw = std::move(*got);
        if (!raw || raw->last) {
          const std::lock_guard lock(state_);
          end_ = next_read_;
        }
      }
    }
    if (raw && number >= first_) {
      auto made = make(std::move(*raw));
      const std::lock_guard lock(state_);
      made_.emplace(number, std::move(made));
    }
    changed_.notify_all();
  }
}

base::Result<std::optional<Conveyor::Made>> Conveyor::next() {
  std::unique_lock lock(state_);
  changed_.wait(lock, [this] { return made_.contains(next_out_) || (end_ && next_out_ >= *end_); });
  const auto at = made_.find(next_out_);
  if (at == made_.end()) return std::optional<Made>();
  auto made = std::move(at->second);
  made_.erase(at);
  ++next_out_;
  lock.unlock();
  changed_.notify_all();
  if (!made) return base::failure_of(made);
  return std::optional<Made>(std::move(*made));
}

}  // namespace aftercare::pipeline
