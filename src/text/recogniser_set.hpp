// Every recogniser of the catalog, run over one text with a cheap look before.
//
// One pass over the code points notes the longest group of digits, which signs occur and which
// cue words; only recognisers whose needs are met run their patterns, so a text without
// candidates costs next to nothing. Overlapping finds: the surer wins, then the longer.

#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "text/normal_text.hpp"
#include "text/phrase_set.hpp"
#include "text/recogniser.hpp"

namespace aftercare::text {

struct Found {
  std::uint32_t begin = 0;  // Points of the NormalText.
  std::uint32_t end = 0;
  std::uint32_t recogniser = 0;  // Index into recognisers().
  float score = 0;
};

/// Memory of one thread for RecogniserSet::find.
struct RecogniserScratch {
  std::string bytes;
  std::vector<std::uint32_t> byte_of;  // Per point, then the end.
  std::vector<Match> matches;
  struct Window {
    std::uint32_t recogniser = 0;
    std::size_t begin = 0;  // Points of the part searched.
    std::size_t end = 0;
  };
  std::vector<Window> windows;  // Around the cues of recognisers that look near them only.
  std::vector<std::uint8_t> met;
  static constexpr std::size_t kNowhere = ~std::size_t{0};
  struct Places {  // Where words that count in order stood last.
    std::size_t lead = kNowhere;
    std::size_t cue = kNowhere;
    std::size_t first(bool no_lead) const { return no_lead ? cue : lead; }
  };
  std::vector<Places> places;
  std::vector<std::uint8_t> taken;
  std::vector<Found> all;
};

/// Immutable and safe between threads once built.
class RecogniserSet {
 public:
  /// catalog/recognisers.yaml and the workspace's overlay: a recogniser of the same name replaces.
  static base::Result<RecogniserSet> load(const std::filesystem::path& workspace);
  static base::Result<RecogniserSet> load_files(const std::vector<std::filesystem::path>& files);

  /// Specs that Recogniser::of_judged() may take. Fails as load_files() does.
  static base::Result<std::vector<RecogniserSpec>> judged_specs(
      const std::vector<std::filesystem::path>& files);

  const std::vector<Recogniser>& recognisers() const { return recognisers_; }

  /// Puts into `found` what stands in the points [from, to), in text order, without overlaps.
  void find(const NormalText& text, std::size_t from, std::size_t to, RecogniserScratch& scratch,
            std::vector<Found>& found) const;

 private:
  void add(Recogniser recogniser, PhraseSetBuilder& cues);
  void find_near(std::uint32_t index, std::span<const char32_t> points,
                 RecogniserScratch& scratch) const;

  struct Need {
    std::uint32_t recogniser = 0;
    std::uint8_t bit = 0;  // Which of its needs the cue meets.
  };

  // What a recogniser needs of a text: side by side, since most texts have it for few.
  struct Gate {
    std::uint64_t signs[2] = {};  // One of these.
    std::uint32_t digits = 0;
    std::uint8_t first = 0;   // One of these bits is met,
    std::uint8_t second = 0;  // and one of these. 0: none is needed.
    bool any_sign = true;
  };

  std::vector<Recogniser> recognisers_;
  std::vector<Gate> gates_;             // By recogniser.
  std::vector<std::uint32_t> ordered_;  // Recognisers whose words count in order only.
  PhraseSet cues_;
  std::vector<std::vector<Need>> needs_of_cue_;
};

}  // namespace aftercare::text
