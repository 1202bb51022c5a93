# Compiler flags, sanitizers, ccache and the linker: what every target shares.
add_library(aftercare_flags INTERFACE)
target_compile_options(aftercare_flags INTERFACE
  -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Werror
  -fstack-protector-strong -pthread)

# Clang only sanitizes and fuzzes here, and would warn of other things than GCC, which has the word.
if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
  target_compile_options(aftercare_flags INTERFACE -w)
endif()

# GCC 12 reports false positives of these from inlined standard code at -O2, pages of them.
target_compile_options(aftercare_flags INTERFACE
  -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-array-bounds -Wno-restrict -Wno-stringop-overread)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
find_program(LLD ld.lld)
if(LLD)
  add_link_options(-fuse-ld=lld)
endif()

if(AFTERCARE_SANITIZE STREQUAL thread)
  # Boost fences where this sanitizer cannot follow; that is a warning, no fault.
  set(sanitize -fsanitize=thread -Wno-error=tsan)
elseif(AFTERCARE_SANITIZE)
  # The tests and short fuzzing share what is compiled: hence the counters that libFuzzer follows.
  # Comparisons, which it follows too, would make the tests half as slow again.
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES Clang)
    message(FATAL_ERROR "AFTERCARE_SANITIZE=address needs clang, as scripts/build asan calls it")
  endif()
  set(sanitize -fsanitize=address,undefined -fno-sanitize-recover=undefined
    -fsanitize-coverage=inline-8bit-counters,pc-table)
  if(AFTERCARE_FUZZ_COMPARISONS)
    list(APPEND sanitize -fsanitize-coverage=indirect-calls,trace-cmp)
  endif()
endif()
if(sanitize)
  add_compile_options(${sanitize} -fno-omit-frame-pointer)
  add_link_options(${sanitize})
  add_compile_definitions(AFTERCARE_SANITIZED)
endif()
