#include "app/cli/program.hpp"

// Read by jemalloc when the program starts: few heaps, since each keeps what a big slice left
// behind, and what is free goes back soon.
extern "C" {
extern const char* malloc_conf;
const char* malloc_conf = "narenas:2,dirty_decay_ms:1000,muzzy_decay_ms:0";
}

int main(int count, char** words) {
  return aftercare::app::run_program(count, words);
}
