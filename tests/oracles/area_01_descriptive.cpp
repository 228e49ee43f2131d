// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/moments.hpp"
#include "cxm/estimate/weights.hpp"
#include "oracle.hpp"

namespace oracles {
namespace {

json mean_ci(const oracle_case& c) {
  const column& x = c.data()[c.text("item")];
  const cxm::sample_summary s = cxm::summarize(x.view());
  const cxm::estimate e = cxm::mean_interval(x.view(), c.number("conf", 0.95));
  return {{"n", s.n},          {"missing", s.missing}, {"mean", e.value}, {"sd", s.sd},
          {"var", s.variance}, {"se", e.se},           {"lower", e.low},  {"upper", e.high}};
}

json to_json(const cxm::kish_summary& k) {
  return {{"n", k.n}, {"sum_w", k.sum_w}, {"neff", k.n_eff}, {"deff", k.deff}, {"cv2", k.cv2}};
}

json kish(const oracle_case& c) {
  return to_json(cxm::kish_effective_size(values_where(c.data()["weight"])));
}

const registrar area{{"mean_ci", mean_ci}, {"kish", kish}};

}  // namespace
}  // namespace oracles
