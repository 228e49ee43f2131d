// SPDX-License-Identifier: Apache-2.0
#include "cxm/stats/distributions.hpp"

// Boost.Math includes <iostream>; libstdc++'s guard keeps its static constructor out (see base/random.cpp).
#include <istream>
#include <ostream>
#define _GLIBCXX_IOSTREAM 1

// Compiled for size, GCC asks about Boost's `error_result`, which is not read unless it was set.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

// Boost.Math under a name of our own: its functions are templates, of which a linker keeps one copy, so a
// host with Boost of its own, compiled for other instructions, would change our last digits and we its.
#define BOOST_NO_USER_CONFIG
#define boost cxm_private_boost
// Where Boost.Math would throw exceptions of its own, with texts made by streams (which bring the locales of
// the runtime along), it calls the functions below.
#define BOOST_MATH_DOMAIN_ERROR_POLICY user_error
#define BOOST_MATH_POLE_ERROR_POLICY user_error
#define BOOST_MATH_OVERFLOW_ERROR_POLICY ignore_error
#define BOOST_MATH_PROMOTE_DOUBLE_POLICY false
#define BOOST_MATH_EVALUATION_ERROR_POLICY user_error
#define BOOST_MATH_ROUNDING_ERROR_POLICY user_error
#define BOOST_MATH_INDETERMINATE_RESULT_ERROR_POLICY user_error
#include <array>
#include <cmath>

#include "cxm/stats/elementary.hpp"

// Boost.Math names here what it takes from <cmath>; what differs between machines it takes from us instead.
#include <boost/math/tools/config.hpp>
#undef BOOST_HAS_EXPM1
#undef BOOST_HAS_LOG1P
#undef BOOST_MATH_STD_USING_CORE
#define BOOST_MATH_STD_USING_CORE \
  using std::abs;                 \
  using std::ceil;                \
  using std::fabs;                \
  using std::floor;               \
  using std::fmod;                \
  using std::frexp;               \
  using std::ldexp;               \
  using std::modf;                \
  using std::sqrt;                \
  using ::cxm::stats::acos;       \
  using ::cxm::stats::asin;       \
  using ::cxm::stats::atan;       \
  using ::cxm::stats::cos;        \
  using ::cxm::stats::exp;        \
  using ::cxm::stats::log;        \
  using ::cxm::stats::log10;      \
  using ::cxm::stats::pow;        \
  using ::cxm::stats::sin;        \
  using ::cxm::stats::tanh;
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/non_central_chi_squared.hpp>
#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/erf.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <limits>
#include <numbers>
#include <string>

#include "base/number_text.hpp"
#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"

// Arguments are checked beforehand, so only an iteration that does not end comes here.
namespace boost::math::policies {
namespace {
[[noreturn]] void no_result(const char* message) {
  throw cxm::error(cxm::errc::numeric, std::string("a distribution function has no result: ") +
                                           (message != nullptr ? message : "out of range"));
}
}  // namespace
template <class T>
T user_domain_error(const char*, const char* message, const T&) {
  no_result(message);
}
template <class T>
T user_pole_error(const char*, const char* message, const T&) {
  no_result(message);
}
template <class T>
T user_evaluation_error(const char*, const char* message, const T&) {
  no_result(message);
}
// Declared by the headers with one result or the other, as their version goes.
template <class T, class Target>
T user_rounding_error(const char*, const char* message, const T&, const Target&) {
  no_result(message);
}
template <class T, class Target>
Target user_rounding_error(const char*, const char* message, const T&, const Target&) {
  no_result(message);
}
template <class T>
T user_indeterminate_result_error(const char*, const char* message, const T&) {
  no_result(message);
}
}  // namespace boost::math::policies

namespace cxm::stats {
namespace {

namespace bm = boost::math;
// The macros above, and what the functions of Boost.Math add to any policy: so there is one instance of each.
using policy = bm::policies::policy<bm::policies::promote_float<false>>;
using student_d = bm::students_t_distribution<double, policy>;
using chi_d = bm::chi_squared_distribution<double, policy>;
using fisher_d = bm::fisher_f_distribution<double, policy>;
using beta_d = bm::beta_distribution<double, policy>;
using binomial_d = bm::binomial_distribution<double, policy>;
using noncentral_t_d = bm::non_central_t_distribution<double, policy>;

constexpr double infinity = std::numeric_limits<double>::infinity();

void check_number(const char* function, const char* parameter, double x) {
  if (std::isnan(x)) check_finite(function, parameter, x);
}

void check_df(const char* function, const char* parameter, double df) {
  if (!(df > 0)) check_positive(function, parameter, df);
}

/// From here on Boost's series may not end, and Wilson & Hilferty's (1931) cube root is normal to 1e-6 of the
/// probability within five standard deviations, and closer the more degrees of freedom.
constexpr double cubic_df = 1e9;
double cube_root_score(double x, double df) {
  return (stats::cbrt(x / df) - (1 - 2 / (9 * df))) / std::sqrt(2 / (9 * df));
}

/// (a0 + a1 x + ... + a7 x^7) / (1 + b1 x + ... + b7 x^7), coefficients in falling order.
double ratio(const std::array<double, 8>& above, const std::array<double, 7>& below, double x) {
  double a = 0;
  for (const double c : above) a = a * x + c;
  double b = 0;
  for (const double c : below) b = b * x + c;
  return a / (b * x + 1);
}

/// M. J. Wichura, Algorithm AS 241: The percentage points of the normal distribution, Applied Statistics 37
/// (1988), PPND16: to 1e-15 of the value, by one of three ratios of polynomials. Random normal numbers
/// come from here.
double wichura(double p) {
  static constexpr std::array<double, 8> middle_above = {
      2.5090809287301226727e+3, 3.3430575583588128105e+4, 6.7265770927008700853e+4, 4.5921953931549871457e+4,
      1.3731693765509461125e+4, 1.9715909503065514427e+3, 1.3314166789178437745e+2, 3.3871328727963666080e0};
  static constexpr std::array<double, 7> middle_below = {
      5.2264952788528545610e+3, 2.8729085735721942674e+4, 3.9307895800092710610e+4, 2.1213794301586595867e+4,
      5.3941960214247511077e+3, 6.8718700749205790830e+2, 4.2313330701600911252e+1};
  static constexpr std::array<double, 8> tail_above = {7.74545014278341407640e-4, 2.27238449892691845833e-2,
                                                       2.41780725177450611770e-1, 1.27045825245236838258e0,
                                                       3.64784832476320460504e0,  5.76949722146069140550e0,
                                                       4.63033784615654529590e0,  1.42343711074968357734e0};
  static constexpr std::array<double, 7> tail_below = {1.05075007164441684324e-9, 5.47593808499534494600e-4,
                                                       1.51986665636164571966e-2, 1.48103976427480074590e-1,
                                                       6.89767334985100004550e-1, 1.67638483018380384940e0,
                                                       2.05319162663775882187e0};
  static constexpr std::array<double, 8> far_above = {2.01033439929228813265e-7, 2.71155556874348757815e-5,
                                                      1.24266094738807843860e-3, 2.65321895265761230930e-2,
                                                      2.96560571828504891230e-1, 1.78482653991729133580e0,
                                                      5.46378491116411436990e0,  6.65790464350110377720e0};
  static constexpr std::array<double, 7> far_below = {2.04426310338993978564e-15, 1.42151175831644588870e-7,
                                                      1.84631831751005468180e-5,  7.86869131145613259100e-4,
                                                      1.48753612908506148525e-2,  1.36929880922735805310e-1,
                                                      5.99832206555887937690e-1};
  const double centred = p - 0.5;
  if (std::fabs(centred) <= 0.425)
    return centred * ratio(middle_above, middle_below, 0.180625 - centred * centred);
  const double r = std::sqrt(-stats::log(centred < 0 ? p : 1 - p));
  const double x = r <= 5 ? ratio(tail_above, tail_below, r - 1.6) : ratio(far_above, far_below, r - 5);
  return centred < 0 ? -x : x;
}

}  // namespace

double normal_cdf(double x) {
  check_number("normal_cdf", "x", x);
  return 0.5 * stats::erfc(-x / std::numbers::sqrt2);
}

double normal_pdf(double x) {
  check_number("normal_pdf", "x", x);
  return stats::exp(-0.5 * x * x) / std::sqrt(2.0 * std::numbers::pi);
}

double normal_quantile(double p) {
  check_share("normal_quantile", "p", p);
  if (p == 0) return -infinity;
  if (p == 1) return infinity;
  return wichura(p);
}

double erfc(double x) {
  check_number("erfc", "x", x);
  if (std::isinf(x)) return x < 0 ? 2 : 0;
  return bm::erfc(x, policy());
}

double log_gamma(double x) {
  check_positive("log_gamma", "x", x);
  return bm::lgamma(x, policy());
}

double student_t_cdf(double x, double df) {
  check_number("student_t_cdf", "x", x);
  check_df("student_t_cdf", "df", df);
  if (std::isinf(x)) return x < 0 ? 0 : 1;
  if (std::isinf(df)) return normal_cdf(x);
  return bm::cdf(student_d(df), x);
}

double student_t_quantile(double p, double df) {
  check_share("student_t_quantile", "p", p);
  check_df("student_t_quantile", "df", df);
  if (p == 0) return -infinity;
  if (p == 1) return infinity;
  if (std::isinf(df)) return normal_quantile(p);
  return bm::quantile(student_d(df), p);
}

double noncentral_t_cdf(double x, double df, double delta) {
  check_finite("noncentral_t_cdf", "x", x);
  check_positive("noncentral_t_cdf", "df", df);
  check_finite("noncentral_t_cdf", "delta", delta);
  return bm::cdf(noncentral_t_d(df, delta), x);
}

double noncentral_chi_squared_cdf(double x, double df, double noncentrality) {
  check_number("noncentral_chi_squared_cdf", "x", x);
  check_positive("noncentral_chi_squared_cdf", "df", df);
  check_not_negative("noncentral_chi_squared_cdf", "noncentrality", noncentrality);
  if (noncentrality == 0) return chi_squared_cdf(x, df);
  if (x <= 0) return 0;
  if (std::isinf(x)) return 1;
  return bm::cdf(bm::non_central_chi_squared_distribution<double, policy>(df, noncentrality), x);
}

double chi_squared_cdf(double x, double df) {
  check_number("chi_squared_cdf", "x", x);
  check_positive("chi_squared_cdf", "df", df);
  if (x <= 0) return 0;
  if (std::isinf(x)) return 1;
  if (df > cubic_df) return normal_cdf(cube_root_score(x, df));
  return bm::cdf(chi_d(df), x);
}

double chi_squared_upper(double x, double df) {
  check_number("chi_squared_upper", "x", x);
  check_positive("chi_squared_upper", "df", df);
  if (x <= 0) return 1;
  if (std::isinf(x)) return 0;
  if (df > cubic_df) return normal_cdf(-cube_root_score(x, df));
  return bm::cdf(bm::complement(chi_d(df), x));
}

double chi_squared_quantile(double p, double df) {
  check_share("chi_squared_quantile", "p", p);
  check_positive("chi_squared_quantile", "df", df);
  if (p == 0) return 0;
  if (p == 1) return infinity;
  if (df > cubic_df) {
    const double root = 1 - 2 / (9 * df) + normal_quantile(p) * std::sqrt(2 / (9 * df));
    return df * root * root * root;
  }
  return bm::quantile(chi_d(df), p);
}

double f_cdf(double x, double df1, double df2) {
  check_number("f_cdf", "x", x);
  check_positive("f_cdf", "df1", df1);
  check_df("f_cdf", "df2", df2);
  if (x <= 0) return 0;
  if (std::isinf(x)) return 1;
  if (std::isinf(df2)) return chi_squared_cdf(x * df1, df1);
  return bm::cdf(fisher_d(df1, df2), x);
}

double f_upper(double x, double df1, double df2) {
  check_number("f_upper", "x", x);
  check_positive("f_upper", "df1", df1);
  check_df("f_upper", "df2", df2);
  if (x <= 0) return 1;
  if (std::isinf(x)) return 0;
  if (std::isinf(df2)) return chi_squared_upper(x * df1, df1);
  return bm::cdf(bm::complement(fisher_d(df1, df2), x));
}

double f_quantile(double p, double df1, double df2) {
  check_share("f_quantile", "p", p);
  check_positive("f_quantile", "df1", df1);
  check_df("f_quantile", "df2", df2);
  if (p == 0) return 0;
  if (p == 1) return infinity;
  if (std::isinf(df2)) return chi_squared_quantile(p, df1) / df1;
  return bm::quantile(fisher_d(df1, df2), p);
}

double beta_cdf(double x, double a, double b) {
  check_share("beta_cdf", "x", x);
  check_positive("beta_cdf", "a", a);
  check_positive("beta_cdf", "b", b);
  return bm::cdf(beta_d(a, b), x);
}

double beta_quantile(double p, double a, double b) {
  check_share("beta_quantile", "p", p);
  check_positive("beta_quantile", "a", a);
  check_positive("beta_quantile", "b", b);
  if (p == 0) return 0;
  if (p == 1) return 1;
  return bm::quantile(beta_d(a, b), p);
}

double binomial_cdf(double k, double n, double p) {
  check_finite("binomial_cdf", "k", k);
  check_not_negative("binomial_cdf", "n", n);
  check_share("binomial_cdf", "p", p);
  if (k < 0) return 0;
  if (k >= n) return 1;
  return bm::cdf(binomial_d(n, p), std::floor(k));
}

double critical_value(double level, double df) {
  check_level("critical_value", "level", level);
  return student_t_quantile(1 - (1 - level) / 2, df);
}

double bivariate_normal_cdf(double x, double y, double rho) {
  check_number("bivariate_normal_cdf", "x", x);
  check_number("bivariate_normal_cdf", "y", y);
  if (!(rho >= -1 && rho <= 1)) {
    throw error(errc::argument,
                "bivariate_normal_cdf: rho is " + detail::number_text(rho) + ", but must be between -1 and 1",
                "rho");
  }
  if (x == -infinity || y == -infinity) return 0;
  if (x == infinity) return normal_cdf(y);
  if (y == infinity) return normal_cdf(x);
  if (rho == 1) return normal_cdf(std::min(x, y));
  if (rho == -1) return std::max(0.0, normal_cdf(x) - normal_cdf(-y));
  // Plackett's identity, with the substitution r = sin(a): the integrand is then smooth on the whole
  // interval unless |rho| is near 1, where panels are added; 20-point Gauss-Legendre in each.
  static constexpr std::array<double, 10> node{
      0.0765265211334973337546404093988, 0.227785851141645078080496195369, 0.373706088715419560672548177025,
      0.510867001950827098004364050955,  0.636053680726515025452836696226, 0.746331906460150792614305070356,
      0.839116971822218823394529061702,  0.912234428251325905867752441203, 0.963971927277913791267666131197,
      0.993128599185094924786122388471};
  static constexpr std::array<double, 10> weight{
      0.152753387130725850698084331955,  0.149172986472603746787828737002,  0.142096109318382051329298325067,
      0.131688638449176626898494499748,  0.118194531961518417312377377711,  0.101930119817240435036750135480,
      0.0832767415767047487247581432220, 0.0626720483341090635695065351870, 0.0406014298003869413310399522749,
      0.0176140071391521183118619623519};
  const double end = stats::asin(rho);
  const int panels = std::fabs(rho) > 0.9 ? 40 : 4;
  const double width = end / panels;
  double sum = 0;
  for (int p = 0; p < panels; ++p) {
    const double middle = (p + 0.5) * width;
    for (std::size_t i = 0; i < node.size(); ++i) {
      for (const double side : {-1.0, 1.0}) {
        const double a = middle + side * 0.5 * width * node[i];
        const double s = stats::sin(a);
        const double c2 = 1 - s * s;
        sum += weight[i] * 0.5 * width * stats::exp(-(x * x + y * y - 2 * x * y * s) / (2 * c2));
      }
    }
  }
  const double value = normal_cdf(x) * normal_cdf(y) + sum / (2 * std::numbers::pi);
  return std::min(1.0, std::max(0.0, value));
}

}  // namespace cxm::stats
