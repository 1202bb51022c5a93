// A request as it comes over the line: its head read by Beast and by us, its path looked up and
// looked for among the files, its body read as JSON. It may be refused; it reaches nothing that is
// not listed and no file outside of the folder.

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "app/http/answers.hpp"
#include "app/http/asked_page.hpp"
#include "app/http/static_files.hpp"
#include "app/http/wire.hpp"
#include "app/needed_actions.hpp"
#include "place/place.hpp"

namespace {

using namespace aftercare;
namespace fs = std::filesystem;

constexpr std::string_view kSecret = "this stands beside the folder";

// A folder with one page, and a file beside it that nobody may get.
const fs::path& web_folder() {
  static const auto made = [] {
    std::string name = (fs::temp_directory_path() / "fuzz_web_XXXXXX").string();
    const fs::path root = ::mkdtemp(name.data());
    fs::create_directories(root / "web");
    std::ofstream(root / "web" / "index.html") << "page";
    std::ofstream(root / "web" / "a.js") << "code";
    std::ofstream(root / "secret.txt") << kSecret;
    return root / "web";
  }();
  return made;
}

int depth_of(const nlohmann::json& json) {
  int most = 0;
  if (json.is_structured())
    for (const auto& one : json) most = std::max(most, depth_of(one));
  return json.is_structured() ? most + 1 : 0;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto needed = [] {
    ::setenv("AFTERCARE_SHARE", place::root().c_str(), 0);
    return app::NeededActions::load().value();
  }();
  app::http::request_parser<app::http::empty_body> parser;
  parser.eager(false);
  app::NoThrow error;
  const auto taken = parser.put(app::asio::buffer(data, size), error);
  if (error || !parser.is_header_done()) {
    (void)app::is_malformed(error);
    return 0;
  }
  const auto request = app::head_of(parser);
  constexpr std::string_view api = "/api/v1/";
  if (request.path.starts_with(api)) {
    const auto name = request.path.substr(api.size());
    if (const auto* endpoint = needed.endpoint(request.method, name))
      if (endpoint->action.empty()) std::abort();
    (void)needed.has_path(name);
  }
  if (app::static_file(web_folder(), request).body.find(kSecret) != std::string::npos) std::abort();
  for (const auto* name : {"token", "name", "page"}) (void)app::value_of(request.query, '&', name);
  (void)app::session_token(request);
  (void)app::is_own_origin(request, size % 2 == 0);
  // A name that is not ours may not pass for this machine.
  if (app::is_loopback_host(request.host) && request.host.find("evil") == 0) std::abort();
  const std::string_view body(reinterpret_cast<const char*>(data) + taken, size - taken);
  if (const auto json = app::object_in(body)) {
    if (!json->is_object() || depth_of(*json) > 64) std::abort();
    const auto page = app::page_of(*json);
    if (page.limit < 1 || page.limit > 200) std::abort();
    for (const auto* name : {"entity", "key", "reason", "value", "kind"})
      (void)app::text_in_body(*json, name);
  }
  return 0;
}
