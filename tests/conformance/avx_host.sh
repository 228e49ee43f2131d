#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# avx_host.sh ROOT BUILD: the static library beside a host object that is compiled for AVX2 and FMA and uses an Eigen
# and a Boost.Math of its own. A linker keeps one copy of a template both have; were ours shared with the host's, our
# last digits would depend on the order of linking, and so would the host's. Both must print the same bits either way.
set -eu
root=$1 build=$2
grep -qw avx2 /proc/cpuinfo && grep -qw fma /proc/cpuinfo || { echo "avx_host.sh: no AVX2 and FMA here"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/host.cpp" <<'CPP'
#include <Eigen/Dense>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cstdio>
void host() {
  Eigen::MatrixXd x(40, 7);
  for (int i = 0; i < 40; ++i)
    for (int j = 0; j < 7; ++j) x(i, j) = 1.0 / (1 + i + 3 * j) + 0.1 * ((i * 7 + j) % 11);
  Eigen::MatrixXd s = x.transpose() * x;
  Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> e(s);
  for (int j = 0; j < 7; ++j) std::printf("host %a\n", e.eigenvalues()(j));
  std::printf("host %a\n", s.ldlt().solve(x.row(3).transpose())(2));
  for (double p = 0.05; p < 1; p += 0.1)
    std::printf("host %a %a\n", quantile(boost::math::beta_distribution<>(2.5, 7.25), p),
                quantile(boost::math::students_t_distribution<>(3.7), p));
}
CPP
cat >"$work/main.cpp" <<'CPP'
#include <cstdio>
#include <sstream>
#include "cxm/base/digest.hpp"
#include "cxm/cxm.hpp"
void host();
int main() {
  host();
  for (double p = 0.05; p < 1; p += 0.1)
    std::printf("cxm %a %a %a\n", cxm::stats::beta_quantile(p, 2.5, 7.25), cxm::stats::student_t_quantile(p, 3.7),
                cxm::stats::normal_quantile(p));
  std::ostringstream rows;
  const auto cx4 = cxm::load_instrument("cx4");
  cxm::simulate_to_csv(*cx4, cxm::load_profile("demo"), rows);
  const std::string text = rows.str();
  FILE* f = std::fopen("survey.csv", "wb");
  std::fwrite(text.data(), 1, text.size(), f);
  std::fclose(f);
  const std::string json = cxm::result_json(cxm::assess_file("survey.csv", "cx4"));
  std::printf("cxm %zu %zu ", text.size(), json.size());
  for (const unsigned char byte : cxm::sha256(json)) std::printf("%02x", byte);
  std::printf("\n");
}
CPP
boost_eigen=(-isystem /usr/include/eigen3)
g++ -std=c++17 -O2 -mavx2 -mfma "${boost_eigen[@]}" -c -o "$work/host.o" "$work/host.cpp"
g++ -std=c++17 -O0 -mavx2 -mfma "${boost_eigen[@]}" -c -o "$work/host0.o" "$work/host.cpp"
g++ -std=c++20 -O1 -I "$root/include" -I "$build/generated" -c -o "$work/main.o" "$work/main.cpp"
printf 'void host() {}\n' | g++ -x c++ -c -o "$work/nohost.o" -
printf 'void host();\nint main() { host(); }\n' | g++ -x c++ -c -o "$work/alone.o" -
library=$build/lib/libcxm.a
cd "$work"
g++ -o plain main.o nohost.o "$library" -lz -pthread
./plain >plain.txt
[ "$(grep -c '^cxm' plain.txt)" -eq 11 ] || { echo "the library printed something else"; cat plain.txt; exit 1; }
bad=0
for host in host host0; do
  g++ -o only alone.o $host.o
  ./only >host.txt
  g++ -o first $host.o main.o "$library" -lz -pthread
  g++ -o last main.o -Wl,--whole-archive "$library" -Wl,--no-whole-archive $host.o -lz -pthread
  for order in first last; do
    ./$order >both.txt
    grep '^cxm' both.txt | diff -q - plain.txt >/dev/null || { echo "the library's bits differ: $host, $order"; grep '^cxm' both.txt | diff - plain.txt || true; bad=1; }
    grep '^host' both.txt | diff -q - host.txt >/dev/null || { echo "the host's bits differ: $host, $order"; grep '^host' both.txt | diff - host.txt || true; bad=1; }
  done
done
echo "avx_host.sh: $(tail -1 plain.txt)"
exit $bad
