#include "app/cli/program.hpp"

int main(int count, char** words) {
  return aftercare::app::run_program(count, words);
}
