// The parts of a workbook, in a good zip archive: the input is cut at its zero bytes into sheet,
// texts, styles, and the list of sheets.

#include <zlib.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "intake/part.hpp"
#include "read_file.hpp"

namespace {

void put(std::string& to, std::uint64_t value, int size) {
  for (int i = 0; i < size; ++i, value >>= 8) to.push_back(static_cast<char>(value));
}

std::string stored_zip(const std::vector<std::pair<std::string, std::string>>& members) {
  std::string archive, directory;
  for (const auto& [name, bytes] : members) {
    std::string fields;
    put(fields, 20, 2), put(fields, 0, 8);
    put(fields,
        crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())), 4);
    put(fields, bytes.size(), 4), put(fields, bytes.size(), 4);
    put(fields, name.size(), 2), put(fields, 0, 2);
    directory += "PK\x01\x02";
    put(directory, 20, 2);
    directory += fields;
    put(directory, 0, 10), put(directory, archive.size(), 4);
    directory += name;
    archive += "PK\x03\x04" + fields + name + bytes;
  }
  std::string end = "PK\x05\x06";
  put(end, 0, 4), put(end, members.size(), 2), put(end, members.size(), 2);
  put(end, directory.size(), 4), put(end, archive.size(), 4), put(end, 0, 2);
  return archive + directory + end;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aftercare;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  std::string parts[4];
  for (auto& part : parts) {
    const auto end = std::min(rest.find('\0'), rest.size());
    part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (parts[3].empty())
    parts[3] = "<workbook><sheets><sheet name=\"S\" r:id=\"r1\"/></sheets></workbook>";
  const auto bytes = stored_zip(
      {{"[Content_Types].xml", ""},
       {"xl/worksheets/sheet1.xml", parts[0]},
       {"xl/sharedStrings.xml", parts[1]},
       {"xl/styles.xml", parts[2]},
       {"xl/workbook.xml", parts[3]},
       {"xl/_rels/workbook.xml.rels",
        "<R><Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"worksheets/sheet1.xml\"/></R>"}});
  const fuzz::GivenInput file(bytes.data(), bytes.size());
  (void)intake::parts(file.path());
  fuzz::read_twice(file.path().string() + "#S", {});
  return 0;
}
