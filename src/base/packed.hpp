// Values as bytes of this machine and back, for definitions that the build prepares.
//
// A type is packed through its serialize() as cereal asks for it, which stands in the *_packed.hpp
// of its module. Only for files that carry a digest of what they are made of: no exchange format.

#pragma once

#include <cereal/archives/binary.hpp>
#include <cereal/types/map.hpp>
#include <cereal/types/optional.hpp>
#include <cereal/types/set.hpp>
#include <cereal/types/string.hpp>
#include <cereal/types/vector.hpp>
#include <filesystem>
#include <sstream>
#include <streambuf>
#include <string>
#include <string_view>
#include <vector>

#include "base/prepared_definitions.hpp"
#include "base/result.hpp"

namespace aftercare::base {

template <typename T>
std::string packed(const T& value) {
  std::ostringstream out(std::ios::binary);
  cereal::BinaryOutputArchive archive(out);
  archive(value);
  return std::move(out).str();
}

/// False if the bytes are none of such a value, which is then half filled.
template <typename T>
bool unpack(std::string_view bytes, T& value) {
  struct Bytes : std::streambuf {
    explicit Bytes(std::string_view view) {
      char* const begin = const_cast<char*>(view.data());  // Only read.
      setg(begin, begin, begin + view.size());
    }
  } buffer(bytes);
  std::istream in(&buffer);
  try {
    cereal::BinaryInputArchive archive(in);
    archive(value);
  } catch (const std::exception&) {
    return false;
  }
  return in.peek() == std::char_traits<char>::eof();
}

/// The definitions of these files as prepared, else as `parse` reads them.
template <typename T>
Result<T> prepared_or(std::string_view kind, const std::vector<std::filesystem::path>& files,
                      Result<T> (*parse)(const std::vector<std::filesystem::path>&)) {
  if (const auto bytes = prepared_definition(kind, files); !bytes.empty())
    if (T value; unpack(bytes, value)) return value;
  return parse(files);
}

}  // namespace aftercare::base
