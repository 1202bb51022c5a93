// "Did you mean ...": the names nearest to one that nobody knows.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace aftercare::text {

/// At most `most` of the names within a third of the wanted one's length in edits (at least 2;
/// insert, delete, replace, swap of neighbours), or that contain it or are contained in it; case
/// does not matter. The nearest first, then as given.
std::vector<std::string> nearest(std::string_view wanted, const std::vector<std::string>& names,
                                 std::size_t most = 3);

/// The same however far they are: what is least unlike it.
std::vector<std::string> least_unlike(std::string_view wanted,
                                      const std::vector<std::string>& names, std::size_t most = 3);

}  // namespace aftercare::text
