// Whom a name speaks of is what it says last: "反馈用户" is a customer and "回复客服" an agent,
// whatever they did, and "报修人" is the customer who did it.
//
// Acts are data: `acts` of catalog/column_words.yaml, by the person who does them.

#pragma once

#include <map>
#include <string>
#include <vector>

#include "standard/column_words.hpp"

namespace aftercare::standard {

using Acts = std::map<std::string, std::vector<std::string>, std::less<>>;

/// The meaning of a word that says no more than that somebody does what stands before it ("人").
inline constexpr std::string_view kDoer = "doer";

/// An act right before the person who does it says little; one before a doer is that person, and a
/// doer of anything else a name.
void settle_persons(const Acts& acts, double weight_of_person, double weight_of_name,
                    std::vector<Meaning>& meanings);

}  // namespace aftercare::standard
