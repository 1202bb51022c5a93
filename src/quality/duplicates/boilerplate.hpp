// Segments that many different texts share: greetings, signatures, templates.
//
// A segment counts by its neighbours: a signature follows ever other last sentences, while a
// sentence of a text that was copied a hundred times always stands between the same two.

#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <string_view>
#include <vector>

#include "base/progress.hpp"
#include "quality/duplicates/text_units.hpp"

namespace aftercare::quality {

/// What equal texts have in common.
struct TextFace {
  std::uint64_t hash = 0;    // TextUnits::hash().
  std::uint64_t bag = 0;     // Of its segments in any order; 0 if it has fewer than two.
  std::uint32_t weight = 0;  // TextUnits::weight().
};

class Boilerplate {
 public:
  /// Adds the segments of texts; safe between threads. The order of calls does not matter.
  void add(std::vector<std::pair<std::uint64_t, std::uint32_t>>& segments);
  /// Decides, knowing how many distinct texts there are. Then contains() may be asked.
  void settle(std::size_t texts);
  bool contains(std::uint64_t segment) const;
  std::size_t size() const { return known_.size(); }

  /// Appends what add() wants to know of a text.
  static void note(const TextUnits& text,
                   std::vector<std::pair<std::uint64_t, std::uint32_t>>& segments);

 private:
  std::mutex mutex_;
  std::vector<std::pair<std::uint64_t, std::uint32_t>> seen_;  // Segment and neighbour.
  std::vector<std::uint64_t> known_;                           // Sorted.
};

std::vector<TextFace> read_faces(std::span<const std::string_view> texts,
                                 const text::Simplifier* simplifier, unsigned workers,
                                 Boilerplate& boilerplate, base::Progress& progress);

/// The units of a text without its boilerplate; all of them if too little would be left.
void append_own_units(const TextUnits& text, const Boilerplate& boilerplate,
                      std::vector<char32_t>& units);

}  // namespace aftercare::quality
