// SPDX-License-Identifier: Apache-2.0
#include "cxm/base/random.hpp"

#include <istream>
#include <ostream>
// Random123 includes <iostream> for operators that nobody calls here. In libstdc++ that header puts a static
// constructor of the standard streams into every program; its guard keeps it out.
#define _GLIBCXX_IOSTREAM 1
#include <Random123/philox.h>

#include "cxm/stats/distributions.hpp"

namespace cxm {

void random_stream::refill() noexcept {
  r123::Philox4x32 philox;
  const r123::Philox4x32::ctr_type counter{
      {static_cast<std::uint32_t>(counter_), static_cast<std::uint32_t>(counter_ >> 32U),
       static_cast<std::uint32_t>(stream_), static_cast<std::uint32_t>(stream_ >> 32U)}};
  const r123::Philox4x32::key_type key{
      {static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32U)}};
  const auto out = philox(counter, key);
  for (unsigned i = 0; i < 4; ++i) block_[i] = out[i];
  ++counter_;
  used_ = 0;
}

std::uint32_t random_stream::below(std::uint32_t n) noexcept {
  // Lemire (2019), Fast random integer generation in an interval, algorithm 5.
  std::uint64_t product = static_cast<std::uint64_t>(bits()) * n;
  auto low = static_cast<std::uint32_t>(product);
  if (low < n) {
    const std::uint32_t threshold = (0U - n) % n;
    while (low < threshold) {
      product = static_cast<std::uint64_t>(bits()) * n;
      low = static_cast<std::uint32_t>(product);
    }
  }
  return static_cast<std::uint32_t>(product >> 32U);
}

double random_stream::normal() noexcept { return stats::normal_quantile(uniform()); }

}  // namespace cxm
