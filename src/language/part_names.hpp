// What the parts of a product are called, as cases are: "蓝牙模块" and "Bluetooth module" name the
// part that a case about the Bluetooth names.

#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "language/lexicon.hpp"
#include "text/phrase_set.hpp"

namespace aftercare::language {

/// Immutable; safe from several threads.
class PartNames {
 public:
  /// Of the lexicon of parts, the workspace's words after the shipped. Fails as Lexicons do.
  static base::Result<PartNames> load(const std::filesystem::path& workspace);
  explicit PartNames(const Lexicon& components);

  /// The code of the part that a name stands for: of the longest word, label or code that ends the
  /// name, else of the longest that it holds. The name itself, without blanks around it, if none is
  /// in it: a part that no text is known to name.
  std::string code_of(std::string_view name) const;

 private:
  text::PhraseSet words_;
  std::vector<std::uint32_t> group_of_;  // By word.
  std::vector<std::string> codes_;       // By group.
};

}  // namespace aftercare::language
