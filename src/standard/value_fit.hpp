// How well the values of a source column fit a field of the dictionary.

#pragma once

#include "base/result.hpp"
#include "records/dictionary.hpp"
#include "standard/value_profile.hpp"

namespace aftercare::standard {

struct ValueFit {
  double factor = 1;  // What the values leave of the name's score.
  double alone = 0;   // Their own score where a name says nothing.
  base::Message why;  // Empty: nothing to say.
};

/// `key`: the field alone identifies a record.
ValueFit fit_values(const records::Field& field, const ValueProfile& profile, bool key);

}  // namespace aftercare::standard
