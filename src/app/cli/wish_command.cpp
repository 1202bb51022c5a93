#include "app/cli/wish_command.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/cli/day_asked.hpp"
#include "app/cli/dedupe_file.hpp"
#include "app/cli/label_talk.hpp"
#include "app/cli/table_text.hpp"
#include "app/wish_json.hpp"

namespace aftercare::app {
namespace {

constexpr std::size_t kSamplesTold = 3;
constexpr std::size_t kSampleShown = 40;

}  // namespace

base::Result<int> list_wishes(const TextArguments& arguments, const pipeline::Session& session,
                              const Place& place) {
  const auto& console = place.console;
  const auto from = day_asked(arguments.from, "--from");
  if (!from) return base::failure_of(from);
  const auto to = day_asked(arguments.to, "--to");
  if (!to) return base::failure_of(to);
  ConsoleProgress progress(console);
  if (const auto read = pipeline::collect_wishes(session, progress); !read)
    return base::failure_of(read);
  const auto list = pipeline::wish_list(session, *from, *to, arguments.top, kSamplesTold);
  if (!list) return base::failure_of(list);
  if (console.json()) {
    console.line(dumped_json(to_json(*list)));
    return kDone;
  }
  const auto say = [&](const char* en, const char* zh) { return std::string(console.say(en, zh)); };
  TextTable table{{say("wished for or missed", "愿望或缺失"), say("cases", "案例"),
                   say("missed", "缺失"), say("last", "最近"), say("for example", "例如")},
                  {},
                  {false, true, true, false, false}};
  for (const auto& group : list->told)
    table.rows.push_back(
        {fmt::format("{}", fmt::join(group.words, " ")), std::to_string(group.cases),
         std::to_string(group.unmet), group.last ? records::to_iso(*group.last) : "—",
         group.samples.empty() ? "" : shown_text(group.samples[0].second, kSampleShown)});
  if (!table.rows.empty()) console.print(to_text(table));
  console.line(fmt::format(
      fmt::runtime(console.say("{} cases wish for or miss something, {} things; {} are shown",
                               "{} 条案例表达了愿望或缺失，共 {} 项，列出 {} 项")),
      list->cases, list->groups, list->told.size()));
  return kDone;
}

}  // namespace aftercare::app
