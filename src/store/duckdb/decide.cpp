#include "store/duckdb/decide.hpp"

#include <algorithm>

namespace aftercare::store {
namespace {

using records::Batch;
using records::Column;
using Stamp = std::optional<std::int64_t>;

// A record while the batch is judged.
struct RecordState {
  std::string_view content;
  std::string_view same;  // Empty: none.
  Stamp stamp;
  std::int32_t versions = 1;
  std::int64_t row = -1;  // Row of this batch that is current; -1: the stored one still is.
  bool stored = false;    // The table has a version of it.
  bool outlived = false;  // A row came that was older than the stored version.
  std::vector<std::string_view> older;  // Contents of this batch's rows that were older.
};

std::string_view text_or_none(const Column* column, std::uint32_t row) {
  if (column == nullptr || column->present[row] == 0) return {};
  return column->text(row);
}

Stamp stamp_of(const Column* column, std::uint32_t row) {
  if (column == nullptr || column->present[row] == 0) return std::nullopt;
  return column->number(row);
}

// A stamped version is newer than one without; among equals the later arrival is.
bool is_older(Stamp incoming, Stamp current) {
  return current.has_value() && (!incoming.has_value() || *incoming < *current);
}

class Judge {
 public:
  Judge(const Batch& batch, const KnownRecords& known)
      : batch_(batch),
        known_(known),
        keys_(*batch.column("record_key")),
        contents_(*batch.column("content_hash")),
        sames_(batch.column("same_hash")) {
    const auto* stamps = batch.column(batch.entity->version);
    if (stamps != nullptr && std::holds_alternative<std::vector<std::int64_t>>(stamps->values))
      stamps_ = stamps;
    records_.reserve(batch.rows());
    decision_.outcomes.reserve(batch.rows());
  }

  Decision run() {
    for (std::uint32_t row = 0; row < batch_.rows(); ++row)
      decision_.outcomes.push_back(
          batch_.states[row] == records::RowState::good ? judge(row) : Outcome::quarantined);
    for (std::uint32_t row = 0; row < batch_.rows(); ++row) settle(row);
    return std::move(decision_);
  }

 private:
  Outcome judge(std::uint32_t row) {
    const auto key = keys_.text(row);
    const auto content = contents_.text(row);
    if (auto* record = find(key, row)) return judge_known(*record, key, content, row);
    const auto same = text_or_none(sames_, row);
    if (!same.empty()) {
      if (const auto original = original_of(same); !original.empty()) {
        decision_.duplicates.push_back({row, std::string(original), true});
        return Outcome::duplicate_content;
      }
      by_content_[same] = key;
    }
    records_[key] = {content, same, stamp_of(stamps_, row), 1, row, false, false, {}};
    return Outcome::stored;
  }

  Outcome judge_known(RecordState& record, std::string_view key, std::string_view content,
                      std::uint32_t row) {
    const auto stamp = stamp_of(stamps_, row);
    const bool older = stamps_ != nullptr && is_older(stamp, record.stamp);
    const bool repeated =
        content == record.content ||
        (older && (known_.old_version.contains(row) ||
                   std::ranges::find(record.older, content) != record.older.end()));
    if (repeated) {
      decision_.duplicates.push_back({row, std::string(key), false});
      return Outcome::duplicate_key;
    }
    if (older) {
      record.older.push_back(content);
      put_aside(row, record.versions++);
      record.outlived = record.outlived || record.row < 0;
      return Outcome::updated;
    }
    if (record.row >= 0) {
      record.older.push_back(record.content);
      put_aside(static_cast<std::uint32_t>(record.row), record.versions);
    } else {
      decision_.replaced.push_back(key);
    }
    forget_content(record, key);
    record.content = content;
    record.same = text_or_none(sames_, row);
    record.stamp = stamp;
    record.row = row;
    ++record.versions;
    if (!record.same.empty()) by_content_[record.same] = key;
    return Outcome::updated;
  }

  void put_aside(std::uint32_t row, std::int32_t version) {
    decision_.superseded.push_back(row);
    decision_.superseded_versions.push_back(version);
  }

  RecordState* find(std::string_view key, std::uint32_t row) {
    if (const auto at = records_.find(key); at != records_.end()) return &at->second;
    const auto stored = known_.by_row.find(row);
    if (stored == known_.by_row.end()) return nullptr;
    const auto& was = stored->second;
    return &(records_[key] = {
                 was.content_hash, was.same_hash, was.stamp, was.version, -1, true, false, {}});
  }

  // original_of: the key of the record with this content, empty if there is none any more.
  std::string_view original_of(std::string_view same) const {
    if (const auto at = by_content_.find(same); at != by_content_.end()) return at->second;
    const auto stored = known_.by_content.find(same);
    return stored == known_.by_content.end() ? std::string_view{} : stored->second;
  }

  void forget_content(const RecordState& record, std::string_view key) {
    if (!record.same.empty() && original_of(record.same) == key) by_content_[record.same] = {};
  }

  // settle: a row that ended as the current version of its record goes to the table.
  void settle(std::uint32_t row) {
    const auto outcome = decision_.outcomes[row];
    if (outcome == Outcome::quarantined || outcome == Outcome::duplicate_content) return;
    const auto key = keys_.text(row);
    auto& record = records_.find(key)->second;
    if (record.row == row) {
      decision_.current.push_back(row);
      decision_.current_versions.push_back(record.versions);
    } else if (record.row < 0 && record.outlived) {
      decision_.outlived.push_back(key);
      decision_.outlived_versions.push_back(record.versions);
      record.outlived = false;  // Once.
    }
  }

  const Batch& batch_;
  const KnownRecords& known_;
  const Column& keys_;
  const Column& contents_;
  const Column* sames_;
  const Column* stamps_ = nullptr;
  std::unordered_map<std::string_view, RecordState> records_;
  std::unordered_map<std::string_view, std::string_view> by_content_;  // Empty key: forgotten.
  Decision decision_;
};

}  // namespace

std::uint64_t Decision::count(Outcome outcome) const {
  return static_cast<std::uint64_t>(std::ranges::count(outcomes, outcome));
}

Decision decide(const Batch& batch, const KnownRecords& known) {
  return Judge(batch, known).run();
}

}  // namespace aftercare::store
