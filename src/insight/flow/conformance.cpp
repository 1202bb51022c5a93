#include "insight/flow/conformance.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "insight/flow/waits.hpp"
#include "metrics/interval.hpp"

namespace aftercare::insight {
namespace {

constexpr std::size_t kNoStep = static_cast<std::size_t>(-1);
constexpr std::size_t kMostSamples = 3;

class ConformanceCheck {
 public:
  ConformanceCheck(const EventLog& log, const DeclaredFlow& flow) : log_(log), flow_(flow) {
    for (const auto& name : log.steps) declared_.push_back(flow.step(name).value_or(kNoStep));
    for (const auto& event : log.events) now_ = std::max(now_, event.time);
  }

  base::Result<Conformance> check() {
    if (std::ranges::all_of(declared_, [](auto step) { return step == kNoStep; }))
      return base::failure(base::ErrorKind::input,
                           "no event is a step of the declared flow: " + flow_.label.en,
                           "没有任何事件属于所声明的流程：" + flow_.label.zh);
    learn_usual_waits();
    for (std::size_t of_case = 0; of_case < log_.cases.size(); ++of_case) check_case(of_case);
    result_.cases = log_.cases.size();
    if (const auto share = metrics::share_interval(static_cast<double>(result_.fitting),
                                                   static_cast<double>(result_.cases))) {
      result_.low = share->low;
      result_.high = share->high;
    }
    for (auto& [key, deviation] : deviations_) result_.deviations.push_back(std::move(deviation));
    std::stable_sort(result_.deviations.begin(), result_.deviations.end(),
                     [](const auto& a, const auto& b) { return a.cases > b.cases; });
    return std::move(result_);
  }

 private:
  using Kind = FlowDeviation::Kind;

  // How long nine of ten cases take to go on from each step: one that waits longer is over.
  void learn_usual_waits() {
    std::vector<std::vector<double>> waits(flow_.steps.size());
    for (std::size_t of_case = 0; of_case < log_.cases.size(); ++of_case)
      for (auto at = log_.begins[of_case] + 1; at < log_.begins[of_case + 1]; ++at)
        if (const auto step = declared_[log_.events[at - 1].step]; step != kNoStep)
          waits[step].push_back(log_.events[at].time - log_.events[at - 1].time);
    for (auto& of : waits) usual_.push_back(wait_at(of, 0.9));
  }

  void check_case(std::size_t of_case) {
    const auto begin = log_.begins[of_case], end = log_.begins[of_case + 1];
    broken_.clear();
    std::vector<double> first(flow_.steps.size(), NAN);
    std::size_t before = kNoStep;
    for (auto at = begin; at < end; ++at) {
      const auto step = declared_[log_.events[at].step];
      if (step == kNoStep) {
        note(of_case, {Kind::unknown_step, kNoStep, log_.events[at].step + flow_.steps.size()});
        continue;
      }
      if (std::isnan(first[step])) first[step] = log_.events[at].time;
      if (before == kNoStep) {
        if (!flow_.steps[step].begins) note(of_case, {Kind::begins_otherwise, kNoStep, step});
      } else if (std::ranges::find(flow_.steps[before].next, step) ==
                 flow_.steps[before].next.end()) {
        note(of_case, {Kind::not_allowed, before, step});
      }
      before = step;
    }
    check_end(of_case, before, log_.events[end - 1].time, first);
    check_limits(of_case, first);
    result_.fitting += broken_.empty();
  }

  void check_end(std::size_t of_case, std::size_t last, double at,
                 const std::vector<double>& first) {
    if (last == kNoStep) return;
    const bool may_end = flow_.steps[last].ends;
    if (!may_end && now_ - at <= usual_[last]) {
      ++result_.open;
      return;
    }
    if (!may_end) note(of_case, {Kind::ends_otherwise, last, kNoStep});
    for (std::size_t step = 0; step < flow_.steps.size(); ++step)
      if (flow_.steps[step].required && std::isnan(first[step]))
        note(of_case, {Kind::lacks, kNoStep, step});
  }

  void check_limits(std::size_t of_case, const std::vector<double>& first) {
    for (const auto& limit : flow_.limits) {
      if (std::isnan(first[limit.from])) continue;
      // What has not come yet is late already once the limit is over.
      const bool came = first[limit.to] >= first[limit.from];
      const double took = ((came ? first[limit.to] : now_) - first[limit.from]) / 1e6;
      if (took <= limit.most_s) continue;
      if (!came && last_of(of_case) != limit.from) continue;  // It went another way.
      note(of_case, {Kind::late, limit.from, limit.to}, took - limit.most_s);
    }
  }

  std::size_t last_of(std::size_t of_case) const {
    return declared_[log_.events[log_.begins[of_case + 1] - 1].step];
  }

  struct Key {
    Kind kind;
    std::size_t from, to;  // Declared steps; behind them those of the log that are unknown.
    bool operator<(const Key& other) const {
      return std::tie(kind, from, to) < std::tie(other.kind, other.from, other.to);
    }
  };

  void note(std::size_t of_case, const Key& key, double extra_s = 0) {
    auto [found, is_new] = deviations_.try_emplace(key);
    auto& deviation = found->second;
    if (is_new) {
      deviation.kind = key.kind;
      name(key.from, deviation.from, deviation.from_label);
      name(key.to, deviation.to, deviation.to_label);
    }
    ++deviation.times;
    deviation.extra_s += extra_s;
    if (!broken_.insert(key).second) return;
    ++deviation.cases;
    if (deviation.samples.size() < kMostSamples) deviation.samples.push_back(log_.cases[of_case]);
  }

  void name(std::size_t step, std::string& code, base::Message& label) const {
    if (step == kNoStep) return;
    if (step >= flow_.steps.size()) {
      code = log_.steps[step - flow_.steps.size()];
      label = {code, code};
      return;
    }
    code = flow_.steps[step].code;
    label = flow_.steps[step].label;
  }

  const EventLog& log_;
  const DeclaredFlow& flow_;
  std::vector<std::size_t> declared_;  // Of each step of the log.
  std::vector<double> usual_;          // Microseconds, of each declared step.
  double now_ = -INFINITY;
  std::set<Key> broken_;  // By the case that is looked at.
  std::map<Key, FlowDeviation> deviations_;
  Conformance result_;
};

}  // namespace

base::Result<Conformance> conformance_of(const EventLog& log, const DeclaredFlow& flow) {
  return ConformanceCheck(log, flow).check();
}

void name_parties(EventLog& log, const DeclaredFlow& flow) {
  log.called = flow.parties;
  std::map<std::string, std::uint32_t> places;
  for (std::uint32_t i = 0; i < log.actors.size(); ++i) places.emplace(log.actors[i], i);
  std::vector<std::uint32_t> party;
  for (const auto& name : log.steps) {
    const auto step = flow.step(name);
    const auto by = step ? flow.steps[*step].by : std::string();
    const auto [place, is_new] = places.emplace(by, static_cast<std::uint32_t>(log.actors.size()));
    if (is_new) log.actors.push_back(by);
    party.push_back(place->second);
  }
  for (auto& event : log.events)
    if (log.actors[event.actor].empty()) event.actor = party[event.step];
}

}  // namespace aftercare::insight
