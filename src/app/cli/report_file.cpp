#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

#include "app/cli/day_words.hpp"
#include "app/cli/report_file.hpp"
#include "base/share.hpp"
#include "pipeline/audit.hpp"
#include "report/html_document.hpp"
#include "store/duckdb/overview.hpp"

namespace aftercare::app {

namespace fs = std::filesystem;

base::Result<std::string> theme_css() {
  const auto share = base::share_folder();
  if (!share) return base::failure_of(share);
  for (const auto& file : {*share / "theme.css", *share / "web" / "src" / "theme.css"}) {
    std::ifstream in(file, std::ios::binary);
    if (!in) continue;
    std::ostringstream text;
    text << in.rdbuf();
    return std::move(text).str();
  }
  return base::failure(base::ErrorKind::internal, "theme.css is missing among the shipped files",
                       "随程序发布的文件中缺少 theme.css");
}

namespace {

tl::unexpected<base::Error> not_written(const fs::path& file) {
  return base::failure(base::ErrorKind::internal,
                       fmt::format("the file cannot be written: {}", file.string()),
                       fmt::format("无法写入文件：{}", file.string()));
}

}  // namespace

base::Result<ReplacedFile> ReplacedFile::begin(const fs::path& file) {
  ReplacedFile made(file, std::ofstream(file.string() + ".new", std::ios::binary));
  std::error_code error;
  if (made.out_)
    fs::permissions(made.fresh(), fs::perms::owner_read | fs::perms::owner_write, error);
  if (!made.out_ || error) return not_written(file);
  return made;
}

ReplacedFile::ReplacedFile(ReplacedFile&& other) noexcept
    : file_(std::exchange(other.file_, {})), out_(std::move(other.out_)) {}

ReplacedFile::~ReplacedFile() {
  std::error_code none;
  if (!file_.empty()) fs::remove(fresh(), none);
}

void ReplacedFile::add(std::string_view text) {
  out_.write(text.data(), static_cast<std::streamsize>(text.size()));
}

base::Result<void> ReplacedFile::keep() {
  out_.close();
  std::error_code error;
  if (out_) fs::rename(fresh(), file_, error);
  if (!out_ || error) return not_written(file_);
  file_.clear();
  return {};
}

base::Result<void> replace_file(const fs::path& file, const std::string& text) {
  auto written = ReplacedFile::begin(file);
  if (!written) return base::failure_of(written);
  written->add(text);
  return written->keep();
}

base::Result<fs::path> write_report(const pipeline::Session& session,
                                    const ReportArguments& arguments, const Place& place) {
  const auto& viewer = place.caller.viewer;
  const auto from = day_from(arguments.from);
  if (!from) return base::failure_of(from);
  const auto to = day_from(arguments.to);
  if (!to) return base::failure_of(to);
  const auto overview =
      report::gather_overview(session.model(), session.store(), viewer, *from, *to);
  if (!overview) return base::failure_of(overview);
  const auto ledger = store::ledger(session.store(), viewer);
  if (!ledger && !records::is_refusal(ledger.error())) return base::failure_of(ledger);
  auto css = theme_css();
  if (!css) return base::failure_of(css);

  const auto& settings = session.workspace().settings();
  report::DocumentFrame frame;
  frame.shop = settings.name;
  frame.zone = settings.zone;
  const auto made = std::chrono::floor<std::chrono::minutes>(std::chrono::system_clock::now());
  frame.made_at = records::to_local_text(made, session.zone()).substr(0, 16);
  frame.theme_css = std::move(*css);
  if (ledger) frame.ledger = ledger->total;
  const auto language = arguments.language.empty() ? settings.language : arguments.language;
  frame.language = language == "zh" ? metrics::Language::zh : metrics::Language::en;
  const auto file =
      !arguments.out.empty()
          ? place.absolute(arguments.out)
          : session.workspace().reports() /
                fmt::format("overview-{}.{}.html", records::to_iso(*overview->period.to), language);
  if (auto noted = pipeline::note(session, records::AuditAction::export_data, place.actor(),
                                  fmt::format("report/{}", file.filename().string()));
      !noted)
    return base::failure_of(noted);
  if (auto written = replace_file(file, report::html_document(session.model(), *overview, frame));
      !written)
    return base::failure_of(written);
  return file;
}

base::Result<int> run_report(const ReportArguments& arguments, const pipeline::Session& session,
                             const Place& place) {
  const auto file = write_report(session, arguments, place);
  if (!file) return base::failure_of(file);
  place.console.line(place.console.json() ? nlohmann::json{{"report", file->string()}}.dump()
                                          : file->string());
  return kDone;
}

}  // namespace aftercare::app
