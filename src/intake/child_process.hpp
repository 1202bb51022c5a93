// Runs another program for what intake cannot read itself: speech, pictures.
//
// No shell: words are words. The program gets its input on stdin or a file's name among its
// words, may use so much time and memory, and may say so much; what goes beyond ends it.

#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace aftercare::intake {

struct ChildLimits {
  std::chrono::seconds time{600};
  std::size_t memory = std::size_t{4} << 30;  // Address space.
  std::size_t output = 16 << 20;
};

/// What the program wrote to stdout. Fails (input) with a sentence that names the program: not
/// found, too slow, too much output, ended with another code than 0 (with the last line of its
/// stderr). REQUIRES: command is not empty.
base::Result<std::string> run_child(const std::vector<std::string>& command, std::string_view input,
                                    const ChildLimits& limits = {});

/// True if a program of that name can be run.
bool can_run(const std::string& program);

}  // namespace aftercare::intake
