// Remembers up to where rows have come, for asking later. Private to src/intake/sql.

#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>

namespace aftercare::intake {

/// Watermarks by row, kept only where they change and until they are passed.
class WatermarkTrail {
 public:
  explicit WatermarkTrail(std::string from) : last_(std::move(from)) {}

  void add(std::uint64_t row, std::string_view watermark) {
    if (!steps_.empty() ? steps_.back().second == watermark : last_ == watermark) return;
    steps_.emplace_back(row, watermark);
  }

  /// The watermark of the last row up to `row` that has one. REQUIRES rows in order.
  const std::string& behind(std::uint64_t row) {
    for (; !steps_.empty() && steps_.front().first <= row; steps_.pop_front())
      last_ = std::move(steps_.front().second);
    return last_;
  }

 private:
  std::string last_;
  std::deque<std::pair<std::uint64_t, std::string>> steps_;
};

}  // namespace aftercare::intake
