// What the meanings of a name say together: "express fee" is the freight, "customer order no" the
// number of an order.
//
// What stands together is data: `together` of catalog/column_words.yaml.

#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "standard/column_words.hpp"

namespace aftercare::standard {

/// Puts what is meant in the place of what was said, each rule once, in their order.
void join_said(const std::vector<Together>& rules,
               const std::function<double(std::string_view)>& weight_of,
               std::vector<Meaning>& meanings);

/// Of several things before an id ("customer order id") the last is what is numbered; the others
/// say little.
void settle_numbered(const std::function<bool(std::string_view)>& is_thing,
                     std::vector<Meaning>& meanings);

}  // namespace aftercare::standard
