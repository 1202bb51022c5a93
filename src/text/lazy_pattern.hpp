// A pattern that is compiled when it is first needed: most runs of the program need few of the
// catalog's.

#pragma once

#include <re2/re2.h>

#include <memory>
#include <mutex>
#include <string>

namespace aftercare::text {

/// Safe between threads once it stands where it stays.
class LazyPattern {
 public:
  explicit LazyPattern(std::string source)
      : source_(std::move(source)), once_(std::make_unique<std::once_flag>()) {}

  /// Not ok() if the source is no RE2.
  const RE2& regex() const {
    std::call_once(*once_, [this] {
      RE2::Options options;
      options.set_log_errors(false);
      options.set_max_mem(std::int64_t{16} << 20);
      regex_ = std::make_unique<RE2>(source_, options);
    });
    return *regex_;
  }

 private:
  std::string source_;
  std::unique_ptr<std::once_flag> once_;  // Does not move; the pattern may.
  mutable std::unique_ptr<RE2> regex_;
};

}  // namespace aftercare::text
