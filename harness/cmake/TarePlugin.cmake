# tare_add_plugin(NAME SOURCES file... [LIBRARIES target...] [NOT_GATEABLE])
#
# A plugin of tare: the module NAME.so that exports tare_plugin_entry and
# nothing else, compiled so that two builds of it can be compared: -O2
# whatever the build type, loops and functions on 64-byte boundaries.
#
# A sanitised or instrumented build keeps its own optimisation and is not
# gateable: `tare gate` refuses it.
include(CheckCompilerFlag)
include(CheckLinkerFlag)

# Sets RET to the sanitizers and instrumentation that NAME is built with.
function(tare_instrumented name ret)
  string(TOUPPER "${CMAKE_BUILD_TYPE}" type)
  set(flags ${TARE_SANITIZE} ${CMAKE_C_FLAGS} ${CMAKE_CXX_FLAGS}
      ${CMAKE_C_FLAGS_${type}} ${CMAKE_CXX_FLAGS_${type}})
  get_directory_property(options COMPILE_OPTIONS)
  get_target_property(own ${name} COMPILE_OPTIONS)
  list(APPEND flags ${options} ${own})
  string(REGEX MATCHALL
         "-fsanitize=[a-z,-]+|--coverage|-fprofile-[a-z-]+|-pg"
         found "${flags}")
  set(${ret} "${found}" PARENT_SCOPE)
endfunction()

# Compiler options for the language LANG that this compiler knows. The last one
# is clang's: valgrind 3.19 cannot read its DWARF 5.
function(tare_plugin_options name lang)
  foreach(option IN ITEMS -falign-loops=64 -falign-functions=64
          -fno-semantic-interposition -fdebug-default-version=4)
    string(MAKE_C_IDENTIFIER "TARE_${lang}${option}" known)
    check_compiler_flag(${lang} ${option} ${known})
    if(${known})
      target_compile_options(${name} PRIVATE
        $<$<COMPILE_LANGUAGE:${lang}>:${option}>)
    endif()
  endforeach()
  if(TARE_${lang}_falign_loops_64 AND TARE_${lang}_falign_functions_64)
    target_compile_definitions(${name} PRIVATE
      $<$<COMPILE_LANGUAGE:${lang}>:TARE_SDK_ALIGNED>)
  endif()
endfunction()

function(tare_plugin_link_options name)
  set(map ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/tare-plugin.map)
  target_link_options(${name} PRIVATE
    -Wl,--build-id=sha1 -Wl,--version-script=${map}
    -Wl,-z,noexecstack)
  set_property(TARGET ${name} APPEND PROPERTY LINK_DEPENDS ${map})
  foreach(lang IN ITEMS C CXX)
    if(CMAKE_${lang}_COMPILER)
      check_linker_flag(${lang} -Wl,-z,start-stop-visibility=hidden
                        TARE_${lang}_START_STOP_VISIBILITY)
      if(TARE_${lang}_START_STOP_VISIBILITY)
        target_link_options(${name} PRIVATE
          $<$<LINK_LANGUAGE:${lang}>:-Wl,-z,start-stop-visibility=hidden>)
      endif()
    endif()
  endforeach()
endfunction()

function(tare_add_plugin name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "NOT_GATEABLE" ""
                        "SOURCES;LIBRARIES")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_SOURCES)
    message(FATAL_ERROR "tare_add_plugin(${name}): expected SOURCES file..., "
            "optional LIBRARIES target... and NOT_GATEABLE; found "
            "'${arg_UNPARSED_ARGUMENTS}'")
  endif()

  add_library(${name} MODULE ${arg_SOURCES})
  set_target_properties(${name} PROPERTIES
    PREFIX "" C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON)
  if(NOT CMAKE_LIBRARY_OUTPUT_DIRECTORY)
    set_target_properties(${name} PROPERTIES
      LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/plugins)
  endif()
  target_link_libraries(${name} PRIVATE tare::sdk ${arg_LIBRARIES})
  if(TARGET tare_warnings) # in the tree of tare itself
    target_link_libraries(${name} PRIVATE tare_warnings)
  endif()
  foreach(lang IN ITEMS C CXX)
    if(CMAKE_${lang}_COMPILER)
      tare_plugin_options(${name} ${lang})
    endif()
  endforeach()
  tare_plugin_link_options(${name})

  tare_instrumented(${name} instrumented)
  if(NOT instrumented)
    target_compile_options(${name} PRIVATE -O2)
    target_link_options(${name} PRIVATE -Wl,-z,defs)
    if(NOT arg_NOT_GATEABLE)
      target_compile_definitions(${name} PRIVATE TARE_SDK_GATEABLE)
    endif()
  endif()
  if(instrumented MATCHES "undefined")
    target_compile_definitions(${name} PRIVATE TARE_SDK_UBSAN)
  endif()
  if(instrumented MATCHES "coverage|profile")
    target_compile_definitions(${name} PRIVATE TARE_SDK_COVERAGE)
  endif()
endfunction()
