// One file being written: encoded, perhaps compressed, in big blocks, readable by its owner only.

#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "simulate/gb18030.hpp"

namespace aftercare::simulate {

enum class Encoding { utf8, utf8_bom, gb18030 };

class Output {
 public:
  /// Replaces the file. `gb18030` must outlive the output. Fails (internal) naming the file.
  static base::Result<Output> create(const std::filesystem::path& file, Encoding encoding,
                                     bool gzip, const Gb18030& gb18030);
  Output(Output&&) noexcept;
  Output& operator=(Output&&) noexcept;
  ~Output();

  /// Trouble is kept and told by close().
  void append(std::string_view utf8);
  /// REQUIRES: called once, last.
  base::Result<void> close();

 private:
  struct State;
  explicit Output(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace aftercare::simulate
