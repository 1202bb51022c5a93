#include "place/place.hpp"

namespace aftercare::place {

std::filesystem::path root() {
  return AFTERCARE_ROOT;
}
std::filesystem::path shared_data() {
  return root().parent_path() / "shared" / "data";
}
std::string program() {
  return AFTERCARE_PROGRAM;
}
std::filesystem::path jieba_dictionary() {
  return AFTERCARE_JIEBA_DICT;
}

}  // namespace aftercare::place
