// A question as it comes over the API: refused with a sentence, or narrowed to what its asker sees
// and written as SQL that names nothing hidden.

#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "metrics/answer.hpp"
#include "metrics/question_json.hpp"
#include "metrics/rows.hpp"
#include "place/place.hpp"
#include "store/render.hpp"
#include "store/rights.hpp"

namespace {

using namespace aftercare;

const records::Dictionary& dictionary() {
  static const auto loaded = [] {
    ::setenv("AFTERCARE_SHARE", place::root().c_str(), 0);
    return records::Dictionary::load({}).value();
  }();
  return loaded;
}

// Writes what it is asked as SQL and answers nothing.
class WritingEngine final : public store::Engine {
 public:
  base::Result<store::Frame> run(const store::Query& query,
                                 const records::Viewer& viewer) const override {
    const auto narrow = store::narrowed(query, viewer, dictionary());
    if (!narrow) {
      if (!records::is_refusal(narrow.error())) std::abort();
      return base::failure_of(narrow);
    }
    const auto sql = store::render(*narrow, store::Dialect::duckdb);
    if (sql && sql->find("WHERE") == std::string::npos) std::abort();  // The scope is a condition.
    return base::failure("nothing is stored here", "这里没有数据");
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto model =
      metrics::Model::load((dictionary(), std::string()), dictionary()).value();
  const auto json = nlohmann::json::parse(data, data + size, nullptr, false);
  if (!json.is_object()) return 0;
  const auto question = metrics::question_from_json(json);
  if (!question) {
    if (question.error().message.empty() || question.error().message_zh.empty()) std::abort();
    return 0;
  }
  auto viewer = records::Viewer::owner();
  viewer.fields.set(records::PiiClass::pseudonym, records::Shown::hidden);
  viewer.scope.teams = {"one'team"};
  const WritingEngine engine;
  if (metrics::answer(model, *question, engine, viewer)) std::abort();
  if (const auto page = metrics::page_from_json(json))
    if (metrics::rows(model, *question, *page, engine, viewer)) std::abort();
  return 0;
}
