// The personal values of the shared real data, read by the test itself: which columns hold what is
// said here, so a column that the program takes for something else is still looked for.

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "leak_search.hpp"

namespace aftercare::pipeline {

struct RealColumn {
  std::string name;  // Of the header; several are joined by a space: "given_name surname".
  std::string kind;  // Of LeakSearch; "text": numbers and addresses standing in it.
};

/// A file that a shop could bring, and the columns of it that are about people.
struct RealFile {
  std::string path;  // Below the shared data.
  /// Entity to read it as, or a whole mapping; empty: as the program finds it out.
  std::string as = {};
  std::vector<RealColumn> columns;
  std::string place = {};  // Column of places, which are nobody's.
};

const std::vector<RealFile>& real_files();

/// Values of one file; nothing if it is not there. Texts tell phone, e-mail, identity card and bank
/// card numbers, and whole sentences that hold one, as "sentence".
std::vector<PersonalValue> values_of(const std::filesystem::path& shared, const RealFile& file);

/// Labelled texts (en_pii) as a file of reviews, and those values of them that have a form (mail
/// addresses, phones, cards, accounts), as "labelled": what no column says must be recognised, so
/// not all of them can be.
std::vector<PersonalValue> write_labelled_texts(const std::filesystem::path& shared,
                                                const std::filesystem::path& to);

/// At most `most` of them, the same each time, every kind in its share.
std::vector<PersonalValue> sampled(std::vector<PersonalValue> values, std::size_t most);

}  // namespace aftercare::pipeline
