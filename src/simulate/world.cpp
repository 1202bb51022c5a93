#include "simulate/world.hpp"

namespace aftercare::simulate {

const Hours& contact_hours() {
  static const Hours hours(
      {2, 1, 1, 1, 1, 2, 5, 12, 28, 52, 62, 56, 44, 48, 54, 54, 50, 46, 44, 52, 58, 48, 24, 8});
  return hours;
}

const Hours& buying_hours() {
  static const Hours hours(
      {18, 8, 4, 2, 2, 4, 8, 16, 26, 40, 48, 46, 56, 48, 42, 42, 40, 40, 46, 62, 82, 90, 72, 40});
  return hours;
}

}  // namespace aftercare::simulate
