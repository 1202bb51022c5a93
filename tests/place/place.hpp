// Where this build stands on the disk: in one small unit, so that every other object of the tests
// is the same in each clone and a compiler cache can share it. And what kind of build it is.

#pragma once

#include <filesystem>
#include <string>

namespace aftercare::place {

// Sanitizers make the program several times slower and do not change what it does: a test of many
// alike turns takes fewer of them there.
#ifdef AFTERCARE_SANITIZED
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

std::filesystem::path root();              // Of the sources.
std::filesystem::path shared_data();       // Real input beside the checkout; may be absent.
std::string program();                     // The built command line.
std::filesystem::path jieba_dictionary();  // cppjieba's own files.

}  // namespace aftercare::place
