// What would write has to wait while a file is read in; a page must not wait so long.

#pragma once

#include <mutex>
#include <optional>

#include "app/http/answers.hpp"
#include "pipeline/session.hpp"

namespace aftercare::app {

/// The refusal (409) while somebody else writes. Nothing is held when it returns.
inline std::optional<Response> refusal_while_writing(const pipeline::Session& session) {
  const std::unique_lock free(session.writing(), std::try_to_lock);
  if (free) return std::nullopt;
  return error_response(409, "busy", "a file is being read in; try again when it is done",
                        "正在读入文件，请在完成后重试");
}

}  // namespace aftercare::app
