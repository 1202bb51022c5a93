#include "insight/forecast/smoothing.hpp"

#include <cmath>

#include "insight/statistics/simplex.hpp"

namespace aftercare::insight {
namespace {

/// A free number as a share between the bounds.
double share_of(double free, double lowest, double highest) {
  return lowest + (highest - lowest) / (1 + std::exp(-free));
}

class Smoother {
 public:
  Smoother(Series series, const SmoothingShape& shape) : series_(series), shape_(shape) {
    Values rest(series.begin(), series.end());
    for (const auto period : shape.seasons) {
      first_seasons_.push_back(season_of(rest, period));
      for (std::size_t i = 0; i < rest.size(); ++i) rest[i] -= first_seasons_.back()[i % period];
    }
    const std::size_t few =
        std::min(rest.size(), shape.seasons.empty() ? std::size_t{5} : shape.seasons.front());
    for (std::size_t i = 0; i < few; ++i) first_level_ += rest[i] / static_cast<double>(few);
    if (shape.seasons.empty() && shape.trend && few > 1)
      first_trend_ = (rest[few - 1] - rest[0]) / static_cast<double>(few - 1);
    if (shape.seasons.empty()) first_level_ = rest[0] - first_trend_;
  }

  std::vector<double> start() const {
    std::vector<double> free{-0.5};
    if (shape_.trend) free.insert(free.end(), {-2.5, 1.0});
    free.insert(free.end(), shape_.seasons.size(), -2.0);
    if (shape_.carried) free.push_back(1.0);
    return free;
  }

  /// Runs over the series; the mean squared error one step ahead.
  double run(const std::vector<double>& free) {
    std::size_t at = 0;
    alpha_ = share_of(free[at++], 0.0005, 0.9995);
    beta_ = 0, phi_ = 0, carry_ = 0;
    if (shape_.trend) {
      beta_ = share_of(free[at++], 0.0, 1.0) * alpha_;
      phi_ = share_of(free[at++], 0.8, 0.995);
    }
    gammas_.clear();
    for (std::size_t i = 0; i < shape_.seasons.size(); ++i)
      gammas_.push_back(share_of(free[at++], 0.0, 0.9));
    if (shape_.carried) carry_ = share_of(free[at++], -0.2, 0.99);
    level_ = first_level_, trend_ = first_trend_, error_ = 0;
    seasons_ = first_seasons_;
    double sum = 0;
    std::size_t counted = 0;
    const std::size_t warm = std::min<std::size_t>(series_.size() / 4, 10);
    for (std::size_t i = 0; i < series_.size(); ++i) {
      const double plain = level_ + phi_ * trend_ + season_at(i);
      const double error = series_[i] - plain - carry_ * error_;
      step(i, error);
      error_ = series_[i] - plain;
      if (i < warm) continue;
      sum += error * error;
      ++counted;
    }
    return sum / static_cast<double>(std::max<std::size_t>(1, counted));
  }

  Values ahead(std::size_t horizon) const {
    Values result;
    double damped = 0, damping = 1, carried = error_;
    for (std::size_t h = 1; h <= horizon; ++h) {
      damping *= phi_;
      damped += damping;
      carried *= carry_;
      result.push_back(level_ + damped * trend_ + season_at(series_.size() + h - 1) + carried);
    }
    return result;
  }

 private:
  double season_at(std::size_t i) const {
    double sum = 0;
    for (std::size_t s = 0; s < shape_.seasons.size(); ++s)
      sum += seasons_[s][i % shape_.seasons[s]];
    return sum;
  }

  // The error-correction form (Hyndman et al. 2008): every state takes its share of the error.
  void step(std::size_t i, double error) {
    level_ += phi_ * trend_ + alpha_ * error;
    trend_ = phi_ * trend_ + beta_ * error;
    for (std::size_t s = 0; s < shape_.seasons.size(); ++s)
      seasons_[s][i % shape_.seasons[s]] += gammas_[s] * (1 - alpha_) * error;
  }

  Series series_;
  const SmoothingShape& shape_;
  double first_level_ = 0, first_trend_ = 0;
  std::vector<Values> first_seasons_;
  double alpha_ = 0, beta_ = 0, phi_ = 0, carry_ = 0;
  std::vector<double> gammas_;
  double level_ = 0, trend_ = 0, error_ = 0;
  std::vector<Values> seasons_;
};

}  // namespace

Values smooth_ahead(Series series, const SmoothingShape& shape, std::size_t horizon) {
  Smoother smoother(series, shape);
  SimplexSettings settings;
  settings.step = 1.0;
  settings.most_calls = 60 * (smoother.start().size() + 1);
  settings.tolerance = 1e-5;
  const auto best =
      least_point([&](const auto& free) { return smoother.run(free); }, smoother.start(), settings);
  smoother.run(best);
  return smoother.ahead(horizon);
}

}  // namespace aftercare::insight
