// SPDX-License-Identifier: Apache-2.0
#pragma once

// The only door to Eigen. It renames Eigen's namespace, so that a host program with its own Eigen (other
// version, other instruction set) shares no symbol with ours: without that the linker keeps one copy of
// each weak template instance and silently changes the other program's numbers. Eigen serves small p x p
// problems alone; sums over rows are our own loops in fixed order, because Eigen's blocked products
// depend on the cache sizes of the machine.
#if defined(EIGEN_CORE_H) || defined(EIGEN_CORE_MODULE_H) || defined(EIGEN_WORLD_VERSION)
#error "include stats/eigen.hpp before, and instead of, any header of Eigen"
#endif

#include <stdexcept>

#define Eigen cxm_private_eigen
#ifndef EIGEN_NO_CPUID
#define EIGEN_NO_CPUID
#endif
#ifndef EIGEN_MPL2_ONLY
#define EIGEN_MPL2_ONLY
#endif
#ifndef EIGEN_DONT_PARALLELIZE
#define EIGEN_DONT_PARALLELIZE
#endif
#ifndef EIGEN_DONT_VECTORIZE
#define EIGEN_DONT_VECTORIZE
#endif
#undef eigen_assert
#define eigen_assert(condition)                                                                          \
  do {                                                                                                   \
    if (!(condition)) throw std::logic_error("cxm: broken precondition in linear algebra: " #condition); \
  } while (false)

#include <Eigen/Dense>
