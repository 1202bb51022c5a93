#include "app/cli/names_report.hpp"

#include <fmt/format.h>

#include <fstream>
#include <map>

#include "app/cli/table_text.hpp"

namespace aftercare::app {
namespace {

using language::FoundName;
using language::FoundNames;
using language::NameKind;

// "a": what YAML would read as something else than a word stays one.
std::string in_quotes_of_yaml(std::string_view word) {
  std::string text = "\"";
  for (const char byte : word) {
    if (byte == '"' || byte == '\\') text.push_back('\\');
    text.push_back(byte);
  }
  return text + '"';
}

base::Result<void> write_list(const std::filesystem::path& file, std::string_view lexicon,
                              std::string_view zh, std::string_view en,
                              const std::map<std::string, std::vector<std::string>>& groups) {
  std::ofstream out(file);
  out << "# Learnt by `aftercare text names`: take out what is none, then it is known from the "
         "next text on.\n"
      << fmt::format("lexicon: {}\nlabel: {{zh: {}, en: {}}}\ngroups:\n", lexicon, zh, en);
  for (const auto& [code, words] : groups) {
    out << fmt::format("  - {{code: {}, label: {{zh: {}, en: {}}}, words: [", code, zh, en);
    for (std::size_t i = 0; i < words.size(); ++i)
      out << (i > 0 ? ", " : "") << in_quotes_of_yaml(words[i]);
    out << "]}\n";
  }
  out.close();
  if (out) return {};
  return base::failure(
      fmt::format("cannot be written: {}; name a folder that exists with --out", file.string()),
      fmt::format("无法写入：{}；请用 --out 指定一个存在的文件夹", file.string()));
}

base::Result<void> write_lists(const FoundNames& found, std::size_t most,
                               const std::filesystem::path& folder) {
  std::map<std::string, std::vector<std::string>> parts, brands;
  for (std::size_t i = 0; i < std::min(most, found.names.size()); ++i) {
    const auto& one = found.names[i];
    if (one.kind == NameKind::brand)
      brands["learnt"].push_back(one.name);
    else if (!one.code.empty())
      parts[one.code].push_back(one.name);
  }
  if (!parts.empty())
    if (auto written = write_list(folder / "learnt_components.yaml", "component", "学得的部件",
                                  "Learnt parts", parts);
        !written)
      return written;
  if (brands.empty()) return {};
  return write_list(folder / "learnt_brands.yaml", "brand", "学得的品牌", "Learnt brands", brands);
}

}  // namespace

base::Result<void> tell_names(const FoundNames& found, const TextArguments& arguments,
                              const Console& console, nlohmann::ordered_json& json) {
  const auto say = [&](const char* en, const char* zh) { return std::string(console.say(en, zh)); };
  json["known"] = {
      {"component", {{"seen", found.components.seen}, {"found", found.components.found}}},
      {"brand", {{"seen", found.brands.seen}, {"found", found.brands.found}}}};
  json["names"] = nlohmann::ordered_json::array();
  TextTable table{{say("name", "名称"), say("kind", "类别"), say("part", "部件"),
                   say("texts", "文本数"), say("score", "得分"), say("like", "近似")},
                  {},
                  {false, false, false, true, true, false}};
  const std::size_t most = arguments.top;
  for (std::size_t i = 0; i < std::min(most, found.names.size()); ++i) {
    const auto& one = found.names[i];
    json["names"].push_back({{"name", one.name},
                             {"kind", to_name(one.kind)},
                             {"code", one.code},
                             {"texts", one.texts},
                             {"score", one.score},
                             {"like", one.like}});
    std::string like;
    for (const auto& known : one.like) like += (like.empty() ? "" : " · ") + known;
    table.rows.push_back(
        {one.name, one.kind == NameKind::brand ? say("brand", "品牌") : say("part", "部件"),
         one.code, std::to_string(one.texts), fmt::format("{:.2f}", one.score), like});
  }
  if (!arguments.out.empty())
    if (auto written = write_lists(found, most, arguments.out); !written) return written;
  if (console.json()) return {};
  if (table.rows.empty()) {
    console.line(say("no name that the lists do not know.", "没有发现词表之外的名称。"));
    return {};
  }
  console.print(to_text(table));
  console.line(fmt::format(
      fmt::runtime(
          say("of known names, judged as if unknown: parts {} of {}, brands {} of {} found.",
              "已知名称按未知处理时可找回：部件 {}/{}，品牌 {}/{}。")),
      found.components.found, found.components.seen, found.brands.found, found.brands.seen));
  return {};
}

}  // namespace aftercare::app
