// Looks for the people of a simulated shop in files, in every form that leak_search.hpp knows:
//
//   search_leaks SHOP PATH...     exit code 1 if somebody is found
//
// scripts/test_web searches what a browser kept and what the server said.

#include <fmt/format.h>

#include <filesystem>

#include "leak_search.hpp"

int main(int count, char** words) {
  namespace fs = std::filesystem;
  using aftercare::pipeline::LeakSearch;
  if (count < 3) {
    fmt::print(stderr, "usage: search_leaks SHOP PATH...\n");
    return 2;
  }
  LeakSearch search(aftercare::pipeline::people_of(words[1]));
  std::size_t files = 0;
  for (int i = 2; i < count; ++i) {
    if (fs::is_regular_file(words[i])) {
      search.look_at_file(words[i]);
      ++files;
      continue;
    }
    for (const auto& entry : fs::recursive_directory_iterator(words[i])) {
      if (!entry.is_regular_file()) continue;
      search.look_at_file(entry.path());
      ++files;
    }
  }
  for (const auto& [kind, places] : search.leaks())
    for (const auto& place : places) fmt::print("{}: {}\n", kind, place);
  if (search.size() == 0 || files == 0) {
    fmt::print(stderr, "search_leaks: {} values, {} files: nothing was looked at\n", search.size(),
               files);
    return 2;
  }
  fmt::print("{} values in {} files: {} kinds found\n", search.size(), files,
             search.leaks().size());
  return search.leaks().empty() ? 0 : 1;
}
