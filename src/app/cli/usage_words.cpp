#include "app/cli/usage_words.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace aftercare::app {
namespace {

struct Form {
  std::string_view english;  // {}: a name or value, as short as it can be; the last is the rest.
  std::string_view chinese;  // {0}, {1}: the first, the second of them.
};

// The first that fits counts, so what says more stands first.
constexpr Form kForms[] = {
    {"A subcommand is required", "缺少子命令"},
    {"Requires at least {} subcommands", "至少需要 {0} 个子命令"},
    {"Exactly 1 option from [{}] is required and {} were given",
     "[{0}] 中只能给出一个，实际给出 {1} 个"},
    {"Exactly 1 option from [{}] is required", "须给出 [{0}] 中的一个"},
    {"At least 1 option from [{}] is required", "须至少给出 [{0}] 中的一个"},
    {"Requires at least {} options used and only {}were given from [{}]",
     "[{2}] 中至少给出 {0} 个，实际给出 {1} 个"},
    {"Requires at most 1 options be given from [{}]", "[{0}] 中至多给出一个"},
    {"Requires at most {} options be used and {}were given from [{}]",
     "[{2}] 中至多给出 {0} 个，实际给出 {1} 个"},
    {"The following argument was not expected: {}", "无法识别的参数：{0}"},
    {"The following arguments were not expected: {}", "无法识别的参数：{0}"},
    {"The value {} is not an allowed value for {}", "{1} 不接受该值：{0}"},
    {"Could not convert: {} = {}", "{0} 的值无法识别：{1}"},
    {"Expected exactly {} arguments to {}, got {}", "{1} 需要 {0} 个值，实际给出 {2} 个"},
    {"Expected at least {} arguments to {}, got {}", "{1} 至少需要 {0} 个值，实际给出 {2} 个"},
    {"{}: At least {} required but received {}", "{0} 至少需要 {1} 个值，实际给出 {2} 个"},
    {"{}: At Most {} required but received {}", "{0} 至多接受 {1} 个值，实际给出 {2} 个"},
    {"{}: {} required {} missing", "{0} 缺少 {1} 个值（{2}）"},
    {"{} was given a disallowed flag override", "{0} 是开关，不能给出值"},
    {"{}: too many inputs for a flag", "{0} 是开关，给出的值过多"},
    {"{}: Should be true/false or a number", "{0} 只接受 true、false 或数字"},
    {"{}: Value {} not in range {} to {}", "{0} 的值 {1} 不在 {2} 至 {3} 之间"},
    {"{}: Value {} could not be converted", "{0} 的值无法识别：{1}"},
    {"{}: File does not exist: {}", "{0}：文件不存在：{1}"},
    {"{}: File is actually a directory: {}", "{0}：应为文件，实为文件夹：{1}"},
    {"{}: Directory does not exist: {}", "{0}：文件夹不存在：{1}"},
    {"{}: Directory is actually a file: {}", "{0}：应为文件夹，实为文件：{1}"},
    {"{}: Path does not exist: {}", "{0}：路径不存在：{1}"},
    {"{}: Path already exists: {}", "{0}：路径已存在：{1}"},
    {"{}: Failed parsing {} as a {}", "{0} 的值无法识别：{1}"},
    {"{}: {} not in {}", "{0} 的值 {1} 不在 {2} 之中"},
    {"{}: Too many positional arguments with unlimited expected args", "{0}：位置参数过多"},
    {"{}: This option is not allowed in a configuration file", "{0}：不能写在配置文件中"},
    {"INI was not able to parse {}", "配置文件中无法识别：{0}"},
    {"{} was not readable (missing?)", "无法读取（文件不存在？）：{0}"},
    {"{} is required", "缺少 {0}"},
    {"{} requires {}", "{0} 须与 {1} 同时给出"},
    {"{} excludes {}", "{0} 不能与 {1} 同时给出"},
};

// What stands for each {} of the form; nullopt: the text is of another form.
std::optional<std::vector<std::string_view>> values_in(std::string_view text,
                                                       std::string_view form) {
  std::vector<std::string_view> values;
  const auto first = form.find("{}");
  if (!text.starts_with(form.substr(0, first))) return std::nullopt;
  if (first == form.npos) return text == form ? std::optional(values) : std::nullopt;
  text.remove_prefix(first);
  form.remove_prefix(first + 2);
  while (true) {
    const auto next = form.find("{}");
    const auto between = form.substr(0, next);
    if (next == form.npos) {
      if (text.size() <= between.size() || !text.ends_with(between)) return std::nullopt;
      values.push_back(text.substr(0, text.size() - between.size()));
      return values;
    }
    const auto at = text.find(between, 1);
    if (at == text.npos) return std::nullopt;
    values.push_back(text.substr(0, at));
    text.remove_prefix(at + between.size());
    form.remove_prefix(next + 2);
  }
}

// "1.000000" as 1, "0.500000" as 0.5: the parser writes the ends of a range so.
std::string_view without_zeros(std::string_view value) {
  const auto point = value.find('.');
  double number = 0;
  const auto read = std::from_chars(value.data(), value.data() + value.size(), number);
  if (point == value.npos || read.ec != std::errc() || read.ptr != value.data() + value.size() ||
      value.size() - point != 7)
    return value;
  while (value.ends_with('0')) value.remove_suffix(1);
  if (value.ends_with('.')) value.remove_suffix(1);
  return value;
}

std::string filled(std::string_view form, const std::vector<std::string_view>& values) {
  std::string text;
  while (!form.empty()) {
    const auto at = form.find('{');
    text += form.substr(0, at);
    if (at == form.npos) break;
    text += without_zeros(values[static_cast<std::size_t>(form[at + 1] - '0')]);
    form.remove_prefix(at + 3);
  }
  return text;
}

}  // namespace

std::string usage_in_chinese(std::string_view english) {
  for (const auto& form : kForms)
    if (const auto values = values_in(english, form.english)) return filled(form.chinese, *values);
  return "命令参数有误：" + std::string(english);
}

bool chosen_chinese(const std::vector<std::string>& words, bool chinese) {
  constexpr std::string_view name = "--language";
  for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
    std::string_view value = words[i];
    if (!value.starts_with(name)) continue;
    value.remove_prefix(name.size());
    if (value.empty() && i + 1 < words.size()) value = words[i + 1];
    if (value.starts_with('=')) value.remove_prefix(1);
    if (value == "zh" || value == "en") chinese = value == "zh";
  }
  return chinese;
}

}  // namespace aftercare::app
