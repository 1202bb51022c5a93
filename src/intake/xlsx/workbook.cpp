#include "intake/xlsx/workbook.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

#include "base/decoder.hpp"
#include "base/utf8.hpp"
#include "intake/xlsx/cell_text.hpp"
#include "intake/xml_pull.hpp"

namespace aftercare::intake {
namespace {

constexpr std::size_t kMostSheets = 4096;
constexpr std::size_t kMostStyles = 1 << 17;  // Excel allows 65,490.
constexpr std::size_t kMostTextBytes = std::size_t{1} << 30;
constexpr std::size_t kMostTexts = 64 << 20;

unsigned number_or(std::string_view text, unsigned otherwise) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? value : otherwise;
}

bool is_set(std::string_view value) {
  return value == "1" || value == "true" || value == "on";
}

// "xl/workbook.xml" and "worksheets/sheet1.xml" -> "xl/worksheets/sheet1.xml".
std::string joined_part(std::string_view folder, std::string_view target) {
  if (target.starts_with('/')) return std::string(target.substr(1));
  std::vector<std::string_view> steps;
  const auto add = [&steps](std::string_view path) {
    while (!path.empty()) {
      const auto slash = std::min(path.find('/'), path.size());
      const auto step = path.substr(0, slash);
      path.remove_prefix(std::min(slash + 1, path.size()));
      if (step.empty() || step == ".") continue;
      if (step != "..")
        steps.push_back(step);
      else if (!steps.empty())
        steps.pop_back();
    }
  };
  add(folder);
  add(target);
  return fmt::format("{}", fmt::join(steps, "/"));
}

struct Relation {
  std::string type;  // Last step of its address: "worksheet".
  std::string target;
};

std::string last_step(std::string_view path) {
  const auto slash = path.rfind('/');
  return std::string(slash == path.npos ? path : path.substr(slash + 1));
}

std::string folder_of(std::string_view part) {
  const auto slash = part.rfind('/');
  return std::string(slash == part.npos ? std::string_view() : part.substr(0, slash));
}

base::Result<std::map<std::string, Relation>> relations(const ZipArchive& archive,
                                                        std::string_view part) {
  std::map<std::string, Relation> found;
  const auto folder = folder_of(part);
  const auto* member =
      archive.find(joined_part(folder, fmt::format("_rels/{}.rels", last_step(part))));
  if (member == nullptr) return found;
  auto source = archive.read(*member);
  if (!source) return base::failure_of(source);
  XmlPull xml(std::move(*source));
  for (;;) {
    const auto event = xml.next();
    if (!event) return base::failure_of(event);
    if (*event == XmlPull::Event::done) return found;
    if (*event != XmlPull::Event::begin || xml.name() != "Relationship") continue;
    const auto id = std::string(xml.attribute("Id"));
    Relation relation{last_step(xml.attribute("Type")), {}};
    if (xml.attribute("TargetMode") == "External") continue;
    relation.target = joined_part(folder, xml.attribute("Target"));
    found.insert_or_assign(id, std::move(relation));
    if (found.size() > kMostSheets * 4) break;
  }
  return base::failure(base::ErrorKind::input, "the workbook has too many parts",
                       "工作簿的部件过多");
}

}  // namespace

bool is_workbook(const ZipArchive& archive) {
  return archive.find("[Content_Types].xml") != nullptr &&
         std::ranges::any_of(archive.members(), [](const ZipMember& member) {
           return member.name.starts_with("xl/") || member.name.starts_with("/xl/");
         });
}

base::Result<std::shared_ptr<Workbook>> Workbook::open(std::shared_ptr<const ZipArchive> archive) {
  auto book = std::make_shared<Workbook>();
  book->archive_ = std::move(archive);
  const auto top = relations(*book->archive_, "");
  if (!top) return base::failure_of(top);
  book->main_ = "xl/workbook.xml";
  for (const auto& [id, relation] : *top)
    if (relation.type == "officeDocument") book->main_ = relation.target;
  book->folder_ = folder_of(book->main_);
  if (book->main_.ends_with(".bin"))
    return base::failure(base::ErrorKind::input,
                         "a binary workbook (xlsb) is not supported: save it as xlsx",
                         "不支持二进制工作簿（xlsb）：请另存为 xlsx");
  if (auto read = book->read_sheets(); !read) return base::failure_of(read);
  return book;
}

const Workbook::Sheet* Workbook::find(std::string_view name) const {
  const auto found = std::ranges::find(sheets_, name, &Sheet::name);
  return found == sheets_.end() ? nullptr : &*found;
}

base::Result<std::unique_ptr<ByteSource>> Workbook::part(std::string_view name) const {
  if (const auto* member = archive_->find(name)) return archive_->read(*member);
  return base::failure(base::ErrorKind::input,
                       fmt::format("the workbook lacks its part {}: save it again", name),
                       fmt::format("工作簿缺少部件 {}：请重新保存", name));
}

base::Result<void> Workbook::read_sheets() {
  const auto related = relations(*archive_, main_);
  if (!related) return base::failure_of(related);
  auto source = part(main_);
  if (!source) return base::failure_of(source);
  XmlPull xml(std::move(*source));
  for (;;) {
    const auto event = xml.next();
    if (!event) return base::failure_of(event);
    if (*event == XmlPull::Event::done) break;
    if (*event != XmlPull::Event::begin) continue;
    if (xml.name() == "workbookPr") since_1904_ = is_set(xml.attribute("date1904"));
    if (xml.name() != "sheet") continue;
    if (sheets_.size() >= kMostSheets)
      return base::failure(base::ErrorKind::input, "the workbook has too many sheets",
                           "工作簿的工作表过多");
    Sheet sheet;
    sheet.name = readable_text(xml.attribute("name"));
    const auto state = std::string(xml.attribute("state"));
    sheet.hidden = state == "hidden" || state == "veryHidden";
    const auto relation = related->find(std::string(xml.attribute("id")));
    if (relation != related->end()) {
      if (relation->second.type != "worksheet") continue;  // A chart, a macro.
      sheet.member = relation->second.target;
    }
    if (find(sheet.name) != nullptr)
      sheet.name = fmt::format("{} ({})", sheet.name, sheets_.size());
    sheets_.push_back(std::move(sheet));
  }
  if (!sheets_.empty()) return {};
  return base::failure(base::ErrorKind::input, "the workbook has no sheet of cells",
                       "工作簿中没有工作表");
}

base::Result<void> Workbook::load() {
  if (auto read = read_formats(); !read) return read;
  return read_texts();
}

base::Result<void> Workbook::read_formats() {
  const auto name = joined_part(folder_, "styles.xml");
  const auto* member = archive_->find(name);
  if (member == nullptr) return {};  // Some programs write none: all is general.
  auto source = archive_->read(*member);
  if (!source) return base::failure_of(source);
  XmlPull xml(std::move(*source));
  std::map<unsigned, NumberFormat> custom;
  bool in_cell_formats = false;
  for (;;) {
    const auto event = xml.next();
    if (!event) return base::failure_of(event);
    if (*event == XmlPull::Event::done) return {};
    if (xml.name() == "cellXfs") in_cell_formats = *event == XmlPull::Event::begin;
    if (*event != XmlPull::Event::begin) continue;
    if (xml.name() == "numFmt" && custom.size() < kMostStyles) {
      const auto id = number_or(xml.attribute("numFmtId"), 0);
      custom[id] = format_of_code(xml.attribute("formatCode"));
    } else if (in_cell_formats && xml.name() == "xf" && formats_.size() < kMostStyles) {
      const auto id = number_or(xml.attribute("numFmtId"), 0);
      const auto own = custom.find(id);
      formats_.push_back(own != custom.end() ? own->second : format_of_builtin(id));
    }
  }
}

base::Result<void> Workbook::read_texts() {
  const auto* member = archive_->find(joined_part(folder_, "sharedStrings.xml"));
  if (member == nullptr) return {};  // A sheet that refers to them will say so.
  auto source = archive_->read(*member);
  if (!source) return base::failure_of(source);
  XmlPull xml(std::move(*source));
  CellText text;
  std::size_t bytes = 0;
  for (;;) {
    const auto event = xml.next();
    if (!event) return base::failure_of(event);
    if (*event == XmlPull::Event::done) return {};
    if (*event == XmlPull::Event::begin && xml.name() == "si") text.start();
    text.take(*event, xml);
    if (*event != XmlPull::Event::end || xml.name() != "si") continue;
    const auto kept = text.finish(arena_);
    bytes += kept.size();
    texts_.push_back(kept);
    if (bytes > kMostTextBytes || texts_.size() > kMostTexts)
      return base::failure(
          base::ErrorKind::input,
          fmt::format("the workbook's texts are too large, over {} MB: save its sheets as CSV",
                      kMostTextBytes >> 20),
          fmt::format("工作簿的文本过大（超过 {} MB）：请将工作表另存为 CSV",
                      kMostTextBytes >> 20));
  }
}

NumberFormat Workbook::format(std::size_t style) const {
  return style < formats_.size() ? formats_[style] : NumberFormat{};
}

bool Workbook::text(std::size_t number, std::string_view& text) const {
  if (number >= texts_.size()) return false;
  text = texts_[number];
  return true;
}

}  // namespace aftercare::intake
