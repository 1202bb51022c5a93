#include "app/cli/day_asked.hpp"

#include <fmt/format.h>

namespace aftercare::app {

base::Result<std::optional<records::Day>> day_asked(const std::string& text, const char* option) {
  if (text.empty()) return std::optional<records::Day>();
  if (const auto day = records::parse_day(text)) return std::optional(*day);
  return base::failure(fmt::format("no day (YYYY-MM-DD): {} {}", option, text),
                       fmt::format("不是日期（YYYY-MM-DD）：{} {}", option, text));
}

}  // namespace aftercare::app
