# SPDX-License-Identifier: Apache-2.0
# Size before speed for sources that run once per document, table or page: they are two thirds of the code and none
# of the time. The numbers are the same bits either way: without -ffast-math and with -ffp-contract=off an optimiser
# may not change a sum. Private: per source, never handed to whoever links the library.
function(cxm_small target)
  # A section each, so that a linker with --gc-sections leaves out what nothing calls.
  if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang" AND NOT CXM_SANITIZE)
    target_compile_options(${target} PRIVATE -ffunction-sections -fdata-sections)
  endif()
endfunction()

# cxm_cold(SOURCE...): three classes. Kernels, which meet rows, keep the optimisation of the build; what repeats a
# computation (resampling, regressions, searches) gets -O2; what runs once per document, table or page gets -Os.
function(cxm_cold)
  if(CXM_SANITIZE OR CXM_FUZZ OR NOT CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
    return()
  endif()
  string(JOIN "|" kernels
    "^tally/(classes|fold|fold_weighted)$" "^io/(batch_decoder|cell_text|csv_block)$"
    "^base/random$" "^estimate/(resampling|simulation)$"
    "^quality/node_sums$")
  string(JOIN "|" repeated
    "^estimate/(comparison_ranks|design_quantile|design_regression|index_estimate|isolation|joint|level_estimate|moments|ranks)$"
    "^io/json_text$" "^capi/(allocation|guard)$")
  string(JOIN "|" once
    "^(assessment|benchmark|builtin|capi|estimate|findings|generated|model|quality|report|sav|xlsx)/"
    "^base/(check|stable_order)" "^data/(calibration|given_replicates|receipt|replicate_weights|survey_design)" "^disclosure/suppression" "^simulate/(population|profile_read|quota|simulate|truth)"
    "^explain/(driver_analysis|driver_moments|linear_regression|logistic_regression|mediation|model_rows|ordinal_regression|performance|two_by_two|unit_paths)"
    "^io/(answer_table|arrow_export|arrow_import|columns|reader|assess_file|check_file|column_binding|column_profile|explain_file|files|head_counts|instrument|json|layout|ledger|norm|plan|read_counts|result_table|scaffold|state_file|tables|tally_file|variable_reader|weight_file)"
    "^plan/(movement|plan|practices|priorities|state|what_if|words)" "^stats/(normal_moments|scoring|studentized_range)$" "^tally/(codec|layout|regroup|respondent_rows|sums|tally_state)")
  foreach(source ${ARGN})
    get_filename_component(name ${source} NAME_WE)
    get_filename_component(folder ${source} DIRECTORY)
    get_filename_component(folder ${folder} NAME)
    set(place "${folder}/${name}")
    if(place MATCHES "${kernels}")
      continue()
    elseif(NOT place MATCHES "${repeated}" AND place MATCHES "${once}")
      # Without copies of templates with changed arguments, which no linker would join again.
      set(level -Os $<$<CXX_COMPILER_ID:GNU>:-fno-ipa-sra>)
    else()
      set(level -O2)
    endif()
    set_property(SOURCE ${source} APPEND PROPERTY COMPILE_OPTIONS "$<$<CONFIG:Release,RelWithDebInfo>:${level}>")
  endforeach()
endfunction()
