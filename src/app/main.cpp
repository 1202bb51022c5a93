#include <malloc.h>

#include "app/cli/program.hpp"

int main(int count, char** words) {
  // One heap for each pair of threads: more would each keep what a big slice left behind.
  mallopt(M_ARENA_MAX, 2);
  return aftercare::app::run_program(count, words);
}
