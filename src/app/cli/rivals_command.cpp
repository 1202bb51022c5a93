#include "app/cli/rivals_command.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "app/cli/dedupe_file.hpp"
#include "app/cli/report_file.hpp"
#include "app/cli/table_text.hpp"
#include "app/cli/text_analyser.hpp"
#include "app/cli/text_file.hpp"
#include "base/workers.hpp"
#include "language/rivals.hpp"
#include "pipeline/workspace.hpp"

namespace aftercare::app {
namespace {

using RivalJson = nlohmann::ordered_json;

struct ToldRival {
  std::size_t mentions = 0, positive = 0, negative = 0;
  std::map<std::string, std::size_t> aspects;
};

}  // namespace

base::Result<int> find_rivals(const TextArguments& arguments,
                              const std::filesystem::path& workspace, const Place& place) {
  const auto file = read_text_file(arguments.file, arguments.text, "", {}, FilePart::whole, place);
  if (!file) return base::failure_of(file);
  const auto analyser = TextAnalyser::open(workspace, arguments, place);
  if (!analyser) return base::failure_of(analyser);
  const auto reader =
      language::RivalReader::load(pipeline::if_workspace(workspace), analyser->get());
  if (!reader) return base::failure_of(reader);
  struct Read {
    std::vector<language::RivalMention> rivals;
    std::vector<language::Wish> wishes;
  };
  std::vector<Read> reads(file->texts.size());
  base::for_blocks(reads.size(), 256, base::default_workers(),
                   [&](std::size_t, std::size_t from, std::size_t to) {
                     language::Scratch scratch;
                     for (std::size_t i = from; i < to; ++i)
                       reader->read(file->texts[i], scratch, reads[i].rivals, reads[i].wishes);
                   });
  RivalJson mentions = RivalJson::array(), wishes = RivalJson::array();
  std::map<std::string, ToldRival> rivals;
  std::size_t wished = 0, unmet = 0;
  for (std::size_t i = 0; i < reads.size(); ++i) {
    for (const auto& one : reads[i].rivals) {
      auto& rival = rivals[one.rival];
      ++rival.mentions;
      rival.positive += one.sentiment == language::Sentiment::positive;
      rival.negative += one.sentiment == language::Sentiment::negative;
      for (const auto& aspect : one.aspects) ++rival.aspects[aspect];
      mentions.push_back({{"row", file->record(i)},
                          {"rival", one.rival},
                          {"aspects", one.aspects},
                          {"sentiment", language::to_name(one.sentiment)},
                          {"clause", one.clause}});
    }
    for (const auto& one : reads[i].wishes) {
      (one.unmet ? unmet : wished) += 1;
      wishes.push_back({{"row", file->record(i)},
                        {"kind", one.unmet ? "unmet" : "wish"},
                        {"aspects", one.aspects},
                        {"clause", one.clause}});
    }
  }
  std::vector<std::pair<std::string, ToldRival>> ranked(rivals.begin(), rivals.end());
  std::ranges::stable_sort(ranked, std::greater{},
                           [](const auto& one) { return one.second.mentions; });
  const auto& console = place.console;
  if (console.json()) {
    RivalJson list = RivalJson::array();
    for (const auto& [name, rival] : ranked)
      list.push_back({{"rival", name},
                      {"mentions", rival.mentions},
                      {"positive", rival.positive},
                      {"negative", rival.negative},
                      {"aspects", rival.aspects}});
    console.line(dumped_json(RivalJson{{"file", arguments.file},
                                       {"column", arguments.text},
                                       {"texts", reads.size()},
                                       {"rivals", std::move(list)},
                                       {"mentions", std::move(mentions)},
                                       {"wishes", std::move(wishes)}}));
    return kDone;
  }
  const auto say = [&](const char* en, const char* zh) { return std::string(console.say(en, zh)); };
  TextTable table{{say("rival", "竞品或店铺"), say("mentions", "提及"),
                   say("comes off better", "占优"), say("worse", "占劣"), say("about", "方面")},
                  {},
                  {false, true, true, true, false}};
  for (std::size_t i = 0; i < std::min<std::size_t>(ranked.size(), 30); ++i) {
    const auto& [name, rival] = ranked[i];
    std::string about;
    for (const auto& [code, label] : reader->aspects())
      if (const auto at = rival.aspects.find(code); at != rival.aspects.end())
        about += fmt::format("{}{} {}", about.empty() ? "" : ", ",
                             say(label.en.c_str(), label.zh.c_str()), at->second);
    table.rows.push_back({name, std::to_string(rival.mentions), std::to_string(rival.positive),
                          std::to_string(rival.negative), about});
  }
  console.print(to_text(table));
  console.line(fmt::format(fmt::runtime(console.say("\n{} wishes, {} needs not met:",
                                                    "\n愿望 {} 条，未满足的需求 {} 条：")),
                           wished, unmet));
  TextTable wanted{{say("row", "行"), say("wish or need", "愿望或需求")}, {}, {true, false}};
  for (std::size_t i = 0; i < std::min<std::size_t>(wishes.size(), 30); ++i)
    wanted.rows.push_back({std::to_string(wishes[i]["row"].get<std::uint64_t>()),
                           wishes[i]["clause"].get<std::string>()});
  console.print(to_text(wanted));
  return kDone;
}

}  // namespace aftercare::app
