#include "app/cli/label_talk.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <deque>

#include "base/utf8.hpp"

namespace aftercare::app {
namespace {

constexpr std::size_t kShownCharacters = 1200;
constexpr std::size_t kLongestAnswer = 4096;

void show_asked(const AskedText& asked, const TextShelf& shelf, const Console& console) {
  if (console.json()) return;
  console.line(fmt::format("\n[{}] {}", asked.title, shown_text(asked.text, kShownCharacters)));
  std::string choices;
  const auto names = shelf.names();
  for (std::size_t i = 0; i < names.size(); ++i)
    choices += fmt::format("{}{} {}", i == 0 ? "" : "  ", i + 1, names[i]);
  console.line(choices);
  if (asked.proposed.empty())
    console.print(fmt::format("{}> ", shelf.labelled()));
  else if (asked.probability > 0)
    console.print(
        fmt::format("{} [{} {:.2f}]> ", shelf.labelled(), asked.proposed, asked.probability));
  else
    console.print(fmt::format("{} [{}]> ", shelf.labelled(), asked.proposed));
}

enum class Said { answered, taken_back, ended };

// One text until it is answered.
base::Result<Said> put_text(TextShelf& shelf, const AskedText& asked, AnswerLines& answers,
                            std::optional<AskedText>& taken, const Console& console) {
  while (auto line = answers.next()) {
    while (!line->empty() && (line->back() == '\r' || line->back() == ' ')) line->pop_back();
    if (*line == "q") return Said::ended;
    if (*line == "u") {
      auto back = shelf.take_back();
      if (!back) return base::failure_of(back);
      if (*back) {
        taken = std::move(*back);
        return Said::taken_back;
      }
      console.note(console.say("no answer is left to take back", "没有可撤销的回答"));
      continue;
    }
    std::string label = line->empty() ? asked.proposed : *line == "s" ? std::string() : *line;
    if (!line->empty() && line->size() < 6 && line->find_first_not_of("0123456789") == line->npos) {
      const auto number = static_cast<std::size_t>(std::stoul(*line));
      const auto names = shelf.names();
      if (number == 0 || number > names.size()) {
        console.note(console.say("no label has this number", "没有此编号的标签"));
        continue;
      }
      label = names[number - 1];
    }
    if (line->starts_with('=')) {
      label.erase(0, 1);
      if (label.empty()) continue;
    }
    const auto kept = shelf.answer(asked.id, label);
    if (kept) return Said::answered;
    if (kept.error().kind != base::ErrorKind::usage) return base::failure_of(kept);
    console.note(console.say(kept.error().message, kept.error().message_zh));
  }
  return Said::ended;
}

}  // namespace

std::optional<std::string> AnswerLines::next() {
  for (;;) {
    const auto end = read_.find('\n');
    if (end != read_.npos || (ended_ && !read_.empty())) {
      auto line = read_.substr(0, end);
      read_.erase(0, end == read_.npos ? end : end + 1);
      return line;
    }
    if (ended_ || read_.size() > kLongestAnswer) return std::nullopt;
    char part[512];
    const auto got = ::read(handle_, part, sizeof part);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0)
      ended_ = true;
    else
      read_.append(part, static_cast<std::size_t>(got));
  }
}

std::string shown_text(std::string_view text, std::size_t most_characters) {
  std::string shown(base::first_code_points(text, most_characters));
  for (auto& byte : shown)
    if ((static_cast<unsigned char>(byte) < 0x20 && byte != '\n') || byte == 0x7F) byte = ' ';
  return shown;
}

base::Result<void> talk_labels(TextShelf& shelf, AnswerLines& answers, const Console& console) {
  console.note(console.say(
      "A number or a name labels the text, Enter takes what is proposed, s skips, u takes the last "
      "answer back and asks it again, q ends. =NAME is a label called like one of these.",
      "输入编号或名称为文本标注；回车采用建议，s 跳过，u 撤销上一个并重新提问，q 结束。与这些同名的"
      "标签写作 =名称。"));
  std::deque<AskedText> queue;
  for (;;) {
    if (queue.empty()) {
      auto more = shelf.next();
      if (!more) return base::failure_of(more);
      queue.assign(std::make_move_iterator(more->begin()), std::make_move_iterator(more->end()));
      if (queue.empty()) return {};
    }
    std::optional<AskedText> taken;
    show_asked(queue.front(), shelf, console);
    const auto said = put_text(shelf, queue.front(), answers, taken, console);
    if (!said) return base::failure_of(said);
    if (*said == Said::ended) return {};
    if (*said == Said::taken_back)
      queue.push_front(std::move(*taken));
    else
      queue.pop_front();
  }
}

}  // namespace aftercare::app
