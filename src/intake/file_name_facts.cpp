#include "intake/file_name_facts.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

namespace aftercare::intake {

std::string date_in(std::string_view text) {
  static const RE2 moment(
      R"((?:^|\D)(20\d{2})[-_./年]?(0?[1-9]|1[0-2])[-_./月]?(0[1-9]|[12]\d|3[01]|[1-9])日?)"
      R"((?:[-_T .]*([01]\d|2[0-3])[-_.:时点]?([0-5]\d)(?:[-_.:分]?([0-5]\d))?)?)");
  std::string year, month, day, hour, minute, second;
  if (!RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), moment, &year, &month, &day,
                         &hour, &minute, &second))
    return {};
  const auto date = fmt::format("{}-{:0>2}-{:0>2}", year, month, day);
  if (hour.empty()) return date;
  return fmt::format("{}T{}:{}:{}", date, hour, minute, second.empty() ? "00" : second);
}

base::Result<std::map<std::string, std::string>> file_name_facts(const std::filesystem::path& file,
                                                                 const std::string& pattern) {
  std::map<std::string, std::string> facts;
  auto name = file.filename().string();
  if (name.ends_with(".gz")) name.resize(name.size() - 3);
  if (!pattern.empty()) {
    RE2::Options options;
    options.set_log_errors(false);
    const RE2 compiled(pattern, options);
    if (!compiled.ok())
      return base::failure(
          fmt::format("'file_name' is no pattern ({}): {}", compiled.error(), pattern),
          fmt::format("“file_name”不是有效的正则（{}）：{}", compiled.error(), pattern));
    const auto groups = static_cast<std::size_t>(compiled.NumberOfCapturingGroups());
    std::vector<re2::StringPiece> parts(groups + 1);
    if (compiled.Match(name, 0, name.size(), RE2::UNANCHORED, parts.data(),
                       static_cast<int>(parts.size())))
      for (const auto& [group, index] : compiled.NamedCapturingGroups())
        facts[group] = std::string(parts[static_cast<std::size_t>(index)]);
  }
  if (!facts.contains("time")) facts["time"] = date_in(name);
  return facts;
}

}  // namespace aftercare::intake
