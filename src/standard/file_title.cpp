// What the name of a file says of its records.

#include <algorithm>

#include "standard/column_words.hpp"

namespace aftercare::standard {
namespace {

constexpr std::string_view kOpen = "open";  // Of titles that more than one entity's files have.

// Without folders and the ending.
std::string_view stem_of(std::string_view name) {
  if (const auto slash = name.find_last_of("/\\"); slash != name.npos)
    name.remove_prefix(slash + 1);
  constexpr std::size_t longest = 8;  // ".csv.gz"
  if (const auto dot = name.find('.'); dot != name.npos && dot > 0 && name.size() - dot <= longest)
    name = name.substr(0, dot);
  return name;
}

}  // namespace

std::string ColumnWords::titled(std::string_view file) const {
  for (;;) {
    const auto sign = file.rfind('#');
    const auto name = read(stem_of(sign == file.npos ? file : file.substr(sign + 1)));
    for (const auto& group : titles_)
      for (auto meaning = name.meanings.rbegin(); meaning != name.meanings.rend(); ++meaning)
        for (const auto& [entity, said] : group)
          if (std::ranges::find(said, meaning->name) != said.end())
            return entity == kOpen ? std::string() : entity;
    if (sign == file.npos) return {};
    file = file.substr(0, sign);
  }
}

}  // namespace aftercare::standard
