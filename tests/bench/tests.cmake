# The limit on time and memory: `ctest -L bench`, in a release build, on a machine that does little else.
# The generated capture stays in the build folder.
if(CMAKE_BUILD_TYPE MATCHES "^Rel" AND NOT TCPLENS_SANITIZE)
    add_executable(gen_pcap bench/gen_pcap.cpp)
    add_executable(pcap_loop bench/pcap_loop.cpp)
    target_link_libraries(pcap_loop PRIVATE ${PCAP_LIBRARY})
    add_executable(bench_analyze bench/bench_analyze.cpp)
    add_dependencies(bench_analyze gen_pcap pcap_loop tcplens-cli)
    add_test(NAME bench_analyze COMMAND bench_analyze $<TARGET_FILE:tcplens-cli> $<TARGET_FILE:pcap_loop> $<TARGET_FILE:gen_pcap>
                                        ${CMAKE_CURRENT_BINARY_DIR}/m1.pcap)
    set_tests_properties(bench_analyze PROPERTIES LABELS "bench;long" RUN_SERIAL TRUE TIMEOUT 600)
    add_executable(bench_simulation bench/bench_simulation.cpp)
    target_link_libraries(bench_simulation PRIVATE simulation)
    add_test(NAME bench_simulation COMMAND bench_simulation)
    set_tests_properties(bench_simulation PROPERTIES LABELS bench RUN_SERIAL TRUE TIMEOUT 120)
endif()
