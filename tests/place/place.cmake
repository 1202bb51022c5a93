# Known to the tests and to the fuzz targets alike.
add_library(test_place STATIC ${CMAKE_CURRENT_LIST_DIR}/place.cpp
  ${CMAKE_CURRENT_LIST_DIR}/python_server.cpp ${CMAKE_CURRENT_LIST_DIR}/s3_server.cpp
  ${CMAKE_CURRENT_LIST_DIR}/swift_server.cpp ${CMAKE_CURRENT_LIST_DIR}/ssh_server.cpp)
target_include_directories(test_place PUBLIC ${CMAKE_SOURCE_DIR}/tests)
target_compile_definitions(test_place PRIVATE AFTERCARE_ROOT="${CMAKE_SOURCE_DIR}"
                           AFTERCARE_PROGRAM="${CMAKE_BINARY_DIR}/bin/aftercare"
                           AFTERCARE_JIEBA_DICT="${AFTERCARE_THIRD_PARTY}/cppjieba/dict")
target_link_libraries(test_place PRIVATE aftercare_flags)
