#include "intake/transcript/transcript.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/utf8.hpp"
#include "intake/file_name_facts.hpp"
#include "intake/mail/mail_bytes.hpp"
#include "intake/mail/mail_header.hpp"

namespace aftercare::intake {
namespace {

constexpr std::size_t kMostTurns = 100'000;
constexpr std::size_t kLongestSpoken = 4'000;  // Bytes of a line that patterns look at.
constexpr std::size_t kLongestSpeaker = 60;    // Bytes.
constexpr std::size_t kSniffedLines = 60;
constexpr double kPause = 3;  // Cues of one speaker less far apart are one turn.

std::string_view next_spoken_line(std::string_view& text) {
  const auto feed = text.find('\n');
  auto line = text.substr(0, feed);
  text = feed == text.npos ? std::string_view() : text.substr(feed + 1);
  return without_space_around(line);
}

re2::StringPiece piece(std::string_view text) {
  return {text.data(), text.size()};
}

// "01:02:03,450", "02:03.4", "01:02".
std::optional<double> clock_seconds(std::string_view text) {
  static const RE2 clock(R"((?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?:[.,](\d{1,3}))?)");
  std::string hours, minutes, seconds, part;
  if (!RE2::FullMatch(piece(text), clock, &hours, &minutes, &seconds, &part)) return std::nullopt;
  const auto number = [](const std::string& digits) {
    return digits.empty() ? 0 : std::stoi(digits);
  };
  return number(hours) * 3600 + number(minutes) * 60 + number(seconds) +
         number(part) / std::pow(10.0, part.size());
}

/// One line of speech: "[00:01:02] 客服: 您好".
struct Spoken {
  std::string date;  // ISO day, if the line has one.
  std::optional<double> second;
  std::string speaker;
  std::string text;
};

std::optional<Spoken> spoken_line(std::string_view line) {
  if (line.size() > kLongestSpoken) return std::nullopt;
  static const RE2 pattern(
      R"([\[(（【<]?(?:(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)[ T]+)?)"
      R"((?:(\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?)(?:\s*(?:-+>?|~|至)\s*\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?)?)?)"
      R"([\])）】>]?\s*[-|,，]?\s*[\[(（【]?([^:：\[\]()（）【】|,，。\d\s][^:：\[\]【】|,，。]{0,40}?)[\])）】]?\s*[:：]\s*(.*))");
  std::string date, clock, speaker, text;
  if (!RE2::FullMatch(piece(line), pattern, &date, &clock, &speaker, &text)) return std::nullopt;
  if (speaker.size() > kLongestSpeaker) return std::nullopt;
  return Spoken{date_in(date), clock_seconds(clock), std::string(without_space_around(speaker)),
                std::move(text)};
}

// "客服 2026-03-02 10:02:11" above what is said.
std::optional<Spoken> speaker_line(std::string_view line) {
  if (line.size() > 200) return std::nullopt;
  static const RE2 pattern(
      R"(([^\d:：\s][^:：]{0,40}?)[(（\s]+(?:(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)\s+)?(\d{1,2}:\d{2}(?::\d{2})?)[)）]?)");
  std::string speaker, date, clock;
  if (!RE2::FullMatch(piece(line), pattern, &speaker, &date, &clock)) return std::nullopt;
  return Spoken{
      date_in(date), clock_seconds(clock), std::string(without_space_around(speaker)), {}};
}

// "00:00:01,000 --> 00:00:04,000 align:start": begin and end.
std::optional<std::pair<double, double>> cue_times(std::string_view line) {
  static const RE2 pattern(
      R"((\d{1,3}:\d{2}(?::\d{2})?[.,]\d{1,3})\s*-->\s*(\d{1,3}:\d{2}(?::\d{2})?[.,]\d{1,3}).*)");
  std::string begin, end;
  if (line.size() > 300 || !RE2::FullMatch(piece(line), pattern, &begin, &end)) return std::nullopt;
  const auto from = clock_seconds(begin), to = clock_seconds(end);
  if (!from || !to) return std::nullopt;
  return std::pair(*from, *to);
}

// Without "<i>" and "<00:01.000>"; a voice "<v Customer>" is told.
std::string without_tags(std::string_view line, std::string& voice) {
  std::string text;
  while (!line.empty()) {
    const auto open = line.find('<');
    text += line.substr(0, open);
    if (open == line.npos) break;
    const auto close = line.find('>', open);
    if (close == line.npos) {
      text += line.substr(open);
      break;
    }
    const auto tag = line.substr(open + 1, close - open - 1);
    if (tag.starts_with("v ") || tag.starts_with("v."))
      voice = std::string(without_space_around(tag.substr(std::min(tag.find(' '), tag.size()))));
    line.remove_prefix(close + 1);
  }
  return text;
}

class TurnCollector {
 public:
  explicit TurnCollector(const SpeakerRoles& roles) : roles_(roles) {}

  // A new turn, or more of the one before.
  void add(const std::string& speaker, std::optional<double> second, std::optional<double> until,
           std::string_view text) {
    text = without_space_around(text);
    last_end_ = std::max(last_end_, until.value_or(second.value_or(0)));
    if (text.empty() && speaker.empty()) return;
    const bool same = !turns_.empty() && (speaker.empty() || speaker == turns_.back().speaker);
    const bool near = !second || !end_of_turn_ || *second - *end_of_turn_ < kPause;
    if (same && joins_ && near) {
      more(text, ' ');
    } else {
      Turn turn;
      turn.speaker = speaker.empty() && !turns_.empty() ? turns_.back().speaker : speaker;
      turn.second = second;
      turn.text = text;
      turns_.push_back(std::move(turn));
    }
    end_of_turn_ = until;
  }
  void more(std::string_view text, char between) {
    if (turns_.empty() || text.empty()) return;
    auto& said = turns_.back().text;
    if (!said.empty()) said += between;
    said += text;
  }
  void join_cues() { joins_ = true; }
  bool too_many() const { return turns_.size() > kMostTurns; }
  double last_end() const { return last_end_; }
  std::vector<Turn>& turns() { return turns_; }

  // Who is who, once everything is known.
  void settle() {
    std::map<std::string, std::string_view> senders;
    std::set<std::string> numbered;
    bool any = false;
    for (const auto& turn : turns_) {
      if (turn.speaker.empty() || senders.contains(turn.speaker)) continue;
      const bool only_number = roles_.is_numbered(turn.speaker);
      const auto sender = only_number ? std::string_view() : roles_.sender_of(turn.speaker);
      if (only_number) numbered.insert(turn.speaker);
      any = any || !sender.empty();
      senders[turn.speaker] = sender;
    }
    if (!any) tell_by_words(senders);
    for (auto& turn : turns_)
      if (const auto at = senders.find(turn.speaker); at != senders.end()) turn.sender = at->second;
    // Nobody is named: what was said is all there is of the customer.
    if (std::ranges::all_of(turns_, [](const Turn& turn) { return turn.sender.empty(); }))
      for (auto& turn : turns_) turn.sender = "customer";
  }

 private:
  // Numbers and names only: who greets as an agent is one, the others are customers.
  void tell_by_words(std::map<std::string, std::string_view>& senders) {
    if (senders.size() < 2) return;
    const auto agent = std::ranges::find_if(turns_, [this](const Turn& turn) {
      return !turn.speaker.empty() && roles_.greets(turn.text);
    });
    if (agent == turns_.end()) return;
    for (auto& [speaker, sender] : senders)
      sender = speaker == agent->speaker ? "agent" : "customer";
  }

  const SpeakerRoles& roles_;
  std::vector<Turn> turns_;
  std::optional<double> end_of_turn_;
  double last_end_ = 0;
  bool joins_ = false;
};

bool is_subtitle_head(std::string_view text) {
  if (text.starts_with("WEBVTT")) return true;
  for (int i = 0; i < 6 && !text.empty(); ++i) {
    const auto line = next_spoken_line(text);
    if (cue_times(line)) return true;
    if (!line.empty() && line.find_first_not_of("0123456789") != line.npos) return false;
  }
  return false;
}

void read_subtitles(std::string_view text, const SpeakerRoles& roles, TurnCollector& turns) {
  turns.join_cues();
  std::optional<std::pair<double, double>> times;
  std::string speaker;
  bool in_note = false;
  while (!text.empty() && !turns.too_many()) {
    const auto line = next_spoken_line(text);
    if (const auto found = cue_times(line)) {
      times = found;
      speaker.clear();
      in_note = false;
      continue;
    }
    if (line.empty()) times.reset();
    if (line.empty() || !times || in_note) continue;
    std::string voice;
    auto said = without_tags(line.substr(0, kLongestSpoken), voice);
    if (voice.empty())
      if (auto spoken = spoken_line(said); spoken && (!roles.sender_of(spoken->speaker).empty() ||
                                                      roles.is_numbered(spoken->speaker))) {
        voice = spoken->speaker;
        said = spoken->text;
      }
    turns.add(voice, times->first, times->second, said);
  }
}

std::optional<Spoken> any_spoken(std::string_view line, const SpeakerRoles& roles) {
  auto spoken = spoken_line(line);
  if (!spoken) spoken = speaker_line(line);
  if (!spoken) return spoken;
  const bool known =
      !roles.sender_of(spoken->speaker).empty() || roles.is_numbered(spoken->speaker);
  // Without a time, a colon alone makes nobody a speaker.
  if (!known && !spoken->second) return std::nullopt;
  return spoken;
}

double number_in_json(const nlohmann::json& value) {
  return value.is_number() ? value.get<double>() : 0.0;
}

std::string text_in_json(const nlohmann::json& object, const char* key) {
  const auto at = object.find(key);
  if (at == object.end()) return {};
  if (at->is_string()) return at->get<std::string>();
  return at->is_number_integer() ? "Speaker " + std::to_string(at->get<std::int64_t>()) : "";
}

base::Result<void> read_json(std::string_view text, TurnCollector& turns) {
  const auto root = nlohmann::json::parse(text, nullptr, false);
  const nlohmann::json* list = root.is_array() ? &root : nullptr;
  if (root.is_object())
    for (const char* key : {"segments", "transcription", "turns", "utterances", "results"})
      if (const auto at = root.find(key); at != root.end() && at->is_array() && list == nullptr)
        list = &*at;
  if (list == nullptr)
    return base::failure(base::ErrorKind::input, "the transcript is JSON without segments",
                         "转写结果是 JSON，但没有 segments 列表");
  turns.join_cues();
  for (const auto& segment : *list) {
    if (!segment.is_object() || turns.too_many()) continue;
    double begin = 0, end = 0;
    if (const auto offsets = segment.find("offsets");
        offsets != segment.end() && offsets->is_object()) {  // Milliseconds.
      begin = number_in_json(offsets->value("from", nlohmann::json())) / 1000;
      end = number_in_json(offsets->value("to", nlohmann::json())) / 1000;
    } else {
      begin = number_in_json(segment.value("start", nlohmann::json()));
      end = number_in_json(segment.value("end", nlohmann::json()));
    }
    turns.add(text_in_json(segment, "speaker"), begin, end,
              mail_text(text_in_json(segment, "text"), "utf-8"));
  }
  return {};
}

// Seconds added to "2026-03-02T10:00:00".
std::string moment_after(const std::string& start, double seconds) {
  const auto from = seconds_of(start);
  if (!from || std::abs(seconds) > 1e7) return {};
  const auto at = std::chrono::sys_seconds(
      std::chrono::seconds(*from + static_cast<std::int64_t>(std::floor(seconds))));
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(at - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count());
}

// Times of lines are offsets, or those of the clock on the wall: then the first is the start.
void place_in_time(Transcript& to, TurnCollector& turns, const std::string& first_date) {
  auto& all = turns.turns();
  if (!first_date.empty()) to.started_at = first_date;
  const auto first =
      std::ranges::find_if(all, [](const Turn& turn) { return turn.second.has_value(); });
  if (first == all.end()) return;
  const bool whole = to.started_at.size() >= 19;
  const auto begin = *first->second;
  double of_day = 0;
  if (whole) of_day = clock_seconds(std::string_view(to.started_at).substr(11, 8)).value_or(0);
  const bool clock =
      !first_date.empty() ||
      (whole && begin >= 60 && begin >= of_day - 60 && begin - of_day < 4 * 3600 && of_day > 0) ||
      (!whole && begin >= 3600);
  const double zero = !clock ? 0 : whole ? of_day : begin;
  if (clock && !whole && to.started_at.size() == 10)
    to.started_at = moment_after(to.started_at + "T00:00:00", begin);
  for (auto& turn : all)
    if (clock && turn.second)  // Past midnight the clock begins anew.
      turn.second = *turn.second - zero + (*turn.second + 60 < begin ? 86'400 : 0);
  const double length = turns.last_end() - zero;
  if (to.started_at.size() < 19) return;
  to.started_at.resize(19);
  for (auto& turn : all)
    if (turn.second) turn.said_at = moment_after(to.started_at, *turn.second);
  if (length > 0) to.ended_at = moment_after(to.started_at, length);
}

}  // namespace

std::optional<TranscriptForm> sniff_transcript(std::string_view text, const SpeakerRoles& roles) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  while (!text.empty() && (text.front() == '\n' || text.front() == '\r')) text.remove_prefix(1);
  if (is_subtitle_head(text)) return TranscriptForm::subtitles;
  std::size_t lines = 0, spoken = 0, known = 0;
  while (!text.empty() && lines < kSniffedLines) {
    const auto line = next_spoken_line(text);
    if (line.empty()) continue;
    ++lines;
    const auto found = any_spoken(line, roles);
    if (!found) continue;
    ++spoken;
    known += !roles.sender_of(found->speaker).empty() || roles.is_numbered(found->speaker);
  }
  const bool most = known >= 2 && known * 10 >= spoken * 6 && spoken * 3 >= lines;
  return most ? std::optional(TranscriptForm::lines) : std::nullopt;
}

base::Result<Transcript> read_transcript(std::string_view text, const SpeakerRoles& roles,
                                         std::string started_at) {
  Transcript transcript;
  transcript.started_at = std::move(started_at);
  TurnCollector turns(roles);
  text = without_space_around(text);
  std::string first_date;
  if (text.starts_with('{') || (text.starts_with('[') && nlohmann::json::accept(text))) {
    if (auto read = read_json(text, turns); !read) return base::failure_of(read);
  } else if (is_subtitle_head(text)) {
    read_subtitles(text, roles, turns);
  } else {
    while (!text.empty() && !turns.too_many()) {
      const auto line = next_spoken_line(text);
      if (line.empty()) continue;
      if (turns.turns().empty())
        if (auto start = roles.start_in(line); !start.empty()) {
          transcript.started_at = std::move(start);
          continue;
        }
      const auto spoken = any_spoken(line, roles);
      if (!spoken) {
        if (turns.turns().empty())
          turns.add("", std::nullopt, std::nullopt, line);
        else
          turns.more(line, '\n');
        continue;
      }
      if (first_date.empty()) first_date = spoken->date;
      turns.add(spoken->speaker, spoken->second, std::nullopt, spoken->text);
    }
  }
  if (turns.too_many())
    return base::failure(base::ErrorKind::input,
                         fmt::format("a transcript of more than {} turns", kMostTurns),
                         fmt::format("通话文本超过 {} 段", kMostTurns));
  turns.settle();
  place_in_time(transcript, turns, first_date);
  transcript.turns = std::move(turns.turns());
  return transcript;
}

}  // namespace aftercare::intake
