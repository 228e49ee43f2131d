# SPDX-License-Identifier: Apache-2.0
# cmake -DWAY=install|find_package|add_subdirectory|pkg_config -DCXM_BUILD=... -DCXM_SOURCE=... -DWORK=...
#       -DCXX=... -DCOMPONENTS=sav,xlsx -P run.cmake
# Each way of using the library from outside, in a directory of its own, with the installed package alone.
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE out ERROR_VARIABLE out)
  if(NOT code EQUAL 0)
    list(JOIN ARGN " " line)
    message(FATAL_ERROR "${line}\n${out}")
  endif()
  set(out "${out}" PARENT_SCOPE)
endfunction()

set(prefix ${WORK}/prefix)
set(dir ${WORK}/${WAY})
file(REMOVE_RECURSE ${dir})

if(WAY STREQUAL "install")
  file(REMOVE_RECURSE ${prefix} ${WORK}/staged)
  run(${CMAKE_COMMAND} --install ${CXM_BUILD} --prefix ${WORK}/staged)
  # Moved after the installation: nothing in the package may remember where it was made.
  file(RENAME ${WORK}/staged ${prefix})
elseif(WAY STREQUAL "pkg_config")
  find_program(pkg_config NAMES pkg-config pkgconf REQUIRED)
  file(GLOB_RECURSE pc ${prefix}/cxm.pc)
  get_filename_component(pc_dir ${pc} DIRECTORY)
  set(ENV{PKG_CONFIG_PATH} ${pc_dir})
  run(${pkg_config} --static --cflags --libs cxm)
  string(STRIP "${out}" flags)
  separate_arguments(flags UNIX_COMMAND "${flags}")
  file(MAKE_DIRECTORY ${dir})
  run(${CXX} -std=c++20 ${CMAKE_CURRENT_LIST_DIR}/main.cpp ${flags} -o ${dir}/consumer)
  run(${dir}/consumer)
  message("${out}")
else()
  # The optimiser is off: what is shown is that it builds, links and runs.
  run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR}/${WAY} -B ${dir} -G Ninja -DCMAKE_CXX_COMPILER=${CXX}
      -DCMAKE_PREFIX_PATH=${prefix} -DCXM_SOURCE=${CXM_SOURCE} -DCOMPONENTS=${COMPONENTS})
  run(${CMAKE_COMMAND} --build ${dir})
  run(${dir}/consumer)
  message("${out}")
  file(GLOB uses ${dir}/uses_*)
  foreach(program ${uses})
    run(${program})
  endforeach()
endif()
