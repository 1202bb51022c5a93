// ECMA-376-1, 18.3.1.4 (c), 18.3.1.73 (row), 18.18.11 (ST_CellType), 18.3.1.55 (mergeCells).

#include "intake/xlsx/sheet_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>
#include <utility>

namespace aftercare::intake {
namespace {

constexpr std::size_t kMostMerged = 1'000'000;

tl::unexpected<base::Error> sheet_failure(std::string en, std::string zh) {
  return base::failure(base::ErrorKind::input, std::move(en), std::move(zh));
}

struct CellPlace {
  std::uint64_t row = 0;
  std::uint32_t column = 0;
};

// "AB12" -> row 12, column 27.
std::optional<CellPlace> place_of(std::string_view name) {
  CellPlace place;
  std::size_t at = 0;
  std::uint32_t column = 0;
  for (; at < name.size() && name[at] >= 'A' && name[at] <= 'Z' && at < 3; ++at)
    column = column * 26 + static_cast<std::uint32_t>(name[at] - 'A' + 1);
  const auto [end, error] = std::from_chars(name.data() + at, name.data() + name.size(), place.row);
  if (at == 0 || error != std::errc() || end != name.data() + name.size()) return std::nullopt;
  if (column > SheetRows::kMostColumns || place.row == 0 || place.row > SheetRows::kMostRows)
    return std::nullopt;
  place.column = column - 1;
  return place;
}

std::optional<MergedCells> merged_of(std::string_view range) {
  const auto colon = range.find(':');
  if (colon == range.npos) return std::nullopt;
  const auto first = place_of(range.substr(0, colon)), last = place_of(range.substr(colon + 1));
  if (!first || !last || last->row < first->row || last->column < first->column)
    return std::nullopt;
  return MergedCells{first->row, last->row, first->column, last->column};
}

base::Result<std::unique_ptr<ByteSource>> sheet_source(const Workbook& book,
                                                       const Workbook::Sheet& sheet) {
  const auto* member = book.archive().find(sheet.member);
  if (member == nullptr)
    return sheet_failure("the workbook lacks the part of this sheet: save it again",
                         "工作簿缺少该工作表的部件：请重新保存");
  return book.archive().read(*member);
}

bool is_shown(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") != text.npos;
}

}  // namespace

base::Result<SheetRows> SheetRows::open(std::shared_ptr<const Workbook> book,
                                        const Workbook::Sheet& sheet) {
  auto source = sheet_source(*book, sheet);
  if (!source) return base::failure_of(source);
  return SheetRows(std::move(book), XmlPull(std::move(*source)));
}

base::Result<bool> SheetRows::next(SheetRow& row, CellArena& arena) {
  for (;;) {
    const auto event = xml_.next();
    if (!event) return base::failure_of(event);
    if (*event == XmlPull::Event::done) return false;
    if (*event != XmlPull::Event::begin || xml_.name() != "row") continue;
    if (auto read = read_row(row, arena); !read) return base::failure_of(read);
    if (!row.cells.empty() || row.too_long) return true;
  }
}

base::Result<void> SheetRows::read_row(SheetRow& row, CellArena& arena) {
  row = {};
  row.byte = xml_.offset();
  const auto given = xml_.attribute("r");
  std::uint64_t number = 0;
  std::from_chars(given.data(), given.data() + given.size(), number);
  if (number > kMostRows)
    return sheet_failure(fmt::format("the sheet has a row {}, which no sheet can have", number),
                         fmt::format("工作表含有不可能存在的行号 {}", number));
  row.number = last_row_ = std::max(number, last_row_ + 1);
  next_column_ = 0;
  bool sorted = true;
  for (;;) {
    const auto event = xml_.next();
    if (!event) return base::failure_of(event);
    if (*event == XmlPull::Event::done || (*event == XmlPull::Event::end && xml_.name() == "row"))
      break;
    if (*event != XmlPull::Event::begin || xml_.name() != "c") continue;
    const auto before = row.cells.size();
    if (auto read = read_cell(row, arena); !read) return read;
    if (row.cells.size() > before && before > 0)
      sorted = sorted && row.cells[before - 1].column < row.cells[before].column;
    if (row.cells.size() > kMostColumns)
      return sheet_failure("a row has too many cells", "某一行的单元格过多");
  }
  if (sorted) return {};
  std::ranges::stable_sort(row.cells, {}, &SheetCell::column);
  const auto twice = std::ranges::unique(row.cells, {}, &SheetCell::column);
  row.cells.erase(twice.begin(), twice.end());
  return {};
}

base::Result<void> SheetRows::read_cell(SheetRow& row, CellArena& arena) {
  const auto name = xml_.attribute("r");
  auto column = next_column_;
  if (!name.empty()) {
    const auto place = place_of(name);
    if (!place)
      return sheet_failure("the sheet has a cell that no sheet can have",
                           "工作表含有不可能存在的单元格");
    column = place->column;
  }
  next_column_ = column + 1;
  if (next_column_ > kMostColumns)
    return sheet_failure("a row has too many cells", "某一行的单元格过多");
  enum class Type { number, shared, text, boolean } type = Type::number;
  if (const auto given = xml_.attribute("t"); given == "s")
    type = Type::shared;
  else if (given == "b")
    type = Type::boolean;
  else if (!given.empty() && given != "n")
    type = Type::text;  // Also an error ("#N/A"), an inline text, a formula's text, an ISO date.
  std::size_t style = 0;
  const auto given_style = xml_.attribute("s");
  std::from_chars(given_style.data(), given_style.data() + given_style.size(), style);

  text_.start();
  for (;;) {
    const auto event = xml_.next();
    if (!event) return base::failure_of(event);
    if (*event == XmlPull::Event::done || (*event == XmlPull::Event::end && xml_.name() == "c"))
      break;
    text_.take(*event, xml_);
  }
  row.too_long = row.too_long || text_.too_long();
  auto raw = text_.finish(arena);
  row.replaced = row.replaced || text_.replaced();
  if (raw.empty()) return {};
  SheetCell cell{column, raw, type == Type::shared || type == Type::text};
  if (type == Type::shared) {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), number);
    if (error != std::errc() || end != raw.data() + raw.size() || !book_->text(number, cell.text))
      return sheet_failure("a cell refers to a text that the workbook does not have",
                           "某单元格引用了工作簿中不存在的文本");
    if (cell.text.find("\xEF\xBF\xBD") != cell.text.npos) row.replaced = true;
  } else if (type == Type::boolean) {
    cell.text = raw == "0" || raw == "false" ? "FALSE" : "TRUE";
  } else if (type == Type::number) {
    const auto number = number_text(raw, book_->format(style), book_->since_1904());
    cell.text = arena.keep(number.text);
    row.digits_lost = row.digits_lost || number.digits_lost;
  }
  if (is_shown(cell.text)) row.cells.push_back(cell);
  return {};
}

base::Result<std::vector<MergedCells>> merged_cells(const Workbook& book,
                                                    const Workbook::Sheet& sheet) {
  auto source = sheet_source(book, sheet);
  if (!source) return base::failure_of(source);
  XmlPull xml(std::move(*source));
  std::vector<MergedCells> merged;
  for (;;) {
    const auto event = xml.next();
    if (!event) return base::failure_of(event);
    if (*event == XmlPull::Event::done) break;
    if (*event != XmlPull::Event::begin || xml.name() != "mergeCell") continue;
    if (const auto range = merged_of(xml.attribute("ref"))) merged.push_back(*range);
    if (merged.size() > kMostMerged)
      return sheet_failure("the sheet has too many merged cells: save it as CSV",
                           "工作表的合并单元格过多：请另存为 CSV");
  }
  std::ranges::sort(merged, {}, [](const MergedCells& one) {
    return std::pair(one.first_row, one.first_column);
  });
  return merged;
}

base::Result<bool> has_filled_cell(const Workbook& book, const Workbook::Sheet& sheet) {
  auto source = sheet_source(book, sheet);
  if (!source) return base::failure_of(source);
  XmlPull xml(std::move(*source));
  bool in_value = false;
  for (;;) {
    const auto event = xml.next();
    if (!event) return base::failure_of(event);
    if (*event == XmlPull::Event::done) return false;
    if (*event == XmlPull::Event::text) {
      if (in_value && is_shown(xml.text())) return true;
    } else if (xml.name() == "v" || xml.name() == "t") {
      in_value = *event == XmlPull::Event::begin;
    }
  }
}

}  // namespace aftercare::intake
