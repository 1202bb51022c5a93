#include "app/cli/text_analyze.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>

#include "app/cli/dedupe_file.hpp"
#include "app/cli/text_file.hpp"
#include "base/workers.hpp"
#include "language/analyser.hpp"
#include "text/delimited.hpp"

namespace aftercare::app {
namespace {

using AnalysisJson = nlohmann::ordered_json;
using Counts = std::map<std::string, std::size_t, std::less<>>;

// Lines and counts of a block of texts.
struct AnalysedBlock {
  std::string lines;
  Counts languages, topics, kinds, moods, demands, emotions, motives;
};

constexpr std::string_view kColumns =
    "row,language,topic,topics,topic_scores,topic_words,component,aspects,kind,noise,sentiment,"
    "sentiment_score,emotion,severity,urgency,demands,motive,keywords,entities\n";

void add_fields(std::string& line, std::initializer_list<std::string_view> fields) {
  for (const auto field : fields) {
    line += ',';
    text::append_field(line, field);
  }
}

// A text in a language that is judged, yet without a topic that is sure, is of the topic unknown.
std::string_view shown_topic(const language::Analysis& found) {
  return found.topic.empty() && found.sentiment != language::Sentiment::unscored ? "unknown"
                                                                                 : found.topic;
}

// Leaves only the topics that are right at least so often.
void drop_unsure(double least, language::Analysis& found,
                 std::vector<language::TopicReason>& reasons) {
  const auto unsure = [least](const language::TopicReason& reason) {
    return static_cast<double>(reason.score) < least;
  };
  if (std::erase_if(reasons, unsure) == 0) return;
  found.topics.clear();
  for (const auto& reason : reasons)
    found.topics.append(found.topics.empty() ? "" : "|").append(reason.topic);
  found.topic = reasons.empty() ? std::string_view() : reasons.front().topic;
}

void count_parts(std::string_view list, Counts& counts) {
  while (!list.empty()) {
    const auto end = std::min(list.find('|'), list.size());
    ++counts[std::string(list.substr(0, end))];
    list.remove_prefix(std::min(end + 1, list.size()));
  }
}

// One row per text, and what it counts as.
void add_text(std::uint64_t row, const language::Analysis& found,
              const std::vector<language::TopicReason>& reasons, AnalysedBlock& block) {
  std::string scores, words;
  for (const auto& reason : reasons) {
    if (!scores.empty()) scores.push_back('|');
    scores += fmt::format("{:.2f}", reason.score);
    if (!words.empty()) words += "; ";
    words += reason.words;
  }
  block.lines += std::to_string(row);
  add_fields(block.lines,
             {to_name(found.language), shown_topic(found), found.topics, scores, words,
              found.component, found.aspects, found.kind, found.noise, to_name(found.sentiment)});
  block.lines += fmt::format(",{:.3f}", found.sentiment_score);
  add_fields(block.lines, {found.emotion});
  block.lines += fmt::format(",{},{}", found.severity, found.urgency);
  add_fields(block.lines, {found.demands, found.motive, found.keywords, found.entities});
  block.lines += '\n';
  ++block.languages[std::string(to_name(found.language))];
  ++block.topics[std::string(shown_topic(found))];
  ++block.kinds[std::string(found.kind)];
  ++block.moods[std::string(to_name(found.sentiment))];
  count_parts(found.demands, block.demands);
  ++block.emotions[std::string(found.emotion)];
  ++block.motives[std::string(found.motive)];
}

AnalysisJson counts_json(const Counts& counts) {
  AnalysisJson json = AnalysisJson::object();
  for (const auto& [value, count] : counts) json[value.empty() ? "none" : value] = count;
  return json;
}

}  // namespace

base::Result<int> analyze_texts(const TextArguments& arguments,
                                const std::filesystem::path& workspace, const Place& place) {
  const auto file = read_text_file(arguments.file, arguments.text, "", {}, FilePart::whole, place);
  if (!file) return base::failure_of(file);
  std::error_code none;
  const bool has_workspace = std::filesystem::exists(workspace / "aftercare.yaml", none);
  language::Extra extra;
  if (has_workspace) extra.models = workspace / "models";
  const auto analyser =
      language::Analyser::load(has_workspace ? workspace : std::filesystem::path(), extra);
  if (!analyser) return base::failure_of(analyser);
  constexpr std::size_t kTextsOfABlock = 512;
  std::vector<AnalysedBlock> blocks((file->texts.size() + kTextsOfABlock - 1) / kTextsOfABlock);
  const auto started = std::chrono::steady_clock::now();
  base::for_blocks(file->texts.size(), kTextsOfABlock, base::default_workers(),
                   [&](std::size_t number, std::size_t from, std::size_t to) {
                     auto& block = blocks[number];
                     language::Scratch scratch;
                     language::Analysis found;
                     std::vector<language::TopicReason> reasons;
                     for (std::size_t i = from; i < to; ++i) {
                       (*analyser)->analyse({}, file->texts[i], {}, scratch, found);
                       (*analyser)->explain_topics(scratch, reasons);
                       drop_unsure(arguments.unsure, found, reasons);
                       add_text(file->record(i), found, reasons, block);
                     }
                   });
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  std::string lines(kColumns);
  AnalysedBlock all;
  for (const auto& block : blocks) {
    lines += block.lines;
    for (const auto part : {&AnalysedBlock::languages, &AnalysedBlock::topics,
                            &AnalysedBlock::kinds, &AnalysedBlock::moods, &AnalysedBlock::demands,
                            &AnalysedBlock::emotions, &AnalysedBlock::motives})
      for (const auto& [value, count] : block.*part) (all.*part)[value] += count;
  }
  if (auto done = write_whole_file(place.absolute(arguments.out), lines); !done)
    return base::failure_of(done);
  const auto& console = place.console;
  if (console.json())
    console.line(dumped_json(AnalysisJson{{"file", arguments.file},
                                          {"column", arguments.text},
                                          {"out", arguments.out},
                                          {"texts", file->texts.size()},
                                          {"seconds", took.count()},
                                          {"language", counts_json(all.languages)},
                                          {"topic", counts_json(all.topics)},
                                          {"kind", counts_json(all.kinds)},
                                          {"sentiment", counts_json(all.moods)},
                                          {"demand", counts_json(all.demands)},
                                          {"emotion", counts_json(all.emotions)},
                                          {"motive", counts_json(all.motives)}}));
  else
    console.line(fmt::format(fmt::runtime(console.say("{} texts analysed in {:.2f} s: {}",
                                                      "已分析 {} 条文本，用时 {:.2f} 秒：{}")),
                             file->texts.size(), took.count(), arguments.out));
  return kDone;
}

}  // namespace aftercare::app
