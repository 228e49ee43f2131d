# SPDX-License-Identifier: Apache-2.0
# Size before speed for the sources that run once per document, table or page: they are two thirds of the code and
# none of the time. What meets rows or repeats a computation keeps the optimisation of the build. The numbers are
# the same bits either way: without -ffast-math and with -ffp-contract=off an optimiser may not change a sum.
# Private: per source, never handed to whoever links the library.
function(cxm_small target)
  # A section each, so that a linker with --gc-sections leaves out what nothing calls.
  if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang" AND NOT CXM_SANITIZE)
    target_compile_options(${target} PRIVATE -ffunction-sections -fdata-sections)
  endif()
endfunction()

function(cxm_cold)
  if(CXM_SANITIZE OR CXM_FUZZ)
    return()
  endif()
  string(JOIN "|" cold
    "^(assessment|benchmark|builtin|capi|estimate|findings|generated|model|quality|report)/"
    "^data/receipt" "^simulate/(profile_read|truth)"
    "^explain/(driver_analysis|performance|two_by_two|unit_paths)"
    "^io/(assess_file|column_binding|column_profile|explain_file|instrument|json|ledger|norm|plan|read_counts|result_table|scaffold|state_file|tables|tally_file)"
    "^plan/(plan|practices|what_if|words)")
  # What resamples, or runs over pairs of units.
  set(hot "^estimate/(comparison_ranks|design_quantile|design_regression|moments|ranks|resampling|simulation)$")
  foreach(source ${ARGN})
    get_filename_component(name ${source} NAME_WE)
    get_filename_component(folder ${source} DIRECTORY)
    get_filename_component(folder ${folder} NAME)
    if("${folder}/${name}" MATCHES "${hot}")
      continue()
    endif()
    if("${folder}/${name}" MATCHES "${cold}")
      set_property(SOURCE ${source} APPEND PROPERTY COMPILE_OPTIONS
                   $<$<AND:$<CONFIG:Release,RelWithDebInfo>,$<CXX_COMPILER_ID:GNU,Clang,AppleClang>>:-Os>)
    endif()
  endforeach()
endfunction()
