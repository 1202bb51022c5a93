// A cell that may hold an array: never a row lost, never one from nowhere.

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

#include "standard/unfold.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace aftercare;
  records::RawBatch raw;
  const auto arena = std::make_shared<records::Arena>();
  raw.columns = {"id", "items"};
  raw.cells = {"1", arena->keep({reinterpret_cast<const char*>(data), size}), "2", "[]"};
  raw.origins = {{1, 0}, {2, 0}};
  raw.repairs.resize(2);
  raw.keeps = {arena};
  for (const char* array : {"items", "items[].parts"}) {
    records::Arena made;
    const auto kept = standard::unfold(raw, array, true, made);
    const auto& rows = kept.rows;
    if (rows.cells.size() != rows.rows() * rows.columns.size()) std::abort();
    if (rows.rows() < 2 && size > 0 && rows.origins.back().row != 2) std::abort();
    if (kept.groups.size() > 2) std::abort();
    std::size_t bytes = 0;
    for (const auto cell : rows.cells) bytes += cell.size();
    (void)bytes;
  }
  return 0;
}
