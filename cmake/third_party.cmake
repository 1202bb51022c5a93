# Libraries: Debian packages, and what scripts/setup unpacked below build/third_party.
set(AFTERCARE_THIRD_PARTY ${CMAKE_SOURCE_DIR}/build/third_party CACHE PATH "Unpacked pinned parts")

find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(tl-expected REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(simdjson REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(date REQUIRED)
find_package(CLI11 REQUIRED)
find_package(GTest REQUIRED)
include(GoogleTest)
pkg_check_modules(JEMALLOC REQUIRED IMPORTED_TARGET jemalloc)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)
pkg_check_modules(XGBOOST REQUIRED IMPORTED_TARGET xgboost)
pkg_check_modules(OPENCC REQUIRED IMPORTED_TARGET opencc)
pkg_check_modules(PQXX REQUIRED IMPORTED_TARGET libpqxx)
pkg_check_modules(MARIADB REQUIRED IMPORTED_TARGET libmariadb)
pkg_check_modules(RDKAFKA REQUIRED IMPORTED_TARGET rdkafka)
# At least 7.75: it signs requests to buckets.
pkg_check_modules(CURL REQUIRED IMPORTED_TARGET libcurl>=7.75)
pkg_check_modules(SSH REQUIRED IMPORTED_TARGET libssh>=0.10)
pkg_check_modules(HYPERSCAN IMPORTED_TARGET libhs)

# DuckDB: library and header of one release, pinned in third_party/pins.txt.
find_library(DUCKDB_LIBRARY duckdb PATHS ${AFTERCARE_THIRD_PARTY}/duckdb NO_DEFAULT_PATH REQUIRED)
add_library(duckdb::duckdb SHARED IMPORTED)
set_target_properties(duckdb::duckdb PROPERTIES
  IMPORTED_LOCATION ${DUCKDB_LIBRARY} IMPORTED_SONAME libduckdb.so
  INTERFACE_INCLUDE_DIRECTORIES ${AFTERCARE_THIRD_PARTY}/duckdb/include)

# cppjieba: headers only; its dictionary is a resource (see src/language).
add_library(cppjieba::cppjieba INTERFACE IMPORTED)
set_target_properties(cppjieba::cppjieba PROPERTIES INTERFACE_INCLUDE_DIRECTORIES
  "${AFTERCARE_THIRD_PARTY}/cppjieba/include;${AFTERCARE_THIRD_PARTY}/cppjieba/limonp/include")
