// What a provider of identities sends back: a token and the document of its keys. Nothing is taken
// that no key of the document has signed.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "access/id_token.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const auto end = std::min(all.find('\n'), size);
  const auto token = all.substr(0, end);
  const auto keys = end < size ? all.substr(end + 1) : std::string_view();
  const auto subject = aftercare::access::subject_of(
      token, keys, {"https://login.example.com", "aftercare", "n-0S6_WzA2Mj", 1'790'000'000});
  if (subject ? subject->empty() : subject.error().message_zh.empty()) std::abort();
  std::string bytes;
  if (aftercare::access::from_base64url(token, bytes) &&
      aftercare::access::to_base64url(bytes).size() > token.size() + 2)
    std::abort();
  return 0;
}
