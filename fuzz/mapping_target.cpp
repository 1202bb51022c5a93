// A mapping file: refused with a sentence, or read; and what is written of it reads again.

#include <filesystem>

#include "records/dictionary.hpp"
#include "standard/catalog.hpp"
#include "standard/mapping_file.hpp"
#include "standard/mapping_writer.hpp"

#include "given_input.hpp"
#include "place/place.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aftercare;
  static const auto catalog = [] {
    ::setenv("AFTERCARE_SHARE", place::root().c_str(), 0);
    return standard::Catalog::load({}).value();
  }();
  const fuzz::GivenInput file(data, size);
  const auto mapping = standard::load_mapping(file.path(), catalog.dictionary());
  if (!mapping) {
    if (mapping.error().message.empty() || mapping.error().message_zh.empty()) std::abort();
    return 0;
  }
  (void)standard::columns_of(*mapping);
  const auto text = standard::to_yaml(*mapping);
  const fuzz::GivenInput again(text.data(), text.size());
  if (!standard::load_mapping(again.path(), catalog.dictionary())) std::abort();
  return 0;
}
