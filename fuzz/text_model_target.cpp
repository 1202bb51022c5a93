// A model file is read or refused; one that is read answers any text with probabilities.

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "base/digest.hpp"
#include "language/learnt/text_model.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aftercare;
  const std::string_view given(reinterpret_cast<const char*>(data), size);
  (void)language::TextModel::parse(given, "given");
  // The same bytes as a payload whose checksum is right, so that what lies behind it is reached.
  std::string bytes = "AFTCTEXT";
  const std::uint32_t version = 1;
  const std::uint64_t length = size;
  bytes.append(reinterpret_cast<const char*>(&version), sizeof(version));
  bytes.append(reinterpret_cast<const char*>(&length), sizeof(length));
  const auto digest = base::digest_of(given);
  bytes.append(reinterpret_cast<const char*>(digest.data()), digest.size());
  bytes += given;
  const auto model = language::TextModel::parse(bytes, "given");
  if (!model) return 0;
  const language::FeatureReader reader(nullptr, nullptr);
  language::ModelScratch scratch;
  language::LabelAnswer answer;
  model->ask("good 坏了 12345", reader, scratch, answer);
  for (const auto probability : answer.probabilities)
    if (!(probability >= 0 && probability <= 1.001F)) std::abort();
  return 0;
}
