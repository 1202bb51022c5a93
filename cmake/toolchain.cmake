# Compiler flags, sanitizers, ccache and the linker: what every target shares.
add_library(aftercare_flags INTERFACE)
target_compile_options(aftercare_flags INTERFACE
  -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Werror
  -fstack-protector-strong)

# Clang only fuzzes here, and warns of other things.
if(CMAKE_CXX_COMPILER_ID MATCHES Clang)
  target_compile_options(aftercare_flags INTERFACE -Wno-error -Wno-unknown-warning-option)
endif()

# GCC 12 reports false positives of these from inlined standard code at -O2.
target_compile_options(aftercare_flags INTERFACE
  -Wno-error=maybe-uninitialized -Wno-error=stringop-overflow -Wno-error=array-bounds
  -Wno-error=restrict -Wno-error=stringop-overread)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
find_program(LLD ld.lld)
if(LLD)
  add_link_options(-fuse-ld=lld)
endif()

if(AFTERCARE_FUZZ)
  set(sanitize -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined)
elseif(AFTERCARE_SANITIZE STREQUAL thread)
  # Boost fences where this sanitizer cannot follow; that is a warning, no fault.
  set(sanitize -fsanitize=thread -Wno-error=tsan)
elseif(AFTERCARE_SANITIZE)
  set(sanitize -fsanitize=address,undefined -fno-sanitize-recover=undefined)
endif()
if(sanitize)
  add_compile_options(${sanitize} -fno-omit-frame-pointer)
  add_link_options(${sanitize})
endif()
