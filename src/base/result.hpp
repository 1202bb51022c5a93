// How a function says that it could not do what was asked.
//
// Bad data is a finding (records/finding.hpp), an expected failure is a Result,
// a bug is an assert. Every message exists in English and Chinese: what was
// wrong first, then the values, then where (file, row) and what to do.

#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace aftercare::base {

/// Whose fault it was. The command line turns it into its exit code.
enum class ErrorKind {
  usage = 2,     // Wrong arguments, settings or definition files.
  input = 3,     // Input that could not be read at all.
  internal = 4,  // The engine, the disk, or a bug of ours.
};

/// A sentence for a person, in both languages.
struct Message {
  std::string en;
  std::string zh;
};

struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string message;     // English.
  std::string message_zh;  // Chinese; empty means: as in English.
};

template <typename T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> failure(ErrorKind kind, std::string en, std::string zh = {}) {
  return tl::unexpected<Error>(Error{kind, std::move(en), std::move(zh)});
}
inline tl::unexpected<Error> failure(std::string en, std::string zh = {}) {
  return failure(ErrorKind::usage, std::move(en), std::move(zh));
}
/// Passes the error of another result on.
template <typename T>
tl::unexpected<Error> failure_of(const Result<T>& result) {
  return tl::unexpected<Error>(result.error());
}

}  // namespace aftercare::base
