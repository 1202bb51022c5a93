#include "text/courier.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <map>

#include "base/packed.hpp"
#include "base/share.hpp"
#include "base/yaml_file.hpp"
#include "text/check_digit.hpp"
#include "text/lazy_pattern.hpp"
#include "text/look_alike_digit.hpp"
#include "text/text_packed.hpp"
#include "text/width.hpp"

namespace aftercare::text {
namespace {

/// Half width, in capitals, without spaces and what joins words.
std::string courier_key(std::string_view text) {
  std::string key;
  for (char byte : fold_width(text)) {
    if (byte >= 'a' && byte <= 'z') byte = static_cast<char>(byte - ('a' - 'A'));
    if (std::string_view(" -_.·").find(byte) == std::string_view::npos) key += byte;
  }
  return key;
}

constexpr std::string_view kEndings[] = {"快递",    "速递",         "速运",     "快运",
                                         "物流",    "股份有限公司", "有限公司", "集团",
                                         "EXPRESS", "LOGISTICS",    "国内标快"};

bool has_check_digit(std::string_view kind, std::string_view number) {
  if (kind == "s10") return number.size() != 13 || number[0] < 'A' || has_s10_check(number);
  if (kind == "ups") return has_ups_check(number);
  if (kind == "fedex") return number.size() != 12 || has_fedex_check(number);
  if (kind == "usps") return number.size() != 22 || has_usps_check(number);
  return true;
}

}  // namespace

struct Couriers::State {
  struct Courier {
    std::string code;
    std::string check;
    std::vector<LazyPattern> patterns;
  };
  std::vector<Courier> couriers;
  std::map<std::string, std::size_t, std::less<>> names;
};

Couriers::Couriers(CourierDefinitions definitions) {
  auto state = std::make_shared<State>();
  for (auto& courier : definitions.couriers) {
    auto& made = state->couriers.emplace_back();
    made.code = std::move(courier.code);
    made.check = std::move(courier.check);
    for (auto& pattern : courier.patterns) made.patterns.emplace_back(std::move(pattern));
  }
  state->names = std::move(definitions.names);
  state_ = std::move(state);
}

base::Result<Couriers> Couriers::load(const std::filesystem::path& workspace) {
  const auto files = base::catalog_files("couriers.yaml", workspace);
  if (!files) return base::failure_of(files);
  auto read =
      base::prepared_or<CourierDefinitions>("couriers", *files, CourierDefinitions::load_files);
  if (!read) return base::failure_of(read);
  return Couriers(std::move(*read));
}

base::Result<Couriers> Couriers::load_files(const std::vector<std::filesystem::path>& files) {
  auto read = CourierDefinitions::load_files(files);
  if (!read) return base::failure_of(read);
  return Couriers(std::move(*read));
}

base::Result<CourierDefinitions> CourierDefinitions::load_files(
    const std::vector<std::filesystem::path>& files) {
  CourierDefinitions read;
  for (const auto& file : files) {
    const auto root = base::load_yaml(file);
    if (!root) return base::failure_of(root);
    const auto list = root->IsMap() ? (*root)["couriers"] : YAML::Node();
    if (!list.IsSequence())
      return base::failure(fmt::format("missing: couriers, at {}", base::where(file, *root)),
                           fmt::format("缺少：couriers，位于 {}", base::where(file, *root)));
    for (const auto& node : list) {
      const auto code = node.IsMap() ? base::text_or(node, "code", "") : "";
      if (code.empty() || !node["label"] || !node["label"].IsMap())
        return base::failure(
            fmt::format("a courier needs code and label, at {}", base::where(file, node)),
            fmt::format("快递公司需要 code 和 label，位于 {}", base::where(file, node)));
      auto at = std::ranges::find(read.couriers, code, &Courier::code);
      if (at == read.couriers.end()) {
        read.couriers.emplace_back().code = code;
        at = read.couriers.end() - 1;
      }
      const auto index = static_cast<std::size_t>(at - read.couriers.begin());
      at->check = base::text_or(node, "check", at->check);
      read.names[courier_key(code)] = index;
      for (const char* language : {"zh", "en"})
        read.names[courier_key(base::text_or(node["label"], language, code))] = index;
      for (const auto& name : node["synonyms"])
        if (name.IsScalar()) read.names[courier_key(name.Scalar())] = index;
      for (const auto& pattern : node["patterns"]) {
        if (!RE2(pattern.Scalar(), RE2::Quiet).ok())
          return base::failure(
              fmt::format("not a pattern: {}, at {}", pattern.Scalar(), base::where(file, pattern)),
              fmt::format("不是有效的正则表达式：{}，位于 {}", pattern.Scalar(),
                          base::where(file, pattern)));
        at->patterns.push_back(pattern.Scalar());
      }
    }
  }
  return read;
}

std::vector<std::pair<std::string_view, std::string_view>> Couriers::names() const {
  std::vector<std::pair<std::string_view, std::string_view>> all;
  for (const auto& [name, index] : state_->names)
    all.emplace_back(name, state_->couriers[index].code);
  return all;
}

std::string_view Couriers::named(std::string_view text) const {
  auto key = courier_key(text);
  if (const auto bracket = key.find('('); bracket != key.npos && bracket > 0) key.resize(bracket);
  for (bool cut = true; cut;) {
    if (const auto at = state_->names.find(key); at != state_->names.end())
      return state_->couriers[at->second].code;
    cut = false;
    for (const auto ending : kEndings)
      if (!cut && key.size() > ending.size() && key.ends_with(ending)) {
        key.resize(key.size() - ending.size());
        cut = true;
      }
  }
  return {};
}

std::vector<std::string_view> Couriers::of_number(std::string_view number) const {
  const auto key = courier_key(number);
  std::vector<std::string_view> own, perhaps;
  const bool digits = key.find_first_not_of("0123456789") == key.npos;
  for (const auto& courier : state_->couriers) {
    const bool fits = std::ranges::any_of(courier.patterns, [&key](const auto& pattern) {
      return RE2::FullMatch(key, pattern.regex());
    });
    if (!fits || !has_check_digit(courier.check, key)) continue;
    (digits && courier.check.empty() ? perhaps : own).push_back(courier.code);
  }
  own.insert(own.end(), perhaps.begin(), perhaps.end());
  return own;
}

bool Couriers::has_own_form(std::string_view number) const {
  const auto couriers = of_number(number);
  const auto key = courier_key(number);
  return couriers.size() == 1 && key.find_first_not_of("0123456789") != key.npos;
}

std::optional<std::string> Couriers::read_number(std::string_view text) const {
  constexpr std::size_t longest = 60;
  if (text.size() > longest) return std::nullopt;
  const auto folded = fold_width(text);
  if (folded.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                               " -_.|") != folded.npos)
    return std::nullopt;
  std::string key;
  for (const char c : folded)
    if (std::string_view(" _.").find(c) == std::string_view::npos) key += c;
  // The parts behind the hyphens of "JD012345678901-1-1-" belong to the number.
  if (!of_number(folded).empty()) {
    if (!courier_key(key).starts_with("JD")) return courier_key(key);
    for (char& c : key)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - ('a' - 'A'));
    return key;
  }
  std::erase(key, '-');
  // The letters a number begins with are its courier's; behind them only digits are expected.
  std::optional<std::string> found;
  for (std::size_t head = 0; head <= std::min<std::size_t>(key.size(), 4); ++head) {
    for (const auto& tail : digit_readings(std::string_view(key).substr(head), false)) {
      auto number = courier_key(key.substr(0, head) + tail);
      if (of_number(number).empty()) continue;
      if (found && *found != number) return std::nullopt;
      found = std::move(number);
    }
    if (head < key.size() && key[head] >= '0' && key[head] <= '9') break;
  }
  return found;
}

}  // namespace aftercare::text
