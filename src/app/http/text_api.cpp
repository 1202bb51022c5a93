#include "app/http/text_api.hpp"

#include <string_view>

#include "app/conversation_json.hpp"
#include "app/http/answers.hpp"

namespace aftercare::app {
namespace {

constexpr std::string_view kConversation = "conversation/";

}  // namespace

std::optional<Response> TextApi::get(const std::string& name, const access::Caller& caller) const {
  if (!name.starts_with(kConversation)) return std::nullopt;
  const auto talk =
      pipeline::case_conversation(session_, caller.viewer, name.substr(kConversation.size()));
  if (!talk) return error_response(talk.error());
  return *talk ? json_response(200, to_json(**talk)) : not_found();
}

}  // namespace aftercare::app
