#include "quality/profile/table_state.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/decoder.hpp"

namespace aftercare::quality {
namespace {

constexpr std::size_t kLongestSampled = 256;

std::uint64_t mix(std::uint64_t value) {  // The finaliser of splitmix64.
  value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9ULL;
  value = (value ^ value >> 27) * 0x94D049BB133111EBULL;
  return value ^ value >> 31;
}

// Eight bytes a step, multiplied to 128 bits and folded, in the manner of wyhash.
std::uint64_t hash_of_cell(std::string_view cell) {
  const auto fold = [](std::uint64_t a, std::uint64_t b) {
    const auto product = static_cast<unsigned __int128>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  };
  std::uint64_t hash = 0x9E3779B97F4A7C15ULL ^ cell.size();
  const char* at = cell.data();
  auto left = cell.size();
  for (; left >= 8; left -= 8, at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, 8);
    hash = fold(hash ^ word, 0xD6E8FEB86659FD93ULL);
  }
  std::uint64_t word = 0;
  if (left > 0) std::memcpy(&word, at, left);
  return mix(fold(hash ^ word, 0xA0761D6478BD642FULL));
}

bool lower_priority(const SampledRow& a, const SampledRow& b) {
  return a.priority < b.priority;
}

}  // namespace

void TableState::widen(const std::vector<std::string>& names) {
  if (names.size() <= names_.size()) return;
  names_ = names;
  const auto before = columns_.size();
  columns_.resize(names.size());
  // Rows before the column came had nothing in it.
  for (auto i = before; i < columns_.size(); ++i)
    if (rows_ > 0) columns_[i].add({}, 0, rows_, 0);
}

void TableState::add(const records::RawBatch& batch) {
  widen(batch.columns);
  row_hashes_.assign(batch.rows(), 0);
  for (std::size_t column = 0; column < columns_.size(); ++column) {
    if (column < batch.columns.size())
      add_column(batch, column);
    else
      columns_[column].add({}, 0, batch.rows(), 0);
  }
  for (const auto hash : row_hashes_) different_rows_.add(mix(hash));
  sample_rows(batch);
  rows_ += batch.rows();
}

void TableState::add_column(const records::RawBatch& batch, std::size_t column) {
  const auto rows = batch.rows();
  const auto room = std::bit_ceil(std::max<std::size_t>(64, rows * 2));
  slots_.assign(room, 0);
  entries_.clear();
  const auto mask = room - 1;
  const auto stride = batch.columns.size();
  for (std::size_t row = 0; row < rows; ++row) {
    const auto cell = batch.cells[row * stride + column];
    const auto hash = hash_of_cell(cell);
    row_hashes_[row] = std::rotl(row_hashes_[row], 5) * 0x9E3779B97F4A7C15ULL ^ hash;
    for (auto at = hash & mask;; at = (at + 1) & mask) {
      const auto slot = slots_[at];
      if (slot == 0) {
        entries_.push_back({hash, cell, 1, batch.origins[row].row});
        slots_[at] = static_cast<std::uint32_t>(entries_.size());
        break;
      }
      if (entries_[slot - 1].hash == hash) {
        ++entries_[slot - 1].times;
        break;
      }
    }
  }
  auto& state = columns_[column];
  for (const auto& entry : entries_) state.add(entry.value, entry.hash, entry.times, entry.row);
}

void TableState::sample_rows(const records::RawBatch& batch) {
  const auto stride = batch.columns.size();
  for (std::size_t row = 0; row < batch.rows(); ++row) {
    const auto priority = mix(batch.origins[row].row);
    if (sample_.size() >= sample_rows_ && priority >= sample_.front().priority) continue;
    SampledRow taken;
    taken.priority = priority;
    taken.row = batch.origins[row].row;
    for (std::size_t column = 0; column < stride; ++column) {
      auto cell = batch.cell(row, column);
      taken.hashes.push_back(hash_of_cell(cell));
      if (cell.size() > kLongestSampled) {
        cell = cell.substr(0, kLongestSampled);
        cell = cell.substr(0, base::size_of_whole_characters(cell));
      }
      taken.cells.emplace_back(cell);
    }
    if (sample_.size() >= sample_rows_) {
      std::ranges::pop_heap(sample_, lower_priority);
      sample_.pop_back();
    }
    sample_.push_back(std::move(taken));
    std::ranges::push_heap(sample_, lower_priority);
  }
}

void TableState::merge(const TableState& other) {
  widen(other.names_);
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (i < other.columns_.size())
      columns_[i].merge(other.columns_[i]);
    else
      columns_[i].add({}, 0, other.rows_, 0);
  }
  different_rows_.merge(other.different_rows_);
  rows_ += other.rows_;
  for (const auto& row : other.sample_) {
    sample_.push_back(row);
    std::ranges::push_heap(sample_, lower_priority);
    if (sample_.size() > sample_rows_) {
      std::ranges::pop_heap(sample_, lower_priority);
      sample_.pop_back();
    }
  }
}

std::vector<SampledRow> TableState::sample() const {
  auto rows = sample_;
  std::ranges::sort(rows, {}, &SampledRow::row);
  for (auto& row : rows) {
    row.cells.resize(names_.size());
    row.hashes.resize(names_.size(), hash_of_cell({}));
  }
  return rows;
}

}  // namespace aftercare::quality
