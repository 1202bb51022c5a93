// Where a command writes. The command may run in another process than its terminal
// (handoff.hpp), so it never touches std::cout: it writes to the handles it was given.

#pragma once

#include <string>
#include <string_view>

#include "base/progress.hpp"
#include "base/result.hpp"

namespace aftercare::app {

class Console {
 public:
  struct Options {
    int out = 1;  // Handles; not owned.
    int err = 2;
    bool json = false;     // One JSON document on out and nothing else.
    bool quiet = false;    // No progress.
    bool chinese = false;  // Language of messages.
  };
  explicit Console(Options options);

  bool json() const { return options_.json; }
  bool chinese() const { return options_.chinese; }
  std::string_view language() const { return options_.chinese ? "zh" : "en"; }
  /// The text in the language of this console.
  std::string_view say(std::string_view en, std::string_view zh) const {
    return options_.chinese ? zh : en;
  }

  /// To out, as it is. A reader that went away is no error.
  void print(std::string_view text) const;
  /// A line to out.
  void line(std::string_view text) const;
  /// A line to err; not shown with --quiet or --json.
  void note(std::string_view text) const;
  /// "aftercare: what was wrong", to err, in the console's language.
  void error(const base::Error& error) const;

  void set(bool json, bool quiet) { options_.json = json, options_.quiet = quiet; }
  void set_chinese(bool chinese) { options_.chinese = chinese; }
  bool shows_progress() const { return !options_.quiet; }
  bool on_terminal() const { return terminal_; }
  int err() const { return options_.err; }

 private:
  Options options_;
  bool terminal_ = false;
};

/// A bar on a terminal, plain lines (at most one each 2 seconds) otherwise, nothing with --quiet.
class ConsoleProgress final : public base::Progress {
 public:
  explicit ConsoleProgress(const Console& console) : console_(console) {}
  ~ConsoleProgress() override;
  void begin(std::string_view what, std::uint64_t total, std::string_view unit) override;
  void update(std::uint64_t done) override;
  void end() override;

 private:
  void show(std::uint64_t done, bool last);

  const Console& console_;
  std::string what_;
  std::string unit_;
  std::uint64_t total_ = 0;
  std::uint64_t done_ = 0;
  long long started_ = 0;  // Milliseconds of the steady clock.
  long long shown_ = 0;
  bool open_ = false;
};

}  // namespace aftercare::app
