#include "app/cli/console.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>

namespace aftercare::app {
namespace {

void write_all(int handle, std::string_view text) {
  while (!text.empty()) {
    const auto wrote = ::write(handle, text.data(), text.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(wrote));
  }
}

long long now_ms() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

std::string bar(double share) {
  constexpr int width = 24;
  const int full = static_cast<int>(share * width);
  std::string text;
  for (int i = 0; i < width; ++i) text += i < full ? "█" : "░";
  return text;
}

}  // namespace

Console::Console(Options options) : options_(options), terminal_(::isatty(options.err) == 1) {}

void Console::print(std::string_view text) const {
  write_all(options_.out, text);
}
void Console::line(std::string_view text) const {
  print(std::string(text) + "\n");
}
void Console::note(std::string_view text) const {
  if (!options_.quiet && !options_.json) write_all(options_.err, std::string(text) + "\n");
}
void Console::error(const base::Error& error) const {
  const bool zh = options_.chinese && !error.message_zh.empty();
  write_all(options_.err, fmt::format("aftercare: {}\n", zh ? error.message_zh : error.message));
}

ConsoleProgress::~ConsoleProgress() {
  end();
}

void ConsoleProgress::begin(std::string_view what, std::uint64_t total, std::string_view unit) {
  end();
  what_ = what, unit_ = unit, total_ = total, done_ = 0;
  started_ = shown_ = now_ms();
  open_ = console_.shows_progress();
  if (open_ && console_.on_terminal()) show(0, false);
}

void ConsoleProgress::update(std::uint64_t done) {
  done_ = done;
  const auto wait = console_.on_terminal() ? 100 : 2000;
  if (!open_ || now_ms() - shown_ < wait) return;
  shown_ = now_ms();
  show(done, false);
}

void ConsoleProgress::end() {
  if (!open_) return;
  open_ = false;
  // Off a terminal short work leaves no line: only what lasted two seconds was promised one.
  if (console_.on_terminal() || now_ms() - started_ >= 2000) show(done_, true);
}

void ConsoleProgress::show(std::uint64_t done, bool last) {
  const bool terminal = console_.on_terminal();
  const double share =
      total_ == 0 ? 0.0 : std::min(1.0, static_cast<double>(done) / static_cast<double>(total_));
  std::string text = terminal ? "\r\033[K" : "";
  if (total_ > 0 && terminal)
    text += fmt::format("{} {:3.0f} % ", bar(last ? 1.0 : share), last ? 100.0 : share * 100);
  text += total_ > 0 ? fmt::format("{}  {}/{} {}", what_, done, total_, unit_)
                     : fmt::format("{}  {} {}", what_, done, unit_);
  if (last) text += fmt::format("  {:.1f} s", static_cast<double>(now_ms() - started_) / 1000);
  if (!terminal || last) text += "\n";
  write_all(console_.err(), text);
}

}  // namespace aftercare::app
