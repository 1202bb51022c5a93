#include "app/http/intake_api.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/http/answers.hpp"
#include "app/http/session_book.hpp"
#include "app/store_json.hpp"
#include "base/digest.hpp"
#include "store/duckdb/source_state.hpp"
#include "store/duckdb/writer.hpp"

namespace aftercare::app {
namespace {

using Json = nlohmann::ordered_json;
using pipeline::PushFailure;

constexpr std::string_view kIntake = "/api/v1/intake/";
constexpr std::size_t kMostPushedBytes = 32 << 20;
constexpr std::size_t kLongestKey = 255;
constexpr std::string_view kBearer = "Bearer ";

const pipeline::SourceSetting* push_source(const pipeline::Session& session,
                                           std::string_view name) {
  for (const auto& source : session.workspace().settings().sources)
    if (source.name == name && source.as<pipeline::PushSetting>()) return &source;
  return nullptr;
}

std::string_view source_in(const Request& request) {
  return std::string_view(request.path).substr(kIntake.size());
}

bool may_push(const pipeline::Session& session, const Request& request) {
  const std::string_view given = request.authorization;
  if (given.size() <= kBearer.size() || !given.starts_with(kBearer)) return false;
  const std::string source(source_in(request));
  if (push_source(session, source) == nullptr) return false;
  const auto digest = store::token_digest(session.store(), source);
  // Digests are compared: how long that takes tells nothing of the token.
  return digest && *digest &&
         **digest == base::to_hex(base::digest_of(given.substr(kBearer.size())));
}

enum class Content : std::uint8_t { json, lines, other };

Content content_of(std::string_view type) {
  type = type.substr(0, type.find(';'));
  while (!type.empty() && type.back() == ' ') type.remove_suffix(1);
  std::string name(type);
  std::ranges::transform(name, name.begin(),
                         [](unsigned char one) { return static_cast<char>(std::tolower(one)); });
  if (name == "application/json") return Content::json;
  for (const auto* lines : {"application/x-ndjson", "application/ndjson", "application/jsonl",
                            "application/x-jsonlines", "application/jsonlines"})
    if (name == lines) return Content::lines;
  return Content::other;
}

Response refusal_of(const PushFailure& failure) {
  using Why = PushFailure::Why;
  const auto answer = [&failure](unsigned status, std::string_view code) {
    return error_response(
        status, code, failure.error.message,
        failure.error.message_zh.empty() ? failure.error.message : failure.error.message_zh);
  };
  switch (failure.why) {
    case Why::bad_body:
      return answer(400, "bad_json");
    case Why::no_mapping:
      return answer(422, "no_mapping");
    case Why::key_reused:
      return answer(409, "key_reused");
    case Why::busy: {
      auto response = answer(503, "busy");
      response.headers.emplace_back("Retry-After", "30");
      return response;
    }
    case Why::failed:
      break;
  }
  return answer(500, "internal");
}

Response too_large() {
  return error_response(413, "too_large", "the body is larger than 32 MB: send it in parts",
                        "请求体超过 32 MB：请分批发送");
}

// The body of one request, taken whole: its rows are stored together.
class PushedBody final : public BodyTaker {
 public:
  PushedBody(pipeline::LiveIntake& live, pipeline::PushedRows rows)
      : live_(live), rows_(std::move(rows)) {}

  std::optional<Response> take(std::string_view piece) override {
    if (rows_.body.size() + piece.size() > kMostPushedBytes) return too_large();
    rows_.body += piece;
    return std::nullopt;
  }

  bool finishes_slowly() const override { return true; }

  Response finish() override {
    const auto taken = live_.take(std::move(rows_));
    if (!taken) return refusal_of(taken.error());
    const auto& file = taken->file;
    Json json = {{"source", file.source},
                 {"file", file.name},
                 {"entity", file.entity},
                 {"mapping", file.mapping},
                 {"repeated", taken->repeated}};
    json.update(to_json(file.ledger));
    json["balanced"] = file.ledger.balanced();
    json["unused_columns"] = file.unused_columns;
    return json_response(200, json);
  }

 private:
  pipeline::LiveIntake& live_;
  pipeline::PushedRows rows_;
};

}  // namespace

IntakeApi::IntakeApi(const pipeline::Session& session, pipeline::LiveIntake& live)
    : session_(session), live_(live) {}

bool IntakeApi::serves(std::string_view path) {
  return path.starts_with(kIntake);
}

Reception IntakeApi::receive(const Request& head) const {
  if (head.method != "POST")
    return error_response(405, "method", "only POST here", "此处仅支持 POST");
  if (!may_push(session_, head)) {
    auto refusal =
        error_response(401, "no_token",
                       "send the source's token: Authorization: Bearer TOKEN; a new "
                       "one: aftercare source token NAME",
                       "请携带数据源令牌：Authorization: Bearer TOKEN；新令牌：aftercare "
                       "source token NAME");
    refusal.headers.emplace_back("WWW-Authenticate", "Bearer");
    return refusal;
  }
  const auto content = content_of(head.content_type);
  if (content == Content::other)
    return error_response(415, "content_type",
                          "the body must be application/json or application/x-ndjson",
                          "请求体必须是 application/json 或 application/x-ndjson");
  if (head.idempotency_key.size() > kLongestKey)
    return error_response(400, "bad_request", "the Idempotency-Key is longer than 255 bytes",
                          "Idempotency-Key 超过 255 字节");
  if (head.content_length.value_or(0) > kMostPushedBytes) return too_large();
  pipeline::PushedRows rows;
  rows.source = push_source(session_, source_in(head));
  rows.key = head.idempotency_key;
  rows.lines = content == Content::lines;
  return std::make_unique<PushedBody>(live_, std::move(rows));
}

base::Result<std::string> new_source_token(const pipeline::Session& session,
                                           const std::string& source) {
  if (push_source(session, source) == nullptr)
    return base::failure(
        fmt::format("no source of kind push is called '{}': declare it in aftercare.yaml", source),
        fmt::format("没有名为“{}”的 push 数据源：请在 aftercare.yaml 中声明", source));
  auto token = random_token();
  const auto set =
      store::Writer(session.store()).set_token(source, base::to_hex(base::digest_of(token)));
  if (!set) return base::failure_of(set);
  return token;
}

}  // namespace aftercare::app
