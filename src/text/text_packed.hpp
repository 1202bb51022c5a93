// How this module's definitions are packed (base/packed.hpp).

#pragma once

#include "base/packed.hpp"
#include "text/courier.hpp"
#include "text/phrase_set.hpp"
#include "text/recogniser.hpp"
#include "text/region.hpp"

namespace aftercare::text {

template <typename Archive>
void serialize(Archive& archive, Province& province) {
  archive(province.code, province.full, province.en, province.number);
}

template <typename Archive>
void Regions::City::serialize(Archive& archive) {
  archive(name, province, number);
}

template <typename Archive>
void Regions::District::serialize(Archive& archive) {
  archive(name, city, province, number);
}

// Without what index_cities() makes.
template <typename Archive>
void Regions::serialize(Archive& archive) {
  archive(provinces_, names_, also_words_, districts_, cities_);
}

template <typename Archive>
void CourierDefinitions::Courier::serialize(Archive& archive) {
  archive(code, check, patterns);
}

template <typename Archive>
void CourierDefinitions::serialize(Archive& archive) {
  archive(couriers, names);
}

template <typename Archive>
void PatternSpec::serialize(Archive& archive) {
  archive(regex, score);
}

template <typename Archive>
void RecogniserSpec::serialize(Archive& archive) {
  archive(name, entity, patterns, context, against, except, within, boost, edge, check,
          needs_digits, needs_sign, needs_lead, needs_cues, needs_also, needs_numbered, ordered,
          needs_shape, near);
}

// Arrays as they stand.
template <typename Archive>
void PhraseSet::serialize(Archive& archive) {
  std::uint64_t cells = cells_.size();
  archive(count_, labels_, cells);
  cells_.resize(cells);
  archive(cereal::binary_data(cells_.data(), cells * sizeof(Cell)), wholes_, opens_);
}

}  // namespace aftercare::text
