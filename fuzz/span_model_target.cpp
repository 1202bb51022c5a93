// An entity model's file is read or refused; one that is read finds spans that lie in the text. A
// file of tagged lines is read or refused, and its spans lie in their texts.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "language/learnt/model_frame.hpp"
#include "language/learnt/span_model.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aftercare::language;
  const std::string_view given(reinterpret_cast<const char*>(data), size);
  (void)SpanModel::parse(given, "given");
  if (auto texts = read_tagged_lines(given))
    for (auto& marked : *texts)
      if (tidy_spans(marked) != 0) std::abort();
  std::vector<MarkedSpan> cell;
  (void)read_marked_spans(given, cell);
  const auto model = SpanModel::parse(framed({"AFTCSPAN", 1, ""}, given), "given");
  if (!model) return 0;
  SpanAskScratch scratch;
  std::vector<FoundSpan> found;
  model->find("order 订单12345 x", SpanReader(nullptr), scratch, found);
  for (const auto& one : found)
    if (one.span.begin >= one.span.end || one.span.end > 15) std::abort();
  return 0;
}
