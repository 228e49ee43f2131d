// SPDX-License-Identifier: Apache-2.0
// What the C++ runtime inside the library does when it must end the process (a broken noexcept): by default
// it prints the exception, for which it carries stdio and a demangler. A library prints nothing.
#include <cstdlib>

#if !defined(CXM_HOST_OPERATOR_NEW) && defined(__GLIBCXX__)
namespace __gnu_cxx {
void __verbose_terminate_handler() { std::abort(); }
}  // namespace __gnu_cxx
#endif
