# Warnings and sanitizers of the project's own code.
add_library(tare_warnings INTERFACE)
target_compile_options(tare_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wcast-qual -Wformat=2 -Wundef
  -Wwrite-strings -Wswitch-enum -Wvla
  $<$<COMPILE_LANGUAGE:C>:-Wconversion -Wstrict-prototypes
  -Wmissing-prototypes>
  $<$<COMPILE_LANG_AND_ID:C,GNU>:-Wduplicated-cond -Wlogical-op>
  $<$<COMPILE_LANG_AND_ID:C,Clang>:-Wmissing-variable-declarations
  -Wno-gnu-auto-type>)
if(TARE_WERROR)
  target_compile_options(tare_warnings INTERFACE -Werror)
endif()

if(TARE_FUZZ AND NOT TARE_SANITIZE)
  set(TARE_SANITIZE address,undefined,fuzzer-no-link)
endif()
if(TARE_SANITIZE)
  add_compile_options(-fsanitize=${TARE_SANITIZE} -fno-omit-frame-pointer
                      -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${TARE_SANITIZE})
endif()
