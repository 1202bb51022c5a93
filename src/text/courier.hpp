// Couriers: what every way of writing one means, and whose a tracking number may be.

#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace aftercare::text {

/// As they are written in the catalog.
struct CourierDefinitions {
  struct Courier {
    std::string code;
    std::string check;                  // Whose check digit its numbers have; empty: none.
    std::vector<std::string> patterns;  // RE2 of the whole number.

    template <typename Archive>
    void serialize(Archive& archive);
  };
  std::vector<Courier> couriers;
  std::map<std::string, std::size_t, std::less<>> names;

  /// Fails (usage) with file and line on an entry that is not one.
  static base::Result<CourierDefinitions> load_files(
      const std::vector<std::filesystem::path>& files);
  template <typename Archive>
  void serialize(Archive& archive);  // text_packed.hpp
};

/// Immutable once loaded; safe between threads.
class Couriers {
 public:
  Couriers() = default;
  /// Reads catalog/couriers.yaml and the workspace's overlay (path may be empty).
  /// Fails (usage) with file and line on an entry that is not one.
  static base::Result<Couriers> load(const std::filesystem::path& workspace);
  static base::Result<Couriers> load_files(const std::vector<std::filesystem::path>& files);

  /// The code of the courier a text names: "顺丰速运", "SF", "順豐", "shunfeng" are all "顺丰",
  /// also with "快递" or "express" behind or a note in brackets. Empty if it names none.
  std::string_view named(std::string_view text) const;

  /// Calls visit(name, code) for every way of writing a courier: in capitals, without spaces.
  template <typename Visit>
  void each_name(Visit&& visit) const {
    for (const auto& [name, code] : names()) visit(name, code);
  }
  /// Couriers whose numbers look so, those first whose form is theirs alone (letters, or a check
  /// digit that holds). A number whose check digit is wrong is not theirs.
  std::vector<std::string_view> of_number(std::string_view number) const;
  /// Whether the form of a number is one courier's alone (letters, or a check digit that holds).
  bool has_own_form(std::string_view number) const;

  /// A tracking number as couriers print it: in capitals and half width, without spaces and
  /// hyphens, O and l put right, if exactly one reading is somebody's number. Nothing if the text
  /// is none, whichever way it is read.
  std::optional<std::string> read_number(std::string_view text) const;

 private:
  std::vector<std::pair<std::string_view, std::string_view>> names() const;
  /// Of definitions, their patterns judged before.
  explicit Couriers(CourierDefinitions definitions);

  struct State;
  std::shared_ptr<const State> state_;
};

}  // namespace aftercare::text
