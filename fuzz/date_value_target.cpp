// What a found date means is an ISO day, month or stretch, or open; and the same when asked again.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "language/date_value.hpp"
#include "text/normal_text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aftercare;
  if (size == 0) return 0;
  // As the analyser gives it: normal text, what stands behind it apart.
  text::NormalText normal;
  normal.add(std::string_view(reinterpret_cast<const char*>(data) + 1, size - 1), nullptr);
  const auto text = normal.utf8(0, normal.size());
  std::size_t cut = text.empty() ? 0 : data[0] % text.size();
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
  const auto said = std::string_view(text).substr(0, cut),
             next = std::string_view(text).substr(cut);
  static const auto zone = records::Zone::named("Asia/Shanghai").value();
  language::DateContext known{records::Moment(std::chrono::seconds(1'772'000'000)), zone};
  for (const auto& context : {known, language::DateContext{std::nullopt, zone}}) {
    const auto value = language::date_value(said, next, context);
    if (value != language::date_value(said, next, context)) std::abort();
    if (value.find_first_not_of("0123456789-:T/") != value.npos) std::abort();
  }
  return 0;
}
