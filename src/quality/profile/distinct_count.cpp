#include "quality/profile/distinct_count.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace aftercare::quality {
namespace {

constexpr int kRegisterBits = 14;
constexpr std::size_t kRegisters = std::size_t{1} << kRegisterBits;

}  // namespace

void DistinctCount::add(std::uint64_t hash) {
  if (registers_.empty())
    insert(hash);
  else
    count_in_register(hash);
}

void DistinctCount::insert(std::uint64_t hash) {
  if (hash == 0) {
    used_ += has_zero_ ? 0 : 1;
    has_zero_ = true;
    return;
  }
  if (slots_.size() < (used_ + 1) * 2) grow();
  const auto mask = slots_.size() - 1;
  for (auto at = hash & mask;; at = (at + 1) & mask) {
    if (slots_[at] == hash) return;
    if (slots_[at] != 0) continue;
    slots_[at] = hash;
    if (++used_ > limit_) to_registers();
    return;
  }
}

void DistinctCount::grow() {
  auto old = std::move(slots_);
  slots_.assign(std::max<std::size_t>(64, old.size() * 2), 0);
  const auto mask = slots_.size() - 1;
  for (const auto hash : old) {
    if (hash == 0) continue;
    auto at = hash & mask;
    while (slots_[at] != 0) at = (at + 1) & mask;
    slots_[at] = hash;
  }
}

void DistinctCount::to_registers() {
  registers_.assign(kRegisters, 0);
  if (has_zero_) count_in_register(0);
  for (const auto hash : slots_)
    if (hash != 0) count_in_register(hash);
  slots_ = {};
}

void DistinctCount::count_in_register(std::uint64_t hash) {
  const auto at = hash >> (64 - kRegisterBits);
  const auto rest = hash << kRegisterBits | (std::uint64_t{1} << (kRegisterBits - 1));
  const auto rank = static_cast<std::uint8_t>(std::countl_zero(rest) + 1);
  registers_[at] = std::max(registers_[at], rank);
}

void DistinctCount::merge(const DistinctCount& other) {
  if (other.registers_.empty()) {
    if (other.has_zero_) add(0);
    for (const auto hash : other.slots_)
      if (hash != 0) add(hash);
    return;
  }
  if (registers_.empty()) to_registers();
  for (std::size_t i = 0; i < kRegisters; ++i)
    registers_[i] = std::max(registers_[i], other.registers_[i]);
}

std::uint64_t DistinctCount::count() const {
  if (registers_.empty()) return used_;
  double sum = 0;
  for (const auto rank : registers_) sum += std::ldexp(1.0, -rank);
  constexpr double m = kRegisters;
  constexpr double alpha = 0.7213 / (1 + 1.079 / m);
  return static_cast<std::uint64_t>(std::llround(alpha * m * m / sum));
}

}  // namespace aftercare::quality
