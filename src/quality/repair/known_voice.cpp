#include "quality/repair/known_voice.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <string>

namespace aftercare::quality {
namespace {

using Naming = std::function<std::string_view(std::string_view)>;  // Empty: names none.

constexpr std::size_t kSampled = 300;  // Values that tell what a column is.
constexpr std::size_t kLongest = 400;  // Bytes of an address.
constexpr double kOfTheKind = 0.6;     // Share of a column that must be such names.
constexpr double kNaming = 0.3;        // Share of another column that must name one.

// Share of the filled rows of a column, looked at through some of its values.
double naming_share(const CodedColumn& column, const Naming& name) {
  double looked = 0, named = 0;
  const auto step = static_cast<Code>(column.values.size() / kSampled + 1);
  for (Code code = 1; code < column.values.size(); code += step) {
    const double count = column.counts[code];
    if (count == 0) continue;
    looked += count;
    if (column.values[code].size() <= kLongest && !name(column.values[code]).empty())
      named += count;
  }
  return looked == 0 ? 0 : named / looked;
}

class KnownVoices {
 public:
  KnownVoices(CodedTable& table, std::size_t target) : table_(table), target_(target) {}

  /// `own`: what a value of the target is the name of; `said`: what another column's value names.
  void listen(const Naming& own, const Naming& said, const Naming& unseen) {
    if (naming_share(table_.column(target_), own) < kOfTheKind) return;
    std::map<std::string, Code, std::less<>> usual;  // Name -> how the target writes it.
    const auto& column = table_.column(target_);
    for (Code code = 1; code < column.values.size(); ++code) {
      if (column.counts[code] == 0) continue;
      const auto name = own(column.values[code]);
      if (name.empty()) continue;
      const auto [at, fresh] = usual.emplace(name, code);
      if (!fresh && column.counts[at->second] < column.counts[code]) at->second = code;
    }
    for (std::size_t c = 0; c < table_.width(); ++c)
      if (c != target_ && naming_share(table_.column(c), said) >= kNaming)
        speak(c, said, unseen, usual);
  }

  std::vector<Voice> take() { return std::move(found_); }

 private:
  void speak(std::size_t c, const Naming& said, const Naming& unseen,
             const std::map<std::string, Code, std::less<>>& usual) {
    const auto& column = table_.column(c);
    std::vector<Code> of_value(column.values.size(), kNoCode);
    for (Code code = 1; code < column.values.size(); ++code) {
      if (column.counts[code] == 0 || column.values[code].size() > kLongest) continue;
      const auto name = said(column.values[code]);
      if (name.empty()) continue;
      if (const auto known = usual.find(name); known != usual.end())
        of_value[code] = known->second;
      else if (const auto written = unseen(name); !written.empty())
        of_value[code] = table_.intern(target_, written);
    }
    Voice voice{{c}, std::vector<Code>(table_.rows(), kNoCode), RepairReason::place, 0, 0};
    for (std::size_t row = 0; row < table_.rows(); ++row)
      voice.says[row] = of_value[table_.code(row, c)];
    found_.push_back(std::move(voice));
  }

  CodedTable& table_;
  std::size_t target_;
  std::vector<Voice> found_;
};

}  // namespace

std::vector<Voice> known_voices(CodedTable& table, const RepairKnowledge& knowledge,
                                std::size_t target) {
  const Naming silent = [](std::string_view) { return std::string_view(); };
  const Naming itself = [](std::string_view name) { return name; };
  KnownVoices voices(table, target);
  if (const auto* regions = knowledge.regions; regions != nullptr) {
    const auto place = [regions](std::string_view text) { return regions->place(text); };
    voices.listen(
        [&](std::string_view text) {
          // A whole address is no province.
          const auto here = place(text);
          const bool alone =
              here.district.empty() && (here.city.empty() || here.city == here.province);
          return here.province.empty() ? regions->province(text)
                 : alone               ? here.province
                                       : std::string_view();
        },
        [&](std::string_view text) {
          const auto here = place(text);
          return here.city.empty() && here.district.empty() ? std::string_view() : here.province;
        },
        silent);
    voices.listen(
        [&](std::string_view text) {
          const auto here = place(text);
          return here.district.empty() ? here.city : std::string_view();
        },
        [&](std::string_view text) { return place(text).city; }, silent);
    voices.listen(
        [&](std::string_view text) {
          return regions->is_district(text) ? text : std::string_view();
        },
        [&](std::string_view text) { return place(text).district; }, itself);
  }
  if (const auto* couriers = knowledge.couriers; couriers != nullptr)
    voices.listen([&](std::string_view text) { return couriers->named(text); },
                  [&](std::string_view text) {
                    if (!couriers->has_own_form(text)) return std::string_view();
                    return couriers->of_number(text).front();
                  },
                  silent);
  return voices.take();
}

}  // namespace aftercare::quality
