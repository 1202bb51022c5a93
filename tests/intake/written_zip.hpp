// Zip archives and workbooks that tests write for themselves.

#pragma once

#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aftercare::intake {

/// What a test may do to a member to make it a bad one.
struct ZipEntry {
  std::string name;
  std::string bytes;
  std::uint16_t flags = 0;
  std::uint16_t method = 8;
  std::int64_t size_off = 0;  // Added to the size that the directory states.
  bool wrong_checksum = false;
};

inline void put_little(std::string& to, std::uint64_t value, int size) {
  for (int i = 0; i < size; ++i, value >>= 8) to.push_back(static_cast<char>(value));
}

inline std::string deflated(std::string_view bytes) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string packed(deflateBound(&stream, bytes.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

inline std::string zip(const std::vector<ZipEntry>& entries) {
  std::string archive, directory;
  for (const auto& entry : entries) {
    const auto packed = entry.method == 8 ? deflated(entry.bytes) : entry.bytes;
    auto checksum = crc32(0, reinterpret_cast<const Bytef*>(entry.bytes.data()),
                          static_cast<uInt>(entry.bytes.size()));
    if (entry.wrong_checksum) ++checksum;
    std::string fields;
    put_little(fields, 20, 2);
    put_little(fields, entry.flags, 2);
    put_little(fields, entry.method, 2);
    put_little(fields, 0, 4);
    put_little(fields, checksum, 4);
    put_little(fields, packed.size(), 4);
    put_little(fields, entry.bytes.size() + static_cast<std::uint64_t>(entry.size_off), 4);
    put_little(fields, entry.name.size(), 2);
    put_little(fields, 0, 2);
    directory += "PK\x01\x02";
    put_little(directory, 20, 2);
    directory += fields;
    put_little(directory, 0, 10);
    put_little(directory, archive.size(), 4);
    directory += entry.name;
    archive += "PK\x03\x04" + fields + entry.name + packed;
  }
  std::string end = "PK\x05\x06";
  put_little(end, 0, 4);
  put_little(end, entries.size(), 2);
  put_little(end, entries.size(), 2);
  put_little(end, directory.size(), 4);
  put_little(end, archive.size(), 4);
  put_little(end, 0, 2);
  return archive + directory + end;
}

struct WrittenSheet {
  std::string name;
  std::string rows;         // "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"
  std::string merged = {};  // "<mergeCell ref=\"A1:B1\"/>"
  std::string state = {};   // "hidden"
};

struct WrittenBook {
  std::vector<WrittenSheet> sheets;
  std::string texts = {};         // "<si><t>a</t></si>"
  std::string formats = {};       // "<numFmt numFmtId=\"176\" formatCode=\"yyyy\"/>"
  std::vector<int> styles = {0};  // Format of each style.
  bool since_1904 = false;
};

/// The parts of a workbook, to be zipped, or spoiled first.
inline std::vector<ZipEntry> parts_of_book(const WrittenBook& book) {
  std::vector<ZipEntry> parts;
  parts.push_back({"[Content_Types].xml", "<Types/>"});
  parts.push_back({"_rels/.rels",
                   "<Relationships><Relationship Id=\"rId1\" Type=\"http://x/officeDocument\" "
                   "Target=\"xl/workbook.xml\"/></Relationships>"});
  std::string list, relations;
  for (std::size_t i = 0; i < book.sheets.size(); ++i) {
    const auto& sheet = book.sheets[i];
    const auto number = std::to_string(i + 1);
    list += "<sheet name=\"" + sheet.name + "\" sheetId=\"" + number + "\" r:id=\"rId" + number +
            "\"" + (sheet.state.empty() ? "" : " state=\"" + sheet.state + "\"") + "/>";
    relations += "<Relationship Id=\"rId" + number +
                 "\" Type=\"http://x/worksheet\" Target=\"worksheets/sheet" + number + ".xml\"/>";
    parts.push_back({"xl/worksheets/sheet" + number + ".xml",
                     "<?xml version=\"1.0\"?><worksheet><sheetData>" + sheet.rows +
                         "</sheetData><mergeCells>" + sheet.merged + "</mergeCells></worksheet>"});
  }
  std::string styles;
  for (const int format : book.styles)
    styles += "<xf numFmtId=\"" + std::to_string(format) + "\"/>";
  parts.push_back({"xl/workbook.xml", std::string("<workbook><workbookPr") +
                                          (book.since_1904 ? " date1904=\"1\"" : "") +
                                          "/><sheets>" + list + "</sheets></workbook>"});
  parts.push_back(
      {"xl/_rels/workbook.xml.rels", "<Relationships>" + relations + "</Relationships>"});
  parts.push_back({"xl/styles.xml", "<styleSheet><numFmts>" + book.formats + "</numFmts><cellXfs>" +
                                        styles + "</cellXfs></styleSheet>"});
  if (!book.texts.empty())
    parts.push_back({"xl/sharedStrings.xml", "<sst>" + book.texts + "</sst>"});
  return parts;
}

inline std::string xlsx(const WrittenBook& book) {
  return zip(parts_of_book(book));
}

/// A row of texts; an empty one is no cell. Numbers are written "=12.5", with a style "=12.5@2".
inline std::string sheet_row(int number, const std::vector<std::string>& cells) {
  auto row = "<row r=\"" + std::to_string(number) + "\">";
  for (std::size_t c = 0; c < cells.size(); ++c) {
    if (cells[c].empty()) continue;
    const auto place = std::string(1, static_cast<char>('A' + c)) + std::to_string(number);
    if (cells[c].front() == '=') {
      const auto at = cells[c].find('@');
      const auto style = at == std::string::npos ? "0" : cells[c].substr(at + 1);
      row += "<c r=\"" + place + "\" s=\"" + style + "\"><v>" + cells[c].substr(1, at - 1) +
             "</v></c>";
    } else {
      row += "<c r=\"" + place + "\" t=\"inlineStr\"><is><t>" + cells[c] + "</t></is></c>";
    }
  }
  return row + "</row>";
}

}  // namespace aftercare::intake
