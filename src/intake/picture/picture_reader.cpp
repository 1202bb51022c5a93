#include "intake/picture/picture_reader.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <utility>

#include "base/utf8.hpp"
#include "intake/cell_arena.hpp"
#include "intake/child_process.hpp"
#include "intake/mail/mail_bytes.hpp"
#include "intake/mail/mail_threads.hpp"

namespace aftercare::intake {
namespace {

constexpr std::size_t kLargestPicture = 64 << 20;
constexpr ChildLimits kSeeing{std::chrono::seconds(120), std::size_t{2} << 30, 8 << 20};

using std::string_view_literals::operator""sv;

bool is_latin_end(std::string_view text) {
  return !text.empty() && static_cast<unsigned char>(text.back()) < 128;
}
bool is_latin_begin(std::string_view text) {
  return !text.empty() && static_cast<unsigned char>(text.front()) < 128;
}

std::vector<std::string_view> cells_of_line(std::string_view line) {
  std::vector<std::string_view> cells;
  for (;;) {
    const auto tab = line.find('\t');
    cells.push_back(line.substr(0, tab));
    if (tab == line.npos) return cells;
    line.remove_prefix(tab + 1);
  }
}

}  // namespace

std::string_view picture_kind(std::string_view head) {
  if (head.starts_with("\x89PNG\r\n\x1A\n"sv)) return "PNG";
  if (head.starts_with("\xFF\xD8\xFF"sv)) return "JPEG";
  if (head.starts_with("II*\0"sv) || head.starts_with("MM\0*"sv)) return "TIFF";
  if (head.starts_with("RIFF"sv) && head.size() > 12 && head.substr(8, 4) == "WEBP") return "WebP";
  return {};
}

SeenText seen_text(std::string_view table) {
  SeenText seen;
  double sum = 0;
  std::size_t words = 0;
  std::string place;  // Block, paragraph and line of the word before.
  while (!table.empty()) {
    const auto feed = table.find('\n');
    auto line = table.substr(0, feed);
    table = feed == table.npos ? std::string_view() : table.substr(feed + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    const auto cells = cells_of_line(line);
    if (cells.size() < 12 || cells[0] != "5") continue;  // 5: a word.
    const auto word = without_space_around(cells[11]);
    double confidence = -1;
    std::from_chars(cells[10].data(), cells[10].data() + cells[10].size(), confidence);
    if (word.empty() || confidence < 0) continue;
    const auto here = fmt::format("{}.{}.{}.{}", cells[1], cells[2], cells[3], cells[4]);
    if (!seen.text.empty() && here != place)
      seen.text += '\n';
    else if (is_latin_end(seen.text) && is_latin_begin(word))
      seen.text += ' ';  // Between Chinese characters there is no gap.
    place = here;
    seen.text += word;
    sum += confidence;
    ++words;
  }
  if (words > 0) seen.confidence = sum / static_cast<double>(words);
  seen.text = mail_text(seen.text, "utf-8");
  return seen;
}

const std::vector<std::string>& PictureReader::columns() {
  static const std::vector<std::string> names = {
      "picture_id", "file",        "case_id",  "own_case", "order_id",
      "agent_id",   "customer_id", "taken_at", "text",     "confidence"};
  return names;
}

base::Result<std::unique_ptr<Reader>> PictureReader::open(std::unique_ptr<ByteSource> source,
                                                          FileDescription description,
                                                          std::map<std::string, std::string> facts,
                                                          const OpenOptions& options) {
  if (!can_run("tesseract"))
    return base::failure(
        "the words of pictures cannot be read: tesseract is not installed. Install it (Debian: "
        "apt-get install tesseract-ocr tesseract-ocr-chi-sim tesseract-ocr-eng)",
        "无法识别图片文字：未安装 tesseract。请安装（Debian：apt-get install tesseract-ocr "
        "tesseract-ocr-chi-sim tesseract-ocr-eng）");
  std::unique_ptr<PictureReader> reader(new PictureReader);
  reader->source_ = std::move(source);
  reader->facts_ = std::move(facts);
  reader->languages_ = options.ocr_languages;
  reader->description_ = std::move(description);
  reader->description_.columns = columns();
  reader->description_.costly = true;
  return std::unique_ptr<Reader>(std::move(reader));
}

base::Result<bool> PictureReader::fill(Slice& slice, const SliceLimits&) {
  if (std::exchange(done_, true)) return false;
  const auto bytes = source_->read_rest(kLargestPicture);
  if (!bytes) return failure_of(bytes);
  const auto table =
      run_child({"tesseract", "stdin", "stdout", "-l", languages_, "tsv"}, *bytes, kSeeing);
  if (!table) return failure_of(table);
  const auto seen = seen_text(*table);
  const auto id = "picture-" + mail_digest(*bytes);
  const auto& given = facts_["case_id"];
  auto arena = std::make_shared<CellArena>();
  slice.batch.columns = columns();
  for (const auto& cell :
       {id, std::filesystem::path(description_.name).filename().string(),
        given.empty() ? id : given, std::string(given.empty() ? "true" : "false"),
        facts_["order_id"], facts_["agent_id"], facts_["customer_id"], facts_["time"], seen.text,
        fmt::format("{:.1f}", seen.confidence)})
    slice.batch.cells.push_back(arena->keep(cell));
  slice.batch.origins.push_back({++records_read_, 0});
  slice.batch.repairs.push_back(records::TextRepair::none);
  slice.records = 1;
  slice.bytes_consumed = description_.size;
  slice.batch.keeps.push_back(std::move(arena));
  return true;
}

}  // namespace aftercare::intake
