#include "intake/part.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "intake/reader.hpp"
#include "intake/signature.hpp"
#include "intake/xlsx/sheet_rows.hpp"
#include "intake/zip/archive.hpp"

namespace aftercare::intake {
namespace {

namespace fs = std::filesystem;

constexpr int kDeepest = 3;  // Archives within archives.
constexpr std::uint64_t kMostHeld = 128 << 20;
constexpr std::size_t kMostNamed = 8;  // Parts that an error lists.
constexpr std::size_t kMostParts = 20'000;

struct PartPlace {
  fs::path file;     // On the disk.
  std::string part;  // Within it; empty: the file.
};

PartPlace place_of_part(const fs::path& path) {
  std::error_code none;
  const auto text = path.string();
  if (fs::exists(path, none)) return {path, ""};
  for (auto sign = text.rfind('#'); sign != text.npos && sign > 0; sign = text.rfind('#', sign - 1))
    if (fs::is_regular_file(text.substr(0, sign), none))
      return {text.substr(0, sign), text.substr(sign + 1)};
  return {path, ""};
}

bool is_zip(std::string_view head) {
  return head.starts_with("PK\x03\x04") || head.starts_with("PK\x05\x06");
}

// Of what the packing system put beside the files.
bool is_by_product(std::string_view name) {
  const auto slash = name.rfind('/');
  const auto last = slash == name.npos ? name : name.substr(slash + 1);
  return name.starts_with("__MACOSX/") || last.starts_with('.') || last == "Thumbs.db" ||
         last == "desktop.ini";
}

// What is packed in another, looked into: the bytes of a leaf, or an archive.
struct Layer {
  std::unique_ptr<ByteSource> bytes;  // Of a leaf: unpacked, from its begin.
  std::shared_ptr<const ZipArchive> archive;
};

base::Result<Layer> layer_of_zip(std::shared_ptr<const ByteStore> store) {
  const auto head = store->text_at(0, 4096);
  if (!head) return base::failure_of(head);
  auto archive = ZipArchive::open(std::move(store));
  if (!archive) return base::failure_of(archive);
  // Documents that are zip archives but hold no table.
  if (const auto signature = signature_of(*head);
      signature.name != "zip" && !signature.name.empty())
    return base::failure(base::ErrorKind::input,
                         fmt::format("{} is not supported, {}", signature.name, signature.advice),
                         fmt::format("不支持 {} 格式，{}", signature.name, signature.advice_zh));
  if ((*archive)->find("[Content_Types].xml") != nullptr && !is_workbook(**archive))
    return base::failure(base::ErrorKind::input,
                         "a document of Word or PowerPoint holds no table that can be read",
                         "Word 或 PowerPoint 文档中没有可读取的表格");
  return Layer{nullptr, std::move(*archive)};
}

base::Result<Layer> layer_of(std::unique_ptr<ByteSource> source, int depth) {
  auto unpacked = ByteSource::unpacked(std::move(source));
  if (!unpacked) return base::failure_of(unpacked);
  const auto head = ByteSource::peek(*unpacked, 4);
  if (!head) return base::failure_of(head);
  if (!is_zip(*head)) return Layer{std::move(*unpacked), nullptr};
  if (depth > kDeepest)
    return base::failure(base::ErrorKind::input,
                         "archives are packed too deep in one another: unpack the outer ones",
                         "压缩包嵌套过深：请先解开外层");
  auto store = ByteStore::of_source(**unpacked, kMostHeld);
  if (!store) return base::failure_of(store);
  return layer_of_zip(std::move(*store));
}

base::Result<Layer> layer_of_file(const fs::path& file) {
  auto store = ByteStore::of_file(file);
  if (!store) return base::failure_of(store);
  const auto head = (*store)->text_at(0, 4);
  if (!head) return base::failure_of(head);
  if (is_zip(*head)) return layer_of_zip(std::move(*store));
  return layer_of(ByteSource::of_store(std::move(*store)), 1);
}

Part left_out(std::string path, const char* en, const char* zh) {
  return {fs::path(std::move(path)), base::Message{en, zh}};
}

base::Result<void> list_sheets(std::shared_ptr<const ZipArchive> archive, const std::string& prefix,
                               std::vector<Part>& found) {
  const auto book = Workbook::open(std::move(archive));
  if (!book) return base::failure_of(book);
  for (const auto& sheet : (*book)->sheets()) {
    const auto path = prefix + "#" + sheet.name;
    const auto filled = has_filled_cell(**book, sheet);
    if (filled && !*filled)
      found.push_back(left_out(path, "an empty sheet", "空工作表"));
    else if (sheet.hidden)
      found.push_back(left_out(path, "a hidden sheet: name it to read it",
                               "隐藏的工作表：如需读取请写明其名称"));
    else
      found.push_back({path, {}});
  }
  return {};
}

base::Result<void> list_parts(const Layer& layer, const std::string& prefix, int depth,
                              std::vector<Part>& found) {
  if (layer.archive == nullptr) {
    found.push_back({prefix, {}});
    return {};
  }
  if (is_workbook(*layer.archive)) return list_sheets(layer.archive, prefix, found);
  for (const auto& member : layer.archive->members()) {
    if (member.folder) continue;
    if (found.size() >= kMostParts)
      return base::failure(base::ErrorKind::input,
                           "there are too many files inside: unpack it and ingest the folder",
                           "其中的文件过多：请解压后导入文件夹");
    const auto path = prefix + "#" + member.name;
    if (is_by_product(member.name)) {
      found.push_back(left_out(path, "put there by the packing system", "由打包系统生成"));
      continue;
    }
    auto source = layer.archive->read(member);
    auto inner = source ? layer_of(std::move(*source), depth + 1)
                        : base::Result<Layer>(base::failure_of(source));
    // What cannot be looked into stays a part: opening it says why.
    const auto before = found.size();
    if (!inner || !list_parts(*inner, path, depth + 1, found)) {
      found.resize(before);
      found.push_back({path, {}});
    }
  }
  return {};
}

std::string listed(const std::vector<Part>& found, const std::string& separator) {
  std::string names;
  for (std::size_t i = 0; i < std::min(found.size(), kMostNamed); ++i)
    names += (i > 0 ? separator : "") + name_of_part(found[i].path);
  return found.size() > kMostNamed ? names + " ..." : names;
}

tl::unexpected<base::Error> no_such_part(const std::string& name) {
  return base::failure(base::ErrorKind::input, fmt::format("there is no '{}' in it", name),
                       fmt::format("其中没有“{}”", name));
}

base::Result<OpenedPart> open_below(Layer layer, std::string_view rest, int depth) {
  if (layer.archive == nullptr) {
    if (!rest.empty()) return no_such_part(std::string(rest));
    return OpenedPart{std::move(layer.bytes), {}, nullptr, {}};
  }
  if (is_workbook(*layer.archive)) {
    auto book = Workbook::open(layer.archive);
    if (!book) return base::failure_of(book);
    const auto* sheet = (*book)->find(rest);
    if (sheet == nullptr) return no_such_part(std::string(rest));
    return OpenedPart{nullptr, {}, *book, *sheet};
  }
  // A member's name may hold the sign that parts are named with.
  for (auto end = rest.size(); end != rest.npos;
       end = end == 0 ? rest.npos : rest.rfind('#', end - 1)) {
    const auto* member = layer.archive->find(rest.substr(0, end));
    if (member == nullptr) continue;
    auto source = layer.archive->read(*member);
    if (!source) return base::failure_of(source);
    auto inner = layer_of(std::move(*source), depth + 1);
    if (!inner) return base::failure_of(inner);
    return open_below(std::move(*inner), end < rest.size() ? rest.substr(end + 1) : "", depth + 1);
  }
  return no_such_part(std::string(rest));
}

// The parts without naming the file in the error.
base::Result<std::vector<Part>> parts_of(const PartPlace& place) {
  const auto layer = layer_of_file(place.file);
  if (!layer) return base::failure_of(layer);
  std::vector<Part> found;
  if (auto listed_all = list_parts(*layer, place.file.string(), 1, found); !listed_all)
    return base::failure_of(listed_all);
  if (place.part.empty()) return found;
  const auto whole = place.file.string() + "#" + place.part;
  for (const auto& part : found)  // The name goes on below what cannot be looked into.
    if (whole.starts_with(part.path.string() + "#")) return std::vector{Part{whole, {}}};
  std::erase_if(found, [&whole](const Part& part) {
    return part.path != whole && !part.path.string().starts_with(whole + "#");
  });
  if (found.empty()) return no_such_part(place.part);
  if (found.size() == 1 && found.front().path == whole) found.front().left_out.reset();
  return found;
}

}  // namespace

base::Result<std::vector<Part>> parts(const fs::path& file) {
  auto found = parts_of(place_of_part(file));
  if (!found) return tl::unexpected(at_file(found.error(), file.string()));
  return found;
}

base::Result<OpenedPart> open_part(const fs::path& part) {
  auto place = place_of_part(part);
  auto layer = layer_of_file(place.file);
  if (!layer) return base::failure_of(layer);
  if (layer->archive == nullptr) {
    auto opened = open_below(std::move(*layer), place.part, 1);
    if (opened && opened->bytes->compression() == Compression::none) opened->file = place.file;
    return opened;
  }
  // A name may stop above the table, as long as there is only one below.
  auto below = parts_of(place);
  if (!below) return base::failure_of(below);
  std::erase_if(*below, [](const Part& one) { return one.left_out.has_value(); });
  if (below->empty())
    return base::failure(base::ErrorKind::input, "there is no table inside", "其中没有表格");
  if (below->size() > 1)
    return base::failure(
        fmt::format("there are {} tables inside, name one of them ({})", below->size(),
                    listed(*below, ", ")),
        fmt::format("其中有 {} 个表格，请写明其中一个（{}）", below->size(), listed(*below, "、")));
  const auto whole = below->front().path.string();
  const auto prefix = place.file.string() + "#";
  return open_below(std::move(*layer),
                    std::string_view(whole).substr(std::min(prefix.size(), whole.size())), 1);
}

base::Result<base::Digest> digest_of_part(const fs::path& part, std::string_view key) {
  const auto failed = [&part](const base::Error& error) {
    return tl::unexpected(at_file(error, part.string()));
  };
  if (place_of_part(part).part.empty()) return base::digest_of_file(part, key);
  auto opened = open_part(part);
  if (!opened) return failed(opened.error());
  base::Digester digester(key);
  if (opened->book != nullptr) {
    if (auto loaded = opened->book->load(); !loaded) return failed(loaded.error());
    auto rows = SheetRows::open(opened->book, opened->sheet);
    if (!rows) return failed(rows.error());
    for (;;) {
      SheetRow row;
      CellArena arena;
      const auto read = rows->next(row, arena);
      if (!read) return failed(read.error());
      if (!*read) return digester.finish();
      digester.add_field(std::to_string(row.number));
      for (const auto& cell : row.cells)
        digester.add_field(std::to_string(cell.column)).add_field(cell.text);
    }
  }
  std::string block(1 << 20, '\0');
  for (;;) {
    const auto got = opened->bytes->read(block.data(), block.size());
    if (!got) return failed(got.error());
    digester.add({block.data(), *got});
    if (*got < block.size()) return digester.finish();
  }
}

std::string name_of_part(const fs::path& part) {
  const auto place = place_of_part(part);
  const auto name = place.file.filename().string();
  return place.part.empty() ? name : name + "#" + place.part;
}

std::string source_of_part(const fs::path& part) {
  const auto place = place_of_part(part);
  // The last name that looks like a file's: behind it, only a sheet may stand.
  auto names = place.part;
  for (;;) {
    const auto sign = names.rfind('#');
    const auto last = fs::path(sign == names.npos ? names : names.substr(sign + 1)).filename();
    if (last.has_extension()) {
      auto stem = last.stem();
      if (last.extension() == ".gz") stem = stem.stem();
      return stem.string();
    }
    if (sign == names.npos) return place.file.stem().string();
    names.resize(sign);
  }
}

}  // namespace aftercare::intake
