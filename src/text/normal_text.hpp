// A text made ready for reading by machine, that remembers where everything stood.
//
// One pass repairs UTF-8, folds width and what only is another way of writing (compatibility.hpp),
// takes out left HTML, drops invisible characters, squeezes white space and decodes to code points;
// each point keeps the byte offset it had in the text as given, so whatever is found later can be
// marked there. Traditional Chinese becomes Simplified.

#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "text/traditional.hpp"

namespace aftercare::text {

/// Reusable: reading another text keeps the memory. Not safe between threads.
class NormalText {
 public:
  /// Appends a text. Several texts may be joined ('\n' between them); offsets are each text's own.
  /// `simplifier` may be nullptr.
  void add(std::string_view text, const Simplifier* simplifier);
  void clear();

  /// How many of the run of one sign [begin, end) stay.
  using KeepOfRun = std::function<std::size_t(std::span<const char32_t> points, std::size_t begin,
                                              std::size_t end)>;
  /// Shortens runs of three and more of one sign ("好好好好", "soooo") from a point on; the last
  /// that stays stands for the rest.
  void squeeze(std::size_t from, const KeepOfRun& keep_of_run);

  const std::vector<char32_t>& points() const { return points_; }
  std::size_t size() const { return points_.size(); }
  /// Byte offset in the given text where a point begins, and where it ends.
  std::uint32_t begin_of(std::size_t point) const { return begins_[point]; }
  std::uint32_t end_of(std::size_t point) const { return ends_[point]; }

  /// Appends the points [from, to) as UTF-8.
  void append_utf8(std::size_t from, std::size_t to, std::string& bytes) const;
  std::string utf8(std::size_t from, std::size_t to) const;

 private:
  std::vector<char32_t> points_;
  std::vector<std::uint32_t> begins_;
  std::vector<std::uint32_t> ends_;
};

}  // namespace aftercare::text
