# aftercare_module(NAME [COLD] SOURCES a.cpp ... USES module ... LINKS library ...)
# One static library per folder of src/. Includes are written "module/file.hpp".
# COLD: it mostly calls others, so that compiling it fast is worth more than running it fast.
function(aftercare_module name)
  cmake_parse_arguments(ARG "COLD" "" "SOURCES;USES;LINKS" ${ARGN})
  if(ARG_SOURCES)
    add_library(${name} STATIC ${ARG_SOURCES})
    set(scope PUBLIC)
    target_link_libraries(${name} PRIVATE aftercare_flags)
    if(ARG_COLD)
      target_compile_options(${name} PRIVATE -O1)
    endif()
  else()
    add_library(${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(${name} ${scope} ${CMAKE_SOURCE_DIR}/src)
  target_link_libraries(${name} ${scope} ${ARG_USES} ${ARG_LINKS})
endfunction()

# aftercare_test(MODULE SOURCES a_test.cpp ... USES module ...)
# One test program per module, its cases found by ctest.
function(aftercare_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES;LINKS" ${ARGN})
  add_executable(${name}_test ${ARG_SOURCES})
  target_link_libraries(${name}_test PRIVATE aftercare_flags test_place ${ARG_USES} ${ARG_LINKS}
                        GTest::gmock GTest::gtest_main)
  # The code under test is what costs; its tests need not be fast, and are a third of all that is compiled.
  target_compile_options(${name}_test PRIVATE $<IF:$<BOOL:$<NOT:$<STREQUAL:${AFTERCARE_SANITIZE},OFF>>>,-O0,-O1>)
  # Larger units than those of the modules: what each unit instantiates anew is half of the cost of tests.
  set_target_properties(${name}_test PROPERTIES UNITY_BUILD_BATCH_SIZE 24)
  if(";${ARG_USES};" MATCHES ";(language|pipeline|app);")
    add_dependencies(${name}_test shipped_model)
  endif()
  gtest_discover_tests(${name}_test DISCOVERY_TIMEOUT 120 PROPERTIES TIMEOUT 300)
endfunction()
