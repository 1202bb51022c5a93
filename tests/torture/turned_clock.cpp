// Put before a program (LD_PRELOAD), turns the clock on the wall back: by TURNED_CLOCK_BACK
// seconds, once TURNED_CLOCK_AFTER milliseconds have gone by. Clocks that only count on are left
// alone. Waits until a moment of that clock are turned with it, or they would never wait.

#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <cstdlib>

namespace {

timespec asked(clockid_t clock) {
  timespec now{};
  ::syscall(SYS_clock_gettime, clock, &now);
  return now;
}

double seconds(const timespec& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

long number_in(const char* variable) {
  const char* text = std::getenv(variable);
  return text == nullptr ? 0 : std::atol(text);
}

// How far back the clock stands now, in seconds.
time_t turned() {
  static const time_t back = number_in("TURNED_CLOCK_BACK");
  static const double from =
      seconds(asked(CLOCK_MONOTONIC)) + static_cast<double>(number_in("TURNED_CLOCK_AFTER")) / 1000;
  return seconds(asked(CLOCK_MONOTONIC)) < from ? 0 : back;
}

// A moment of the turned clock in the kernel's; one of a clock that only counts on is small.
timespec true_moment(const timespec& moment) {
  constexpr time_t long_ago = 1'000'000'000;
  timespec in_truth = moment;
  if (moment.tv_sec > long_ago) in_truth.tv_sec += turned();
  return in_truth;
}

template <typename Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

// Before any thread is there.
__attribute__((constructor)) void begin() {
  (void)turned();
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, timespec* now) noexcept {
  const auto failed = static_cast<int>(::syscall(SYS_clock_gettime, clock, now));
  if (failed == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
    now->tv_sec -= turned();
  return failed;
}

int gettimeofday(timeval* now, void*) noexcept {
  const auto time = asked(CLOCK_REALTIME);
  now->tv_sec = time.tv_sec - turned();
  now->tv_usec = time.tv_nsec / 1000;
  return 0;
}

time_t time(time_t* now) noexcept {
  const auto seconds_now = asked(CLOCK_REALTIME).tv_sec - turned();
  if (now != nullptr) *now = seconds_now;
  return seconds_now;
}

int sem_timedwait(sem_t* semaphore, const timespec* until) {
  static auto* const wait = next<int(sem_t*, const timespec*)>("sem_timedwait");
  const auto moment = true_moment(*until);
  return wait(semaphore, &moment);
}

int pthread_cond_timedwait(pthread_cond_t* condition, pthread_mutex_t* mutex,
                           const timespec* until) {
  static auto* const wait =
      next<int(pthread_cond_t*, pthread_mutex_t*, const timespec*)>("pthread_cond_timedwait");
  const auto moment = true_moment(*until);
  return wait(condition, mutex, &moment);
}

}  // extern "C"
