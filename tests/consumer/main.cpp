// SPDX-License-Identifier: Apache-2.0
// A program of somebody else: it links the library and uses enough of it that nothing can be left out.
#include <cstdio>

#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"
#include "cxm/version.hpp"

int main() {
  cxm::random_stream stream(1, 2);
  const double value = stream.normal();
  std::printf("cxm %s: %.3f\n", cxm::version, value);
  return value == value ? 0 : 1;
}
