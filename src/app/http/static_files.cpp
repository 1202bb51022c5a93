#include "app/http/static_files.hpp"

#include <fstream>
#include <map>
#include <sstream>
#include <system_error>

namespace aftercare::app {
namespace {

std::string_view type_of(const std::filesystem::path& file) {
  static const std::map<std::string, std::string_view> types = {
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".svg", "image/svg+xml"},
      {".json", "application/json"},
      {".png", "image/png"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"}};
  const auto at = types.find(file.extension().string());
  return at == types.end() ? "application/octet-stream" : at->second;
}

bool is_below(const std::filesystem::path& folder, const std::filesystem::path& file) {
  const auto relative = file.lexically_relative(folder);
  return !relative.empty() && *relative.begin() != "..";
}

}  // namespace

Response static_file(const std::filesystem::path& folder, const Request& request) {
  std::error_code error;
  const auto root = std::filesystem::canonical(folder, error);
  const bool page = request.path.find('.') == std::string::npos;
  const auto wanted = root / (page ? "index.html" : request.path.substr(1));
  const auto file = std::filesystem::canonical(wanted, error);
  if (error || !is_below(root, file) || !std::filesystem::is_regular_file(file, error)) {
    return {404,
            "text/plain; charset=utf-8",
            page ? "The dashboard is not built. Run scripts/build.\n" : "not found\n",
            {}};
  }
  std::ifstream in(file, std::ios::binary);
  std::ostringstream body;
  body << in.rdbuf();
  // Built files carry their digest in their name, so only the page itself must be asked for anew.
  const bool named_by_content = request.path.starts_with("/assets/");
  return {
      200,
      std::string(type_of(file)),
      std::move(body).str(),
      {{"Cache-Control", named_by_content ? "public, max-age=31536000, immutable" : "no-cache"}}};
}

}  // namespace aftercare::app
