# Headers of others that most files read, compiled once: reading them anew was a fifth of a build.
# Only GCC's, which builds what is used; clang's build finds what a file forgot to include.
function(compiled_headers name)
  file(WRITE ${CMAKE_BINARY_DIR}/${name}.cpp "")
  add_library(${name} OBJECT EXCLUDE_FROM_ALL ${CMAKE_BINARY_DIR}/${name}.cpp)
  target_link_libraries(${name} PRIVATE aftercare_flags fmt::fmt nlohmann_json::nlohmann_json)
  target_compile_options(${name} PRIVATE ${ARGN})
  target_precompile_headers(${name} PRIVATE <algorithm> <chrono> <filesystem> <functional> <future> <map> <memory> <mutex>
    <optional> <ranges> <set> <span> <string> <unordered_map> <unordered_set> <variant> <vector>
    <fmt/format.h> <fmt/ranges.h> <nlohmann/json.hpp>)
endfunction()

# use_compiled_headers(TARGET NAME)
function(use_compiled_headers target name)
  if(AFTERCARE_COMPILED_HEADERS)
    target_precompile_headers(${target} REUSE_FROM ${name})
  endif()
endfunction()

if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND NOT AFTERCARE_SANITIZE)
  set(AFTERCARE_COMPILED_HEADERS ON)
  compiled_headers(headers)
  compiled_headers(headers_cold -O1)
  compiled_headers(headers_of_tests -O1)
  target_link_libraries(headers_of_tests PRIVATE GTest::gmock)
  target_precompile_headers(headers_of_tests PRIVATE <gmock/gmock.h> <gtest/gtest.h>)
endif()
