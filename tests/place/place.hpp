// Where this build stands on the disk: in one small unit, so that every other object of the tests
// is the same in each clone and a compiler cache can share it.

#pragma once

#include <filesystem>
#include <string>

namespace aftercare::place {

std::filesystem::path root();              // Of the sources.
std::filesystem::path shared_data();       // Real input beside the checkout; may be absent.
std::string program();                     // The built command line.
std::filesystem::path jieba_dictionary();  // cppjieba's own files.

}  // namespace aftercare::place
