#include "app/http/ask_api.hpp"

#include <nlohmann/json.hpp>

#include "app/http/answers.hpp"

namespace aftercare::app {
namespace {

constexpr std::size_t kLongestQuestion = 1000;
constexpr std::chrono::minutes kNamesAreFresh{1};

}  // namespace

base::Result<std::shared_ptr<const metrics::AskWords>> AskApi::words(
    const records::Viewer& viewer) const {
  // Names of one's own rows are one's own; those of all rows are shared by who sees every value.
  const auto no_secret = viewer.fields.of(records::PiiClass::none) == records::Shown::clear;
  const bool shared = viewer.scope.whole() && no_secret && viewer.role == "administrator";
  const std::lock_guard lock(loading_);
  const auto now = std::chrono::steady_clock::now();
  if (shared && words_ && now - read_ < kNamesAreFresh) return words_;
  auto loaded = metrics::AskWords::load(session_.model(), session_.workspace().root());
  if (!loaded) return base::failure_of(loaded);
  if (const auto added = metrics::add_stored_values(*loaded, session_.store(), viewer); !added)
    return tl::unexpected(added.error());
  auto words = std::make_shared<const metrics::AskWords>(std::move(*loaded));
  if (!shared) return words;
  words_ = words;
  read_ = now;
  return words_;
}

Response AskApi::post(const nlohmann::json& body, const records::Viewer& viewer) const {
  const auto found = body.find("question");
  if (found == body.end() || !found->is_string() || found->get<std::string>().empty())
    return error_response(400, "no_question", "no question: 'question' is a text",
                          "没有问题：“question” 应为文字");
  const auto text = found->get<std::string>();
  if (text.size() > kLongestQuestion)
    return error_response(400, "long_question", "the question is longer than 1000 bytes",
                          "问题超过 1000 字节");
  const auto words = this->words(viewer);
  if (!words) return error_response(words.error());
  const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  const auto today =
      metrics::ask_today(session_.model(), session_.zone().day_of(now), session_.store(), viewer);
  if (!today) return error_response(today.error());
  const auto asked = metrics::ask(text, **words, *today);
  if (!asked.answerable()) return json_response(200, metrics::to_json(asked, **words));
  const auto answer = metrics::answer(session_.model(), asked, session_.store(), viewer);
  if (answer) return json_response(200, metrics::to_json(asked, **words, *answer));
  if (answer.error().kind != base::ErrorKind::usage) return error_response(answer.error());
  return json_response(200, metrics::to_json(asked, **words, answer.error()));
}

}  // namespace aftercare::app
