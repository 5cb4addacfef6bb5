# tcplens_fuzz(NAME LIBS lib...) takes fuzz/fuzz_NAME.cpp and fuzz/corpus/NAME/:
# - replay_NAME runs the corpus and its neighbours under ctest, whatever the compiler;
# - fuzz_NAME (preset "fuzz") searches for new inputs: fuzz_NAME -max_total_time=60 NEW_FOLDER tests/fuzz/corpus/NAME
function(tcplens_fuzz name)
    cmake_parse_arguments(ARG "" "" "LIBS" ${ARGN})
    add_executable(replay_${name} fuzz/fuzz_${name}.cpp fuzz/replay.cpp)
    target_link_libraries(replay_${name} PRIVATE ${ARG_LIBS})
    add_test(NAME replay_${name} COMMAND replay_${name} "${CMAKE_CURRENT_SOURCE_DIR}/fuzz/corpus/${name}")
    set_tests_properties(replay_${name} PROPERTIES LABELS fuzz-replay)
    if(TCPLENS_FUZZ)
        add_executable(fuzz_${name} fuzz/fuzz_${name}.cpp)
        target_link_libraries(fuzz_${name} PRIVATE ${ARG_LIBS})
        target_compile_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
        target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
        foreach(lib IN LISTS ARG_LIBS) # without coverage of the code under test the fuzzer is blind
            target_compile_options(${lib} PRIVATE -fsanitize=fuzzer-no-link)
            target_link_options(${lib} INTERFACE -fsanitize=fuzzer-no-link)
        endforeach()
    endif()
endfunction()

tcplens_fuzz(decoder LIBS wire)
tcplens_fuzz(capture_file LIBS capture)
tcplens_fuzz(scenario LIBS simulation)
tcplens_fuzz(packetdrill LIBS simulation)
if(TCPLENS_CAPTURE)
    tcplens_fuzz(capture_helper LIBS capture_helper)
endif()
