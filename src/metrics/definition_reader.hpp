// Reading YAML definitions rule by rule: every flaw is noted with file and line, none stops the
// next.

#pragma once

#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "metrics/definition.hpp"

namespace aftercare::metrics {

/// The flaws of a set of files.
class Flaws {
 public:
  void add(const std::filesystem::path& file, const YAML::Node& at, std::string en, std::string zh);
  bool none() const { return lines_.empty(); }
  /// REQUIRES: at least one. Twenty lines at most, then how many more.
  tl::unexpected<base::Error> failure() const;

 private:
  std::vector<base::Message> lines_;
};

/// One definition: a YAML map of one file. Cheap to copy.
class DefinitionReader {
 public:
  DefinitionReader(const std::filesystem::path& file, YAML::Node node, Flaws& flaws)
      : file_(file), node_(std::move(node)), flaws_(flaws) {}

  const YAML::Node& node() const { return node_; }
  YAML::Node at(std::string_view key) const;
  DefinitionReader inner(YAML::Node node) const { return {file_, std::move(node), flaws_}; }

  void flaw(const YAML::Node& at, std::string en, std::string zh) const {
    flaws_.add(file_, at, std::move(en), std::move(zh));
  }
  /// Notes a key that is none of these; the nearest is offered. False if this is no map at all.
  bool has_only(std::initializer_list<std::string_view> keys) const;

  /// A scalar; noted and empty if missing (when required) or no scalar.
  std::string text(std::string_view key, bool required = true) const;
  /// A name: [a-z_][a-z0-9_]*, at most 40 letters.
  std::string name(std::string_view key, bool required = true) const;
  records::Label label(std::string_view key, bool required = true) const;
  /// The texts of a list; none if it is missing, noted if it is no such list.
  std::vector<std::string> texts(std::string_view key) const;
  double number(std::string_view key, double otherwise) const;
  bool truth(std::string_view key, bool otherwise) const;
  /// The position of a word in a list of allowed ones; 0 and noted if it is none of them.
  std::size_t one_of(std::string_view key, const std::vector<std::string>& words) const;
  /// The maps of a list; a single map counts as a list of one. Noted if missing.
  std::vector<DefinitionReader> items(std::string_view key) const;

 private:
  const std::filesystem::path& file_;
  YAML::Node node_;
  Flaws& flaws_;
};

}  // namespace aftercare::metrics
