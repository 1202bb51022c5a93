#include "intake/signature.hpp"

#include <algorithm>
#include <string>

namespace aftercare::intake {
namespace {

constexpr std::string_view kSaveAsCsv = "save it as CSV and ingest that";
constexpr std::string_view kSaveAsCsvZh = "请另存为 CSV 后再导入";
constexpr std::string_view kSaveAsXlsx = "save it as xlsx or CSV and ingest that";
constexpr std::string_view kSaveAsXlsxZh = "请另存为 xlsx 或 CSV 后再导入";
constexpr std::string_view kUnlock =
    "open it with its password, save it without one (File > Info > Protect) and ingest that";
constexpr std::string_view kUnlockZh =
    "请用密码打开，取消密码后另存（文件 > 信息 > 保护工作簿），再导入";
constexpr std::string_view kUnpack = "unpack it and ingest what is inside";
constexpr std::string_view kUnpackZh = "请解压后再导入其中的文件";
constexpr std::string_view kExport = "export it as CSV and ingest that";
constexpr std::string_view kExportZh = "请导出为 CSV 后再导入";
constexpr std::string_view kNoTable = "it holds no table that can be read";
constexpr std::string_view kNoTableZh = "其中没有可读取的表格";

struct KnownSignature {
  std::string_view bytes;
  Signature signature;
};

using std::string_view_literals::operator""sv;

constexpr KnownSignature kKnown[] = {
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv, {"Excel 97-2003 (xls)", kSaveAsXlsx, kSaveAsXlsxZh}},
    {"ARROW1"sv, {"Arrow", kExport, kExportZh}},
    {"ORC\x0A"sv, {"ORC", kExport, kExportZh}},
    {"Obj\x01"sv, {"Avro", kExport, kExportZh}},
    {"SQLite format 3\0"sv, {"SQLite", kExport, kExportZh}},
    {"7z\xBC\xAF\x27\x1C"sv, {"7z", kUnpack, kUnpackZh}},
    {"Rar!\x1A\x07"sv, {"RAR", kUnpack, kUnpackZh}},
    {"\xFD\x37zXZ\0"sv, {"xz", kUnpack, kUnpackZh}},
    {"\x28\xB5\x2F\xFD"sv, {"Zstandard", kUnpack, kUnpackZh}},
    {"%PDF-"sv, {"PDF", kNoTable, kNoTableZh}},
    {"\x89PNG\r\n\x1A\n"sv, {"PNG", kNoTable, kNoTableZh}},
    {"\xFF\xD8\xFF"sv, {"JPEG", kNoTable, kNoTableZh}},
    {"GIF87a"sv, {"GIF", kNoTable, kNoTableZh}},
    {"GIF89a"sv, {"GIF", kNoTable, kNoTableZh}},
    {"\x7F"
     "ELF"sv,
     {"ELF", kNoTable, kNoTableZh}},
};

bool holds_part(std::string_view head, std::string_view part) {
  return head.find(part) != head.npos;
}

// A document of LibreOffice says so in its first member. Only that one is looked at: behind it a
// document may lie that is packed in the archive as it is.
Signature inside_zip(std::string_view head) {
  constexpr std::size_t name_at = 30;
  if (head.size() > name_at && head.substr(name_at).starts_with("mimetype") &&
      holds_part(head.substr(0, 128), "opendocument"))
    return {"OpenDocument (ods)", kSaveAsCsv, kSaveAsCsvZh};
  return {"zip", kUnpack, kUnpackZh};
}

}  // namespace

Signature signature_of(std::string_view head) {
  if (head.starts_with("PK\x03\x04")) return inside_zip(head);
  // An encrypted workbook lies in the container of the old ones, as a stream of this name in
  // UTF-16.
  constexpr auto encrypted = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"sv;
  if (head.starts_with("\xD0\xCF\x11\xE0") && holds_part(head, encrypted))
    return {"an encrypted Excel workbook", kUnlock, kUnlockZh};
  for (const auto& [bytes, signature] : kKnown)
    if (head.starts_with(bytes)) return signature;
  if (head.starts_with("BZh") && head.substr(3, 7).ends_with("1AY&SY"))
    return {"bzip2", kUnpack, kUnpackZh};
  if (head.size() > 12 && head.substr(8, 4) == "DUCK") return {"DuckDB", kExport, kExportZh};
  if (head.size() > 262 && head.substr(257, 5) == "ustar") return {"tar", kUnpack, kUnpackZh};
  // Exports called .xls are often web pages or XML.
  std::string start(head.substr(0, 64));
  if (start.starts_with("\xEF\xBB\xBF")) start.erase(0, 3);
  start.erase(0, std::min(start.find_first_not_of(" \t\r\n"), start.size()));
  std::ranges::transform(start, start.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
  });
  for (const std::string_view tag : {"<!doctype html"sv, "<html"sv, "<table"sv, "<head"sv})
    if (start.starts_with(tag)) return {"HTML", kSaveAsCsv, kSaveAsCsvZh};
  if (start.starts_with("<?xml")) return {"XML", kSaveAsCsv, kSaveAsCsvZh};
  return {};
}

bool is_gzip(std::string_view head) {
  return head.starts_with("\x1F\x8B");
}

}  // namespace aftercare::intake
