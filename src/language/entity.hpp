// What a text speaks of by name or number: an order, a parcel, a part, a day, a place.
//
// Numbers, dates and names are found by the recognisers (catalog/recognisers.yaml), the shop's own
// products and brands, brands at large, parts and places by their words. Each says where it stands,
// how sure it is, what found it and, where that can be told, what it means: a date its day, a
// parcel's number its courier, a place its region.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "language/date_value.hpp"
#include "language/vocabulary.hpp"
#include "records/span.hpp"
#include "text/courier.hpp"
#include "text/normal_text.hpp"
#include "text/recogniser_set.hpp"
#include "text/region.hpp"

namespace aftercare::language {

/// An entity in code points of the normal text.
struct Marked {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  records::SpanKind kind = records::SpanKind::order_number;
  float score = 1;
  std::string_view reason;  // The recogniser's name, or "products", "brands", "parts", "places".
};

/// An entity as told to others.
struct Entity {
  std::uint32_t begin = 0;  // Characters of the text as given.
  std::uint32_t end = 0;
  records::SpanKind kind = records::SpanKind::order_number;
  float score = 1;
  std::string_view reason;
  std::string text;  // As given.
  std::string
      value;  // ISO 8601 of a date, courier of a parcel, "province/city/district"; or empty.
  std::uint32_t region = 0;  // Of a place its number in GB/T 2260, six digits; 0: not known.
};

/// Immutable once loaded; safe between threads.
class EntityMarker {
 public:
  /// Fails (usage) on a bad definition of recognisers, couriers or regions.
  static base::Result<EntityMarker> load(const std::filesystem::path& workspace);

  const text::Regions& regions() const { return regions_; }

  /// Appends the entities in the points [from, to), in order, none over another. `begins_word` as
  /// for Vocabulary::find.
  void mark(const text::NormalText& text, const Vocabulary& vocabulary, std::span<const Hit> hits,
            const std::vector<std::uint8_t>& begins_word, std::size_t from, std::size_t to,
            text::RecogniserScratch& scratch, std::vector<Marked>& marked) const;

  /// Those of the recognisers only, as spans of the text as given. Replaces `spans`.
  void find_spans(const text::NormalText& text, text::RecogniserScratch& scratch,
                  std::vector<records::Span>& spans) const;

  /// What an entity means; empty if that cannot be told.
  std::string value_of(const text::NormalText& text, const Marked& mark,
                       const DateContext& context) const;

  /// The number of a place (text::Regions::number); 0 of anything else.
  std::uint32_t region_of(const text::NormalText& text, const Marked& mark) const;

  /// A JSON array of {"kind", "text", "start", "end", "score", "reason"} with "value" and
  /// "region" where there is one, of what is not personal, a text once; `title` marks come first
  /// and have "in": "title". Places count characters of title and text as given. Empty if there are
  /// none.
  void write_json(const text::NormalText& text, std::string_view title_given,
                  std::string_view text_given, std::span<const Marked> title,
                  std::span<const Marked> marks, const DateContext& context,
                  std::string& json) const;

 private:
  void mark_words(std::span<const char32_t> points, const Vocabulary& vocabulary,
                  std::span<const Hit> hits, const std::vector<std::uint8_t>& begins_word,
                  std::size_t from, std::size_t to, std::vector<Marked>& marked) const;

  text::RecogniserSet recognisers_;
  std::vector<records::SpanKind> kinds_;  // Per recogniser.
  text::Couriers couriers_;
  text::Regions regions_;
};

}  // namespace aftercare::language
