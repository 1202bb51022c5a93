// What stands around an array of objects within one object: is the array the table, and the rest
// what its sender tells about it, or is the object itself a record that has the array as a field?

#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aftercare::intake {

struct JsonWrapping {
  /// The object is a record: an order with its items.
  bool record = false;
  /// Else what each row of the array comes with: "/shop", "/data/exported"; objects as "/by.name",
  /// arrays as JSON. Nulls and what concerns the transfer alone (pages, counts, states) are left
  /// out; so is what stands behind the array if `text` ends before the object does.
  std::vector<std::pair<std::string, std::string>> fields;
};

/// `text` begins with the object's brace, `array` is the place behind the array's bracket.
JsonWrapping wrapping_of(std::string_view text, std::size_t array);

}  // namespace aftercare::intake
