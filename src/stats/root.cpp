// SPDX-License-Identifier: Apache-2.0
#include "cxm/stats/root.hpp"

#include <cmath>
#include <limits>

#include "cxm/base/error.hpp"

namespace cxm::stats {
namespace {
constexpr double epsilon = std::numeric_limits<double>::epsilon();
}

double find_root(const std::function<double(double)>& f, double low, double high, double tolerance,
                 int most) {
  // Brent 1973, section 4.2; b is the best point, a the one before, c the other end of the bracket.
  double a = low;
  double b = high;
  double fa = f(a);
  double fb = f(b);
  if (fa == 0) return a;
  if (fb == 0) return b;
  if (!((fa < 0) != (fb < 0)) || std::isnan(fa) || std::isnan(fb)) {
    throw error(errc::numeric, "find_root: the function has the same sign at both ends of the interval", "f");
  }
  double c = a;
  double fc = fa;
  for (int i = 0; i < most; ++i) {
    const double step_before = b - a;
    if (std::fabs(fc) < std::fabs(fb)) {
      a = b;
      b = c;
      c = a;
      fa = fb;
      fb = fc;
      fc = fa;
    }
    const double least = 2 * epsilon * std::fabs(b) + tolerance / 2;
    double step = (c - b) / 2;
    if (std::fabs(step) <= least || fb == 0) return b;
    if (std::fabs(step_before) >= least && std::fabs(fa) > std::fabs(fb)) {
      const double whole = c - b;
      double p = 0;
      double q = 0;
      if (a == c) {  // secant
        const double s = fb / fa;
        p = whole * s;
        q = 1 - s;
      } else {  // inverse quadratic
        const double t = fa / fc;
        const double s1 = fb / fc;
        const double s2 = fb / fa;
        p = s2 * (whole * t * (t - s1) - (b - a) * (s1 - 1));
        q = (t - 1) * (s1 - 1) * (s2 - 1);
      }
      if (p > 0) {
        q = -q;
      } else {
        p = -p;
      }
      if (p < 0.75 * whole * q - std::fabs(least * q) / 2 && p < std::fabs(step_before * q / 2)) {
        step = p / q;
      }
    }
    if (std::fabs(step) < least) step = step > 0 ? least : -least;
    a = b;
    fa = fb;
    b += step;
    fb = f(b);
    if ((fb > 0 && fc > 0) || (fb < 0 && fc < 0)) {
      c = a;
      fc = fa;
    }
  }
  throw error(errc::numeric, "find_root: no convergence within the allowed number of steps", "most");
}

double find_minimum(const std::function<double(double)>& f, double low, double high, double tolerance,
                    int most) {
  // Brent 1973, section 5.8: parabolic steps safeguarded by golden sections.
  const double golden = (3 - std::sqrt(5.0)) / 2;
  double a = low;
  double b = high;
  double x = a + golden * (b - a);
  double w = x;
  double v = x;
  double fx = f(x);
  double fw = fx;
  double fv = fx;
  double step = 0;
  double before = 0;
  for (int i = 0; i < most; ++i) {
    const double middle = (a + b) / 2;
    const double t1 = std::sqrt(epsilon) * std::fabs(x) + tolerance / 3;
    const double t2 = 2 * t1;
    if (std::fabs(x - middle) <= t2 - (b - a) / 2) return x;
    double p = 0;
    double q = 0;
    double r = 0;
    if (std::fabs(before) > t1) {
      r = (x - w) * (fx - fv);
      q = (x - v) * (fx - fw);
      p = (x - v) * q - (x - w) * r;
      q = 2 * (q - r);
      if (q > 0) {
        p = -p;
      } else {
        q = -q;
      }
      r = before;
      before = step;
    }
    double u = 0;
    if (std::fabs(p) >= std::fabs(q * 0.5 * r) || p <= q * (a - x) || p >= q * (b - x)) {
      before = x < middle ? b - x : a - x;
      step = golden * before;
    } else {
      step = p / q;
      u = x + step;
      if (u - a < t2 || b - u < t2) step = x < middle ? t1 : -t1;
    }
    u = std::fabs(step) >= t1 ? x + step : (step > 0 ? x + t1 : x - t1);
    const double fu = f(u);
    if (fu <= fx) {
      (u < x ? b : a) = x;
      v = w;
      w = x;
      x = u;
      fv = fw;
      fw = fx;
      fx = fu;
    } else {
      (u < x ? a : b) = u;
      if (fu <= fw || w == x) {
        v = w;
        fv = fw;
        w = u;
        fw = fu;
      } else if (fu <= fv || v == x || v == w) {
        v = u;
        fv = fu;
      }
    }
  }
  return x;
}

}  // namespace cxm::stats
