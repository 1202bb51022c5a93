#include "app/http/label_api.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/http/answers.hpp"
#include "app/http/asked_page.hpp"
#include "app/label_json.hpp"
#include "app/wish_json.hpp"
#include "base/progress.hpp"
#include "pipeline/label_training.hpp"

namespace aftercare::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kLabels = "labels/";
constexpr std::size_t kMostItems = 50;
constexpr std::size_t kMostBesides = 200;
constexpr std::size_t kMostDoubts = 50;
constexpr std::size_t kSamples = 3;

// What is learnt is learnt from the texts of all cases.
std::optional<Response> refused_scope(const access::Caller& caller) {
  if (caller.viewer.scope.whole()) return std::nullopt;
  return error_response(403, "forbidden", "labelling needs a user who sees all cases",
                        "标注需要能查看全部案例的用户");
}

Json progress_json(const pipeline::LabelWork& work) {
  const auto progress = work.progress();
  return {{"labelled", progress.labelled}, {"left", progress.left}};
}

std::vector<std::string> texts_in(const nlohmann::json& body, const char* key) {
  std::vector<std::string> texts;
  if (const auto list = body.find(key); list != body.end() && list->is_array())
    for (const auto& one : *list)
      if (one.is_string() && texts.size() < kMostBesides) texts.push_back(one.get<std::string>());
  return texts;
}

}  // namespace

std::optional<Response> LabelApi::get(const std::string& name, const access::Caller& caller) const {
  if (name != "labels") return std::nullopt;
  if (auto refused = refused_scope(caller)) return refused;
  return answered(label_sets_json(session_, caller.viewer), [](const Json& one) { return one; });
}

std::optional<Response> LabelApi::post(const std::string& name, const nlohmann::json& body,
                                       const access::Caller& caller) const {
  if (name != "wishes" && !name.starts_with(kLabels)) return std::nullopt;
  if (auto refused = refused_scope(caller)) return refused;
  if (name == "wishes") return wishes(body);
  const auto asked = name.substr(kLabels.size());
  const auto set = text_in_body(body, "set");
  using Answer = Response (LabelApi::*)(const std::string&, const nlohmann::json&,
                                        const access::Caller&) const;
  constexpr std::pair<std::string_view, Answer> answers[] = {{"next", &LabelApi::next},
                                                             {"answer", &LabelApi::answer},
                                                             {"undo", &LabelApi::undo},
                                                             {"doubts", &LabelApi::doubts},
                                                             {"train", &LabelApi::train}};
  for (const auto& [known, answer] : answers)
    if (asked == known) return (this->*answer)(set, body, caller);
  return std::nullopt;
}

Response LabelApi::next(const std::string& set, const nlohmann::json& body,
                        const access::Caller&) const {
  const auto work = shelf_.set(set);
  if (!work) return error_response(work.error());
  const auto most = body.find("most");
  const auto items = (*work)->next(most != body.end() && most->is_number_unsigned()
                                       ? std::clamp<std::size_t>(*most, 1, kMostItems)
                                       : language::LabelDesk::kAtATime,
                                   texts_in(body, "besides"));
  return answered(items, [&](const std::vector<pipeline::LabelItem>& all) {
    Json json = {{"set", set}};
    json["names"] = label_names_json(session_, set, (*work)->names());
    json["open"] = pipeline::label_choices(session_, set) == nullptr;
    json.update(progress_json(**work));
    json["items"] = Json::array();
    for (const auto& item : all) json["items"].push_back(to_json(item));
    return json;
  });
}

Response LabelApi::answer(const std::string& set, const nlohmann::json& body,
                          const access::Caller& caller) const {
  const auto key = text_in_body(body, "key");
  const auto label = text_in_body(body, "label");
  const auto skip = body.find("skip");
  const bool skipped = skip != body.end() && skip->is_boolean() && skip->get<bool>();
  if (key.empty() || label.empty() != skipped)
    return error_response(400, "bad_request", "an answer is 'key' and either 'label' or 'skip'",
                          "回答需要“key”，以及“label”或“skip”之一");
  const auto work = shelf_.set(set);
  if (!work) return error_response(work.error());
  const auto kept = (*work)->answer(key, label, caller.viewer.name);
  if (!kept) return error_response(kept.error());
  return json_response(200, progress_json(**work));
}

Response LabelApi::undo(const std::string& set, const nlohmann::json&,
                        const access::Caller& caller) const {
  const auto work = shelf_.set(set);
  if (!work) return error_response(work.error());
  return answered((*work)->take_back(caller.viewer.name), [&](const pipeline::LabelItem& item) {
    Json json = progress_json(**work);
    json["item"] = to_json(item);
    return json;
  });
}

Response LabelApi::doubts(const std::string& set, const nlohmann::json&,
                          const access::Caller&) const {
  const auto work = shelf_.set(set);
  if (!work) return error_response(work.error());
  const auto doubts = (*work)->doubts();
  return json_response(
      200, {{"set", set}, {"total", doubts.size()}, {"doubts", to_json(doubts, kMostDoubts)}});
}

Response LabelApi::train(const std::string& set, const nlohmann::json&,
                         const access::Caller&) const {
  const auto work = shelf_.set(set);
  if (!work) return error_response(work.error());
  const auto started = jobs_.start(
      "train", [&session = session_, set](base::Progress& progress) -> base::Result<Json> {
        const auto trained = pipeline::train_from_labels(session, set, progress);
        if (!trained) return base::failure_of(trained);
        return to_json(*trained, set);
      });
  if (!started)
    return error_response(409, "busy", started.error().message, started.error().message_zh);
  return json_response(202, to_json(*jobs_.find(*started)));
}

Response LabelApi::wishes(const nlohmann::json& body) const {
  const auto days = days_in(body);
  if (!days) return error_response(days.error());
  base::NoProgress quiet;
  if (const auto read = pipeline::collect_wishes(session_, quiet); !read)
    return error_response(read.error());
  return answered(
      pipeline::wish_list(session_, days->from, days->to, page_of(body).limit, kSamples),
      [](const pipeline::WishList& list) { return to_json(list); });
}

}  // namespace aftercare::app
