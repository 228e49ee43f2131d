# SPDX-License-Identifier: Apache-2.0
# What every compiled target of ours gets. All of it is PRIVATE: nothing leaks to consumers.
function(cxm_target target)
  target_compile_features(${target} PRIVATE cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON
                        CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  # -ffp-contract=off: the same bits whatever instructions the compiler may fuse.
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wconversion -ffp-contract=off)
  if(CXM_WARNINGS_AS_ERRORS)
    target_compile_options(${target} PRIVATE -Werror)
    # g++ 12 takes "text" + std::string for overlapping copies (GCC bug 105651, mended in 13).
    if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
      target_compile_options(${target} PRIVATE -Wno-restrict)
    endif()
  endif()
  if(CXM_FUZZ)
    target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
  endif()
  if(CXM_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${CXM_SANITIZE} -fno-omit-frame-pointer
                           -fno-sanitize-recover=all)
    target_link_options(${target} PRIVATE -fsanitize=${CXM_SANITIZE})
  endif()
endfunction()
